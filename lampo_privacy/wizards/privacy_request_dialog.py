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
