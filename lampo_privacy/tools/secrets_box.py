# Part of lampo_privacy. LGPL-3.
"""Authenticated encryption and keyed hashes with keys that can be rotated.

Each master key gives two keys by HKDF-SHA256, one to encrypt (Fernet) and one to hash (HMAC-SHA256), so that neither
tells anything about the other. The first master key closes and hashes; all of them open and are searched with. A
sealed text starts with the id of its key, a one-way mark, so that what lies under an older key can be found.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
ID_LENGTH = 8  # hexadecimal characters of the key's mark


class CannotOpenError(ValueError):
    """None of the keys opens the sealed text. The message never holds the text."""


class BadKeyError(ValueError):
    """A master key is not 32 bytes in URL-safe base64. The message never holds the key."""


def new_key() -> str:
    """A fresh random master key (32 bytes, URL-safe base64)."""
    return Fernet.generate_key().decode()


def _derive(master: bytes, purpose: str) -> bytes:
    info = f"lampo_privacy/{purpose}/1".encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(master)


def _decode(key: str) -> bytes:
    try:
        master = base64.urlsafe_b64decode(key.strip().encode())
    except ValueError:
        master = b""
    if len(master) != KEY_BYTES:
        raise BadKeyError("a key must be 32 bytes in URL-safe base64")
    return master


class SecretsBox:
    """Seals, opens and hashes short texts with a list of master keys, newest first."""

    def __init__(self, keys: Sequence[str]):
        """:raises BadKeyError: no key at all or a key of the wrong form"""
        masters = [_decode(key) for key in keys]
        if not masters:
            raise BadKeyError("at least one key is needed")
        self.key_ids = [_derive(master, "id").hex()[:ID_LENGTH] for master in masters]
        self._fernet = MultiFernet([Fernet(base64.urlsafe_b64encode(_derive(m, "encrypt"))) for m in masters])
        self._hash_keys = [_derive(master, "hash") for master in masters]
        self._masters = masters

    def seal(self, text: str) -> str:
        """The text under the first key, as ``<key id>.<Fernet token>``. Twice the same text gives two tokens."""
        return f"{self.key_ids[0]}.{self._fernet.encrypt(text.encode()).decode()}"

    def open(self, sealed: str) -> str:
        """The text behind a sealed one. :raises CannotOpenError: changed on the way, or its key is not here"""
        try:
            return self._fernet.decrypt(sealed.partition(".")[2].encode()).decode()
        except InvalidToken:
            raise CannotOpenError("no key opens it") from None

    def digest(self, text: str) -> str:
        """The keyed hash under the first key (64 hexadecimal characters): the one to store."""
        return self.digests(text)[0]

    def digests(self, text: str) -> list[str]:
        """The keyed hash under every key: the ones to search for."""
        return [hmac.new(key, text.encode(), hashlib.sha256).hexdigest() for key in self._hash_keys]

    def purpose_keys(self, purpose: str) -> dict[str, bytes]:
        """{id of the master key: the key derived from it for one purpose}, the newest first. It tells nothing of it."""
        derived = (_derive(master, f"hash/{purpose}") for master in self._masters)
        return dict(zip(self.key_ids, derived, strict=True))

    def purpose_digests(
        self, purpose: str, texts: Sequence[str], retired: Sequence[bytes] = ()
    ) -> list[list[str]]:
        """The keyed hashes of each text under keys derived for one purpose, the newest key first.

        A purpose has keys of its own: its hashes can be compared with those of no other.
        :param retired: keys once derived for it from master keys that have gone; they come last
        """
        keys = [*self.purpose_keys(purpose).values(), *retired]
        return [[hmac.new(key, text.encode(), hashlib.sha256).hexdigest() for key in keys] for text in texts]
