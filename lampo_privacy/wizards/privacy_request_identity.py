# Part of lampo_privacy. LGPL-3.
from odoo import fields, models


class PrivacyRequestIdentity(models.TransientModel):
    """Asks what proof of identity was seen; never takes a copy of it (GDPR art. 12(6))."""

    _name = "lampo.privacy.request.identity"
    _inherit = "lampo.privacy.request.wizard"
    _description = "Confirm the identity"

    note = fields.Char(
        "What was seen", default=lambda self: self.env._("Identity document seen"),
        help="For example the kind of document. No number, no identity code, no copy.",
    )

    def action_confirm(self):
        """Confirm; see :meth:`lampo.privacy.request.action_confirm_identity`."""
        self.ensure_one()
        self.request_ids.action_confirm_identity(self.note)
