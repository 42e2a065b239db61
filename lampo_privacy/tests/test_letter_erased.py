# Part of lampo_privacy. LGPL-3.
import io
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools import SQL, mute_logger
from pypdf import PdfReader

from ..models.heat_contract import finnish_today
from ..tools.bypass import BYPASS
from .common import LampoCase


@tagged("post_install", "-at_install")
class TestLetterErased(LampoCase):
    """A letter that was filed is a file of the person's: the erasure reaches into it, and the proof looks there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls._partner("Vilhelmiina Tuhkasaari", email="vilhelmiina@posti.example", lang="en_US",
                                  street="Kaukokatu 77", zip="33100", city="Tampere")
        cls.request = cls.env["lampo.privacy.request"].create(
            {"partner_id": cls.person.id, "description": "Vilhelmiina Tuhkasaari asks"})
        cls.request.register_line_ids.action_found()
        cls.request.action_start()

    def _send(self, kind, request=None):
        request = request or self.request
        wizard = self.env["lampo.privacy.letter.send"].with_user(self.user_officer).with_context(
            force_report_rendering=True, **request._letter_action(kind)["context"]).create({"how": "print"})
        wizard.action_send()
        return request.letter_ids.attachment_id

    def _text(self, files):
        pages = [page.extract_text() for file in files.exists() if file.raw
                 for page in PdfReader(io.BytesIO(file.raw)).pages]
        return " ".join(" ".join(pages).split())

    def test_the_letter_names_the_person_before(self):
        text = self._text(self._send("answer"))
        self.assertIn("Vilhelmiina Tuhkasaari", text)
        self.assertIn("Kaukokatu 77", text)

    def test_a_person_with_filed_letters_is_erased_without_residue(self):
        files = self._send("receipt") | self._send("answer")
        stored = [file.store_fname for file in files]
        erasure = self.env["lampo.privacy.erasure"].create({"partner_id": self.person.id})
        erasure.action_run()
        self.assertEqual((erasure.state, erasure.residue_count), ("done", 0))
        self.env.invalidate_all()
        self.assertEqual(len(self.request.letter_ids), 2)
        self.assertNotIn("Tuhkasaari", self._text(files))
        self.assertNotIn("Kaukokatu 77", self._text(files))
        for message in self.request.message_ids:
            self.assertNotIn("Tuhkasaari", str(message.body))
        kept = set(files.exists().mapped("store_fname"))
        self.assertFalse(kept.intersection(stored))

    def test_of_a_letter_whose_file_is_gone_it_is_said_why(self):
        # as an erasure takes it, which alone may
        self._send("receipt").with_context(lampo_bypass=BYPASS).unlink()
        with self.assertRaisesRegex(UserError, "erased"):
            self.request.letter_ids.action_open_file()

    def _erased(self, **values):
        """A request for erasure whose person is gone already: the answer is owed all the same."""
        request = self.env["lampo.privacy.request"].create(
            {"partner_id": self.person.id, "request_type": "erasure", "channel": "email", **values})
        request.register_line_ids.action_found()
        request.action_start()
        self.env["lampo.privacy.erasure"].create(
            {"partner_id": self.person.id, "ground": "request", "request_id": request.id}).action_run()
        self.env.invalidate_all()
        return request

    def test_while_proof_of_identity_is_waited_for_nobody_is_erased(self):
        request = self.env["lampo.privacy.request"].create({"partner_id": self.person.id, "request_type": "erasure"})
        request.action_ask_identity()
        erasure = self.env["lampo.privacy.erasure"].create(
            {"partner_id": self.person.id, "ground": "request", "request_id": request.id})
        with self.assertRaisesRegex(UserError, request.name), self.env.cr.savepoint():
            erasure.action_run()
        self.assertEqual(self.person.name, "Vilhelmiina Tuhkasaari")
        request.action_confirm_identity("Passport seen")
        erasure.action_run()
        self.assertEqual(erasure.state, "done")

    def test_the_answer_to_somebody_erased_calls_nobody_by_the_pseudonym(self):
        request = self._erased()
        for lang, words in (("fi", "Hyvä asiakas"), ("sv", "Bästa kund"), ("en", "Dear customer")):
            wizard = self.env["lampo.privacy.letter.send"].with_user(self.user_officer).with_context(
                force_report_rendering=True, **request._letter_action("answer")["context"]).create({"lang": lang})
            paper = " ".join(PdfReader(io.BytesIO(wizard._render_pdf())).pages[0].extract_text().split())
            self.assertIn(words, paper)
            self.assertNotIn(request.partner_id.name, paper)
            self.assertTrue(wizard.person_erased)

    def test_the_answer_to_a_request_by_mail_is_offered_with_the_address_that_is_stored_nowhere(self):
        request = self.env["lampo.privacy.request"].create({
            "partner_id": self.person.id, "request_type": "erasure", "channel": "email",
            "email_from": self.person.email})
        request.register_line_ids.action_found()
        request.action_start()
        action = self.env["lampo.privacy.erasure"].create(
            {"partner_id": self.person.id, "ground": "request", "request_id": request.id}).action_erase()
        self.env.invalidate_all()
        self.assertFalse(request.email_from or request.partner_id.email)
        form = Form(self.env[action["res_model"]].with_user(self.user_officer).with_context(**action["context"]))
        self.assertEqual((form.how, form.email_to), ("email", "vilhelmiina@posti.example"))
        before = self.env["mail.mail"].sudo().search([])
        with patch("odoo.addons.mail.models.mail_mail.MailMail.send"):
            wizard = form.save()
            wizard.action_send()
        mail = self.env["mail.mail"].sudo().search([]) - before
        self.assertIn("vilhelmiina@posti.example", mail.email_to)
        self.assertEqual((request.state, wizard.email_to), ("done", False))

    def test_of_many_that_run_at_once_no_dialog_opens(self):
        other = self._partner("Oskari Lumme", email="oskari@posti.example")
        request = self.env["lampo.privacy.request"].create({
            "partner_id": self.person.id, "request_type": "erasure", "channel": "email"})
        erasures = self.env["lampo.privacy.erasure"].create([
            {"partner_id": self.person.id, "ground": "request", "request_id": request.id},
            {"partner_id": other.id, "ground": "manual"}])
        self.assertIs(erasures.action_run(), True)
        self.assertEqual(set(erasures.mapped("state")), {"done"})

    def test_a_request_from_the_counter_is_answered_when_the_officer_opens_the_letter(self):
        request = self.env["lampo.privacy.request"].create({"partner_id": self.person.id, "request_type": "erasure"})
        self.assertIs(self.env["lampo.privacy.erasure"].create(
            {"partner_id": self.person.id, "ground": "request", "request_id": request.id}).action_run(), True)

    def test_the_address_for_the_answer_stays_until_the_answer_and_goes_with_it(self):
        request = self._erased(email_from="v.t@muualla.example")
        self.assertEqual(request.email_from, "v.t@muualla.example")
        before = self.env["mail.mail"].sudo().search([])
        with patch("odoo.addons.mail.models.mail_mail.MailMail.send"):
            self.env["lampo.privacy.letter.send"].with_user(self.user_officer).with_context(
                **request._letter_action("answer")["context"]).create({"how": "email"}).action_send()
        mail = self.env["mail.mail"].sudo().search([]) - before
        self.assertIn("v.t@muualla.example", mail.email_to)
        self.assertEqual((request.state, request.email_from), ("done", False))
        self.assertFalse([text for text in request.message_ids.mapped("outgoing_email_to") if text])

    def _mailed(self, request):
        """The answer's mail, which waits as it does until the transaction is over."""
        before = self.env["mail.mail"].sudo().search([])
        with patch("odoo.addons.mail.models.mail_mail.MailMail.send"):
            self.env["lampo.privacy.letter.send"].with_user(self.user_officer).with_context(
                **request._letter_action("answer")["context"]).create({"how": "email"}).action_send()
        return self.env["mail.mail"].sudo().search([]) - before

    def _leave(self, mail, **server):
        """The queue sends the mail; by default the server takes it."""
        ours = "odoo.addons.base.models.ir_mail_server.IrMail_Server."
        with (patch(ours + "_disable_send", return_value=False), patch(ours + "_connect__", return_value=None),
              patch(ours + "send_email", **server or {"side_effect": lambda letter, **_way: letter["Message-Id"]})):
            mail.send()

    def _places(self, address):
        """The columns of every table in which an address stands."""
        self.env.flush_all()
        columns = self.env.execute_query(SQL(
            """SELECT c.table_name, c.column_name FROM information_schema.columns c
                 JOIN information_schema.tables t USING (table_schema, table_name)
                WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
                  AND data_type IN ('character varying', 'text', 'jsonb')"""))
        return [f"{table}.{column}" for table, column in columns if self.env.execute_query(SQL(
            "SELECT 1 FROM %s WHERE %s::text ILIKE %s LIMIT 1", SQL.identifier(table), SQL.identifier(column),
            f"%{address}%"))]

    def test_once_the_mail_is_out_the_address_stands_nowhere(self):
        request = self._erased(email_from="v.t@muualla.example")
        request.message_post(body="Hei", message_type="email", email_from="v.t@muualla.example",
                             reply_to="v.t@muualla.example")
        mail = self._mailed(request)
        self.assertIn("mail_notification.mail_email_address", self._places("v.t@muualla.example"))
        self._leave(mail)
        self.assertEqual(self._places("v.t@muualla.example"), [])

    def test_a_mail_that_failed_still_shows_that_it_did(self):
        request = self._erased(email_from="v.t@muualla.example")
        with mute_logger("odoo.addons.mail.models.mail_mail"):
            self._leave(self._mailed(request), side_effect=OSError)
        self.assertEqual(request.message_ids.notification_ids.mapped("notification_status"), ["exception"])

    def test_while_vouchers_wait_the_address_goes_with_the_answer_too(self):
        invoice = self.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": self.person.id, "invoice_date": finnish_today(self.env.user),
            "invoice_line_ids": [Command.create({"name": "Heat", "price_unit": 10, "tax_ids": False})]})
        invoice.action_post()
        self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids).create(
            {})._create_payments()
        request = self._erased(email_from="v.t@muualla.example")
        self.assertFalse(request.partner_id.anonymised_on)
        self._leave(self._mailed(request))
        self.assertEqual(self._places("v.t@muualla.example"), [])

    def test_the_address_of_a_request_that_was_answered_goes_with_its_person(self):
        self.request.email_from = "v.t@muualla.example"
        self.request.message_post(body="Hei", message_type="email", email_from="v.t@muualla.example")
        other = self.env["lampo.privacy.request"].create(
            {"partner_id": self._partner("Oskari Lumme").id, "email_from": "oskari@muualla.example"})
        (self.request | other).action_withdraw()
        self._erased()
        self.assertFalse(self.request.email_from)
        self.assertNotIn("v.t@muualla.example", self.request.message_ids.mapped("email_from"))
        self.assertEqual(other.email_from, "oskari@muualla.example")

    def test_a_namesake_keeps_the_letter(self):
        other = self._partner("Oskari Lumme", lang="en_US")
        request = self.env["lampo.privacy.request"].create({"partner_id": other.id})
        file = self._send("receipt", request)
        self._send("answer")
        self.env["lampo.privacy.erasure"].create({"partner_id": self.person.id}).action_run()
        self.env.invalidate_all()
        self.assertIn("Oskari Lumme", self._text(file))
