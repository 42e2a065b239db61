"""`make test`: the rules without Odoo, then everything inside a real Odoo with its web client in Chromium."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from cluster import running_cluster
from database import WIDE, copy, drop, ensure_base, fresh_database, install_addon
from debian import ensure_system_packages
from odoo_command import configuration, environment
from place import ADDON, LOGS, PYTHON, ROOT, command, say
from python_env import ensure_environment

DATABASE, SECOND = "test", "test_second"


def _phase(name: str, since: float) -> None:
    say(f"test: {name}: {time.monotonic() - since:.0f} s")


def _words(*words: str) -> list[str]:
    return [str(PYTHON), "-m", "pytest", *words]


def _pytest(*words: str) -> int:
    return subprocess.run(_words(*words), cwd=ROOT, env=environment(), check=False).returncode


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


def _in_odoo(database: str, *words: str) -> list[str]:
    return [*words, f"--odoo-config={configuration()}", f"--odoo-database={database}", "--odoo-http"]


def _shares() -> Iterator[list[str]]:
    """What runs side by side: tests that start Odoo anew, and those inside one Odoo, each half on its own database."""
    yield ["-p", "no:odoo", "tests/server"]
    files = sorted(str(path.relative_to(ROOT)) for path in (ADDON / "tests").glob("test_*.py"))
    copy(DATABASE, SECOND)
    for number, database in enumerate((SECOND, DATABASE)):
        yield _in_odoo(database, *files[number::2])


def _side_by_side() -> int:
    since = time.monotonic()
    *others, here = _shares()
    logs = [LOGS / f"test-{number}.log" for number in range(len(others))]
    running = [_beside(words, log) for words, log in zip(others, logs, strict=True)]
    results = [_pytest(*here), *(process.wait() for process in running)]
    for log in logs:
        say(log.read_text())
    _phase("inside Odoo and with processes of their own", since)
    drop(SECOND)
    return int(any(results))


def _beside(words: list[str], log: Path) -> subprocess.Popen:
    with log.open("w") as output:
        return subprocess.Popen(_words(*words), cwd=ROOT, env=environment(), stdout=output, stderr=subprocess.STDOUT)


def main() -> int:
    """All tests; further words go to pytest in Odoo (`make test ARGS="-k move"`)."""
    ensure_system_packages()
    ensure_environment()
    _rules_without_odoo()
    with running_cluster():
        _database()
        if sys.argv[1:]:
            return _pytest(*_in_odoo(DATABASE, "tests/server", "lampo_privacy/tests", *sys.argv[1:]))
        return _side_by_side()


if __name__ == "__main__":
    command(main)
