# Part of lampo_privacy. LGPL-3.
"""Replacing what identifies a person inside texts that tell of more than the person."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from odoo.tools import SQL

from ..tools.matching import Matcher
from ..tools.needles import Needles
from .copied import find_lines
from .data_map import Column, DataMap
from .dossier import DOC, STAFF, VOUCHER
from .steps import Counts, Key, add

_CHUNK = 20_000
# how many texts a step remembers: a customer's name stands on each of their invoices
_KNOWN = 50_000
# Entries whose hash covers some of their own texts; Odoo tells which by a method of the model.
_HASHED_TABLES = ("account_move", "account_move_line")


@dataclass(frozen=True)
class Change:
    """One text that holds something of a person: what would stand there instead, or that a hash keeps it."""

    row: str
    person: int
    column: Column
    new: object
    kept: bool

    @property
    def key(self) -> Key:
        action = "keep" if self.kept else "blank" if self.new is None else "scrub"
        return Key(self.column.model or self.column.table, self.column.name, action, "hash" if self.kept else "")


class ScrubStep:
    """All tied records of one table: documents now, vouchers when the person's last ground has ended."""

    def __init__(self, data_map: DataMap, table: str, matchers: dict[int, Matcher], labels: dict[int, str],
                 needles: Needles | None = None):
        """`needles`: those of all the persons for tied records, with the person as owner; for what reads those."""
        self.needles = needles
        self.map, self.env, self.table = data_map, data_map.env, table
        # an external id may hold no blank
        spaceless = {person: label.replace(" ", "_") for person, label in labels.items()}
        self.matchers, self.labels = matchers, spaceless if table == "ir_model_data" else labels
        self.columns = data_map.texts(table)
        self._known: dict[tuple, str | None] = {}
        self.key = "id" if "id" in data_map.physical[table] else "ctid"

    def count(self, counts: Counts) -> None:
        for change in self.changes():
            add(counts, change.person, change.key, 1)

    def act(self, counts: Counts) -> None:
        todo: list[Change] = []
        for change in self.changes():
            add(counts, change.person, change.key, 1)
            if not change.kept:
                todo.append(change)
        self._write(todo)

    def changes(self) -> Iterator[Change]:
        """Every text of the tied records that holds a trait; weak ones too, where the record is about the person.

        Of what a person did at work only what is surely theirs: their surname there may be a customer's.
        """
        rows: list[tuple] = []

        def take(values: list[str], persons: set) -> None:
            row, person, hashed, about, *texts = values
            if int(person) in persons:
                rows.append((row, int(person), hashed == "t", about == "t", *map(self._read, self.columns, texts)))

        if self.columns:
            find_lines(self.env.cr, self._query(), self.needles, take)
        yield from self._compare(rows)

    @staticmethod
    def _read(column: Column, text: str):
        return json.loads(text) if column.is_json and text else text

    def _names(self) -> SQL:
        return SQL(", ").join(SQL.identifier("t", column.name) for column in self.columns)

    def _query(self) -> SQL:
        return SQL(
            """SELECT t.id, tie.person, %s, tie.kind <> %s, %s FROM %s t
                 JOIN lampo_tie tie ON tie.tbl = %s AND tie.id = t.id
                 JOIN lampo_run r ON r.person = tie.person
                WHERE tie.kind IN (%s, %s) OR (tie.kind = %s AND r.complete) ORDER BY t.id""",
            self.hashed_row(), STAFF, self._names(), SQL.identifier(self.table), self.table, DOC, STAFF, VOUCHER)

    def hashed_row(self) -> SQL:
        """Whether a row is under the hash of its entry: what the hash covers stays as it is."""
        if self.table == "account_move":
            return SQL("(t.inalterable_hash IS NOT NULL)")
        if self.table == "account_move_line":
            return SQL("(SELECT m.inalterable_hash IS NOT NULL FROM account_move m WHERE m.id = t.move_id)")
        return SQL("FALSE")

    def under_hash(self) -> frozenset[str]:
        """The fields that the hash of an entry covers."""
        if self.table not in _HASHED_TABLES:
            return frozenset()
        return frozenset(self.env[self.map.tables[self.table]]._get_integrity_hash_fields())

    def _compare(self, rows: Iterable[tuple]) -> Iterator[Change]:
        """`rows`: (key, person, under the hash, about the person, texts of the columns…)."""
        under_hash = self.under_hash()
        last, newest = None, {}
        for row, person, hashed, tied, *stored in rows:
            if row != last:  # a row may be about two of the run's persons: the second one reads what the first one left
                last, newest = row, {}
            values = [newest.get(column.name, value) for column, value in zip(self.columns, stored, strict=True)]
            # most texts hold nothing: one look at the whole row spares a look at each column
            for number in self.matchers[person].which_may_hold([*map(_as_text, values)], tied):
                column, value = self.columns[number], values[number]
                new = self._scrubbed(column, value, person, tied=tied)
                if new != value:
                    kept = bool(hashed) and column.name in under_hash
                    if not kept:
                        newest[column.name] = new
                    yield Change(str(row), person, column, new, kept)

    def _scrubbed(self, column: Column, value, person: int, *, tied: bool):
        """The value without the person; none where it was nothing but a number or address of theirs.

        A required column gets the pseudonym instead, for it is often unique and the mask is not.
        """
        if not isinstance(value, str):
            return self.matchers[person].scrub_json(value, self.labels[person], tied)
        known = (person, value, column.required, tied)
        if known not in self._known:
            if len(self._known) == _KNOWN:
                self._known.clear()
            self._known[known] = self._scrubbed_text(column, value, person, tied=tied)
        return self._known[known]

    def _scrubbed_text(self, column: Column, value: str, person: int, *, tied: bool) -> str | None:
        matcher, label = self.matchers[person], self.labels[person]
        new = matcher.scrub(value, label, tied)
        if new != value and matcher.is_whole(value, tied) == "other":
            return label if column.required else None
        return new

    def scrub_places(self, places: list[tuple[str, int]]) -> None:
        """Take the strong traits, and only those, of persons out of some rows: (row's key, person)."""
        for person in sorted({person for _row, person in places}):
            own = [(row, owner) for row, owner in places if owner == person]
            self._write([change for change in self.changes_in(own) if not change.kept])

    def changes_in(self, places: list[tuple[str, int]]) -> Iterator[Change]:
        """Every text of some rows that holds a strong trait of the person named with it."""
        rows, persons = [row for row, _person in places], [person for _row, person in places]
        kind = SQL("int4") if self.key == "id" else SQL("tid")
        self.env.cr.execute(SQL(
            """SELECT d.key, d.person, %s, FALSE, %s FROM unnest(%s::text[], %s::int4[]) AS d(key, person)
                 JOIN %s t ON t.%s = d.key::%s ORDER BY 1""",
            self.hashed_row(), self._names(), rows, persons, SQL.identifier(self.table), SQL.identifier(self.key),
            kind))
        yield from self._compare(self.env.cr.fetchall())

    def _write(self, changes: list[Change]) -> None:
        newest: dict[str, dict[str, object]] = {}
        for change in changes:
            newest.setdefault(change.column.name, {})[change.row] = _adapt(change.column, change.new)
        udts = {column.name: column.udt for column in self.columns}
        for name, values in newest.items():
            rows = list(values.items())
            for start in range(0, len(rows), _CHUNK):
                self._write_column(name, SQL(udts[name]), rows[start:start + _CHUNK])

    def _write_column(self, name: str, udt: SQL, rows: list[tuple[str, str | None]]) -> None:
        keys, texts = zip(*rows, strict=True)
        numbered = self.key == "id"
        self.env.cr.execute(SQL(
            """UPDATE %s t SET %s = d.value::%s FROM unnest(%s::%s[], %s::text[]) AS d(key, value)
                WHERE t.%s = d.key""",
            SQL.identifier(self.table), SQL.identifier(name), udt, [*map(int, keys)] if numbered else list(keys),
            SQL("int4") if numbered else SQL("tid"), list(texts), SQL.identifier(self.key)))


def _adapt(column: Column, value) -> str | None:
    return json.dumps(value, ensure_ascii=False) if column.is_json and value is not None else value


def _as_text(value) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) if value else ""
