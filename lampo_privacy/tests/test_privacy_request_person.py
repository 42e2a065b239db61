# Part of lampo_privacy. LGPL-3.
from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tests.common import freeze_time

from .request_common import RequestCase


@tagged("post_install", "-at_install")
@freeze_time("2026-11-30 10:00:00")
class TestPrivacyRequestPerson(RequestCase):
    """What a request does to its person, and requests of the same person."""

    def test_a_restriction_holds_from_the_start(self):
        request = self._request(request_type="restriction").with_user(self.user_service)
        request.action_start()
        self.assertTrue(self.person.processing_restricted)
        self.assertIn("restricted from now on", self._notes(request.sudo()))

    def test_a_restriction_answered_at_once_holds_too(self):
        self._request(request_type="restriction").action_done()
        self.assertTrue(self.person.processing_restricted)

    def test_other_requests_restrict_nothing(self):
        self._request(request_type="objection").action_start()
        self.assertFalse(self.person.processing_restricted)

    def test_a_withdrawn_restriction_is_lifted_by_nobody_in_silence(self):
        request = self._request(request_type="restriction")
        request.action_start()
        request.action_withdraw()
        self.assertTrue(self.person.processing_restricted)
        self.assertIn("Tell the person before", self._notes(request))

    def test_an_erasure_request_is_not_done_before_the_erasure(self):
        request = self._request(request_type="erasure")
        with self.assertRaisesRegex(UserError, "Run the erasure"):
            request.action_done()

    def test_a_planned_erasure_does_not_answer_an_erasure_request(self):
        request = self._request(request_type="erasure")
        self._erasure(request, "planned")
        with self.assertRaisesRegex(UserError, "Run the erasure"):
            request.action_done()

    def test_an_erasure_that_ran_lets_the_request_be_answered(self):
        for state in ("waiting", "done"):
            request = self._request(request_type="erasure", partner_id=self._partner("Eero Esimerkki").id)
            self._erasure(request, state)
            request.with_user(self.user_service).action_done()
            self.assertEqual(request.state, "done")

    def test_an_erasure_request_of_somebody_unknown_needs_no_erasure(self):
        request = self._request(request_type="erasure", partner_id=False, subject_name="Tuntematon")
        request.action_done()
        self.assertEqual(request.state, "done")

    def test_the_erase_button_opens_an_erasure_of_the_person(self):
        request = self._request(request_type="erasure")
        action = request.action_open_erasure()
        self.assertEqual(action["res_model"], "lampo.privacy.erasure")
        self.assertEqual(action["context"]["default_partner_id"], self.person.id)
        self.assertEqual(action["context"]["default_request_id"], request.id)
        self.assertEqual(action["context"]["default_ground"], "request")

    def _erasure(self, request, state):
        erasure = self.env["lampo.privacy.erasure"].create(
            {"partner_id": request.partner_id.id, "ground": "request", "request_id": request.id})
        self.env.cr.execute("UPDATE lampo_privacy_erasure SET state = %s WHERE id = %s", (state, erasure.id))
        erasure.invalidate_recordset()
        return erasure

    def test_a_second_open_request_of_the_same_kind_is_pointed_out(self):
        first = self._request()
        other_type = self._request(request_type="portability")
        second = self._request()
        self.assertEqual(second.duplicate_ids, first)
        self.assertFalse(other_type.duplicate_ids)
        self.assertEqual(second.action_open_duplicates()["res_id"], first.id)
        first.action_done()
        second.invalidate_recordset(["duplicate_ids"])
        self.assertFalse(second.duplicate_ids)

    def test_the_form_points_out_the_duplicate_before_saving(self):
        first = self._request()
        form = Form(self.env["lampo.privacy.request"])
        form.partner_id = self.person
        self.assertEqual(form.duplicate_ids[:], first)

    def test_strangers_are_no_duplicates_of_each_other(self):
        self._request(partner_id=False, subject_name="Yksi")
        self.assertFalse(self._request(partner_id=False, subject_name="Kaksi").duplicate_ids)

    def test_a_request_outlives_the_deleted_person(self):
        request = self._request()
        request.action_done()
        self.person.unlink()
        self.assertTrue(request.exists())
        self.assertFalse(request.partner_id)
