# Part of lampo_privacy. LGPL-3.
"""The heat wing's part of an erasure: the site stays, the person goes (statement § 6; WP29 opinion 05/2014).

The contract is cut from the person, hourly and daily readings are deleted, longer ones stay with the site alone.
"""

from odoo.tools import SQL

from .data_map import DataMap
from .dossier import OWN
from .steps import Counts, Key, add

FINE = ("hour", "day")


class HeatStep:
    """One cut between the person and the network's records: a deletion or an emptied column."""

    def __init__(self, data_map: DataMap, model: str, field: str, where: SQL, *, delete: bool = False):
        self.env, self.model, self.field, self.where, self.delete = data_map.env, model, field, where, delete
        self.table = SQL.identifier(data_map.models[model]._table)

    def _rows(self) -> SQL:
        return SQL(
            """SELECT t.id, own.person FROM %s t
                 JOIN lampo_tie own ON own.tbl = 'res_partner' AND own.id = t.partner_id AND own.kind = %s
                 JOIN lampo_run r ON r.person = own.person WHERE %s""", self.table, OWN, self.where)

    def count(self, counts: Counts) -> None:
        key = Key(self.model, "" if self.delete else self.field, "delete" if self.delete else "blank")
        rows = self.env.execute_query(SQL("SELECT person, count(*) FROM (%s) q GROUP BY 1", self._rows()))
        for person, number in rows:
            add(counts, person, key, number)

    def act(self) -> int:
        if self.delete:
            statement = SQL("DELETE FROM %s t USING (%s) q WHERE q.id = t.id", self.table, self._rows())
        else:
            emptied = self._emptied()
            statement = SQL("UPDATE %s t SET %s FROM (%s) q WHERE q.id = t.id", self.table, emptied, self._rows())
        self.env.cr.execute(statement)
        return self.env.cr.rowcount

    def _emptied(self) -> SQL:
        # without its contract a reading leads to nobody; the contract alone leads to nobody once it is cut
        if self.model == "lampo.heat.consumption":
            return SQL("partner_id = NULL, contract_id = NULL")
        return SQL("partner_id = NULL")


def heat_steps(data_map: DataMap) -> list[HeatStep]:
    """In the order in which they must act."""
    fine = SQL("t.granularity IN %s", FINE)
    return [
        HeatStep(data_map, "lampo.heat.consumption", "partner_id", fine, delete=True),
        HeatStep(data_map, "lampo.heat.consumption", "partner_id", SQL("NOT (%s)", fine)),
        HeatStep(data_map, "lampo.heat.contract", "partner_id", SQL("TRUE")),
    ]
