# Part of lampo_privacy. LGPL-3.
from datetime import timedelta

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..models.heat_contract import finnish_today
from .common import LampoCase


@tagged("post_install", "-at_install")
class TestProcessor(LampoCase):
    """A processor works under a contract with dates, and who answers for it is reminded (statement § 8, art. 28)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = finnish_today(cls.env.user)
        cls.company.lampo_officer_id = cls.user_officer
        cls.recipients = cls.env["lampo.privacy.recipient"]
        cls.processor = cls._recipient("Mallipaino Oy")

    @classmethod
    def _recipient(cls, name, role="processor", **values):
        return cls.recipients.create({
            "name": name, "recipient_role": role, "country_id": cls.env.ref("base.fi").id, **values})

    def _day(self, days):
        return self.today + timedelta(days=days)

    def _contract(self, first, last=None):
        """Dates of a contract in days from today."""
        self.processor.write({"contract_from": first is not None and self._day(first),
                              "contract_to": last is not None and self._day(last)})
        return self.processor

    def _reminders(self, recipient=None):
        """The reminders that there are after a night, each (summary, deadline, whose)."""
        self.recipients._cron_contracts()
        return [(one.summary, one.date_deadline, one.user_id) for one in (recipient or self.processor).activity_ids]

    def test_the_state_is_the_days(self):
        for first, last, state in ((None, None, "none"), (1, None, "future"), (0, None, "running"), (0, 0, "ending"),
                                   (-9, 60, "ending"), (-9, 61, "running"), (-9, -1, "ended"), (1, 30, "future")):
            self.assertEqual(self._contract(first, last).contract_state, state, (first, last))

    def test_who_is_no_processor_needs_no_contract(self):
        authority = self._recipient("Verohallinto", "authority")
        self.assertFalse(authority.contract_state)
        self.assertFalse(self._reminders(authority))

    def test_a_state_is_searched_for_and_left_out(self):
        authority, running = self._recipient("Verohallinto", "authority"), self._recipient("Mittari Oy")
        running.contract_from = self.today
        all_three = authority | running | self.processor
        found = {word: self.recipients.search([("id", "in", all_three.ids), ("contract_state", word, "none")])
                 for word in ("=", "!=")}
        self.assertEqual(found["="], self.processor)
        self.assertEqual(found["!="], authority | running)
        nothing = [("id", "in", all_three.ids), ("contract_state", "=", False)]
        self.assertEqual(self.recipients.search(nothing), authority)

    def test_a_contract_that_is_missing_ends_or_has_ended_is_told_with_its_day(self):
        missing, over = "There is no processing contract (GDPR art. 28).", (
            "The processing contract ends or has ended: renew it or stop the disclosures.")
        for first, last, told in ((None, None, (missing, self.today)), (-9, 5, (over, self._day(5))),
                                  (-9, -3, (over, self._day(-3)))):
            self.processor.activity_ids.unlink()
            self._contract(first, last)
            self.assertEqual(self._reminders(), [(*told, self.user_officer)])

    def test_a_contract_in_force_or_to_come_is_told_to_nobody(self):
        for first in (0, 5):
            self._contract(first)
            self.assertFalse(self._reminders())

    def test_a_contract_of_another_day_that_ends_soon_is_told_anew(self):
        self._contract(-9, 5)
        self._reminders()
        self.processor.activity_ids.unlink()
        self.assertFalse(self._reminders())
        self._contract(-9, 6)
        self.assertEqual(len(self._reminders()), 1)

    def test_while_one_reminder_is_open_there_is_no_other(self):
        self._contract(-9, 5)
        self._reminders()
        self._contract(-9, 6)
        self.assertEqual(len(self._reminders()), 1)

    def test_a_contract_with_an_end_and_no_beginning_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "from which"):
            self.processor.contract_to = self._day(5)

    def test_a_contract_that_is_to_come_and_falls_away_is_told_anew(self):
        self._reminders()
        self.processor.activity_ids.unlink()
        self._contract(5)
        self._reminders()
        self._contract(None)
        self.assertEqual(len(self._reminders()), 1)

    def test_something_else_to_do_with_the_recipient_stops_no_reminder(self):
        self.processor.activity_schedule("mail.mail_activity_data_todo", self.today, user_id=self.user_officer.id)
        self.assertEqual(len(self._reminders()), 2)

    def test_a_way_of_sending_that_the_system_found_has_no_contract_to_be_reminded_of(self):
        self.assertFalse(self._reminders(self.recipients._for_sending("peppol", "Peppol", self.company)))

    def test_where_the_officer_has_left_the_reminder_is_of_who_runs_the_night(self):
        self.user_officer.active = False
        self.assertEqual(self._reminders()[0][2], self.env.user)
