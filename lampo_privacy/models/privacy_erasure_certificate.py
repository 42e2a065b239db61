# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

from ..tools.letter_text import letter_date, letter_language

LANGUAGES = [("fi_FI", "Finnish"), ("sv_SE", "Swedish"), ("en_US", "English")]


class PrivacyErasure(models.Model):
    """The evidence of an erasure (GDPR art. 5(2)): what was searched, and that the books did not move."""

    _inherit = "lampo.privacy.erasure"

    searched_tables = fields.Integer(
        string="Tables searched", readonly=True, copy=False, help="Tables of the database that can hold text."
    )
    searched_columns = fields.Integer(
        string="Columns searched", readonly=True, copy=False,
        help="Every column of text, whatever module it belongs to.",
    )  # fmt: skip
    searched_bytes = fields.Float(
        string="Text searched (bytes)", digits=(16, 0), readonly=True, copy=False,
        help="Text and files that were looked through, in bytes.",
    )  # fmt: skip
    searched_files = fields.Integer(
        string="Files searched", readonly=True, copy=False,
        help="Stored files, each once however many records share it; what is inside PDF, office and packed files too.",
    )  # fmt: skip
    searched_unreadable = fields.Integer(
        string="Files that stayed closed", readonly=True, copy=False,
        help="Files of which some could not be read: encrypted, or broken. One that belongs to a record about the "
        "person fails the erasure; the others are counted here.",
    )  # fmt: skip
    books_before = fields.Json(readonly=True, copy=False, help="Figures of the posted entries before, by company.")
    books_after = fields.Json(readonly=True, copy=False, help="The same figures after.")

    certificate_lang = fields.Selection(
        LANGUAGES, string="Language of the certificate", copy=False,
        default=lambda self: self.env.lang if self.env.lang in dict(LANGUAGES) else "fi_FI",
        help="A person who is erased has no language any more: choose it before printing.",
    )  # fmt: skip

    def action_print_certificate(self):
        """The certificate as PDF. :raises UserError: of an erasure that was not run yet there is none"""
        self._require_officer()
        self._require_was_run()
        return self.env.ref("lampo_privacy.action_report_erasure_certificate").report_action(self)

    def _require_was_run(self):
        if self.filtered(lambda erasure: erasure.state not in ("waiting", "done")):
            raise UserError(self.env._("There is a certificate only of an erasure that was run: run it first."))

    def _certificate_language(self):
        """The chosen language where the server has it, else the reader's."""
        known = {code for code, _name in self.env["res.lang"].get_installed()} | {"en_US"}
        return self.certificate_lang if self.certificate_lang in known else self.env.lang

    @api.private
    def _evidence_of(self, run):
        """What a run leaves as evidence, as values of this model."""
        searched, (before, after) = run.searched, run.books
        return {
            "searched_tables": searched.tables, "searched_columns": searched.columns,
            "searched_bytes": searched.text_bytes + searched.file_bytes, "searched_files": searched.files,
            "searched_unreadable": searched.unreadable, "books_before": before, "books_after": after,
        }  # fmt: skip

    def _certificate_facts(self):
        """What the certificate says, in the language of the context. No personal data: the person is a number.

        :return: dict of the parts of the report
        """
        self.ensure_one()
        done, spoken = self.line_ids.filtered("done"), letter_language(self.env.lang)
        return {
            "done": self._by_model(done.filtered(lambda line: line.action != "keep")),
            "kept": [
                {"what": line.model_label, "field": line.field_label, "count": line.record_count,
                 "ground": self._said("ground", line), "until": letter_date(line.until, spoken)}
                for line in done.filtered(lambda line: line.action == "keep")
            ],
            "searched": formatLang(self.env, self.searched_bytes / 1e6, digits=1),
            "done_at": self._said_moment(self.done_at, spoken),
            "next_on": letter_date(self.next_on, spoken),
            "books": self._books_by_company(),
        }  # fmt: skip

    def _said_moment(self, moment, spoken):
        """Day and time in Finland, the time with the point of Finnish and Swedish in Finland."""
        here = fields.Datetime.context_timestamp(self.with_context(tz="Europe/Helsinki"), moment)
        clock = f"{here:%H:%M}" if spoken == "en" else f"{here:%H.%M}"
        return f"{letter_date(here.date(), spoken)} {clock}"

    def _by_model(self, lines):
        """Lines of what was done, one a model and action: the most records of any field, and the fields."""
        found = {}
        for line in lines:
            group = found.setdefault((line.model_label, self._said("action", line)), {"count": 0, "fields": []})
            group["count"] = max(group["count"], line.record_count)
            if line.field_label and line.field_label not in group["fields"]:
                group["fields"].append(line.field_label)
        return [{"what": what, "action": action, "count": group["count"], "fields": ", ".join(sorted(group["fields"]))}
                for (what, action), group in sorted(found.items())]

    def _said(self, name, line):
        """The label of a selection's value."""
        return dict(line._fields[name]._description_selection(self.env)).get(line[name], "")

    def _books_by_company(self):
        # sudo: an officer of one company may see that the other companies' figures did not move, and no more
        companies = self.env["res.company"].sudo().browse(int(key) for key in self.books_after or {}).exists()
        return [
            {"company": company.name, "currency": company.currency_id,
             "before": self._amounts((self.books_before or {}).get(str(company.id), {})),
             "after": self._amounts(self.books_after[str(company.id)])}
            for company in companies if company in self.env.companies
        ]  # fmt: skip

    @staticmethod
    def _amounts(figures):
        """The figures for printing: amounts as numbers, the count and the fingerprint as they are."""
        return {name: value if name in ("lines", "fingerprint") else float(value) for name, value in figures.items()}


class ErasureCertificate(models.AbstractModel):
    """The printed certificate (GDPR art. 5(2)): only of what was done, and only for those who may see erasures."""

    _name = "report.lampo_privacy.report_erasure_certificate"
    _description = "Certificate of erasure"

    @api.model
    def _get_report_values(self, docids, data=None):
        """:raises UserError: an erasure that was not run yet has nothing to certify"""
        erasures = self.env["lampo.privacy.erasure"].browse(docids)
        erasures._require_officer()
        erasures._require_was_run()
        spoken = [erasure.with_context(lang=erasure._certificate_language()) for erasure in erasures]
        return {"docs": [{"erasure": one, "lang": one.env.lang, **one._certificate_facts()} for one in spoken],
                "doc_ids": docids, "doc_model": "lampo.privacy.erasure"}
