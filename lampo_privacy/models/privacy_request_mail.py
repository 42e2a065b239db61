# Part of lampo_privacy. LGPL-3.
from datetime import timedelta

from markupsafe import Markup
from odoo import api, fields, models
from odoo.tools import email_normalize, escape_psql, html2plaintext
from odoo.tools.mail import parse_contact_from_email

from ..tools.code_mask import mask_identity_codes
from ..tools.local_time import local_date
from .privacy_request import CLOSED_STATES

# A mail's own date further back than this is a wrong clock rather than a mailbox nobody fetched.
PLAUSIBLE_AGE = timedelta(days=31)
DESCRIPTION_LENGTH = 4000


class PrivacyRequest(models.Model):
    """A letter to the register's address is a request by itself (statement § 12; GDPR art. 12: any channel counts).

    Loops and floods are held back by Odoo's own gateway, which counts the requests of one address. Nobody is made a
    contact by writing: who is not known stays a name and an address on the request.
    """

    _inherit = "lampo.privacy.request"
    _primary_email = "email_from"

    email_from = fields.Char(
        "Reply to", copy=False,
        help="The address that the request came from. Letters go there where the person has no address of their own.",
    )
    to_sort = fields.Boolean(
        "To be sorted", copy=False, index=True,
        help="Came by e-mail and was read by nobody yet: check the person and the type, then press “Sorted”.",
    )

    # -- the gateway -------------------------------------------------------------------------------------------

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """A request of a letter; who wrote it, where that is certain, and the day the letter bears."""
        values = {"company_id": self.env.company.id, **(custom_values or {})}
        company = self.env["res.company"].browse(values["company_id"])
        self._mask_mail(msg_dict)
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
            request._message_log(body=self.env._(
                "The letter bears the date %(date)s, which cannot be right. The day it arrived was taken as the day "
                "of receipt: check it.", date=msg_dict.get("date")))
        return request

    @api.model
    def _detect_loop_sender_domain(self, email_from_normalized):
        """Odoo looks for the address anywhere in another one: who floods as xa@b.fi would shut out a@b.fi."""
        return [("email_from", "=ilike", escape_psql(email_from_normalized or ""))]

    def message_update(self, msg_dict, update_vals=None):
        """A letter to a request that is closed is not overlooked."""
        for request in self.filtered(lambda request: request.state in CLOSED_STATES):
            request.activity_schedule(
                "mail.mail_activity_data_todo", user_id=request._responsible().id or self.env.uid,
                summary=self.env._("A letter came after the request was closed: perhaps it is a new request."))
        return super().message_update(msg_dict, update_vals)

    def message_post(self, *, body="", subject=None, **kwargs):
        """No identity code stays in the chatter, whoever wrote it; files are kept as they came, unopened."""
        is_markup = isinstance(body, Markup)
        body = mask_identity_codes(body or "")
        return super(PrivacyRequest, self.with_context(image_no_postprocess=True)).message_post(
            body=Markup(body) if is_markup else body, subject=subject and mask_identity_codes(subject), **kwargs)

    @api.model
    def _mask_mail(self, msg_dict):
        for key in ("body", "subject", "email_from"):
            if msg_dict.get(key):
                masked = mask_identity_codes(msg_dict[key])
                msg_dict[key] = Markup(masked) if isinstance(msg_dict[key], Markup) else masked

    @api.model
    def _mail_moment(self, msg_dict):
        """(moment in UTC, whether it is the letter's own): its Date header, or now where that is implausible."""
        now = fields.Datetime.now()
        sent = fields.Datetime.to_datetime(msg_dict.get("date")) or now
        is_plausible = now - PLAUSIBLE_AGE <= sent <= now + timedelta(hours=1)
        return (min(sent, now), True) if is_plausible else (now, False)

    @api.model
    def _sender_values(self, sender, company):
        """The person whose address it is where just one person has it, else the name and the address as given."""
        name, address = parse_contact_from_email(sender or "")
        address = email_normalize(address) or address
        partners = self.env["res.partner"].search([
            ("email_normalized", "=", email_normalize(address)), ("company_id", "in", (False, company.id)),
        ], limit=2) if email_normalize(address) else self.env["res.partner"]
        if len(partners) == 1:
            return {"partner_id": partners.id, "email_from": address}
        return {"subject_name": name or address or self.env._("Unknown sender"), "email_from": address}

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
