"""Odoo's command line, with the project's own database server and folders."""

import os
import subprocess

from cluster import ROLE
from place import CACHE, DATA, LOGS, PYTHON, ROOT, run, socket_dir
from python_env import addons_path, odoo_folder

CONFIGURATION = CACHE / "odoo.conf"


def configuration() -> str:
    """Write the configuration that every Odoo of ours reads; returns its path."""
    lines = {
        "addons_path": addons_path(odoo_folder()),
        "data_dir": DATA,
        "db_host": socket_dir(),
        "db_user": ROLE,
        "db_maxconn": 24,
        "list_db": False,
        "with_demo": False,
        "http_interface": "127.0.0.1",
        # a port where nothing listens: no letter to an invented customer leaves this machine
        "smtp_server": "127.0.0.1",
        "smtp_port": 9,
        "limit_time_real": 3600,
        "limit_time_cpu": 3600,
    }
    text = "[options]\n" + "".join(f"{name} = {value}\n" for name, value in lines.items())
    CACHE.mkdir(parents=True, exist_ok=True)
    if not CONFIGURATION.exists() or CONFIGURATION.read_text() != text:
        CONFIGURATION.write_text(text)
    return str(CONFIGURATION)


def odoo_words(*words: object) -> list[str]:
    """The command line of one Odoo process."""
    head, *rest = [str(word) for word in words]
    if head.startswith("-"):
        return [str(PYTHON), "-m", "odoo", "-c", configuration(), head, *rest]
    return [str(PYTHON), "-m", "odoo", head, "-c", configuration(), *rest]


def environment(**more: str) -> dict[str, str]:
    """The environment of an Odoo process: PostgreSQL's own variables would lead it to another server."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | more


def odoo_once(database: str, *words: object, log: str) -> None:
    """Run Odoo until it has done what was asked and stops; its log goes to a file of that name."""
    LOGS.mkdir(parents=True, exist_ok=True)
    logfile = LOGS / f"{log}.log"
    logfile.unlink(missing_ok=True)
    run(*odoo_words("-d", database, "--no-http", "--stop-after-init", f"--logfile={logfile}", *words),
        cwd=ROOT, env=environment())


def odoo_script(database: str, script: str, *, log: str, show: bool = False, **variables: str) -> str:
    """Run a file of scripts/inside in Odoo's shell, with these environment variables; returns what it printed."""
    LOGS.mkdir(parents=True, exist_ok=True)
    logfile = LOGS / f"{log}.log"
    logfile.unlink(missing_ok=True)
    folder = ROOT / "scripts" / "inside"
    words = odoo_words("shell", "-d", database, "--no-http", f"--logfile={logfile}", "--log-level=warn")
    done = subprocess.run(words, input=(folder / script).read_text(), text=True, cwd=ROOT,
                          env=environment(PYTHONPATH=str(folder), **variables),
                          stdout=None if show else subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if done.returncode:
        raise SystemExit(f"{script} failed:\n{done.stderr[-4000:]}")
    return done.stdout or ""
