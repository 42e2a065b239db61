# Part of lampo_privacy. LGPL-3.
from datetime import date

from freezegun import freeze_time
from odoo.exceptions import UserError
from odoo.tests import tagged

from .retention_common import RetentionCase


@tagged("post_install", "-at_install")
class TestRetentionClocks(RetentionCase):
    """The accounting act's clocks by a broken financial year, here one that ends on 30 June (Kirjanpitolaki 2:10)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"fiscalyear_last_month": "6", "fiscalyear_last_day": 30})

    def _clock(self, last_day):
        return self.env["lampo.privacy.clock"].search(
            [("date_to", "=", last_day), ("company_id", "=", self.company.id)])

    def test_each_entry_has_the_end_of_its_own_financial_year(self):
        person = self._partner("Kuitti Kaisa")
        june, july = self._invoice(person, "2024-06-30"), self._invoice(person, "2024-07-01")
        self.assertEqual(june.lampo_kept_until, date(2030, 12, 31), "the year that ended on 30 June 2024")
        self.assertEqual(july.lampo_kept_until, date(2031, 12, 31), "the year that ends on 30 June 2025")
        self._night("2026-05-10", "cron_retention")
        ends = {day: (self._clock(day).voucher_until, self._clock(day).books_until)
                for day in ("2024-06-30", "2025-06-30")}
        self.assertEqual(ends, {"2024-06-30": (date(2030, 12, 31), date(2034, 6, 30)),
                                "2025-06-30": (date(2031, 12, 31), date(2035, 6, 30))})

    def test_the_second_phase_comes_by_itself_when_the_financial_years_vouchers_may_go(self):
        person = self._customer("Kuitti Kaisa", "2010-11-30")
        self._invoice(person, "2020-07-10")  # the year that ends on 30 June 2021
        self._night("2026-10-01")
        self.assertEqual((person.erasure_ids.state, person.erasure_ids.next_on), ("waiting", date(2028, 1, 1)))
        self.assertTrue(person.processing_restricted)
        self._night("2027-12-31")
        self.assertEqual((person.name, person.anonymised_on), ("Kuitti Kaisa", False))
        self._night("2028-01-01")
        self.assertEqual(person.anonymised_on, date(2028, 1, 1))

    def test_another_financial_year_moves_what_waits_for_the_vouchers(self):
        person = self._customer("Kuitti Kaisa", "2010-11-30")
        self._invoice(person, "2020-07-10")
        self._night("2026-10-01")
        with freeze_time("2026-10-02"):
            self.company.write({"fiscalyear_last_month": "12", "fiscalyear_last_day": 31})
        self.assertEqual(person.erasure_ids.next_on, date(2027, 1, 1))
        self._night("2027-01-01")
        self.assertEqual(person.anonymised_on, date(2027, 1, 1))

    def test_a_hold_on_somebody_who_waits_leaves_the_day_as_it_is(self):
        person = self._customer("Kuitti Kaisa", "2010-11-30")
        self._invoice(person, "2020-07-10")
        self._night("2026-10-01")
        self.env["lampo.privacy.hold"].create({"partner_id": person.id, "reason": "Riita", "date_from": "2026-10-01"})
        with freeze_time("2026-10-02"):
            self.company.write({"fiscalyear_last_month": "12", "fiscalyear_last_day": 31})
        self.assertEqual(person.erasure_ids.next_on, date(2028, 1, 1))

    def test_books_on_paper_are_told_with_place_and_year_the_day_after_their_end_and_once(self):
        self.company.write({"lampo_archive_place": "Kellari, hylly 3"})
        self._invoice(self._partner("Kuitti Kaisa"), "2024-06-30")
        self._night("2034-06-30", "cron_retention")
        clock = self._clock("2024-06-30")
        self.assertEqual(len(clock.activity_ids), 1, "the vouchers, told years ago")
        with freeze_time("2034-06-30"), self.assertRaises(UserError):
            clock.action_books_destroyed()
        for night in ("2034-07-01", "2034-07-02"):
            self._night(night, "cron_retention")
        books = clock.activity_ids.filtered(lambda activity: "books" in activity.summary)
        self.assertEqual((len(clock.activity_ids), books.user_id), (2, self.user_officer))
        self.assertIn("Kellari, hylly 3", books.note)
        self.assertIn("2024", books.summary)
        with freeze_time("2034-07-03"):
            clock.with_user(self.user_officer).action_books_destroyed()
        self.assertEqual(clock.books_destroyed_on, date(2034, 7, 3))
        self.assertIn("vouchers", clock.activity_ids.summary, "nobody has said that they are gone")
        with freeze_time("2034-07-03"):
            clock.with_user(self.user_officer).action_vouchers_destroyed()
        self.assertEqual((clock.state, clock.activity_ids.ids), ("done", []))

    def test_the_year_s_own_keeper_and_place_go_before_the_company_s(self):
        self.company.write({"lampo_archive_keeper_id": self.user_manager.id, "lampo_archive_place": "Kellari"})
        self._invoice(self._partner("Kuitti Kaisa"), "2019-06-30")
        self._night("2025-12-31", "cron_retention")
        clock = self._clock("2019-06-30")
        clock.write({"keeper_id": self.user_service.id, "place": "Ullakko, laatikko 7"})
        self._night("2026-01-01", "cron_retention")
        self.assertEqual(clock.activity_ids.user_id, self.user_service)
        self.assertIn("Ullakko, laatikko 7", clock.activity_ids.note)

    def test_entries_of_a_year_are_counted_anew_each_night(self):
        self._invoice(self._partner("Kuitti Kaisa"), "2024-06-30")
        self._night("2026-05-10", "cron_retention")
        before = self._clock("2024-06-30").entry_count
        self._invoice(self._partner("Lasku Lasse"), "2024-03-01")
        self._night("2026-05-11", "cron_retention")
        self.assertEqual(self._clock("2024-06-30").entry_count, before + 2, "the invoice and its payment")
