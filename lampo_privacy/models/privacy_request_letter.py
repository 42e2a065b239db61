# Part of lampo_privacy. LGPL-3.
from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.bypass import BYPASS
from ..tools.letter_text import anybody, letter_date, letter_language, right_name
from .privacy_letter import KINDS, LANGS
from .privacy_request import OPEN_STATES

ANSWERS = ("answer", "nothing")


class PrivacyRequestLetter(models.Model):
    """A letter that went out: which, when, how and by whom (GDPR art. 5(2): the company proves that it told).

    Made by the letter dialog only. The text itself is the filed PDF and the note in the chatter.
    """

    _name = "lampo.privacy.request.letter"
    _description = "Letter of a request"
    _order = "sent_on desc, id desc"
    _rec_name = "kind"

    request_id = fields.Many2one("lampo.privacy.request", required=True, index=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="request_id.company_id", store=True, index=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    lang = fields.Selection(LANGS, "Language", required=True, readonly=True)
    how = fields.Selection(
        [("email", "By e-mail"), ("print", "Printed")], required=True, readonly=True,
        help="Printed letters are posted or handed over at the office.",
    )
    sent_on = fields.Date(required=True, readonly=True)
    sent_by = fields.Many2one("res.users", required=True, readonly=True, ondelete="restrict")
    attachment_id = fields.Many2one("ir.attachment", "File", readonly=True, ondelete="set null")

    @api.model_create_multi
    def create(self, vals_list):
        letters = super().create(vals_list)
        # the letter of an extension moves the limit
        letters.request_id.filtered(lambda request: request.state in OPEN_STATES)._sync_activities()
        return letters

    def write(self, vals):
        if self.env.context.get("lampo_bypass") is not BYPASS:
            raise UserError(self.env._("A letter that was sent is evidence and stays as it is."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if self.env.context.get("lampo_bypass") is not BYPASS:
            raise UserError(self.env._("A letter that was sent is evidence and stays as it is."))

    def action_open_file(self):
        """Show the letter as it went out."""
        self.ensure_one()
        if not self.attachment_id:
            raise UserError(self.env._("The file of this letter is gone: the person's data was erased."))
        return {"type": "ir.actions.act_url", "url": f"/web/content/{self.attachment_id.id}", "target": "new"}


class PrivacyRequest(models.Model):
    """What the person is told: letters by kind, what of them is still owed, and what they are filled in with."""

    _inherit = "lampo.privacy.request"

    letter_ids = fields.One2many("lampo.privacy.request.letter", "request_id", "Letters")
    letter_owed = fields.Selection(
        [("extension", "Extension"), ("refusal", "Refusal")], "Letter owed", compute="_compute_letter_owed",
        search="_search_letter_owed",
        help="The step was taken and the person was not told yet. An extension that is not told within the first "
        "month is none, and the answer is due (GDPR art. 12(3)); a refusal is told within the month too (art. 12(4)).",
    )

    @api.depends("letter_ids.kind", "extended", "state", "first_due_on")
    def _compute_letter_owed(self):
        today = self._today()
        for request in self:
            lasts = request.first_due_on and today <= request.first_due_on
            sent = set(request.letter_ids.mapped("kind"))
            request.letter_owed = next((kind for kind, is_due in (
                ("refusal", request.state == "refused"),
                ("extension", request.extended and lasts and request.state in OPEN_STATES),
            ) if is_due and kind not in sent), False)

    def _search_letter_owed(self, operator, value):
        if operator != "in":
            return NotImplemented
        steps = {"refusal": Domain("state", "=", "refused"),
                 "extension": Domain("extended", "=", True) & Domain("state", "in", OPEN_STATES)
                 & Domain("first_due_on", ">=", self._today())}
        owed = {kind: step & ~Domain("letter_ids.kind", "=", kind) for kind, step in steps.items()}
        found = Domain.OR(owed[kind] for kind in value if kind in owed)
        return found | ~Domain.OR(owed.values()) if False in value else found

    # -- opening the dialog ------------------------------------------------------------------------------------

    def _letter_action(self, kind):
        """The dialog that writes, shows and sends a letter of this kind."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "res_model": "lampo.privacy.letter.send", "view_mode": "form",
            "name": self.env._("Letter"), "target": "new",
            "context": {"default_request_id": self.id, "default_kind": kind},
        }

    def action_letter_receipt(self):
        """Write the letter that says the request arrived and by when it is answered."""
        return self._letter_action("receipt")

    def action_letter_identity(self):
        """Write the letter that asks for proof of identity; sending it notes the day."""
        return self._letter_action("identity")

    def action_letter_answer(self):
        """Write the answer; where every register holds nothing, the letter that says so. Sending it closes."""
        self.ensure_one()
        results = self.register_line_ids.mapped("result")
        is_empty = not self.partner_id and bool(results) and set(results) == {"nothing"}
        return self._letter_action("nothing" if is_empty else "answer")

    def action_letter_lifting(self):
        """Write the letter that tells before a restriction is lifted (GDPR art. 18(3))."""
        return self._letter_action("lifting")

    def action_letter_owed(self):
        """Write the letter that is still owed."""
        self.ensure_one()
        if not self.letter_owed:
            raise UserError(self.env._("No letter is owed for %(number)s.", number=self.name))
        return self._letter_action(self.letter_owed)

    # -- what a letter is filled in with -----------------------------------------------------------------------

    def _letter_lang(self):
        """fi, sv or en: the person's language, Finnish where it is none of them."""
        return letter_language(self.partner_id.lang)

    def _letter_values(self, kind, lang):
        """What the names in a letter stand for. Never an identity code; only who is asking and what was asked."""
        self.ensure_one()
        company = self.company_id
        place = " ".join(filter(None, (company.zip, company.city)))
        # sudo: the address of the register is on every paper; a name without its domain is none
        alias = company.sudo().lampo_alias_email or ""
        email = alias if "@" in alias else company.email
        contact = ", ".join(filter(None, (company.phone, email)))
        return {
            "number": self.name,
            "today": letter_date(self._today(), lang),
            "received": letter_date(self.received_on, lang),
            "due": letter_date(self._extended_limit() if kind == "extension" else self.due_on, lang),
            "first_due": letter_date(self.first_due_on, lang),
            "person": anybody(lang) if self.partner_id.anonymised_on else self.partner_id.name or self.subject_name,
            "right": right_name(self.request_type, lang),
            "question": self.description,
            "reason": self.refusal_reason if kind == "refusal" else self.extension_reason,
            "details": self._letter_details(kind, lang),
            "registers": self._registers_without_data(lang),
            "company": company.name,
            "address": ", ".join(filter(None, (company.street, place))),
            "phone": company.phone,
            "email": email,
            "contact": contact,
            "officer": company.lampo_officer_id.name,
            "signature": "\n".join(filter(None, (company.lampo_officer_id.name, company.name, contact))),
        }

    def _registers_without_data(self, lang):
        """The names of the registers that were searched and hold nothing, in the language of the letter."""
        empty = self.register_line_ids.filtered(lambda line: line.result == "nothing")
        # sudo: who writes the letter need not read the record of processing; its names are told
        return "; ".join(register._said(lang) for register in empty.register_id.sudo())

    def _letter_details(self, kind, lang):
        """What an answer tells about what was done, as HTML; other parts add what they did to it.

        :return: Markup, empty where there is nothing to tell
        """
        return Markup()
