# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    """How long an answer package lives, and the link by which it is fetched."""

    _inherit = "res.company"

    lampo_package_days = fields.Integer(
        "Days an answer package is kept", default=30,
        help="The archive with all that is held about a person is deleted this many days after it was made or "
        "delivered. That it was delivered, when and how, stays with the request.",
    )
    lampo_link_days = fields.Integer(
        "Days a download link works", default=14, help="Never longer than the package itself.",
    )

    @api.constrains("lampo_package_days", "lampo_link_days")
    def _check_lampo_days(self):
        for company in self:
            if not 1 <= company.lampo_link_days <= company.lampo_package_days <= 365:
                raise ValidationError(self.env._(
                    "An answer package is kept between 1 and 365 days, and its link works no longer than that."))


class ResConfigSettings(models.TransientModel):
    """The same on the settings page."""

    _inherit = "res.config.settings"

    lampo_package_days = fields.Integer(related="company_id.lampo_package_days", readonly=False)
    lampo_link_days = fields.Integer(related="company_id.lampo_link_days", readonly=False)
