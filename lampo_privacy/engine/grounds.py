# Part of lampo_privacy. LGPL-3.
"""Why an erasure must not run, and until when the law keeps what it leaves. All in sets, over `lampo_tie`."""

from collections import defaultdict
from datetime import date

from odoo.tools import SQL

from ..tools.deadlines import voucher_kept_until
from .dossier import OWN, VOUCHER
from .financial_years import FinancialYears

# reason -> ids of the persons (`person`) it holds for; the ties are gathered
_REFUSALS: dict[str, str] = {
    "open_entries": """
        SELECT DISTINCT tie.person FROM lampo_tie tie
          JOIN account_move_line l ON l.id = tie.id
          JOIN account_account a ON a.id = l.account_id
          JOIN lampo_tie own ON own.tbl = 'res_partner' AND own.id = l.partner_id AND own.person = tie.person
         WHERE tie.tbl = 'account_move_line' AND own.kind = %(own)s AND l.parent_state = 'posted'
           AND a.account_type IN ('asset_receivable', 'liability_payable')
           AND NOT COALESCE(l.reconciled, FALSE) AND l.amount_residual <> 0""",
    "open_contract": """
        SELECT DISTINCT own.person FROM lampo_tie own JOIN lampo_heat_contract c ON c.partner_id = own.id
         WHERE own.tbl = 'res_partner' AND own.kind = %(own)s AND (c.date_end IS NULL OR c.date_end >= %(today)s)""",
    "hold": """
        SELECT DISTINCT own.person FROM lampo_tie own JOIN res_partner p ON p.id = own.id
          JOIN (SELECT h.*, COALESCE(h.partner_id, c.partner_id) AS holds FROM lampo_privacy_hold h
                  LEFT JOIN lampo_heat_contract c ON c.id = h.contract_id OR c.site_id = h.site_id) h
            ON h.holds IN (p.id, p.commercial_partner_id)
         WHERE own.tbl = 'res_partner' AND own.kind = %(own)s AND h.lifted_on IS NULL
           AND h.date_from <= %(today)s AND (h.date_to IS NULL OR h.date_to >= %(today)s)""",
    # asked for by the person, who may want the data kept (GDPR art. 18(1)(b)–(c)); an erasure asked for later ends it
    "restriction": """
        SELECT DISTINCT own.person FROM lampo_tie own JOIN res_partner p ON p.id = own.id AND p.processing_restricted
          JOIN lampo_privacy_restriction s ON s.partner_id = p.id AND s.ended_on IS NULL
         WHERE own.tbl = 'res_partner' AND own.kind = %(own)s
           AND NOT EXISTS (SELECT 1 FROM lampo_privacy_request q WHERE q.partner_id = p.id
                              AND q.request_type = 'erasure' AND q.state IN ('new', 'in_progress', 'done')
                              AND q.received_on >= s.date_from)""",
    "active_user": """
        SELECT DISTINCT own.person FROM lampo_tie own JOIN res_users u ON u.id = own.id
         WHERE own.tbl = 'res_users' AND own.kind = %(own)s AND u.active AND NOT COALESCE(u.share, FALSE)""",
    "company": """
        SELECT DISTINCT own.person FROM lampo_tie own JOIN res_company c ON c.partner_id = own.id
         WHERE own.tbl = 'res_partner' AND own.kind = %(own)s""",
}


def refusals(env, today: date) -> dict[int, list[str]]:
    """{person: reasons} for those whose erasure must not run today. Reasons: the keys of the rules above."""
    found = defaultdict(list)
    for reason, query in _REFUSALS.items():
        env.cr.execute(query, {"own": OWN, "today": today})
        for person, in env.cr.fetchall():
            found[person].append(reason)
    return dict(found)


def voucher_clocks(env, today: date) -> dict[int, date]:
    """{person: the last day on which the accounting act keeps a voucher of theirs} (Kirjanpitolaki 2:10)."""
    rows = env.execute_query(SQL(
        """SELECT tie.person, m.company_id, max(m.date) FROM lampo_tie tie JOIN account_move m ON m.id = tie.id
            WHERE tie.tbl = 'account_move' AND tie.kind = %(voucher)s GROUP BY 1, 2
            UNION ALL
           SELECT tie.person, l.company_id, max(l.date) FROM lampo_tie tie JOIN account_move_line l ON l.id = tie.id
            WHERE tie.tbl = 'account_move_line' AND tie.kind = %(voucher)s GROUP BY 1, 2
            UNION ALL
           SELECT tie.person, m.company_id, max(m.date) FROM lampo_tie tie
             JOIN account_bank_statement_line l ON l.id = tie.id JOIN account_move m ON m.id = l.move_id
            WHERE tie.tbl = 'account_bank_statement_line' AND tie.kind = %(voucher)s GROUP BY 1, 2
            UNION ALL
           SELECT tie.person, p.company_id, max(p.date) FROM lampo_tie tie JOIN account_payment p ON p.id = tie.id
            WHERE tie.tbl = 'account_payment' AND tie.kind = %(voucher)s GROUP BY 1, 2""", voucher=VOUCHER))
    clocks: dict[int, date] = {}
    years = FinancialYears(env, today)
    for person, company, last in rows:
        _first, end = years.of(company, last)
        until = voucher_kept_until(end)
        clocks[person] = max(clocks.get(person, until), until)
    return clocks
