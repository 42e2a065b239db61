# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class HeatMeter(models.Model):
    """A heat meter, and how far its counter had come. Imports of cumulative readings take the difference from here.
    It belongs to the network and stays when the customer goes (statement § 6)."""

    _name = "lampo.heat.meter"
    _description = "Heat meter"
    _rec_name = "serial"
    _rec_names_search = ["serial", "site_id.name", "site_id.code"]
    _order = "site_id, installed_on desc, id desc"
    _check_company_auto = True

    serial = fields.Char("Serial Number", required=True, copy=False)
    # no check_company: the company is the site's own, and empty until a site is chosen
    site_id = fields.Many2one("lampo.heat.site", "Heat-use Site", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="site_id.company_id", store=True, index=True, precompute=True)
    installed_on = fields.Date("Installed")
    removed_on = fields.Date("Removed", help="Last day of the meter at the site. Empty while it is in use.")
    last_reading_on = fields.Datetime("Last Reading", readonly=True, copy=False, help="Written by the import.")
    last_reading_mwh = fields.Float(
        "Counter (MWh)", digits=(16, 6), readonly=True, copy=False, help="Counter of energy at the last reading."
    )
    last_reading_m3 = fields.Float(
        "Counter (m³)", digits=(16, 3), readonly=True, copy=False, help="Counter of water at the last reading."
    )

    _serial_unique = models.UniqueIndex(
        "(company_id, serial)", "Another meter already has this serial number: check the number."
    )

    @api.constrains("installed_on", "removed_on")
    def _check_dates(self):
        for meter in self:
            if meter.installed_on and meter.removed_on and meter.removed_on < meter.installed_on:
                raise ValidationError(
                    self.env._(
                        "Meter %(serial)s cannot be removed before it was installed: check its dates.",
                        serial=meter.serial,
                    )
                )
