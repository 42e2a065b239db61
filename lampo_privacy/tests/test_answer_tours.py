# Part of lampo_privacy. LGPL-3.
from odoo import Command
from odoo.tests import HttpCase, tagged

from .package_common import PackageCase
from .papers_common import real_papers


@tagged("post_install", "-at_install")
class TestAnswerTours(PackageCase, HttpCase):
    """The answers in a browser, one tour for each right, from the request to the letter that is filed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_officer.lang = "en_US"

    def setUp(self):
        super().setUp()
        self.enterContext(real_papers())

    def _tour(self, name, request):
        self.env.flush_all()
        self.start_tour(f"/odoo/privacy-requests/{request.id}", name, login="lampo_officer", timeout=120)

    def test_access_is_answered_by_a_package(self):
        self.request.register_line_ids.action_found()
        self._tour("lampo_answer_access", self.request)
        package = self.request.package_ids
        self.assertEqual((package.state, package.delivered_how), ("delivered", "link"))
        self.assertTrue(package.document_id.raw.startswith(b"%PDF-"))
        self._is_answered(self.request)
        self.assertIn("mailed", package.download_ids.mapped("result"))

    def _is_answered(self, request):
        """By a letter that is on file."""
        self.assertEqual((request.state, request.letter_ids.kind, request.answer_missing), ("done", "answer", False))

    def test_data_is_corrected(self):
        self.person.street = "Vanhatie 1"
        request = self._answerable("rectification")
        request.action_start()
        self._tour("lampo_answer_rectify", request)
        self.assertEqual(self.person.street, "Uusitie 2")
        self.assertEqual(request.rectification_ids.old_value, "Vanhatie 1")
        self._is_answered(request)

    def test_data_is_completed(self):
        self.assertFalse(self.person.city)
        request = self._answerable("rectification")
        request.action_start()
        self._tour("lampo_answer_complete", request)
        self.assertEqual((self.person.city, request.rectification_ids.old_value or ""), ("Tampere", ""))
        self._is_answered(request)

    def test_processing_is_restricted_and_the_restriction_lifted(self):
        request = self._answerable("restriction")
        self._tour("lampo_answer_restrict", request)
        self._is_answered(request)
        self.assertFalse(self.person.processing_restricted)
        self.assertEqual(self.person.restriction_ids.told_how, "phone")

    def _consent(self):
        purpose = self.env.ref("lampo_privacy.purpose_marketing")
        self.env["lampo.privacy.consent.wording"].create(
            {"purpose_id": purpose.id, "text_fi": "Saatte lähettää minulle uutisia.", "date_from": "2020-01-01"})
        return self.env["lampo.privacy.consent"].create({"partner_id": self.person.id, "purpose_id": purpose.id})

    def _paid_invoice(self, partner):
        move = self.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": partner.id, "invoice_date": "2026-01-05",
            "invoice_line_ids": [Command.create({"name": "Heat", "price_unit": 10, "tax_ids": False})]})
        move.action_post()
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids).create({})._create_payments()

    def _answerable(self, kind, partner=None):
        """A request whose registers were searched, with something found."""
        request = self.env["lampo.privacy.request"].create(
            {"partner_id": (partner or self.person).id, "request_type": kind, "user_id": self.user_officer.id})
        request.register_line_ids.action_found()
        return request

    def test_portability_gives_what_the_person_gave_and_tells_it(self):
        request = self._answerable("portability")
        request.action_start()
        self._tour("lampo_answer_portability", request)
        self.assertEqual((request.state, request.package_ids.delivered_how), ("done", "office"))
        self.assertEqual((request.letter_ids.kind, request.answer_missing), ("answer", False))

    def test_an_objection_stops_marketing_and_is_answered(self):
        request = self._answerable("objection")
        self._tour("lampo_answer_objection", request)
        self.assertTrue(self.person.marketing_blocked)
        self.assertEqual((request.state, request.letter_ids.kind), ("done", "answer"))

    def test_a_consent_is_withdrawn_and_the_withdrawal_answered(self):
        consent = self._consent()
        self.assertFalse(consent.withdrawn_on)
        request = self._answerable("consent_withdrawal")
        self._tour("lampo_answer_withdrawal", request)
        self.assertTrue(consent.withdrawn_on)
        self.assertEqual((request.state, request.letter_ids.kind), ("done", "answer"))

    def test_an_erasure_runs_and_its_letter_tells_both_phases(self):
        person = self._partner("Vanha Asiakas", email="vanha@posti.example", lang="en_US")
        self._paid_invoice(person)
        request = self._answerable("erasure", person)
        request.action_start()
        self._tour("lampo_answer_erasure", request)
        erasure = self.env["lampo.privacy.erasure"].search([("request_id", "=", request.id)])
        self.assertEqual((erasure.state, erasure.residue_count), ("waiting", 0))
        self.assertEqual((request.state, request.letter_ids.kind), ("done", "answer"))

    def test_a_request_is_closed_knowingly_without_an_answer_on_file(self):
        request = self._answerable("rectification")
        request.action_start()
        self._tour("lampo_close_knowingly", request)
        self.assertEqual((request.state, request.answer_note), (
            "done", "Told by phone that nothing has to be corrected"))
