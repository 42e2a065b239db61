# Part of lampo_privacy. LGPL-3.
from datetime import timedelta

from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import hash_sign, verify_hash_signed

from ..tools.page_words import PAGE_WORDS, page_lang
from .heat_contract import finnish_today
from .told_to import told_to

SCOPE = "lampo_privacy.consent"
LINK_DAYS = 30


class PrivacyConsentAsk(models.Model):
    """A link of one use by which a person agrees to a purpose, or not (GDPR art. 7).

    The link carries a signature made with the server's secret, and nothing of it lies in the database: who reads the
    database cannot answer for anybody. Looking at the page uses nothing up, for mail scanners look too.
    """

    _name = "lampo.privacy.consent.ask"
    _description = "Request for consent by a link"
    _order = "id desc"
    _rec_name = "purpose_id"

    # nothing but the person's: it goes with the person
    partner_id = fields.Many2one("res.partner", "Person", required=True, ondelete="cascade", index=True, readonly=True)
    purpose_id = fields.Many2one("lampo.privacy.purpose", required=True, ondelete="restrict", readonly=True, index=True)
    company_id = fields.Many2one(related="purpose_id.company_id", store=True, index=True)
    wording_id = fields.Many2one("lampo.privacy.consent.wording", required=True, ondelete="restrict", readonly=True)
    sent_on = fields.Date(required=True, readonly=True, default=lambda self: finnish_today(self))
    answered_on = fields.Date(readonly=True)
    answer = fields.Selection([("given", "Agreed"), ("declined", "Declined")], readonly=True)

    @api.model
    def _send(self, purpose, people):
        """Make a link for each and queue the mails. :raises UserError: the purpose has no wording"""
        wording = purpose._wording()
        if not wording:
            raise UserError(self.env._(
                "Write the wording of the consent first: people agree to words, not to a heading."))
        asks = self.create([{"partner_id": person.id, "purpose_id": purpose.id, "wording_id": wording.id}
                            for person in people])
        self.env["mail.mail"].create([ask._mail() for ask in asks])
        return asks

    def _mail(self):
        """The mail, kept only until it has been sent. It has no image and counts nothing."""
        words = PAGE_WORDS[self._lang()]
        body = Markup("<p>%s</p><blockquote>%s</blockquote><p>%s</p><p><a href='%s'>%s</a></p><p>%s</p>") % (
            words["mail_intro"] % self.company_id.name, self.wording_id._words(self._lang()), words["mail_link"],
            self._url(), self._url(), words["mail_free"])
        return {
            "subject": words["mail_subject"] % self.company_id.name, "body_html": body, "auto_delete": True,
            "email_to": self.partner_id.email_formatted, "email_from": self.company_id.email_formatted,
            # no list of recipients that would link the mail with the person for good
        }

    def _lang(self):
        return page_lang(self.partner_id.lang)

    def _token(self):
        # an integer signed with the server's secret, valid for a month
        # sudo: the server's secret is a system parameter
        return hash_sign(self.sudo().env, SCOPE, self.id, expiration=timedelta(days=LINK_DAYS))

    def _url(self):
        return f"{self.get_base_url()}/tietosuoja/suostumus/{self._token()}"

    @api.model
    @api.private
    def _of_token(self, token):
        """The link of a token, used or not; empty where it is forged, has expired or its person is gone."""
        # sudo: the key that signs tokens is a parameter of the system
        try:
            found = verify_hash_signed(self.sudo().env, SCOPE, token)
        except (ValueError, TypeError, IndexError, OverflowError):
            return self.browse()
        # sudo: the token is the right to see this one
        return self.sudo().browse(found).exists() if isinstance(found, int) else self.browse()

    @api.private
    def _answer(self, agrees):
        """Take the answer, once. :return: whether it counted"""
        self.ensure_one()
        ask = self.sudo()  # sudo: the person has no user; the token is the right
        if ask.answer or not ask.try_lock_for_update() or ask.partner_id.anonymised_on:
            return False
        ask.invalidate_recordset(["answer"])
        if ask.answer:  # the other of two clicks was faster
            return False
        ask.write({"answer": "given" if agrees else "declined", "answered_on": finnish_today(self)})
        consents = self.env["lampo.privacy.consent"].sudo()
        if agrees:
            evidence = told_to(self, ask.company_id or self.env.company).env._("Link number %(n)s", n=ask.id)
            consents.create({
                "partner_id": ask.partner_id.id, "purpose_id": ask.purpose_id.id, "wording_id": ask.wording_id.id,
                "channel": "web", "evidence": evidence})
        else:
            consents.search(consents._in_force_domain() & fields.Domain([
                ("partner_id", "=", ask.partner_id.id), ("purpose_id", "=", ask.purpose_id.id),
            ])).action_withdraw("web")
        return True
