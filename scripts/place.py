"""Where everything of the development server lies: one ignored folder, nothing of the system's."""

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = Path(os.environ.get("LAMPO_CACHE") or ROOT / ".lampo").resolve()
ADDON = ROOT / "lampo_privacy"
VENV = CACHE / "venv"
PYTHON = VENV / "bin" / "python"
LOGS = CACHE / "logs"
DATA = CACHE / "data"
PORT = int(os.environ.get("LAMPO_PORT") or 8069)


def socket_dir() -> Path:
    """The folder of PostgreSQL's socket: short, because a socket's path may have 107 characters."""
    folder = CACHE / "pg"
    if len(str(folder)) < 80:
        return folder
    return Path("/tmp") / ("lampo-" + hashlib.sha256(str(CACHE).encode()).hexdigest()[:10])


def say(text: str) -> None:
    """Tell what is going on, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def run(*command: object, **options) -> subprocess.CompletedProcess:
    """Run a command that must succeed; its output is shown only when it fails."""
    words = [str(word) for word in command]
    done = subprocess.run(words, text=True, capture_output=True, check=False, **options)
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
        raise SystemExit(f"failed ({done.returncode}): {' '.join(words)}")
    return done


def as_root() -> list[str]:
    """The prefix of a command that changes the system: empty for root, sudo for anyone else."""
    return [] if os.geteuid() == 0 else ["sudo"]


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Let one process at a time build this thing; the others wait and find it built."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def hash_of(*folders: Path) -> str:
    """One short word that changes when any file below these folders does."""
    found = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                found.update(f"{path.relative_to(folder)}\n".encode() + path.read_bytes())
    return found.hexdigest()[:16]


def command(main: Callable[[], int | None]) -> None:
    """Run a script's main function. Ctrl-C ends it quietly: what was half built is built anew next time."""
    try:
        raise SystemExit(main())
    except KeyboardInterrupt:
        say("\nstopped; the next run goes on with what was finished")
        raise SystemExit(130) from None
