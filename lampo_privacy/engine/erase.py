# Part of lampo_privacy. LGPL-3.
"""Planning and running an erasure for many persons at once.

    run = Run(env, {partner id: number}, today)
    run.refused      {partner id: reasons}: not touched by anything below
    run.plan()       {partner id: Counter of Key}: what would happen, nothing changes
    run.erase()      does it; the same shape, counted while doing
    run.residue      places that still name somebody and that no ground keeps, found by searching afterwards
    run.marks        {partner id: places in kept vouchers that the second phase is to empty}
    run.until        {partner id: last day of the last ground}; absent where nothing stays
    run.searched     how much was looked through; run.books: the figures of the books, before and after

Writes below the ORM: it would copy the old values into the chatter, and is a hundred times slower. What it would have
done beside is done here: stored computes, caches, dates of writing, files.
"""

import gc
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import cached_property

from odoo.tools import SQL

from ..tools.matching import MASK, Matcher
from ..tools.needles import Needles
from . import proof
from .books import BooksMovedError, figures
from .data_map import DataMap
from .dossier import DOC, PART, STAFF, VOUCHER, Dossier, begin_run
from .file_mending import preview_files, search_files
from .files import remove_files
from .grounds import refusals, voucher_clocks
from .heat_steps import heat_steps, name_sites_by_place
from .identifiers import matchers
from .name_copies import list_names, write_pseudonyms
from .scrub import ScrubStep
from .searched import Searched
from .sessions import end_sessions, open_sessions
from .stand_ins import PSEUDONYM
from .steps import Counts, DeleteStep, Key, OwnStep, PersonStep, add
from .voucher_marks import Marks, find_marks, mark_steps


@contextmanager
def _no_collection() -> Iterator[None]:
    """Millions of small objects that are all needed to the end: Python need not look again and again for garbage."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class Run:
    """One run over some persons, within one transaction of the caller's."""

    def __init__(self, env, numbers: dict[int, int], today: date):
        """`numbers`: the number of each person's pseudonym, by partner id; it must not be the id."""
        # Odoo writes a tracking value for a stored compute too; the old name must not come back that way
        self.env = env(su=True, context={**env.context, "tracking_disable": True, "mail_notrack": True,
                                         "active_test": False})
        self.today = today
        self.map = DataMap(self.env)
        self.dossier = Dossier(self.map, list(numbers)).gather()
        self.refused = refusals(self.env, today)
        self.numbers = {person: number for person, number in numbers.items() if person not in self.refused}
        self.residue: list[proof.Place] = []
        self.marks: dict[int, Marks] = {}
        self.searched = Searched()
        self.books: tuple[dict, dict] = ({}, {})
        self.proof_seconds = 0.0
        self.labels = {person: f"{PSEUDONYM} {number}" for person, number in self.numbers.items()}
        # whose erasure is refused counts as anybody else from here on
        self.env.cr.execute("DELETE FROM lampo_tie WHERE person = ANY(%s)", [list(self.refused)])
        clocks = voucher_clocks(self.env, today)
        self.until = {person: clocks[person] for person in self.numbers if clocks.get(person, today) > today}
        self._write_run()

    def _write_run(self) -> None:
        begin_run(self.env)
        if self.numbers:
            self.env.cr.execute(SQL(
                "INSERT INTO lampo_run SELECT * FROM unnest(%s::int4[], %s::int4[], %s::text[], %s::bool[])",
                list(self.numbers), list(self.numbers.values()), list(self.labels.values()),
                [person not in self.until for person in self.numbers]))

    @cached_property
    def matchers(self):
        """What identifies each person, read before anything is changed."""
        return matchers(self.map, list(self.numbers))

    @cached_property
    def _tied_needles(self) -> Needles:
        return Needles((text, person) for person, matcher in self.matchers.items() for text in matcher.needles(True))

    def tied_tables(self, *kinds: int) -> list[str]:
        rows = self.env.execute_query(SQL(
            "SELECT DISTINCT tbl FROM lampo_tie WHERE kind = ANY(%s) ORDER BY 1", list(kinds)))
        return [table for table, in rows]

    @cached_property
    def _deletes(self) -> list[DeleteStep]:
        steps = [DeleteStep(self.map, table) for table in self.tied_tables(PART)]
        return [*steps, DeleteStep(self.map, "ir_attachment", VOUCHER)]

    @cached_property
    def scrubs(self) -> list[ScrubStep]:
        return [self._scrub_step(table) for table in self.tied_tables(DOC, STAFF, VOUCHER)]

    def _scrub_step(self, table: str) -> ScrubStep:
        if table != self.map.models["lampo.heat.site"]._table:
            return ScrubStep(self.map, table, self.matchers, self.labels, self._tied_needles)
        # a site keeps its address, also as its name, and must not lead to the pseudonym in the books
        nameless = {person: Matcher(replace(matcher.traits, addresses=frozenset()))
                    for person, matcher in self.matchers.items()}
        return ScrubStep(self.map, table, nameless, dict.fromkeys(self.labels, MASK), self._tied_needles)

    def forget_steps(self) -> None:
        """New ties were made: the steps are to be drawn up anew."""
        for name in ("_deletes", "scrubs"):
            self.__dict__.pop(name, None)

    @cached_property
    def _owns(self) -> list[OwnStep]:
        return [PersonStep(self.map, self.today) if table == "res_partner" else OwnStep(self.map, table)
                for table in self.map.own]

    def plan(self) -> Counts:
        """What would happen to whom; changes nothing."""
        counts: Counts = {person: Counter() for person in self.numbers}
        if not self.numbers:
            return counts
        for place in proof.preview(self):
            add(counts, place.person, Key(self.map.tables.get(place.table, place.table), place.column, "scrub"), 1)
        for step in (*self._owns, *heat_steps(self.map), *self._deletes, *mark_steps(self), *self.scrubs):
            step.count(counts)
        preview_files(self, counts)
        self._kept(counts)
        return counts

    def _kept(self, counts: Counts) -> None:
        """Lines for the vouchers that stay whole until their clock has run out."""
        rows = self.env.execute_query(SQL(
            """SELECT tie.tbl, tie.person, count(*) FROM lampo_tie tie JOIN lampo_run r ON r.person = tie.person
                WHERE tie.kind = %s AND NOT r.complete GROUP BY 1, 2""", VOUCHER))
        for table, person, number in rows:
            add(counts, person, Key(self.map.tables[table], "", "keep", "accounting"), number)

    def erase(self) -> Counts:
        """Erase, and count what was done."""
        with _no_collection():
            return self._erase()

    def _erase(self) -> Counts:
        counts: Counts = {person: Counter() for person in self.numbers}
        if not self.numbers:
            return counts
        self.matchers  # noqa: B018 - read before the records are emptied
        before = figures(self.env)
        marked = mark_steps(self)
        for step in (*self._owns, *heat_steps(self.map), *self._deletes, *marked):
            step.count(counts)
        files = [name for step in self._deletes for name in step.files()]
        end_sessions(self.env, open_sessions(self.env))
        self._write_names(counts)
        for step in self.scrubs:
            step.act(counts)
        for step in marked:
            step.act()
        name_sites_by_place(self.env)
        for step in (*heat_steps(self.map), *self._deletes, *self._owns):
            step.act()
        self._after(files)
        self.marks = find_marks(self)
        began = time.monotonic()
        self.residue = [*proof.search(self, counts), *search_files(self, counts)]
        self.proof_seconds = time.monotonic() - began
        self.books = before, figures(self.env)
        if before != self.books[1]:
            raise BooksMovedError
        self._kept(counts)
        return counts

    def _write_names(self, counts: Counts) -> None:
        list_names(self.env, self.matchers)
        for step in self.scrubs:
            if step.labels is self.labels:
                write_pseudonyms(step, counts)

    def _after(self, files: list[str]) -> None:
        """What the ORM would have done: caches, stored computes of the persons' records, the files."""
        self.env.invalidate_all(flush=False)
        for table in self.map.own:
            self._recompute(table)
        self.env.flush_all()
        self.env.registry.clear_cache()
        remove_files(self.env, files)

    def _recompute(self, table: str) -> None:
        ids = [row_id for row_id, in self.env.execute_query(SQL(
            """SELECT tie.id FROM lampo_tie tie JOIN lampo_run r ON r.person = tie.person
                WHERE tie.tbl = %s AND tie.kind = 0 AND r.complete""", table))]
        records = self.env[self.map.tables[table]].browse(ids)
        computed = [field for field in records._fields.values() if field.store and field.compute
                    and field.type in ("char", "text", "html") and field.name in self._blanked]
        # read first: most are what they should be, and Odoo writes only what it sees to differ
        records.fetch([field.name for field in computed])
        for field in computed:
            self.env.add_to_compute(field, records)

    @cached_property
    def _blanked(self) -> frozenset[str]:
        return frozenset(column.name for step in self._owns for column in step.columns)
