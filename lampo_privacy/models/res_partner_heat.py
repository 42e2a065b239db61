# Part of lampo_privacy. LGPL-3.
import json

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from .heat_contract import finnish_today
from .heat_report import counted_once, granularities_up_to, local_start

GRAPH_MONTHS = 24
HEAT_READERS = "lampo_privacy.group_user,account.group_account_readonly"


class ResPartner(models.Model):
    """The customer's heat: contracts, sites and what was consumed in the last year (statement § 5: the heat-use
    site and the consumption are among the data of a customer). Shown to those who need it only (§ 9)."""

    _inherit = "res.partner"

    heat_contract_ids = fields.One2many("lampo.heat.contract", "partner_id", "Heat Contracts", groups=HEAT_READERS)
    heat_site_ids = fields.Many2many(
        "lampo.heat.site",
        string="Heat-use Sites",
        compute="_compute_heat_site_ids",
        search="_search_heat_site_ids",
        groups=HEAT_READERS,
        help="Sites of all the customer's contracts, ended ones included.",
    )
    heat_contract_count = fields.Integer(
        "Number of Heat Contracts", compute="_compute_heat_site_ids", groups=HEAT_READERS
    )
    heat_consumption_12m = fields.Float(
        "Heat in 12 Months (MWh)",
        digits=(16, 3),
        compute="_compute_heat_consumption_12m",
        groups=HEAT_READERS,
        help="Consumption of the periods that ended within the last twelve months. What stands in hours and in "
        "months counts once.",
    )
    heat_graph = fields.Text("Monthly Consumption", compute="_compute_heat_graph", groups=HEAT_READERS)

    @api.depends("heat_contract_ids.site_id")
    def _compute_heat_site_ids(self):
        for partner in self:
            partner.heat_site_ids = partner.heat_contract_ids.site_id
            partner.heat_contract_count = len(partner.heat_contract_ids)

    def _search_heat_site_ids(self, operator, value):
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        found = Domain("heat_contract_ids", "any", Domain("site_id", operator, value))
        if operator == "in" and False in value:
            found |= Domain("heat_contract_ids", "=", False)
        return found

    @api.depends("heat_contract_ids")
    @api.depends_context("allowed_company_ids")
    def _compute_heat_consumption_12m(self):
        now = fields.Datetime.now()
        rows = self._heat_sums(
            SQL("0"), SQL("c.period_end > %s AND c.period_end <= %s", now - relativedelta(months=12), now)
        )
        sums = {partner_id: energy for partner_id, _month, energy in rows}
        for partner in self:
            partner.heat_consumption_12m = sums.get(partner._origin.id, 0.0)

    @api.depends("heat_contract_ids")
    @api.depends_context("allowed_company_ids", "lang")
    def _compute_heat_graph(self):
        """JSON of the bars for the widget ``lampo_heat_graph``: 24 Finnish months, the current one included."""
        first = finnish_today(self).replace(day=1) - relativedelta(months=GRAPH_MONTHS - 1)
        months = [first + relativedelta(months=nr) for nr in range(GRAPH_MONTHS)]
        rows = self._heat_sums(
            SQL("%s::date", local_start(SQL("c.period_start"), "month")),
            SQL("c.period_start >= %s::timestamp AT TIME ZONE 'Europe/Helsinki' AT TIME ZONE 'UTC'", first),
            coarsest="month",
        )
        sums = {(partner_id, start): energy for partner_id, start, energy in rows}
        labels = {start: format_date(self.env, start, date_format="LLL yyyy") for start in months}
        for partner in self:
            values = [
                {"label": labels[start], "value": round(sums.get((partner._origin.id, start), 0.0), 3)}
                for start in months
            ]
            partner.heat_graph = json.dumps([{"key": self.env._("Heat (MWh)"), "values": values}])

    def _heat_sums(self, group, where, coarsest="year"):
        """[(partner id, group, MWh)] of these partners' readings in the allowed companies: one query for them all.
        ``where`` limits the readings ``c``; rows coarser than ``coarsest`` are left out, no MWh is summed twice."""
        if not self._origin.ids:
            return []
        self.env["lampo.heat.consumption"].flush_model()
        return self.env.execute_query(
            SQL(
                """
                SELECT c.partner_id, %(group)s, SUM(c.energy_mwh)::float8
                  FROM lampo_heat_consumption c
                 WHERE c.partner_id IN %(partners)s
                   AND c.company_id IN %(companies)s
                   AND c.granularity IN %(granularities)s
                   AND %(where)s
                   AND %(counted)s
                 GROUP BY 1, 2
                """,
                group=group,
                partners=self._origin._ids,
                # The SQL's own company rule: what other companies measured is not summed for this user.
                companies=self.env.companies._ids,
                granularities=granularities_up_to(coarsest),
                where=where,
                counted=counted_once("c", coarsest),
            )
        )

    def action_heat_contracts(self):
        """Open the customer's heat contracts."""
        return self._heat_action("lampo_privacy.action_heat_contract", {"default_partner_id": self.id})

    def action_heat_consumption(self):
        """Open the customer's consumption by month, each MWh once."""
        return self._heat_action("lampo_privacy.action_heat_report", {})

    def _heat_action(self, xmlid, context):
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {**action, "domain": [("partner_id", "in", self.ids)], "context": context}
