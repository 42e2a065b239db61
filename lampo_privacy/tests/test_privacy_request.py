# Part of lampo_privacy. LGPL-3.
from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tests.common import freeze_time
from odoo.tools import format_date

from .common import LampoCase


@tagged("post_install", "-at_install")
@freeze_time("2026-11-30 10:00:00")
class TestPrivacyRequest(LampoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls._partner("Aino Esimerkki")
        cls.company.lampo_eves_are_holidays = False

    def _request(self, **values):
        return self._searched(self.env["lampo.privacy.request"].create({"partner_id": self.person.id, **values}))

    def _notes(self, request):
        return "\n".join(str(body) for body in request.message_ids.mapped("body"))

    # -- the form at the office

    def test_a_request_at_the_office_needs_only_the_person(self):
        form = Form(self.env["lampo.privacy.request"].with_user(self.user_service))
        form.partner_id = self.person
        request = form.save()
        self.assertEqual(request.channel, "office")
        self.assertEqual(request.received_on, date(2026, 11, 30))
        self.assertEqual(request.due_on, date(2026, 12, 30))
        self.assertEqual(request.user_id, self.user_service)
        self.assertEqual(request.company_id, self.company)

    def test_numbers_follow_the_year_of_receipt(self):
        first = self._request(received_on="2025-12-30")
        second = self._request(received_on="2026-01-02")
        self.assertRegex(first.name, r"^TP/2025/\d{4}$")
        self.assertRegex(second.name, r"^TP/2026/\d{4}$")

    def test_the_default_day_of_receipt_is_the_day_in_finland(self):
        with freeze_time("2026-11-30 22:30:00"):
            self.assertEqual(self._request().received_on, date(2026, 12, 1))

    def test_somebody_unknown_may_ask(self):
        request = self._request(partner_id=False, subject_name="Tuntematon Testaaja")
        self.assertTrue(request.due_on)

    def test_a_request_of_nobody_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "Choose the person"):
            self._request(partner_id=False, subject_name="  ")

    def test_a_receipt_in_the_future_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "in the future"):
            self._request(received_on="2026-12-01")

    def test_a_receipt_cannot_be_moved_into_the_future(self):
        request = self._request()
        with self.assertRaisesRegex(ValidationError, "in the future"):
            request.received_on = "2026-12-01"

    def test_an_identity_code_is_refused_in_the_texts(self):
        with self.assertRaisesRegex(ValidationError, "identity code"):
            self._request(description="My code is 010190-900P.")

    def test_the_name_of_a_request_does_not_name_the_person(self):
        self.assertNotIn("Aino", self._request().display_name)

    # -- deadlines

    def test_the_deadline_is_one_month_from_receipt(self):
        self.assertEqual(self._request(received_on="2026-11-25").due_on, date(2026, 12, 28))

    def test_a_corrected_receipt_moves_the_deadline(self):
        request = self._request()
        request.received_on = "2026-11-24"
        self.assertEqual(request.due_on, date(2026, 12, 24))

    def test_the_companys_eves_move_the_deadline(self):
        request = self._request(received_on="2026-11-24")
        self.company.lampo_eves_are_holidays = True
        self.assertEqual(request.due_on, date(2026, 12, 28))

    def test_the_companys_eves_leave_closed_requests_alone(self):
        request = self._request(received_on="2026-11-24")
        request.action_done()
        self.company.lampo_eves_are_holidays = True
        self.assertEqual(request.due_on, date(2026, 12, 24))

    def test_an_extension_gives_three_months_from_receipt(self):
        request = self._request()
        request.action_extend("Readings of many years")
        self.assertTrue(request.extended)
        self.assertEqual(request.extended_on, date(2026, 11, 30))
        self.assertEqual(request.due_on, date(2027, 3, 1))
        self.assertEqual(request.first_due_on, date(2026, 12, 30))
        self.assertIn("Readings of many years", self._notes(request))

    def test_an_extension_on_the_last_day_of_the_first_month_is_in_time(self):
        request = self._request()
        with freeze_time("2026-12-30 10:00:00"):
            request.action_extend("Many requests")
        self.assertTrue(request.extended)

    def test_an_extension_after_the_first_month_is_refused(self):
        request = self._request()
        with freeze_time("2026-12-31 10:00:00"), self.assertRaisesRegex(UserError, "first month has ended"):
            request.action_extend("Many requests")

    def test_the_first_month_ends_at_midnight_in_finland(self):
        request = self._request()
        with freeze_time("2026-12-30 22:30:00"), self.assertRaisesRegex(UserError, "first month has ended"):
            request.action_extend("Many requests")

    def test_an_extension_needs_a_reason(self):
        with self.assertRaisesRegex(UserError, "reason"):
            self._request().action_extend("  ")

    def test_a_second_extension_is_refused(self):
        request = self._request()
        request.action_extend("Many requests")
        with self.assertRaisesRegex(UserError, "only once"):
            request.action_extend("Still many")

    def test_a_receipt_cannot_be_corrected_to_make_a_notice_late(self):
        request = self._request(received_on="2026-11-02")
        request.action_extend("Many requests")
        with self.assertRaisesRegex(ValidationError, "after the first month"):
            request.received_on = "2026-10-01"

    def test_waiting_for_proof_of_identity_moves_only_the_second_limit(self):
        request = self._request()
        request.action_ask_identity()
        with freeze_time("2026-12-10 10:00:00"):
            request.action_confirm_identity("Passport seen")
        self.assertEqual(request.due_on, date(2026, 12, 30))
        self.assertEqual(request.identity_days, 10)
        self.assertEqual(request.due_paused_on, date(2027, 1, 11))

    def test_the_second_limit_runs_on_while_proof_is_waited_for(self):
        request = self._request()
        request.action_ask_identity()
        with freeze_time("2026-12-04 10:00:00"):
            request.invalidate_recordset(["due_paused_on"])
            self.assertEqual(request.due_paused_on, date(2027, 1, 4))

    def test_without_waiting_both_limits_are_the_same(self):
        request = self._request()
        request.action_confirm_identity()
        self.assertEqual(request.due_paused_on, request.due_on)

    def test_proof_asked_for_late_is_pointed_out(self):
        request = self._request(received_on="2026-11-10")
        request.action_ask_identity()
        self.assertTrue(request.identity_asked_late)

    def test_what_was_seen_is_noted_with_day_and_user(self):
        request = self._request().with_user(self.user_service)
        request.action_confirm_identity()
        self.assertEqual(request.identity_note, "Identity document seen")
        self.assertEqual(request.identity_confirmed_on, date(2026, 11, 30))
        self.assertEqual(request.identity_confirmed_by, self.user_service)

    def test_identity_is_confirmed_once(self):
        request = self._request()
        request.action_confirm_identity()
        with self.assertRaises(UserError):
            request.action_confirm_identity()
        with self.assertRaises(UserError):
            request.action_ask_identity()

    def test_days_left_and_overdue_follow_the_day(self):
        request = self._request()
        self.assertEqual(request.days_left, 30)
        self.assertFalse(request.is_overdue)
        with freeze_time("2026-12-31 10:00:00"):
            request.invalidate_recordset()
            self.assertEqual(request.days_left, -1)
            self.assertTrue(request.is_overdue)

    def test_overdue_requests_are_found(self):
        late, early = self._request(received_on="2026-10-01"), self._request()
        closed = self._request(received_on="2026-10-01")
        closed.action_done()
        both = [("id", "in", (late + early + closed).ids)]
        found = self.env["lampo.privacy.request"].search([*both, ("is_overdue", "=", True)])
        self.assertEqual(found, late)
        others = self.env["lampo.privacy.request"].search([*both, ("is_overdue", "=", False)])
        self.assertEqual(others, early + closed)

    # -- steps

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

    def test_a_copy_is_a_new_request_of_today(self):
        request = self._request(received_on="2026-10-01")
        request.action_refuse("Unfounded")
        copy = request.copy()
        self.assertEqual((copy.state, copy.received_on), ("new", date(2026, 11, 30)))
        self.assertFalse(copy.refusal_reason)

    # -- the person

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

    # -- wizards

    def _wizard(self, model, requests, **values):
        context = {"active_model": requests._name, "active_ids": requests.ids, "active_id": requests[:1].id}
        return self.env[model].with_context(**context).create(values)

    def test_the_extension_dialog_shows_the_new_limit(self):
        request = self._request()
        wizard = self._wizard("lampo.privacy.request.extend", request, reason="Many requests")
        self.assertIn(request.name, wizard.preview)
        self.assertIn(format_date(self.env, date(2027, 3, 1)), wizard.preview)
        self.assertEqual(wizard.notice_by, date(2026, 12, 30))
        wizard.action_confirm()
        self.assertTrue(request.extended)

    def test_the_refusal_dialog_refuses(self):
        request = self._request()
        self._wizard("lampo.privacy.request.refuse", request, reason="Unfounded").action_confirm()
        self.assertEqual(request.state, "refused")

    def test_the_identity_dialog_confirms(self):
        request = self._request()
        self._wizard("lampo.privacy.request.identity", request).action_confirm()
        self.assertTrue(request.identity_confirmed_on)

    # -- access

    def test_customer_service_records_and_answers_but_does_not_delete(self):
        requests = self.env["lampo.privacy.request"].with_user(self.user_service)
        request = self._searched(requests.create({"partner_id": self.person.id}))
        request.action_start()
        request.action_done()
        other = requests.create({"partner_id": self.person.id})
        with self.assertRaises(AccessError):
            other.unlink()

    def test_the_officer_deletes_only_a_new_request(self):
        new, started = self._request(), self._request(request_type="portability")
        started.action_start()
        new.with_user(self.user_officer).unlink()
        with self.assertRaisesRegex(UserError, "by mistake"):
            started.with_user(self.user_officer).unlink()

    def test_the_accountant_and_others_see_no_request(self):
        request = self._request()
        for user in (self.user_accountant, self.user_nobody):
            with self.assertRaises(AccessError):
                request.with_user(user).read(["name"])

    def test_requests_of_another_company_are_not_seen(self):
        other = self.env["res.company"].create({"name": "Toinen Lämpö Oy"})
        request = self._request(company_id=other.id)
        with self.assertRaises(AccessError):
            request.with_user(self.user_officer).read(["name"])
