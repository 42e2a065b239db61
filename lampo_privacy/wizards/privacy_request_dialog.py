# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models


class PrivacyRequestWizard(models.AbstractModel):
    """What the three small dialogs share: the requests they were opened from, and no rule of their own."""

    _name = "lampo.privacy.request.wizard"
    _description = "Step of a request"

    request_ids = fields.Many2many(
        "lampo.privacy.request", string="Requests", required=True,
        default=lambda self: self._default_requests(),
    )

    @api.model
    def _default_requests(self):
        if self.env.context.get("active_model") != "lampo.privacy.request":
            return False
        return self.env.context.get("active_ids") or self.env.context.get("active_id")

    def _letter_of_step(self, kind):
        """The letter that tells the person of the step; several requests show on their forms that one is owed."""
        return self.request_ids._letter_action(kind) if len(self.request_ids) == 1 else None
