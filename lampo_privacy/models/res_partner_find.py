# Part of lampo_privacy. LGPL-3.
from odoo import api, models
from odoo.fields import Domain

FIND = "lampo_find_person"
PLACES = ("site_id.name", "site_id.code", "site_id.street", "name")


class ResPartner(models.Model):
    """Who stands at the counter is found by name, customer number, heat-use site or contract number, and told from a
    namesake by the site (statement § 12: requests are made at the office). Only where a view asks for it."""

    _inherit = "res.partner"

    @api.model
    def _search_display_name(self, operator, value):
        domain = super()._search_display_name(operator, value)
        if not self._lampo_finds_persons() or operator in Domain.NEGATIVE_OPERATORS or not isinstance(value, str):
            return domain
        places = Domain.OR([Domain(name, operator, value)] for name in PLACES)
        return Domain(domain) | Domain("heat_contract_ids", "any", places)

    @api.depends_context(FIND)
    def _compute_display_name(self):
        super()._compute_display_name()
        if not self._lampo_finds_persons():
            return
        is_formatted = self.env.context.get("formatted_display_name")
        for partner in self:
            places = ", ".join(filter(None, (partner.ref, *partner.heat_site_ids.mapped("name"))))
            if places:
                partner.display_name += f" \t --{places}--" if is_formatted else f", {places}"

    @api.model
    def _lampo_finds_persons(self):
        return bool(self.env.context.get(FIND)) and self.env.user.has_group("lampo_privacy.group_user")
