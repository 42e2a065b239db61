# Part of lampo_privacy. LGPL-3.
"""Looking for many short strings in a stream of lines at once (Aho–Corasick), blind to case, blanks, tags and entities.

It only proposes: a line that is named here holds something that looks like a needle; the matcher decides.
"""

import html
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from ahocorasick_rs import AhoCorasick, Implementation

from .matching import squeeze

_TAG = re.compile(r"<[^<>\n]*>")
_ESCAPED = re.compile(r"\\+u([0-9a-fA-F]{4})")
# COPY writes line breaks and tabs inside a value as two signs
_CONTROL = re.compile(r"\\[nrt]")


class Needles:
    """A set of needles, each with the owners (any hashable) it stands for."""

    def __init__(self, owners: Iterable[tuple[str, object]]):
        by_needle: dict[str, set] = {}
        for text, owner in owners:
            by_needle.setdefault(squeeze(text), set()).add(owner)
        by_needle.pop("", None)
        self._owners = list(by_needle.values())
        texts, kind = list(by_needle), Implementation.ContiguousNFA
        self._automaton = AhoCorasick(texts, implementation=kind) if texts else None

    def lines(self, text: str) -> Iterator[tuple[int, set]]:
        """(index of the line, owners) for each line of the text in which a needle may stand."""
        found: dict[int, set] = {}
        for reading in _readings(text) if self._automaton else []:
            self._look(reading, found)
        yield from sorted(found.items())

    def _look(self, reading: str, found: dict[int, set]) -> None:
        matches = self._automaton.find_matches_as_indexes(reading, overlapping=True)
        if not matches:
            return
        breaks = [match.start() for match in re.finditer("\n", reading)]
        for needle, start, _end in matches:
            found.setdefault(bisect_right(breaks, start), set()).update(self._owners[needle])


_DROPPED = {ord(sign): None for sign in " \t\r\u00a0().-/,_+"}


def _squeezed_lines(text: str) -> str:
    """As `squeeze`, with the line breaks left."""
    return text.casefold().translate(_DROPPED)


def _readings(text: str) -> Iterator[str]:
    """The text as written and as a reader sees it; the same number of lines in both."""
    plain = _CONTROL.sub("", text) if "\\" in text else text
    yield _squeezed_lines(plain)
    if "<" not in text and "&" not in text and "\\u" not in text:
        return
    plain = _TAG.sub("", plain)
    if "&" in plain:
        plain = "\n".join(html.unescape(line).replace("\n", " ") for line in plain.split("\n"))
    if "\\u" in plain:
        plain = _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), plain)
    yield _squeezed_lines(plain)
