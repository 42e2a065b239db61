"""`make test`: the rules without Odoo, then everything inside a real Odoo with its web client in Chromium."""

import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue

from cluster import running_cluster
from database import WIDE, copy, drop, ensure_base, fresh_database, install_addon
from debian import ensure_system_packages
from odoo_command import configuration, environment
from place import ADDON, LOGS, PYTHON, ROOT, command, say
from python_env import ensure_environment

DATABASE, SECOND = "test", "test_second"
PIECES = 6


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


def _pieces() -> Iterator[tuple[str, list[str]]]:
    """(name, files) of what the two databases take one after the other: neither waits long for the other's last."""
    files = sorted(str(path.relative_to(ROOT)) for path in (ADDON / "tests").glob("test_*.py"))
    for number in range(PIECES):
        yield f"test-{number}", files[number::PIECES]


def _inside(databases: SimpleQueue, name: str, files: list[str]) -> int:
    """Run these files in the database that is free; 1 if a test failed."""
    database = databases.get()
    try:
        return _logged(name, *_in_odoo(database, *files))
    finally:
        databases.put(database)


def _logged(name: str, *words: str) -> int:
    """Run pytest and say what it wrote once it has ended; 1 if a test failed."""
    log = LOGS / f"{name}.log"
    with log.open("w") as output:
        result = subprocess.run(
            _words(*words), cwd=ROOT, env=environment(), stdout=output, stderr=subprocess.STDOUT, check=False)
    say(log.read_text())
    return int(result.returncode != 0)


def _side_by_side() -> int:
    """Tests that start Odoo anew, and those inside Odoo, on two databases."""
    since = time.monotonic()
    copy(DATABASE, SECOND)
    databases: SimpleQueue = SimpleQueue()
    with ThreadPoolExecutor(3) as pool:
        jobs = [pool.submit(_logged, "test-server", "-p", "no:odoo", "tests/server"),
                *(pool.submit(_inside, databases, *piece) for piece in _pieces())]
        for database in (DATABASE, SECOND):
            databases.put(database)
        failed = any(job.result() for job in jobs)
    _phase("inside Odoo and with processes of their own", since)
    drop(SECOND)
    return int(failed)


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
