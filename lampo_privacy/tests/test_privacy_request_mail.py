# Part of lampo_privacy. LGPL-3.
import base64
from datetime import date
from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tests.common import freeze_time

from .letter_common import CODE, NOW, LetterCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPrivacyRequestMail(LetterCase):
    """A letter to the alias becomes a request."""

    # -- the address

    def test_a_company_has_an_address_for_letters(self):
        self.assertTrue(self.company.lampo_alias_email.startswith("tietosuoja"))
        self.assertTrue(self.company.lampo_alias_email.endswith(f"@{self.domain.name}"))

    def test_a_new_company_gets_an_address_of_its_own(self):
        other = self.env["res.company"].create({"name": "Toinen Lämpö Oy", "alias_domain_id": self.domain.id})
        self.assertTrue(other.lampo_alias_name)
        self.assertNotEqual(other.lampo_alias_email, self.company.lampo_alias_email)

    def test_the_address_is_changed_and_taken_away_in_the_settings(self):
        settings = self.env["res.config.settings"].create({"lampo_alias_name": "rekisteri"})
        settings.execute()
        self.assertEqual(self.company.lampo_alias_email, f"rekisteri@{self.domain.name}")
        self.company.lampo_alias_name = False
        self.assertFalse(self.company.lampo_alias_id)

    def test_a_name_of_signs_alone_is_refused(self):
        self.company.lampo_alias_name = False
        with self.assertRaises(ValidationError):
            self.company.lampo_alias_name = "@"

    # -- the request

    def test_a_letter_makes_a_request_of_its_sender(self):
        request = self._receive()
        self.assertEqual(request.partner_id, self.person)
        self.assertEqual((request.channel, request.state, request.to_sort), ("email", "new", True))
        self.assertEqual((request.company_id, request.user_id), (self.company, self.user_officer))
        self.assertEqual(request.description, "Mitä tietoja minusta on?")
        self.assertIn("Mitä tietoja", str(request.message_ids.filtered(
            lambda message: message.message_type == "email").body))
        self.assertNotIn("Tietopyyntö", request.name)

    def test_the_receipt_is_the_day_of_the_letter_in_finland(self):
        self.assertEqual(self._receive(sent="Fri, 27 Nov 2026 22:30:00 +0000").received_on, date(2026, 11, 28))
        self.assertEqual(self._receive(sent="Fri, 27 Nov 2026 21:30:00 +0000").received_on, date(2026, 11, 27))

    def test_a_date_that_cannot_be_right_gives_way_to_the_arrival(self):
        self.company.partner_id.lang = "fi_FI"
        for sent, told in (("Mon, 01 Jan 2001 10:00:00 +0000", "01.01.2001 12:00:00"),
                           ("Fri, 01 Jan 2027 10:00:00 +0000", "01.01.2027 12:00:00")):
            request = self._receive(sent=sent)
            self.assertEqual(request.received_on, date(2026, 11, 30))
            self.assertIn(f"Kirjeen päiväys on {told}, mikä ei voi pitää paikkaansa",
                          "".join(str(body) for body in request.message_ids.mapped("body")))

    def test_a_clock_some_minutes_ahead_is_no_reason_to_doubt(self):
        with freeze_time("2026-11-30 21:50:00"):
            request = self._receive(sent="Tue, 01 Dec 2026 00:20:00 +0200")
        self.assertEqual(request.received_on, date(2026, 11, 30))

    def test_a_letter_without_a_date_came_today(self):
        self.assertEqual(self._receive(sent=None).received_on, date(2026, 11, 30))

    def test_somebody_unknown_is_a_name_and_no_new_contact(self):
        before = self.env["res.partner"].with_context(active_test=False).search_count([])
        request = self._receive(sender="Tuntematon Testaaja <tuntematon@example.com>")
        self.assertFalse(request.partner_id)
        self.assertEqual((request.subject_name, request.email_from),
                         ("Tuntematon Testaaja", "tuntematon@example.com"))
        self.assertEqual(self.env["res.partner"].with_context(active_test=False).search_count([]), before)

    def test_an_address_of_two_people_is_nobodys(self):
        self._partner("Eino Esimerkki", email="aino@example.com")
        request = self._receive()
        self.assertFalse(request.partner_id)
        self.assertEqual(request.subject_name, "Aino Esimerkki")

    def test_the_invoice_address_of_the_person_is_no_other_person(self):
        self._partner(False, parent_id=self.person.id, type="invoice", email="aino@example.com")
        self.assertEqual(self._receive().partner_id, self.person)
        self._partner("Eino Esimerkki", parent_id=self.person.id, type="contact", email="aino@example.com")
        self.assertFalse(self._receive().partner_id)

    def test_an_archived_person_is_known_and_makes_the_address_nobodys_as_any_other_does(self):
        self.person.active = False
        self.assertEqual(self._receive().partner_id, self.person)
        self._partner("Eino Esimerkki", email="aino@example.com")
        self.assertFalse(self._receive().partner_id)

    def test_an_identity_code_in_a_letter_is_masked_everywhere(self):
        request = self._receive(text=f"Tunnukseni on {CODE}.", subject=f"Pyyntö {CODE}",
                                sender=f'"Aino {CODE}" <toinen@example.com>')
        message = request.message_ids.filtered(lambda message: message.message_type == "email")
        for text in (request.description, request.subject_name, str(message.body), message.subject or "",
                     message.email_from or ""):
            self.assertNotIn(CODE, text)

    def test_an_identity_code_in_a_note_is_masked(self):
        request = self.env["lampo.privacy.request"].create({"partner_id": self.person.id})
        self.assertNotIn(CODE, str(request.message_post(body=f"Soitti, {CODE}").body))

    def test_an_enclosure_that_is_no_letter_is_kept_as_it_came(self):
        # the end of a picture whose inside is rubbish: who opened it would fail or change it
        picture = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB") + b"\x00rubbish" * 20
        request = self._receive(files=[("kirje.exe", b"MZ\x90\x00", "application/octet-stream"),
                                       ("kuva.png", picture, "image/png")])
        files = self.env["ir.attachment"].search([("res_model", "=", request._name), ("res_id", "=", request.id)])
        self.assertEqual({file.name: file.raw for file in files},
                         {"kirje.exe": b"MZ\x90\x00", "kuva.png": picture})

    # -- floods and second letters

    def test_the_same_letter_twice_is_one_request(self):
        letter = self._letter()
        with patch("odoo.addons.mail.models.mail_mail.MailMail.send"):
            self.assertTrue(self.gateway.message_process(False, letter))
            self.assertFalse(self.gateway.message_process(False, letter))

    def test_a_flood_from_one_address_stops(self):
        self.env["ir.config_parameter"].set_param("mail.gateway.loop.threshold", 3)
        requests = [self._receive(sender="pommi@example.com") for __ in range(5)]
        self.assertEqual([bool(request) for request in requests], [True] * 3 + [False] * 2)
        self.assertTrue(self._receive(sender="toinen@example.com"))

    def test_a_flood_shuts_out_nobody_else(self):
        self.env["ir.config_parameter"].set_param("mail.gateway.loop.threshold", 3)
        for __ in range(3):
            self.assertTrue(self._receive(sender="xpommi@example.com"))
        self.assertFalse(self._receive(sender="XPommi@example.com"))
        for sender in ("pommi@example.com", "_pommi@example.com", "%@example.com"):
            self.assertTrue(self._receive(sender=sender), sender)

    def test_a_flood_of_replies_stops_too(self):
        self.env["ir.config_parameter"].set_param("mail.gateway.loop.threshold", 3)
        request = self._receive()
        sent = request.message_ids.filtered(lambda message: message.message_type == "email").message_id
        for number in range(5):
            self._receive(text=f"Vielä {number}", references=sent)
        letters = request.message_ids.filtered(lambda message: message.message_type == "email")
        self.assertEqual(len(letters), 3)
        self.assertEqual(self.env["lampo.privacy.request"].search_count([("partner_id", "=", self.person.id)]), 1)

    def test_the_answer_to_our_own_note_on_a_flood_is_no_request(self):
        before = self.env["lampo.privacy.request"].search_count([])
        self._receive(references="<1-loop-detection-bounce-email@lampo.example>")
        self.assertEqual(self.env["lampo.privacy.request"].search_count([]), before)

    def test_a_letter_that_could_not_be_delivered_is_no_request(self):
        before = self.env["lampo.privacy.request"].search_count([])
        self._receive(sender="Mail Delivery System <MAILER-DAEMON@example.com>", subject="Undelivered")
        self.assertEqual(self.env["lampo.privacy.request"].search_count([]), before)

    def test_what_cannot_be_read_is_a_request_all_the_same(self):
        request = self._receive(text=" ", subject="", sender="tuntematon@example.com", files=[
            ("kirje.eml", b"From: \xff\xfe broken", "application/octet-stream"),
            ("../../../etc/passwd", b"x", "text/plain"), ("tyhja.pdf", b"%PDF-rubbish", "application/pdf")])
        self.assertTrue(request.due_on)
        files = self.env["ir.attachment"].search([("res_model", "=", request._name), ("res_id", "=", request.id)])
        self.assertEqual(len(files), 3)

    def test_a_sign_that_no_database_takes_loses_no_letter(self):
        request = self._receive(sender="=?utf-8?q?Pekka=00?= <pekka@example.com>", subject="=?utf-8?q?Tie=00dot?=")
        self.assertEqual(request.subject_name, "Pekka")

    def test_a_reply_goes_to_its_request(self):
        request = self._receive()
        sent = request.message_ids.filtered(lambda message: message.message_type == "email").message_id
        self._receive(subject="Re: Tietopyyntö", text="Vielä tämä", references=sent)
        self.assertEqual(self.env["lampo.privacy.request"].search_count([("partner_id", "=", self.person.id)]), 1)
        self.assertIn("Vielä tämä", "".join(str(body) for body in request.message_ids.mapped("body")))

    def test_a_reply_to_a_closed_request_is_pointed_out(self):
        request = self._receive()
        request.action_withdraw()
        sent = request.message_ids.filtered(lambda message: message.message_type == "email").message_id
        self._receive(subject="Re: Tietopyyntö", references=sent)
        self.assertIn("after the request was closed", request.activity_ids[:1].summary or "")

    def test_a_second_letter_of_a_stranger_is_pointed_out(self):
        first, second = (self._receive(sender="tuntematon@example.com") for __ in range(2))
        self.assertEqual(second.duplicate_ids, first)

    def test_an_address_that_was_typed_is_the_one_of_the_letter(self):
        letter = self._receive(sender="tunte_maton@example.com")
        others = self._receive(sender="tunteXmaton@example.com")
        typed = others.create({"subject_name": "Tuntematon", "email_from": "Tuntematon <Tunte_Maton@example.com>"})
        self.assertEqual((letter.duplicate_ids, typed.duplicate_ids), (typed, letter))

    # -- sorting

    def test_a_letter_nobody_read_is_not_answered(self):
        request = self._receive()
        request.register_line_ids.action_nothing()
        with self.assertRaisesRegex(UserError, "Sorted"):
            request.action_done()
        request.action_sorted()
        request.action_done()
        self.assertEqual(request.state, "done")
