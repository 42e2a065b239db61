"""`make bench`: what must stay quick, against a yardstick measured in the same run."""

from cluster import running_cluster
from database import drop, fresh_database, install_addon
from debian import ensure_system_packages
from odoo_command import odoo_script
from place import command
from python_env import ensure_environment

DATABASE = "bench"


def main() -> None:
    ensure_system_packages()
    ensure_environment()
    with running_cluster():
        fresh_database(DATABASE)
        install_addon(DATABASE)
        odoo_script(DATABASE, "bench.py", log="bench", show=True)
        drop(DATABASE)


if __name__ == "__main__":
    command(main)
