"""`make demo`: a heat company's back office with its invented customers, from nothing or from what is there."""

import json
import secrets

import server
from cluster import ensure_cluster, has_database
from database import drop, ensure_base, fresh_database, install_addon, rename, update_addon
from debian import ensure_system_packages
from odoo_command import odoo_script
from place import ADDON, CACHE, alone, command, hash_of, say
from python_env import ensure_environment

DATABASE = "demo"
STAMP = CACHE / "demo.stamp"
PASSWORDS = CACHE / "demo-passwords.json"
# log-in -> role; the users are part of the addon's demo data, the passwords are of this machine
USERS = {
    "kaisa.korpela": "customer service",
    "tuomas.tuisku": "privacy officer",
    "ylva.ylinen": "administrator",
    "kirsti.kirjava": "accountant",
}


def passwords() -> dict[str, str]:
    """One password per log-in, made once for this machine's demo."""
    if not PASSWORDS.exists():
        PASSWORDS.touch(mode=0o600)
        made = {login: f"{login.split('.')[0]}-{secrets.token_hex(3)}" for login in [*USERS, "admin"]}
        PASSWORDS.write_text(json.dumps(made))
    return json.loads(PASSWORDS.read_text())


def _build() -> None:
    """Everything under another name first, so that an interrupted run is not taken for a whole one."""
    server.stop()
    drop(DATABASE)
    half = f"{DATABASE}_half"
    drop(half)
    fresh_database(half)
    say("installing lampo_privacy …")
    install_addon(half)
    say("loading the demo company …")
    odoo_script(half, "load_demo.py", log="load-demo", LAMPO_PASSWORDS=json.dumps(passwords()))
    rename(half, DATABASE)


def _update() -> None:
    server.stop()
    say("the addon has changed: updating it …")
    STAMP.unlink()
    update_addon(DATABASE)


def ensure_demo() -> None:
    """Build the demo database, or update the addon in it when its files have changed since."""
    base, files = ensure_base(), hash_of(ADDON)
    known = STAMP.read_text().split() if STAMP.exists() else []
    if known == [base, files] and has_database(DATABASE):
        return
    if known[:1] == [base] and has_database(DATABASE):
        _update()
    else:
        _build()
    STAMP.write_text(f"{base} {files}")


def _invite(port: int) -> None:
    say(f"\nThe back office: {server.address(port)}\n")
    known = passwords()
    for login, role in USERS.items():
        say(f"  {role:<18} {login:<16} {known[login]}")
    say("\nmake stop ends it.")


def main() -> None:
    ensure_system_packages()
    ensure_environment()
    ensure_cluster()
    with alone("demo"):
        ensure_demo()
        odoo_script(DATABASE, "nightly.py", log="nightly", show=True)
        port = server.running_port() or server.start(DATABASE)
    _invite(port)


if __name__ == "__main__":
    command(main)
