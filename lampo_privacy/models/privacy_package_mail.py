# Part of lampo_privacy. LGPL-3.
from markupsafe import Markup
from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from ..tools.letter_text import letter_date, letter_language


class PrivacyPackage(models.Model):
    """The link by mail: in the answer letter that the officer mails to the person's own address.

    It stands in the mail alone. The letter that is filed and the note in the chatter do not hold it, for whoever reads
    a request would else fetch the most complete copy of a person that there is.
    """

    _inherit = "lampo.privacy.package"

    @api.private
    def _addresses(self):
        """The addresses to which the link may go: the person's of the register, and that of the request."""
        self.ensure_one()
        return {email_normalize(email) for email in (self.partner_id.email, self.request_id.email_from) if email}

    @api.private
    def _is_of_register(self, address):
        """Whether the register has this address as the person's. That of a request is what somebody wrote or typed."""
        self.ensure_one()
        known = email_normalize(self.partner_id.email or "")
        return bool(known) and email_normalize(address or "") == known

    @api.private
    def _link_for(self, address, checked=False):
        """The paragraphs of a mail to this address that bring the link, as HTML; noted as a use of the link.

        :param checked: the officer made sure that an address of the request alone is the person's own
        :raises UserError: the address is not the person's, or nobody made sure that it is
        """
        self.ensure_one()
        self.request_id._require_identity()
        if email_normalize(address) not in self._addresses():
            raise UserError(self.env._(
                "The letter would carry the download link, and this is not the person's address. Write to the address "
                "that the register or the request knows, print the letter, or revoke the link first."))
        if not self._is_of_register(address):
            self._note_checked(checked)
        # sudo: the log of a link is written by the system alone
        self.env["lampo.privacy.package.download"].sudo().create({"package_id": self.id, "result": "mailed"})
        day = letter_date(self._link_day(), letter_language(self.env.lang))
        words = self.env._("Fetch your data here. The link works until %(day)s; each use is written down.", day=day)
        return Markup('<p>%s<br/><a href="%s">%s</a></p>') % (words, self.link_url, self.link_url)

    def _note_checked(self, checked):
        """Whoever typed another address on the request would else be sent all that is held about the person."""
        if not checked:
            raise UserError(self.env._(
                "The register does not know this address as the person's. Make sure that it is the person's own and "
                "tick it, or write to the address of the register."))
        self.request_id._message_log(body=self.env._(
            "The download link was mailed to the address of the request, which the register does not know as the "
            "person's. That it is the person's own was confirmed."))


class PrivacyRequest(models.Model):
    """The mail of a letter, which may say what the filed letter does not."""

    _inherit = "lampo.privacy.request"

    @api.private
    def _package_with_link(self):
        """The package of this request whose link works. :raises AccessError: no privacy officer"""
        packages = self.env["lampo.privacy.package"].search(
            [("request_id", "in", self.ids), ("partner_id", "in", self.partner_id.ids)])
        return packages.filtered(lambda package: package._link_works())[:1]

    def _notify_by_email_render_layout(self, message, recipients_group, **kwargs):
        html = super()._notify_by_email_render_layout(message, recipients_group, **kwargs)
        more = self.env.context.get("lampo_mail_only")
        # Markup alone: no client can send one
        if not isinstance(more, Markup):
            return html
        before, body, after = html.partition(message.body)
        return before + body + more + after if body else html + more
