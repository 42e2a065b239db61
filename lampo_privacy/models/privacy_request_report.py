# Part of lampo_privacy. LGPL-3.
from odoo import fields, models
from odoo.tools import SQL


class PrivacyRequestReport(models.Model):
    """Requests in figures for the officer's graph and pivot (GDPR art. 5(2)): no person in it, joined ones once.

    A view of the database, for a rate needs rows that count as nothing: what is open is neither in time nor late.
    """

    _name = "lampo.privacy.request.report"
    _description = "Requests in figures"
    _auto = False
    _order = "received_on desc"
    _rec_name = "received_on"

    request_id = fields.Many2one("lampo.privacy.request", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    user_id = fields.Many2one("res.users", "Responsible", readonly=True)
    received_on = fields.Date("Received", readonly=True)
    closed_on = fields.Date("Closed", readonly=True)
    request_type = fields.Selection(lambda self: self._selection_of("request_type"), "Type", readonly=True)
    channel = fields.Selection(lambda self: self._selection_of("channel"), readonly=True)
    state = fields.Selection(lambda self: self._selection_of("state"), "Status", readonly=True)
    extended = fields.Boolean(readonly=True)
    days = fields.Integer("Days to answer", readonly=True, aggregator="avg", help="From receipt to closing.")
    on_time_rate = fields.Float(
        "In time (%)", readonly=True, aggregator="avg", digits=(5, 1),
        help="Of the closed requests, those closed no later than the limit without pauses.",
    )

    _depends = {"lampo.privacy.request": [
        "company_id", "user_id", "received_on", "closed_on", "request_type", "channel", "state", "extended", "on_time",
        "joined_into_id", "due_on", "first_due_on",
    ]}

    def _selection_of(self, name):
        return self.env["lampo.privacy.request"]._fields[name]._description_selection(self.env)

    @property
    def _table_query(self):
        return SQL("""
            SELECT id, id AS request_id, company_id, user_id, received_on, closed_on, request_type, channel, state,
                   extended AND due_on > first_due_on AS extended, closed_on - received_on AS days,
                   CASE WHEN closed_on IS NULL THEN NULL WHEN on_time THEN 100.0 ELSE 0.0 END AS on_time_rate
              FROM lampo_privacy_request
             WHERE joined_into_id IS NULL""")
