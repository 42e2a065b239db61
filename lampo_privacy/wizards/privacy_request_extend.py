# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models
from odoo.tools import format_date


class PrivacyRequestExtend(models.TransientModel):
    """Asks for the reason of an extension and shows the new limit before it is taken (GDPR art. 12(3))."""

    _name = "lampo.privacy.request.extend"
    _inherit = "lampo.privacy.request.wizard"
    _description = "Extend the time to answer"

    reason = fields.Text(help="The complexity or the number of requests. The person is told it.")
    preview = fields.Text("New limit", compute="_compute_preview")
    notice_by = fields.Date(
        "Tell the person by", compute="_compute_preview",
        help="The last day to tell the person of the extension and its reason.",
    )

    @api.depends("request_ids")
    def _compute_preview(self):
        for wizard in self:
            wizard.notice_by = min(wizard.request_ids.mapped("first_due_on"), default=False)
            wizard.preview = "\n".join(
                self.env._(
                    "%(number)s: due %(old)s, extended to %(new)s",
                    number=request.name, old=format_date(self.env, request.due_on),
                    new=format_date(self.env, request._extended_limit()))
                for request in wizard.request_ids
            )

    def action_confirm(self):
        """Extend, then write the letter; see :meth:`lampo.privacy.request.action_extend`."""
        self.ensure_one()
        self.request_ids.action_extend(self.reason)
        return self._letter_of_step("extension")
