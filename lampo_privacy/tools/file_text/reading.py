# Part of lampo_privacy. LGPL-3.
"""Reads one file and the files inside it, within limits that a bomb cannot pass."""

import base64
import binascii
import io
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from .kinds import HEAD, decoder, encoding_of, kind_of

PIECE = 1 << 20
# A name or number that lies across two pieces is whole in the second one
OVERLAP = 2048
_ON_DISK = 16 << 20
# A file inside a text: a data URI, the PDF inside an e-invoice
_EMBEDDED = re.compile(r"[A-Za-z0-9+/]{200}[A-Za-z0-9+/\s]*={0,2}")


@dataclass(frozen=True)
class Limits:
    """How deep, how many and how many bytes in all a file may unpack to."""

    depth: int = 6
    members: int = 20_000
    unpacked: int = 1 << 30


class TooMuchError(Exception):
    """A limit was reached."""


class Reading:
    """One file being read. Iterate once; then `kind` and `unreadable` say what it was and whether it was all seen."""

    def __init__(self, stream: BinaryIO | bytes, limits: Limits | None = None):
        self.stream = io.BytesIO(stream) if isinstance(stream, bytes) else stream
        self.limits = limits or Limits()
        self.kind = ""
        self.unreadable = False
        self.unpacked = 0
        self.members = 0

    def __iter__(self) -> Iterator[str]:
        try:
            yield from self.inner(self.stream, 0)
        except TooMuchError:
            self.unreadable = True

    def inner(self, stream: BinaryIO, depth: int) -> Iterator[str]:
        """The text of the file itself, or of one inside it."""
        if depth > self.limits.depth:
            raise TooMuchError
        head = stream.read(HEAD)
        stream.seek(0)
        kind = kind_of(head)
        self.kind = self.kind or kind
        read = readers()[kind]
        try:
            yield from read(self, stream, depth)
        except TooMuchError:
            raise
        except Exception:  # a broken file breaks its library in any way; what it says may quote the file
            self.unreadable = True
            if read is not read_raw:
                stream.seek(0)
                yield from read_raw(self, stream, depth)

    def member(self) -> None:
        """Count a file inside the file."""
        self.members += 1
        if self.members > self.limits.members:
            raise TooMuchError

    def unpack(self, source: BinaryIO) -> BinaryIO:
        """Unpacked bytes as a file one can seek in, on disk when large. The sizes an archive claims count nothing."""
        target = tempfile.SpooledTemporaryFile(max_size=_ON_DISK)  # noqa: SIM115 - closed by who reads it
        while block := source.read(PIECE):
            self.count(len(block))
            target.write(block)
        target.seek(0)
        return target

    def count(self, size: int) -> None:
        self.unpacked += size
        if self.unpacked > self.limits.unpacked:
            raise TooMuchError


def blocks(stream: BinaryIO) -> Iterator[bytes]:
    while block := stream.read(PIECE):
        yield block


def pieces(texts: Iterator[str]) -> Iterator[str]:
    """Texts that follow on one another, each with the end of the one before."""
    tail = ""
    for text in texts:
        for start in range(0, len(text), PIECE):
            piece = tail + text[start:start + PIECE]
            yield piece
            tail = piece[-OVERLAP:]


def read_text(reading: Reading, stream: BinaryIO, depth: int) -> Iterator[str]:
    """Plain text, and markup as it stands: the matcher reads through tags and entities."""
    head = stream.read(HEAD)
    stream.seek(0)
    into = decoder(encoding_of(head) or "mixed")
    for piece in pieces(_decoded(into, stream)):
        yield piece
        if re.search(r"\n[ \t]", piece) and re.search(r"BEGIN:V(?:CARD|CALENDAR|EVENT)", piece):
            yield re.sub(r"\r?\n[ \t]", "", piece)
    if stream.seek(0, io.SEEK_END) <= _ON_DISK:
        stream.seek(0)
        yield from _embedded(reading, into.decode(stream.read(), True), depth)


def _decoded(into, stream: BinaryIO) -> Iterator[str]:
    for block in blocks(stream):
        yield into.decode(block)
    # a last byte that could have begun a longer sign
    yield into.decode(b"", True)


def _embedded(reading: Reading, text: str, depth: int) -> Iterator[str]:
    for match in _EMBEDDED.finditer(text):
        packed = "".join(match.group().split())
        try:
            data = base64.b64decode(packed + "=" * (-len(packed) % 4))
        except binascii.Error:
            continue
        reading.member()
        reading.count(len(data))
        yield from reading.inner(io.BytesIO(data), depth + 1)


# Signs of words: ASCII, and the letters of names around us as UTF-8 and as Windows write them. The rest of a picture is
# noise, four parts in five; the signs of markup would send the matcher looking for tags in it.
_LETTERS = "äöåÄÖÅéüøæßÉÜØÆáàèêëíóúñçõšžŠŽ"
_IN_WORDS = {*b"\t", *range(0x20, 0x7F), *_LETTERS.encode(), *_LETTERS.encode("cp1252")} - set(b"<>&")
_WORDS_ONLY = bytes(code if code in _IN_WORDS else 0 for code in range(256))
_WORDS = re.compile(rb"[^\x00]{5,}+")
# UTF-16: every other byte is zero
_EVERY_OTHER = bytes(0 if not code else 1 if code >= 0x20 else 2 for code in range(256))
_WIDE = re.compile(rb"(?:[\x20-\xff]\x00){4,}|(?:\x00[\x20-\xff]){4,}")
_PACKET = re.compile(rb"<x:xmpmeta.*?</x:xmpmeta>", re.DOTALL)


def read_raw(_reading: Reading, stream: BinaryIO, _depth: int) -> Iterator[str]:
    """Bytes of an unknown form, as Latin-1, as UTF-8 and as UTF-16; images carry their metadata so."""
    tail = b""
    for block in blocks(stream):
        data = tail + block
        yield from raw_texts(data)
        tail = data[-OVERLAP:]


def raw_texts(data: bytes) -> Iterator[str]:
    words = b"\n".join(_WORDS.findall(data.translate(_WORDS_ONLY)))
    yield words.decode("latin-1")
    if not words.isascii():
        yield words.decode("utf-8", "ignore")
    for packet in _PACKET.findall(data):
        yield packet.decode("utf-8", "replace")
    if b"\1\0\1\0\1\0\1" in data.translate(_EVERY_OTHER):
        yield b"\n".join(run.replace(b"\x00", b"") for run in _WIDE.findall(data)).decode("latin-1")


def read_closed(reading: Reading, stream: BinaryIO, depth: int) -> Iterator[str]:
    """Packed by a packer that is not here: only its raw bytes can be looked at."""
    reading.unreadable = True
    yield from read_raw(reading, stream, depth)


def read_ole(reading: Reading, stream: BinaryIO, depth: int) -> Iterator[str]:
    """Word, Excel and Outlook of old; new ones with a password come in the same wrapping."""
    for text in read_raw(reading, stream, depth):
        reading.unreadable |= "EncryptedPackage" in text
        yield text


_RTF_SIGN = re.compile(r"\\'([0-9a-fA-F]{2})")
_RTF_WIDE = re.compile(r"\\u(-?\d+) ?\??")
_RTF_WORD = re.compile(r"\\(par|line|tab|cell|row)\b ?|\\[a-z]+-?\d* ?|[{}]|\\\*")


def read_rtf(_reading: Reading, stream: BinaryIO, _depth: int) -> Iterator[str]:
    text = stream.read().decode("latin-1")
    text = _RTF_SIGN.sub(lambda match: bytes.fromhex(match[1]).decode("cp1252", "replace"), text)
    text = _RTF_WIDE.sub(lambda match: chr(int(match[1]) % 65536), text)
    yield from pieces(iter([_RTF_WORD.sub(lambda match: " " if match[1] else "", text)]))


def readers() -> dict[str, Callable]:
    """The reader of each kind. Late, for archives read what is inside them by these again."""
    from . import archives, mails, pdfs  # noqa: PLC0415

    return {
        "text": read_text, "raw": read_raw, "closed": read_closed, "ole": read_ole, "rtf": read_rtf,
        "zip": archives.read_zip, "tar": archives.read_tar, "gzip": archives.read_packed, "bzip2": archives.read_packed,
        "xz": archives.read_packed, "pdf": pdfs.read_pdf, "mail": mails.read_mail,
    }
