"""`make test`: the rules without Odoo, then everything inside a real Odoo with its web client in Chromium."""

import subprocess
import sys
import time

from cluster import running_cluster
from database import WIDE, ensure_base, fresh_database, install_addon
from debian import ensure_system_packages
from odoo_command import configuration, environment
from place import PYTHON, ROOT, command, say
from python_env import ensure_environment

DATABASE = "test"


def _phase(name: str, since: float) -> None:
    say(f"test: {name}: {time.monotonic() - since:.0f} s")


def _pytest(*words: str) -> int:
    return subprocess.run([str(PYTHON), "-m", "pytest", *words], cwd=ROOT, env=environment(), check=False).returncode


def _rules_without_odoo() -> None:
    since = time.monotonic()
    result = _pytest("-p", "no:odoo", "tests", "--ignore=tests/server")
    if result:
        raise SystemExit(result)
    _phase("rules without Odoo", since)


def _database() -> None:
    since = time.monotonic()
    ensure_base()
    fresh_database(DATABASE, WIDE)
    install_addon(DATABASE)
    _phase("installed beside Odoo's other modules, log without warnings", since)


def main() -> int:
    """All tests; further words go to pytest in Odoo (`make test ARGS="-k move"`)."""
    ensure_system_packages()
    ensure_environment()
    _rules_without_odoo()
    with running_cluster():
        _database()
        return _pytest("tests/server", "lampo_privacy/tests", f"--odoo-config={configuration()}",
                       f"--odoo-database={DATABASE}", "--odoo-http", *sys.argv[1:])


if __name__ == "__main__":
    command(main)
