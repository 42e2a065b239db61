# Part of lampo_privacy. LGPL-3.
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .heat_contract import finnish_today
from .privacy_purpose import MOST_DAYS
from .told_to import told_to

ACTIVITY = "lampo_privacy.activity_type_processor_contract"


class PrivacyRecipient(models.Model):
    """Processors work on our behalf only, under a contract (statement § 8; GDPR art. 28(3)). It has dates, and the
    officer is reminded before it ends."""

    _inherit = "lampo.privacy.recipient"

    contract_reference = fields.Char(help="Where the signed contract is found.")
    contract_from = fields.Date("Contract from")
    contract_to = fields.Date("Contract until", help="The last day. Empty: until further notice.")
    contract_remind_days = fields.Integer(
        "Remind before (days)", default=60, help="So many days before its end the officer gets an activity.")
    contract_state = fields.Selection(
        [("none", "No contract"), ("future", "Not yet in force"), ("running", "In force"), ("ending", "Ends soon"),
         ("ended", "Ended")],
        compute="_compute_contract_state", search="_search_contract_state",
    )
    # which state of the contract somebody was reminded of: an activity that is marked done does not come back for it
    contract_reminded = fields.Char(readonly=True, copy=False)

    @api.depends("recipient_role", "contract_from", "contract_to", "contract_remind_days")
    def _compute_contract_state(self):
        today = finnish_today(self)
        for recipient in self:
            recipient.contract_state = recipient._contract_state_on(today)

    def _contract_state_on(self, today):
        if self.recipient_role != "processor":
            return False
        if not self.contract_from:
            return "none"
        if self.contract_from > today:
            return "future"
        if not self.contract_to:
            return "running"
        if self.contract_to < today:
            return "ended"
        return "ending" if self.contract_to <= today + timedelta(days=self.contract_remind_days) else "running"

    def _search_contract_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        # few: a company has some dozens of recipients
        found = self.search([]).filtered(lambda one: one.contract_state in value)
        return [("id", "in", found.ids)]

    @api.constrains("contract_from", "contract_to")
    def _check_contract_dates(self):
        for recipient in self:
            if recipient.contract_to and not recipient.contract_from:
                raise ValidationError(self.env._("Give the day from which the contract is in force."))
            if recipient.contract_to and recipient.contract_to < recipient.contract_from:
                raise ValidationError(self.env._("A contract cannot end before it begins."))

    @api.constrains("contract_remind_days")
    def _check_contract_remind_days(self):
        # beyond this no date can be reckoned with, and the nightly run of all processors would stop
        if any(not 0 <= recipient.contract_remind_days <= MOST_DAYS for recipient in self):
            raise ValidationError(self.env._("Remind from 0 to %(days)s days before the end.", days=MOST_DAYS))

    @api.model
    def _cron_contracts(self):
        """An activity for the officer where a contract is missing, ends soon or has ended. One at a time, once each."""
        recipients = self.search([("sending_method", "=", False)])
        open_ids = {activity.res_id for activity in recipients.activity_ids
                    if activity.activity_type_id == self.env.ref(ACTIVITY)}
        for recipient in recipients.filtered(lambda one: one.id not in open_ids):
            state = recipient.contract_state
            told = f"{state} {recipient.contract_to or ''}".strip()
            if state in ("none", "ending", "ended") and recipient.contract_reminded != told:
                recipient._remind_of_contract()
                recipient.contract_reminded = told
            elif recipient.contract_reminded and state in ("running", "future"):
                recipient.contract_reminded = False

    def _remind_of_contract(self):
        officer = self.company_id.lampo_officer_id.filtered("active") or self.env.user
        speaker = told_to(self, officer)
        text = (speaker.env._("The processing contract ends or has ended: renew it or stop the disclosures.")
                if self.contract_to else speaker.env._("There is no processing contract (GDPR art. 28)."))
        speaker.activity_schedule(ACTIVITY, self.contract_to or finnish_today(self), user_id=officer.id, summary=text)
