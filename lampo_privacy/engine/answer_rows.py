# Part of lampo_privacy. LGPL-3.
"""The rows of a person's tables, streamed from PostgreSQL into the files of an answer: JSON, CSV and a sheet.

A table that holds words passes through Python, which masks other people; figures alone are written by the database.
"""

import csv
import io
import json
from collections.abc import Callable
from typing import BinaryIO

from odoo.tools import SQL

from ..tools.spreadsheets import STARTERS, harmless_cell
from .answer_columns import READINGS, Table, Told
from .answer_mask import Mask
from .answer_sheets import Sheet, sheet_row
from .dossier import DOC, OWN, PART, VOUCHER

TOLD = (OWN, PART, VOUCHER, DOC)
_BLOCK = 1 << 18
_BETWEEN = b"\x02"


class Rows:
    """Reads and writes the rows of tables of one person, whose ties are gathered."""

    def __init__(self, env, mask: Mask):
        self.env, self.mask = env, mask

    def query(self, table: Table) -> SQL:
        """All rows of the person's in one table, oldest first."""
        rows = SQL("%s t JOIN lampo_tie tie ON tie.tbl = %s AND tie.id = t.id AND tie.kind = ANY(%s)",
                   SQL.identifier(table.name), table.name, list(TOLD))
        columns, named, joins = [], [], []
        for number, told in enumerate(table.columns):
            read = told.query
            if told.label is not None:
                alias = SQL.identifier(f"l{number}")
                read = SQL("%s.label", alias)
                named.append(SQL(
                    "%s AS MATERIALIZED (SELECT d.v, %s AS label FROM (SELECT DISTINCT %s AS v FROM %s) d)",
                    alias, told.label, told.query, rows))
                joins.append(SQL("LEFT JOIN %s ON %s.v = %s", alias, alias, told.query))
            columns.append(SQL("%s AS %s", read, SQL.identifier(told.name)))
        order = SQL('t.granularity COLLATE "C", t.period_start') if table.name == READINGS else SQL("t.id")
        # made once, whatever the planner thinks of a table that was just filled
        before = SQL("WITH %s", SQL(", ").join(named)) if named else SQL()
        return SQL("%s SELECT %s FROM %s %s ORDER BY %s",
                   before, SQL(", ").join(columns), rows, SQL(" ").join(joins), order)

    def read(self, table: Table, take: Callable[[dict], None]) -> None:
        """Call `take` with each row, empty values left out and texts masked. Nothing is kept of a row."""
        texts = [told.name for told in table.columns if told.is_text]

        def one(line: bytes) -> None:
            row = {name: value for name, value in json.loads(line).items() if value not in (None, "", False)}
            for name in texts:
                if name in row:
                    row[name] = self._masked(row[name])
            take(row)

        self._copy(SQL("SELECT row_to_json(q) FROM (%s) q", self.query(table)), _Lines(one))

    def write(self, table: Table, as_json: BinaryIO, as_csv: BinaryIO, as_sheet: Sheet,
              seen: Callable[[dict], None]) -> None:
        """One table as the items of a JSON list, as CSV with a heading, and as the rows of a sheet.

        :param seen: gets each row of a table that holds words; figures alone (readings) do not pass through Python
        """
        if table.has_text:
            self._write_masked(table, as_json, as_csv, as_sheet, seen)
            return
        as_csv.write(f"{','.join(told.name for told in table.columns)}\n".encode())
        out, lines, cells = _Joined(as_json), _Blocks(as_csv), _Blocks(as_sheet)

        def one(line: bytes) -> None:
            item, values, row = line.split(_BETWEEN)
            out.write(item)
            lines.write(values + b"\n")
            cells.write(row)

        self._copy(SQL("SELECT row_to_json(q), %s, %s FROM (%s) q",
                       _csv_row(table), sheet_row(table), self.query(table)), _Lines(one))
        for sink in (out, lines, cells):
            sink.close()

    def _write_masked(self, table: Table, as_json: BinaryIO, as_csv: BinaryIO, as_sheet: Sheet, seen) -> None:
        names = [told.name for told in table.columns]
        out, text = _Joined(as_json), io.TextIOWrapper(as_csv, encoding="utf-8", newline="", write_through=False)
        lines = csv.writer(text)
        lines.writerow(names)

        def take(row: dict) -> None:
            out.write(json.dumps(row, ensure_ascii=False).encode())
            lines.writerow([harmless_cell(_plain(row.get(name))) for name in names])
            as_sheet.row([_plain(row.get(name)) for name in names])
            seen(row)

        self.read(table, take)
        out.close()
        text.flush()
        text.detach()

    def _copy(self, inner: SQL, sink) -> None:
        # its CSV form with signs that no JSON holds: each row as it is, nothing doubled
        statement = SQL("COPY (%s) TO STDOUT WITH (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')", inner)
        self.env.cr.copy_expert(self.env.cr.mogrify(statement.code, statement.params).decode(), sink)

    def _masked(self, value):
        if isinstance(value, str):
            return self.mask.text(value)
        if isinstance(value, list):
            return [self._masked(item) for item in value]
        return {key: self._masked(item) for key, item in value.items()} if isinstance(value, dict) else value


def _plain(value):
    """A value as a cell: text or a number."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | None):
        return json.dumps(value, ensure_ascii=False)
    return value


def _csv_row(table: Table) -> SQL:
    """The SQL that makes a line of CSV of a row of `q`. Where `harmless_cell` would mark a text, it is marked here."""
    return SQL(" || ',' || ").join(_csv_cell(told) for told in table.columns)


def _csv_cell(told: Told) -> SQL:
    value, mark = told.of_row, "'"
    if told.is_plain:
        return SQL("COALESCE(%s::text, '')", value)
    parted = SQL("regexp_replace(%s, %s, %s, 'g')", value, rf'([;\t\r\n][\s"]*)([{STARTERS}])', rf"\1{mark}\2")
    marked = SQL("CASE WHEN %s ~ %s THEN %s ELSE '' END || replace(%s, '\"', '\"\"')",
                 value, rf'^[\s"]*[{STARTERS}]', mark, parted)
    return SQL("COALESCE('\"' || regexp_replace(%s, '[\\x01-\\x1f]', ' ', 'g') || '\"', '')", marked)


class _Lines:
    """A file to which COPY writes rows; hands each on without its line break."""

    def __init__(self, take: Callable[[bytes], None]):
        self.take = take

    def write(self, data: bytes) -> int:
        self.take(data.rstrip(b"\n"))
        return len(data)


class _Blocks:
    """Joins the rows of COPY into blocks, for an archive packs large pieces better than small ones."""

    def __init__(self, file: BinaryIO):
        self.file, self.parts, self.size = file, [], 0

    def write(self, data: bytes) -> int:
        self.parts.append(data)
        self.size += len(data)
        if self.size >= _BLOCK:
            self.flush()
        return len(data)

    def flush(self) -> None:
        self.file.write(b"".join(self.parts))
        self.parts, self.size = [], 0

    close = flush


class _Joined(_Blocks):
    """The same for the items of a JSON list."""

    def __init__(self, file: BinaryIO):
        super().__init__(file)
        self.before = b"\n"

    def write(self, data: bytes) -> int:
        super().write(self.before + data.rstrip(b"\n"))
        self.before = b",\n"
        return len(data)
