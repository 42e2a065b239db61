# Part of lampo_privacy. LGPL-3.
from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.letter_text import letter_date, letter_language
from .heat_contract import finnish_today
from .told_to import told_to


class PrivacyNotice(models.Model):
    """That a recipient was told of a correction, an erasure or a restriction, how and when (GDPR art. 19)."""

    _name = "lampo.privacy.notice"
    _description = "Notice to a recipient"
    _order = "id desc"
    _rec_name = "recipient_id"

    recipient_id = fields.Many2one("lampo.privacy.recipient", required=True, readonly=True, ondelete="restrict",
                                   index=True)
    company_id = fields.Many2one(related="recipient_id.company_id", store=True, index=True)
    kind = fields.Selection(
        [("rectification", "Rectification"), ("erasure", "Erasure"), ("restriction", "Restriction of processing")],
        required=True, readonly=True)
    disclosure_ids = fields.Many2many("lampo.privacy.disclosure", "lampo_privacy_notice_disclosure_rel", "notice_id",
                                      "disclosure_id", "Disclosures", readonly=True)
    # so that a notice counts in an answer and in an erasure as the person's; never told to the recipient
    partner_ids = fields.Many2many("res.partner", "lampo_privacy_notice_partner_rel", "notice_id", "partner_id",
                                   "People", readonly=True, groups="lampo_privacy.group_officer")
    text = fields.Text("What to correct", readonly=True)
    channel = fields.Selection([("email", "E-mail"), ("letter", "Letter")], required=True, readonly=True)
    state = fields.Selection([("to_send", "To be printed"), ("sent", "Sent")], required=True, readonly=True,
                             default="to_send")
    made_on = fields.Date(required=True, readonly=True, default=lambda self: finnish_today(self))
    sent_on = fields.Date("Told on", readonly=True)
    user_id = fields.Many2one("res.users", "By", readonly=True, default=lambda self: self.env.user, ondelete="restrict")

    @api.model
    @api.private
    def _make(self, disclosures, kind, text=None):
        """Notices for the recipients of these disclosures; those with an e-mail are sent at once."""
        if kind == "rectification" and not (text or "").strip():
            raise UserError(self.env._("Say what has to be corrected: the recipients are told it."))
        groups = disclosures.grouped("recipient_id")
        notices = self.create([
            {"recipient_id": recipient.id, "kind": kind, "text": text, "disclosure_ids": [(6, 0, lines.ids)],
             "partner_ids": [(6, 0, lines.partner_id.ids)],
             "channel": "email" if recipient._notice_email() else "letter"}
            for recipient, lines in groups.items()
        ])
        notices.filtered(lambda notice: notice.channel == "email")._send()
        return notices

    def write(self, vals):
        if not self.env.su:
            raise UserError(self.env._("A notice is evidence of who was told: it is not changed, only noted as sent."))
        return super().write(vals)

    def _send(self):
        # queued: the mail server's scheduled action sends them, after this transaction has held
        self.env["mail.mail"].create([
            {"subject": notice._subject(), "body_html": notice._body(), "email_to": notice.recipient_id._notice_email(),
             "email_from": notice.company_id.email_formatted, "auto_delete": True}
            for notice in self
        ])
        self.write({"state": "sent", "sent_on": finnish_today(self)})

    def _speaker(self):
        return told_to(self, self.recipient_id.partner_id)

    def _day(self):
        return letter_date(self.made_on, letter_language(self._speaker().env.lang))

    def _subject(self):
        speaker = self._speaker()
        labels = dict(speaker._fields["kind"]._description_selection(speaker.env))
        return speaker.env._("%(company)s: %(kind)s of disclosed data (GDPR art. 19)",
                             company=self.company_id.name, kind=labels[self.kind])

    def _body(self):
        """The notice in words, as HTML."""
        env = self._speaker().env
        asks = {
            "rectification": env._("The data below that we disclosed to you is wrong. Please correct it."),
            "erasure": env._("The data below that we disclosed to you has been erased here. Please erase it too."),
            "restriction": env._("The processing of the data below is restricted here. Please only store it."),
        }
        spoken = letter_language(env.lang)
        rows = Markup("").join(
            Markup("<li>%s · %s · %s</li>") % (line.name, letter_date(line.date, spoken), line.what)
            for line in self.disclosure_ids)
        corrected = Markup("<p><b>%s</b></p>") % self.text if self.text else ""
        return Markup("<p>%s</p>%s<p>%s</p><ul>%s</ul><p>%s</p>") % (
            asks[self.kind], corrected, env._("Number of the disclosure, day and kinds of data:"), rows,
            env._("By article 19 of the General Data Protection Regulation we tell this to every recipient."))

    def action_print(self):
        """Print the letters."""
        return self.env.ref("lampo_privacy.report_notice").report_action(self)

    def action_sent(self):
        """Note that the printed letters were posted today. :raises UserError: one was sent already"""
        if self.filtered(lambda notice: notice.state == "sent"):
            raise UserError(self.env._("This notice has been sent already."))
        self.check_access("write")
        # sudo: the fields are written by this step alone
        self.sudo().write({"state": "sent", "sent_on": finnish_today(self)})


class PrivacyErasure(models.Model):
    """Whoever received the data of somebody erased is told (GDPR art. 19)."""

    _inherit = "lampo.privacy.erasure"

    def _conclude(self, run):
        first = self.filtered(lambda erasure: erasure.state != "waiting").partner_id
        result = super()._conclude(run)
        self.env["lampo.privacy.disclosure"]._notify_recipients(first, "erasure")
        return result


class PrivacyRestriction(models.Model):
    """Whoever received the data of somebody restricted is told (GDPR art. 19)."""

    _inherit = "lampo.privacy.restriction"

    @api.private
    def _begin(self, partners):
        restrictions = super()._begin(partners)
        self.env["lampo.privacy.disclosure"]._notify_recipients(restrictions.partner_id, "restriction")
        return restrictions
