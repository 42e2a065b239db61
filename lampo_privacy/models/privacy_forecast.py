# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models
from odoo.tools import SQL

from ..engine.dossier import goes_with_parent
from ..engine.holds import held_spans
from .heat_contract import finnish_today
from .privacy_sweep_people import people_until

# an id is the source's number and the record's: within 53 bits, so that a browser can hold it
_SHIFT = 1 << 40


class PrivacyForecast(models.Model):
    """What will happen when, by the rules and dates of today: asked before it happens (statement § 6).

    Computed when it is looked at; nothing is stored and nothing is written. People and waiting erasures come one by
    one, records as numbers by day, readings as numbers of sites by month or year.
    """

    _name = "lampo.privacy.forecast"
    _description = "Preview of retention"
    _auto = False
    _order = "due_on, id"
    _rec_name = "rule_id"

    due_on = fields.Date(string="Day", readonly=True, help="The limit; today where it has passed already.")
    rule_id = fields.Many2one("lampo.privacy.retention.rule", readonly=True)
    action = fields.Selection(
        lambda self: self.env["lampo.privacy.retention.rule"]._fields["action"]._description_selection(self.env),
        readonly=True,
    )
    state = fields.Selection(
        [("due", "Will happen"), ("planned", "Planned"), ("waiting", "Second phase, after the vouchers"),
         ("held", "Held")], readonly=True,
        help="Held: a hold without an end, another open relation or a missing approval keeps it; the day is that of "
        "the rule.",
    )  # fmt: skip
    partner_id = fields.Many2one("res.partner", string="Data subject", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    record_count = fields.Integer(
        string="Records", readonly=True, help="People or records; of readings the sites, once for each month or year.")

    @property
    def _table_query(self) -> SQL:
        self.env.flush_all()
        # sudo: every rule counts, and which rows the user sees is the record rule's to say
        rules = self.env["lampo.privacy.retention.rule"].sudo().search([])
        parts = [self._people(), self._waiting(rules)]
        for rule in rules:
            if rule.action in ("delete", "archive", "fold") and rule._is_readable():
                parts.append(self._readings(rule) if rule.action == "fold" else self._records(rule))
        return SQL(
            """SELECT id, GREATEST(due_on, %s) AS due_on, rule_id, action, state, partner_id, company_id, record_count
                 FROM (%s) q""", finnish_today(self), SQL(" UNION ALL ").join(parts))

    @api.model
    def _people(self) -> SQL:
        """Whom the sweep will find, each once. What keeps them today counts for those whose time is near: till a day
        that is far away an invoice or an order is over. A hold without an end counts whenever it is."""
        return SQL(
            """
            WITH people AS MATERIALIZED (
                SELECT p.id, p.commercial_partner_id, COALESCE(e.limit_on, p.run_on) AS due_on, p.retention_rule_id,
                       COALESCE(e.company_id, p.company_id) AS company_id, e.state, e.needs_approval, p.open_from,
                       COALESCE(e.ground = 'retention' OR e.state = 'draft', TRUE) AS by_rule,
                       %(today)s + COALESCE(r.notice_days, 0) AS horizon
                  FROM (%(people)s) p
                  LEFT JOIN lampo_privacy_erasure e ON e.partner_id = p.id AND e.state IN ('draft', 'planned')
                  LEFT JOIN lampo_privacy_retention_rule r ON r.id = p.retention_rule_id
            ), near AS MATERIALIZED (
                SELECT id, commercial_partner_id FROM people WHERE by_rule AND due_on <= horizon)
            SELECT %(shift)s + p.id AS id, p.due_on, p.retention_rule_id AS rule_id, 'anonymise' AS action,
                   CASE WHEN p.open_from <= GREATEST(p.due_on, p.horizon) OR k.id IS NOT NULL OR p.needs_approval
                        THEN 'held' WHEN p.state = 'planned' THEN 'planned' ELSE 'due' END AS state,
                   p.id AS partner_id, p.company_id, 1 AS record_count
              FROM people p LEFT JOIN (%(relations)s) k ON k.id = p.id""",
            shift=_SHIFT, today=finnish_today(self), people=people_until(SQL(
                """(NOT %s OR EXISTS (SELECT FROM lampo_privacy_erasure e WHERE e.partner_id = p.id
                                         AND e.state IN ('draft', 'planned')))""", goes_with_parent("p"))),
            relations=self.env["res.partner"]._relations_query(SQL("near")))

    @api.model
    def _waiting(self, rules) -> SQL:
        voucher = rules.filtered(lambda rule: rule.kind == "voucher" and not rule.company_id)[:1]
        return SQL(
            """SELECT %s + id, next_on, %s::int, 'anonymise', 'waiting', partner_id, company_id, 1
                 FROM lampo_privacy_erasure WHERE state = 'waiting'""", 2 * _SHIFT, voucher.id or None)

    @api.model
    def _records(self, rule) -> SQL:
        """Records that a rule deletes or archives, by the day of their limit or the day after a hold."""
        kind = rule._kind()
        Model = rule.env[kind.model].with_context(active_test=False)
        query = Model._search(rule._records_domain())
        day = SQL.identifier(query.table, kind.date)
        if Model._fields[kind.date].type == "datetime":
            day = SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Helsinki')::date", day)
        own = "company_id" in Model._fields and Model._fields["company_id"].store
        company = SQL.identifier(query.table, "company_id") if own else SQL("%s::int", rule.company_id.id or None)
        return SQL(
            """SELECT %(base)s + 2 * (COALESCE(company_id, 0)::bigint * 100000 + (due_on - date '1970-01-01'))
                      + held::int, due_on, %(rule)s, %(action)s, CASE WHEN held THEN 'held' ELSE 'due' END, NULL::int,
                      company_id, count(*)::int
                 FROM (SELECT CASE WHEN held_until < 'infinity' THEN GREATEST(due, held_until + 1) ELSE due END
                              AS due_on, COALESCE(held_until = 'infinity', FALSE) OR %(waits)s AS held, company_id
                         FROM (SELECT (day + make_interval(months => %(months)s))::date AS due, company_id, held_until
                                 FROM (%(rows)s) r) l) q
                GROUP BY due_on, held, company_id""",
            base=(16 + rule.id) * _SHIFT, rule=rule.id, action=rule.action, months=rule._months(),
            waits=self._waits(rule, SQL("due")),
            rows=rule._with_holds(query, finnish_today(self), day=day, company_id=company))

    @api.model
    def _waits(self, rule, due: SQL) -> SQL:
        """Whether what reaches its limit on that day waits for an approval."""
        if rule.automatic:
            return SQL("FALSE")
        return SQL("%s > %s", due, rule.approved_on) if rule.approved_on else SQL("TRUE")

    @api.model
    def _readings(self, rule) -> SQL:
        """Sites whose readings a rule folds, by the day of the limit of their month (or year).

        Sites, as the sweep counts them: beside ten thousand hours of each nobody would see the people."""
        unit = "month" if rule.kind == "reading_fine" else "year"
        granularities = ("hour", "day") if rule.kind == "reading_fine" else ("month",)
        return SQL(
            """SELECT %(base)s + 2 * (company_id::bigint * 100000 + (due_on - date '1970-01-01')) + held::int, due_on,
                      %(rule)s, 'fold', CASE WHEN held THEN 'held' ELSE 'due' END, NULL::int, company_id, count(*)::int
                 FROM (SELECT CASE WHEN until < 'infinity' THEN GREATEST(due, until + 1) ELSE due END AS due_on,
                              COALESCE(until = 'infinity', FALSE) OR %(waits)s AS held, company_id
                         FROM (SELECT (s.start + %(step)s::interval - interval '1 day'
                                       + make_interval(months => %(months)s))::date AS due, s.company_id,
                                      max(COALESCE(k.until, 'infinity')) FILTER (WHERE k.site_id IS NOT NULL) AS until
                                 FROM (%(sites)s) s LEFT JOIN (%(spans)s) k ON k.site_id = s.site_id
                                      AND (k.first IS NULL OR s.start + %(step)s::interval > k.first)
                                      AND (k.after IS NULL OR s.start < k.after)
                                GROUP BY s.start, s.company_id, s.site_id) l) q
                GROUP BY due_on, held, company_id""",
            base=(16 + rule.id) * _SHIFT, rule=rule.id, step=f"1 {unit}", months=rule._months(),
            sites=self._site_periods(rule, granularities, unit), spans=held_spans(finnish_today(self)),
            waits=self._waits(rule, SQL("due")))

    @api.model
    def _site_periods(self, rule, granularities, unit) -> SQL:
        """(start, company_id, site_id) of each month (or year) of a site that a rule folds sooner or later."""
        return SQL(
            """SELECT date_trunc(%(unit)s, period_start AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Helsinki') AS start,
                      company_id, site_id
                 FROM lampo_heat_consumption
                WHERE granularity IN %(granularities)s AND company_id = ANY(%(companies)s)
                GROUP BY 1, 2, 3 HAVING %(whole)s""",
            unit=unit, granularities=granularities, companies=rule._company_ids(),
            # a year in which the site changed hands stays in months
            whole=SQL("TRUE" if unit == "month" else "count(DISTINCT COALESCE(contract_id, 0)) = 1"))

    def action_open(self):
        """Open the person of this line, or the records that the rule has found due."""
        self.ensure_one()
        if self.partner_id:
            return {"type": "ir.actions.act_window", "res_model": "res.partner", "res_id": self.partner_id.id,
                    "views": [[False, "form"]]}  # fmt: skip
        return self.rule_id.action_show_due()
