# Part of lampo_privacy. LGPL-3.
from odoo import fields, models


class PrivacyReveal(models.TransientModel):
    """Asks why an identity code is needed before it is shown (tietosuojalaki 1050/2018 § 29).

    The code itself is no field of the wizard, because wizards are rows of the database too: it goes to the browser in
    a notification and nowhere else.
    """

    _name = "lampo.privacy.reveal"
    _description = "Show an identity code"

    partner_id = fields.Many2one("res.partner", string="Contact", required=True, ondelete="cascade")
    purpose = fields.Char(
        required=True, help="Kept in the access log with your name and the time. Do not write the code itself here."
    )

    def action_reveal(self):
        """Log the look and show the code until the user closes the notification."""
        self.ensure_one()
        code = self.partner_id.action_reveal_identity_code(self.purpose)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "sticky": True,
                "title": self.env._("Identity code (this look was logged)"),
                "message": code,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
