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
    def _link_for(self, address):
        """The paragraphs of a mail to this address that bring the link, as HTML; noted as a use of the link.

        :raises UserError: the address is not the person's
        """
        self.ensure_one()
        if email_normalize(address) not in self._addresses():
            raise UserError(self.env._(
                "The letter would carry the download link, and this is not the person's address. Write to the address "
                "that the register or the request knows, print the letter, or revoke the link first."))
        # sudo: the log of a link is written by the system alone
        self.env["lampo.privacy.package.download"].sudo().create({"package_id": self.id, "result": "mailed"})
        day = letter_date(self._link_day(), letter_language(self.env.lang))
        words = self.env._("Fetch your data here. The link works until %(day)s; each use is written down.", day=day)
        return Markup('<p>%s<br/><a href="%s">%s</a></p>') % (words, self.link_url, self.link_url)


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
