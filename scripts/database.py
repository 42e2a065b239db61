"""Databases: a base with Odoo's own modules, made once and copied; ours is installed on the copy."""

import hashlib
import shutil
from pathlib import Path

from cluster import copy_database, drop_database, has_database, psql, rename_database
from odoo_command import odoo_once, odoo_script
from place import DATA, LOGS, ROOT, VENV, alone, run, say
from python_env import odoo_folder

NARROW = ("account", "l10n_fi")
# what a company may have beside ours: the more places a person can be in, the better the tests
WIDE = (*NARROW, "calendar", "crm", "event", "mass_mailing", "mass_mailing_sms", "payment", "project",
        "purchase", "sale_management", "sms", "stock", "survey")
LANGUAGES = "fi_FI,sv_SE"


def _base_name(modules: tuple[str, ...]) -> str:
    """Another Odoo, other modules or another set-up make another base."""
    release = (odoo_folder() / "odoo" / "release.py").read_text()
    setup = (ROOT / "scripts" / "inside" / "finnish_company.py").read_text()
    return "base_" + hashlib.sha256((release + setup + ",".join(modules)).encode()).hexdigest()[:10]


def _filestore(database: str) -> Path:
    return DATA / "filestore" / database


def ensure_base(modules: tuple[str, ...] = NARROW) -> str:
    """A database with these modules, the Finnish chart of accounts and languages; returns its name."""
    base = _base_name(modules)
    with alone(base):
        if not has_database(base):
            listed = ", ".join(modules) if len(modules) < 20 else f"{len(modules)} modules"
            say(f"making a base database with {listed} …")
            half = f"{base}_half"
            drop(half)
            odoo_once(half, "-i", ",".join(modules), f"--load-language={LANGUAGES}", log=base)
            odoo_script(half, "finnish_company.py", log=base)
            rename(half, base)
    return base


def fresh_database(name: str, modules: tuple[str, ...] = NARROW) -> None:
    """A new copy of the base under this name, files included."""
    copy(ensure_base(modules), name)


def copy(source: str, name: str) -> None:
    """Another database with the same contents, files included."""
    copy_database(source, name)
    # a database of its own to whatever is kept by its number outside of it, such as the ledger of erasures
    psql(name, "UPDATE ir_config_parameter SET value = gen_random_uuid() WHERE key = 'database.uuid'")
    shutil.rmtree(_filestore(name), ignore_errors=True)
    shutil.copytree(_filestore(source), _filestore(name))


def drop(name: str) -> None:
    """Remove a database and its files, if they are there."""
    drop_database(name)
    shutil.rmtree(_filestore(name), ignore_errors=True)


def rename(old: str, new: str) -> None:
    """Give a finished database its name: the files first, so that a database that is there has them."""
    shutil.rmtree(_filestore(new), ignore_errors=True)
    _filestore(old).rename(_filestore(new))
    rename_database(old, new)


def install_addon(name: str, *others: str) -> None:
    """Install ours; a warning in Odoo's log is an error, but for `others`: expressions of what is not ours."""
    odoo_once(name, "-i", "lampo_privacy", log=f"install-{name}")
    complain_about_warnings(f"install-{name}", *others)


def update_addon(name: str) -> None:
    """Update ours after its files changed; a warning in Odoo's log is an error."""
    odoo_once(name, "-u", "lampo_privacy", "--i18n-overwrite", log=f"update-{name}")
    complain_about_warnings(f"update-{name}")


def complain_about_warnings(log: str, *others: str) -> None:
    """Stop when a log of ours holds a warning or worse."""
    ignored = [word for other in others for word in ("--ignore", other)]
    run(VENV / "bin" / "python", VENV / "bin" / "checklog-odoo", "--no-err-if-empty", *ignored, LOGS / f"{log}.log")
