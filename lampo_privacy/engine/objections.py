# Part of lampo_privacy. LGPL-3.
"""Traits of somebody who objected to marketing, as keyed hashes that outlive the person's data (GDPR art. 21(3)).

A hash is found again only by who has both the trait and the key, which lies outside the database. Its key is derived
for this purpose alone: the hash of an objection tells nothing about the hash of anything else.
"""

from collections.abc import Iterable

from odoo.exceptions import UserError
from odoo.tools import SQL, email_normalize

from ..tools.matching import phone_digits
from ..tools.names import name_words
from . import keyring

PURPOSE = "objection"
_PHONE_LENGTH = 6


def email_trait(email: str) -> str:
    """An e-mail address as it is hashed; empty where it is none."""
    return email_normalize(email or "") or ""


def phone_trait(phone: str) -> str:
    """A phone number as it is hashed, whatever its spelling; empty where it is too short to be somebody's."""
    digits = phone_digits(phone or "")
    return digits if len(digits) >= _PHONE_LENGTH else ""


def place_trait(name: str, street: str, postcode: str) -> str:
    """Name and address as they are hashed, the words of the name in any order; empty where a part is missing."""
    words = sorted(word.casefold() for word in name_words(name or ""))
    line = " ".join((street or "").casefold().replace(",", " ").split())
    code = "".join((postcode or "").split())
    return f"{' '.join(words)}|{line}|{code}" if len(words) > 1 and line and code else ""


def digests(env, kind: str, traits: Iterable[str], create: bool = False) -> dict[str, list[str]]:
    """{trait: its keyed hashes, the one to store first}. Empty traits are left out.

    :param kind: `email`, `phone` or `place`: the same text of two kinds has two hashes
    :param create: make a key where the server has none yet
    :raises UserError: objections are stored that no key of this server can find again
    """
    box = keyring.box(env, create=create)
    kept = keyring.kept_keys(PURPOSE)
    known = [*(box.key_ids if box else ()), *kept]
    _require_keys(env, known)
    if not box:
        return {}
    wanted = list(dict.fromkeys(filter(None, traits)))
    found = box.purpose_digests(PURPOSE, [f"{kind}:{trait}" for trait in wanted], list(kept.values()))
    return dict(zip(wanted, found, strict=True))


def _require_keys(env, key_ids: list[str]) -> None:
    """Nobody is put on a mailing because a key was mislaid: better no mailing than one to who objected."""
    env["lampo.privacy.objection"].flush_model()
    if env.execute_query(SQL(
            "SELECT 1 FROM lampo_privacy_objection WHERE NOT key_id = ANY(%s) LIMIT 1", list(key_ids))):
        raise UserError(env._(
            "Objections to marketing are stored under a key that is missing on this server, so nobody can be checked "
            "against them. Ask the administrator to put the key back (see “lampo_privacy/keys” in the manual)."))
