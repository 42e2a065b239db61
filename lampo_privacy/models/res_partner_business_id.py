# Part of lampo_privacy. LGPL-3.
from odoo import api, models
from odoo.exceptions import ValidationError

from ..tools.identity_codes import InvalidCodeError, normalise_business_id


class ResPartner(models.Model):
    """The Y-tunnus of a Finnish company in Odoo's own ``company_registry`` (statement § 5), checked and in one form."""

    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        country = self.env["res.country"]
        for vals in vals_list:
            self._normalise_business_id(vals, country.browse(vals.get("country_id") or ()))
        return super().create(vals_list)

    def write(self, vals):
        if vals.get("company_registry"):
            vals = dict(vals)
            countries = self.env["res.country"].browse(vals.get("country_id") or ())
            self._normalise_business_id(vals, countries or self.country_id)
        return super().write(vals)

    @api.model
    def _normalise_business_id(self, vals, countries):
        """Put a valid Y-tunnus in ``vals`` into the form 1234567-1; whatever else it may be stays as typed."""
        if not vals.get("company_registry") or any(country.code != "FI" for country in countries):
            return
        try:
            vals["company_registry"] = normalise_business_id(vals["company_registry"])
        except InvalidCodeError:
            return  # the constraint below says so, for the partners it concerns

    @api.constrains("company_registry", "country_id")
    def _check_business_id(self):
        for partner in self.filtered("company_registry"):
            if partner.commercial_partner_id != partner or partner.country_id.code not in (False, "FI"):
                continue  # a contact carries its company's number; another country's form is not ours to judge
            try:
                normalise_business_id(partner.company_registry)
            except InvalidCodeError:
                raise ValidationError(
                    self.env._(
                        "%(number)s is not a valid Finnish business ID (Y-tunnus). It has seven digits, a dash and a "
                        "check digit, as in 1234567-1. For a company of another country, choose its country first.",
                        number=partner.company_registry,
                    )
                ) from None
