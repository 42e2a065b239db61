# Part of lampo_privacy. LGPL-3.
"""Changing the key of the identity codes while the server runs.

    add_key(env)       a new newest key in the file; from then on it closes, and the older ones still open
    reseal(env, n)     close a batch of codes with the newest key
    progress(env)      how many codes lie under which key
    retire(env)        take the older keys away, once nothing lies under them

Who seals holds a shared lock from before the keys are read until the end of the transaction (`sealing`). Adding and
retiring hold it alone. So no code is ever written under a key that has gone: sealers do not wait for each other, and a
change of keys waits for the few that are at work.

The folder of keys is the server's: all its databases read the same keys. So an older key is retired only when no code
of any of them lies under it, each being asked while its own sealers wait.

A retired key is put aside in a file beside the others, and not destroyed: a backup from before needs it.
"""

import contextlib
import fcntl
import os
import tempfile
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import psycopg2
from odoo.exceptions import UserError
from odoo.tools import SQL, config

from ..tools.secrets_box import ID_LENGTH, SecretsBox, new_key
from . import keyring, objections, other_databases

_LOCK = 0x4C414D50  # any number of our own: "LAMP"


def sealing(env) -> None:
    """Call before the keys are read in order to write a code; held until the transaction ends, beside others."""
    env.cr.execute(SQL("SELECT pg_advisory_xact_lock_shared(%s)", _LOCK))


def source() -> str:
    """Where the keys come from: ``option``, ``variable``, ``file`` or, where there is none yet, the empty text."""
    if config.get(keyring.OPTION):
        return "option"
    if os.environ.get(keyring.VARIABLE):
        return "variable"
    return "file" if keyring.key_file().exists() else ""


def add_key(env) -> str:
    """Make a new key the newest one. :return: its id :raises UserError: the keys do not come from the file"""
    _require_file(env)
    with _alone(env), _file_locked():
        keys = [new_key(), *keyring.configured_keys()]
        _write(keyring.key_file(), keys)
    return SecretsBox(keys).key_ids[0]


def retire(env) -> int:
    """Take every key but the newest out of use. :return: how many

    :raises UserError: codes still lie under one, in this database or in another one of this server
    """
    _require_file(env)
    with other_databases.held(env, _LOCK, _alone(env)) as others, _file_locked():
        newest, *older = keyring.configured_keys()
        if _left(env, SecretsBox([newest]).key_ids[0]):
            raise UserError(env._(
                "Some codes still lie under an older key. Wait until all are closed with the new one."))
        if older:
            _require_unused(env, others, SecretsBox(older).key_ids)
            _keep_for_objections(env, others, older)
            day = f"{datetime.now(UTC):%Y%m%d-%H%M%S}"
            _write(keyring.key_file().with_name(f"retired-{day}"), older)
            _write(keyring.key_file(), [newest])
    return len(older)


def progress(env) -> dict[str, int]:
    """How many codes lie under the key of which id, the newest key first even when it has none."""
    env["res.partner"].flush_model(["identity_code_cipher"])
    keys = keyring.configured_keys()
    counts = dict.fromkeys(SecretsBox(keys).key_ids if keys else [], 0)
    counts.update(env.execute_query(SQL(
        """SELECT left(identity_code_cipher, %s), count(*) FROM res_partner
            WHERE identity_code_cipher IS NOT NULL GROUP BY 1""", ID_LENGTH)))
    return counts


def reseal(env, limit: int) -> tuple[int, bool]:
    """Close up to ``limit`` codes with the newest key. Rows that somebody is editing are left for the next turn.

    Below the ORM: the person's record does not change, so neither does its date of writing.
    :return: (codes closed, whether more remain)
    """
    sealing(env)
    box = keyring.box(env)
    if not box or len(box.key_ids) < 2:
        return 0, False
    env["res.partner"].flush_model()
    found = env.execute_query(SQL(
        """SELECT id, identity_code_cipher FROM res_partner
            WHERE identity_code_cipher IS NOT NULL AND left(identity_code_cipher, %s) <> %s
            ORDER BY id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED""", ID_LENGTH, box.key_ids[0], limit + 1))
    batch = found[:limit]
    done = sum(_reseal_one(env, box, *row) for row in batch)
    env["res.partner"].browse(row[0] for row in batch).invalidate_recordset(
        ["identity_code_cipher", "identity_code_hash"], flush=False)
    return done, len(found) > limit and bool(done)


def _reseal_one(env, box: SecretsBox, partner_id: int, sealed: str) -> int:
    code = box.open(sealed)
    try:
        with env.cr.savepoint(flush=False):
            env.cr.execute(SQL(
                "UPDATE res_partner SET identity_code_cipher = %s, identity_code_hash = %s WHERE id = %s",
                box.seal(code), box.digest(code), partner_id))
    except psycopg2.errors.UniqueViolation:
        return 0  # a double that slipped in while the keys changed; it keeps its old key and shows in the progress
    return 1


def _require_unused(env, others: list[str], key_ids: list[str]) -> None:
    """No code of another database of this server may lie under one of these keys."""
    query = SQL(
        "SELECT EXISTS (SELECT 1 FROM res_partner WHERE left(identity_code_cipher, %s) = ANY(%s))", ID_LENGTH, key_ids)
    if using := [name for name in others if other_databases.ask(name, query)[0][0]]:
        raise UserError(env._(
            "Other databases of this server use the same keys, and codes in them still lie under an older one: "
            "%(databases)s. Press “Go on now” in each of them first, or let its nightly run close them.",
            databases=", ".join(using)))


def _keep_for_objections(env, others: list[str], older: list[str]) -> None:
    """Hashes of objections cannot be made anew, for nobody knows their texts: keep the key derived for them."""
    env["lampo.privacy.objection"].flush_model()
    query = SQL("SELECT DISTINCT key_id FROM lampo_privacy_objection")
    rows = chain(env.execute_query(query), *(other_databases.ask(name, query) for name in others))
    used = {key_id for key_id, in rows}
    derived = SecretsBox(older).purpose_keys(objections.PURPOSE)
    kept = keyring.kept_keys(objections.PURPOSE)
    kept.update({key_id: key for key_id, key in derived.items() if key_id in used})
    if kept:
        _write(keyring.kept_file(objections.PURPOSE), [f"{key_id} {key.hex()}" for key_id, key in kept.items()])


def _left(env, newest: str) -> int:
    """Codes not under the newest key, in a transaction that begins now: the caller's began before the lock."""
    with env.registry.cursor() as fresh:
        fresh.execute(SQL(
            """SELECT count(*) FROM res_partner
                WHERE identity_code_cipher IS NOT NULL AND left(identity_code_cipher, %s) <> %s""",
            ID_LENGTH, newest))
        return fresh.fetchone()[0]


@contextlib.contextmanager
def _alone(env):
    """Wait until nobody is sealing, and hold further sealers back meanwhile; in a transaction of its own."""
    with env.registry.cursor() as guard:
        guard.execute(SQL("SELECT pg_advisory_xact_lock(%s)", _LOCK))
        yield


@contextlib.contextmanager
def _file_locked():
    """One process at a time changes the file, also those of other databases on this server."""
    folder = keyring.key_file().parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _write(path: Path, keys: list[str]) -> None:
    """Put a file in place whole or not at all, for its owner only."""
    handle, draft = tempfile.mkstemp(dir=path.parent)  # mode 0600 and O_EXCL
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        stream.write("".join(f"{key}\n" for key in keys))
        stream.flush()
        os.fsync(stream.fileno())
    Path(draft).replace(path)


def _require_file(env) -> None:
    if source() in ("option", "variable"):
        raise UserError(env._(
            "The keys of this server come from its configuration, not from a file that the server may change. Put a "
            "new key before the others in %(option)s or %(variable)s (newest first, separated by commas) and restart.",
            option=keyring.OPTION, variable=keyring.VARIABLE))
