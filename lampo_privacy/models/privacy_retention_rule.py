# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.deadlines import BOOK_YEARS, VOUCHER_YEARS, add_months

CUSTOMER_YEARS = 10  # statement § 6
NOTICE_DAYS = 90
# years, Kirjanpitolaki 1336/1997 2:10: nobody's to choose
BY_LAW = {"voucher": VOUCHER_YEARS, "books": BOOK_YEARS}


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
        [
            ("customer", "Customer: after the end of the relationship"),
            ("no_contract", "Person without a contract: after the last contact"),
            ("reading_fine", "Hourly and daily readings: after the end of the month"),
            ("reading_month", "Monthly readings: after the end of the year"),
            ("contact", "Contact log: after the contact"),
            ("consent", "Consent: after it was withdrawn or ran out"),
            ("consent_ask", "Link that asks for a consent: after it was sent"),
            ("disclosure", "Disclosure: after the day of it"),
            ("notice", "Notice to a recipient (art. 19): after it was told"),
            ("request", "Request of a data subject: after it was closed"),
            ("certificate", "Certificate of an erasure: after it was done"),
            ("erasure_batch", "Run of many erasures: after its last erasure, and after the certificates"),
            ("restriction", "Restriction of processing: after it ended"),
            ("access_log", "Access log: after the access"),
            ("hold", "Hold: after it was lifted or ran out"),
            ("sweep", "Nightly sweep: after the night"),
            ("package", "Answer package: after it was made"),
            ("voucher", "Vouchers: after the calendar year in which the financial year ended"),
            ("books", "Books: after the end of the financial year"),
            ("other", "Other data: after a date of the record"),
        ],
        required=True,
        default="customer",
        help="What the rule is about, and the event from which its period runs.",
    )
    action = fields.Selection(
        [
            ("anonymise", "Erase the person"),
            ("delete", "Delete the records"),
            ("archive", "Archive the records"),
            ("fold", "Fold into longer periods"),
            ("clock", "Keep until then"),
        ],
        compute="_compute_action",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        help="What the nightly sweep does when the period has ended. Books and vouchers are never touched: the period "
        "says until when they keep the erasure of a person waiting.",
    )
    notice_days = fields.Integer(
        string="Notice (days)",
        compute="_compute_action",
        store=True,
        readonly=False,
        precompute=True,
        help="So many days before the limit the erasure is planned and the privacy officer is told. What is found "
        "later than that is carried out in the same night.",
    )
    automatic = fields.Boolean(
        default=True,
        help="Carried out at the limit by itself, for silence must not break the limit. Otherwise each waits for the "
        "privacy officer's approval.",
    )
    model_id = fields.Many2one(
        "ir.model", string="Records of", ondelete="cascade",
        domain=[("transient", "=", False), ("abstract", "=", False)],
        help="Only for other data: what the rule deletes or archives.",
    )  # fmt: skip
    model_name = fields.Char(related="model_id.model", string="Technical model")
    domain = fields.Char(default="[]", help="Which of the records. Empty brackets: all of them.")
    date_field_id = fields.Many2one(
        "ir.model.fields", string="Date", ondelete="cascade",
        domain="[('model_id', '=', model_id), ('ttype', 'in', ('date', 'datetime')), ('store', '=', True),"
        " ('name', '!=', 'write_date')]",
        help="The date of the record from which the period runs: that of an event, not of an edit.",
    )  # fmt: skip
    period = fields.Integer(required=True, default=CUSTOMER_YEARS)
    period_unit = fields.Selection([("month", "months"), ("year", "years")], required=True, default="year")
    period_text = fields.Char(compute="_compute_period_text")
    company_id = fields.Many2one("res.company", help="Empty: for every company that has no rule of its own.")
    active = fields.Boolean(default=True)
    source = fields.Char(
        translate=True, help="Where the period comes from: a clause of the privacy statement, a law, a contract.")
    reason = fields.Text(
        string="Why longer",
        help="The law or the contract that binds the company to keep customers longer than 10 years "
        "(privacy statement § 6).",
    )

    _one_per_kind = models.UniqueIndex(
        "(kind, COALESCE(company_id, 0)) WHERE active AND kind <> 'other'",
        "There is already a rule of this kind for this company. Change it instead.",
    )

    @api.depends("period", "period_unit")
    @api.depends_context("lang")
    def _compute_period_text(self):
        _ = self.env._
        for rule in self:
            text = _("%(n)s months") if rule.period_unit == "month" else _("%(n)s years")
            rule.period_text = text % {"n": rule.period}

    @api.depends("kind")
    def _compute_action(self):
        kinds = self._kinds()
        for rule in self:
            own = kinds.get(rule.kind)
            if own or rule.action not in ("delete", "archive"):
                rule.action = own.action if own else "delete"
            rule.notice_days = NOTICE_DAYS if rule.action == "anonymise" else 0

    @api.constrains("period", "period_unit", "reason", "kind", "notice_days")
    def _check_period(self):
        _ = self.env._
        for rule in self:
            if rule.period <= 0:
                raise ValidationError(_("A retention period must be longer than nothing."))
            if rule.notice_days < 0:
                raise ValidationError(_("A notice cannot be given after the limit: choose zero days or more."))
            if rule.kind in BY_LAW and rule._months() != BY_LAW[rule.kind] * 12:
                raise ValidationError(_(
                    "The accounting act (1336/1997, 2:10) sets this period to %(years)s years. It cannot be changed.",
                    years=BY_LAW[rule.kind]))
            long = rule._months() > CUSTOMER_YEARS * 12 and not (rule.reason or "").strip()
            if rule.kind in ("customer", "no_contract") and long:
                raise ValidationError(
                    _(
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
