# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models

from ..tools.deadlines import ANSWER_MONTHS
from ..tools.statement import Facts, Rule, sections

LOCALES = {"fi": "fi_FI", "sv": "sv_SE", "en": "en_US"}
# the order in which § 6 names the rules; a kind that another module adds comes last, by its name
ORDER = ("customer", "no_contract", "reading_fine", "reading_month", "contact", "consent", "consent_ask", "disclosure",
         "notice", "request", "restriction", "certificate", "erasure_batch", "access_log", "hold", "sweep", "package",
         "voucher", "books")


class PrivacyStatement(models.Model):
    """The facts of the statement, read from the settings of the company as they are now."""

    _inherit = "lampo.privacy.statement"

    def _sections(self, lang):
        """The twelve sections in a language, from the live settings."""
        return sections(self._facts(lang), lang)

    def _facts(self, lang):
        """:param lang: fi, sv or en"""
        self.ensure_one()
        # sudo: the statement is the same whoever prints it; it holds settings, and the officer's name
        company = self.company_id.sudo()
        deviations = self.env["lampo.privacy.deviation"].sudo()
        # who left is asked nothing any more; the deviations say that somebody has to be named
        officer = company.lampo_officer_id.filtered("active")
        alias = company.lampo_alias_email or ""
        return Facts(
            company=company.name, street=", ".join(filter(None, (company.street, company.street2))),
            town=" ".join(filter(None, (company.zip, company.city))), phone=company.phone or "",
            email=company.email or "", request_email=alias if "@" in alias and alias != company.email else "",
            officer=officer.name or "", officer_title=officer.partner_id.function or "",
            officer_phone=officer.partner_id.phone or "",
            registers=self._said("register", lang), purposes=self._said("purpose", lang),
            contents=self._said("content", lang), trackers=tuple(deviations._trackers(company)),
            rules=self._rule_facts(deviations._rules(company), lang),
            **self._recipient_facts(deviations._recipients(company), lang),
            **self._protection_facts(deviations, company),
            answer_months=ANSWER_MONTHS, notes=self._own_paragraphs(lang),
        )

    def _said(self, model, lang):
        # sudo: the statement says the same whoever prints it
        records = self.env[f"lampo.privacy.{model}"].sudo().search([("company_id", "=", self.company_id.id)])
        return tuple(dict.fromkeys(record._said(lang) for record in records))

    @api.model
    def _rule_facts(self, rules, lang):
        by_kind = rules.sorted(lambda rule: ORDER.index(rule.kind) if rule.kind in ORDER else len(ORDER))
        return tuple(
            Rule(rule.kind, rule.name, rule.period, rule.period_unit, rule.reason or "")
            for rule in by_kind.with_context(lang=LOCALES[lang]) if rule.kind != "other")

    @api.model
    def _recipient_facts(self, recipients, lang):
        outside = self.env["res.country"].union(*(one._countries_outside_eea() for one in recipients))
        return {"recipients": tuple((one.recipient_role, one._said(lang)) for one in recipients),
                "outside": tuple(outside.with_context(lang=LOCALES[lang]).mapped("name"))}

    @api.model
    def _protection_facts(self, deviations, company):
        """Section 9: what is so on this server today."""
        # sudo: the statement says the same whoever prints it
        papers = self.env["lampo.privacy.register"].sudo().search(
            [("company_id", "=", company.id), ("kind", "=", "paper")])
        # sudo: as above; only how many there are is used
        users = self.env.ref("lampo_privacy.group_user").sudo().all_user_ids.filtered(
            lambda user: user.active and not user.share and company in user.company_ids)
        return {
            "has_paper": bool(papers), "paper_locked": all(papers.mapped("is_locked")),
            "tls": deviations._uses_tls(company),
            # sudo: as above
            "sworn": not self.env["lampo.privacy.confidentiality"].sudo()._not_bound(company),
            "managers": len(users.filtered(lambda user: user.has_group("lampo_privacy.group_manager"))),
        }

    def _own_paragraphs(self, lang):
        notes = {}
        # sudo: see _facts
        own = self.env["lampo.privacy.statement.paragraph"].sudo()
        for paragraph in own.search([("company_id", "=", self.company_id.id)]):
            if text := paragraph[f"text_{lang}"] or paragraph.text_fi:
                notes.setdefault(paragraph.section, []).append(text)
        return {section: tuple(texts) for section, texts in notes.items()}


class PrivacyStatementParagraph(models.Model):
    """What a company says of its own in a section, besides what the settings say."""

    _name = "lampo.privacy.statement.paragraph"
    _description = "Own paragraph of the privacy statement"
    _order = "section, id"

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade",
                                 default=lambda self: self.env.company)
    section = fields.Integer(required=True, default=4, help="1–12: the section at whose end it is printed.")
    text_fi = fields.Text("In Finnish", required=True)
    text_sv = fields.Text("In Swedish")
    text_en = fields.Text("In English")

    _section_exists = models.Constraint("CHECK (section BETWEEN 1 AND 12)", "The statement has the sections 1 to 12.")
