# Part of lampo_privacy. LGPL-3.
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tests.common import freeze_time

from .request_common import RequestCase

CLOSED = "lampo.privacy.request.close"


@tagged("post_install", "-at_install")
@freeze_time("2026-11-30 10:00:00")
class TestPrivacyRequestClose(RequestCase):
    """Closing as answered asks for the answer where none is on file, and the evidence says so."""

    def _started(self, kind="access", **values):
        request = self._request(request_type=kind, **values)
        request.action_start()
        return request

    def _dialog(self, requests, **values):
        action = requests.action_close()
        self.assertEqual(action["res_model"], CLOSED)
        return self.env[CLOSED].with_context(**action["context"]).create(values)

    def _closes_at_once(self, request):
        action = request.action_close()
        return request.state == "done" and (action or {}).get("res_model") != CLOSED

    def test_the_form_asks_where_no_answer_is_on_file(self):
        for kind in ("access", "portability", "rectification"):
            request = self._started(kind)
            self.assertEqual(request.action_close()["res_model"], CLOSED, kind)
            self.assertEqual(request.state, "in_progress")

    def test_a_letter_is_an_answer_on_file(self):
        request = self._started("rectification")
        self.env["lampo.privacy.request.letter"].sudo().create({
            "request_id": request.id, "kind": "answer", "lang": "fi", "how": "print", "sent_on": "2026-11-30",
            "sent_by": self.env.uid})
        self.assertTrue(self._closes_at_once(request))
        self.assertNotIn("on file", self._notes(request))

    def test_a_receipt_is_no_answer(self):
        request = self._started()
        self.env["lampo.privacy.request.letter"].sudo().create({
            "request_id": request.id, "kind": "receipt", "lang": "fi", "how": "print", "sent_on": "2026-11-30",
            "sent_by": self.env.uid})
        self.assertFalse(self._closes_at_once(request))

    def test_a_package_answers_when_it_was_delivered(self):
        request = self._started()
        package = self.env["lampo.privacy.package"].create({"request_id": request.id, "partner_id": self.person.id})
        self.assertFalse(self._closes_at_once(request))
        package._step({"state": "delivered", "delivered_on": "2026-11-30", "delivered_how": "office"})
        self.assertTrue(self._closes_at_once(request))

    def test_a_correction_that_was_applied_is_an_answer(self):
        request = self._started("rectification")
        self.env["lampo.privacy.rectification"].create({
            "request_id": request.id, "partner_id": self.person.id, "model": "res.partner", "res_id": self.person.id,
            "field": "street"})
        self.assertTrue(self._closes_at_once(request))

    def test_what_closing_carries_out_is_an_answer(self):
        for kind in ("restriction", "objection", "consent_withdrawal"):
            self.assertTrue(self._closes_at_once(self._started(kind, partner_id=self._partner("Eero Elo").id)), kind)

    def test_of_somebody_unknown_nothing_is_carried_out(self):
        for kind in ("restriction", "objection", "erasure"):
            self.assertFalse(self._closes_at_once(self._started(kind, partner_id=False, subject_name="Joku")), kind)

    def test_an_erasure_that_ran_is_an_answer_also_when_the_person_is_gone(self):
        request = self._started("erasure")
        erasure = self.env["lampo.privacy.erasure"].create(
            {"partner_id": self.person.id, "ground": "request", "request_id": request.id})
        self.assertEqual(request.action_close()["res_model"], CLOSED)
        self.env.cr.execute("UPDATE lampo_privacy_erasure SET state = 'done' WHERE id = %s", [erasure.id])
        self.env.cr.execute("UPDATE lampo_privacy_request SET partner_id = NULL WHERE id = %s", [request.id])
        self.env.invalidate_all()
        self.assertTrue(self._closes_at_once(request))

    def test_the_answer_that_was_given_elsewhere_is_kept(self):
        request = self._started()
        self._dialog(request, answer=" Told by phone ").action_confirm()
        self.assertEqual((request.state, request.answer_note, request.answer_missing), ("done", "Told by phone", False))
        self.assertIn("The answer is not on file; it was: Told by phone", self._notes(request))

    def test_who_says_nothing_is_asked_again(self):
        dialog = self._dialog(self._started(), answer="  ")
        with self.assertRaisesRegex(UserError, "what the answer was"):
            dialog.action_confirm()

    def test_who_goes_on_knowingly_closes_and_the_note_says_so(self):
        request = self._started()
        self._dialog(request, knowingly=True).action_confirm()
        self.assertEqual((request.state, request.answer_missing), ("done", True))
        self.assertIn("No answer is on file.", self._notes(request))

    def test_the_method_itself_asks_nothing_and_notes_it(self):
        request = self._started()
        request.action_done()
        self.assertEqual((request.state, request.answer_missing), ("done", True))
        self.assertIn("No answer is on file.", self._notes(request))

    def test_of_many_only_those_without_an_answer_get_the_note(self):
        answered = self._started("objection")
        request = self._started("rectification")
        self._dialog(answered | request, answer="Told at the office").action_confirm()
        self.assertEqual((answered.state, request.state), ("done", "done"))
        self.assertEqual((answered.answer_note, request.answer_note), (False, "Told at the office"))

    def test_no_identity_code_stands_in_the_answer(self):
        with self.assertRaisesRegex(ValidationError, "identity code"):
            self._dialog(self._started(), answer="Code 010190-900P told").action_confirm()

    def test_the_answer_is_not_written_past_the_dialog_nor_changed_afterwards(self):
        request = self._started()
        with self.assertRaisesRegex(UserError, "buttons"):
            request.answer_note = "x"
        self._dialog(request, answer="Told").action_confirm()
        with self.assertRaisesRegex(UserError, "evidence"):
            request.answer_note = "x"

    def test_customer_service_closes_too(self):
        request = self._started()
        action = request.with_user(self.user_service).action_close()
        self.env[CLOSED].with_user(self.user_service).with_context(**action["context"]).create(
            {"answer": "Told by phone"}).action_confirm()
        self.assertEqual(request.state, "done")
