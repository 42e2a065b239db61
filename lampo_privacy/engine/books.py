# Part of lampo_privacy. LGPL-3.
"""The figures of the books before and after an erasure: they must be the same to the cent."""

from odoo.tools import SQL

# The names of the figures, in the order of the query
FIGURES = ("lines", "debit", "credit", "receivable", "payable", "tax", "tax_base", "fingerprint")


class BooksMovedError(Exception):
    """An erasure changed a figure of the books: it is undone."""


def figures(env) -> dict[str, dict[str, str]]:
    """{company id: figures} of the posted entries, amounts as decimal strings in the company's currency.

    The fingerprint is a sum over what each line says of account, partner, days and amounts: an amount that moves from
    one account, customer or due day to another changes it, though the totals stay.
    """
    # as text, for Odoo reads decimals as floats
    rows = env.execute_query(SQL(
        """SELECT l.company_id, count(*), sum(l.debit)::text, sum(l.credit)::text,
                  COALESCE(sum(l.amount_residual) FILTER (WHERE a.account_type = 'asset_receivable'), 0)::text,
                  COALESCE(sum(l.amount_residual) FILTER (WHERE a.account_type = 'liability_payable'), 0)::text,
                  COALESCE(sum(l.balance) FILTER (WHERE l.tax_line_id IS NOT NULL), 0)::text,
                  COALESCE(sum(l.balance) FILTER (WHERE EXISTS (
                      SELECT 1 FROM account_move_line_account_tax_rel r WHERE r.account_move_line_id = l.id)), 0)::text,
                  sum(hashtextextended(ROW(l.id, l.account_id, l.partner_id, l.date, l.date_maturity, l.debit,
                      l.credit, l.amount_currency, l.amount_residual, l.tax_line_id, l.full_reconcile_id)::text,
                      0)::numeric)::text
             FROM account_move_line l LEFT JOIN account_account a ON a.id = l.account_id
            WHERE l.parent_state = 'posted' GROUP BY 1 ORDER BY 1"""))
    return {str(company): dict(zip(FIGURES, map(str, values), strict=True)) for company, *values in rows}
