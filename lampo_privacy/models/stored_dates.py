# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models

from ..tools.deadlines import books_kept_until, voucher_kept_until
from .heat_contract import finnish_today
from .privacy_clock import BOOKS, VOUCHERS

_YEAR = {"fiscalyear_last_day", "fiscalyear_last_month"}

# The same as `res.partner._compute_relationship`. Of somebody erased no contract is left to reckon from: what was known
# stays.
_RELATIONSHIPS = """
    WITH spans AS (
        SELECT partner_id, min(date_start) AS first, max(date_end) AS last, bool_or(date_end IS NULL) AS runs
          FROM lampo_heat_contract WHERE partner_id IS NOT NULL GROUP BY 1
    ), wanted AS (
        SELECT p.id, LEAST(own.first, up.first) AS first,
               CASE WHEN NOT (COALESCE(own.runs, FALSE) OR COALESCE(up.runs, FALSE))
                    THEN GREATEST(own.last, up.last) END AS last
          FROM res_partner p
          LEFT JOIN spans own ON own.partner_id = p.id
          LEFT JOIN res_partner above ON above.id = p.commercial_partner_id
          LEFT JOIN spans up ON up.partner_id = above.id AND (above.is_company OR own.partner_id IS NULL)
    )
    UPDATE res_partner p SET relationship_start = w.first, relationship_end = w.last
      FROM wanted w
     WHERE w.id = p.id AND (p.relationship_start, p.relationship_end) IS DISTINCT FROM (w.first, w.last)
       AND p.anonymised_on IS NULL
       AND NOT EXISTS (SELECT FROM lampo_privacy_erasure e
                        WHERE e.partner_id IN (p.id, p.commercial_partner_id) AND e.done_at IS NOT NULL)"""

# the same as `lampo.privacy.hold._compute_ended_on`
_HOLDS = """
    UPDATE lampo_privacy_hold SET ended_on = COALESCE(lifted_on, date_to)
     WHERE ended_on IS DISTINCT FROM COALESCE(lifted_on, date_to)"""


class PrivacyRetentionRule(models.Model):
    _inherit = "lampo.privacy.retention.rule"

    @api.model
    @api.private
    def _refresh_stored_dates(self):
        """Reckon anew every stored date from which retention runs, in sets: of contracts, rules, holds and clocks.

        Odoo recomputes a stored field when something changes that it depends on. A new version of the addon that
        reckons otherwise changes nothing of that kind; see `migrations/0.0.0`. Dates of events stay as they are.
        """
        self.env.flush_all()
        self.env.cr.execute(_RELATIONSHIPS)
        self.env.cr.execute(_HOLDS)
        self.env["res.partner"]._recompute_retention()
        self.env["lampo.privacy.clock"]._refresh_limits()
        self.env["lampo.privacy.erasure"]._refresh_next_on()


class PrivacyClock(models.Model):
    _inherit = "lampo.privacy.clock"

    @api.model
    @api.private
    def _refresh_limits(self):
        """The limits of all clocks by the rules of today; one that was told too early is told again in its time."""
        today = finnish_today(self)
        for clock in self.search([]):
            clock.write({"voucher_until": voucher_kept_until(clock.date_to),
                         "books_until": books_kept_until(clock.date_to)})
            for told, until, activity_type in (("vouchers_told_on", "voucher_until", VOUCHERS),
                                               ("books_told_on", "books_until", BOOKS)):
                if clock[told] and clock[until] >= today:
                    clock[told] = False
                    clock.activity_unlink([activity_type])


class PrivacyErasure(models.Model):
    _inherit = "lampo.privacy.erasure"

    @api.model
    @api.private
    def _refresh_next_on(self):
        """When the second phases may run, by the vouchers and the financial years of today: all in one pass."""
        waiting = self.search([("state", "=", "waiting")])
        if not waiting:
            return
        run, today = waiting._new_run(), finnish_today(self)
        # who must not be erased now has no voucher's end here: the nights ask again
        for erasure in waiting.filtered(lambda erasure: erasure.partner_id.id not in run.refused):
            last = run.until.get(erasure.partner_id.id)
            erasure.next_on = fields.Date.add(last, days=1) if last else today


class ResCompany(models.Model):
    """Another financial year gives the vouchers of open and coming years another end; ended ones stay as they were."""

    _inherit = "res.company"

    def write(self, vals):
        if _YEAR.isdisjoint(vals):
            return super().write(vals)
        # sudo: who sets the financial year need not see clocks and erasures
        clocks = self.env["lampo.privacy.clock"].sudo()
        clocks._write_down(clocks._years_with_entries())
        result = super().write(vals)
        years = clocks._years_with_entries()
        gone = clocks.search([("company_id", "in", self.ids), ("date_to", ">=", finnish_today(self))]).filtered(
            lambda clock: (clock.company_id.id, clock.date_from, clock.date_to) not in years)
        archives = gone._archives()
        gone.unlink()
        clocks._write_down(years, archives)
        self.env["lampo.privacy.erasure"].sudo()._refresh_next_on()
        return result
