# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models
from odoo.exceptions import UserError


class PrivacyConsentMailing(models.TransientModel):
    """Ask many people for a consent by a link of one use. Who must not be asked is counted and left out."""

    _name = "lampo.privacy.consent.mailing"
    _description = "Ask for consent"

    purpose_id = fields.Many2one("lampo.privacy.purpose", required=True, domain="[('basis', '!=', 'obligation')]")
    wording_id = fields.Many2one("lampo.privacy.consent.wording", compute="_compute_wording_id")
    words = fields.Text("What they agree to", compute="_compute_wording_id")
    who = fields.Selection(
        [("customers", "Customers with a contract in force"), ("chosen", "The chosen contacts")],
        required=True, default=lambda self: "chosen" if self._chosen() else "customers")
    skip_consented = fields.Boolean("Leave out who has agreed already", default=True)
    count_asked = fields.Integer("Will be asked", compute="_compute_counts")
    count_left_out = fields.Integer(
        "Left out", compute="_compute_counts",
        help="No e-mail, restricted, objected to marketing, agreed already, or no person.")

    @api.depends("purpose_id")
    def _compute_wording_id(self):
        for mailing in self:
            mailing.wording_id = mailing.purpose_id._wording()
            mailing.words = mailing.wording_id.text_fi

    @api.model
    def _chosen(self):
        if self.env.context.get("active_model") != "res.partner":
            return self.env["res.partner"]
        return self.env["res.partner"].browse(self.env.context.get("active_ids") or ()).exists()

    @api.depends("purpose_id", "who", "skip_consented")
    def _compute_counts(self):
        for mailing in self:
            everybody = mailing._candidates()
            mailing.count_asked = len(mailing._asked(everybody))
            mailing.count_left_out = len(everybody) - mailing.count_asked

    def _candidates(self):
        if self.who == "chosen":
            return self._chosen()
        return self.env["res.partner"].search(
            [("heat_contract_ids", "any", [("state", "=", "running")]), ("is_data_subject", "=", True)])

    def _asked(self, everybody):
        people = self.purpose_id._may_be_asked(everybody)
        if self.skip_consented and people:
            consents = self.env["lampo.privacy.consent"]
            people -= consents.search(consents._in_force_domain() & fields.Domain(
                [("purpose_id", "=", self.purpose_id.id), ("partner_id", "in", people.ids)])).partner_id
        return people

    def action_send(self):
        """Send the links. :raises UserError: nobody is left to ask"""
        self.ensure_one()
        people = self._asked(self._candidates())
        if not people:
            raise UserError(self.env._("Nobody is left to ask."))
        asks = self.purpose_id._ask(people)
        return {"type": "ir.actions.client", "tag": "display_notification", "params": {
            "type": "success", "next": {"type": "ir.actions.act_window_close"},
            "message": self.env._("%(count)s people are asked by e-mail.", count=len(asks))}}
