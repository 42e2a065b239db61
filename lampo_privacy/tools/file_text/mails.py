# Part of lampo_privacy. LGPL-3.
"""E-mail messages: headers and bodies decoded, what is attached read by its own format."""

import email
import email.header
import io
from collections.abc import Callable, Iterator
from email.message import Message
from typing import BinaryIO

from .kinds import decode
from .reading import Reading, pieces


def read_mail(reading: Reading, stream: BinaryIO, depth: int) -> Iterator[str]:
    message = email.message_from_binary_file(stream)
    for part in message.walk():
        reading.member()
        yield "\n".join(f"{name}: {header_text(value)}" for name, value in part.items())
        if part.is_multipart():
            yield str(part.preamble or "") + str(part.epilogue or "")
            continue
        data = part.get_payload(decode=True) or b""
        if part.get_content_maintype() == "text":
            yield from pieces(iter([body_text(part, data)]))
        else:
            reading.count(len(data))
            yield from reading.inner(io.BytesIO(data), depth + 1)


def header_text(value) -> str:
    """A header with its encoded words as letters."""
    words = []
    for text, charset in email.header.decode_header(str(value)):
        words.append(_decoded(text, charset) if isinstance(text, bytes) else text)
    return "".join(words)


def body_text(part: Message, data: bytes) -> str:
    return _decoded(data, part.get_content_charset())


def _decoded(data: bytes, charset: str | None) -> str:
    try:
        return data.decode(charset) if charset else decode(data)
    except (LookupError, UnicodeDecodeError):
        return decode(data)


def rewrite_mail(data: bytes, scrub: Callable[[str], str]) -> bytes:
    """The message with headers and bodies scrubbed; what did not change keeps its bytes."""
    message = email.message_from_bytes(data)
    for part in message.walk():
        _rewrite_headers(part, scrub)
        if not part.is_multipart() and part.get_content_maintype() == "text":
            _rewrite_body(part, scrub)
    return message.as_bytes()


def _rewrite_headers(part: Message, scrub: Callable[[str], str]) -> None:
    headers = part.items()
    scrubbed = [(name, scrub(header_text(value))) for name, value in headers]
    if scrubbed == [(name, header_text(value)) for name, value in headers]:
        return
    for name, _value in headers:
        del part[name]
    for (name, value), (_name, new) in zip(headers, scrubbed, strict=True):
        changed = new != header_text(value)
        part[name] = email.header.Header(" ".join(new.split()), _charset(new)) if changed else value


def _charset(text: str) -> str | None:
    return None if text.isascii() else "utf-8"


def _rewrite_body(part: Message, scrub: Callable[[str], str]) -> None:
    text = body_text(part, part.get_payload(decode=True) or b"")
    new = scrub(text)
    if new != text:
        del part["Content-Transfer-Encoding"]
        part.set_payload(new, "utf-8")
