# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

PERIOD_FIELDS = ("site_id", "date_start", "date_end")


def finnish_today(record):
    """Today's date in Finland, whoever asks: contracts begin and end at Finnish midnight."""
    return fields.Date.context_today(record.with_context(tz="Europe/Helsinki"))


def running_domain(record) -> Domain:
    """Domain of the contracts that are in force today (both ends inclusive)."""
    today = finnish_today(record)
    return Domain("date_start", "<=", today) & (Domain("date_end", "=", False) | Domain("date_end", ">=", today))


class HeatContract(models.Model):
    """Who takes the heat of a site, from when to when. The only bridge between a person and the network, and what
    the customer relationship is counted by (statement § 6: data is kept while the relationship lasts and at most
    ten years after; § 7: only people who are in a contract are stored)."""

    _name = "lampo.heat.contract"
    _description = "Heat contract"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_start desc, id desc"
    _rec_names_search = ["name", "site_id.name", "site_id.code", "site_id.street", "partner_id"]
    _check_company_auto = True

    name = fields.Char("Contract Number", copy=False, help="Left empty, it is taken from the sequence.")
    # No tracking: it would copy the person's name into mail.tracking.value. Not required in the database, for an
    # erasure cuts the contract from its customer; everybody else must name one.
    partner_id = fields.Many2one("res.partner", "Customer", index=True, ondelete="restrict", check_company=True)
    # no check_company: the company is the site's own, and empty until a site is chosen
    site_id = fields.Many2one("lampo.heat.site", "Heat-use Site", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="site_id.company_id", store=True, index=True, precompute=True)
    date_start = fields.Date(
        "Start Date",
        required=True,
        copy=False,
        tracking=True,
        default=lambda self: finnish_today(self),
        help="First day on which the customer pays for the heat.",
    )
    date_end = fields.Date(
        "End Date",
        copy=False,
        tracking=True,
        help="Last day of the contract, itself included. Empty while the contract runs on.",
    )
    power_kw = fields.Float("Power (kW)", digits=(12, 2), tracking=True, help="Contracted heating power.")
    flow_m3h = fields.Float("Flow (m³/h)", digits=(12, 3), tracking=True, help="Contracted flow of water.")
    state = fields.Selection(
        [("future", "Future"), ("running", "In force"), ("ended", "Ended")],
        "Status",
        compute="_compute_state",
        search="_search_state",
        help="Whether the contract is in force today.",
    )

    _name_unique = models.UniqueIndex("(company_id, name)", "Another contract already has this number.")
    _dates_in_order = models.Constraint(
        "CHECK (date_end IS NULL OR date_end >= date_start)",
        "A contract cannot end before it starts: check its dates.",
    )
    # Holds against two users at the same moment, which no check in Python can. Ranges have gist operators of their
    # own, so that no extension has to be installed.
    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (int4range(site_id, site_id, '[]') WITH =, daterange(date_start, date_end, '[]') WITH &&)",
        "Another contract of this site is in force within these dates: a site has one contract at a time.",
    )

    @api.depends("date_start", "date_end")
    def _compute_state(self):
        today = finnish_today(self)
        for contract in self:
            if contract.date_end and contract.date_end < today:
                contract.state = "ended"
            elif contract.date_start and contract.date_start > today:
                contract.state = "future"
            else:
                contract.state = "running"

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = finnish_today(self)
        domains = {
            "future": Domain("date_start", ">", today),
            "running": running_domain(self),
            "ended": Domain("date_end", "<", today),
        }
        return Domain.OR(domains[state] for state in value if state in domains)

    def _check_customer(self):
        """Raise ValidationError where no customer is named. By hand, for a constraint does not see an empty field."""
        if any(not contract.partner_id for contract in self):
            raise ValidationError(self.env._("A heat contract needs a customer. Choose one."))

    @api.constrains("power_kw", "flow_m3h")
    def _check_measures(self):
        if any(contract.power_kw < 0 or contract.flow_m3h < 0 for contract in self):
            raise ValidationError(self.env._("Contracted power and flow cannot be negative."))

    @api.constrains(*PERIOD_FIELDS)
    def _check_periods(self):
        self._refuse_bad_periods([(c.name, c.site_id.id, c.date_start, c.date_end) for c in self], self.ids)

    @api.model
    def _prepare_create_values(self, vals_list):
        # Before the INSERT, because the database's own guards would speak first and less clearly.
        vals_list = super()._prepare_create_values(vals_list)
        dates = ("date_start", "date_end")
        self._refuse_bad_periods(
            [
                (vals.get("name"), vals["site_id"], *(fields.Date.to_date(vals.get(day)) for day in dates))
                for vals in vals_list
                if vals.get("site_id") and vals.get("date_start")
            ]
        )
        return vals_list

    def _refuse_bad_periods(self, periods, ids=()):
        """Raise ValidationError if one of ``periods`` (number, site id, start, end or False) runs backwards, or
        overlaps another of them or a stored contract that is not among ``ids``. One query, whatever their number."""
        for _name, _site, start, end in periods:
            if end and end < start:
                raise ValidationError(
                    self.env._(
                        "A contract cannot end (%(end)s) before it starts (%(start)s): check its dates.",
                        start=format_date(self.env, start),
                        end=format_date(self.env, end),
                    )
                )
        if periods and (clash := self._first_overlap(periods, tuple(ids) or (0,))):
            name, start, end = clash
            raise ValidationError(
                self.env._(
                    "The dates overlap with contract %(number)s (%(start)s – %(end)s) of the same site. End that "
                    "contract first, or choose other dates: a site has one contract at a time.",
                    number=name or self.env._("of the same entry"),
                    start=format_date(self.env, start),
                    end=format_date(self.env, end) if end else self.env._("runs on"),
                )
            )

    def _first_overlap(self, periods, ids):
        """The (number, start, end) that one of ``periods`` overlaps with, or None. Reads what is in the database
        without flushing: the rows of ``ids`` may be waiting in the cache with values that are judged here."""
        rows = SQL(", ").join(
            SQL("(%s::int, %s::varchar, %s::int, %s::date, %s::date)", nr, name or None, site, start, end or None)
            for nr, (name, site, start, end) in enumerate(periods)
        )
        found = self.env.execute_query(
            SQL(
                """
                WITH judged (nr, name, site_id, date_start, date_end) AS (VALUES %(rows)s)
                SELECT o.name, o.date_start, o.date_end
                  FROM judged
                  JOIN (SELECT -1 AS nr, name, site_id, date_start, date_end
                          FROM lampo_heat_contract WHERE id NOT IN %(ids)s
                         UNION ALL SELECT * FROM judged) o
                    ON o.site_id = judged.site_id AND o.nr < judged.nr
                   AND daterange(o.date_start, o.date_end, '[]')
                       && daterange(judged.date_start, judged.date_end, '[]')
                 ORDER BY o.date_start LIMIT 1
                """,
                rows=rows,
                ids=ids,
            )
        )
        return found[0] if found else None

    @api.model_create_multi
    def create(self, vals_list):
        """Contracts without a number get the next one; the sites' readings are given to whom they now belong."""
        sites = self.env["lampo.heat.site"].browse(v["site_id"] for v in vals_list if v.get("site_id"))
        for vals in vals_list:
            if not (vals.get("name") or "").strip():
                company = sites.browse(vals.get("site_id")).company_id or self.env.company
                vals["name"] = self.env["ir.sequence"].with_company(company).next_by_code("lampo.heat.contract")
        contracts = super().create(vals_list)
        contracts._check_customer()
        contracts._attribute_consumption(contracts.site_id)
        return contracts

    def write(self, vals):
        """Readings of the sites before and after are given to whom they now belong."""
        sites = self.site_id
        result = super().write(vals)
        if "partner_id" in vals:
            self._check_customer()
        if not {"partner_id", *PERIOD_FIELDS}.isdisjoint(vals):
            self._attribute_consumption(sites | self.site_id)
        return result

    def unlink(self):
        """Readings of the sites lose the contract (only a contract without readings can be deleted)."""
        sites = self.site_id
        result = super().unlink()
        self._attribute_consumption(sites)
        return result

    @api.model
    def _attribute_consumption(self, sites):
        # Everything, not only contracts: the attribution empties the cache, and with it what has not been written yet.
        self.env.flush_all()
        # sudo: whose the readings are follows from the contract, not from who edits it.
        self.env["lampo.heat.consumption"].sudo()._attribute(sites.ids)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unused(self):
        """What has been measured or billed is part of the books and of a person's answer: it is ended, not deleted."""
        # sudo: customer service need not see invoices or another's readings to be told that they exist.
        used = self.env["lampo.heat.consumption"].sudo().search_count([("contract_id", "in", self.ids)], limit=1)
        if used or self.sudo()._has_invoices():
            raise UserError(
                self.env._("A contract that has readings or invoices cannot be deleted: set its end date instead.")
            )

    def _has_invoices(self):
        """True if a customer of these contracts was billed while the contract ran."""
        billed = Domain("move_type", "in", ("out_invoice", "out_refund")) & Domain("state", "=", "posted")
        periods = Domain.OR(
            Domain("commercial_partner_id", "=", contract.partner_id.commercial_partner_id.id)
            & Domain("company_id", "=", contract.company_id.id)
            & Domain("invoice_date", ">=", contract.date_start)
            & (Domain("invoice_date", "<=", contract.date_end) if contract.date_end else Domain.TRUE)
            for contract in self
        )
        return bool(self.env["account.move"].search_count(billed & periods, limit=1))

    def action_handover(self):
        """Open the handover of the contract's site to the next customer."""
        return self.site_id.action_handover()

    def action_consumption(self):
        """Open the readings that belong to this contract."""
        action = self.env["ir.actions.act_window"]._for_xml_id("lampo_privacy.action_heat_consumption")
        context = {"default_site_id": self.site_id[:1].id}
        return {**action, "domain": [("contract_id", "in", self.ids)], "context": context}
