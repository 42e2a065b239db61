# Part of lampo_privacy. LGPL-3.
"""The financial years of companies: those that have ended as they were, the others by the settings of today.

A company that changes its financial year changes what is to come. A year that has ended has ended on its day, and its
vouchers and books are kept from that day on (Kirjanpitolaki 2:10). What is known of ended years stands in
`lampo.privacy.clock`.
"""

from datetime import date, timedelta

from odoo.tools import SQL

_DAY = timedelta(days=1)


class FinancialYears:
    """First and last day of the financial year of a day, by company; one look at a year serves all its days."""

    def __init__(self, env, today: date):
        self.env = env
        env["lampo.privacy.clock"].flush_model(["company_id", "date_from", "date_to"])
        self._known: dict[int, list[tuple[date, date]]] = {}
        for company, first, last in env.execute_query(SQL(
                "SELECT company_id, date_from, date_to FROM lampo_privacy_clock WHERE date_to < %s", today)):
            self._known.setdefault(company, []).append((first, last))

    def of(self, company: int, day: date) -> tuple[date, date]:
        """First and last day of the financial year of a company (id) in which the day lies."""
        known = self._known.setdefault(company, [])
        for first, last in known:
            if first <= day <= last:
                return first, last
        known.append(self._by_settings(company, day, known))
        return known[-1]

    def _by_settings(self, company: int, day: date, known: list[tuple[date, date]]) -> tuple[date, date]:
        """The year of today's settings, within what the known years around it leave: after a change it is shorter."""
        dates = self.env["res.company"].browse(company).compute_fiscalyear_dates(day)
        return (max(dates["date_from"], *(last + _DAY for _first, last in known if last < day), date.min),
                min(dates["date_to"], *(first - _DAY for first, _last in known if first > day), date.max))
