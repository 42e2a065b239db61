# Part of lampo_privacy. LGPL-3.
import base64

from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import email_normalize, is_html_empty

from ..models.privacy_letter import KINDS, LANGS
from ..models.privacy_request import OPEN_STATES
from ..models.privacy_request_letter import ANSWERS
from ..tools.code_mask import mask_identity_codes
from ..tools.letter_text import letter_date, unbroken

REPORT = "lampo_privacy.action_report_privacy_letter"
OFFICER = "lampo_privacy.group_officer"


class PrivacyLetterSend(models.TransientModel):
    """Writes a letter from its template, shows it as it will look, sends it or has it printed, and files it.

    The steps that a letter stands for happen with it: asking for proof of identity, closing with an answer. What the
    dialog held is emptied afterwards, for transient records would keep the person's words.
    """

    _name = "lampo.privacy.letter.send"
    _description = "Letter to the data subject"

    request_id = fields.Many2one("lampo.privacy.request", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="request_id.company_id")
    kind = fields.Selection(KINDS, required=True, default="answer")
    lang = fields.Selection(LANGS, "Language", required=True, compute="_compute_lang", store=True, readonly=False,
                            precompute=True)
    letter_id = fields.Many2one("lampo.privacy.letter", "Template", compute="_compute_letter_id")
    subject = fields.Char(compute="_compute_text", store=True, readonly=False, precompute=True)
    body = fields.Html(compute="_compute_text", store=True, readonly=False, precompute=True,
                       sanitize="email_outgoing")
    how = fields.Selection(
        [("email", "By e-mail"), ("print", "Print")], "Send", required=True, compute="_compute_how", store=True,
        readonly=False, precompute=True, help="A printed letter is posted or handed over at the office.",
    )
    email_to = fields.Char("Address", compute="_compute_how", store=True, readonly=False, precompute=True)
    closes = fields.Boolean(
        "The request is answered with it", compute="_compute_closes", store=True, readonly=False, precompute=True,
        help="Sending closes the request as answered, with today's date.",
    )
    is_answer = fields.Boolean(compute="_compute_is_answer")
    person_erased = fields.Date(related="request_id.partner_id.anonymised_on")
    package_id = fields.Many2one("lampo.privacy.package", compute="_compute_package_id", groups=OFFICER)
    attachment_ids = fields.Many2many("ir.attachment", string="Enclosures", help="Files that go with the letter.")
    link_missing = fields.Boolean(
        compute="_compute_link_missing", compute_sudo=True,
        help="The person is to fetch the data by a link, and neither this letter nor one before carries it.")
    address_unknown = fields.Boolean(
        compute="_compute_address_unknown", groups=OFFICER,
        help="The mail carries the link of the answer package, to an address that the register does not know.")
    address_checked = fields.Boolean("I have made sure that this is the person's own address")
    preview = fields.Binary(attachment=False, readonly=True)

    @api.depends("request_id")
    def _compute_lang(self):
        for wizard in self:
            wizard.lang = wizard.request_id._letter_lang() if wizard.request_id else "fi"

    @api.depends("kind", "lang", "request_id")
    def _compute_letter_id(self):
        for wizard in self:
            request = wizard.request_id
            wizard.letter_id = self.env["lampo.privacy.letter"]._find(
                wizard.kind, wizard.lang, request.request_type, request.company_id)

    @api.depends("kind", "lang", "request_id")
    def _compute_text(self):
        for wizard in self:
            wizard.subject, wizard.body = "", Markup()
            # sudo: the template is read to write the letter
            if wizard.request_id and (letter := wizard.letter_id.sudo()):
                values = wizard.request_id._letter_values(wizard.kind, wizard.lang)
                wizard.subject, wizard.body = letter._fill(values)

    @api.depends("kind", "request_id")
    def _compute_how(self):
        for wizard in self:
            request = wizard.request_id
            # who wrote from another address than the register knows is answered where the letter came from
            wizard.email_to = request.email_from or request.partner_id.email
            is_linked = (wizard.kind == "answer" and self.env.user.has_group(OFFICER)
                         and request._package_with_link())
            if is_linked:
                # what opens everything that is held goes first to the address that the register knows
                wizard.email_to = request.partner_id.email or request.email_from
            by_mail = is_linked or request.channel == "email"
            wizard.how = "email" if wizard.email_to and by_mail else "print"

    @api.depends("kind", "request_id")
    def _compute_closes(self):
        for wizard in self:
            request = wizard.request_id
            wizard.closes = wizard._answers() and (request._is_answer(wizard.kind) or request._is_carried_out())

    @api.depends("kind", "request_id")
    def _compute_package_id(self):
        for wizard in self:
            wizard.package_id = wizard.request_id._package_with_link() if wizard.kind == "answer" else False

    @api.depends("kind", "how", "request_id")
    def _compute_link_missing(self):
        carries = self.env.user.has_group(OFFICER)
        for wizard in self:
            waiting = wizard.request_id._package_with_link().filtered(
                lambda package: "mailed" not in package.download_ids.mapped("result"))
            wizard.link_missing = bool(wizard.kind == "answer" and waiting and not (carries and wizard.how == "email"))

    @api.depends("package_id", "how", "email_to")
    def _compute_address_unknown(self):
        for wizard in self:
            wizard.address_unknown = bool(
                wizard.package_id and wizard.how == "email" and not wizard.package_id._is_of_register(wizard.email_to))

    @api.depends("kind", "request_id.state")
    def _compute_is_answer(self):
        for wizard in self:
            wizard.is_answer = wizard._answers()

    def _answers(self):
        return self.kind in ANSWERS and self.request_id.state in OPEN_STATES

    # -- buttons -----------------------------------------------------------------------------------------------

    def action_preview(self):
        """Show the letter as it will look."""
        self.ensure_one()
        self._check_text()
        self.preview = base64.b64encode(self._render_pdf())
        return self._reopen()

    def action_edit(self):
        """Back from the preview to the text."""
        self.ensure_one()
        self.preview = False
        return self._reopen()

    def _reopen(self):
        return {"type": "ir.actions.act_window", "res_model": self._name, "res_id": self.id, "view_mode": "form",
                "name": self.env._("Letter"), "target": "new"}

    def action_send(self):
        """Take the step that the letter stands for, file the letter, and mail it or give it to be printed.

        :return: nothing more to do, or the download of the PDF to print
        :raises UserError: an empty text, no address, or a step that cannot be taken
        """
        self.ensure_one()
        self._check_text()
        self._check_true()
        request = self.request_id
        request.check_access("write")
        if self.how == "email" and not email_normalize(self.email_to):
            raise UserError(self.env._("Give one whole e-mail address, or print the letter."))
        self._ask_identity()
        link = self._link()
        file = self._file()
        self._post(file, link)
        # sudo: the list of letters is made by the system alone
        self.env["lampo.privacy.request.letter"].sudo().create({
            "request_id": request.id, "kind": self.kind, "lang": self.lang, "how": self.how,
            "sent_on": request._today(), "sent_by": self.env.uid, "attachment_id": file.id,
        })
        if self.is_answer and self.closes:
            # last: the note tells that the answer is on file, and a restriction may close the request to the sender
            request.action_done()
        self.request_id._forget_address()
        how = self.how
        self.write({"subject": False, "body": False, "email_to": False, "preview": False, "attachment_ids": [(5,)]})
        if how == "print":
            return {"type": "ir.actions.act_url", "url": f"/web/content/{file.id}?download=true", "close": True,
                    "target": "new"}
        return {"type": "ir.actions.act_window_close"}

    def _ask_identity(self):
        request = self.request_id
        if self.kind == "identity" and not (request.identity_asked_on or request.identity_confirmed_on):
            request.action_ask_identity()

    def _link(self):
        """What the mail alone says: the link of the package that answers the request, where there is one."""
        if self.how != "email" or not self.env.user.has_group(OFFICER) or not self.package_id:
            return None
        code = self.env["res.lang"]._lampo_installed(self.lang)
        return self.package_id.with_context(lang=code)._link_for(
            self.email_to, checked=self.address_checked)

    def _check_text(self):
        if is_html_empty(self.body) or not (self.subject or "").strip():
            raise UserError(self.env._("The letter is empty: choose a language that has a template, or write it."))
        # across tags too: a bold digit hides nothing from a reader
        if any(mask_identity_codes(text) != text for text in (self.subject, str(self.body))):
            raise ValidationError(self.env._("A letter never holds an identity code."))

    def _check_true(self):
        """A letter that says what is not so does not go out."""
        if self.kind == "nothing" and not self.request_id._is_unknown():
            raise UserError(self.env._(
                "The person is in the register, or a search found data: a letter that nothing is held would not be "
                "true. Write the answer."))
        if self.kind == "extension":
            self._check_extended()
        is_told = self.kind == "answer" and self.request_id.request_type == "restriction" and not self.closes
        # sudo: a restricted person is hidden from the clerk who writes the letter
        if is_told and self.request_id.partner_id and not self.request_id.partner_id.sudo().processing_restricted:
            raise UserError(self.env._("This letter tells that processing is restricted: start the request first."))
        if self.kind == "refusal" and self.request_id.state != "refused":
            raise UserError(self.env._("This letter tells of a refusal: refuse the request first."))

    def _check_extended(self):
        request = self.request_id
        if not request.extended or request.state not in OPEN_STATES:
            raise UserError(self.env._("This letter tells of an extension: extend the request first."))
        if request._today() > request.first_due_on:
            raise UserError(self.env._(
                "The first month ended on %(day)s, and an extension that was not told by then does not hold. Answer "
                "without delay.", day=letter_date(request.first_due_on, self.lang)))

    def _file(self):
        """The letter as PDF, attached to the request."""
        return self.env["ir.attachment"].create({
            "name": f"{self._paper_name()}.pdf", "raw": self._render_pdf(), "mimetype": "application/pdf",
            "res_model": self.request_id._name, "res_id": self.request_id.id,
        })

    def _render_pdf(self):
        self.flush_recordset()
        return self.env["ir.actions.report"]._render_qweb_pdf(REPORT, self.ids)[0]

    def _paper_name(self):
        """A file name that names no person: number and kind."""
        return f"{self.request_id.name.replace('/', '-')}-{self.kind}-{self.lang}"

    def _paper_address(self):
        """Whose address stands in the window: nobody's once it is erased."""
        partner = self.request_id.partner_id
        return partner if not partner.anonymised_on else partner.browse()

    def _paper_body(self):
        return unbroken(self.body)

    def _paper_date(self):
        return letter_date(self.request_id._today(), self.lang)

    def _post(self, file, link):
        """File the letter in the chatter; where it goes by e-mail, that note is the mail, and `link` its postscript."""
        mail = {"outgoing_email_to": self.email_to, "subtype_xmlid": "mail.mt_comment",
                "email_layout_xmlid": "mail.mail_notification_light"} if self.how == "email" else {
                    "subtype_xmlid": "mail.mt_note"}
        self._file_enclosures()
        self.request_id.with_context(lampo_mail_only=link).message_post(
            body=Markup(self.body), subject=self.subject, message_type="comment",
            attachment_ids=[file.id, *self.attachment_ids.ids], **mail)

    def _file_enclosures(self):
        """What was brought along for this letter belongs to the request: whoever reads it opens its enclosures too."""
        brought = self.attachment_ids.filtered(
            lambda file: file.create_uid == self.env.user and not file.res_id and file.res_model in (False, self._name))
        brought.write({"res_model": self.request_id._name, "res_id": self.request_id.id})
