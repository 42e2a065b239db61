# Part of lampo_privacy. LGPL-3.
from datetime import date

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..tools import deadlines
from .privacy_request import CLOSED_STATES, OPEN_STATES

WITHOUT_DELAY_DAYS = 7
NEAR_DAYS = 7
RED, YELLOW = 1, 3  # of Odoo's palette
# no calendar goes three months further than its end
LATEST_RECEIPT = date(9000, 1, 1)


class PrivacyRequest(models.Model):
    """By when the answer is owed (GDPR art. 12(3) and 12(6), Regulation 1182/71 art. 3).

    Two limits are shown: the one without pauses, which everything here follows, and the one with the days added
    that proof of identity was waited for, which the company may plead.
    """

    _inherit = "lampo.privacy.request"

    first_due_on = fields.Date(
        "First month ends on", compute="_compute_due", store=True,
        help="One month from receipt. It is also the last day to tell the person that more time is needed.",
    )
    due_on = fields.Date(
        "Due on", compute="_compute_due", store=True, index=True, tracking=True,
        help="The last day to answer: one month from receipt, three months once the person was told of an extension, "
        "moved to the next working day. Days that proof of identity was waited for are not added. Reminders follow "
        "this day.",
    )
    due_paused_on = fields.Date(
        "Due on with pause", compute="_compute_due_paused_on",
        help="The limit with the days added between asking for proof of identity and seeing it. It may be relied on "
        "only where the doubt was reasonable and proof was asked for without delay.",
    )
    identity_days = fields.Integer(
        "Days waited", compute="_compute_due_paused_on",
        help="Days between asking for proof of identity and seeing it; they run on until it is seen.",
    )
    identity_asked_late = fields.Boolean(
        compute="_compute_identity_asked_late",
        help="Proof was asked for more than a week after receipt: the pause may not hold.",
    )
    extended = fields.Boolean(
        readonly=True, copy=False,
        help="The answer takes up to three months. It counts from the day on which the letter tells the person, and "
        "only where that is within the first month.",
    )
    extension_reason = fields.Text("Reason of the extension", readonly=True, copy=False)
    extended_on = fields.Date("Extended on", readonly=True, copy=False)
    identity_asked_on = fields.Date(
        "Proof asked for on", readonly=True, copy=False,
        help="Proof of identity is asked for only where there is reasonable doubt (GDPR art. 12(6)).",
    )
    identity_confirmed_on = fields.Date("Identity confirmed on", readonly=True, copy=False)
    identity_confirmed_by = fields.Many2one("res.users", "Identity confirmed by", readonly=True, copy=False)
    identity_note = fields.Char(
        "What was seen", readonly=True, copy=False,
        help="A note such as “identity document seen”. Never a copy, a number or an identity code.",
    )
    days_left = fields.Integer(
        "Days left", compute="_compute_days_left",
        help="Days until the limit without pauses; below zero when it has passed. Zero when the request is closed.",
    )
    is_overdue = fields.Boolean("Overdue", compute="_compute_days_left", search="_search_is_overdue")
    color = fields.Integer(compute="_compute_color", help="Red when overdue, yellow when due within a week.")
    on_time = fields.Boolean(
        "Answered in time", compute="_compute_on_time", store=True,
        help="Closed no later than the limit without pauses; a refusal no later than the first month, which no "
        "extension moves (GDPR art. 12(4)).",
    )

    @api.depends("received_on", "extended", "company_id.lampo_eves_are_holidays", "letter_ids.kind",
                 "letter_ids.sent_on")
    def _compute_due(self):
        for request in self:
            if request.state in CLOSED_STATES and request.due_on:
                # a setting that changes today does not rewrite what was in time then
                request.due_on, request.first_due_on = request.due_on, request.first_due_on
                continue
            request.first_due_on = request._first_limit()
            request.due_on = request._extended_limit() if request._is_extension_told() else request.first_due_on

    def _first_limit(self):
        """The last day of the first month; False where the day of receipt is none that a request can have."""
        if not self.received_on or not deadlines.EARLIEST_RECEIPT <= self.received_on < LATEST_RECEIPT:
            return False
        return deadlines.due_date(self.received_on, eves_are_holidays=self.company_id.lampo_eves_are_holidays)

    def _is_extension_told(self):
        """Whether the letter of the extension went out while the first month lasted: else there is none."""
        return bool(self.extended and self.first_due_on and any(
            letter.kind == "extension" and letter.sent_on <= self.first_due_on for letter in self.letter_ids))

    @api.depends("due_on", "identity_asked_on", "identity_confirmed_on", "closed_on")
    def _compute_due_paused_on(self):
        today = self._today()
        for request in self:
            until = request.identity_confirmed_on or request.closed_on or today
            waited = deadlines.days_waited(request.identity_asked_on or None, until)
            request.identity_days = waited
            request.due_paused_on = request._paused_limit(waited) if waited else request.due_on

    def _paused_limit(self, waited):
        """The limit with this many days waited; today's number of months and setting apply."""
        if not self.due_on:
            return False
        months = deadlines.EXTENDED_MONTHS if self.due_on > self.first_due_on else deadlines.ANSWER_MONTHS
        eves = self.company_id.lampo_eves_are_holidays
        return max(deadlines.paused_limit(self.received_on, waited, months, eves), self.due_on)

    @api.depends("identity_asked_on", "received_on")
    def _compute_identity_asked_late(self):
        for request in self:
            asked, received = request.identity_asked_on, request.received_on
            request.identity_asked_late = bool(asked and received and (asked - received).days > WITHOUT_DELAY_DAYS)

    @api.depends("due_on", "state")
    def _compute_days_left(self):
        today = self._today()
        for request in self:
            runs = request.due_on and request.state in OPEN_STATES
            request.days_left = (request.due_on - today).days if runs else 0
            request.is_overdue = request.days_left < 0

    @api.depends("days_left", "state")
    def _compute_color(self):
        for request in self:
            is_near = request.state in OPEN_STATES and request.days_left <= NEAR_DAYS
            request.color = is_near and (RED if request.is_overdue else YELLOW)

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("state", "in", OPEN_STATES) & Domain("due_on", "<", self._today())

    @api.depends("closed_on", "due_on", "first_due_on", "state")
    def _compute_on_time(self):
        for request in self:
            limit = request.first_due_on if request.state == "refused" else request.due_on
            request.on_time = bool(request.closed_on and limit and request.closed_on <= limit)

    @api.constrains("extended", "extended_on", "received_on")
    def _check_extended_in_time(self):
        for request in self:
            if request.extended_on and request.first_due_on and request.extended_on > request.first_due_on:
                raise ValidationError(self.env._(
                    "The notice of an extension was given on %(notice)s, after the first month ended on %(limit)s.",
                    notice=fields.Date.to_string(request.extended_on),
                    limit=fields.Date.to_string(request.first_due_on)))

    def write(self, vals):
        if vals.get("received_on"):
            self.filtered(lambda request: request.state in OPEN_STATES)._drop_late_extension(
                fields.Date.to_date(vals["received_on"]))
        return super().write(vals)

    def _drop_late_extension(self, received):
        """The true day of receipt is written even where it shows that the notice of an extension came too late."""
        received = max(received, deadlines.EARLIEST_RECEIPT)
        late = self.filtered(lambda request: request.extended and request._noticed_on() > deadlines.due_date(
            received, eves_are_holidays=request.company_id.lampo_eves_are_holidays))
        days = {request: fields.Date.to_string(request._noticed_on()) for request in late}
        late._step({"extended": False, "extension_reason": False, "extended_on": False}, lambda request: self.env._(
            "The day of receipt was corrected to %(received)s: the extension of %(notice)s came after the first month "
            "and does not hold. Answer without delay.",
            received=fields.Date.to_string(received), notice=days[request]))

    def _noticed_on(self):
        """The day on which the letter told of the extension; that of the step, where no letter did yet."""
        told = self.letter_ids.filtered(lambda letter: letter.kind == "extension").mapped("sent_on")
        return min(told, default=self.extended_on)

    def _extended_limit(self):
        """The limit that an extension would give (or gave) this request."""
        return deadlines.extension_limit(self.received_on, self.company_id.lampo_eves_are_holidays)
