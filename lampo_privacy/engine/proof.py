# Part of lampo_privacy. LGPL-3.
"""Looking everywhere: every text and JSON column of every table, in one pass for all persons of a run.

The pass comes after everything else was written. It finds strays, records that no link ties to a person but that name
them by something strong; `search` mends those and reads them again. What is left then and no ground keeps is residue:
it is told by table, column and key and never by text, and the erasure has failed.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from odoo.tools import SQL

from ..tools.matching import Matcher
from ..tools.needles import Needles
from .copied import find_lines
from .data_map import Column
from .dossier import OWN, PART, VOUCHER
from .scrub import ScrubStep
from .steps import Counts, Key, add


@dataclass(frozen=True)
class Place:
    """Where something of a person stands: `key` is the row's id, or its ctid where the table has no id.

    `whole`: the column holds nothing but an address or number of the person's: the record is about the person.
    """

    table: str
    column: str
    key: str
    person: int
    whole: bool = False


def scan(run, matchers: dict[int, Matcher] | None = None) -> Iterator[Place]:
    """Every place of the database's text where one of the run's persons is named by something strong.

    `matchers`: look for these instead of the run's own.
    """
    matchers = run.matchers if matchers is None else matchers
    needles = Needles((text, person) for person, matcher in matchers.items() for text in matcher.needles(False))
    run.searched.tables = run.searched.columns = run.searched.text_bytes = 0
    for table in sorted(run.map.physical):
        columns = run.map.texts(table)
        if columns:
            run.searched.tables += 1
            run.searched.columns += len(columns)
            yield from _scan_table(run, table, columns, needles, matchers)


def _scan_table(run, table: str, columns: list[Column], needles: Needles, matchers) -> list[Place]:
    found: list[Place] = []
    key = "id" if "id" in run.map.physical[table] else "ctid"
    names = SQL(", ").join(SQL.identifier(name) for name in (key, *(column.name for column in columns)))

    def take(values: list[str], persons: set) -> None:
        found.extend(_places(table, columns, values, {person: matchers[person] for person in persons}))

    run.searched.text_bytes += find_lines(
        run.env.cr, SQL("SELECT %s FROM %s", names, SQL.identifier(table)), needles, take)
    return found


def _places(table: str, columns: list[Column], values: list[str], matchers) -> Iterator[Place]:
    """The columns of one row in which the matcher agrees with the needle."""
    key, *texts = values
    for person, matcher in matchers.items():
        for number in matcher.which_may_hold(texts, tied=False):
            if matcher.holds(texts[number]):
                whole = matcher.is_whole(texts[number]) == "other"
                yield Place(table, columns[number].name, key, person, whole)


def kinds_of(run, places: list[Place]) -> dict[tuple[str, str, int], int]:
    """How the places' records are tied to the persons; absent where they are not."""
    tables = sorted({place.table for place in places})
    ids = sorted({int(place.key) for place in places if place.key.isdigit()})
    rows = run.env.execute_query(SQL(
        "SELECT tbl, id, person, kind FROM lampo_tie WHERE tbl = ANY(%s) AND id = ANY(%s)", tables, ids))
    return {(table, str(row_id), person): kind for table, row_id, person, kind in rows}


def _strays(places: list[Place], kinds: dict) -> dict[str, list[Place]]:
    """Places in records that nothing ties to the person they name, by table."""
    found: dict[str, list[Place]] = {}
    for place in places:
        if (place.table, place.key, place.person) not in kinds:
            found.setdefault(place.table, []).append(place)
    return found


def _count(run, strays: dict[str, list[Place]], counts: Counts) -> None:
    for table, places in strays.items():
        for place in places:
            add(counts, place.person, Key(run.map.tables.get(table, table), place.column, "scrub"), 1)


def _adopt(run, places: list[Place], kinds: dict) -> bool:
    """Tie records that no link leads to but that are about a person: a lead with the same e-mail address.

    From then on they and what hangs on them are read with the weak traits too. Returns whether there were any.
    """
    found = sorted({(place.table, int(place.key), place.person) for place in places
                    if place.whole and place.key.isdigit() and place.table not in run.map.own
                    and (place.table, place.key, place.person) not in kinds})
    run.dossier.adopt(found)
    return bool(found)


def tie_strays(run) -> list[Place]:
    """Search and tie what is about the persons; returns every place found.

    `run`: anything with the `map`, `env`, `dossier`, `matchers` and `searched` of a run.
    """
    places = list(scan(run))
    _adopt(run, places, kinds_of(run, places))
    return places


def preview(run) -> list[Place]:
    """Search, tie what is about the persons, and return the strays that an erasure would mend."""
    places = tie_strays(run)
    run.forget_steps()
    return [place for found in _strays(places, kinds_of(run, places)).values() for place in found]


def search(run, counts: Counts) -> list[Place]:
    """Search everywhere, mend and count what was not tied, and return what is left and no ground keeps."""
    places = list(scan(run))
    if _adopt(run, places, kinds_of(run, places)):
        run.forget_steps()
        for step in run.scrubs:
            step.act(counts)
    kinds = kinds_of(run, places)
    strays = _strays(places, kinds)
    _count(run, strays, counts)
    left = [place for place in places if _is_left(run, place, kinds)]
    for table, found in strays.items():
        left += _mend(run, table, found)
    return [*left, *_tied_residue(run)]


def _mend(run, table: str, places: list[Place]) -> list[Place]:
    """Scrub the strong traits out of these places and read them again; returns those that still hold one."""
    step = ScrubStep(run.map, table, run.matchers, run.labels)
    rows = sorted({(place.key, place.person) for place in places})
    step.scrub_places(rows)
    return [Place(table, change.column.name, change.row, change.person) for change in step.changes_in(rows)]


def _is_left(run, place: Place, kinds: dict) -> bool:
    """Whether a place of the person's own records or vouchers still speaks of them without a ground.

    Documents are read once more by `_tied_residue`, after they were mended.
    """
    kind = kinds.get((place.table, place.key, place.person))
    if kind not in (OWN, PART, VOUCHER) or place.person in run.until:
        return kind == PART
    return place.column not in ScrubStep(run.map, place.table, run.matchers, run.labels).under_hash()


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
