# Part of lampo_privacy. LGPL-3.
from datetime import datetime
from unittest.mock import patch

from lxml.html import fromstring
from markupsafe import escape
from odoo.tests import tagged

from ..engine.answer_words import ORDER, categories
from ..models import package_document
from ..models.package_document import PackageDocument
from ..tools.letter_text import letter_date
from .package_common import CODE, PackageCase


@tagged("post_install", "-at_install")
class TestPackageDocument(PackageCase):
    """What the person reads: each part that GDPR art. 15(1) asks for stands in the document."""

    def _document(self, lang="en_US", request=None):
        request = request or self.request
        action = request.with_user(self.user_officer).action_open_package()
        package = self.env["lampo.privacy.package"].browse(action["res_id"]).with_context(lang=lang)
        package.lang = lang
        answer = package._answer()
        document = PackageDocument(package.with_env(answer.env), answer)
        for table in answer.tables:
            if table.has_text:
                answer.rows.read(table, lambda row, table=table: document.see(table, row))
        return document

    def _html(self, document):
        return str(document.env["ir.qweb"]._render("lampo_privacy.package_document", document.values()))

    def test_each_category_tells_its_own_purpose_basis_source_recipients_and_retention(self):
        document = self._document()
        html, words = self._html(document), categories(document.env)
        told = [category["words"].code for category in document.values()["categories"]]
        self.assertEqual(told, [code for code in ORDER if code in told])
        self.assertLessEqual(
            {"identity", "heat", "consumption", "accounting", "messages", "files", "rights"}, set(told))
        for code in told:
            for part in ("title", "purpose", "basis", "source", "recipients", "retention"):
                self.assertIn(escape(getattr(words[code], part)), html, (code, part))

    def test_why_it_is_held_stands_at_the_head_of_each_category(self):
        document = self._document()
        page, words = fromstring(self._html(document)), categories(document.env)
        told = [category["words"].code for category in document.values()["categories"]]
        tables = page.xpath("//table[@class='why']")
        self.assertEqual(len(tables), len(told))
        for code, table in zip(told, tables, strict=True):
            rows = [[cell.text_content().strip() for cell in row] for row in table.xpath(".//tr")]
            one = words[code]
            self.assertEqual(rows, [["Purpose", one.purpose], ["Basis", one.basis], ["Source", one.source],
                                    ["Recipients", one.recipients], ["Kept", one.retention]], code)
            self.assertEqual(table.getprevious().text_content().strip(), one.title)

    def test_the_consumption_is_a_picture_and_a_table_in_the_persons_numbers(self):
        html = self._html(self._document())
        self.assertEqual(html.count("<rect "), 24)
        self.assertIn("18.00", html)
        self.env["res.lang"]._activate_lang("fi_FI")
        finnish = self._html(self._document("fi_FI"))
        self.assertIn("18,00", finnish)
        self.assertNotIn("18.00", finnish)
        self.assertIn(">1,5<", finnish)

    def test_english_needs_no_language_on_the_server(self):
        self.env["res.partner"].with_context(active_test=False).search([("lang", "=", "en_US")]).lang = "fi_FI"
        self.env["ir.default"].set("res.partner", "lang", "fi_FI")
        self.env.ref("base.lang_en").active = False
        self.assertIn(">Jan<", self._html(self._document("en_US")))

    def test_a_day_is_written_as_in_the_persons_letters(self):
        self.assertRegex(self._html(self._document()), r"<td>1 Jan 2015</td>")
        for code in ("fi_FI", "sv_SE"):
            self.env["res.lang"]._activate_lang(code)
            html = self._html(self._document(code))
            self.assertIn("<td>1.1.2015</td>", html, code)
            self.assertNotIn("2015-01-01", html, code)

    def test_a_moment_is_told_in_finnish_time(self):
        document = self._document()
        moment = document._moment(datetime(2026, 7, 1, 21, 5))
        self.assertEqual(moment.split("\N{NO-BREAK SPACE}"), ["2", "Jul", "2026", "00:05"])

    def test_what_the_accountant_calls_entries_is_told_in_plain_words(self):
        told = self._document().values()["categories"]
        titles = [table["title"] for category in told for table in category["tables"]]
        self.assertIn("Invoices and other entries", titles)
        self.assertNotIn("Journal Entry", titles)

    def test_rights_ombudsman_and_contact_are_told(self):
        self.company.write({"street": "Varikontie 285", "email": "laskutus@lampo.example"})
        html = self._html(self._document())
        for words in ("Data Protection Ombudsman", "object to processing", "withdraw a consent", "profile you"):
            self.assertIn(words, html)
        text = " ".join(fromstring(html).text_content().split())
        self.assertRegex(text, r"Questions are answered by [^.]*, Varikontie 285, [^.]*laskutus@lampo.example\.")

    def test_the_purposes_tell_on_which_basis_each_holds_today(self):
        self.env["lampo.privacy.purpose"].search([("company_id", "=", self.company.id)])[:1].name = "Haju ja maku"
        html = self._html(self._document())
        self.assertIn("Haju ja maku", html)
        self.assertIn("Given to get the service", html)

    def test_the_recipients_in_fact_are_named(self):
        self.assertNotIn("Your data was disclosed to", self._html(self._document()))
        recipient = self.env["lampo.privacy.recipient"].create(
            {"name": "Mittariluku Oy", "country_id": self.env.ref("base.fi").id})
        self.env["lampo.privacy.disclosure"]._record(recipient, self.person, "name", "reading", "processor")
        text = " ".join(fromstring(self._html(self._document())).text_content().split())
        self.assertIn("Your data was disclosed to: Mittariluku Oy.", text)

    def test_the_end_of_keeping_is_told(self):
        self.assertIn("the period has not begun", self._html(self._document()))

    def test_what_was_disclosed_of_an_address_of_the_person_is_told(self):
        address = self._partner("Mökki", parent_id=self.person.id, type="other", street="Rantatie 1")
        recipient = self.env["lampo.privacy.recipient"].create(
            {"name": "Nuohous Oy", "country_id": self.env.ref("base.fi").id})
        self.env["lampo.privacy.disclosure"]._record(recipient, address, "address", "sweeping", "processor")
        self.assertEqual(self._document().values()["recipients"], ["Nuohous Oy"])

    def test_the_purposes_of_another_company_are_not_told(self):
        other = self.env["res.company"].create({"name": "Toinen Lämpö Oy"})
        purpose = self.env["lampo.privacy.purpose"].search([("company_id", "=", other.id)])[:1]
        self.assertTrue(purpose)
        purpose.name = "Toisen yhtiön tarkoitus"
        self.assertNotIn("Toisen yhtiön tarkoitus", [name for name, *_why in self._document().values()["purposes"]])

    def test_why_a_basis_holds_is_told_where_its_name_does_not_say_it(self):
        told = {basis: why for _name, basis, why in self._document().values()["purposes"]}
        self.assertEqual(told["Given to get the service"], "")
        self.assertEqual(told["Legal obligation"], "The law requires it.")

    def test_the_last_day_of_keeping_is_told(self):
        self.person.heat_contract_ids.date_end = "2020-12-31"
        html = self._html(self._document())
        day = letter_date(self.person.retention_due, "en")
        self.assertEqual(self.person.retention_due.year, 2030)
        self.assertIn(f"Your customer data are kept until {day}.", html)
        self.assertNotIn("the period has not begun", html)

    def test_staff_are_told_by_their_role_and_others_not_at_all(self):
        self.person.message_post(body="Naapuri kävi", author_id=self.other.id)
        html = self._html(self._document())
        self.assertIn("<td>customer service</td>", html)
        self.assertIn("<td>another person</td>", html)
        for trait in ("Tiina", "Virkailija", "Eero", "toinen.example"):
            self.assertNotIn(trait, html)

    def test_where_rows_are_left_out_it_says_where_all_are(self):
        self.assertNotIn("older ones stand", self._html(self._document()))
        with patch.object(package_document, "LIMIT", 1):
            page = fromstring(self._html(self._document()))
        notes = [" ".join(note.text_content().split()) for note in page.xpath("//p[@class='muted']")]
        self.assertTrue([note for note in notes if "The newest 1 of" in note and "csv/mail_message.csv" in note])

    def test_the_identity_code_is_told_by_its_end(self):
        self.person.with_user(self.user_officer).identity_code = CODE
        html = self._html(self._document())
        text = " ".join(fromstring(html).text_content().split())
        self.assertIn("Identity code, last four characters only: •••900P", text)
        self.assertNotIn("010190", html)

    def test_a_payment_is_not_told_to_be_unpaid(self):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.invoice.ids).create({})._create_payments()
        self.env["account.move"].create({"move_type": "entry", "partner_id": self.person.id, "ref": "x", "line_ids": [
            (0, 0, {"name": "a", "partner_id": self.person.id, "debit": 1,
                    "account_id": self.company.account_journal_suspense_account_id.id}),
            (0, 0, {"name": "b", "partner_id": self.person.id, "credit": 1,
                    "account_id": self.company.account_journal_suspense_account_id.id})]})
        document = self._document()
        [table] = [table for category in document.values()["categories"] for table in category["tables"]
                   if table["file"] == "csv/account_move.csv"]
        rows = [row for row in table["rows"] if "Other entry" in row]
        self.assertTrue(rows)
        for row in rows:
            self.assertFalse([cell for cell in row if "aid" in cell])

    def test_what_a_program_filled_in_by_itself_is_not_told_as_the_persons(self):
        document = self._document()
        [cards] = [table["cards"] for category in document.values()["categories"] for table in category["tables"]
                   if table["file"] == "csv/res_partner.csv"]
        told = dict(cards[0])
        self.assertEqual(told["Email"], "aino.salmela@posti.example")
        self.assertNotIn("30_days", told.values())

    def test_work_of_a_colleague_who_asks_is_counted_and_not_copied(self):
        request = self.env["lampo.privacy.request"].create({"partner_id": self.colleague.partner_id.id})
        request.action_start()
        self.env["res.partner"].with_user(self.colleague).sudo().create({"name": "Asiakas Outi"})
        html = self._html(self._document(request=request))
        self.assertIn("Your work as a user of the system", html)
        self.assertNotIn("Asiakas Outi", html)
