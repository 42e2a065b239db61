# Part of lampo_privacy. LGPL-3.
import json
from datetime import timedelta

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ..models.privacy_request import OPEN_STATES

WEEK = timedelta(days=7)
MONTHS = 12
REQUEST = "lampo.privacy.request"


class PrivacyOverview(models.TransientModel):
    """The officer's first page: what is open, what is late, whether answers go out in time (GDPR art. 5(2), 24).

    Figures only; every tile leads to the requests behind it. It is made anew each time it is opened.
    """

    _name = "lampo.privacy.overview"
    _description = "Overview of requests"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    open_count = fields.Integer("Open", compute="_compute_counts")
    week_count = fields.Integer("Due within a week", compute="_compute_counts")
    overdue_count = fields.Integer("Overdue", compute="_compute_counts")
    sort_count = fields.Integer("To be sorted", compute="_compute_counts")
    identity_count = fields.Integer("Waiting for proof of identity", compute="_compute_counts")
    letter_count = fields.Integer("Letters owed", compute="_compute_counts")
    on_time_rate = fields.Float(
        "In time (%)", compute="_compute_counts", digits=(5, 1),
        help="Of the requests closed within twelve months, those closed no later than the limit without pauses.",
    )
    closed_count = fields.Integer("Closed in 12 months", compute="_compute_counts")
    months = fields.Text("Requests by month", compute="_compute_months")
    line_ids = fields.One2many("lampo.privacy.overview.line", "overview_id", readonly=True)

    @api.depends("company_id")
    def _compute_display_name(self):
        self.display_name = self.env._("Overview")

    @api.model
    def action_open(self):
        """Open the page for the current company."""
        overview = self.create({})
        overview._make_lines()
        return {"type": "ir.actions.act_window", "res_model": self._name, "res_id": overview.id, "view_mode": "form",
                "name": self.env._("Overview"), "target": "current", "context": {"create": False, "edit": False}}

    def _domains(self):
        """The requests behind each tile, in one place for counting and for opening."""
        today = self.env[REQUEST]._today()
        is_open = Domain("state", "in", OPEN_STATES)
        return {
            "open": is_open,
            "week": is_open & Domain("due_on", ">=", today) & Domain("due_on", "<=", today + WEEK),
            "overdue": is_open & Domain("due_on", "<", today),
            "sort": is_open & Domain("to_sort", "=", True),
            "identity": is_open & Domain("identity_asked_on", "!=", False)
            & Domain("identity_confirmed_on", "=", False),
            "letter": Domain("letter_owed", "in", ("extension", "refusal")),
            "closed": Domain("closed_on", ">", today - relativedelta(months=MONTHS))
            & Domain("joined_into_id", "=", False),
        }

    @api.depends("company_id")
    def _compute_counts(self):
        for overview in self:
            own = Domain("company_id", "=", overview.company_id.id)
            domains = {name: domain & own for name, domain in overview._domains().items()}
            for name, domain in domains.items():
                overview[f"{name}_count"] = self.env[REQUEST].search_count(domain)
            in_time = self.env[REQUEST].search_count(domains["closed"] & Domain("on_time", "=", True))
            overview.on_time_rate = 100 * in_time / overview.closed_count if overview.closed_count else 0

    @api.depends("company_id")
    @api.depends_context("lang")
    def _compute_months(self):
        """JSON of the bars for the widget ``lampo_heat_graph``: requests received in each of twelve months."""
        first = self.env[REQUEST]._today().replace(day=1) - relativedelta(months=MONTHS - 1)
        for overview in self:
            counts = dict(self.env[REQUEST]._read_group(
                [("company_id", "=", overview.company_id.id), ("received_on", ">=", first),
                 ("joined_into_id", "=", False)], ["received_on:month"], ["__count"]))
            days = [first + relativedelta(months=number) for number in range(MONTHS)]
            values = [{"label": format_date(self.env, day, date_format="LLL yyyy"), "value": counts.get(day, 0)}
                      for day in days]
            overview.months = json.dumps([{"key": self.env._("Requests"), "values": values}])

    def _make_lines(self):
        """One line for each type: counts of the open ones, of the year, and how fast they were answered."""
        self.ensure_one()
        own = Domain("company_id", "=", self.company_id.id)
        found = {name: dict(self.env[REQUEST]._read_group(domain & own, ["request_type"], ["__count"]))
                 for name, domain in self._domains().items()}
        speed = {kind: (rate, days) for kind, rate, days in self.env["lampo.privacy.request.report"]._read_group(
            self._domains()["closed"].map_conditions(_of_report) & own, ["request_type"],
            ["on_time_rate:avg", "days:avg"])}
        types = self.env[REQUEST]._fields["request_type"].get_values(self.env)
        self.env["lampo.privacy.overview.line"].create([
            {"overview_id": self.id, "request_type": kind,
             **{f"{name}_count": found[name].get(kind, 0) for name in ("open", "week", "overdue", "closed")},
             "on_time_rate": speed.get(kind, (0, 0))[0] or 0, "days": speed.get(kind, (0, 0))[1] or 0}
            for kind in types
        ])

    def action_show(self):
        """The requests behind a tile; its name comes in the context as ``tile``."""
        self.ensure_one()
        tile = self.env.context.get("tile")
        domains = self._domains()
        domain = domains.get(tile, domains["open"]) & Domain("company_id", "=", self.company_id.id)
        return {"type": "ir.actions.act_window", "res_model": REQUEST, "view_mode": "list,kanban,form",
                "name": self.env._("Requests of data subjects"), "domain": list(domain)}


def _of_report(condition):
    """The report leaves joined requests out by itself and has no field for it."""
    return Domain.TRUE if condition.field_expr == "joined_into_id" else condition


class PrivacyOverviewLine(models.TransientModel):
    """One type of request on the overview."""

    _name = "lampo.privacy.overview.line"
    _description = "Line of the overview of requests"
    _order = "closed_count desc, open_count desc, id"

    overview_id = fields.Many2one("lampo.privacy.overview", required=True, ondelete="cascade")
    request_type = fields.Selection(
        lambda self: self.env[REQUEST]._fields["request_type"]._description_selection(self.env), "Type")
    open_count = fields.Integer("Open")
    week_count = fields.Integer("Due within a week")
    overdue_count = fields.Integer("Overdue")
    closed_count = fields.Integer("Closed in 12 months")
    on_time_rate = fields.Float("In time (%)", digits=(5, 1))
    days = fields.Float("Days to answer", digits=(5, 1), help="Average from receipt to closing.")
