# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.deadlines import add_months

CUSTOMER_YEARS = 10  # statement § 6


class PrivacyRetentionRule(models.Model):
    """How long a kind of data is kept after the event that starts the period (statement § 6; GDPR art. 5(1)(e)).

    The promise is "at most 10 years after the relationship"; longer only where a law or a contract binds, and then
    the rule must say which.
    """

    _name = "lampo.privacy.retention.rule"
    _description = "Retention rule"
    _order = "kind, company_id, id"

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [("customer", "Customer: after the end of the relationship")],
        required=True,
        default="customer",
        help="What the rule is about, and the day from which its period runs.",
    )
    period = fields.Integer(required=True, default=CUSTOMER_YEARS)
    period_unit = fields.Selection([("month", "months"), ("year", "years")], required=True, default="year")
    period_text = fields.Char(compute="_compute_period_text")
    company_id = fields.Many2one("res.company", help="Empty: for every company that has no rule of its own.")
    active = fields.Boolean(default=True)
    source = fields.Char(help="Where the period comes from: a clause of the privacy statement, a law, a contract.")
    reason = fields.Text(
        string="Why longer",
        help="The law or the contract that binds the company to keep customers longer than 10 years "
        "(privacy statement § 6).",
    )

    _one_per_kind = models.UniqueIndex(
        "(kind, COALESCE(company_id, 0)) WHERE active",
        "There is already a rule of this kind for this company. Change it instead.",
    )

    @api.depends("period", "period_unit")
    @api.depends_context("lang")
    def _compute_period_text(self):
        _ = self.env._
        for rule in self:
            text = _("%(n)s months") if rule.period_unit == "month" else _("%(n)s years")
            rule.period_text = text % {"n": rule.period}

    @api.constrains("period", "period_unit", "reason", "kind")
    def _check_period(self):
        for rule in self:
            if rule.period <= 0:
                raise ValidationError(self.env._("A retention period must be longer than nothing."))
            if rule.kind == "customer" and rule._months() > CUSTOMER_YEARS * 12 and not (rule.reason or "").strip():
                raise ValidationError(
                    self.env._(
                        "The privacy statement promises at most %(years)s years after the relationship. Say under "
                        "“Why longer” which law or contract binds the company to more.",
                        years=CUSTOMER_YEARS,
                    )
                )

    def _months(self):
        return self.period * (12 if self.period_unit == "year" else 1)

    @api.private
    def _due(self, start):
        """The last day of the period that starts with ``start`` (date). Never rolled to a working day."""
        return add_months(start, self._months())

    @api.model
    @api.private
    def _rules_by_company(self, kind):
        """The active rules of a kind. :return: {company id, or False for all: rule}"""
        # sudo: a person's date follows the rules of every company, not only those that the user sees
        return {rule.company_id.id: rule for rule in self.sudo().search([("kind", "=", kind)])}

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        self.env["res.partner"]._recompute_retention()
        return rules

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"kind", "period", "period_unit", "company_id", "active"}:
            self.env["res.partner"]._recompute_retention()
        return result

    def unlink(self):
        result = super().unlink()
        self.env["res.partner"]._recompute_retention()
        return result
