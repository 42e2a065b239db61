# Part of lampo_privacy. LGPL-3.
"""Looking for many short strings in a stream of lines at once (Aho–Corasick), blind to case, blanks, tags and entities.

It only proposes: a line that is named here holds something that looks like a needle; the matcher decides. Works on
bytes, for dropping signs from a Python string costs more than all the rest together.
"""

import html
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from ahocorasick_rs import BytesAhoCorasick, Implementation

_DROPPED = b" \t\r().-/,_+"
_NO_BREAK_SPACE = "\u00a0".encode()
# a tag ends within its column
_TAG = re.compile(rb"<[^<>\n\t]*>")
# COPY writes line breaks and tabs inside a value as two signs, and doubles a backslash
_CONTROL = re.compile(rb"\\[nrt]")
_ESCAPED = re.compile(rb"\\+u([0-9a-fA-F]{4})")


def _small(text: bytes) -> bytes:
    return text.lower() if text.isascii() else text.decode("utf-8", "replace").casefold().encode()


def _bare(text: bytes) -> bytes:
    """Without blanks and the signs inside numbers; the same lines."""
    return text.replace(_NO_BREAK_SPACE, b"").translate(None, _DROPPED)


class Needles:
    """A set of needles, each with the owners (any hashable) it stands for."""

    def __init__(self, owners: Iterable[tuple[str, object]]):
        by_needle: dict[bytes, set] = {}
        for text, owner in owners:
            by_needle.setdefault(_bare(_small(text.encode())), set()).add(owner)
        by_needle.pop(b"", None)
        self._owners = list(by_needle.values())
        texts, kind = list(by_needle), Implementation.ContiguousNFA
        self._automaton = BytesAhoCorasick(texts, implementation=kind) if texts else None

    def lines(self, text: bytes) -> Iterator[tuple[int, set]]:
        """(index of the line, owners) for each line of the UTF-8 text in which a needle may stand."""
        found: dict[int, set] = {}
        for reading in _readings(text) if self._automaton else []:
            self._look(reading, found)
        yield from sorted(found.items())

    def _look(self, reading: bytes, found: dict[int, set]) -> None:
        matches = self._automaton.find_matches_as_indexes(reading, overlapping=True)
        if not matches:
            return
        breaks = [match.start() for match in re.finditer(b"\n", reading)]
        for needle, start, _end in matches:
            found.setdefault(bisect_right(breaks, start), set()).update(self._owners[needle])


def _readings(text: bytes) -> Iterator[bytes]:
    """The text as written and as a reader sees it; the same number of lines in both."""
    small = _small(_CONTROL.sub(b"", text) if b"\\" in text else text)
    yield _bare(small)
    if b"<" not in text and b"&" not in text and b"\\u" not in text:
        return
    shown = _TAG.sub(b"", small)
    if b"&" in shown or b"\\u" in shown:
        shown = _small(_resolved(shown))
    yield _bare(shown)


def _resolved(text: bytes) -> bytes:
    """Entities and JSON's escapes as letters."""
    lines = _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)).encode("utf-8", "replace"), text).split(b"\n")
    return b"\n".join(
        html.unescape(line.decode("utf-8", "replace")).replace("\n", " ").encode() if b"&" in line else line
        for line in lines)
