"""Steps with the keys of the identity codes, run in Odoo's shell on one database. Prints the answer of each as JSON."""

import json
import os
from pathlib import Path

from odoo.addons.lampo_privacy.engine import key_rotation, keyring, other_databases
from odoo.exceptions import UserError

env = env  # noqa: F821, PLW0127 - the shell's, named for the reader
CODE = "010170-901K"
folder = Path(os.environ["LAMPO_KEY_FOLDER"])
keyring.key_file = lambda: folder / "keys"
other_databases.PATIENCE = "1s"


def officer():
    user = env["res.users"].search([("login", "=", "two_databases")]) or env["res.users"].create({
        "name": "Kaksi", "login": "two_databases", "group_ids": [(6, 0, env.ref("lampo_privacy.group_officer").ids)]})
    env["lampo.privacy.confidentiality.acceptance"]._accept(user)
    return user


def store():
    """One code and one objection under the newest key."""
    person = env["res.partner"].with_user(officer()).create({"name": "Aku Ahola", "email": "aku@example.com"})
    person.identity_code = CODE
    env["lampo.privacy.objection"]._record(person.sudo())
    return person.id


def reveal():
    person = env["res.partner"].with_user(officer()).search([("identity_code", "=", CODE)])
    return person.action_reveal_identity_code("x")


def objects():
    return bool(env["lampo.privacy.objection"]._is_blocked(emails={"aku@example.com"}))


def new_key():
    return key_rotation.add_key(env)


def reseal():
    while key_rotation.reseal(env, 500)[1]:
        pass


def retire():
    return key_rotation.retire(env)


def retire_unguarded():
    key_rotation._require_unused = lambda *args: None
    return key_rotation.retire(env)


told = []
for step in os.environ["LAMPO_STEPS"].split():
    try:
        told.append(globals()[step]())
        env.cr.commit()
    except UserError as error:
        told.append(f"refused: {error}")
        env.cr.rollback()
print(json.dumps(told))  # noqa: T201 # pylint: disable=print-used
