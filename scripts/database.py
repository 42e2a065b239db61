"""Databases: a base with Odoo's own modules, made once and copied; ours is installed on the copy."""

import hashlib
import shutil

from cluster import copy_database, drop_database, has_database, rename_database
from odoo_command import odoo_once, odoo_script
from place import DATA, LOGS, ROOT, say
from python_env import odoo_folder

NARROW = ("account", "l10n_fi")
LANGUAGES = "fi_FI,sv_SE"


def _base_name(modules: tuple[str, ...]) -> str:
    """Another Odoo, other modules or another set-up make another base."""
    release = (odoo_folder() / "odoo" / "release.py").read_text()
    setup = (ROOT / "scripts" / "inside" / "finnish_company.py").read_text()
    return "base_" + hashlib.sha256((release + setup + ",".join(modules)).encode()).hexdigest()[:10]


def _filestore(database: str):
    return DATA / "filestore" / database


def ensure_base(modules: tuple[str, ...] = NARROW) -> str:
    """A database with these modules, the Finnish chart of accounts and language; returns its name."""
    base = _base_name(modules)
    if has_database(base):
        return base
    say(f"making a base database with {', '.join(modules)} …")
    half = f"{base}_half"
    drop_database(half)
    shutil.rmtree(_filestore(half), ignore_errors=True)
    odoo_once(half, "-i", ",".join(modules), f"--load-language={LANGUAGES}", log=base)
    odoo_script(half, "finnish_company.py", log=base)
    rename_database(half, base)
    shutil.rmtree(_filestore(base), ignore_errors=True)
    _filestore(half).rename(_filestore(base))
    return base


def fresh_database(name: str, modules: tuple[str, ...] = NARROW) -> None:
    """A new copy of the base under this name, files included."""
    base = ensure_base(modules)
    copy_database(base, name)
    shutil.rmtree(_filestore(name), ignore_errors=True)
    shutil.copytree(_filestore(base), _filestore(name))


def install_addon(name: str) -> None:
    """Install ours; a warning in Odoo's log is an error."""
    odoo_once(name, "-i", "lampo_privacy", log=f"install-{name}")
    complain_about_warnings(f"install-{name}")


def complain_about_warnings(log: str) -> None:
    """Stop when a log of ours holds a warning or worse."""
    lines = (LOGS / f"{log}.log").read_text().splitlines()
    bad = [line for line in lines if any(f" {level} " in line for level in ("WARNING", "ERROR", "CRITICAL"))]
    if bad:
        raise SystemExit("Odoo's log has warnings:\n" + "\n".join(bad))
