# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from .heat_contract import running_domain

BUILDING_TYPES = [
    ("house", "Detached house"),
    ("row", "Row house"),
    ("block", "Block of flats"),
    ("business", "Business premises"),
    ("public", "Public building"),
    ("other", "Other building"),
]


class HeatSite(models.Model):
    """The place that takes the heat: an address and a building, not a person (statement § 5: the heat-use site's
    name and address). Customers come and go by contract, the site and its meters stay with the network, so an
    erasure never touches this record (statement § 6: nothing that the service needs is lost)."""

    # The place belongs to the network and stays when a person goes; only its name can be the person's.
    _lampo_data_map = {"street": "neutral", "zip": "neutral", "city": "neutral", "code": "neutral"}
    _name = "lampo.heat.site"
    _description = "Heat-use site"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "code, id"
    _rec_names_search = ["name", "code", "street", "partner_id"]
    _check_company_auto = True

    name = fields.Char(required=True, help="What the site is called in the network, as a rule its address.")
    code = fields.Char(
        "Site Code",
        copy=False,
        help="Identifies the site in imports of readings. Left empty, it is taken from the sequence.",
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    street = fields.Char()
    zip = fields.Char("Postal Code")
    city = fields.Char()
    building_type = fields.Selection(
        BUILDING_TYPES,
        required=True,
        default="house",
        help="In a detached house the consumption tells about a person, so an erasure folds its months into years.",
    )
    dwellings = fields.Integer(
        default=1, help="Number of dwellings behind the meter. Fewer than five are treated like a house in an erasure."
    )
    area_m2 = fields.Float("Floor Area (m²)", digits=(12, 2))
    volume_m3 = fields.Float("Building Volume (m³)", digits=(12, 2))
    contract_ids = fields.One2many("lampo.heat.contract", "site_id", "Contracts")
    meter_ids = fields.One2many("lampo.heat.meter", "site_id", "Meters")
    contract_id = fields.Many2one(
        "lampo.heat.contract",
        "Current Contract",
        compute="_compute_current",
        search="_search_contract_id",
        help="The contract in force today.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Current Customer",
        compute="_compute_current",
        search="_search_partner_id",
        help="The customer of the contract in force today.",
    )
    contract_count = fields.Integer("Number of Contracts", compute="_compute_counts")
    meter_count = fields.Integer("Number of Meters", compute="_compute_counts")

    _code_unique = models.UniqueIndex("(company_id, code)", "Another site already has this code: choose another one.")

    @api.depends("code", "name")
    def _compute_display_name(self):
        for site in self:
            site.display_name = " ".join(filter(None, (site.code and f"[{site.code}]", site.name))) or False

    @api.depends("contract_ids.date_start", "contract_ids.date_end", "contract_ids.partner_id")
    def _compute_current(self):
        running = running_domain(self)
        for site in self:
            site.contract_id = site.contract_ids.filtered_domain(running)[:1]
            site.partner_id = site.contract_id.partner_id

    def _search_contract_id(self, operator, value):
        return self._search_current("id", operator, value)

    def _search_partner_id(self, operator, value):
        return self._search_current("partner_id", operator, value)

    def _search_current(self, field, operator, value):
        """Sites by ``field`` of the contract in force today; "is not set" means that no contract is in force."""
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        running = running_domain(self)
        found = Domain("contract_ids", "any", running & Domain(field, operator, value))
        if operator == "in" and False in value:
            found |= ~Domain("contract_ids", "any", running)
        return found

    @api.depends("contract_ids", "meter_ids")
    def _compute_counts(self):
        for site in self:
            site.contract_count = len(site.contract_ids)
            site.meter_count = len(site.meter_ids)

    @api.onchange("building_type")
    def _onchange_building_type(self):
        if self.building_type == "house":
            self.dwellings = 1

    @api.constrains("dwellings", "building_type", "area_m2", "volume_m3")
    def _check_measures(self):
        for site in self:
            if site.dwellings < 0 or (site.dwellings == 0 and site.building_type == "house"):
                raise ValidationError(self.env._("Give the number of dwellings: a detached house has at least one."))
            if site.area_m2 < 0 or site.volume_m3 < 0:
                raise ValidationError(self.env._("Floor area and building volume cannot be negative."))

    @api.model_create_multi
    def create(self, vals_list):
        """Sites without a code get the next one of their company's sequence."""
        for vals in vals_list:
            if not (vals.get("code") or "").strip():
                company = self.env["res.company"].browse(vals.get("company_id") or self.env.company.id)
                vals["code"] = self.env["ir.sequence"].with_company(company).next_by_code("lampo.heat.site")
        return super().create(vals_list)

    def write(self, vals):
        """A site in use keeps its company: its contracts and readings are that company's books."""
        if "company_id" in vals:
            moved = self.filtered(lambda site: site.company_id.id != vals["company_id"])
            if moved.contract_ids or moved.meter_ids:
                raise UserError(
                    self.env._(
                        "A site that has contracts or meters cannot move to another company: create it there again."
                    )
                )
        return super().write(vals)

    def action_contracts(self):
        """Open the contracts of this site, a new one prepared for it."""
        return self._action_of("lampo_privacy.action_heat_contract")

    def action_meters(self):
        """Open the meters of this site."""
        return self._action_of("lampo_privacy.action_heat_meter")

    def action_consumption(self):
        """Open the readings of this site."""
        return self._action_of("lampo_privacy.action_heat_consumption")

    def action_handover(self):
        """Open the handover of this site to the next customer."""
        action = self.env["ir.actions.act_window"]._for_xml_id("lampo_privacy.action_heat_handover")
        return {**action, "context": {"default_site_id": self.id}}

    def _action_of(self, xmlid):
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {**action, "domain": [("site_id", "in", self.ids)], "context": {"default_site_id": self[:1].id}}
