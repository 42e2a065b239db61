# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..tools.bypass import BYPASS
from ..tools.client_defaults import without_defaults
from ..tools.deadlines import EARLIEST_RECEIPT
from ..tools.identity_codes import contains_identity_code

OFFICER = "lampo_privacy.group_officer"
OPEN_STATES = ("new", "in_progress")
CLOSED_STATES = ("done", "refused", "withdrawn")
# set by the methods only, so that no step can be had without its checks, its date and its note
STEP_FIELDS = frozenset((
    "state", "extended", "extension_reason", "extended_on", "refusal_reason", "closed_on",
    "identity_asked_on", "identity_confirmed_on", "identity_confirmed_by", "identity_note", "joined_into_id",
    "answer_note", "effective_on",
))
# reckoned or noted by the system: read-only on every form, and so for every other client
RECKONED = frozenset(("due_on", "first_due_on", "on_time", "reminder_stage", "reminder_due_on"))
FACTS = STEP_FIELDS | RECKONED | frozenset((
    "name", "partner_id", "subject_name", "request_type", "channel", "received_on", "company_id", "description",
    "email_from", "to_sort",
))
FREE_TEXTS = ("subject_name", "description", "identity_note", "extension_reason", "refusal_reason", "answer_note")


class PrivacyRequest(models.Model):
    """What a person asks under their rights (statement §§ 10–12, GDPR art. 12 and 15–21), and by when it is owed.

    It is the company's evidence (art. 5(2)): steps go through methods that check, date and note them, and a
    closed request keeps its facts. The number is its only name, so that no mail or log carries a person's.
    """

    _name = "lampo.privacy.request"
    _description = "Request of a data subject"
    _inherit = ["lampo.privacy.mailbox", "mail.activity.mixin"]
    _order = "due_on, id"
    _rec_names_search = ["name", "subject_name"]
    _check_company_auto = True

    name = fields.Char("Number", required=True, readonly=True, copy=False, index="trigram")
    partner_id = fields.Many2one(
        "res.partner", "Person", index="btree_not_null", ondelete="set null", check_company=True,
        help="The person whose data the request is about. Leave empty for somebody who is not in the register.",
    )
    subject_name = fields.Char(
        "Name given", help="The name of somebody who is not in the register. That nothing is held about a person "
        "is an answer too, and it is owed in time.",
    )
    request_type = fields.Selection(
        [
            ("access", "Access to own data"),
            ("rectification", "Rectification"),
            ("erasure", "Erasure"),
            ("restriction", "Restriction of processing"),
            ("objection", "Objection"),
            ("portability", "Data portability"),
            ("consent_withdrawal", "Withdrawal of consent"),
        ],
        "Type", required=True, default="access", tracking=True,
        help="The right that is used: GDPR art. 15 access, 16 rectification, 17 erasure, 18 restriction, "
        "20 portability, 21 objection, 7(3) withdrawal of consent.",
    )
    channel = fields.Selection(
        [("office", "At the office"), ("post", "Post"), ("email", "E-mail"), ("phone", "Phone")],
        required=True, default="office", tracking=True,
        help="How the request reached the company. The office is the usual place, but any channel is as valid.",
    )
    received_on = fields.Date(
        "Received on", required=True, default=lambda self: self._today(), copy=False, tracking=True,
        help="The day the request reached the company in any channel, not the day somebody opened it. "
        "The time to answer runs from it; the day itself is not counted.",
    )
    state = fields.Selection(
        [
            ("new", "New"),
            ("in_progress", "In progress"),
            ("done", "Answered"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
        ],
        "Status", required=True, default="new", readonly=True, copy=False, index=True, group_expand=True,
    )
    user_id = fields.Many2one(
        "res.users", "Responsible", default=lambda self: self.env.user, index=True, check_company=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Answers the request, holds its activity and gets the reminders.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True,
    )
    description = fields.Text(
        "What was asked", help="In the person's own words, as far as the answer needs it. No identity code.",
    )
    closed_on = fields.Date("Closed on", readonly=True, copy=False)
    refusal_reason = fields.Text("Reason of the refusal", readonly=True, copy=False)

    _name_per_company = models.UniqueIndex("(name, company_id)", "This number is already in use.")

    @api.model
    def _today(self):
        """The calendar day in Finland, where the time to answer runs."""
        return fields.Date.context_today(self.with_context(tz="Europe/Helsinki"))

    @api.constrains("partner_id", "subject_name")
    def _check_person(self):
        # no CHECK in the database: the erasure of a person must be able to empty both
        for request in self:
            if not request.partner_id and not (request.subject_name or "").strip():
                raise ValidationError(self.env._(
                    "Choose the person, or give the name of somebody who is not in the register."))

    @api.constrains("received_on", "closed_on", "identity_asked_on", "identity_confirmed_on", "extended_on")
    def _check_dates(self):
        today = self._today()
        for request in self:
            if request.received_on < EARLIEST_RECEIPT:
                raise ValidationError(self.env._(
                    "A request cannot be older than the General Data Protection Regulation, which applies since "
                    "25 May 2018: correct the day of receipt %(day)s.", day=fields.Date.to_string(request.received_on)))
            if request.received_on > today:
                raise ValidationError(self.env._(
                    "A request cannot be received in the future: correct the day of receipt %(day)s.",
                    day=fields.Date.to_string(request.received_on)))
            later = (request.identity_asked_on, request.identity_confirmed_on, request.extended_on, request.closed_on)
            if any(day and not request.received_on <= day <= today for day in later):
                raise ValidationError(self.env._(
                    "The steps of a request lie between its receipt and today: correct the day of receipt."))

    @api.constrains("state", "closed_on", "refusal_reason", "extended", "extension_reason", "extended_on")
    def _check_state_is_whole(self):
        # buttons cannot break this, an import can
        for request in self:
            if (request.state in CLOSED_STATES) != bool(request.closed_on):
                raise ValidationError(self.env._("A closed request, and no other, has the day it was closed on."))
            if request.state == "refused" and not request.refusal_reason:
                raise ValidationError(self.env._("A refused request has the reason of the refusal."))
            if request.extended and not (request.extension_reason and request.extended_on):
                raise ValidationError(self.env._("An extended request has the reason and the day of the notice."))

    @api.constrains(*FREE_TEXTS)
    def _check_no_identity_code(self):
        for request in self:
            if any(contains_identity_code(request[name]) for name in FREE_TEXTS):
                raise ValidationError(self.env._(
                    "Do not write an identity code into a request: its only place is the field of the person."))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not vals.get("name"):
                received = fields.Date.to_date(vals.get("received_on")) or self._today()
                vals["name"] = self.env["ir.sequence"].next_by_code(
                    self._name, sequence_date=max(received, EARLIEST_RECEIPT))
        return super(PrivacyRequest, self._for_recording(vals_list)).create(vals_list).with_env(self.env)

    def _for_recording(self, vals_list):
        """The model for new requests. The officer may import old ones with their steps, customer service may not.

        :raises AccessError: customer service gives the values of a step
        """
        if self.env.su or self.env.user.has_group(OFFICER):
            return self
        closed = STEP_FIELDS | RECKONED
        if any(vals.get(name) and (name, vals[name]) != ("state", "new") for vals in vals_list for name in closed):
            raise AccessError(self.env._(
                "Only a privacy officer records a request with steps that were taken before: record it as new."))
        return without_defaults(self, closed)

    def write(self, vals):
        if self.env.context.get("lampo_bypass") is not BYPASS:
            self._check_writable(vals)
        return super().write(vals)

    def _check_writable(self, vals):
        if closed := self.filtered(lambda request: request.state in CLOSED_STATES and not FACTS.isdisjoint(vals)):
            raise UserError(self.env._(
                "A closed request is evidence and stays as it is: %(numbers)s. Record a new request instead.",
                numbers=", ".join(closed.mapped("name"))))
        if not (STEP_FIELDS | RECKONED | {"name"}).isdisjoint(vals):
            raise UserError(self.env._("Use the buttons of the request: each step is checked, dated and noted."))

    @api.ondelete(at_uninstall=False)
    def _unlink_only_new(self):
        # the retention rule of requests deletes them when they are evidence no more
        if self.env.context.get("lampo_bypass") is BYPASS:
            return
        if self.filtered(lambda request: request.state != "new"):
            raise UserError(self.env._(
                "Only a new request that was recorded by mistake can be deleted. Close the others instead."))

    def action_open_form(self):
        """Open the whole request, after it was recorded in the short form."""
        self.ensure_one()
        return {"type": "ir.actions.act_window", "res_model": self._name, "res_id": self.id,
                "views": [(False, "form")], "name": self.env._("Requests of data subjects")}
