# Part of lampo_privacy. LGPL-3.
from odoo import api, models

from .privacy_request import OPEN_STATES

# what must be known before a request can take effect
KNOWN_BY = frozenset(("partner_id", "request_type", "to_sort", "company_id", "email_from"))


class PrivacyRequest(models.Model):
    """What takes effect before anybody answers: marketing stops the moment an objection or a withdrawal arrives.

    The statement promises that moment (§ 4; art. 21(3), 7(3)). A letter that nobody has read yet names neither for
    certain, so its own moment is when it is sorted; until then it keeps its person off mailings while it is open.
    """

    _inherit = "lampo.privacy.request"

    @api.model_create_multi
    def create(self, vals_list):
        requests = super().create(vals_list)
        requests._take_effect()
        return requests

    def write(self, vals):
        result = super().write(vals)
        if not KNOWN_BY.isdisjoint(vals):
            self._take_effect()
        return result

    def _take_effect(self):
        known = self.filtered(lambda request: request.state in OPEN_STATES and not request.to_sort)
        known._stop_marketing()
        # a restriction begins when it is taken into work, and so for a person who is named only then
        known.filtered(lambda request: request.state == "in_progress")._restrict_processing()
