# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..tools.client_defaults import without_defaults
from ..tools.eea import is_in_eea

ROLES = [
    ("authority", "Authority"),
    ("energy", "Energy company"),
    ("processor", "Processor on our behalf"),
    ("collection", "Debt collection"),
    ("auditor", "Auditor"),
]


class PrivacyRecipient(models.Model):
    """Who people's data is disclosed to: authorities, energy companies, processors on our behalf (statement § 8).

    Nobody outside the European Economic Area: by the country, by the address, and by the country of whoever owns it.
    """

    _name = "lampo.privacy.recipient"
    _description = "Recipient of personal data"
    _inherit = ["mail.thread", "mail.activity.mixin", "lampo.privacy.trilingual"]
    _order = "recipient_role, name, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    recipient_role = fields.Selection(ROLES, "Role", required=True, default="authority")
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    partner_id = fields.Many2one(
        "res.partner", "Contact", ondelete="restrict", index="btree_not_null", check_company=True,
        help="The contact with the recipient's address and e-mail, where notices go.",
    )
    country_id = fields.Many2one(
        "res.country", compute="_compute_country_id", store=True, readonly=False, ondelete="restrict",
        help="Where the recipient processes the data. It must lie in the European Economic Area (statement § 8).",
    )
    parent_country_id = fields.Many2one(
        "res.country", "Country of its parent company", ondelete="restrict",
        help="Where the company that owns the recipient is established, if it has an owner. It must lie in the "
        "European Economic Area too: an owner elsewhere can be made to hand the data over.",
    )
    email = fields.Char("E-mail for notices", help="Where corrections, erasures and restrictions are told (art. 19). "
                        "Empty: the contact's; without one, a letter is made.")
    sending_method = fields.Char(
        readonly=True, copy=False, help="Set on recipients that the system made by itself: the way by which invoices "
        "leave the house.")
    register_ids = fields.Many2many("lampo.privacy.register", "lampo_privacy_register_recipient_rel", "recipient_id",
                                    "register_id", "Registers", check_company=True)
    purpose = fields.Char(help="Why data is disclosed to it; offered on each disclosure.")
    disclosure_ids = fields.One2many("lampo.privacy.disclosure", "recipient_id", "Disclosures")
    disclosure_count = fields.Integer(compute="_compute_disclosure_count")

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_sending_method(vals_list)
        recipients = super(PrivacyRecipient, without_defaults(self, ("sending_method",))).create(vals_list)
        recipients = recipients.with_env(self.env)
        # one that stands in no register would be in the statement (§ 8) and not in the record of processing (art. 30)
        for recipient in recipients.filtered(lambda one: not one.register_ids):
            # sudo: whoever sends an invoice need not keep the registers
            recipient.register_ids = self.env["lampo.privacy.register"].sudo().search(
                [("company_id", "=", recipient.company_id.id), ("kind", "=", "billing")])
        return recipients

    def write(self, vals):
        self._refuse_sending_method([vals])
        return super().write(vals)

    def _refuse_sending_method(self, vals_list):
        """It stands for a country that is not known yet, so that nobody writes it by hand (statement § 8)."""
        if not self.env.su and any("sending_method" in vals for vals in vals_list):
            raise UserError(self.env._("A sending method is written by the system alone: leave it out."))

    @api.depends("partner_id.country_id")
    def _compute_country_id(self):
        for recipient in self:
            recipient.country_id = recipient.country_id or recipient.partner_id.country_id

    def _compute_disclosure_count(self):
        counts = dict(self.env["lampo.privacy.disclosure"]._read_group(
            [("recipient_id", "in", self.ids)], ["recipient_id"], ["__count"]))
        for recipient in self:
            recipient.disclosure_count = counts.get(recipient._origin, 0)

    @api.constrains("country_id", "parent_country_id", "partner_id", "sending_method", "active")
    def _check_eea(self):
        for recipient in self:
            if not recipient.country_id and not recipient.sending_method:
                raise ValidationError(self.env._(
                    "Give the country of %(recipient)s: by § 8 of the privacy statement data is disclosed within the "
                    "European Economic Area only.", recipient=recipient.name))
            if outside := recipient._countries_outside_eea():
                raise ValidationError(self.env._(
                    "%(recipient)s is refused: %(country)s is outside the European Economic Area. By § 8 of the "
                    "privacy statement no data is disclosed outside the EU or the EEA, neither to a recipient, nor "
                    "to an address, nor to whoever owns it.",
                    recipient=recipient.name, country=", ".join(outside.mapped("name"))))

    def _countries_outside_eea(self):
        """The countries outside the area that this recipient has to do with. Empty: none known."""
        self.ensure_one()
        # sudo: an address that the user does not see is an address all the same
        family = self.sudo()._address_family()
        known = self.country_id | self.parent_country_id | family.country_id | family.state_id.country_id
        return known.filtered(lambda country: not is_in_eea(country.code))

    def _address_family(self):
        """The contacts of these recipients, those above them, and their other addresses."""
        partners = self.partner_id.with_context(active_test=False)
        above = partners
        while parents := above.parent_id - partners:
            partners |= parents
            above = parents
        return partners.search([("id", "child_of", self.partner_id.ids)]) | partners if partners else partners

    @api.model
    @api.private
    def _for_sending(self, method, label, company):
        """The recipient that stands for a way of sending invoices; made when it is used for the first time.

        :param method: the key of the sending method, e.g. "peppol"; :param label: its name on the screen
        """
        # sudo: whoever sends an invoice need not keep the list of recipients
        recipients = self.sudo().with_context(active_test=False)
        found = recipients.search([("sending_method", "=", method), ("company_id", "=", company.id)], limit=1)
        return found or recipients.create({
            "name": label, "recipient_role": "processor", "sending_method": method, "company_id": company.id,
            "purpose": self.env._("Delivery of invoices")})

    @api.private
    def _notice_email(self):
        self.ensure_one()
        return self.email or self.partner_id.email

    def action_view_disclosures(self):
        """What has been disclosed to this recipient."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("lampo_privacy.action_privacy_disclosure")
        return {**action, "domain": [("recipient_id", "=", self.id)],
                "context": {"default_recipient_id": self.id}}


class ResPartner(models.Model):
    """A recipient's contact, its owner and its addresses stay in the European Economic Area (statement § 8)."""

    _inherit = "res.partner"

    disclosure_ids = fields.One2many("lampo.privacy.disclosure", "partner_id", "Disclosures", copy=False,
                                     groups="lampo_privacy.group_user")

    @api.private
    def _lampo_refuse_restricted(self):
        """:raises UserError: the processing of one of them is restricted: their data leaves the house to nobody"""
        if restricted := self.filtered("processing_restricted"):
            raise UserError(self.env._(
                "The processing of %(count)s of them is restricted: their data is stored only. Leave them out.",
                count=len(restricted)))

    @api.constrains("country_id", "state_id", "parent_id")
    def _check_recipient_eea(self):
        risky = self.filtered(lambda one: one.parent_id or any(
            not is_in_eea(country.code) for country in one.country_id | one.state_id.country_id))
        if not risky:
            return
        # sudo: the rule holds for whoever edits the contact
        recipients = self.env["lampo.privacy.recipient"].sudo().search(Domain("partner_id", "!=", False))
        if recipients and risky & recipients._address_family():
            recipients._check_eea()
