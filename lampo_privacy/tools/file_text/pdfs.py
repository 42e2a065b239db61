# Part of lampo_privacy. LGPL-3.
"""PDF: text of the pages, notes, form fields, metadata, and files attached inside."""

import base64
import io
import logging
import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from .reading import Reading, pieces, raw_texts

_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
# What an inflated page looks like where its strings are parted for kerning: [(Vir) 20 (tanen)] TJ
_KERNING = re.compile(r"\)\s*-?[\d.]+\s*\(")
_TEXTS = ("/Contents", "/T", "/TU", "/V", "/DV", "/Subj", "/RC", "/URI", "/Title", "/A", "/Opt")
_INFLATED = 64 << 20


def read_pdf(reading: Reading, stream: BinaryIO, depth: int) -> Iterator[str]:
    """All that a library finds; where it finds nothing, whatever the bytes and the packed streams show."""
    data = stream.read()
    # What stands outside the streams: old revisions' metadata is still there
    yield from raw_texts(_STREAM.sub(b" ", data))
    library = logging.getLogger("pypdf")
    level = library.level
    library.setLevel(logging.CRITICAL + 1)  # its warnings may quote the file
    try:
        yield from pieces(_texts(reading, PdfReader(io.BytesIO(data)), depth))
    except Exception:  # broken in any way, or encrypted with a password
        reading.unreadable = True
        yield from _streams(data)
    finally:
        library.setLevel(level)


def _texts(reading: Reading, pdf: PdfReader, depth: int) -> Iterator[str]:
    for value in (pdf.metadata or {}).values():
        yield f"{value}\n"
    root = pdf.trailer["/Root"].get_object()
    if "/Metadata" in root:
        yield root["/Metadata"].get_object().get_data().decode("utf-8", "replace") + "\n"
    for page in pdf.pages:
        yield page.extract_text() + "\n"
        for note in _objects(page.get("/Annots")):
            yield from _strings(note)
    yield from _form(root)
    for item in _outline(pdf.outline):
        yield f"{item}\n"
    for attached in pdf.attachment_list:
        reading.member()
        yield f"{attached.name}\n"
        reading.count(len(attached.content))
        yield from reading.inner(io.BytesIO(attached.content), depth + 1)


def _objects(found) -> list:
    found = found.get_object() if found is not None else None
    return [item.get_object() for item in found] if isinstance(found, ArrayObject) else []


def _strings(entry, left: int = 3) -> Iterator[str]:
    """The texts of a note or field, and of what it does when clicked."""
    if not isinstance(entry, DictionaryObject):
        yield f"{entry}\n"
        return
    for key in _TEXTS:
        if key in entry and left:
            yield from _strings(entry[key].get_object(), left - 1)


def _form(root) -> Iterator[str]:
    form = root.get("/AcroForm")
    todo = _objects(form.get_object().get("/Fields")) if form is not None else []
    seen = 0
    while todo and seen < 10_000:
        field, seen = todo.pop(), seen + 1
        yield from _strings(field)
        todo += _objects(field.get("/Kids"))


def _outline(items) -> Iterator[str]:
    for item in items:
        if isinstance(item, list):
            yield from _outline(item)
        else:
            yield str(item.title)


def _streams(data: bytes) -> Iterator[str]:
    """Each packed stream inflated, as far as it goes."""
    for packed in _STREAM.findall(data):
        for text in raw_texts(_inflated(packed)):
            yield text
            if ")" in text:
                yield _KERNING.sub("", text)


def _inflated(packed: bytes) -> bytes:
    try:
        if packed.rstrip().endswith(b"~>"):
            packed = base64.a85decode(packed.strip().removeprefix(b"<~").removesuffix(b"~>"))
        return zlib.decompressobj().decompress(packed, _INFLATED)
    except (ValueError, zlib.error):
        return packed
