# Part of lampo_privacy. LGPL-3.
from odoo import api, models
from odoo.tools import SQL

from .privacy_sweep_people import people_until


class PrivacyErasure(models.Model):
    """A plan of the sweep waits for up to its notice, and what it was made for may change meanwhile."""

    _inherit = "lampo.privacy.erasure"

    @api.model
    @api.private
    def _follow_the_facts(self, today, sweep=None) -> int:
        """Keep the sweep's plans true. Taken back: the person's relationship goes on, the limit has moved far away, or
        something else keeps the person now. A limit that moved a little moves the plan, and the rule of today says
        whether it waits for an approval.

        :param today: date
        :param sweep: what tells the officers of plans that have to wait from now on
        :return: how many were taken back
        """
        self.env.flush_all()
        rows = self.env.execute_query(self._changed_plans(today))
        gone = self.browse([row_id for row_id, over, *_values in rows if over])
        gone.unlink()
        for row_id, over, run_on, waits in rows:
            if not over:
                self.browse(row_id)._follow(run_on, waits, sweep)
        return len(gone)

    def _follow(self, limit, waits, sweep):
        told = {"sweep_id": sweep.id} if sweep and waits and not self.needs_approval else {}
        self.write({"limit_on": limit, **self._run_values(limit, waits), **told})

    def _changed_plans(self, today) -> SQL:
        """Query (plan, whether it is over, limit, whether it waits for an approval) of the plans to be changed."""
        return SQL(
            """WITH plan AS MATERIALIZED (
                   SELECT id, partner_id, limit_on, COALESCE(needs_approval, FALSE) AS waited,
                          approved_by IS NOT NULL AS approved
                     FROM lampo_privacy_erasure
                    WHERE ground = 'retention' AND state IN ('draft', 'planned') AND done_at IS NULL
               ), people AS MATERIALIZED (
                   SELECT plan.id AS plan, plan.limit_on, plan.waited, p.id, p.commercial_partner_id, q.run_on,
                          q.run_on IS NULL OR q.run_on > %(today)s + COALESCE(r.notice_days, 0)
                          OR COALESCE(q.open_from <= %(today)s, FALSE) AS over,
                          NOT plan.approved AND (NOT COALESCE(r.automatic, FALSE)
                                                 OR COALESCE(p.legal_form = 'undecided', FALSE)) AS waits
                     FROM plan JOIN res_partner p ON p.id = plan.partner_id
                     LEFT JOIN (%(people)s) q ON q.id = p.id
                     LEFT JOIN lampo_privacy_retention_rule r ON r.id = q.retention_rule_id)
               SELECT p.plan, p.over OR r.reason IS NOT NULL, p.run_on, p.waits
                 FROM people p LEFT JOIN (%(relations)s) r ON r.id = p.id
                WHERE p.over OR r.reason IS NOT NULL OR (p.run_on, p.waits) IS DISTINCT FROM (p.limit_on, p.waited)""",
            today=today, people=people_until(SQL("p.id IN (SELECT partner_id FROM plan)")),
            relations=self.env["res.partner"]._relations_query(SQL("people")))
