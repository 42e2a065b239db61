# Part of lampo_privacy. LGPL-3.
"""Zip and its office formats (OOXML, ODF), tar, gzip and its kin."""

import bz2
import gzip
import lzma
import tarfile
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from .kinds import HEAD, kind_of
from .reading import Reading, pieces

_OPENERS = {"gzip": gzip.open, "bzip2": bz2.open, "xz": lzma.open}
_ENCRYPTED = 0x1
# Inside these an office format parts one word into runs; everything else parts words
_PARAGRAPHS = frozenset(["p", "h", "si", "is"])
_SHEET_NOTE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}text"
_BLANKS = frozenset(["tab", "br", "cr", "s", "line-break"])
_XML_OPTIONS = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": True, "recover": True}


def read_zip(reading: Reading, stream: BinaryIO, depth: int) -> Iterator[str]:
    """Every member, its name too: a name stands in file names as well."""
    with zipfile.ZipFile(stream) as archive:
        members = archive.infolist()
        office = _is_office(archive)
        yield archive.comment.decode("utf-8", "replace")
        for info in members:
            reading.member()
            yield f"{info.filename}\n{info.comment.decode('utf-8', 'replace')}"
            if info.is_dir():
                continue
            if info.flag_bits & _ENCRYPTED:
                reading.unreadable = True
                continue
            with archive.open(info) as packed, reading.unpack(packed) as member:
                if office and info.filename.endswith((".xml", ".rels", ".vml")):
                    yield from pieces(xml_texts(member))
                else:
                    yield from reading.inner(member, depth + 1)


def _is_office(archive: zipfile.ZipFile) -> bool:
    names = archive.NameToInfo
    return "[Content_Types].xml" in names or ("mimetype" in names and "content.xml" in names)


def xml_texts(stream: BinaryIO) -> Iterator[str]:
    """Paragraphs as a reader sees them, and every attribute: authors of comments, mail addresses behind links."""
    attributes: set[str] = set()
    depth = 0
    for event, element in etree.iterparse(stream, events=("start", "end"), **_XML_OPTIONS):
        paragraph = _is_paragraph(element)
        if event == "start":
            depth += paragraph
            attributes.update(element.attrib.values())
            continue
        depth -= paragraph
        if not depth:
            yield _shown(element) if paragraph else _own_text(element)
            element.clear(keep_tail=True)
    yield "\n".join(sorted(attributes))


def _local(element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _is_paragraph(element) -> bool:
    return _local(element) in _PARAGRAPHS or element.tag == _SHEET_NOTE


def _own_text(element) -> str:
    """The text of an element without its children's, which was read when they ended."""
    text = "".join([element.text or "", *(child.tail or "" for child in element)])
    return f"{text}\n" if text.strip() else ""


def _shown(paragraph) -> str:
    """A paragraph with its runs glued together; tabs and breaks are blanks."""
    parts = []
    for event, element in etree.iterwalk(paragraph, events=("start", "end")):
        if event == "start":
            parts += [" " if _local(element) in _BLANKS else "", element.text or ""]
        else:
            parts += ["\n" if _is_paragraph(element) else "", (element.tail or "") if element is not paragraph else ""]
    return "".join(parts)


def read_tar(reading: Reading, stream: BinaryIO, depth: int) -> Iterator[str]:
    with tarfile.open(fileobj=stream) as archive:
        for info in archive:
            reading.member()
            yield f"{info.name}\n{info.linkname}"
            packed = archive.extractfile(info) if info.isfile() else None
            if packed:
                with packed, reading.unpack(packed) as member:
                    yield from reading.inner(member, depth + 1)


def read_packed(reading: Reading, stream: BinaryIO, depth: int) -> Iterator[str]:
    """One file packed alone. The name that gzip keeps of it is in the raw head."""
    head = stream.read(HEAD)
    stream.seek(0)
    yield head[:256].decode("latin-1")
    with _OPENERS[kind_of(head)](stream) as packed, reading.unpack(packed) as member:
        yield from reading.inner(member, depth + 1)
