# Part of lampo_privacy. LGPL-3.
from odoo import fields, models


class PrivacyRequestRefuse(models.TransientModel):
    """Asks for the reason of a refusal and says what the answer must hold (GDPR art. 12(4))."""

    _name = "lampo.privacy.request.refuse"
    _inherit = "lampo.privacy.request.wizard"
    _description = "Refuse a request"

    reason = fields.Text(help="Why the right is not carried out. The person is told it.")

    def action_confirm(self):
        """Refuse, then write the letter; see :meth:`lampo.privacy.request.action_refuse`."""
        self.ensure_one()
        self.request_ids.action_refuse(self.reason)
        return self._letter_of_step("refusal")
