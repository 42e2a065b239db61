# Part of lampo_privacy. LGPL-3.
from odoo import api, models


class ResCompany(models.Model):
    """A company has its registers from its first day (statement § 3; GDPR art. 30)."""

    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        self.env["lampo.privacy.register"]._ensure_registers(companies)
        self.env["lampo.privacy.content"]._ensure_contents(companies)
        return companies
