# Part of lampo_privacy. LGPL-3.
"""The dossier read aloud: everything that is held about one person (GDPR art. 15), or what the person gave (art. 20).

    answer = Answer(env, person, staff="Staff", other="another person")
    answer.tables               the tables with rows of the person's, each with its columns
    answer.rows.write(table, json_file, csv_file, sheet, seen)
                                streams: memory does not grow with the number of rows

The same ties that an erasure follows, those by an address or number alone included, so that "what do you hold?" and
"erase it" cannot give two answers. Work that the person did as a user (kind STAFF) is about others and is only counted.
"""

from functools import cached_property

from odoo.tools import SQL

from . import keyring
from .answer_columns import Columns, Table
from .answer_mask import Mask, last_four
from .answer_rows import TOLD, Rows
from .data_map import DataMap
from .dossier import DOC, OWN, STAFF, Dossier, begin_run
from .identifiers import matchers
from .proof import tie_strays
from .searched import Searched

# The answer itself and what made it are no data about the person's dealings.
_LEFT_OUT = frozenset(["lampo_privacy_package", "lampo_privacy_package_line", "lampo_privacy_package_file",
                       "lampo_privacy_package_download"])
# What the person gave or what came from using the service (art. 20(1)); invoices and logs are the company's own.
GIVEN = frozenset(["res_partner", "res_partner_bank", "lampo_heat_contract", "lampo_heat_site", "lampo_heat_meter",
                   "lampo_heat_consumption", "lampo_privacy_consent"])


class Answer:
    """What is held about one person (id of a res.partner), at this moment and within this transaction."""

    def __init__(self, env, person: int, *, staff: str, other: str, portable: bool = False):
        # sudo: what is held is told whether the officer may read each model or not
        self.env = env(su=True, context={**env.context, "active_test": False})
        self.person, self.portable = person, portable
        self.map = DataMap(self.env)
        self.dossier = Dossier(self.map, [person]).gather()
        if not portable:
            self._tie_strays()
        self._leave_out_answers()
        self._tie_meters()
        self._tie_bulk_looks()
        self._tie_undertakings()
        self.columns = Columns(self.map, staff, other)
        self.mask = Mask(self.map, person, staff, other, self._identity_code())
        self.rows = Rows(self.env, self.mask)

    def _tie_strays(self) -> None:
        """Records to which no link leads, but that hold an address or number of the person's alone: a lead, a survey.

        By the search of an erasure. What stands on another living person's record too leads to nothing.
        """
        begin_run(self.env)  # nobody is erased
        self.matchers, self.searched = matchers(self.map, [self.person]), Searched()
        tie_strays(self)

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

    def _tie_bulk_looks(self) -> None:
        """Lists, exports and prints in which the person stood among others: lines that hold many ids are no link."""
        self.env.cr.execute(SQL(
            """INSERT INTO lampo_tie (tbl, id, person, kind, round)
               SELECT 'lampo_privacy_access_log', l.id, %s, %s, 9 FROM lampo_privacy_access_log l
                WHERE l.partner_ids && ARRAY(SELECT id FROM lampo_tie WHERE tbl = 'res_partner' AND kind = %s)
               ON CONFLICT DO NOTHING""", self.person, DOC, OWN))

    def _tie_undertakings(self) -> None:
        """What somebody who works here was bound to is about that somebody, though it leads to the user only."""
        self.env.cr.execute(SQL(
            "UPDATE lampo_tie SET kind = %s WHERE kind = %s AND tbl = 'lampo_privacy_confidentiality_acceptance'",
            DOC, STAFF))

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
        return [Table(name, self.map.tables[name], count, tuple(self.columns.of(name)))
                for name, count in self.counts.items() if self._is_told(name)]

    def _is_told(self, table: str) -> bool:
        if self.map.models[self.map.tables[table]]._transient:
            return False
        return table in GIVEN if self.portable else True
