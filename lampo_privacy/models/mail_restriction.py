# Part of lampo_privacy. LGPL-3.
from odoo import SUPERUSER_ID, models
from odoo.tools import SQL, mail

from .told_to import told_to_staff

OFFICER = "lampo_privacy.group_officer"
# What the law owes a person in any case: the answers to requests (GDPR art. 12).
OWED = ("lampo.privacy.request",)
# Whose confirmations are part of what the person ordered.
BOOKINGS = ("event.registration",)


class MailMail(models.Model):
    """No mail leaves for a restricted person (GDPR art. 18), a privacy officer's and the answers to requests apart.

    Guarded where mail leaves the server and not where it is written: followers, templates, mailings, reminders and
    whatever waits in the queue since before the restriction all pass here.
    """

    _inherit = "mail.mail"

    def send(self, auto_commit=False, raise_exception=False, post_send_callback=None):
        dropped = self._lampo_drop_restricted()
        return super(MailMail, self - dropped).send(auto_commit, raise_exception, post_send_callback)

    def _lampo_drop_restricted(self):
        """Take restricted people off the mails; a mail that has nobody left is cancelled. Returns the cancelled."""
        # sudo: the restriction holds whoever sends, also where the sender may not see the person
        waiting = self.sudo().filtered(lambda letter: not letter._lampo_is_owed())
        partners = waiting._lampo_restricted_recipients()
        people = waiting._lampo_restricted_addresses()
        if not partners and not people:
            return self.browse()
        return self.browse(letter.id for letter in waiting if letter._lampo_take_off(
            partners, letter._lampo_addresses_off(people)))

    def _lampo_is_owed(self):
        author = self.create_uid
        return self.model in OWED or (author.id != SUPERUSER_ID and author.has_group(OFFICER))

    def _lampo_restricted_recipients(self):
        """The restricted among the recipients. A colleague's mail as a user is no processing of a customer."""
        restricted = self.env["res.partner"]._restricted_ids(self.recipient_ids.ids)
        return self.recipient_ids.filtered(
            lambda partner: partner.id in restricted and not any(not user.share for user in partner.user_ids))

    def _lampo_restricted_addresses(self):
        """The restricted people who have one of the written addresses, as (address, id, name, shared).

        Shared: a housemate has the address too. One whom somebody else than an officer added after the restriction
        began may be a double of the person, and is none: whoever is meant is put among the recipients.
        """
        written = self._lampo_written()
        if not written:
            return []
        self.env["res.partner"].flush_model(["email_normalized", "processing_restricted", "active"])
        self.env["lampo.privacy.restriction"].flush_model(["partner_id", "ended_on"])
        officers = self.env.ref(OFFICER).sudo().all_user_ids.ids  # sudo: who the officers are is no secret here
        return self.env.execute_query(SQL(
            """SELECT r.email_normalized, r.id, r.name, EXISTS (
                      SELECT 1 FROM res_partner o WHERE o.email_normalized = r.email_normalized
                         AND o.active AND NOT COALESCE(o.processing_restricted, FALSE)
                         AND o.commercial_partner_id IS DISTINCT FROM r.id
                         AND (o.create_uid = ANY(%s) OR o.create_date <= ALL (
                              SELECT s.create_date FROM lampo_privacy_restriction s
                               WHERE s.partner_id = r.id AND s.ended_on IS NULL)))
                 FROM res_partner r WHERE r.processing_restricted IS TRUE AND r.email_normalized = ANY(%s)""",
            officers, sorted(written)))

    def _lampo_addresses_off(self, people):
        """The addresses that this mail must not use: nobody else's, or in a mail about or to the restricted person."""
        body = mail.html_to_inner_content(self.body_html or "")
        written = " ".join(filter(None, (self.email_to, self.email_cc, self.subject, body))).casefold()
        return {address for address, person, name, shared in people if not shared
                or (self.model, self.res_id) == ("res.partner", person) or (name and name.casefold() in written)}

    def _lampo_take_off(self, partners, addresses):
        """Whether nobody is left of this mail once these are off it."""
        off = self.recipient_ids & partners
        email_to, email_cc = _without(self.email_to, addresses), _without(self.email_cc, addresses)
        if not off and (email_to, email_cc) == (self.email_to, self.email_cc):
            return False
        staff = told_to_staff(self, self.env.company)
        reason = staff.env._("Not sent: the processing of the recipient's data is restricted.")
        self.notification_ids.filtered(lambda line: line.res_partner_id in off).write(
            {"notification_status": "canceled", "failure_reason": reason})
        left = self.recipient_ids - off
        vals = {"recipient_ids": [(6, 0, left.ids)], "email_to": email_to, "email_cc": email_cc,
                "failure_reason": reason}
        self.write(vals)
        if empty := not (left or email_to or email_cc):
            self._lampo_cancel(reason)
        return empty

    def _lampo_cancel(self, reason):
        """These are not sent, and the statistics of a mailing say so instead of waiting for them."""
        self.write({"state": "cancel", "failure_type": "mail_bl", "failure_reason": reason})
        if "mailing_trace_ids" in self._fields:
            self.mailing_trace_ids.write({"trace_status": "cancel", "failure_type": "mail_bl"})
        self.notification_ids.filtered(lambda line: line.notification_status != "sent").write(
            {"notification_status": "canceled", "failure_reason": reason})

    def _lampo_written(self):
        """The addresses that are written out on these, as they are compared."""
        texts = [text for letter in self for text in (letter.email_to, letter.email_cc) if text]
        return {address for text in texts for address in mail.email_normalize_all(text)}


def _without(text, addresses):
    """A list of addresses without some of them; unchanged where it holds none."""
    parts = mail.email_split_and_format(text or "")
    kept = [part for part in parts if mail.email_normalize(part) not in addresses]
    return text if len(kept) == len(parts) else ", ".join(kept)


def mailing_companies(record, name="mailing_id"):
    """In whose name a mailing goes out: the companies of whoever is responsible for it; None where there is none.

    Odoo's mailings have no company of their own, and by night the system itself sends them.

    :param name: the field that leads to the mailing, where Odoo's module for mailings is installed
    """
    # sudo: only whom the mailing is of is used
    mailing = record.sudo()[name] if name in record._fields else None
    return (mailing and mailing.user_id.company_ids) or None


class MailComposer(models.TransientModel):
    """A mailing leaves out who is restricted and who objected, as it leaves out a blacklisted address."""

    _inherit = "mail.compose.message"

    def _get_blacklist_record_ids(self, mail_values_dict, recipients_info=None):
        blocked = super()._get_blacklist_record_ids(mail_values_dict, recipients_info)
        if not recipients_info or self._lampo_confirms_a_booking():
            return blocked
        emails = {address for info in recipients_info.values() for address in info["mail_to_normalized"]}
        objecting = self.env["lampo.privacy.objection"]._is_blocked(
            emails=emails, companies=mailing_companies(self, "mass_mailing_id"))
        restricted = set() if self.model != "res.partner" else self.env["res.partner"]._restricted_ids(mail_values_dict)
        return blocked | restricted | self._lampo_records_of_objectors(mail_values_dict) | {
            record_id for record_id, info in recipients_info.items() if objecting & set(info["mail_to_normalized"])}

    def _lampo_confirms_a_booking(self):
        """What the person ordered is no marketing: Odoo turns the exclusions off for the confirmation itself.

        A mailing whose author turns them off is one all the same.
        """
        mailing = "mass_mailing_id" in self._fields and self.mass_mailing_id
        return self.model in BOOKINGS and not self.use_exclusion_list and not mailing

    def _lampo_records_of_objectors(self, record_ids):
        """Ids of the records whose person objected, under whatever address the mailing goes."""
        # sudo: the objection holds whoever sends, also where the sender may not see the person
        people = self.env[self.model].sudo().browse(record_ids)._mail_get_partners()
        blocked = self.env["lampo.privacy.objection"]._blocked_partners(
            self.env["res.partner"].sudo().concat(*people.values()), mailing_companies(self, "mass_mailing_id"))
        return {record_id for record_id, partners in people.items() if partners & blocked}
