# Part of lampo_privacy. LGPL-3.
import io
from datetime import date
from unittest.mock import patch

from markupsafe import Markup
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tests.common import freeze_time
from pypdf import PdfReader

from .letter_dialog_common import LetterDialogCase


@tagged("post_install", "-at_install")
class TestPrivacyLetterSending(LetterDialogCase):
    """What sending a letter does, which are owed, and the paper."""

    # -- sending

    def test_a_printed_letter_is_filed_and_noted(self):
        action = self._letter("receipt").action_send()
        letter = self.request.letter_ids
        self.assertEqual((letter.kind, letter.how, letter.sent_on, letter.sent_by),
                         ("receipt", "print", date(2026, 11, 30), self.user_officer))
        self.assertEqual((letter.attachment_id.res_model, letter.attachment_id.res_id),
                         (self.request._name, self.request.id))
        self.assertIn(str(letter.attachment_id.id), action["url"])
        note = self.request.message_ids[:1]
        self.assertEqual(note.attachment_ids, letter.attachment_id)
        self.assertIn("olemme vastaanottaneet", str(note.body).lower())
        self.assertNotIn("Aino", letter.attachment_id.name)

    def test_a_letter_by_mail_goes_to_where_the_request_came_from(self):
        request = self._request(channel="email", email_from="toinen@example.com")
        wizard = self._letter("receipt", request)
        self.assertEqual((wizard.how, wizard.email_to), ("email", "toinen@example.com"))
        with patch("odoo.addons.mail.models.mail_mail.MailMail.send"):
            wizard.action_send()
        mail = self.env["mail.mail"].sudo().search([("mail_message_id", "=", request.message_ids[:1].id)])
        self.assertIn("toinen@example.com", "".join(filter(None, mail.mapped("email_to"))))
        self.assertEqual(mail.attachment_ids, request.letter_ids.attachment_id)
        self.assertFalse(self.env["res.partner"].search([("email", "=", "toinen@example.com")]))

    def test_enclosures_go_with_the_letter_and_stay_on_file(self):
        request = self._request(channel="email", email_from="toinen@example.com")
        files = self.env["ir.attachment"].with_user(self.user_officer)
        enclosure = files.create({"name": "liite.txt", "raw": b"Liite"})
        wizard = self._letter("receipt", request, attachment_ids=[(4, enclosure.id)])
        with patch("odoo.addons.mail.models.mail_mail.MailMail.send"):
            wizard.action_send()
        mail = self.env["mail.mail"].sudo().search([("mail_message_id", "=", request.message_ids[:1].id)])
        self.assertEqual(mail.attachment_ids, request.letter_ids.attachment_id | enclosure)
        self.assertEqual((enclosure.res_model, enclosure.res_id), (request._name, request.id))

    def test_a_letter_makes_nobody_who_gets_it_a_follower(self):
        request = self._request(channel="email", email_from=self.person.email)
        with patch("odoo.addons.mail.models.mail_mail.MailMail.send"):
            for kind in ("receipt", "answer"):
                self._letter(kind, request, closes=False).action_send()
        self.assertNotIn(self.person, request.message_partner_ids)
        self.assertFalse(request.message_ids.notified_partner_ids & self.person)

    def test_without_an_address_nothing_is_mailed(self):
        wizard = self._letter("receipt", how="email", email_to="ei osoite")
        with self.assertRaisesRegex(UserError, "e-mail address"):
            wizard.action_send()

    def test_an_answer_closes_the_request(self):
        request = self._searched(self._request(request_type="rectification"))
        self._letter("answer", request).action_send()
        self.assertEqual((request.state, request.closed_on, request.answer_missing),
                         ("done", date(2026, 11, 30), False))

    def test_a_letter_without_the_copy_answers_no_request_for_it(self):
        for kind in ("access", "portability"):
            request = self._searched(self._request(request_type=kind))
            letter = self._letter("answer", request)
            self.assertFalse(letter.closes, kind)
            letter.closes = True
            letter.action_send()
            self.assertEqual((request.state, request.answer_missing), ("done", True), kind)

    def test_a_letter_that_processing_is_restricted_waits_until_it_is(self):
        request = self._searched(self._request(request_type="restriction"))
        with self.assertRaisesRegex(UserError, "start the request first"), self.env.cr.savepoint():
            self._letter("answer", request, closes=False).action_send()
        self._letter("answer", request).action_send()
        self.assertEqual((request.state, self.person.processing_restricted), ("done", True))

    def test_an_interim_answer_does_not_close(self):
        self._letter("answer", closes=False).action_send()
        self.assertEqual(self.request.state, "new")

    def test_an_answer_before_the_registers_were_searched_is_refused(self):
        request = self._request(request_type="rectification")
        with self.assertRaisesRegex(UserError, "Search every register"), self.env.cr.savepoint():
            self._letter("answer", request).action_send()
        self.assertFalse(request.letter_ids)

    def test_the_letter_that_asks_for_identity_notes_the_day(self):
        self._letter("identity").action_send()
        self.assertEqual(self.request.identity_asked_on, date(2026, 11, 30))

    def test_an_identity_code_written_into_a_letter_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "identity code"):
            self._letter("receipt", body=Markup("<p>010190-<b>900P</b></p>")).action_send()

    def test_an_empty_letter_is_refused(self):
        with self.assertRaisesRegex(UserError, "empty"):
            self._letter("receipt", body=False).action_send()

    def test_the_dialog_keeps_nothing_of_the_letter(self):
        wizard = self._letter("receipt")
        wizard.action_send()
        self.assertFalse(wizard.body or wizard.subject or wizard.email_to)

    def test_customer_service_sends_letters_too(self):
        self._letter("receipt", user=self.user_service).action_send()
        self.assertEqual(self.request.letter_ids.sent_by, self.user_service)

    def test_a_sent_letter_is_neither_made_changed_nor_deleted_by_hand(self):
        self._letter("receipt").action_send()
        letter = self.request.letter_ids
        with self.assertRaises(AccessError):
            letter.with_user(self.user_officer).copy()
        with self.assertRaisesRegex(UserError, "evidence"):
            letter.sudo().sent_on = "2026-11-01"
        with self.assertRaisesRegex(UserError, "evidence"):
            letter.sudo().unlink()
        with self.assertRaisesRegex(UserError, "evidence"):
            letter.attachment_id.sudo().unlink()

    # -- letters owed

    def test_an_extension_is_owed_until_it_is_told(self):
        request = self._request()
        request.action_extend("Many requests")
        owed = [("id", "=", request.id), ("letter_owed", "in", ("extension", "refusal"))]
        self.assertEqual(request.letter_owed, "extension")
        self.assertEqual(request.search(owed), request)
        self._letter("extension", request).action_send()
        self.assertFalse(request.letter_owed)
        self.assertFalse(request.search(owed))

    def test_an_extension_that_was_not_told_in_time_is_owed_no_more_and_told_no_more(self):
        request = self._request()
        request.action_extend("Many requests")
        letter = self._letter("extension", request)
        owed = [("id", "=", request.id), ("letter_owed", "=", "extension")]
        with freeze_time("2026-12-31 10:00:00"):
            request.invalidate_recordset()
            self.assertFalse(request.letter_owed)
            self.assertFalse(request.search(owed))
            with self.assertRaisesRegex(UserError, "first month ended"):
                letter.action_send()

    def test_the_letter_of_an_extension_moves_the_limit(self):
        request = self._request()
        request.action_extend("Many requests")
        self._letter("extension", request).action_send()
        self.assertEqual(request.due_on, date(2027, 3, 1))

    def test_no_letter_tells_of_a_step_that_was_not_taken(self):
        for kind, words in (("extension", "extend the request first"), ("refusal", "refuse the request first")):
            with self.subTest(kind), self.assertRaisesRegex(UserError, words):
                self._letter(kind).action_send()
        self.assertFalse(self.request.letter_ids)

    def test_a_refusal_is_owed_until_it_is_told(self):
        request = self._request()
        request.action_refuse("Unfounded")
        self.assertEqual(request.action_letter_owed()["context"]["default_kind"], "refusal")
        self._letter("refusal", request).action_send()
        self.assertFalse(request.letter_owed)

    def test_where_no_letter_is_owed_none_is_written(self):
        with self.assertRaisesRegex(UserError, "No letter is owed"):
            self._request().action_letter_owed()

    def test_the_steps_lead_to_their_letters(self):
        for model, kind in (("extend", "extension"), ("refuse", "refusal")):
            request = self._request()
            wizard = self.env[f"lampo.privacy.request.{model}"].with_context(
                active_model=request._name, active_ids=request.ids).create({"reason": "Monta pyyntöä"})
            self.assertEqual(wizard.action_confirm()["context"]["default_kind"], kind)

    # -- the paper

    def test_the_paper_is_a_pdf_with_address_title_and_text(self):
        wizard = self._letter("receipt").with_context(force_report_rendering=True)
        pages = PdfReader(io.BytesIO(wizard._render_pdf())).pages
        text = " ".join(pages[0].extract_text().split())
        self.assertEqual(len(pages), 1)
        for words in ("Lämpötie 1", "Pyyntönne on vastaanotettu", self.request.name, "30.11.2026"):
            self.assertIn(words, text)

    def test_the_preview_shows_the_letter_and_leads_back_to_the_text(self):
        wizard = self._letter("receipt")
        wizard.action_preview()
        self.assertTrue(wizard.preview)
        wizard.action_edit()
        self.assertFalse(wizard.preview)
        self.assertFalse(self.request.letter_ids)

    def test_the_paper_carries_its_style_and_links_no_file(self):
        report = self.env.ref("lampo_privacy.action_report_privacy_letter")
        html = report._render_qweb_html(report, self._letter("receipt").ids)[0]
        [body] = report._prepare_html(html, report_model=report.model)[0]
        self.assertIn(".lampo-paper", body)
        self.assertNotIn("<link", body)
