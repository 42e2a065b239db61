# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..engine.dossier import own_contacts
from ..tools.bypass import BYPASS
from ..tools.identity_codes import contains_identity_code
from .heat_contract import finnish_today

STEPS = frozenset(("partner_id", "request_id", "date_from", "told_on", "told_how", "lifted_on", "lifted_by",
                   "ended_on", "company_id"))


class PrivacyRestriction(models.Model):
    """A restriction of processing that a person asked for (GDPR art. 18): from when, until when, and that the person
    was told before it was lifted (art. 18(3)).

    The flag on the contact is what the system obeys; this record is the evidence of it. The restriction of a person
    whose erasure waits for vouchers has no such record: it ends with the last voucher and cannot be lifted.
    """

    _name = "lampo.privacy.restriction"
    _description = "Restriction of processing"
    _order = "date_from desc, id desc"
    _rec_name = "date_from"
    # nothing in it but days, and a channel
    _lampo_data_map = {"reason": "text"}

    # The person may go; that the right was honoured stays.
    partner_id = fields.Many2one("res.partner", "Person", index="btree_not_null", ondelete="set null", readonly=True)
    request_id = fields.Many2one("lampo.privacy.request", ondelete="set null", readonly=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, readonly=True)
    date_from = fields.Date("From", required=True, readonly=True, default=lambda self: finnish_today(self))
    reason = fields.Char(help="Why processing was restricted, in a few words, without names.")
    told_on = fields.Date("Person told on", readonly=True, help="The person is told before a restriction is lifted.")
    told_how = fields.Selection(
        [("office", "At the office"), ("post", "Post"), ("email", "E-mail"), ("phone", "Phone")],
        "Person told by", readonly=True,
    )
    lifted_on = fields.Date("Lifted on", readonly=True)
    lifted_by = fields.Many2one("res.users", "Lifted by", readonly=True, ondelete="restrict")
    ended_on = fields.Date(
        "Ended on", compute="_compute_ended_on", store=True, index="btree_not_null",
        help="The day it was lifted, or the day its person was erased: how long the evidence is kept runs from it.")

    @api.depends("lifted_on")
    def _compute_ended_on(self):
        for restriction in self:
            restriction.ended_on = (
                restriction.lifted_on or restriction.ended_on or restriction.partner_id.anonymised_on)

    @api.constrains("reason")
    def _check_reason(self):
        if any(contains_identity_code(restriction.reason) for restriction in self):
            raise ValidationError(self.env._(
                "Do not write an identity code into the reason: its only place is the field of the person."))

    @api.constrains("date_from", "told_on", "lifted_on")
    def _check_dates(self):
        for restriction in self:
            if restriction.lifted_on and not restriction.date_from <= restriction.told_on <= restriction.lifted_on:
                raise ValidationError(self.env._(
                    "The person is told after the restriction began and no later than the day it is lifted."))

    def write(self, vals):
        if self.env.context.get("lampo_bypass") is not BYPASS and not STEPS.isdisjoint(vals):
            raise UserError(self.env._("A restriction is lifted by its button, and not changed afterwards."))
        return super().write(vals)

    @api.private
    def _begin(self, partners):
        """Record that these contacts are restricted from today on, each with its open request if there is one."""
        # sudo: the record is evidence that nobody writes by hand
        running = self.sudo().search([("partner_id", "in", partners.ids), ("lifted_on", "=", False)]).partner_id
        fresh = partners - running
        requests = self.env["lampo.privacy.request"].sudo().search([
            ("partner_id", "in", fresh.ids), ("request_type", "=", "restriction"),
            ("state", "in", ("new", "in_progress")),
        ])
        request_of = {request.partner_id.id: request.id for request in requests}
        return self.sudo().create([
            {"partner_id": partner.id, "request_id": request_of.get(partner.id),
             "company_id": (partner.company_id or self.env.company).id}
            for partner in fresh
        ])

    @api.private
    def _lift(self, partners, told_on, told_how):
        """End the restrictions in force of these contacts today. :raises ValidationError: the person was not told"""
        if not told_on or not told_how or told_on > finnish_today(self):
            raise ValidationError(self.env._(
                "Tell the person first, then say when and how you did: a restriction is lifted only after that "
                "(GDPR art. 18(3))."))
        # sudo: see _begin
        running = self.sudo().search([("partner_id", "in", partners.ids), ("lifted_on", "=", False)])
        running.with_context(lampo_bypass=BYPASS).write({
            "told_on": told_on, "told_how": told_how, "lifted_on": finnish_today(self), "lifted_by": self.env.uid})
        return running


class PrivacyErasure(models.Model):
    """Of somebody erased there is nothing left to restrict: the evidence is kept from that day on, and no longer."""

    _inherit = "lampo.privacy.erasure"

    def _conclude(self, run):
        people = own_contacts(self.env, self.partner_id.ids)
        result = super()._conclude(run)
        # sudo: an erasure ends the restrictions of its people, whoever runs it
        self.env["lampo.privacy.restriction"].sudo().with_context(lampo_bypass=BYPASS).search(
            [("partner_id", "in", people), ("ended_on", "=", False)]).write({"ended_on": finnish_today(self)})
        return result
