# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models
from odoo.exceptions import UserError


class PrivacyUndertaking(models.TransientModel):
    """Puts the confidentiality undertaking before the user on first use (statement § 9)."""

    _name = "lampo.privacy.undertaking"
    _description = "Accept the confidentiality undertaking"

    text = fields.Html(compute="_compute_text", sanitize=True)
    due = fields.Boolean(compute="_compute_text", help="You have not accepted the version in force yet.")
    accepted_on = fields.Datetime("You accepted it on", compute="_compute_text")
    confirmed = fields.Boolean(
        "I have read this and undertake it", help="Your name, the time and the version are kept as evidence."
    )

    @api.depends_context("uid")
    def _compute_text(self):
        version = self.env["lampo.privacy.confidentiality"]._current()
        # sudo: everybody may see when he himself accepted
        line = self.env["lampo.privacy.confidentiality.acceptance"].sudo().search(
            [("confidentiality_id", "=", version.id), ("user_id", "=", self.env.uid)], limit=1)
        for wizard in self:
            wizard.text = version and version._text_for(self.env.user)
            wizard.due = bool(version) and not line
            wizard.accepted_on = line.accepted_on

    def action_accept(self):
        """Keep the acceptance and open the register.

        :raises UserError: the box is not ticked
        """
        self.ensure_one()
        if not self.confirmed:
            raise UserError(self.env._("Tick “I have read this and undertake it” first."))
        self.env["lampo.privacy.confidentiality.acceptance"]._accept(self.env.user)
        return {"type": "ir.actions.client", "tag": "reload"}
