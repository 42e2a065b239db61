"""A PostgreSQL of the project's own: own folder, own socket, no port, never the system's."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

from place import CACHE, LOGS, run, say, socket_dir

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


def _as_server(*command: object) -> list[str]:
    """PostgreSQL refuses to run as root. Its user may read through folders that are root's alone."""
    words = [str(word) for word in command]
    if os.geteuid() != 0:
        return words
    user = pwd.getpwnam("postgres")
    caps = "+dac_read_search"
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups",
            f"--inh-caps={caps}", f"--ambient-caps={caps}", *words]


def _own(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")


def _is_running() -> bool:
    status = _as_server(_binaries() / "pg_ctl", "status", "-D", FOLDER)
    return subprocess.run(status, capture_output=True, check=False, cwd="/").returncode == 0


def ensure_cluster() -> None:
    """Make the cluster if there is none and start it if it is stopped."""
    _own(FOLDER)
    _own(socket_dir())
    LOGS.mkdir(parents=True, exist_ok=True)
    if not (FOLDER / "PG_VERSION").exists():
        say("making a PostgreSQL cluster …")
        run(*_as_server(_binaries() / "initdb", "-D", FOLDER, "-U", ROLE, "-E", "UTF8",
                        "--locale=C.UTF-8", "--auth=trust"), cwd="/")
        lines = "".join(f"{name} = '{value}'\n" for name, value in SETTINGS.items())
        with (FOLDER / "postgresql.conf").open("a") as conf:
            conf.write(lines)
    if not _is_running():
        options = f"-c unix_socket_directories='{socket_dir()}'"
        run(*_as_server(_binaries() / "pg_ctl", "start", "-w", "-s", "-D", FOLDER, "-o", options,
                        "-l", FOLDER / "server.log"), cwd="/")


def stop_cluster() -> None:
    """Stop the cluster if it runs."""
    if (FOLDER / "PG_VERSION").exists() and _is_running():
        run(*_as_server(_binaries() / "pg_ctl", "stop", "-w", "-s", "-m", "fast", "-D", FOLDER), cwd="/")


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
