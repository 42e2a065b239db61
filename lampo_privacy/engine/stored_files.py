# Part of lampo_privacy. LGPL-3.
"""Looking into every stored file: the file store, and bytes in the database itself, once for all persons of a run.

A file in the store may belong to many attachments: it is read once and answered for each of them. What holds a person
is a `FilePlace`; `file_mending` decides what becomes of it.
"""

import base64
import binascii
import contextlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from odoo.tools import SQL

from ..tools.file_text import Reading
from ..tools.needles import Needles
from .dossier import DOC
from .proof import Place

ATTACHMENTS = "ir_attachment"
_BATCH = 500
# Bundles of style sheets and scripts that the server itself put together from the code of modules, and makes anew
# whenever it likes: no file that somebody brought in can look like this.
SOFTWARE = SQL("""(a.res_model = 'ir.ui.view' AND COALESCE(a.res_id, 0) = 0 AND a.public AND a.create_uid = 1
                   AND a.url LIKE '/web/assets/%%')""")


@dataclass(frozen=True)
class FilePlace(Place):
    """A stored file that holds somebody. `kind`: its format; `closed`: it may, for some of it could not be read."""

    kind: str = ""
    closed: bool = False


def file_places(run) -> list[FilePlace]:
    """Every stored file in which one of the run's persons is named; in records tied to them by something weak too."""
    search = _Search(run)
    search.attachments()
    for column in run.map.columns:
        if column.cls == "file" and column.udt == "bytea" and column.table != ATTACHMENTS:
            search.bytes_of(column.table, column.name)
    return search.places


def unwrapped(data: bytes) -> bytes:
    """The bytes that a column stands for: Odoo keeps a binary field's value in base64, others keep it bare."""
    try:
        return base64.b64decode(data, validate=True)
    except binascii.Error:
        return data


class _Search:
    def __init__(self, run):
        self.run, self.env = run, run.env
        self.places: list[FilePlace] = []
        self.needles = Needles((text, person) for person in run.numbers for text in run.matchers[person].needles(False))

    def attachments(self) -> None:
        """All attachments, those of one file together."""
        batches = self._fetch(SQL(
            """SELECT min(a.id), max(a.store_fname), array_agg(a.id ORDER BY a.id) FROM ir_attachment a
                WHERE a.type = 'binary' AND (a.store_fname IS NOT NULL OR a.db_datas IS NOT NULL) AND %s IS NOT TRUE
                GROUP BY COALESCE(a.store_fname, a.checksum, a.id::text)""", SOFTWARE), _BATCH)
        for rows in batches:
            tied = self._tied(ATTACHMENTS, [row for _first, _name, ids in rows for row in ids])
            for first, name, ids in rows:
                column = "raw" if name else "db_datas"
                with contextlib.suppress(FileNotFoundError), self._open(first, name) as stream:
                    self._look(ATTACHMENTS, column, [str(row) for row in ids], stream, tied)

    def _open(self, first: int, name: str | None) -> BinaryIO:
        if name:
            return Path(self.env["ir.attachment"]._full_path(name)).open("rb")
        # one query a file, as one opening a file: a batch of them could be of any size
        [[data]] = self.env.execute_query(SQL("SELECT db_datas FROM ir_attachment WHERE id = %s", first))
        return io.BytesIO(data)

    def bytes_of(self, table: str, column: str) -> None:
        """A column of bytes, one value at a time."""
        key = "id" if "id" in self.run.map.physical[table] else "ctid"
        name, source = SQL.identifier("t", column), SQL.identifier(table)
        for [(row, data)] in self._fetch(SQL(
                "SELECT t.%s::text, %s FROM %s t WHERE %s IS NOT NULL", SQL.identifier(key), name, source, name), 1):
            tied = self._tied(table, [int(row)]) if row.isdigit() else {}
            self._look(table, column, [row], io.BytesIO(unwrapped(bytes(data))), tied)

    def _fetch(self, query: SQL, size: int) -> Iterator[list[tuple]]:
        """The rows of a query in batches; the server keeps the rest, so memory stays flat."""
        cr = self.env.cr
        cr.execute(SQL("DECLARE lampo_files NO SCROLL CURSOR FOR %s", query))
        while rows := self.env.execute_query(SQL("FETCH FORWARD %s FROM lampo_files", size)):
            yield rows
        cr.execute("CLOSE lampo_files")

    def _tied(self, table: str, rows: list[int]) -> dict[str, list[int]]:
        """{row: persons} of the rows that are about a person: there the weak traits count too."""
        found: dict[str, list[int]] = {}
        for row, person in self.env.execute_query(SQL(
                """SELECT tie.id, tie.person FROM lampo_tie tie JOIN lampo_run r ON r.person = tie.person
                    WHERE tie.tbl = %s AND tie.kind = %s AND tie.id = ANY(%s)""", table, DOC, rows)):
            found.setdefault(str(row), []).append(person)
        return found

    def _look(self, table: str, column: str, rows: list[str], stream: BinaryIO, tied: dict[str, list[int]]) -> None:
        """Read one file and note for each of its rows whom it names."""
        reading = Reading(stream)
        about = {person for row in rows for person in tied.get(row, ())}
        named, told = self._named(reading, about)
        self._count(stream, reading)
        for row in rows:
            whom = named | {person for person in tied.get(row, ()) if person in told}
            self.places += [FilePlace(table, column, row, person, kind=reading.kind) for person in sorted(whom)]
            if reading.unreadable:
                self.places += [FilePlace(table, column, row, person, kind=reading.kind, closed=True)
                                for person in tied.get(row, ()) if person not in whom]

    def _named(self, reading: Reading, about: set[int]) -> tuple[set[int], set[int]]:
        """Whom a file names by something strong, and whom of those it is about by anything."""
        named: set[int] = set()
        told: set[int] = set()
        matchers = self.run.matchers
        for text in reading:
            line = text.replace("\n", " ").encode("utf-8", "replace")
            proposed = {person for _number, persons in self.needles.lines(line) for person in persons} - named
            named.update(person for person in proposed if matchers[person].holds(text))
            told.update(person for person in about - told if matchers[person].holds(text, tied=True))
        return named, told

    def _count(self, stream: BinaryIO, reading: Reading) -> None:
        searched = self.run.searched
        searched.files += 1
        searched.file_bytes += stream.seek(0, io.SEEK_END)
        searched.unreadable += reading.unreadable
