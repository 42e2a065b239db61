# Part of lampo_privacy. LGPL-3.
from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ..models.heat_contract import finnish_today


class HeatHandover(models.TransientModel):
    """A move: the site passes from one customer to the next without a day's gap or overlap. From the end of the
    old contract the customer's retention is counted (statement § 6), so the day has to be right."""

    _name = "lampo.heat.handover"
    _description = "Handover of a heat-use site"

    site_id = fields.Many2one("lampo.heat.site", "Heat-use Site", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="site_id.company_id")
    date = fields.Date(
        "Move-in Date",
        required=True,
        default=lambda self: finnish_today(self),
        help="First day of the new customer. The running contract ends the day before.",
    )
    contract_id = fields.Many2one(
        "lampo.heat.contract",
        "Contract That Ends",
        compute="_compute_contract_id",
        help="The contract of the site that is in force on the day before the move.",
    )
    old_partner_id = fields.Many2one(related="contract_id.partner_id", string="Moves Out")
    partner_id = fields.Many2one("res.partner", "Moves In", required=True, ondelete="cascade")
    power_kw = fields.Float(
        "New Power (kW)", digits=(12, 2), help="Left at zero, the power of the contract that ends goes on."
    )

    @api.depends("site_id", "date")
    def _compute_contract_id(self):
        for wizard in self:
            wizard.contract_id = wizard._outgoing_contract()

    def _outgoing_contract(self):
        """The contract in force on the day before the move."""
        if not (self.site_id and self.date):
            return self.env["lampo.heat.contract"]
        last_day = self.date - relativedelta(days=1)
        open_then = Domain("date_end", "=", False) | Domain("date_end", ">=", last_day)
        domain = Domain("site_id", "=", self.site_id.id) & Domain("date_start", "<=", last_day) & open_then
        return self.env["lampo.heat.contract"].search(domain, limit=1)

    def action_handover(self):
        """End the running contract on the day before the move, open the next one and show it.

        Raises UserError if no contract is in force then, the customer stays the same, or a later contract exists."""
        self.ensure_one()
        old = self.contract_id
        self._refuse_impossible(old)
        # The guard of the database judges every statement: the old contract has to end before the next begins.
        old.date_end = self.date - relativedelta(days=1)
        new = self.env["lampo.heat.contract"].create(self._prepare_contract_vals(old))
        return {
            "type": "ir.actions.act_window",
            "res_model": new._name,
            "res_id": new.id,
            "views": [(False, "form")],
        }

    def _prepare_contract_vals(self, old):
        return {
            "site_id": self.site_id.id,
            "partner_id": self.partner_id.id,
            "date_start": self.date,
            "power_kw": self.power_kw or old.power_kw,
            "flow_m3h": old.flow_m3h,
        }

    def _refuse_impossible(self, old):
        day = format_date(self.env, self.date)
        if not old:
            raise UserError(
                self.env._(
                    "No contract of site %(site)s is in force on the day before %(day)s, so there is nothing to hand "
                    "over. Check the date, or create the new customer's contract directly.",
                    site=self.site_id.display_name,
                    day=day,
                )
            )
        if old.partner_id == self.partner_id:
            raise UserError(self.env._("The customer who moves in already holds the contract: choose the new one."))
        later = Domain("site_id", "=", self.site_id.id) & Domain("date_start", ">=", self.date)
        if later := self.env["lampo.heat.contract"].search(later, limit=1, order="date_start"):
            raise UserError(
                self.env._(
                    "Contract %(number)s of the same site begins on %(start)s, after the move on %(day)s. Change or "
                    "delete that contract first.",
                    number=later.name,
                    start=format_date(self.env, later.date_start),
                    day=day,
                )
            )
