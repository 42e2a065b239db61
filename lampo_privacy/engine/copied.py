# Part of lampo_privacy. LGPL-3.
"""Reading many rows as PostgreSQL's COPY writes them: in blocks of whole lines, so that memory stays flat.

A search over the block finds the few lines that may name somebody; only those are taken apart.
"""

from collections.abc import Callable
from io import BufferedWriter, RawIOBase

from odoo.tools import SQL

from ..tools.needles import Needles

_BLOCK = 1 << 20
_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


class _Sink(RawIOBase):
    """What lies below the buffer to which COPY writes its rows one by one; hands on whole lines in blocks."""

    def __init__(self, take):
        self.take = take
        self.rest = b""

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        whole, line_break, rest = bytes(data).rpartition(b"\n")
        if line_break:
            self.take(self.rest + whole)
            self.rest = rest
        else:
            self.rest += rest
        return len(data)


def find_lines(cr, query: SQL, needles: Needles, found: Callable[[list[str], set], None]) -> int:
    """Call `found(values, owners)` for each row in which a needle of these owners may stand; returns the bytes read.

    The values are the columns' texts as COPY writes them: `t` and `f`, JSON as text, and nothing for NULL.
    """
    size = 0

    def take(block: bytes) -> None:
        nonlocal size
        size += len(block)
        lines = None
        for number, owners in needles.lines(block):
            lines = lines or block.split(b"\n")
            found(_values(lines[number].decode("utf-8", "replace")), owners)

    statement = SQL("COPY (%s) TO STDOUT WITH (NULL '')", query)
    with BufferedWriter(_Sink(take), _BLOCK) as sink:
        cr.copy_expert(cr.mogrify(statement.code, statement.params).decode(), sink)
    return size


def _values(line: str) -> list[str]:
    values = line.split("\t")
    return [*map(_unescaped, values)] if "\\" in line else values


def _unescaped(value: str) -> str:
    """A value as it stood before COPY escaped it."""
    parts, signs = [], iter(value)
    for sign in signs:
        if sign == "\\":
            following = next(signs, "")
            parts.append(_ESCAPES.get(following, following))
        else:
            parts.append(sign)
    return "".join(parts)
