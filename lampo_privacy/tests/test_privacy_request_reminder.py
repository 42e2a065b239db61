# Part of lampo_privacy. LGPL-3.
from datetime import date
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tests.common import freeze_time
from odoo.tools import mute_logger

from .common import LampoCase

LOGGER = "odoo.addons.lampo_privacy.models.privacy_request_reminder"


@tagged("post_install", "-at_install")
class TestPrivacyRequestReminder(LampoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Request = cls.env["lampo.privacy.request"]
        cls.answer = cls.env.ref("lampo_privacy.activity_type_answer")
        cls.overdue = cls.env.ref("lampo_privacy.activity_type_overdue")
        cls.company.lampo_officer_id = cls.user_officer
        cls.person = cls._partner("Aino Esimerkki")
        with freeze_time("2026-11-02 10:00:00"):
            cls.request = cls._received("2026-11-02")  # due Wednesday 2.12.2026

    @classmethod
    def _received(cls, day, **values):
        return cls._searched(cls.Request.create(
            {"partner_id": cls.person.id, "received_on": day, "user_id": cls.user_service.id, **values}))

    def _night(self, day):
        with freeze_time(f"{day} 03:00:00"):
            self.env.invalidate_all()
            self.Request._cron_remind()

    def _reminders(self, request=None):
        messages = (request or self.request).message_ids
        return messages.filtered(lambda message: self.user_service.partner_id in message.partner_ids)

    def _activities(self, kind, request=None):
        return (request or self.request).activity_ids.filtered(lambda activity: activity.activity_type_id == kind)

    def _told(self, day):
        """The letter of the extension, as the dialog files it."""
        self.env["lampo.privacy.request.letter"].sudo().create({
            "request_id": self.request.id, "kind": "extension", "lang": "fi", "how": "print", "sent_on": day,
            "sent_by": self.env.uid})

    # -- the activity

    def test_the_responsible_user_has_an_activity_until_the_limit(self):
        activity = self._activities(self.answer)
        self.assertEqual(activity.user_id, self.user_service)
        self.assertEqual(activity.date_deadline, date(2026, 12, 2))

    def test_the_activity_does_not_name_the_person(self):
        self.assertNotIn("Esimerkki", self._activities(self.answer).summary)

    def test_the_activity_moves_with_the_limit(self):
        with freeze_time("2026-11-03 10:00:00"):
            self.request.with_user(self.user_officer).action_extend("Many requests")
            self.assertEqual(self._activities(self.answer).date_deadline, date(2026, 12, 2))
            self._told("2026-11-03")
        self.assertEqual(self._activities(self.answer).date_deadline, date(2027, 2, 2))

    def test_the_activity_moves_to_the_new_responsible_user(self):
        with freeze_time("2026-11-03 10:00:00"):
            self.request.with_user(self.user_service).user_id = self.user_manager
        self.assertEqual(self._activities(self.answer).user_id, self.user_manager)

    def test_a_colleague_may_hand_the_activity_over(self):
        colleague = self._user("lampo_colleague", "lampo_privacy.group_user")
        self.request.with_user(colleague).user_id = colleague
        self.assertEqual(self._activities(self.answer).user_id, colleague)

    def test_the_activities_are_done_when_the_request_is_closed(self):
        self._night("2026-12-03")
        with freeze_time("2026-12-03 10:00:00"):
            self.request.with_user(self.user_service).action_done()
        self.assertFalse(self.request.activity_ids)

    def test_a_setting_that_moves_the_limit_moves_the_activity_by_night(self):
        with freeze_time("2026-11-24 10:00:00"):
            request = self._received("2026-11-24", request_type="portability")
            self.company.lampo_eves_are_holidays = True
        self._night("2026-11-25")
        self.assertEqual(self._activities(self.answer, request).date_deadline, date(2026, 12, 28))

    # -- reminders

    def test_nothing_is_said_fifteen_days_before(self):
        self._night("2026-11-17")
        self.assertFalse(self._reminders())

    def test_reminders_come_14_7_3_and_0_days_before(self):
        for number, day in enumerate(("2026-11-18", "2026-11-25", "2026-11-29", "2026-12-02"), start=1):
            self._night(day)
            self.assertEqual(len(self._reminders()), number, day)

    def test_no_reminder_comes_between(self):
        for day in ("2026-11-18", "2026-11-19", "2026-11-24", "2026-11-25", "2026-11-26", "2026-11-28"):
            self._night(day)
        self.assertEqual(len(self._reminders()), 2)

    def test_a_second_run_on_the_same_day_says_nothing_more(self):
        self._night("2026-11-18")
        self._night("2026-11-18")
        self.assertEqual(len(self._reminders()), 1)

    def test_a_missed_day_is_caught_up_with_once(self):
        self._night("2026-11-27")
        self.assertEqual(len(self._reminders()), 1)
        self.assertIn("5 days left", self._reminders().body)

    def test_a_reminder_does_not_name_the_person(self):
        self._night("2026-11-18")
        self.assertNotIn("Esimerkki", self._reminders().body)
        self.assertNotIn("Esimerkki", self._reminders().record_name or "")

    def test_the_officer_is_reminded_where_nobody_is_responsible(self):
        self.request.user_id = False
        self._night("2026-11-18")
        self.assertTrue(
            self.request.message_ids.filtered(lambda note: self.user_officer.partner_id in note.partner_ids))

    def test_reminders_follow_the_limit_without_pauses(self):
        with freeze_time("2026-11-03 10:00:00"):
            self.request.action_ask_identity()
        self._night("2026-12-02")
        self.assertIn("due today", self._reminders().body)

    def test_reminders_start_anew_when_the_limit_moves(self):
        self._night("2026-12-02")
        with freeze_time("2026-12-02 10:00:00"):
            self.request.action_extend("Many requests")
            self._told("2026-12-02")
        before = len(self._reminders())
        self._night("2027-01-18")
        self.assertEqual(len(self._reminders()), before)
        self._night("2027-01-19")
        self.assertEqual(len(self._reminders()), before + 1)

    def test_a_closed_request_is_not_reminded_of(self):
        with freeze_time("2026-11-10 10:00:00"):
            self.request.action_done()
        before = len(self._reminders())
        self._night("2026-12-02")
        self.assertEqual(len(self._reminders()), before)

    def test_the_reminder_speaks_the_users_language(self):
        self.env["res.lang"]._activate_lang("sv_SE")
        self.env["res.lang"].search([("code", "=", "sv_SE")]).date_format = "%Y|%m|%d"
        self.user_service.lang = "sv_SE"
        self._night("2026-11-18")
        self.assertIn("2026|12|02", self._reminders().body)

    # -- escalation

    def test_an_overdue_request_goes_to_the_officer_once(self):
        self._night("2026-12-02")
        self.assertFalse(self._activities(self.overdue))
        self._night("2026-12-03")
        self._night("2026-12-03")
        self._night("2026-12-04")
        self.assertEqual(self._activities(self.overdue).user_id, self.user_officer)

    def test_an_escalation_that_was_ticked_off_does_not_come_back(self):
        self._night("2026-12-03")
        self._activities(self.overdue).action_feedback()
        self._night("2026-12-04")
        self.assertFalse(self._activities(self.overdue))

    def test_without_an_officer_the_responsible_user_hears_of_it(self):
        self.company.lampo_officer_id = False
        self._night("2026-12-03")
        self.assertEqual(self._activities(self.overdue).user_id, self.user_service)

    def test_one_that_fails_does_not_silence_the_others(self):
        with freeze_time("2026-11-02 10:00:00"):
            other = self._received("2026-11-02", request_type="portability")
        post, broken = type(self.Request)._post_reminder, self.request

        def fail_once(records, today):
            if records == broken:
                self.env.cr.execute("SELECT 1/0")
            return post(records, today)

        with patch.object(type(self.Request), "_post_reminder", fail_once), mute_logger(LOGGER, "odoo.sql_db"):
            self._night("2026-11-18")
        self.assertFalse(self._reminders())
        self.assertTrue(self._reminders(other))
        self._night("2026-11-19")
        self.assertTrue(self._reminders(), "the failed one is caught up with in the next run")

    def test_the_scheduled_action_runs(self):
        with freeze_time("2026-11-18 03:00:00"), self.enter_registry_test_mode():
            self.env.ref("lampo_privacy.cron_request_deadlines").method_direct_trigger()
        self.assertEqual(len(self._reminders()), 1)

    def test_the_nightly_queries_do_not_grow_with_requests_that_need_nothing(self):
        with freeze_time("2026-11-02 10:00:00"):
            self._night("2026-11-10")
            self.env.invalidate_all()
            few = self._count_queries()
            self.Request.create([
                {"partner_id": self._partner(f"Henkilö {number}").id, "user_id": self.user_service.id}
                for number in range(20)
            ])
            self.env.flush_all()
            self.env.invalidate_all()
            self.assertLessEqual(self._count_queries(), few + 2)

    def _count_queries(self):
        before = self.env.cr.sql_log_count
        self.Request._cron_remind()
        return self.env.cr.sql_log_count - before
