# Part of lampo_privacy. LGPL-3.
from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tests.common import freeze_time

from .request_common import RequestCase


@tagged("post_install", "-at_install")
@freeze_time("2026-11-30 10:00:00")
class TestPrivacyRequestDeadline(RequestCase):
    """By when an answer is owed: extension, proof of identity, overdue."""

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
        self._told(request, "2026-11-30")
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

    def test_an_extension_of_which_nobody_was_told_moves_no_limit(self):
        request = self._request(received_on="2026-11-02")
        request.action_extend("Many requests")
        self.assertEqual(request.due_on, date(2026, 12, 2))
        with freeze_time("2026-12-03 10:00:00"):
            request.invalidate_recordset()
            self.assertTrue(request.is_overdue)
            overdue = [("id", "=", request.id), ("is_overdue", "=", True)]
            self.assertEqual(self.env["lampo.privacy.request"].search(overdue), request)
            self.assertFalse(request.letter_owed)

    def test_an_extension_told_on_the_last_day_of_the_first_month_counts_and_a_day_later_does_not(self):
        for day, due in (("2026-12-02", date(2027, 2, 2)), ("2026-12-03", date(2026, 12, 2))):
            request = self._request(received_on="2026-11-02")
            request.action_extend("Many requests")
            self._told(request, day)
            self.assertEqual(request.due_on, due, day)

    def test_no_other_letter_tells_of_an_extension(self):
        request = self._request(received_on="2026-11-02")
        request.action_extend("Many requests")
        self._told(request, "2026-11-30", kind="receipt")
        self.assertEqual(request.due_on, date(2026, 12, 2))

    def test_the_figures_count_an_extension_that_was_told(self):
        told, untold = self._request(), self._request()
        (told + untold).action_extend("Many requests")
        self._told(told, "2026-11-30")
        extended = [("request_id", "in", (told + untold).ids), ("extended", "=", True)]
        self.assertEqual(self.env["lampo.privacy.request.report"].search(extended).request_id, told)

    def test_a_limit_that_an_extension_did_not_move_is_paused_from_the_first_month(self):
        request = self._request(received_on="2026-11-02")
        request.action_extend("Many requests")
        request.action_ask_identity()
        with freeze_time("2026-12-01 10:00:00"):
            request.invalidate_recordset()
            self.assertEqual(request.due_paused_on, date(2026, 12, 3))

    def test_the_true_receipt_is_written_and_drops_an_extension_that_came_too_late(self):
        request = self._request(received_on="2026-11-02")
        request.action_extend("Many requests")
        self._told(request, "2026-11-30")
        request.with_user(self.user_service).received_on = "2026-10-27"
        self.assertEqual((request.extended, request.extension_reason, request.extended_on), (False, False, False))
        self.assertEqual((request.received_on, request.due_on), (date(2026, 10, 27), date(2026, 11, 27)))

    def test_the_dropped_extension_is_noted(self):
        request = self._request(received_on="2026-11-02")
        request.action_extend("Many requests")
        request.received_on = "2026-10-01"
        self.assertFalse(request.extended)
        self.assertIn("the extension of 2026-11-30 came after the first month", self._notes(request))

    def test_a_corrected_receipt_leaves_an_extension_in_time(self):
        request = self._request(received_on="2026-11-02")
        request.action_extend("Many requests")
        self._told(request, "2026-11-30")
        request.received_on = "2026-11-10"
        self.assertEqual((request.extended, request.due_on), (True, date(2027, 2, 10)))

    def test_a_notice_after_the_first_month_cannot_be_imported(self):
        with self.assertRaisesRegex(ValidationError, "after the first month"):
            self._request(received_on="2026-10-01", extended=True, extension_reason="x", extended_on="2026-11-30")

    def test_a_receipt_before_the_regulation_is_a_slip_of_the_pen(self):
        request = self._request()
        for day in ("0001-01-01", "1500-05-05", "2018-05-24"):
            with self.subTest(day), self.assertRaisesRegex(ValidationError, "25 May 2018"), self.env.cr.savepoint():
                self._request(received_on=day)
            with self.subTest(day), self.assertRaisesRegex(ValidationError, "25 May 2018"), self.env.cr.savepoint():
                request.received_on = day
        self.assertTrue(self._request(received_on="2018-05-25", state="withdrawn", closed_on="2018-06-01"))

    def test_the_form_shows_no_limit_for_a_day_that_cannot_be(self):
        form = Form(self.env["lampo.privacy.request"])
        for day in ("0001-01-01", "9999-12-31"):
            form.received_on = day
            self.assertFalse(form.due_on, day)

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
