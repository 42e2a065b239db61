# Part of lampo_privacy. LGPL-3.
"""The steps of an erasure. Each can count and can act, over the same rows: a plan cannot differ from what is done.

A run's persons stand in the temporary table `lampo_run` (person, number, label, complete): `complete` where no ground
keeps anything any more, so that the vouchers' own words go too.
"""

from collections import Counter
from datetime import date
from typing import NamedTuple

from odoo.tools import SQL

from .data_map import Column, DataMap
from .dossier import OWN, PART
from .stand_ins import CODE, PSEUDONYM

# What a voucher must show of its buyer (arvonlisäverolaki 1501/1993 § 209 e: name, address, business id).
ON_A_VOUCHER = frozenset([
    "name", "complete_name", "commercial_company_name", "street", "street2", "zip", "city", "vat", "company_registry",
])
# Unique or required texts of the person's own records get a stand-in that differs from row to row.
_STAND_INS = {("res_partner", "name"), ("res_users", "login"), ("res_partner_bank", "acc_number"),
              ("res_partner_bank", "sanitized_acc_number")}
_SWITCHED_OFF = {"res_users": "active", "res_partner_bank": "active"}


class Key(NamedTuple):
    """One line of a plan: which field of which model, what happens to it and on which ground it stays."""

    model: str
    field: str
    action: str
    ground: str = ""


Counts = dict[int, Counter]


def add(counts: Counts, person: int, key: Key, number: int) -> None:
    if number:
        counts.setdefault(person, Counter())[key] += number


class OwnStep:
    """Blanks or renames the person's own records: one statement a table."""

    def __init__(self, data_map: DataMap, table: str):
        self.map, self.env, self.table = data_map, data_map.env, table
        self.columns = data_map.personal(table)

    def _keeps(self, column: Column) -> bool:
        return self.table == "res_partner" and column.name in ON_A_VOUCHER

    def _filled(self, column: Column) -> SQL:
        """Whether a row's column holds anything that is the person's."""
        name = SQL.identifier("t", column.name)
        if column.is_json:
            return SQL("(%s IS NOT NULL AND %s::text NOT IN ('{}', '[]', 'null'))", name, name)
        if column.udt in ("varchar", "text"):
            return SQL("(%s <> '' AND %s NOT LIKE %s AND %s NOT LIKE %s)",
                       name, name, f"{PSEUDONYM} %", name, f"{CODE}%")
        return SQL("(%s IS NOT NULL AND %s::text NOT IN ('0', '0.0'))", name, name)

    def count(self, counts: Counts) -> None:
        """Lines for what goes and, while vouchers last, for what stays on the partner."""
        if not self.columns:
            return
        parts = [SQL("count(*) FILTER (WHERE %s)", self._filled(column)) for column in self.columns]
        rows = self.env.execute_query(SQL(
            """SELECT tie.person, (r.complete OR NOT %s) AS whole, %s FROM %s t
                 JOIN lampo_tie tie ON tie.tbl = %s AND tie.id = t.id AND tie.kind = %s
                 JOIN lampo_run r ON r.person = tie.person GROUP BY 1, 2""",
            self._on_a_voucher(), SQL(", ").join(parts), SQL.identifier(self.table), self.table, OWN))
        keys = {whole: [self._key(column, whole) for column in self.columns] for whole in (False, True)}
        for person, whole, *numbers in rows:
            for key, number in zip(keys[whole], numbers, strict=True):
                if number:
                    add(counts, person, key, number)

    def _key(self, column: Column, whole: bool) -> Key:
        model, stays = self.map.tables[self.table], self._keeps(column) and not whole
        action = "keep" if stays else "pseudonymise" if self._has_stand_in(column) else "blank"
        return Key(model, column.name, action, "accounting" if stays else "")

    def _has_stand_in(self, column: Column) -> bool:
        return (self.table, column.name) in _STAND_INS

    def _on_a_voucher(self) -> SQL:
        """Whether a partner of the family stands on vouchers: the person, and who is named on an entry."""
        if self.table != "res_partner":
            return SQL("FALSE")
        return SQL("""(t.id = tie.person OR EXISTS (SELECT 1 FROM account_move m WHERE m.partner_id = t.id
                       OR m.partner_shipping_id = t.id))""")

    def act(self) -> int:
        """Write all columns of the table at once; returns the rows written."""
        late = SQL("(r.complete OR NOT %s)", self._on_a_voucher())
        values = {column.name: self._new_value(column) for column in self.columns} | self._marks()
        sets = [SQL("%s = %s", SQL.identifier(name), value) for name, value in values.items()]
        self.env.cr.execute(SQL(
            """UPDATE %s AS u SET %s, write_date = now() AT TIME ZONE 'UTC', write_uid = %s
                 FROM (SELECT t.id, tie.person, r.complete, r.label, %s || r.number || CASE WHEN row_number() OVER w > 1
                              THEN '-' || row_number() OVER w ELSE '' END AS code, %s AS late
                         FROM %s t JOIN lampo_tie tie ON tie.tbl = %s AND tie.id = t.id AND tie.kind = %s
                         JOIN lampo_run r ON r.person = tie.person
                       WINDOW w AS (PARTITION BY tie.person ORDER BY t.id)) d
                WHERE u.id = d.id""",
            SQL.identifier(self.table), SQL(", ").join(sets), self.env.uid, CODE, late, SQL.identifier(self.table),
            self.table, OWN))
        return self.env.cr.rowcount

    def _marks(self) -> dict[str, SQL]:
        """What else is set on the rows, by column."""
        return {_SWITCHED_OFF[self.table]: SQL("FALSE")} if self.table in _SWITCHED_OFF else {}

    def _new_value(self, column: Column) -> SQL:
        value = self._empty(column)
        if (self.table, column.name) == ("res_partner", "name"):
            # an address without a name stays without one
            value = SQL("CASE WHEN u.name IS NULL THEN NULL ELSE d.label END")
        elif (self.table, column.name) == ("res_partner", "complete_name"):
            # what Odoo would compute; that of a contact is left to it
            value = SQL("CASE WHEN u.parent_id IS NULL AND u.name IS NOT NULL THEN d.label END")
        elif (self.table, column.name) == ("res_partner_bank", "acc_holder_name"):
            value = SQL("CASE WHEN u.acc_holder_name IS NULL THEN NULL ELSE d.label END")
        elif (self.table, column.name) == ("res_partner_bank", "sanitized_acc_number"):
            # as Odoo computes it at the end
            value = SQL(r"CASE WHEN d.complete THEN upper(regexp_replace(d.code, '\W+', '', 'g')) ELSE d.code END")
        elif self._has_stand_in(column):
            value = SQL("d.code")
        if self._keeps(column):
            return SQL("CASE WHEN d.late THEN %s ELSE u.%s END", value, SQL.identifier(column.name))
        return value

    @staticmethod
    def _empty(column: Column) -> SQL:
        if not column.required:
            return SQL("NULL")
        return SQL("'{}'") if column.is_json else SQL("''")


class PersonStep(OwnStep):
    """The contacts: restricted while anything is kept; anonymised, and out of the lists, when nothing is."""

    def __init__(self, data_map: DataMap, today: date):
        super().__init__(data_map, "res_partner")
        self.today = today

    def _marks(self) -> dict[str, SQL]:
        return {
            "processing_restricted": SQL("NOT d.complete"),
            "anonymised_on": SQL("CASE WHEN d.complete THEN %s END", self.today),
            "active": SQL("u.active AND NOT (d.complete AND d.person = u.id)"),
        }


class DeleteStep:
    """Deletes what is part of the person: chatter, activities, followers, devices, files on the person's records."""

    def __init__(self, data_map: DataMap, table: str, kind: int = PART):
        self.map, self.env, self.table, self.kind = data_map, data_map.env, table, kind

    def _rows(self) -> SQL:
        # a voucher's files go only when the last ground has ended
        return SQL("""SELECT tie.id, tie.person FROM lampo_tie tie JOIN lampo_run r ON r.person = tie.person
                       WHERE tie.tbl = %s AND tie.kind = %s AND (tie.kind = %s OR r.complete)""",
                   self.table, self.kind, PART)

    def count(self, counts: Counts) -> None:
        key = Key(self.map.tables[self.table], "", "delete")
        rows = self.env.execute_query(SQL("SELECT person, count(*) FROM (%s) q GROUP BY 1", self._rows()))
        for person, number in rows:
            add(counts, person, key, number)

    def files(self) -> list[str]:
        """The store names of the files that go with the rows."""
        if self.table != "ir_attachment":
            return []
        return [name for name, in self.env.execute_query(SQL(
            "SELECT DISTINCT a.store_fname FROM ir_attachment a JOIN (%s) q ON q.id = a.id"
            " WHERE a.store_fname IS NOT NULL", self._rows()))]

    def act(self) -> int:
        self.env.cr.execute(SQL("DELETE FROM %s t USING (%s) q WHERE q.id = t.id",
                                SQL.identifier(self.table), self._rows()))
        return self.env.cr.rowcount
