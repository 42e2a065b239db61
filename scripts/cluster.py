"""A PostgreSQL of the project's own: own folder, own socket, no port, never the system's."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from place import CACHE, LOGS, alone, run, say, socket_dir

FOLDER = CACHE / "pgdata"
ROLE = "lampo"
SETTINGS = {
    "listen_addresses": "",
    # a crash of this development cluster may lose it: it is made anew from the project's files
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "512MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "4GB",
    "jit": "off",
    "log_min_messages": "fatal",
}


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    raise SystemExit("PostgreSQL's programs are missing: install the package postgresql")


def _may_read_anywhere() -> bool:
    """Whether root may hand on CAP_DAC_READ_SEARCH (bit 2): most containers take it away."""
    status = Path("/proc/self/status").read_text().splitlines()
    bounds = next((line.split()[1] for line in status if line.startswith("CapBnd")), "0")
    return bool(int(bounds, 16) >> 2 & 1)


def _as_server(*command: object) -> list[str]:
    """PostgreSQL refuses to run as root. Its user may read through folders that are root's alone."""
    words = [str(word) for word in command]
    if os.geteuid() != 0:
        return words
    user = pwd.getpwnam("postgres")
    through = "+dac_read_search"
    caps = [f"--inh-caps={through}", f"--ambient-caps={through}"] if _may_read_anywhere() else []
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", *caps, *words]


def _own(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")


def _is_running() -> bool:
    if not (FOLDER / "PG_VERSION").exists():
        return False
    status = _as_server(_binaries() / "pg_ctl", "status", "-D", FOLDER)
    return subprocess.run(status, capture_output=True, check=False, cwd="/").returncode == 0


def _make() -> None:
    """Make the cluster beside and rename it, so that an interrupted run is not taken for a whole one."""
    say("making a PostgreSQL cluster …")
    half = FOLDER.with_suffix(".half")
    shutil.rmtree(half, ignore_errors=True)
    _own(half)
    run(*_as_server(_binaries() / "initdb", "-D", half, "-U", ROLE, "-E", "UTF8",
                    "--locale=C.UTF-8", "--auth=trust"), cwd="/")
    lines = "".join(f"{name} = '{value}'\n" for name, value in SETTINGS.items())
    with (half / "postgresql.conf").open("a") as conf:
        conf.write(lines)
    half.rename(FOLDER)


def ensure_cluster() -> bool:
    """Make the cluster if there is none and start it if it is stopped; tells whether this call started it."""
    with alone("cluster"):
        _own(socket_dir())
        LOGS.mkdir(parents=True, exist_ok=True)
        if not (FOLDER / "PG_VERSION").exists():
            _make()
        if _is_running():
            return False
        options = f"-c unix_socket_directories='{socket_dir()}'"
        run(*_as_server(_binaries() / "pg_ctl", "start", "-w", "-s", "-D", FOLDER, "-o", options,
                        "-l", FOLDER / "server.log"), cwd="/")
        return True


def stop_cluster() -> bool:
    """Stop the cluster if it runs; tells whether it did."""
    if not _is_running():
        return False
    run(*_as_server(_binaries() / "pg_ctl", "stop", "-w", "-s", "-m", "fast", "-D", FOLDER), cwd="/")
    return True


@contextmanager
def running_cluster() -> Iterator[None]:
    """A cluster for as long as it is needed: one that ran before goes on, one that was started is stopped."""
    started = ensure_cluster()
    try:
        yield
    finally:
        if started:
            stop_cluster()


def psql(database: str, statement: str) -> list[str]:
    """Run one statement; returns its rows, one text each, columns parted by `|`."""
    done = run(_binaries() / "psql", "-h", socket_dir(), "-U", ROLE, "-d", database,
               "-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", statement)
    return done.stdout.splitlines()


def has_database(name: str) -> bool:
    return psql("postgres", f"SELECT 1 FROM pg_database WHERE datname = '{name}'") == ["1"]


def drop_database(name: str) -> None:
    psql("postgres", f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def copy_database(source: str, target: str) -> None:
    """Copy a database within the cluster, in seconds."""
    drop_database(target)
    psql("postgres", f'CREATE DATABASE "{target}" TEMPLATE "{source}" STRATEGY file_copy')


def rename_database(old: str, new: str) -> None:
    psql("postgres", f'ALTER DATABASE "{old}" RENAME TO "{new}"')
