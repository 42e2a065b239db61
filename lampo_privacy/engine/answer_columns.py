# Part of lampo_privacy. LGPL-3.
"""Which columns of a table an answer tells, and the SQL that reads each: no secret, no other person's name."""

from collections.abc import Iterator
from dataclasses import dataclass

from odoo.fields import NO_ACCESS
from odoo.tools import SQL

from .data_map import Column, DataMap
from .dossier import OWN
from .identifiers import SECRET_FIELDS

READINGS = "lampo_heat_consumption"
# who wrote a row is told by role where it matters; the rest says where a file lies, or repeats what is in it
_NO_COLUMNS = frozenset(["create_uid", "write_uid", "write_date", "parent_path", "res_id", "identity_code_cipher",
                         "store_fname", "checksum", "index_content"])
_LINKED = SQL("d.v")
_NUMBERS = ("integer", "float", "monetary")


@dataclass(frozen=True)
class Told:
    """One column of a table as it is told: its name, the SQL that reads it, and whether that can hold names.

    `label`: for a link, the SQL that makes words of an id `d.v`: many rows lead to few things, each is named once.
    `is_plain`: a number, a day or a moment, in which nothing can stand that a file would have to escape.
    """

    name: str
    column: Column
    query: SQL
    is_text: bool
    label: SQL | None = None
    is_number: bool = False
    is_plain: bool = False

    @property
    def of_row(self) -> SQL:
        """The value in a row of the query `q`."""
        return SQL("q.%s", SQL.identifier(self.name))


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


def _is_secret(field) -> bool:
    """Whether a column opens something to who knows it, or is closed to every user."""
    return field.groups == NO_ACCESS or bool(SECRET_FIELDS.search(field.name))


class Columns:
    """The columns that are told; `staff` and `other` stand in place of the names of people that are not the asker."""

    def __init__(self, data_map: DataMap, staff: str, other: str):
        self.map, self.env = data_map, data_map.env
        self.staff, self.other = staff, other

    def of(self, table: str) -> Iterator[Told]:
        """Each column of a table that holds something to tell."""
        for column in self.map.of_table(table):
            field = self.map.models[column.model]._fields.get(column.name)
            if column.name == "id" or field is None or column.name in _NO_COLUMNS or column.cls == "file":
                continue
            if field.type in ("binary", "many2one_reference", "reference") or _is_secret(field):
                continue
            told = self._told(column, field)
            if told is not None:
                yield told

    def _told(self, column: Column, field) -> Told | None:
        name = SQL.identifier("t", column.name)
        if field.type == "many2one":
            if column.table == READINGS and field.comodel_name == "lampo.heat.site":
                # a site's name may hold a neighbour's, and so many rows are not read one by one
                label = SQL("(SELECT c.code FROM lampo_heat_site c WHERE c.id = d.v)")
                return Told(column.name, column, name, is_text=False, label=label)
            label = self._label(field, _LINKED)
            is_text = column.table != READINGS and field.comodel_name not in self.map.own_models
            return label and Told(column.name, column, name, is_text=is_text, label=label)
        if field.type == "datetime":
            return Told(column.name, column, SQL("to_char(%s, 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')", name), is_text=False,
                        is_plain=True)
        is_text = field.type in ("char", "text", "html", "json", "properties")
        is_number = field.type in _NUMBERS and not field.company_dependent
        return Told(column.name, column, self._in_language(field, name), is_text=is_text, is_number=is_number,
                    is_plain=is_number or field.type in ("date", "boolean"))

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
            OWN, self.staff, self.other, name)
