# Part of lampo_privacy. LGPL-3.
from datetime import date

from freezegun import freeze_time
from odoo.tests import tagged

from .common import local_midnight
from .preview_common import TODAY, PreviewCase


@tagged("post_install", "-at_install")
class TestPreviewOfReadings(PreviewCase):
    """What the preview tells of readings: sites, once for each month or year."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fine, cls.coarse = (cls.env.ref(f"lampo_privacy.retention_rule_reading_{n}") for n in ("fine", "month"))
        cls.site, cls.second = (cls._site(name=name, building_type="block", dwellings=9) for name in ("Yksi", "Kaksi"))

    def _days(self, site, *days):
        self.env["lampo.heat.consumption"].create([
            {"site_id": site.id, "granularity": "day", "energy_mwh": 1.0,
             "period_start": local_midnight(date.fromisoformat(day))} for day in days])

    def _mine(self, rule):
        rows = self._rows(rule)
        return self._told(rows.filtered(lambda row: row.company_id == self.company))

    def test_hours_and_days_of_a_month_are_one_site_each(self):
        self._hours(self.site, "2024-10-01", 48, 0.01)  # it begins in September by UTC
        self._days(self.second, "2024-10-03", "2024-10-31")
        self.assertEqual(self._mine(self.fine), [(date(2027, 10, 31), 2)])

    def test_months_are_told_by_year_and_fine_ones_are_not_among_them(self):
        self._months(self.site, "2019-01-01", 12, 1.0)
        self._months(self.second, "2019-06-01", 1, 1.0)
        self._hours(self.site, "2024-10-01", 1, 0.01)
        self.assertEqual(self._mine(self.coarse), [(date(2029, 12, 31), 2)])

    def test_months_of_a_year_in_which_the_site_changed_hands_stay_and_are_not_told(self):
        site = self._site(name="Vaihtuva")
        self._contract(self._partner("Eka Eero"), site, "2001-01-01", "2022-06-30")
        self._contract(self._partner("Toka Tuula"), site, "2022-07-01")
        self._months(site, "2022-01-01", 24, 1.0)
        self.assertEqual(self._mine(self.coarse), [(date(2033, 12, 31), 1)], "2023 alone")

    def test_months_are_not_told_as_hours(self):
        self._months(self.site, "2024-10-01", 1, 1.0)
        self.assertFalse(self._mine(self.fine))

    def test_a_company_s_own_rule_is_the_one_that_tells_of_its_readings(self):
        own = self.fine.copy({"company_id": self.company.id, "period": 48})
        self._days(self.site, "2024-10-03")
        self.assertEqual((self._mine(self.fine), self._mine(own)), ([], [(date(2028, 10, 31), 1)]))

    def _hold_on(self, **values):
        return self.env["lampo.privacy.hold"].create({"reason": "Riita", "date_from": "2020-01-01", **values})

    def _states(self, rule):
        return sorted((row.due_on, row.state, row.record_count) for row in self._rows(rule)
                      if row.company_id == self.company)

    def test_a_hold_without_an_end_holds_the_readings_of_its_site(self):
        for site in (self.site, self.second):
            self._days(site, "2024-10-03")
            self._months(site, "2019-01-01", 12, 1.0)
        self._hold_on(site_id=self.site.id)
        self.assertEqual(self._states(self.fine), [(date(2027, 10, 31), "due", 1), (date(2027, 10, 31), "held", 1)])
        self.assertEqual(self._states(self.coarse), [(date(2029, 12, 31), "due", 1), (date(2029, 12, 31), "held", 1)])

    def test_readings_of_a_rule_that_waits_for_an_approval_are_held(self):
        self._days(self.site, "2020-10-03", "2024-10-03")
        self.fine.automatic = False
        self.assertEqual([state for _day, state, _n in self._states(self.fine)], ["held", "held"])
        with freeze_time(TODAY):
            self.fine.with_user(self.user_officer).action_approve_due()
        self.assertEqual([state for _day, state, _n in self._states(self.fine)], ["due", "held"])

    def test_a_hold_with_an_end_gives_its_readings_the_day_after(self):
        self._days(self.site, "2020-10-03", "2024-10-03")
        self._hold_on(site_id=self.site.id, date_to="2027-02-28")
        self.assertEqual(self._states(self.fine), [(date(2027, 3, 1), "due", 1), (date(2027, 10, 31), "due", 1)])

    def test_a_hold_on_a_contract_or_a_person_holds_the_readings_of_that_time_alone(self):
        first, second = self._partner("Eka Eero"), self._partner("Toka Tuula")
        contract = self._contract(first, self.site, "2024-01-01", "2024-10-15")
        self._contract(second, self.site, "2024-10-16")
        self._days(self.site, "2024-09-03", "2024-10-03", "2024-11-03")
        for target in ({"contract_id": contract.id}, {"partner_id": first.id}):
            hold = self._hold_on(**target)
            self.assertEqual(self._states(self.fine), [
                (date(2027, 9, 30), "held", 1), (date(2027, 10, 31), "held", 1), (date(2027, 11, 30), "due", 1)])
            with freeze_time(TODAY):
                hold.action_lift()
        hold = self._hold_on(partner_id=second.id)
        self.assertEqual([state for _day, state, _n in self._states(self.fine)], ["due", "held", "held"])

    def test_the_preview_of_readings_under_holds_is_what_the_night_does(self):
        person = self._customer("Pidetty Pekka", "2022-06-30", "2022-01-01", self.second)
        for site in (self.site, self.second, self._site(name="Kolme", building_type="block", dwellings=9)):
            self._days(site, "2021-12-10", "2022-03-03", "2022-06-10", "2022-07-10", "2025-01-01")
            self._months(site, "2012-01-01", 12, 1.0)
        self._hold_on(site_id=self.site.id, date_to="2026-11-25")
        self._hold_on(partner_id=person.id)
        told = {rule: sum(n for day, state, n in self._states(rule) if state == "due" and day == date(2026, 11, 24))
                for rule in self.fine | self.coarse}
        before = self._periods()
        self._night(TODAY, "cron_retention")
        folded = before - self._periods()
        self.assertEqual(told, {self.fine: len([1 for _site, fine, _start in folded if fine]),
                                self.coarse: len({site for site, fine, _start in folded if not fine})})
        self.assertEqual(told, {self.fine: 6, self.coarse: 2})

    def _periods(self):
        """(site, fine or not, month) of what may be folded."""
        self.env.invalidate_all()
        rows = self.env["lampo.heat.consumption"].search([
            ("company_id", "=", self.company.id), "|", ("granularity", "=", "day"),
            "&", ("granularity", "=", "month"), ("period_start", "<", "2013-01-01")])
        return {(row.site_id, row.granularity == "day", row.period_start.strftime("%Y-%m")) for row in rows}
