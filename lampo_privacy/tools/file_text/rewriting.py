# Part of lampo_privacy. LGPL-3.
"""The same file without somebody, for the formats that are text. The result is read again by who asked for it."""

import json
from collections.abc import Callable

from .kinds import HEAD, encoding_of, kind_of
from .mails import rewrite_mail

REWRITABLE = frozenset(["text", "mail"])
# A larger text would have to lie in memory several times
LARGEST = 64 << 20


def rewrite(data: bytes, scrub: Callable[[str], str]) -> bytes | None:
    """New bytes of a plain text, CSV, HTML, XML, JSON or e-mail; None for every other format, or what is too large.

    :param scrub: takes a text and returns it without the person
    """
    kind = kind_of(data[:HEAD])
    if kind not in REWRITABLE or len(data) > LARGEST:
        return None
    if kind == "mail":
        return rewrite_mail(data, scrub)
    encoding = _encoding(data)
    text = data.decode(encoding)
    new = _scrubbed_json(text, scrub) if text.lstrip()[:1] in ("{", "[") else scrub(text)
    return new.replace("•", "*").encode("latin-1", "replace") if encoding == "latin-1" else new.encode(encoding)


def _encoding(data: bytes) -> str:
    """An encoding that gives every byte back that is not changed."""
    found = encoding_of(data[:HEAD])
    for encoding in ("utf-8" if found in (None, "mixed") else found, "utf-8"):
        try:
            if data.decode(encoding).encode(encoding) == data:
                return encoding
        except UnicodeDecodeError:
            continue
    return "latin-1"


def _scrubbed_json(text: str, scrub: Callable[[str], str]) -> str:
    """Scrubbed as text, so the layout stays; where that breaks it (a number stood bare), value by value."""
    new = scrub(text)
    if _is_json(new) or not _is_json(text):
        return new
    return json.dumps(_walk(json.loads(text), scrub), ensure_ascii=False)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _walk(value, scrub: Callable[[str], str]):
    if isinstance(value, dict):
        return {scrub(key): _walk(item, scrub) for key, item in value.items()}
    if isinstance(value, list):
        return [_walk(item, scrub) for item in value]
    if isinstance(value, bool) or value is None:
        return value
    new = scrub(str(value))
    return value if new == str(value) else new
