# Part of lampo_privacy. LGPL-3.
"""Where the keys to the identity codes lie, outside the database: whoever copies the database copies no code.

Looked for in this order: the server option ``lampo_privacy_keys``, the environment variable ``LAMPO_PRIVACY_KEYS``
(both comma-separated, newest first), the file ``<data_dir>/lampo_privacy/keys`` (one a line, newest first). When none
of them is there and no code is stored yet, the file is made. When codes are stored that no key opens, nothing is made
and nothing is written: a person must bring the key back.
"""

import contextlib
import os
import tempfile
from pathlib import Path

from odoo.exceptions import UserError
from odoo.tools import SQL, config

from ..tools.secrets_box import ID_LENGTH, BadKeyError, SecretsBox, new_key

OPTION = "lampo_privacy_keys"
VARIABLE = "LAMPO_PRIVACY_KEYS"


def key_file() -> Path:
    """The file of keys that the addon makes and reads when nothing else is configured."""
    return Path(config["data_dir"]) / "lampo_privacy" / "keys"


def configured_keys() -> list[str]:
    """The master keys, newest first; empty where there is none yet."""
    listed = config.get(OPTION) or os.environ.get(VARIABLE)
    if listed:
        return [key.strip() for key in listed.split(",") if key.strip()]
    with contextlib.suppress(FileNotFoundError):
        return key_file().read_text(encoding="ascii").split()
    return []


def kept_file(purpose: str) -> Path:
    """Beside the keys: what was derived from retired keys for one purpose, where its hashes cannot be made anew."""
    return key_file().with_name(f"kept-{purpose}")


def kept_keys(purpose: str) -> dict[str, bytes]:
    """{id of a retired key: the key derived from it for this purpose}. It tells nothing about the key itself."""
    with contextlib.suppress(FileNotFoundError):
        lines = kept_file(purpose).read_text(encoding="ascii").splitlines()
        return {key_id: bytes.fromhex(derived) for key_id, derived in (line.split() for line in lines)}
    return {}


def box(env, create: bool = False) -> SecretsBox | None:
    """The box of this server's keys.

    :param create: make a first key when there is none and no code is stored
    :return: None when there is neither a key nor a code
    :raises UserError: a key is malformed, or codes are stored that none of the keys opens
    """
    keys = configured_keys()
    known = _box(env, keys) if keys else None
    if _codes_are_locked(env, known.key_ids if known else []):
        raise UserError(
            env._(
                "The key that opens the stored identity codes is missing on this server. Nothing was changed. "
                "Ask the administrator to put the key back (server option %(option)s, environment variable "
                "%(variable)s, or the file %(file)s in the data directory).",
                option=OPTION,
                variable=VARIABLE,
                file="lampo_privacy/keys",
            )
        )
    if known or not create:
        return known
    return _box(env, _make_key_file())


def _box(env, keys: list[str]) -> SecretsBox:
    try:
        return SecretsBox(keys)
    except BadKeyError:
        raise UserError(
            env._("A key for identity codes on this server is malformed: it must be 32 bytes in URL-safe base64.")
        ) from None


def _codes_are_locked(env, key_ids: list[str]) -> bool:
    """Whether codes are stored and not one of them lies under a key that we have."""
    env["res.partner"].flush_model(["identity_code_cipher"])
    query = SQL(
        "SELECT count(*), count(*) FILTER (WHERE left(identity_code_cipher, %s) = ANY(%s))"
        " FROM res_partner WHERE identity_code_cipher IS NOT NULL",
        ID_LENGTH,
        list(key_ids),
    )
    [[count, ours]] = env.execute_query(query)
    if not count or ours:
        return False
    # The transaction may be older than a change of keys: only what is stored now can be locked.
    with env.registry.cursor() as fresh:
        fresh.execute(query)
        return not fresh.fetchone()[1]


def _make_key_file() -> list[str]:
    """Make the file of keys for its owner only. Two workers at once: the first to link it wins, both read the same.

    The key is written to a file of another name and synced before it gets its own, so nobody ever reads half a key.
    """
    path = key_file()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent)  # mode 0600 and O_EXCL
    try:
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(new_key() + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        Path(draft).unlink()
    return configured_keys()
