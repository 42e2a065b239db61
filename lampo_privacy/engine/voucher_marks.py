# Part of lampo_privacy. LGPL-3.
"""Which texts of kept vouchers hold what only the first phase of an erasure knew: a telephone number, a former name.

The partner keeps name and address until the vouchers may go, and loses everything else at once. A voucher is not
altered while it must be kept, so its free text may still hold a number that nobody would know to look for years later.
No copy of the number is made: the places are marked, and the second phase empties them.
"""

from collections import defaultdict
from dataclasses import replace

from odoo.tools import SQL

from ..tools.matching import Matcher
from ..tools.needles import Needles
from .copied import find_lines
from .data_map import Column
from .dossier import VOUCHER
from .identifiers import matchers
from .scrub import ScrubStep
from .steps import Counts, Key, add

# {"table.column": ids of the rows}
Marks = dict[str, list[int]]


def find_marks(run) -> dict[int, Marks]:
    """{person: marks} of the run's persons who wait. To be called when their own records were emptied."""
    lost = _lost(run)
    if not lost:
        return {}
    needles = Needles((text, person) for person, matcher in lost.items() for text in matcher.needles(True))
    found: dict[int, Marks] = {person: defaultdict(list) for person in lost}
    for table in run.tied_tables(VOUCHER):
        if table != "ir_attachment":  # a voucher's files go whole
            _find_in(run, table, lost, needles, found)
    return {person: marks for person, marks in found.items() if marks}


def _lost(run) -> dict[int, Matcher]:
    """What identified each waiting person and cannot be read from their records any more."""
    waiting = [person for person in run.numbers if person in run.until]
    lost = {}
    for person, left in (matchers(run.map, waiting, former=False) if waiting else {}).items():
        before, after = run.matchers[person].traits, left.traits
        traits = replace(before, **{name: getattr(before, name) - getattr(after, name)
                                    for name in ("names", "strong", "phones", "addresses", "own_names")})
        if any((traits.names, traits.strong, traits.phones, traits.addresses)):
            lost[person] = Matcher(traits)
    return lost


def _find_in(run, table: str, lost: dict[int, Matcher], needles: Needles, found: dict[int, Marks]) -> None:
    columns = run.map.texts(table)
    if not columns:
        return

    def take(values: list[str], persons: set) -> None:
        row, person, *texts = values
        matcher = lost.get(int(person)) if int(person) in persons else None
        for column, text in zip(columns, texts, strict=True) if matcher else []:
            if text and matcher.holds(text, tied=True):
                found[int(person)][f"{table}.{column.name}"].append(int(row))

    names = SQL(", ").join(SQL.identifier("t", column.name) for column in columns)
    find_lines(run.env.cr, SQL(
        """SELECT t.id, tie.person, %s FROM %s t JOIN lampo_tie tie ON tie.tbl = %s AND tie.id = t.id
             JOIN lampo_run r ON r.person = tie.person WHERE tie.kind = %s AND NOT r.complete""",
        names, SQL.identifier(table), table, VOUCHER), needles, take)


class MarkStep:
    """Empties the marked texts of one column when the last ground of their persons has ended."""

    def __init__(self, run, column: Column, rows: list[tuple[int, int]]):
        """`rows`: (id, person)."""
        self.run, self.column = run, column
        self.ids, self.persons = [list(part) for part in zip(*rows, strict=True)]
        self.table = ScrubStep(run.map, column.table, {}, {})

    def _rows(self) -> SQL:
        """The marked rows that still are vouchers of the person, and whether a hash keeps the text."""
        covered = self.column.name in self.table.under_hash()
        return SQL(
            """SELECT t.id, d.person, r.label, %s AS kept FROM unnest(%s::int4[], %s::int4[]) AS d(id, person)
                 JOIN lampo_run r ON r.person = d.person AND r.complete
                 JOIN lampo_tie tie ON tie.tbl = %s AND tie.id = d.id AND tie.person = d.person AND tie.kind = %s
                 JOIN %s t ON t.id = d.id WHERE t.%s IS NOT NULL""",
            self.table.hashed_row() if covered else SQL("FALSE"), self.ids, self.persons, self.column.table, VOUCHER,
            SQL.identifier(self.column.table), SQL.identifier(self.column.name))

    def count(self, counts: Counts) -> None:
        rows = self.run.env.execute_query(SQL("SELECT person, kept, count(*) FROM (%s) q GROUP BY 1, 2", self._rows()))
        empty = "pseudonymise" if self.column.required else "blank"
        for person, kept, number in rows:
            add(counts, person, Key(self.column.model, self.column.name, "keep" if kept else empty,
                                    "hash" if kept else ""), number)

    def act(self) -> None:
        value = SQL("NULL")
        if self.column.required:
            value = SQL("'{}'") if self.column.is_json else SQL("q.label")
        self.run.env.cr.execute(SQL(
            "UPDATE %s t SET %s = %s FROM (%s) q WHERE q.id = t.id AND NOT q.kept",
            SQL.identifier(self.column.table), SQL.identifier(self.column.name), value, self._rows()))


def mark_steps(run) -> list[MarkStep]:
    """The steps for what the first phase marked."""
    rows = run.env.execute_query(SQL(
        """SELECT e.partner_id, e.marks FROM lampo_privacy_erasure e JOIN lampo_run r ON r.person = e.partner_id
            WHERE r.complete AND e.marks IS NOT NULL AND e.state <> 'done'"""))
    by_place: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for person, marks in rows:
        for place, ids in marks.items():
            by_place[place] += [(row, person) for row in ids]
    known = {f"{column.table}.{column.name}": column for column in run.map.columns}
    return [MarkStep(run, known[place], found) for place, found in sorted(by_place.items()) if place in known]
