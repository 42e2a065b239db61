"""The virtual environment: pinned requirements, and Odoo on its path."""

import hashlib
import os
import sys
import venv
from pathlib import Path

from debian import ensure_odoo
from place import PYTHON, ROOT, VENV, run, say

REQUIREMENTS = (ROOT / "requirements.txt", ROOT / "requirements-dev.txt")


def odoo_folder() -> Path:
    """The folder that holds the package `odoo`: the user's own (variable ODOO), else Debian's."""
    own = os.environ.get("ODOO")
    if not own:
        return ensure_odoo()
    folder = Path(own).expanduser().resolve()
    if not (folder / "odoo" / "release.py").exists():
        raise SystemExit(f"ODOO={own}: there is no Odoo here (expected {folder / 'odoo' / 'release.py'})")
    return folder


def addons_path(odoo: Path) -> str:
    """Odoo's addons and ours, comma separated; a git checkout of Odoo keeps most of its own in `addons`."""
    folders = [odoo / "odoo" / "addons"]
    if not (folders[0] / "account").is_dir():
        folders.append(odoo / "addons")
    peers = [Path(folder) for folder in filter(None, [os.environ.get("LAMPO_PEERS")])]
    return ",".join(str(folder) for folder in [*folders, *peers, ROOT])


def _stamp(odoo: Path) -> str:
    text = "".join(path.read_text() for path in REQUIREMENTS) + sys.version + str(odoo)
    return hashlib.sha256(text.encode()).hexdigest()


def ensure_environment() -> Path:
    """Make or renew the environment; returns the Odoo folder. Does nothing when the pins are unchanged."""
    odoo = odoo_folder()
    stamp = VENV / "stamp"
    if stamp.exists() and stamp.read_text() == _stamp(odoo):
        return odoo
    say("installing Python requirements …")
    venv.create(VENV, with_pip=True, clear=True)
    pins = [word for path in REQUIREMENTS for word in ("-r", path)]
    run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *pins)
    site = run(PYTHON, "-c", "import site; print(site.getsitepackages()[0])").stdout.strip()
    (Path(site) / "odoo-source.pth").write_text(f"{odoo}\n")
    stamp.write_text(_stamp(odoo))
    return odoo
