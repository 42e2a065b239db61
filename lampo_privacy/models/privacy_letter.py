# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..tools.code_mask import mask_identity_codes
from ..tools.letter_text import fill, placeholders

KINDS = [
    ("receipt", "Receipt"),
    ("identity", "Proof of identity"),
    ("extension", "Extension"),
    ("refusal", "Refusal"),
    ("answer", "Answer"),
    ("nothing", "Nothing is held"),
    ("lifting", "Lifting of a restriction"),
]
LANGS = [("fi", "Finnish"), ("sv", "Swedish"), ("en", "English")]
# The closed list a template may name; _letter_values of the request gives each.
NAMES = frozenset((
    "number", "today", "received", "due", "first_due", "person", "right", "question", "reason", "details", "company",
    "address", "phone", "email", "contact", "officer", "signature", "registers",
))


class PrivacyLetter(models.Model):
    """The text of a letter to a data subject (GDPR art. 12: what is told, and in words that can be understood).

    One record for each language and not one translated record: a letter is written in the reader's language even
    where the server does not speak it, and a paragraph more in Swedish takes none from the Finnish. A text holds
    names in double braces out of a closed list and no code, so that the officer can edit it without a risk.
    """

    _name = "lampo.privacy.letter"
    _description = "Letter template"
    _order = "kind, request_type, lang, company_id, id"

    name = fields.Char("Subject", required=True, help="The title of the letter and the subject of the e-mail.")
    kind = fields.Selection(KINDS, required=True, default="answer", index=True)
    request_type = fields.Selection(
        selection=lambda self: self.env["lampo.privacy.request"]._fields["request_type"]._description_selection(
            self.env),
        string="Only for", help="The right that this letter answers. Empty: any right that has no letter of its own.",
    )
    lang = fields.Selection(LANGS, "Language", required=True, default="fi")
    body = fields.Html(
        required=True, sanitize="email_outgoing",
        help="Names in double braces are filled in: {{ number }}, {{ today }}, {{ received }}, {{ due }}, "
        "{{ first_due }}, {{ person }}, {{ right }}, {{ question }}, {{ reason }}, {{ details }}, {{ company }}, "
        "{{ address }}, {{ phone }}, {{ email }}, {{ contact }}, {{ officer }}, {{ signature }}, {{ registers }}.",
    )
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: for every company that has no letter of its own.",
    )
    active = fields.Boolean(default=True)

    # a letter quotes the law and names no person; the erasure need not read it
    _lampo_data_map = {"name": "neutral", "body": "neutral"}

    @api.constrains("name", "body")
    def _check_text(self):
        for letter in self:
            if unknown := (placeholders(letter.name) | placeholders(letter.body)) - NAMES:
                raise ValidationError(self.env._(
                    "The letter holds names that nothing fills in: %(names)s. Use %(known)s.",
                    names=", ".join(sorted(unknown)), known=", ".join(sorted(NAMES))))
            if any(mask_identity_codes(text) != text for text in (letter.name or "", str(letter.body or ""))):
                raise ValidationError(self.env._("A letter never holds an identity code."))

    @api.depends("name", "kind", "lang")
    def _compute_display_name(self):
        kinds, langs = (dict(self._fields[name]._description_selection(self.env)) for name in ("kind", "lang"))
        for letter in self:
            letter.display_name = f"{kinds.get(letter.kind, '')} ({langs.get(letter.lang, '')})"

    @api.private
    def _find(self, kind, lang, request_type, company):
        """The template that fits best: the company's own before everybody's, the right's own before any right's.

        :return: one letter, or none
        """
        # sudo: who sends a letter need not be allowed to read every template
        found = self.sudo().search(
            Domain("kind", "=", kind) & Domain("lang", "=", lang)
            & Domain("request_type", "in", (request_type, False)) & Domain("company_id", "in", (company.id, False)))
        return found.sorted(lambda letter: (not letter.company_id, not letter.request_type))[:1]

    @api.private
    def _fill(self, values):
        """(subject, body) with the names filled in.

        :param values: {name: text or Markup}; see :meth:`lampo.privacy.request._letter_values`
        """
        self.ensure_one()
        return str(fill(self.name, values).unescape()), fill(self.body, values)
