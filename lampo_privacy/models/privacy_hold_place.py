# Part of lampo_privacy. LGPL-3.
from odoo import fields, models

USERS = "lampo_privacy.group_user"


class HeatContract(models.Model):
    _inherit = "lampo.heat.contract"

    hold_ids = fields.One2many("lampo.privacy.hold", "contract_id", string="Holds", copy=False, groups=USERS)


class HeatSite(models.Model):
    _inherit = "lampo.heat.site"

    hold_ids = fields.One2many("lampo.privacy.hold", "site_id", string="Holds", copy=False, groups=USERS)
