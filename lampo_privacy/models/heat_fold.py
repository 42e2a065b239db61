# Part of lampo_privacy. LGPL-3.
from odoo import fields, models

from .heat_site import BUILDING_TYPES


class HeatFold(models.Model):
    """What erased households used: a sum by year, postal code and building type, with no household in it to be seen.

    In a house the consumption is a person's (WP29 opinion 05/2014), so an erasure takes it away from the site and adds
    it here. A cell is shown once five households are in it and none has more than half of it, of the energy and of the
    water; what comes later begins another cell. Until then it is a part of a sum that singles nobody out, see
    `lampo.heat.report`. Written by the erasure alone.
    """

    _name = "lampo.heat.fold"
    _description = "Consumption of erased households"
    _log_access = False
    _order = "year desc, building_type, zip, id"
    _rec_name = "year"
    # a postal code of five households or more, and never shown below
    _lampo_data_map = {"zip": "neutral"}

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    zip = fields.Char("Postal Code", readonly=True)
    building_type = fields.Selection(BUILDING_TYPES, required=True, readonly=True)
    year = fields.Integer(required=True, readonly=True, aggregator=None)
    households = fields.Integer(readonly=True, help="Number of households in the sum.")
    energy_mwh = fields.Float("Energy (MWh)", digits=(16, 6), required=True, readonly=True)
    volume_m3 = fields.Float("Water (m³)", digits=(16, 3), readonly=True)
    largest_mwh = fields.Float(
        "Greatest share (MWh)",
        digits=(16, 6),
        readonly=True,
        help="What the greatest household of a cell used that is not published yet. Forgotten when it is.",
    )
    households_m3 = fields.Integer("Households with water", readonly=True)
    largest_m3 = fields.Float(
        "Greatest share of water (m³)",
        digits=(16, 3),
        readonly=True,
        help="What the greatest household of a cell used that is not published yet. Forgotten when it is.",
    )
    published = fields.Boolean(
        readonly=True, help="At least five households, and none has more than half: the cell may be shown."
    )

    # one open cell at a time; published ones are closed
    _one_open = models.UniqueIndex("(company_id, zip, building_type, year) WHERE NOT published")


class ResCompany(models.Model):
    _inherit = "res.company"

    lampo_fold_everywhere = fields.Boolean(
        string="Fold every building",
        help="On an erasure, fold the months of every building into years by postal code and building type, not only "
        "those of houses and of buildings with fewer than five dwellings. Those are folded always.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    lampo_fold_everywhere = fields.Boolean(related="company_id.lampo_fold_everywhere", readonly=False)
