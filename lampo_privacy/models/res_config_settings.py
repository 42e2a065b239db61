# Part of lampo_privacy. LGPL-3.
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """The settings page of data protection: what a company decides for itself (statement §§ 1–2)."""

    _inherit = "res.config.settings"

    lampo_eves_are_holidays = fields.Boolean(related="company_id.lampo_eves_are_holidays", readonly=False)
    lampo_officer_id = fields.Many2one(related="company_id.lampo_officer_id", readonly=False)
    lampo_alias_name = fields.Char(related="company_id.lampo_alias_name", readonly=False)
    lampo_contact_alias_name = fields.Char(related="company_id.lampo_contact_alias_name", readonly=False)
    lampo_complaint_alias_name = fields.Char(related="company_id.lampo_complaint_alias_name", readonly=False)
    lampo_alias_domain = fields.Char(related="company_id.alias_domain_id.name")
