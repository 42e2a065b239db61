# Part of lampo_privacy. LGPL-3.
import io
import re

from freezegun import freeze_time
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from pypdf import PdfReader

from .common import LampoCase

NAME = "Taavetti Kuusenkangas"
EMAIL = "taavetti.kuusenkangas@posti.example"
REPORT = "lampo_privacy.report_erasure_certificate"


@tagged("post_install", "-at_install")
class TestErasureCertificate(LampoCase):
    """The paper that says what was done, what stays and what was searched, and says nothing of the person."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.company_id = cls.company
        cls.person = cls._partner(NAME, email=EMAIL, street="Kaukokiventie 17", phone="+358 50 738 4619")
        invoice = cls.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": cls.person.id, "invoice_date": "2026-03-03",
            "invoice_line_ids": [Command.create({"name": "Kaukolämpö", "price_unit": 100.0})],
        })  # fmt: skip
        invoice.action_post()
        cls.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids).create(
            {"payment_date": "2026-03-03"}).action_create_payments()
        cls.erasure = cls.env["lampo.privacy.erasure"].create({"partner_id": cls.person.id})

    def _run(self, day="2026-11-24"):
        with freeze_time(day):
            self.erasure.with_user(self.user_officer).action_run()
        self.env.invalidate_all()

    def _html(self, lang="en_US"):
        self.erasure.certificate_lang = lang
        html = self.env["ir.actions.report"].with_user(self.user_officer)._render_qweb_html(REPORT, self.erasure.ids)[0]
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.decode().split("</style>")[-1]))

    def test_it_holds_nothing_of_the_person(self):
        self._run()
        for lang in ("fi_FI", "sv_SE", "en_US"):
            text = self._html(lang)
            for trait in ("Kuusenkan", "Taavetti", EMAIL, "Kaukokiventie", "738 4619"):
                self.assertNotIn(trait, text)
            self.assertIn(self.erasure.name, text)

    def test_it_says_what_stays_on_which_ground_until_when(self):
        self._run()
        text = self._html()
        self.assertIn("First phase done, vouchers are kept", text)
        self.assertIn("Accounting act (Kirjanpitolaki 2:10) 31 December 2032", text)
        self.assertIn("Continues by itself on 1 January 2033", text)
        self.assertIn(self.user_officer.name, text)

    def test_days_are_written_as_in_finland(self):
        self._run()
        for lang in ("fi_FI", "sv_SE"):
            text = self._html(lang)
            self.assertRegex(text, r"\b24\.11\.2026 \d\d\.\d\d\b")
            self.assertIn(" 31.12.2032 ", text)
            self.assertNotIn("2032-12-31", text)

    def test_of_a_complete_erasure_it_names_no_voucher_that_went(self):
        self._run()
        self._run("2033-01-01")
        text = self._html()
        self.assertEqual(self.erasure.state, "done")
        self.assertIn("Erasure complete", text)
        self.assertNotIn("Accounting act (Kirjanpitolaki 2:10)", text)
        self.assertNotIn("31 December 2032", text)

    def test_it_says_how_much_was_searched(self):
        self._run()
        erasure = self.erasure
        self.assertGreater(erasure.searched_tables, 100)
        self.assertGreater(erasure.searched_columns, erasure.searched_tables)
        self.assertGreater(erasure.searched_files, 10)
        self.assertGreater(erasure.searched_bytes, 100_000)
        self.assertIn(f"Columns of text {erasure.searched_columns}", self._html())

    def test_the_books_are_the_same_before_and_after(self):
        self._run()
        self.assertEqual(self.erasure.books_before, self.erasure.books_after)
        figures = self.erasure.books_after[str(self.company.id)]
        self.assertEqual(figures["debit"], figures["credit"])
        self.assertGreaterEqual(float(figures["debit"]), 200)
        [[lines]] = self.env.execute_query(self._posted_lines())
        self.assertEqual(int(figures["lines"]), lines)
        self.assertIn("No figure moved.", self._html())

    def _posted_lines(self):
        return self.env["account.move.line"]._search(
            [("parent_state", "=", "posted"), ("company_id", "=", self.company.id)]).select("COUNT(*)")

    def test_it_is_printed_in_three_languages(self):
        self._run()
        for lang in ("en_US", "fi_FI", "sv_SE"):
            entry = self.env["ir.model"].with_context(lang=lang)._get("account.move").name
            self.assertIn(f"{entry} 2", self._html(lang))

    def test_english_needs_no_language_on_the_server(self):
        self.env["res.lang"]._activate_lang("fi_FI")
        self.env["res.partner"].with_context(active_test=False).search([("lang", "=", "en_US")]).lang = "fi_FI"
        self.env["ir.default"].set("res.partner", "lang", "fi_FI")
        self.env.ref("base.lang_en").active = False
        self.erasure.certificate_lang = "en_US"
        self.assertEqual(self.erasure.with_context(lang="fi_FI")._certificate_language(), "en_US")

    def test_before_the_run_there_is_none(self):
        self.erasure.action_plan()
        with self.assertRaises(UserError):
            self.erasure.action_print_certificate()
        with self.assertRaises(UserError):
            self._html()

    def test_only_an_officer_prints_it(self):
        self._run()
        with self.assertRaises(AccessError):
            self.erasure.with_user(self.user_service).action_print_certificate()
        report = self.env["report." + REPORT].with_user(self.user_service)
        with self.assertRaises(AccessError):
            report._get_report_values(self.erasure.ids)

    def test_it_is_a_pdf(self):
        self._run()
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        data, kind = report._render_qweb_pdf(REPORT, self.erasure.ids)
        self.assertEqual(kind, "pdf")
        self.assertIn(self.erasure.name, PdfReader(io.BytesIO(data)).pages[0].extract_text())
