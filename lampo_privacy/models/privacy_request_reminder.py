# Part of lampo_privacy. LGPL-3.
import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date, split_every

from ..tools.bypass import BYPASS
from .privacy_request import CLOSED_STATES, OPEN_STATES
from .told_to import told_to

_logger = logging.getLogger(__name__)

REMIND_DAYS = (0, 3, 7, 14)
OVERDUE = -1
ANSWER = "lampo_privacy.activity_type_answer"
ESCALATION = "lampo_privacy.activity_type_overdue"
BATCH = 100


class PrivacyRequest(models.Model):
    """Nobody forgets a request: an activity from the first day, reminders, and the officer when it is late.

    What was reminded of last is kept with the limit it was about. So a run twice a day reminds once, a run after
    some missed days catches up with one reminder, and a limit that moves starts anew.
    """

    _inherit = "lampo.privacy.request"

    reminder_stage = fields.Integer(
        readonly=True, copy=False,
        help="The last reminder: days before the limit, or -1 when the privacy officer was told it is overdue.",
    )
    reminder_due_on = fields.Date(readonly=True, copy=False, help="The limit that the last reminder was about.")

    # -- the activity ------------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        requests = super().create(vals_list)
        requests.filtered(lambda request: request.state in OPEN_STATES)._schedule_answer()
        return requests

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") in CLOSED_STATES:
            self._finish_activities()
        elif not {"user_id", "received_on", "extended", "company_id", "request_type"}.isdisjoint(vals):
            self._sync_activities()
        return result

    def _type_label(self):
        """The request's type in the language of the context."""
        return dict(self._fields["request_type"]._description_selection(self.env))[self.request_type]

    def _schedule_answer(self):
        alike = self.grouped(lambda request: (request.due_on, request.user_id, request.request_type))
        for (due_on, user, __), requests in alike.items():
            requests.activity_schedule(
                ANSWER, due_on, user_id=user.id,
                summary=told_to(requests[:1], user)._type_label())

    def _sync_activities(self):
        """Bring day and user of the open activities in line with their requests."""
        activities = self.activity_search([ANSWER]).grouped("res_id")
        for (due_on, user), requests in self.grouped(lambda request: (request.due_on, request.user_id)).items():
            mine = self.env["mail.activity"].union(*(activities[i] for i in requests.ids if i in activities))
            mine.filtered(lambda activity, due=due_on: activity.date_deadline != due).date_deadline = due_on
            if user:
                mine.filtered(lambda activity, user=user: activity.user_id != user).user_id = user

    def _finish_activities(self):
        self.activity_feedback([ANSWER, ESCALATION])

    # -- the nightly action ------------------------------------------------------------------------------------

    @api.model
    def _cron_remind(self):
        """Remind 14, 7, 3 and 0 days before the limit without pauses; escalate once when it has passed."""
        today = self._today()
        self.search([("state", "in", OPEN_STATES)])._sync_activities()
        horizon = today + timedelta(days=max(REMIND_DAYS))
        requests = self.search([("state", "in", OPEN_STATES), ("due_on", "<=", horizon)])
        requests = requests.filtered(lambda request: request._next_stage(today) is not None)
        self._report_progress(0, len(requests))
        for ids in split_every(BATCH, requests.ids):
            # one that somebody is working on at this moment is reminded of in the next run
            batch = self.browse(ids).try_lock_for_update(allow_referencing=True)
            batch._remind(today)
            if not self._report_progress(len(ids)):
                break

    @api.model
    def _report_progress(self, processed, remaining=None):
        """Commit a batch inside a scheduled action; elsewhere leave the transaction to the caller."""
        if not self.env.context.get("ir_cron_progress_id"):
            return True
        return self.env["ir.cron"]._commit_progress(processed, remaining=remaining)

    def _next_stage(self, today):
        """The reminder that is due today: a number of REMIND_DAYS, OVERDUE, or None."""
        left = (self.due_on - today).days
        stage = OVERDUE if left < 0 else next((days for days in REMIND_DAYS if left <= days), None)
        reached = self.reminder_due_on == self.due_on and stage is not None and self.reminder_stage <= stage
        return None if reached else stage

    def _remind(self, today):
        by_stage = self.grouped(lambda request: request._next_stage(today))
        for stage, requests in by_stage.items():
            if stage is None:
                continue
            for request in requests:
                request._remind_one(stage, today)

    def _remind_one(self, stage, today):
        try:
            with self.env.cr.savepoint():
                if stage == OVERDUE:
                    self._escalate(today)
                else:
                    self._post_reminder(today)
                self.with_context(lampo_bypass=BYPASS).write({"reminder_stage": stage, "reminder_due_on": self.due_on})
        except Exception as error:
            # one broken address must not silence the others; the text of the error may name a person
            _logger.error("Reminder of privacy request %s failed: %s", self.id, type(error).__name__)

    def _post_reminder(self, today):
        user = self._responsible()
        speaker = told_to(self, user)
        speaker.message_post(
            body=speaker._reminder_text(today), message_type="notification", subtype_xmlid="mail.mt_note",
            partner_ids=user.partner_id.ids)

    def _reminder_text(self, today):
        day = format_date(self.env, self.due_on)
        left = (self.due_on - today).days
        if left == 0:
            return self.env._("%(type)s: the answer is due today, %(day)s.", type=self._type_label(), day=day)
        return self.env._(
            "%(type)s: %(days)s days left, the answer is due on %(day)s.", type=self._type_label(), days=left, day=day)

    def _responsible(self):
        """Who is reminded: the responsible user, or the privacy officer where there is none at work."""
        return self.user_id.filtered("active") or self.company_id.lampo_officer_id

    def _escalate(self, today):
        """An activity for the privacy officer; for the responsible user where the company names no officer."""
        officer = self.company_id.lampo_officer_id.filtered("active") or self.user_id
        speaker = told_to(self, officer)
        speaker.activity_schedule(
            ESCALATION, today, user_id=officer.id,
            summary=speaker.env._(
                "%(number)s is overdue since %(day)s", number=self.name, day=format_date(speaker.env, self.due_on)))
