"""The back office in the background: a process of its own, a file that knows it, a log."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from odoo_command import CONFIGURATION, environment, odoo_words
from place import CACHE, LOGS, PORT, ROOT

NOTE = CACHE / "server.json"
LOG = LOGS / "server.log"
PATIENCE = 60  # seconds until Odoo answers, or until it has ended


def address(port: int) -> str:
    return f"http://127.0.0.1:{port}"


def _is_ours(pid: int) -> bool:
    """A number may by now belong to somebody else's process: ours names our configuration."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return str(CONFIGURATION).encode() in words


def running_port() -> int | None:
    """The port of our server, if it runs."""
    if not NOTE.exists():
        return None
    note = json.loads(NOTE.read_text())
    return note["port"] if _is_ours(note["pid"]) else None


def _free_port() -> int:
    """The wanted port, or the next one that nobody holds."""
    for port in range(PORT, PORT + 100):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise SystemExit(f"no free port from {PORT} on; choose one: make demo LAMPO_PORT=…")


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(address(port) + "/web/login", timeout=10) as page:
            return page.status == 200
    except (urllib.error.URLError, OSError):
        return False


def start(database: str) -> int:
    """Serve this database and return the port as soon as the log-in page answers."""
    port = _free_port()
    LOG.unlink(missing_ok=True)
    words = odoo_words("-d", database, f"--db-filter=^{database}$", f"--http-port={port}", f"--logfile={LOG}")
    with (LOGS / "server.out").open("w") as out:
        process = subprocess.Popen(words, cwd=ROOT, env=environment(), stdin=subprocess.DEVNULL,
                                   stdout=out, stderr=out, start_new_session=True)
    NOTE.write_text(json.dumps({"pid": process.pid, "port": port}))
    try:
        _wait_until_it_answers(process, port)
    except BaseException:
        stop()
        raise
    return port


def _wait_until_it_answers(process: subprocess.Popen, port: int) -> None:
    limit = time.monotonic() + PATIENCE
    while not _answers(port):
        if process.poll() is not None or time.monotonic() > limit:
            raise SystemExit(f"the server does not answer; its log: {LOG}")
        time.sleep(0.2)


def stop() -> bool:
    """End our server, if it runs; tells whether it did."""
    if running_port() is None:
        NOTE.unlink(missing_ok=True)
        return False
    pid = json.loads(NOTE.read_text())["pid"]
    os.kill(pid, signal.SIGTERM)
    limit = time.monotonic() + PATIENCE
    while _is_ours(pid) and time.monotonic() < limit:
        time.sleep(0.1)
    if _is_ours(pid):
        os.kill(pid, signal.SIGKILL)
    NOTE.unlink(missing_ok=True)
    return True
