# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models
from odoo.tools import format_datetime, html2plaintext

from ..tools.local_time import local_date
from .privacy_request import CLOSED_STATES
from .told_to import told_to

DESCRIPTION_LENGTH = 4000


class PrivacyRequest(models.Model):
    """A letter to the register's address is a request by itself (statement § 12; GDPR art. 12: any channel counts).

    Who is not known stays a name and an address on the request; see the mailbox.
    """

    _inherit = "lampo.privacy.request"

    email_from = fields.Char(
        "Reply to", copy=False,
        help="The address that the request came from. Letters go there; the download link of an answer package only "
        "once the officer has made sure that it is the person's own.",
    )
    to_sort = fields.Boolean(
        "To be sorted", copy=False, index=True,
        help="Came by e-mail and was read by nobody yet: check the person and the type, then press “Sorted”.",
    )

    # -- the gateway -------------------------------------------------------------------------------------------

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """A request of a letter; who wrote it, where that is certain, and the day the letter bears."""
        values, company = self._open_mail(msg_dict, custom_values)
        sent, is_plausible = self._mail_moment(msg_dict)
        # not super(): it would take the subject, which may name the person, for the request's number
        request = self.with_company(company).create({
            **self._sender_values(msg_dict.get("email_from"), company),
            "channel": "email", "to_sort": True, "received_on": local_date(sent),
            "user_id": company.lampo_officer_id.id,
            "description": html2plaintext(msg_dict.get("body") or "")[:DESCRIPTION_LENGTH].strip(),
            **values,
        })
        if not is_plausible:
            own = told_to(self, company).env
            request._message_log(body=own._(
                "The letter bears the date %(date)s, which cannot be right. The day it arrived was taken as the day "
                "of receipt: check it.", date=format_datetime(own, msg_dict["date"], tz="Europe/Helsinki")))
        return request

    def message_update(self, msg_dict, update_vals=None):
        """A letter to a request that is closed is not overlooked."""
        for request in self.filtered(lambda request: request.state in CLOSED_STATES):
            user = request._responsible() or self.env.user
            request.activity_schedule(
                "mail.mail_activity_data_todo", user_id=user.id,
                summary=told_to(self, user).env._(
                    "A letter came after the request was closed: perhaps it is a new request."))
        return super().message_update(msg_dict, update_vals)

    @api.model
    def _sender_values(self, sender, company):
        """The person whose address it is, else the name and the address as given."""
        person, name, address = self._mail_sender(sender, company)
        if person:
            return {"partner_id": person.id, "email_from": address}
        unknown = told_to(self, company).env._("Unknown sender")
        return {"subject_name": name or address or unknown, "email_from": address}

    def write(self, vals):
        changed = self._that_change(("email_from",), vals)
        result = super().write(vals)
        # whoever mails the answer sees in the chatter that somebody changed where it goes; not the address itself
        note = self.env._("The address for the reply was changed.")
        changed._message_log_batch(bodies=dict.fromkeys(changed.ids, note))
        return result

    # -- sorting -----------------------------------------------------------------------------------------------

    def action_sorted(self):
        """Note that a person has read the letter and that the request's person and type are right."""
        self._require_open()
        self.write({"to_sort": False})
        self._message_log_batch(bodies=dict.fromkeys(
            self.ids, self.env._("Read and sorted: person and type are right.")))

    def action_done(self):
        """Close as answered.

        :raises UserError: when a letter was not read and sorted yet; else see the other parts
        """
        self._require_open()
        self._require(self.filtered(lambda request: not request.to_sort), self.env._(
            "Check the person and the type of the letter first and press “Sorted”: %(numbers)s."))
        return super().action_done()
