"""`make shell`: Odoo's own shell on the demo database."""

import subprocess

from cluster import ensure_cluster
from demo import DATABASE, ensure_demo
from odoo_command import environment, odoo_words
from place import ROOT, alone, command
from python_env import ensure_environment


def main() -> int:
    ensure_environment()
    ensure_cluster()
    with alone("demo"):
        ensure_demo()
    return subprocess.run(odoo_words("shell", "-d", DATABASE, "--no-http", "--log-level=warn"),
                          cwd=ROOT, env=environment(), check=False).returncode


if __name__ == "__main__":
    command(main)
