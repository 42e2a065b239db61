# Part of lampo_privacy. LGPL-3.
"""The heat wing's part of an erasure: the site stays, the person goes (statement § 6; WP29 opinion 05/2014).

The contract is cut from the person, readings are folded or deleted (heat_fold.py), what remains stays with the site.
"""

from odoo.tools import SQL

from ..tools.matching import MASK
from .data_map import DataMap
from .dossier import OWN
from .heat_fold import FINE, READINGS, FoldStep
from .steps import Counts, Key, add

# without its contract a reading leads to nobody; the contract alone leads to nobody once it is cut
_EMPTIED = {
    READINGS: SQL("partner_id = NULL, contract_id = NULL"),
    "lampo.heat.contract": SQL("partner_id = NULL"),
}


class CutStep:
    """One cut between the person and the network's records: a column that is emptied."""

    def __init__(self, data_map: DataMap, model: str, where: SQL):
        self.env, self.model, self.where = data_map.env, model, where
        self.table = SQL.identifier(data_map.models[model]._table)

    def _rows(self, where: SQL) -> SQL:
        return SQL(
            """SELECT t.id, own.person FROM %s t
                 JOIN lampo_tie own ON own.tbl = 'res_partner' AND own.id = t.partner_id AND own.kind = %s
                 JOIN lampo_run r ON r.person = own.person WHERE %s""", self.table, OWN, where)

    def count(self, counts: Counts) -> None:
        key = Key(self.model, "partner_id", "blank")
        rows = self.env.execute_query(SQL("SELECT person, count(*) FROM (%s) q GROUP BY 1", self._rows(self.where)))
        for person, number in rows:
            add(counts, person, key, number)

    def act(self) -> int:
        self.env.cr.execute(SQL("UPDATE %s t SET %s FROM (%s) q WHERE q.id = t.id",
                                self.table, _EMPTIED[self.model], self._rows(SQL("TRUE"))))
        return self.env.cr.rowcount


def heat_steps(data_map: DataMap) -> list:
    """In the order in which they must act."""
    # months that stay with the site; which those are is the fold's to say
    stays = SQL(
        """t.granularity NOT IN %s AND EXISTS (
               SELECT FROM lampo_heat_site s JOIN res_company o ON o.id = s.company_id
                WHERE s.id = t.site_id AND s.building_type <> 'house' AND s.dwellings >= 5
                  AND NOT COALESCE(o.lampo_fold_everywhere, FALSE))""", FINE)
    return [
        FoldStep(data_map),
        CutStep(data_map, READINGS, stays),
        CutStep(data_map, "lampo.heat.contract", SQL("TRUE")),
    ]


def name_sites_by_place(env) -> None:
    """A site that was named after the person, and after nothing else, is named by its street or its code."""
    env.cr.execute(SQL(
        """UPDATE lampo_heat_site s SET name = COALESCE(NULLIF(s.street, ''), s.code)
             FROM lampo_tie tie JOIN lampo_run r ON r.person = tie.person
            WHERE tie.tbl = 'lampo_heat_site' AND tie.id = s.id AND s.name = %s""", MASK))
