# Part of lampo_privacy. LGPL-3.
from datetime import date
from unittest.mock import patch

from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..engine.financial_years import FinancialYears
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

    def _calendar_years(self, day):
        with freeze_time(day):
            self.company.write({"fiscalyear_last_month": "12", "fiscalyear_last_day": 31})

    def test_a_financial_year_that_has_ended_stays_as_it_was_when_the_company_changes_its_years(self):
        person = self._customer("Kuitti Kaisa", "2010-11-30")
        invoice = self._invoice(person, "2020-07-10")
        self._night("2026-10-01")
        self._calendar_years("2026-10-02")
        self.assertEqual((person.erasure_ids.next_on, invoice.lampo_kept_until), (date(2028, 1, 1), date(2027, 12, 31)))
        self._night("2026-10-03", "cron_retention")
        self.assertTrue(self._clock("2021-06-30"))
        self.assertFalse(self._clock("2020-12-31"))

    def test_the_year_of_the_change_is_from_the_last_end_to_the_new_one(self):
        person = self._partner("Kuitti Kaisa")
        before, within, after = (self._invoice(person, day) for day in ("2024-06-30", "2024-07-01", "2025-01-01"))
        self._calendar_years("2024-09-01")
        with freeze_time("2026-10-02"):
            self.assertEqual([entry.lampo_kept_until for entry in before | within | after],
                             [date(2030, 12, 31), date(2030, 12, 31), date(2031, 12, 31)])
            self.env["lampo.privacy.clock"]._refresh()
        self.assertEqual([(clock.date_from, clock.date_to) for clock in self._clocks()],
                         [(date(2025, 1, 1), date(2025, 12, 31)), (date(2024, 7, 1), date(2024, 12, 31)),
                          (date(2023, 7, 1), date(2024, 6, 30))])

    def _clocks(self):
        return self.env["lampo.privacy.clock"].search([("company_id", "=", self.company.id)])

    def test_a_long_year_that_an_addon_tells_is_one_year_and_stays_one_without_the_addon(self):
        first, last = date(2023, 7, 1), date(2024, 12, 31)
        invoice = self._invoice(self._partner("Kuitti Kaisa"), "2023-10-01")
        kind = self.env.registry["res.company"]
        by_settings = kind.compute_fiscalyear_dates

        def told(company, day):
            return {"date_from": first, "date_to": last} if first <= day <= last else by_settings(company, day)

        with patch.object(kind, "compute_fiscalyear_dates", told):
            self._night("2026-10-01", "cron_retention")
        self.assertEqual((self._clock(last).date_from, self._clock(last).books_until), (first, date(2034, 12, 31)))
        years = FinancialYears(self.env, date(2026, 10, 2))
        self.assertEqual(years.of(self.company.id, invoice.date), (first, last))

    def test_an_open_year_follows_another_financial_year_and_what_waits_for_its_vouchers_too(self):
        person = self._customer("Kuitti Kaisa", "2010-11-30")
        self._invoice(person, "2026-07-10")
        self._night("2030-10-01")
        self.assertEqual(person.erasure_ids.next_on, date(2034, 1, 1), "the year that ended on 30 June 2027")
        self.env["lampo.privacy.clock"].search([]).unlink()
        self._calendar_years("2026-10-02")
        self.assertEqual(person.erasure_ids.next_on, date(2033, 1, 1))

    def test_an_open_year_that_stays_the_same_keeps_what_was_written_on_its_clock(self):
        self._invoice(self._partner("Kuitti Kaisa"), "2026-07-10")
        self._night("2026-10-01", "cron_retention")
        self._clock("2027-06-30").place = "Ullakko"
        with freeze_time("2026-10-02"):
            self.company.write({"fiscalyear_last_month": "6", "fiscalyear_last_day": 30})
        self.assertEqual(self._clock("2027-06-30").place, "Ullakko")

    def _written(self, clock):
        clock.write({"place": "Ullakko", "keeper_id": self.user_service.id})

    def _place_and_keeper(self, day):
        return self._clock(day).place, self._clock(day).keeper_id

    def test_an_open_year_with_other_bounds_takes_over_where_its_papers_lie_and_who_keeps_them(self):
        self.company.lampo_archive_place = "Kellari"
        for day in ("2026-07-10", "2027-07-10"):
            self._invoice(self._partner("Kuitti Kaisa"), day)
        self._night("2026-10-01", "cron_retention")
        self._clock("2028-06-30").place = "Vintti"
        self._written(self._clock("2027-06-30"))
        self._calendar_years("2026-10-02")
        self._night("2026-10-03", "cron_retention")
        self.assertFalse(self._clock("2027-06-30"))
        self.assertEqual(self._place_and_keeper("2026-12-31"), ("Ullakko", self.user_service))

    def test_another_year_and_another_company_take_nothing_over(self):
        self.company.lampo_archive_place = "Kellari"
        other = self.env["res.company"].create({"name": "Naapurin Lämpö Oy", "lampo_archive_place": "Naapuri"})
        days = {"company_id": other.id, "date_from": "2026-07-01", "date_to": "2027-06-30", "place": "Ullakko"}
        self.env["lampo.privacy.clock"].create(days)
        self._invoice(self._partner("Kuitti Kaisa"), "2025-07-10")
        self._invoice(self._partner("Kuitti Kaisa"), "2026-07-10")
        self._night("2026-10-03", "cron_retention")
        self.assertEqual(self._clocks().mapped("place"), ["Kellari", "Kellari"])

    def test_a_year_that_was_set_wrong_leaves_its_place_and_keeper_to_the_right_one(self):
        self._invoice(self._partner("Kuitti Kaisa"), "2020-07-10")
        self._night("2026-10-01", "cron_retention")
        self._written(self._clock("2021-06-30"))
        self._calendar_years("2026-10-02")
        with freeze_time("2026-10-03"):
            self._clock("2021-06-30").with_user(self.user_officer).action_reckon_anew()
        self.assertEqual(self._place_and_keeper("2020-12-31"), ("Ullakko", self.user_service))

    def test_a_year_that_was_set_wrong_is_reckoned_anew_by_an_officer(self):
        person = self._customer("Kuitti Kaisa", "2010-11-30")
        self._invoice(person, "2020-07-10")
        self._night("2026-10-01")
        self._calendar_years("2026-10-02")
        with freeze_time("2026-10-03"):
            with self.assertRaises(AccessError):
                self._clock("2021-06-30").with_user(self.user_service).action_reckon_anew()
            self._clock("2021-06-30").with_user(self.user_officer).action_reckon_anew()
        self.assertEqual((self._clock("2020-12-31").entry_count, person.erasure_ids.next_on), (2, date(2027, 1, 1)))
        self._night("2027-01-01")
        self.assertEqual(person.anonymised_on, date(2027, 1, 1))
        self._clock("2020-12-31").vouchers_destroyed_on = "2027-01-02"
        with self.assertRaises(UserError):
            self._clock("2020-12-31").with_user(self.user_officer).action_reckon_anew()

    def test_years_that_end_in_the_middle_of_a_month_are_told_apart_whatever_is_asked_first(self):
        self.company.write({"fiscalyear_last_month": "6", "fiscalyear_last_day": 15})
        for days in ((20, 10), (10, 20)):
            years = FinancialYears(self.env, date(2026, 1, 1))
            ends = {day: years.of(self.company.id, date(2024, 6, day))[1] for day in days}
            self.assertEqual(ends, {10: date(2024, 6, 15), 20: date(2025, 6, 15)})

    def test_a_hold_on_somebody_who_waits_leaves_the_day_as_it_is(self):
        person = self._customer("Kuitti Kaisa", "2010-11-30")
        self._invoice(person, "2020-07-10")
        self._night("2026-10-01")
        self.env["lampo.privacy.hold"].create({"partner_id": person.id, "reason": "Riita", "date_from": "2026-10-01"})
        self._calendar_years("2026-10-02")
        with freeze_time("2026-10-03"):
            self._clock("2021-06-30").with_user(self.user_officer).action_reckon_anew()
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
