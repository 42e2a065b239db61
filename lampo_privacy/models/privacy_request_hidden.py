# Part of lampo_privacy. LGPL-3.
from odoo import models


class PrivacyRequest(models.Model):
    """A step that restricts the person hides the request from customer service with the person (see ir.rule): whoever
    took the step goes back to the list and not to a page that refuses."""

    _inherit = "lampo.privacy.request"

    def action_start(self):
        return self._leave_if_hidden(super().action_start())

    def action_done(self):
        return self._leave_if_hidden(super().action_done())

    def _leave_if_hidden(self, result):
        if self.env.su or len(self._filtered_access("read")) == len(self):
            return result
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("lampo_privacy.action_privacy_request"),
            "target": "main",
        }
