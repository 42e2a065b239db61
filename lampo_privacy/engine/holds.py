# Part of lampo_privacy. LGPL-3.
"""Whom a legal hold reaches: the contact it names, the customer of the contract, the customers of the site."""

from datetime import date

from odoo.tools import SQL

_IN_FORCE = "h.lifted_on IS NULL AND h.date_from <= %(day)s AND (h.date_to IS NULL OR h.date_to >= %(day)s)"


def in_force(day: date | SQL) -> SQL:
    """Condition on a row `h` of lampo_privacy_hold: the hold is in force on that day (a date or an expression)."""
    return SQL(_IN_FORCE, day=day)


def held_partners(where: SQL) -> SQL:
    """(partner id, hold id, last day or NULL, `date_from`) of the holds `h` for which `where` is true.

    A partner can come more than once. Whoever hangs under the partner (a company's contact people) is held with it:
    join on the id and on the commercial partner.
    """
    return SQL(
        """SELECT h.partner_id AS partner_id, h.id AS hold_id, h.date_to, h.date_from FROM lampo_privacy_hold h
            WHERE h.partner_id IS NOT NULL AND %(where)s
           UNION ALL
           SELECT c.partner_id, h.id, h.date_to, h.date_from FROM lampo_privacy_hold h
             JOIN lampo_heat_contract c ON c.id = h.contract_id OR c.site_id = h.site_id
            WHERE c.partner_id IS NOT NULL AND %(where)s""", where=where)


def held_spans(day: date) -> SQL:
    """(site id, first day or NULL, day after the last or NULL, last day of the hold or NULL) of the readings that a
    hold in force on that day keeps.

    From the few holds to their contracts, by index: never from a million contracts to the holds.
    """
    return SQL(
        """WITH h AS MATERIALIZED (SELECT * FROM lampo_privacy_hold h WHERE %(in_force)s),
                people AS MATERIALIZED (
                    SELECT h.partner_id AS id, h.date_to FROM h WHERE h.partner_id IS NOT NULL
                     UNION SELECT p.id, h.date_to FROM h JOIN res_partner p ON p.commercial_partner_id = h.partner_id)
           SELECT h.site_id, NULL::date AS first, NULL::date AS after, h.date_to AS until FROM h
            WHERE h.site_id IS NOT NULL
            UNION ALL
           SELECT c.site_id, c.date_start, c.date_end + 1, h.date_to
             FROM h JOIN lampo_heat_contract c ON c.id = h.contract_id
            UNION ALL
           SELECT c.site_id, c.date_start, c.date_end + 1, people.date_to
             FROM people JOIN lampo_heat_contract c ON c.partner_id = people.id""", in_force=in_force(day))
