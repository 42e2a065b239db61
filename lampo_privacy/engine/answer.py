# Part of lampo_privacy. LGPL-3.
"""The dossier read aloud: everything that is held about one person (GDPR art. 15), or what the person gave (art. 20).

    answer = Answer(env, person, staff="Staff", other="another person")
    answer.tables               the tables with rows of the person's, each with its columns
    answer.write(table, json_file, csv_file, seen)
                                streams: memory does not grow with the number of rows

The same ties that an erasure follows, so that "what do you hold?" and "erase it" cannot give two answers. Work that
the person did as a user (kind STAFF) is about others and is only counted.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import BinaryIO

from odoo.tools import SQL

from . import keyring
from .answer_mask import Mask, last_four
from .data_map import Column, DataMap
from .dossier import DOC, OWN, PART, STAFF, VOUCHER, Dossier
from .identifiers import SECRET_FIELDS

TOLD = (OWN, PART, VOUCHER, DOC)
# The answer itself and what made it are no data about the person's dealings.
_LEFT_OUT = frozenset(["lampo_privacy_package", "lampo_privacy_package_line", "lampo_privacy_package_file",
                       "lampo_privacy_package_download"])
# What the person gave or what came from using the service (art. 20(1)); invoices and logs are the company's own.
GIVEN = frozenset(["res_partner", "res_partner_bank", "lampo_heat_contract", "lampo_heat_site", "lampo_heat_meter",
                   "lampo_heat_consumption", "lampo_privacy_consent"])
# who wrote a row is told by role where it matters; the rest says where a file lies, or repeats what is in it
_NO_COLUMNS = frozenset(["create_uid", "write_uid", "write_date", "parent_path", "res_id", "identity_code_cipher",
                         "store_fname", "checksum", "index_content"])
_BLOCK = 1 << 18
# COPY in its CSV form with signs that no JSON holds: each row as it is, nothing doubled
_AS_IT_IS = SQL("WITH (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')")
_READINGS = "lampo_heat_consumption"
_LINKED = SQL("d.v")


@dataclass(frozen=True)
class Told:
    """One column of a table as it is told: its name, the SQL that reads it, and whether that can hold names.

    `label`: for a link, the SQL that makes words of an id `d.v`: many rows lead to few things, each is named once.
    """

    name: str
    column: Column
    query: SQL
    is_text: bool
    label: SQL | None = None


@dataclass(frozen=True)
class Table:
    """One table with rows of the person's."""

    name: str
    model: str
    count: int
    columns: tuple[Told, ...]

    @property
    def has_text(self) -> bool:
        return any(told.is_text for told in self.columns)


class Answer:
    """What is held about one person (id of a res.partner), at this moment and within this transaction."""

    def __init__(self, env, person: int, *, staff: str, other: str, portable: bool = False):
        # sudo: what is held is told whether the officer may read each model or not
        self.env = env(su=True, context={**env.context, "active_test": False})
        self.person, self.portable = person, portable
        self.map = DataMap(self.env)
        Dossier(self.map, [person]).gather()
        self._leave_out_answers()
        self._tie_meters()
        self.mask = Mask(self.map, person, staff, other, self._identity_code())

    def _leave_out_answers(self) -> None:
        """Earlier packages and their archives tell nothing but what is told here."""
        self.env.cr.execute(SQL(
            """DELETE FROM lampo_tie tie USING ir_attachment a
                WHERE tie.tbl = 'ir_attachment' AND a.id = tie.id AND a.res_model LIKE 'lampo.privacy.package%%'"""))
        self.env.cr.execute(SQL("DELETE FROM lampo_tie WHERE tbl = ANY(%s)", list(_LEFT_OUT)))

    def _tie_meters(self) -> None:
        """The meters of the person's sites: they measured the person. An erasure leaves them to the network."""
        self.env.cr.execute(SQL(
            """INSERT INTO lampo_tie (tbl, id, person, kind, round)
               SELECT 'lampo_heat_meter', m.id, tie.person, %s, 9 FROM lampo_heat_meter m
                 JOIN lampo_tie tie ON tie.tbl = 'lampo_heat_site' AND tie.id = m.site_id
               ON CONFLICT DO NOTHING""", DOC))

    def _identity_code(self) -> str:
        [[sealed]] = self.env.execute_query(SQL(
            "SELECT identity_code_cipher FROM res_partner WHERE id = %s", self.person))
        return keyring.box(self.env).open(sealed) if sealed else ""

    @property
    def identity_code_end(self) -> str:
        """The last four characters of the identity code; empty where none is held."""
        return last_four(self.mask.code.upper()) if self.mask.code else ""

    @cached_property
    def counts(self) -> dict[str, int]:
        """Number of the person's rows by table."""
        return dict(self.env.execute_query(SQL(
            "SELECT tbl, count(*) FROM lampo_tie WHERE kind = ANY(%s) GROUP BY 1 ORDER BY 1", list(TOLD))))

    @cached_property
    def staff_counts(self) -> dict[str, int]:
        """Number of rows by model that lead to the person's user only: work, not the person's data."""
        rows = self.env.execute_query(SQL("SELECT tbl, count(*) FROM lampo_tie WHERE kind = %s GROUP BY 1", STAFF))
        return {self.map.tables[table]: count for table, count in rows if table in self.map.tables}

    @cached_property
    def tables(self) -> list[Table]:
        """The tables to tell, with the columns that hold something to tell."""
        return [Table(name, self.map.tables[name], count, tuple(self._columns(name)))
                for name, count in self.counts.items() if self._is_told(name)]

    def _is_told(self, table: str) -> bool:
        if self.map.models[self.map.tables[table]]._transient:
            return False
        return table in GIVEN if self.portable else True

    # -- columns ---------------------------------------------------------------------------------------------------

    def _columns(self, table: str) -> Iterator[Told]:
        for column in self.map.of_table(table):
            field = self.map.models[column.model]._fields.get(column.name)
            if column.name == "id" or field is None or column.name in _NO_COLUMNS or column.cls == "file":
                continue
            if SECRET_FIELDS.search(column.name) or field.type in ("binary", "many2one_reference", "reference"):
                continue
            told = self._told(column, field)
            if told is not None:
                yield told

    def _told(self, column: Column, field) -> Told | None:
        name = SQL.identifier("t", column.name)
        if field.type == "many2one":
            if column.table == _READINGS and field.comodel_name == "lampo.heat.site":
                # a site's name may hold a neighbour's, and so many rows are not read one by one
                label = SQL("(SELECT c.code FROM lampo_heat_site c WHERE c.id = d.v)")
                return Told(column.name, column, name, is_text=False, label=label)
            label = self._label(field, _LINKED)
            is_text = column.table != _READINGS and field.comodel_name not in self.map.own_models
            return label and Told(column.name, column, name, is_text=is_text, label=label)
        if field.type == "datetime":
            return Told(column.name, column, SQL("to_char(%s, 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')", name), is_text=False)
        is_text = field.type in ("char", "text", "html", "json", "properties")
        return Told(column.name, column, self._in_language(field, name), is_text=is_text)

    def _in_language(self, field, name: SQL) -> SQL:
        if not getattr(field, "translate", False):
            return name
        return SQL("COALESCE(%s->>%s, %s->>'en_US')", name, self.env.lang or "en_US", name)

    def _label(self, field, name: SQL) -> SQL | None:
        """What a link leads to, in words: another person's name never, a thing's always."""
        if field.company_dependent:
            return None
        if field.comodel_name == "res.partner":
            return self._person_label(name)
        if field.comodel_name == "res.users":
            return SQL("(SELECT %s FROM res_users u WHERE u.id = %s)", self._person_label(SQL("u.partner_id")), name)
        other = self.map.models.get(field.comodel_name)
        if other is None or field.comodel_name in self.map.own_models:
            return None
        named = other._fields.get(other._rec_name or "")
        if named is None or named.type != "char" or named.name not in self.map.physical[other._table]:
            return None
        return SQL("(SELECT %s FROM %s c WHERE c.id = %s)", self._in_language(named, SQL.identifier("c", named.name)),
                   SQL.identifier(other._table), name)

    def _person_label(self, name: SQL) -> SQL:
        return SQL(
            """(SELECT CASE WHEN NOT COALESCE(p.is_data_subject, TRUE)
                              OR EXISTS (SELECT 1 FROM lampo_tie o WHERE o.tbl = 'res_partner' AND o.id = p.id
                                            AND o.kind = %s) THEN p.complete_name
                            WHEN EXISTS (SELECT 1 FROM res_users s WHERE s.partner_id = p.id
                                            AND NOT COALESCE(s.share, FALSE)) THEN %s
                            ELSE %s END FROM res_partner p WHERE p.id = %s)""",
            OWN, self.mask.staff, self.mask.other, name)

    # -- rows ------------------------------------------------------------------------------------------------------

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
        order = SQL('t.granularity COLLATE "C", t.period_start') if table.name == _READINGS else SQL("t.id")
        # made once, whatever the planner thinks of a table that was just filled
        before = SQL("WITH %s", SQL(", ").join(named)) if named else SQL()
        return SQL("%s SELECT %s FROM %s %s ORDER BY %s",
                   before, SQL(", ").join(columns), rows, SQL(" ").join(joins), order)

    def _copy(self, inner: SQL, options: SQL, sink) -> None:
        statement = SQL("COPY (%s) TO STDOUT %s", inner, options)
        self.env.cr.copy_expert(self.env.cr.mogrify(statement.code, statement.params).decode(), sink)

    def rows(self, table: Table, take: Callable[[dict], None]) -> None:
        """Call `take` with each row, empty values left out and texts masked. Nothing is kept of a row."""
        texts = [told.name for told in table.columns if told.is_text]

        def read(line: bytes) -> None:
            row = {name: value for name, value in json.loads(line).items() if value not in (None, "", False)}
            for name in texts:
                if name in row:
                    row[name] = self._masked(row[name])
            take(row)

        self._copy(SQL("SELECT row_to_json(q) FROM (%s) q", self.query(table)), _AS_IT_IS, _Lines(read))

    def _masked(self, value):
        if isinstance(value, str):
            return self.mask.text(value)
        if isinstance(value, list):
            return [self._masked(item) for item in value]
        return {key: self._masked(item) for key, item in value.items()} if isinstance(value, dict) else value

    def write(self, table: Table, as_json: BinaryIO, as_csv: BinaryIO, seen: Callable[[dict], None]) -> None:
        """One table as the items of a JSON list and as CSV with a heading.

        :param seen: gets each row of a table that holds words; figures alone (readings) do not pass through Python
        """
        if table.has_text:
            self._write_masked(table, as_json, as_csv, seen)
            return
        # nothing to mask: the database writes both itself
        out = _Joined(as_json)
        self._copy(SQL("SELECT row_to_json(q) FROM (%s) q", self.query(table)), _AS_IT_IS, out)
        out.close()
        lines = _Blocks(as_csv)
        self._copy(self.query(table), SQL("WITH (FORMAT csv, HEADER)"), lines)
        lines.close()

    def _write_masked(self, table: Table, as_json: BinaryIO, as_csv: BinaryIO, seen) -> None:
        names = [told.name for told in table.columns]
        out, text = _Joined(as_json), io.TextIOWrapper(as_csv, encoding="utf-8", newline="", write_through=False)
        lines = csv.writer(text)
        lines.writerow(names)

        def take(row: dict) -> None:
            out.write(json.dumps(row, ensure_ascii=False).encode())
            lines.writerow([_cell(row.get(name)) for name in names])
            seen(row)

        self.rows(table, take)
        out.close()
        text.flush()
        text.detach()


def _cell(value) -> str:
    """A value for a spreadsheet: a text that a program would take for a formula is marked as text."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    is_number = text[1:2].isdigit() or text[1:2] == " "
    return f"'{text}" if text[:1] in "=@\t\r" or (text[:1] in "+-" and not is_number) else text


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
