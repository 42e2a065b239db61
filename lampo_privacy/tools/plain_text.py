# Part of lampo_privacy. LGPL-3.
"""Marked-up text as a reader sees it, with the way back to the original's places.

A name can be parted by tags ("Vir<b>tanen</b>"), written with entities ("M&auml;ki") or with JSON's escapes
("M\\u00e4ki"). Searching the plain text finds it; replacing happens in the original, whose tags stay.
"""

import html
import re
from collections.abc import Iterable

# Tags that part no words; every other tag does.
INLINE = frozenset([
    "a", "abbr", "b", "bdi", "big", "cite", "code", "em", "font", "i", "ins", "label", "mark", "o:p", "q", "s", "small",
    "span", "strong", "sub", "sup", "t", "tt", "u", "wbr",
])
_MARK = re.compile(
    r"<(?P<tag>/?[a-zA-Z!][\w:-]*)[^<>]*>|&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);|\\u(?P<code>[0-9a-fA-F]{4})"
)


def _shown(mark: re.Match) -> str:
    """What a reader sees in place of a tag, entity or escape."""
    if mark["tag"]:
        return "" if mark["tag"].lstrip("/").casefold() in INLINE else "\n"
    if mark["code"]:
        return chr(int(mark["code"], 16))
    return html.unescape(mark.group())


def has_marks(text: str) -> bool:
    """Whether the plain text can differ from the text."""
    return "<" in text or "&" in text or "\\u" in text


class PlainText:
    """The plain form of a text. `replace` changes the original by spans of the plain form."""

    def __init__(self, text: str):
        self.original = text
        self.plain = text
        self._starts: list[int] | None = None
        if has_marks(text):
            self._read()

    def _read(self) -> None:
        parts, starts, last = [], [], 0
        for mark in _MARK.finditer(self.original):
            parts.append(self.original[last:mark.start()])
            starts.extend(range(last, mark.start()))
            shown = _shown(mark)
            parts.append(shown)
            starts.extend([mark.start()] * len(shown))
            last = mark.end()
        parts.append(self.original[last:])
        starts.extend(range(last, len(self.original) + 1))
        self.plain, self._starts = "".join(parts), starts

    def _place(self, start: int, end: int) -> tuple[int, int]:
        """The original's span of a span of the plain text."""
        if self._starts is None:
            return start, end
        first, last = self._starts[start], self._starts[end - 1]
        mark = _MARK.match(self.original, last)
        # An entity is one sign long in the plain text and longer here; a tag begins after the sign before it.
        return first, mark.end() if mark and not mark["tag"] else last + 1

    def replace(self, spans: Iterable[tuple[int, int, str]]) -> str:
        """The original with (start, end, replacement) spans of the plain text replaced; tags inside stay behind."""
        parts, last = [], 0
        for first, end_of_span, replacement in spans:
            start, end = self._place(first, end_of_span)
            tags = "".join(mark.group() for mark in _MARK.finditer(self.original, start, end) if mark["tag"])
            parts += [self.original[last:start], replacement, tags]
            last = end
        return "".join([*parts, self.original[last:]])
