"""What comes from Debian: a few system packages, and Odoo 19 unpacked into a folder of its own."""

import shutil
from pathlib import Path

from place import CACHE, as_root, run, say

# command (or file) that shows it is there -> package, reason
SYSTEM = {
    "chromium": ("chromium", "tours in a real browser"),
    "wkhtmltopdf": ("wkhtmltopdf", "Odoo's PDF reports"),
    "/usr/lib/postgresql/*/bin/initdb": ("postgresql", "the database server's program, not its service"),
    "pdftotext": ("poppler-utils", "tests read the PDFs that were made"),
    "setpriv": ("util-linux", "starts PostgreSQL as another user than root"),
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf": ("fonts-dejavu-core", "letters in PDFs"),
}
FROM_SID = ("odoo-19", "libjs-jquery", "libjs-jquery-form", "libjs-underscore",
            "fonts-roboto-unhinted", "fonts-montserrat", "fonts-inconsolata", "fonts-glyphicons-halflings")
# Odoo's icons are Font Awesome 4: sid's newer one leaves its links dangling.
FROM_THE_SYSTEM = ("fonts-font-awesome",)
SITE = Path("usr/lib/python3/dist-packages")
# Debian leaves out what has no source (here: blurred backgrounds in video calls). A missing file is an error
# in every page's console, and Odoo's browser tests fail on those.
LEFT_OUT = ("odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js",)


def _present(mark: str) -> bool:
    if mark.startswith("/"):
        return any(Path("/").glob(mark.lstrip("/")))
    return shutil.which(mark) is not None


def _python_can_make_environments() -> bool:
    try:
        import ensurepip  # noqa: F401, PLC0415
    except ImportError:
        return False
    return True


def ensure_system_packages() -> None:
    """Install what the machine lacks, once; PostgreSQL without letting it start a service of its own."""
    missing = [package for mark, (package, _why) in SYSTEM.items() if not _present(mark)]
    if not _python_can_make_environments():
        missing.append("python3-venv")
    if not missing:
        return
    say(f"installing {', '.join(missing)} …")
    run(*as_root(), "apt-get", "update")
    if "postgresql" in missing:
        _keep_postgresql_from_starting()
    run(*as_root(), "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y",
        "--no-install-recommends", *missing)


def _keep_postgresql_from_starting() -> None:
    """Debian's package would make and start a cluster on port 5432; we use one of our own."""
    run(*as_root(), "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y",
        "--no-install-recommends", "postgresql-common")
    run(*as_root(), "sed", "-i", r"s/^#\?create_main_cluster.*/create_main_cluster = false/",
        "/etc/postgresql-common/createcluster.conf")


def _private_apt(folder: Path) -> list[str]:
    """Options that make apt read a package list of ours: the machine's own mirror, suite sid."""
    (folder / "lists" / "partial").mkdir(parents=True, exist_ok=True)
    mirrors = run("apt-get", "indextargets", "--format", "$(ORIGIN)|$(LABEL)|$(REPO_URI)", "Created-By: Packages")
    debian = [line.split("|")[2] for line in mirrors.stdout.splitlines() if line.startswith("Debian|Debian|")]
    if not debian:
        raise SystemExit("apt knows no Debian mirror here; point ODOO at an Odoo 19 that you have (see README)")
    (folder / "sid.list").write_text(
        f"deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] {debian[0]} sid main\n")
    options = {"Dir::Etc::SourceList": folder / "sid.list", "Dir::Etc::SourceParts": "/dev/null",
               "Dir::State::Lists": folder / "lists", "Dir::Cache": folder, "APT::Sandbox::User": "root"}
    return [f"-o{name}={value}" for name, value in options.items()]


def ensure_odoo() -> Path:
    """Odoo 19 from Debian below the cache; returns the folder that holds the package `odoo`."""
    prefix = CACHE / "odoo"
    if not prefix.exists():
        say("fetching Odoo 19 …")
        run(*as_root(), "apt-get", "update")
        apt = CACHE / "apt"
        options = _private_apt(apt)
        run("apt-get", *options, "update")
        run("apt-get", *options, "download", *FROM_SID, cwd=apt)
        run("apt-get", "-oAPT::Sandbox::User=root", "download", *FROM_THE_SYSTEM, cwd=apt)
        _unpack(apt, prefix)
    for gap in (prefix / SITE / name for name in LEFT_OUT):
        if not gap.exists():
            gap.parent.mkdir(parents=True, exist_ok=True)
            gap.touch()
    return prefix / SITE


def _unpack(apt: Path, prefix: Path) -> None:
    """Unpack beside and rename, so that an interrupted run is not taken for a whole one."""
    half = prefix.with_suffix(".half")
    shutil.rmtree(half, ignore_errors=True)
    for package in sorted(apt.glob("*.deb")):
        run("dpkg-deb", "-x", package, half)
    half.rename(prefix)
    shutil.rmtree(apt)
