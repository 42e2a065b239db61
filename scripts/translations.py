"""`make translations`: bring the template and the Finnish and Swedish files up to what the addon says today."""

from cluster import running_cluster
from database import drop, fresh_database, install_addon
from debian import ensure_system_packages
from odoo_command import configuration, environment
from place import ADDON, CACHE, PYTHON, ROOT, command, run, say
from python_env import ensure_environment

DATABASE = "translations"


def main() -> None:
    """Export every term from a database in which the addon was just installed, and merge."""
    ensure_system_packages()
    ensure_environment()
    target = CACHE / "terms.po"
    with running_cluster():
        fresh_database(DATABASE)
        install_addon(DATABASE)
        run(PYTHON, "-m", "odoo", "i18n", "export", "-c", configuration(), "-d", DATABASE, "-o", target,
            "lampo_privacy", env=environment())
        drop(DATABASE)
    say(run(PYTHON, ROOT / "scripts" / "inside" / "merge_terms.py", target, ADDON / "i18n").stdout.strip())


if __name__ == "__main__":
    command(main)
