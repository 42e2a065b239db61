# Part of lampo_privacy. LGPL-3.
"""What a file is, told from its first bytes, and plain text in any of the usual encodings."""

import codecs
import re

# Enough for the marks of every format, and for a mail's first headers
HEAD = 8192
_MAGIC = (
    (b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"), (b"\x1f\x8b", "gzip"), (b"BZh", "bzip2"), (b"\xfd7zXZ\x00", "xz"),
    (b"7z\xbc\xaf\x27\x1c", "closed"), (b"Rar!\x1a\x07", "closed"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"{\\rtf", "rtf"),
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)
# Two header fields on end, one of them a mail's own
_HEADER = rb"[A-Za-z][\w-]*:[^\n]*\n(?:[ \t][^\n]*\n)*"
_MAIL = re.compile(rb"(?:From [^\n]*\n)?(?:" + _HEADER + rb"){2,}")
_MAIL_FIELD = re.compile(
    rb"^(?:From|To|Cc|Subject|Received|Return-Path|Delivered-To|Message-ID|MIME-Version):",
    re.IGNORECASE | re.MULTILINE)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def kind_of(head: bytes) -> str:
    """`pdf`, `zip`, `gzip`, `bzip2`, `xz`, `tar`, `ole`, `rtf`, `mail`, `text`, `closed` (no unpacker) or `raw`."""
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if b"%PDF" in head[:1024]:
        return "pdf"
    if head[257:262] == b"ustar":
        return "tar"
    if encoding_of(head) is None:
        return "raw"
    return "mail" if _is_mail(head) else "text"


def _is_mail(head: bytes) -> bool:
    start = _MAIL.match(head.lstrip().replace(b"\r\n", b"\n"))
    return bool(start and _MAIL_FIELD.search(start.group()))


def encoding_of(head: bytes) -> str | None:
    """The encoding of a text; None for what is no text. `mixed`: UTF-8, its bad bytes read as Latin-1."""
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            return encoding
    if not _CONTROL.search(head):
        return "mixed"
    pairs = len(head) // 2
    for encoding, nulls in (("utf-16-le", head[1::2]), ("utf-16-be", head[0::2])):
        if pairs > 2 and nulls.count(0) > pairs * 0.6 and head.count(0) == nulls.count(0):
            return encoding
    return None


def _as_latin(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start:error.end].decode("latin-1"), error.end


codecs.register_error("lampo_latin", _as_latin)


def decode(data: bytes) -> str:
    """Bytes of unknown encoding as text, nothing lost."""
    encoding = encoding_of(data[:HEAD]) or "mixed"
    return data.decode("utf-8", "lampo_latin") if encoding == "mixed" else data.decode(encoding, "replace")


def decoder(encoding: str) -> codecs.IncrementalDecoder:
    """The same for a stream."""
    if encoding == "mixed":
        return codecs.getincrementaldecoder("utf-8")("lampo_latin")
    return codecs.getincrementaldecoder(encoding)("replace")
