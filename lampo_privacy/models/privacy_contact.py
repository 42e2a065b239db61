# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.identity_codes import contains_identity_code
from .heat_contract import finnish_today
from .told_to import told_to

KINDS = [("complaint", "Complaint"), ("quote", "Request for an offer"), ("order", "Order"), ("other", "Other")]


class PrivacyContact(models.Model):
    """What a customer was in touch about (statement § 7): contacts may be recorded, to prove what was agreed, to handle
    complaints and to serve better. The text of a mail or a note stays where it is; here is a link to it.

    Nothing but the person's, and no voucher: it goes with the person.
    """

    _name = "lampo.privacy.contact"
    _description = "Contact of a customer"
    _inherit = ["lampo.privacy.mailbox", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char("Subject", required=True)
    partner_id = fields.Many2one(
        "res.partner", "Person", ondelete="cascade", index="btree_not_null", check_company=True)
    kind = fields.Selection(KINDS, required=True, default="other", help="What it was about.")
    channel = fields.Selection(
        [("office", "At the office"), ("post", "Post"), ("email", "E-mail"), ("phone", "Phone"), ("web", "Website"),
         ("chatter", "Message in the system")],
        required=True, default="phone")
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    state = fields.Selection([("new", "New"), ("in_progress", "In progress"), ("done", "Closed")], "Status",
                             required=True, default="new", index=True, group_expand=True)
    closed_on = fields.Date("Closed on", readonly=True, copy=False)
    user_id = fields.Many2one("res.users", "Responsible", default=lambda self: self.env.user, check_company=True,
                              domain="[('share', '=', False)]")
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    site_id = fields.Many2one("lampo.heat.site", "Heat-use site", ondelete="set null", check_company=True)
    message_id = fields.Many2one("mail.message", readonly=True, ondelete="set null", index="btree_not_null")
    message_body = fields.Html("Text of the message", compute="_compute_message_body")
    description = fields.Text("What it was about", help="As little as the matter needs. No identity code.")
    outcome = fields.Text(help="For a complaint: what was found and what was agreed.")

    @api.constrains("name", "description", "outcome")
    def _check_no_identity_code(self):
        texts = ("name", "description", "outcome")
        if any(contains_identity_code(contact[name]) for contact in self for name in texts):
            raise ValidationError(self.env._(
                "Do not write an identity code into a contact: its only place is the field of the person."))

    @api.constrains("date")
    def _check_date(self):
        if any(contact.date > fields.Datetime.add(fields.Datetime.now(), minutes=5) for contact in self):
            raise ValidationError(self.env._("A contact cannot lie in the future."))

    @api.depends("message_id")
    @api.depends_context("uid")
    def _compute_message_body(self):
        # the link gives no right to the message: who may not read it where it stands does not read it here
        readable = self.message_id._filtered_access("read")
        for contact in self:
            contact.message_body = contact.message_id in readable and contact.message_id.body

    @api.model_create_multi
    def create(self, vals_list):
        contacts = super().create(vals_list)
        contacts.message_id.check_access("read")
        contacts.filtered(lambda one: one.state == "done" and not one.closed_on).closed_on = finnish_today(self)
        return contacts

    def write(self, vals):
        if vals.get("message_id"):
            self.env["mail.message"].browse(vals["message_id"]).check_access("read")
        if "state" in vals:
            vals = {**vals, "closed_on": finnish_today(self) if vals["state"] == "done" else False}
        return super().write(vals)

    def action_start(self):
        """Take it into work."""
        self.state = "in_progress"

    def action_close(self):
        """Close it."""
        self.state = "done"

    @api.model
    def action_from_message(self, message_id):
        """Record a message of a chatter as a contact: opens a dialog filled in from it, or the contact that there is.

        :param message_id: id of a mail.message that the user may read
        :return: action
        :raises AccessError: the user may not read the message
        """
        message = self.env["mail.message"].browse(message_id)
        message.check_access("read")
        found = self.search([("message_id", "=", message.id)], limit=1)
        return {"type": "ir.actions.act_window", "res_model": self._name, "view_mode": "form", "target": "new",
                "views": [[False, "form"]], "name": self.env._("Record as a contact"), "res_id": found.id,
                "context": {} if found else self._defaults_of(message)}

    def _defaults_of(self, message):
        """Default values for a contact out of a message, as a context."""
        mailed = message.message_type in ("email", "email_outgoing")
        document = message.record_name if message.model != "res.partner" else ""  # a person's name is no subject
        values = {"name": message.subject or document or self.env._("Message"), "message_id": message.id,
                  "partner_id": self._person_of(message).id, "date": fields.Datetime.to_string(message.date),
                  "user_id": self.env.uid,
                  "channel": "email" if mailed else "chatter", "kind": "other"}
        return {f"default_{name}": value for name, value in values.items()}

    def _person_of(self, message):
        """Whose contact a message is: its author, if a customer, else the person whose document it stands on."""
        author = message.author_id
        # sudo: whether the author is a colleague is no secret
        if author and author.sudo().partner_share and author.sudo().is_data_subject:
            return author
        record = self.env[message.model].browse(message.res_id) if message.model in self.env else self.browse()
        if not hasattr(record, "_mail_get_partners") or not record.exists():
            return self.env["res.partner"]
        return record._mail_get_partners()[record.id][:1]


class MailMessage(models.Model):
    """A mail or message that a customer sent is in the contact log by itself, as a link (statement § 7)."""

    _inherit = "mail.message"

    @api.model_create_multi
    def create(self, vals_list):
        messages = super().create(vals_list)
        messages._lampo_log_contacts()
        return messages

    def _lampo_log_contacts(self):
        """A contact for each message by a person who is no user of the house, outside the log itself."""
        # sudo: the log is kept by the system, whoever's mail it is
        incoming = self.filtered(
            lambda one: one.message_type in ("email", "comment") and one.author_id and one.model
            and not one.model.startswith("lampo.privacy.")
            and one.author_id.sudo().partner_share)  # no user of the house
        people = incoming.author_id.sudo().filtered("is_data_subject")
        log = self.env["lampo.privacy.contact"].sudo().with_context(
            mail_create_nolog=True, mail_create_nosubscribe=True, tracking_disable=True)
        log.create([
            {"name": message.subject or message._lampo_subject(company), "partner_id": message.author_id.id,
             "channel": "email" if message.message_type == "email" else "chatter", "date": message.date,
             "message_id": message.id, "user_id": False, "company_id": company.id}
            for message in incoming if message.author_id in people
            for company in [message.author_id.sudo().company_id or self.env.company]
        ])

    def _lampo_subject(self, company):
        """What stands for a subject, in the words of the company's staff."""
        return told_to(self, company).env._("Message")
