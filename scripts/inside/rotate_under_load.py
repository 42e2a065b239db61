"""Change the key of the identity codes while others read and write them. Run in Odoo's shell on a database of its own.

Several threads with transactions of their own store, reveal and find codes without a pause; meanwhile keys are made,
all codes are closed anew and old keys retired, several times. Prints what was done as JSON; `errors` must be empty.
"""

import contextlib
import json
import os
import threading
import time
import traceback
from pathlib import Path

import psycopg2
from odoo import api
from odoo.addons.lampo_privacy.engine import key_rotation, keyring, other_databases
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

env = env  # noqa: PLW0127 - the shell's, named for the reader
registry = env.registry
folder = Path(os.environ["LAMPO_KEY_FOLDER"])
keyring.key_file = lambda: folder / "keys"
other_databases.PATIENCE = "2s"  # this one gives way, for it tries again
SIGNS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
PEOPLE, ROTATIONS, TRIES = 120, 3, 20
stop, errors = threading.Event(), []
done = {"stored": 0, "revealed": 0, "found": 0}


def code_of(number):
    """An artificial code (individual number 900–999) for each number."""
    day, year = 1 + number % 28, 10 + number // 28 % 80
    digits = f"{day:02}01{year:02}{900 + number % 100}"
    return f"{digits[:6]}-{digits[6:]}{SIGNS[int(digits) % 31]}"


def in_transaction(action):
    """Run it in a transaction of its own, again after a conflict, as Odoo's own server does."""
    for _try in range(TRIES):
        with registry.cursor() as cr:
            try:
                return action(api.Environment(cr, officer, {}))
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                cr.rollback()
                time.sleep(0.02)
    raise TimeoutError("a conflict that did not end")


def worker(kind, action):
    number = 0
    while not stop.is_set():
        number += 1
        try:
            in_transaction(lambda env, number=number: action(env, number))
            done[kind] += 1
        except Exception:  # whatever goes wrong is the answer
            errors.append(traceback.format_exc(limit=4)[-1500:])
            return


def store(env, number):
    person = env["res.partner"].browse(ids[number % PEOPLE])
    person.identity_code = False
    person.identity_code = code_of(number % PEOPLE)


def reveal(env, number):
    number = PEOPLE + number % PEOPLE
    shown = env["res.partner"].browse(ids[number]).action_reveal_identity_code("Kuormitus")
    if shown != code_of(number):
        raise AssertionError("another code was shown")


def find(env, number):
    number = PEOPLE + number % PEOPLE
    if env["res.partner"].search([("identity_code", "=", code_of(number))]).id != ids[number]:
        raise AssertionError("a code was not found")


def close_all():
    """As the scheduled action does, until nothing is left."""
    while True:
        with registry.cursor() as cr:
            try:
                shell = api.Environment(cr, api.SUPERUSER_ID, {})
                key_rotation.reseal(shell, 50)
                counts = list(key_rotation.progress(shell).values())
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                cr.rollback()
                continue
        if sum(counts[1:]) == 0:
            return


def rotate():
    with registry.cursor() as cr:
        key_rotation.add_key(api.Environment(cr, api.SUPERUSER_ID, {}))
    time.sleep(0.5)
    close_all()
    time.sleep(1)  # transactions that began before are over, as they are when a person presses the next button
    return in_turn(key_rotation.retire)


def in_turn(action):
    """Run it in a transaction of its own, again while another database of the server is busy, as a person would."""
    for _try in range(TRIES):
        with contextlib.suppress(UserError), registry.cursor() as cr:
            return action(api.Environment(cr, api.SUPERUSER_ID, {}))
        time.sleep(1)
    raise SystemExit("another database was busy all the time")


user = env["res.users"].create({
    "name": "Kuorma", "login": "kuorma", "group_ids": [(6, 0, env.ref("lampo_privacy.group_officer").ids)]})
env["lampo.privacy.confidentiality.acceptance"]._accept(user)
officer = user.id
ids = env["res.partner"].create([
    {"name": f"Henkilö {number}", "identity_code": code_of(number)} for number in range(2 * PEOPLE)]).ids
env.cr.commit()
threads = [threading.Thread(target=worker, args=args, daemon=True)
           for args in (("stored", store), ("stored", store), ("revealed", reveal), ("found", find))]
for thread in threads:
    thread.start()
retired = 0
try:
    for _turn in range(ROTATIONS):
        retired += rotate()
except (Exception, psycopg2.Error):
    errors.append(traceback.format_exc(limit=4)[-1500:])
stop.set()
for thread in threads:
    thread.join(60)
env.invalidate_all()
with registry.cursor() as cr:
    fresh = api.Environment(cr, officer, {})
    opened = sum(
        fresh["res.partner"].browse(ids[number]).action_reveal_identity_code("Tarkistus") == code_of(number)
        for number in range(2 * PEOPLE))
print(json.dumps({**done, "retired": retired, "keys": len(keyring.configured_keys()), "opened": opened,  # noqa: T201
                  "people": 2 * PEOPLE, "errors": errors}))
