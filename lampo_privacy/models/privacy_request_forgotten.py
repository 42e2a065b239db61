# Part of lampo_privacy. LGPL-3.
from odoo import api, models

from ..tools.bypass import BYPASS

# of a notice: it went out, or it never will
OVER = ("sent", "canceled")


class PrivacyRequest(models.Model):
    """An answer to somebody whose data was erased needs an address, and after it nothing does (GDPR art. 5(1)(e))."""

    _inherit = "lampo.privacy.request"

    def _close(self, vals, note):
        result = super()._close(vals, note)
        self._forget_address()
        return result

    @api.private
    def _forget_address(self):
        """Once somebody whose data was erased is answered, the address for the answer goes too: the register does not
        know it, and so the erasure itself does not find it."""
        # sudo: the notes of a request are nobody's to write
        erased = self.sudo().with_context(lampo_bypass=BYPASS).filtered(
            lambda request: request.closed_on and request._is_erased())
        erased.message_ids.filtered("outgoing_email_to").outgoing_email_to = False
        letters = erased.message_ids.filtered(lambda message: message.message_type == "email")
        letters.write({"email_from": False, "reply_to": False})
        # one that waits or failed still shows whoever answers that it did not go out
        erased.message_ids.notification_ids.filtered(
            lambda line: line.mail_email_address and line.notification_status in OVER).unlink()
        erased.filtered("email_from").email_from = False


class MailMail(models.Model):
    """The answer itself is the last that needs the address: the mail goes by itself, and with it what noted it."""

    _inherit = "mail.mail"

    def _postprocess_sent_message(self, *args, **kwargs):
        answered = self.filtered(lambda letter: letter.model == "lampo.privacy.request").mapped("res_id")
        result = super()._postprocess_sent_message(*args, **kwargs)
        self.env["lampo.privacy.request"].browse(answered).exists()._forget_address()
        return result


class PrivacyErasure(models.Model):
    """No erasure for somebody of whom it is not known who asks, and no address left on the requests of somebody
    erased that the register never knew."""

    _inherit = "lampo.privacy.erasure"

    def action_run(self):
        """See the erasure itself. Where the request came by e-mail, the dialog of the answer opens: it alone still
        knows the address, which is stored nowhere any more."""
        # of the second phase the request is answered long since
        asked = self.request_id.filtered(lambda request: not request.closed_on)
        asked._require_identity()
        address = len(self) == 1 and asked.channel == "email" and (asked.email_from or asked.partner_id.email)
        result = super().action_run()
        if not address or self.state not in ("waiting", "done"):
            return result
        answer = asked._letter_action("answer")
        return {**answer, "context": {**answer["context"], "default_how": "email", "default_email_to": address}}

    def action_erase(self):
        return self.action_run() if len(self) == 1 else super().action_erase()

    def _conclude(self, run):
        result = super()._conclude(run)
        people = self.filtered(lambda erasure: erasure.state in ("waiting", "done")).partner_id
        # sudo: see _forget_address
        self.env["lampo.privacy.request"].sudo().search([("partner_id", "in", people.ids)])._forget_address()
        return result
