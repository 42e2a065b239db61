# Part of lampo_privacy. LGPL-3.
"""Reading many rows as PostgreSQL's COPY writes them: in blocks of whole lines, so that memory stays flat.

A search over the block finds the few lines that may name somebody; only those are taken apart.
"""

from collections.abc import Callable

from odoo.tools import SQL

from ..tools.needles import Needles

_BLOCK = 1 << 20
_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


class _Sink:
    """A file to which COPY writes; hands on whole lines in blocks."""

    def __init__(self, take):
        self.take = take
        self.parts: list[bytes] = []
        self.size = 0

    def write(self, data: bytes) -> int:
        # COPY hands over whole rows
        self.parts.append(data)
        self.size += len(data)
        if self.size >= _BLOCK:
            self.close()
        return len(data)

    def close(self) -> None:
        if self.parts:
            self.take(b"".join(self.parts).removesuffix(b"\n"))
            self.parts, self.size = [], 0


def find_lines(cr, query: SQL, needles: Needles, found: Callable[[list[str | None], set], None]) -> int:
    """Call `found(values, owners)` for each row in which a needle of these owners may stand; returns the bytes read.

    The values are the columns' texts as COPY writes them: `t` and `f`, and JSON as text.
    """
    size = 0

    def take(block: bytes) -> None:
        nonlocal size
        size += len(block)
        lines = None
        for number, owners in needles.lines(block):
            lines = lines or block.split(b"\n")
            found(_values(lines[number].decode("utf-8", "replace")), owners)

    sink = _Sink(take)
    statement = SQL("COPY (%s) TO STDOUT", query)
    cr.copy_expert(cr.mogrify(statement.code, statement.params).decode(), sink)
    sink.close()
    return size


def _values(line: str) -> list[str | None]:
    return [None if value == "\\N" else _unescaped(value) for value in line.split("\t")]


def _unescaped(value: str) -> str:
    """A value as it stood before COPY escaped it."""
    if "\\" not in value:
        return value
    parts, signs = [], iter(value)
    for sign in signs:
        if sign == "\\":
            following = next(signs, "")
            parts.append(_ESCAPES.get(following, following))
        else:
            parts.append(sign)
    return "".join(parts)
