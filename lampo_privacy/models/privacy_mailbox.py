# Part of lampo_privacy. LGPL-3.
from datetime import timedelta

from markupsafe import Markup
from odoo import api, fields, models
from odoo.tools import email_normalize, escape_psql
from odoo.tools.mail import parse_contact_from_email

from ..tools.code_mask import mask_identity_codes

# A mail's own date further back than this is a wrong clock rather than a mailbox nobody fetched.
PLAUSIBLE_AGE = timedelta(days=31)


class PrivacyMailbox(models.AbstractModel):
    """What a letter to one of the company's addresses becomes a record of: a request, a contact, a complaint.

    Loops and floods are held back by Odoo's own gateway, which counts the records of one address. Nobody is made a
    contact by writing: who is not known stays an address on the record.
    """

    _name = "lampo.privacy.mailbox"
    _inherit = ["mail.thread"]
    _description = "Address for letters"
    _primary_email = "email_from"

    email_from = fields.Char("E-mail of the sender", copy=False, help="The address that the letter came from.")

    @api.model
    def _detect_loop_sender_domain(self, email_from_normalized):
        """Odoo looks for the address anywhere in another one: who floods as xa@b.fi would shut out a@b.fi."""
        return [("email_from", "=ilike", escape_psql(email_from_normalized or ""))]

    def message_post(self, *, body="", subject=None, **kwargs):
        """No identity code stays in the chatter, whoever wrote it; files are kept as they came, unopened."""
        is_markup = isinstance(body, Markup)
        body = mask_identity_codes(body or "")
        if kwargs.get("attachments"):
            kwargs["attachments"] = [(mask_identity_codes(name or ""), *rest) for name, *rest in kwargs["attachments"]]
        return super(PrivacyMailbox, self.with_context(image_no_postprocess=True)).message_post(
            body=Markup(body) if is_markup else body, subject=subject and mask_identity_codes(subject), **kwargs)

    def _message_update_content(self, message, /, *, body, **kwargs):
        if body:
            masked = mask_identity_codes(body)
            body = Markup(masked) if isinstance(body, Markup) else masked
        return super()._message_update_content(message, body=body, **kwargs)

    def message_update(self, msg_dict, update_vals=None):
        self._mail_author(msg_dict, self[:1].company_id)
        return super().message_update(msg_dict, update_vals)

    @api.model
    def _mail_author(self, msg_dict, company):
        """Odoo takes one of those who have the address: what may be another person's letter is nobody's.

        What a person wrote is read to that person, and goes with the person's erasure.
        """
        # sudo: whether the address is a colleague's is no secret
        author = self.env["res.partner"].sudo().browse(msg_dict.get("author_id") or ())
        if not author or author.partner_share:
            msg_dict["author_id"] = self._mail_sender(msg_dict.get("email_from"), company)[0].id

    @api.model
    def _open_mail(self, msg_dict, custom_values):
        """Before anything is made of a letter: its codes masked, its author certain or nobody.

        :return: (values of the alias, the company whose address it came to)
        """
        values = {"company_id": self.env.company.id, **(custom_values or {})}
        company = self.env["res.company"].browse(values["company_id"])
        self._mask_mail(msg_dict)
        self._mail_author(msg_dict, company)
        return values, company

    @api.model
    def _mask_mail(self, msg_dict):
        for key in ("body", "subject", "email_from"):
            if msg_dict.get(key):
                # a NUL is no letter to the database, and with it the whole mail would be lost
                masked = mask_identity_codes(msg_dict[key].replace("\0", ""))
                msg_dict[key] = Markup(masked) if isinstance(msg_dict[key], Markup) else masked

    @api.model
    def _mail_moment(self, msg_dict):
        """(moment in UTC, whether it is the letter's own): its Date header, or now where that is implausible."""
        now = fields.Datetime.now()
        sent = fields.Datetime.to_datetime(msg_dict.get("date")) or now
        is_plausible = now - PLAUSIBLE_AGE <= sent <= now + timedelta(hours=1)
        return (min(sent, now), True) if is_plausible else (now, False)

    @api.model
    def _mail_sender(self, sender, company):
        """Who wrote: (the person whose address it is where just one person has it, name, address) as given."""
        name, address = parse_contact_from_email(sender or "")
        normalized = email_normalize(address)
        # somebody archived, as one who moved away, asks all the same
        people = self.env["res.partner"].with_context(active_test=False)
        known = people.search([
            ("email_normalized", "=", normalized), ("company_id", "in", (False, company.id)),
        ]) if normalized else people
        # nor is an address for invoices another person than the one under whom it stands
        known = known.filtered(lambda one: one.type == "contact" or one.parent_id not in known)
        return known if len(known) == 1 else known.browse(), name, normalized or address
