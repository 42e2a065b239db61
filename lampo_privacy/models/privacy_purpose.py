# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .heat_contract import finnish_today

MOST_MONTHS = 1200
MOST_DAYS = 3660


class PrivacyPurpose(models.Model):
    """What people's data is used for in a register, and on which ground (statement § 4; GDPR art. 5(1)(b), 6)."""

    _name = "lampo.privacy.purpose"
    _description = "Purpose of processing"
    _inherit = ["lampo.privacy.trilingual"]
    _order = "register_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True, help="A short name that other parts of the system know the purpose by, e.g. “marketing”.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    register_id = fields.Many2one("lampo.privacy.register", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="register_id.company_id", store=True, index=True)
    basis = fields.Selection(
        [
            ("statement", "Consent, else given to get the service, else legitimate interest"),
            ("consent", "Consent only"),
            ("obligation", "Legal obligation"),
        ],
        required=True, default="statement",
        help="The ground of the processing. The first is the order of the privacy statement (§ 4): what holds for a "
        "person today is found from it.",
    )
    is_marketing = fields.Boolean(
        "Marketing and the like",
        help="Marketing, surveys and similar uses stop the moment the person withdraws consent or objects "
        "(GDPR art. 21(3)).",
    )
    consent_months = fields.Integer(
        "Consent holds (months)", help="A consent runs out so many months after it was given. 0: it does not run out.")
    ask_again_days = fields.Integer(
        "Ask again before (days)", help="So many days before a consent runs out the person gets a link by e-mail to "
        "renew it. 0: nobody is asked.")
    wording_ids = fields.One2many("lampo.privacy.consent.wording", "purpose_id", "Wordings of the consent")

    _code_once = models.UniqueIndex("(register_id, code)", "This register already has a purpose with this code.")

    @api.constrains("consent_months", "ask_again_days")
    def _check_consent_rule(self):
        for purpose in self:
            if purpose.consent_months < 0 or purpose.ask_again_days < 0:
                raise ValidationError(self.env._("Months and days are counted from zero."))
            # beyond these no date can be reckoned with, and the nightly run of all purposes would stop
            if purpose.consent_months > MOST_MONTHS or purpose.ask_again_days > MOST_DAYS:
                raise ValidationError(self.env._(
                    "A consent holds for at most %(months)s months, and is asked again at most %(days)s days before.",
                    months=MOST_MONTHS, days=MOST_DAYS))
            if purpose.ask_again_days and not purpose.consent_months:
                raise ValidationError(self.env._("Say first how long a consent holds: only then is it asked again."))

    @api.private
    def _wording(self):
        """The wording in use today; empty where there is none."""
        today = finnish_today(self)
        return self.wording_ids.filtered(lambda one: one.date_from <= today).sorted("version")[-1:]

    @api.private
    def _ask(self, partners, not_since=None):
        """Send a link of one use to these people, by which they agree or not. Who must not be asked is left out.

        :param not_since: leave out who was asked on this day or later
        :return: the links
        """
        self.ensure_one()
        asks = self.env["lampo.privacy.consent.ask"].sudo()  # sudo: links are made by the system only
        people = self._may_be_asked(partners)
        if not_since:
            people -= asks.search([("purpose_id", "=", self.id), ("partner_id", "in", people.ids),
                                   ("sent_on", ">=", not_since)]).partner_id
        return asks._send(self, people)

    @api.private
    def _may_be_asked(self, partners):
        """Those who are people, have an e-mail, are not restricted or anonymised, and have not objected to
        the purpose's company."""
        people = partners.filtered(lambda one: one.is_data_subject and one.email_normalized and one.active
                                   and not one.processing_restricted and not one.anonymised_on)
        return people - self.env["lampo.privacy.objection"]._blocked_partners(people, self.company_id)

    def action_ask(self):
        """Ask many people for this consent."""
        self.ensure_one()
        return {"type": "ir.actions.act_window", "res_model": "lampo.privacy.consent.mailing", "view_mode": "form",
                "target": "new", "name": self.env._("Ask for consent"), "context": {"default_purpose_id": self.id}}

    @api.model
    @api.private
    def _of_company(self, code, company):
        """The purpose with this code of a company; empty where there is none."""
        return self.search(Domain("code", "=", code) & Domain("company_id", "=", company.id), limit=1)
