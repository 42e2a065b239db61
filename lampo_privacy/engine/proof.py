# Part of lampo_privacy. LGPL-3.
"""Looking everywhere: every text and JSON column of every table, in one pass for all persons of a run.

The pass finds strays, records that no link ties to a person but that name them by something strong; `strays` mends
them while erasing. Afterwards `residue` looks again and tells the places that are left, by table, column and key and
never by text.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from odoo.tools import SQL

from ..tools.needles import Needles
from .data_map import Column
from .dossier import DOC, OWN, PART, VOUCHER
from .scrub import ScrubStep
from .steps import Counts, Key, add

_BLOCK = 1 << 20


@dataclass(frozen=True)
class Place:
    """Where something of a person stands: `key` is the row's id, or its ctid where the table has no id."""

    table: str
    column: str
    key: str
    person: int


class _Sink:
    """A file to which COPY writes; hands on whole lines in blocks, so memory stays flat."""

    def __init__(self, take):
        self.take, self.rest = take, b""

    def write(self, data: bytes) -> int:
        self.rest += data
        if len(self.rest) >= _BLOCK:
            whole, _, self.rest = self.rest.rpartition(b"\n")
            self.take(whole.decode("utf-8", "replace"))
        return len(data)

    def close(self) -> None:
        if self.rest:
            self.take(self.rest.rstrip(b"\n").decode("utf-8", "replace"))
            self.rest = b""


def scan(run, persons: list[int]) -> Iterator[Place]:
    """Every place of the database's text where one of the persons is named by something strong."""
    needles = Needles((text, person) for person in persons for text in run.matchers[person].needles(False))
    for table in sorted(run.map.physical):
        columns = run.map.texts(table)
        if columns and not table.startswith("lampo_tie"):
            yield from _scan_table(run, table, columns, needles)


def _scan_table(run, table: str, columns: list[Column], needles: Needles) -> list[Place]:
    found: list[Place] = []
    key = "id" if "id" in run.map.physical[table] else "ctid"

    def take(block: str) -> None:
        lines = None
        for number, persons in needles.lines(block):
            lines = lines or block.split("\n")
            found.extend(_places(run, table, columns, lines[number], persons))

    sink = _Sink(take)
    names = SQL(", ").join(SQL.identifier(name) for name in (key, *(column.name for column in columns)))
    statement = SQL("COPY (SELECT %s FROM %s) TO STDOUT", names, SQL.identifier(table))
    run.env.cr.copy_expert(run.env.cr.mogrify(statement.code, statement.params).decode(), sink)
    sink.close()
    return found


def _places(run, table: str, columns: list[Column], line: str, persons) -> Iterator[Place]:
    """The columns of one line in which the matcher agrees with the needle."""
    key, *values = line.split("\t")
    for person in persons:
        for column, value in zip(columns, values, strict=True):
            if value != "\\N" and run.matchers[person].holds(_unescaped(value)):
                yield Place(table, column.name, key, person)


_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


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


def _kinds(run, places: list[Place]) -> dict[tuple[str, str, int], int]:
    """How the places' records are tied to the persons; absent where they are not."""
    tables = sorted({place.table for place in places})
    ids = sorted({int(place.key) for place in places if place.key.isdigit()})
    rows = run.env.execute_query(SQL(
        "SELECT tbl, id, person, kind FROM lampo_tie WHERE tbl = ANY(%s) AND id = ANY(%s)", tables, ids))
    return {(table, str(row_id), person): kind for table, row_id, person, kind in rows}


def untied(run) -> list[Place]:
    """Places in records that nothing ties to the person they name."""
    places = list(scan(run, list(run.numbers)))
    kinds = _kinds(run, places)
    return [place for place in places if (place.table, place.key, place.person) not in kinds]


def strays(run, counts: Counts, *, write: bool = False) -> None:
    """Count the untied places as lines to scrub; with `write`, scrub them."""
    by_table: dict[str, list[Place]] = {}
    for place in untied(run):
        by_table.setdefault(place.table, []).append(place)
    for table, places in by_table.items():
        for place in places:
            add(counts, place.person, Key(run.map.tables.get(table, table), place.column, "scrub"), 1)
        if write:
            ScrubStep(run.map, table, run.matchers, run.labels).scrub_places(
                sorted({(place.key, place.person) for place in places}))


def residue(run) -> list[Place]:
    """What is left of the persons after an erasure, but for what a ground keeps.

    Tied records are read with the weak traits too (surname, address), all others with the strong ones.
    """
    left = [place for place in scan(run, list(run.numbers)) if not _is_kept(run, place)]
    return [*left, *_tied_residue(run)]


def _is_kept(run, place: Place) -> bool:
    kind = _kinds(run, [place]).get((place.table, place.key, place.person))
    if kind in (OWN, VOUCHER) and place.person in run.until:
        return True
    return kind in (DOC, VOUCHER) and _under_hash(run, place)


def _under_hash(run, place: Place) -> bool:
    step = ScrubStep(run.map, place.table, run.matchers, run.labels)
    return place.column in step.under_hash()


def _tied_residue(run) -> list[Place]:
    """Tied records that a second scrubbing would still change, and parts that should be gone."""
    found = [Place(step.table, change.column.name, change.row, change.person)
             for step in run.scrubs for change in step.changes() if not change.kept]
    for table in run.tied_tables(PART):
        rows = run.env.execute_query(SQL(
            """SELECT tie.id, tie.person FROM lampo_tie tie JOIN lampo_run r ON r.person = tie.person
                 JOIN %s t ON t.id = tie.id WHERE tie.tbl = %s AND tie.kind = %s""",
            SQL.identifier(table), table, PART))
        found += [Place(table, "", str(row_id), person) for row_id, person in rows]
    return found
