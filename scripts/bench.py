"""`make bench`: what must stay quick, against a yardstick measured in the same run."""

import os

from cluster import running_cluster
from database import copy, drop, fresh_database, install_addon
from debian import ensure_system_packages
from odoo_command import odoo_once, odoo_script
from peers import PEERS, ensure_peers
from place import ROOT, command
from python_env import ensure_environment

DATABASE, RUN = "bench", "bench_run"


def main() -> None:
    ensure_system_packages()
    ensure_environment()
    os.environ["LAMPO_PEERS"] = str(ensure_peers())
    with running_cluster():
        fresh_database(DATABASE)
        install_addon(DATABASE)
        odoo_once(DATABASE, "-i", ",".join(PEERS), log="install-peers")
        for path in sorted((ROOT / "tests" / "bench").glob(f"bench_{os.environ.get('BENCH', '*')}.py")):
            copy(DATABASE, RUN)
            odoo_script(RUN, "bench.py", log="bench", show=True, BENCH=path.stem)
        drop(RUN)
        drop(DATABASE)


if __name__ == "__main__":
    command(main)
