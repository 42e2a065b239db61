# Part of lampo_privacy. LGPL-3.
import csv
import io
import json
import zipfile

from odoo import Command
from odoo.tests import HttpCase, tagged
from pypdf import PdfReader

from ..models.package_document import LIMIT
from .access_log_common import LogCase


@tagged("post_install", "-at_install")
class TestPapersAreNoted(LogCase, HttpCase):
    """Each print is one line, whatever makes the paper (statement § 9)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        billing = Command.link(cls.env.ref("account.group_account_invoice").id)
        cls.user_accountant.write({"password": "lampo_accountant", "group_ids": [billing]})
        cls.user_officer.password = "lampo_officer"
        cls.invoice = cls.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": cls.person.id,
            "invoice_line_ids": [Command.create({"name": "Lämpö", "price_unit": 10.0, "tax_ids": False})]})
        cls.invoice.action_post()

    def _noted(self, login, url):
        self.authenticate(login, login)
        answer = self.url_open(url)
        self.assertEqual(answer.status_code, 200, url)
        return self._lines()

    def _is_one_print(self, lines, model):
        self.assertEqual(lines.mapped("kind"), ["print"])
        self.assertEqual((lines.partner_id, lines.model), (self.person, model))

    def test_an_invoice_as_pdf_and_as_a_page(self):
        for converter in ("pdf", "html"):
            self.setUp()
            lines = self._noted("lampo_accountant", f"/report/{converter}/account.report_invoice/{self.invoice.id}")
            self._is_one_print(lines, "account.move")

    def test_an_invoice_that_lies_there_already(self):
        self.env["account.move.send"]._generate_and_send_invoices(self.invoice, sending_methods=["manual"])
        self.setUp()
        lines = self._noted("lampo_accountant", f"/account/download_invoice_documents/{self.invoice.id}/pdf")
        self._is_one_print(lines, "account.move")

    def test_an_invoice_that_is_made_for_sending(self):
        self.env["account.move.send"].with_user(self.user_accountant)._generate_and_send_invoices(
            self.invoice.with_user(self.user_accountant), sending_methods=["manual"])
        self._is_one_print(self._lines(kind="print"), "account.move")

    def test_the_certificate_of_an_erasure(self):
        erasure = self.env["lampo.privacy.erasure"].create(
            {"partner_id": self.other.id, "ground": "manual", "company_id": self.company.id})
        erasure.with_user(self.user_officer).action_run()
        lines = self._noted("lampo_officer", f"/report/pdf/lampo_privacy.report_erasure_certificate/{erasure.id}")
        self.assertEqual((lines.kind, lines.partner_id, lines.model), ("print", self.other, "lampo.privacy.erasure"))

    def test_a_paper_about_nobody_is_no_look(self):
        self.env["ir.actions.report"].with_user(self.user_officer)._note_print(
            self.env.ref("lampo_privacy.report_statement_fi"), [1])
        self.assertFalse(self._lines())


@tagged("post_install", "-at_install")
class TestThePersonsPage(LogCase):
    """The looks at a person as a page of the answer package (GDPR art. 15)."""

    def _package(self):
        request = self.env["lampo.privacy.request"].create({
            "partner_id": self.person.id, "request_type": "access", "channel": "office", "company_id": self.company.id})
        package = self.env["lampo.privacy.package"].with_user(self.user_officer)._new_for(request)
        package.action_make()
        return package

    def _page(self, package):
        with zipfile.ZipFile(io.BytesIO(package.sudo().attachment_id.raw)) as archive:
            text = archive.read("csv/lampo_privacy_access_log.csv").decode()
        return list(csv.DictReader(io.StringIO(text)))

    def test_it_tells_of_lists_and_exports_in_which_the_person_stood(self):
        log = self.Log.with_user(self.user_service)
        log._note("list", self.person | self.other, count=2, domain="[('city', '=', '…')]")
        log._note("export", self.person | self.other, count=2, what="name")
        log._note("list", self.other, count=1)
        log._note("open", self.person)
        page = self._page(self._package())
        self.assertEqual([row["kind"] for row in page], ["list", "export", "open"])
        self.assertEqual([row["record_count"] for row in page], ["2", "2", "1"])

    def test_it_names_neither_the_employee_nor_the_others(self):
        self.Log.with_user(self.user_service)._note("list", self.person | self.other, count=2)
        # a number of two or three digits may stand in a moment by chance
        rows = [{name: value for name, value in row.items() if name != "date"} for row in self._page(self._package())]
        text = str(rows)
        for hidden in (self.user_service.name, self.other.name, str(self.other.id)):
            self.assertNotIn(hidden, text)
        self.assertIn("customer service", text)

    def test_making_a_package_is_noted(self):
        package = self._package()
        line = self._lines(kind="package")
        self.assertEqual((line.partner_id, line.purpose, line.user_id),
                         (self.person, package.request_id.name, self.user_officer))

    def test_a_long_log_is_whole_in_the_files_and_the_document_says_how_much_more_there_is(self):
        lines, whole = self.Log.with_user(self.user_service), LIMIT + 11
        for _number in range(whole):
            lines._note("open", self.person)
        with zipfile.ZipFile(io.BytesIO(self._package().sudo().attachment_id.raw)) as archive:
            table = json.loads(archive.read("data.json"))["tables"]["lampo.privacy.access.log"]
            text = archive.read("csv/lampo_privacy_access_log.csv").decode()
            with zipfile.ZipFile(io.BytesIO(archive.read("data.xlsx"))) as workbook:
                rows = [workbook.read(name).count(b"<row>") - 1 for name in workbook.namelist() if "sheet" in name]
            pages = PdfReader(io.BytesIO(archive.read("answer.pdf"))).pages
        self.assertEqual([len(table), len(list(csv.DictReader(io.StringIO(text))))], [whole, whole])
        self.assertIn(whole, rows)
        told = " ".join(" ".join(page.extract_text().split()) for page in pages)
        self.assertIn(f"The newest {LIMIT} of {whole}. The 11 older ones stand together with these in "
                      "csv/lampo_privacy_access_log.csv, data.xlsx and data.json.", told)
