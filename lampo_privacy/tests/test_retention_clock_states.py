# Part of lampo_privacy. LGPL-3.
from datetime import date

from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .retention_common import RetentionCase


@tagged("post_install", "-at_install")
class TestClockStates(RetentionCase):
    """From which day on a financial year's papers may go, who is told, and which years have a clock at all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Clock = cls.env["lampo.privacy.clock"]

    def _clock(self, **values):
        """The clock of a year that ended on 30 June 2024."""
        return self.Clock.create({
            "company_id": self.company.id, "date_from": "2023-07-01", "date_to": "2024-06-30",
            "voucher_until": "2030-12-31", "books_until": "2034-06-30", "place": "Kellari", **values})

    def _state(self, clock, day):
        clock.invalidate_recordset(["state"])
        with freeze_time(day):
            self.assertIn(clock, self.Clock.search([("state", "=", clock.state)]))
            others = {"running", "vouchers", "books", "done"} - {clock.state}
            self.assertNotIn(clock, self.Clock.search([("state", "in", list(others))]))
            return clock.state

    def _told(self, clock, day):
        with freeze_time(day):
            clock._tell_run_down()
        return sorted(activity.summary.split(" of ")[0] for activity in clock.activity_ids)

    def test_each_kind_of_paper_may_go_the_day_after_its_last(self):
        clock = self._clock()
        days = ("2030-12-31", "2031-01-01", "2034-06-30", "2034-07-01")
        self.assertEqual([self._state(clock, day) for day in days], ["running", "vouchers", "vouchers", "books"])

    def test_a_year_whose_vouchers_are_gone_runs_on_for_its_books(self):
        clock = self._clock(vouchers_destroyed_on="2031-01-02")
        self.assertEqual(self._state(clock, "2034-06-30"), "running")

    def test_a_year_is_done_when_both_are_gone(self):
        clock = self._clock(books_destroyed_on="2034-07-02")
        self.assertEqual(self._state(clock, "2034-07-03"), "books")
        clock.vouchers_destroyed_on = "2034-07-03"
        self.assertEqual(self._state(clock, "2034-07-03"), "done")

    def test_it_is_told_the_day_after_and_once(self):
        clock = self._clock()
        self.assertEqual(self._told(clock, "2030-12-31"), [])
        for day in ("2031-01-01", "2031-01-02", "2034-06-30"):
            self.assertEqual(self._told(clock, day), ["Destroy the vouchers"])
        for day in ("2034-07-01", "2034-07-02"):
            self.assertEqual(self._told(clock, day), ["Destroy the books", "Destroy the vouchers"])

    def test_what_is_gone_is_not_told(self):
        clock = self._clock(vouchers_destroyed_on="2031-01-02", books_destroyed_on="2034-07-02")
        self.assertEqual(self._told(clock, "2035-01-01"), [])

    def test_who_is_told_is_the_officer_where_nobody_keeps_the_archive_else_the_administrator(self):
        for officer, told in ((self.user_officer, self.user_officer), (False, self.env.ref("base.user_admin"))):
            self.company.lampo_officer_id = officer
            clock = self._clock()
            self._told(clock, "2031-01-01")
            self.assertEqual(clock.activity_ids.user_id, told)
            clock.unlink()

    def test_the_company_s_keeper_of_the_archive_is_told_before_the_officer(self):
        self.company.write({"lampo_archive_keeper_id": self.user_manager.id, "lampo_officer_id": self.user_officer.id})
        clock = self._clock()
        self._told(clock, "2031-01-01")
        self.assertEqual(clock.activity_ids.user_id, self.user_manager)

    def test_papers_whose_place_nobody_wrote_down_say_so(self):
        clock = self._clock(place=False)
        self._told(clock, "2031-01-01")
        self.assertIn("not recorded", clock.activity_ids.note)

    def test_vouchers_are_not_destroyed_on_their_last_day(self):
        clock = self._clock()
        with freeze_time("2030-12-31"), self.assertRaisesRegex(UserError, "still keeps"):
            clock.action_vouchers_destroyed()
        with freeze_time("2031-01-01"):
            clock.action_vouchers_destroyed()
        self.assertEqual(clock.vouchers_destroyed_on, date(2031, 1, 1))

    def test_only_who_keeps_the_clocks_says_that_papers_are_gone(self):
        clock = self._clock()
        with freeze_time("2031-01-01"), self.assertRaises(AccessError):
            clock.with_user(self.user_service).action_vouchers_destroyed()

    def _refresh(self):
        with freeze_time("2026-05-10"):
            self.Clock._refresh()

    def test_a_year_that_was_never_one_has_no_clock_unless_something_is_written_there(self):
        empty = self._clock(date_from="2003-07-01", date_to="2004-06-30", place=False)
        placed = self._clock(date_from="2004-07-01", date_to="2005-06-30")
        told = self._clock(date_from="2005-07-01", date_to="2006-06-30", place=False, vouchers_told_on="2013-01-01")
        self._refresh()
        self.assertEqual((empty | placed | told).exists(), placed | told)

    def test_a_year_with_entries_keeps_its_clock(self):
        self._invoice(self._partner("Kuitti Kaisa"), "2024-02-10")
        for _night in range(2):
            self._refresh()
        self.assertEqual(len(self.Clock.search([("date_to", "=", "2024-12-31")])), 1)

    def test_only_posted_entries_count_as_they_are_now(self):
        invoice = self._invoice(self._partner("Kuitti Kaisa"), "2024-02-10")
        self._refresh()
        clock = self.Clock.search([("date_to", "=", "2024-12-31")])
        number = clock.entry_count
        invoice.button_draft()
        self._refresh()
        self.assertEqual(clock.entry_count, number - 1)

    def test_each_company_s_entries_are_of_its_own_financial_year(self):
        other = self.env["res.company"].create(
            {"name": "Naapurin Lämpö Oy", "fiscalyear_last_month": "6", "fiscalyear_last_day": 30})
        first, second = (self._invoice(self._partner("Kuitti Kaisa"), "2024-12-31") for _n in range(2))
        self.env.flush_all()
        self.cr.execute("UPDATE account_move SET company_id = %s WHERE id = %s", [other.id, second.id])
        self.env.invalidate_all()
        self.assertEqual([move.lampo_kept_until for move in first | second], [date(2030, 12, 31), date(2031, 12, 31)])
        self._refresh()
        self.assertEqual(self.Clock.search([("company_id", "=", other.id)]).date_to, date(2025, 6, 30))

    def test_an_entry_without_a_day_is_kept_until_none(self):
        self.assertFalse(self.env["account.move"].new({"date": False}).lampo_kept_until)
