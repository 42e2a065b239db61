# Part of lampo_privacy. LGPL-3.
from odoo import models


class PartnerMerge(models.TransientModel):
    """Merging writes below the ORM: restricted people are kept out of it here (GDPR art. 18)."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        self.env["res.partner"]._refuse_restricted({*partner_ids, *(dst_partner.ids if dst_partner else ())})
        return super()._merge(partner_ids, dst_partner, extra_checks)
