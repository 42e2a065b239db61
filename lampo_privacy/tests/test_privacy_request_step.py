# Part of lampo_privacy. LGPL-3.
from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tests.common import freeze_time

from .request_common import RequestCase


@tagged("post_install", "-at_install")
@freeze_time("2026-11-30 10:00:00")
class TestPrivacyRequestStep(RequestCase):
    """Each step: what it needs, what it writes, and that a closed request stays as it is."""

    def test_only_a_new_request_is_started(self):
        request = self._request()
        request.action_start()
        self.assertEqual(request.state, "in_progress")
        with self.assertRaisesRegex(UserError, request.name):
            request.action_start()

    def test_many_are_answered_at_once(self):
        requests = self._request() + self._request(request_type="portability")
        requests.action_start()
        requests.action_done()
        self.assertEqual(set(requests.mapped("state")), {"done"})
        self.assertEqual(set(requests.mapped("closed_on")), {date(2026, 11, 30)})

    def test_one_that_does_not_fit_stops_all(self):
        first, second = self._request(), self._request(request_type="portability")
        second.action_done()
        with self.assertRaises(UserError):
            (first + second).action_done()
        self.assertEqual(first.state, "new")

    def test_an_answer_on_the_last_day_is_in_time(self):
        request = self._request()
        with freeze_time("2026-12-30 10:00:00"):
            request.action_done()
        self.assertTrue(request.on_time)

    def test_an_answer_after_the_last_day_is_late(self):
        request = self._request()
        with freeze_time("2026-12-31 10:00:00"):
            request.action_done()
        self.assertFalse(request.on_time)

    def test_a_refusal_after_the_first_month_is_late_in_an_extended_request_too(self):
        request = self._request()
        request.action_extend("Complex")
        self._told(request, "2026-11-30")
        with freeze_time("2026-12-31 10:00:00"):
            request.action_refuse("Unfounded")
        self.assertGreater(request.due_on, request.closed_on)
        self.assertFalse(request.on_time)

    def test_a_refusal_needs_a_reason(self):
        with self.assertRaisesRegex(UserError, "reason"):
            self._request().action_refuse(False)

    def test_a_refusal_closes_with_its_reason(self):
        request = self._request()
        request.action_refuse("The data is needed for an open claim")
        self.assertEqual(request.state, "refused")
        self.assertEqual(request.refusal_reason, "The data is needed for an open claim")
        self.assertIn("open claim", self._notes(request))

    def test_markup_in_a_reason_is_shown_as_text(self):
        request = self._request()
        request.action_refuse("<b>bold</b>")
        self.assertIn("&lt;b&gt;", self._notes(request))

    def test_a_withdrawn_request_is_closed(self):
        request = self._request()
        request.action_withdraw()
        self.assertEqual(request.state, "withdrawn")
        self.assertTrue(request.closed_on)

    def test_no_note_names_the_person(self):
        request = self._request(subject_name="Aino Esimerkki")
        request.action_start()
        request.action_ask_identity()
        request.action_confirm_identity()
        request.action_extend("Many requests")
        request.action_done()
        self.assertNotIn("Esimerkki", self._notes(request))
        values = request.message_ids.sudo().tracking_value_ids
        self.assertNotIn("Aino Esimerkki", values.mapped("new_value_char"))

    def test_a_step_cannot_be_written_past_its_button(self):
        for values in ({"state": "done"}, {"extended": True}, {"closed_on": "2026-11-30"}):
            with self.subTest(values), self.assertRaisesRegex(UserError, "buttons"):
                self._request().write(values)

    def test_what_an_import_brings_must_fit_together(self):
        requests = self.env["lampo.privacy.request"].with_user(self.user_officer)
        for values, words in (
                ({"state": "refused", "closed_on": "2026-11-30"}, "the reason of the refusal"),
                ({"extended": True}, "the reason and the day of the notice"),
                ({"identity_asked_on": "2026-11-01"}, "lie between its receipt and today"),
                ({"state": "done", "closed_on": "2026-12-01"}, "lie between its receipt and today")):
            with self.subTest(values), self.assertRaisesRegex(ValidationError, words):
                requests.create({"partner_id": self.person.id, "received_on": "2026-11-20", **values})

    def test_nothing_is_begun_for_a_request_that_is_closed(self):
        request = self._request().with_user(self.user_officer)
        request.action_withdraw()
        steps = (request.action_open_package, request.action_open_rectify, request.action_restrict,
                 request.action_ask_identity, request.action_confirm_identity, request.action_close,
                 lambda: request._note_answer("Told"))
        for number, step in enumerate(steps):
            with self.subTest(number), self.assertRaisesRegex(UserError, "closed already"):
                step()

    def test_limits_and_number_are_the_systems_while_open_and_evidence_when_closed(self):
        request = self._request().with_user(self.user_officer)
        fakes = ({"due_on": "2030-01-01"}, {"first_due_on": "2030-01-01"}, {"on_time": True}, {"name": "TP/1"},
                 {"reminder_stage": -1, "reminder_due_on": "2026-12-30"})
        for values in fakes:
            with self.subTest(values), self.assertRaisesRegex(UserError, "buttons"):
                request.write(values)
        request.action_refuse("Unfounded")
        for values in fakes:
            with self.subTest(values), self.assertRaisesRegex(UserError, "evidence"):
                request.write(values)

    def test_the_key_to_the_guard_is_no_value_that_a_client_can_send(self):
        for key in (True, "BYPASS", 1):
            with self.assertRaisesRegex(UserError, "buttons"):
                self._request().with_context(lampo_bypass=key).write({"state": "done"})

    def test_a_closed_request_keeps_its_facts(self):
        request = self._request()
        request.action_done()
        for values in ({"received_on": "2026-11-29"}, {"partner_id": False}, {"description": "x"}):
            with self.subTest(values), self.assertRaisesRegex(UserError, "evidence"):
                request.write(values)

    def test_a_closed_request_takes_notes(self):
        request = self._request()
        request.action_done()
        request.message_post(body="Answer sent by post")
        request.user_id = self.user_officer

    def test_a_closed_request_without_its_day_cannot_be_imported(self):
        with self.assertRaisesRegex(ValidationError, "closed"):
            self._request(state="done")

    def test_a_closed_request_of_old_can_be_imported(self):
        request = self._request(state="done", received_on="2026-01-30", closed_on="2026-02-20")
        self.assertTrue(request.on_time)
        self.assertFalse(request.activity_ids)

    def test_customer_service_records_no_step_without_its_button(self):
        requests = self.env["lampo.privacy.request"].with_user(self.user_service)
        for values in ({"state": "done", "closed_on": "2026-11-30"}, {"identity_confirmed_on": "2026-11-30"},
                       {"extended": True, "extension_reason": "x", "extended_on": "2026-11-30"},
                       {"due_on": "2030-01-01"}, {"reminder_stage": -1, "reminder_due_on": "2026-12-30"}):
            with self.subTest(values), self.assertRaises(AccessError):
                requests.create({"partner_id": self.person.id, **values})

    def test_no_step_comes_in_by_a_default_of_the_client(self):
        requests = self.env["lampo.privacy.request"].with_user(self.user_service).with_context(
            default_state="done", default_closed_on="2026-11-30")
        self.assertEqual(requests.create({"partner_id": self.person.id, "state": "new"}).state, "new")
        self.assertEqual(requests.create({"partner_id": self.person.id}).state, "new")

    def test_the_officer_imports_what_was_answered_before(self):
        request = self.env["lampo.privacy.request"].with_user(self.user_officer).create({
            "partner_id": self.person.id, "state": "done", "received_on": "2026-01-30", "closed_on": "2026-02-20"})
        self.assertEqual(request.state, "done")

    def test_a_copy_is_a_new_request_of_today(self):
        request = self._request(received_on="2026-10-01")
        request.action_refuse("Unfounded")
        copy = request.copy()
        self.assertEqual((copy.state, copy.received_on), ("new", date(2026, 11, 30)))
        self.assertFalse(copy.refusal_reason)
