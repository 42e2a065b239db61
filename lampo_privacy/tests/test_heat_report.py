# Part of lampo_privacy. LGPL-3.
from datetime import date, datetime, timedelta

from odoo.tests import tagged

from .common import LampoCase, local_midnight


@tagged("post_install", "-at_install")
class TestHeatReport(LampoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site = cls._site(zip="33999", building_type="row", dwellings=4)
        cls.partner = cls._partner("Raimo Raportti")
        cls.contract = cls._contract(cls.partner, cls.site, "2024-01-01")

    def _row(self, granularity, start, end, mwh, site=None):
        return self.env["lampo.heat.consumption"].create(
            {
                "site_id": (site or self.site).id,
                "granularity": granularity,
                "period_start": start,
                "period_end": end,
                "energy_mwh": mwh,
                "quality": "measured",
            }
        )

    def _day(self, day, mwh):
        return self._row("day", local_midnight(day), local_midnight(day + timedelta(days=1)), mwh)

    def _sums(self, *groupby, domain=()):
        return self.env["lampo.heat.report"]._read_group(
            [("site_id", "=", self.site.id), *domain], groupby, ["energy_mwh:sum"]
        )

    def test_the_report_knows_site_customer_and_month(self):
        self._months(self.site, "2025-03-01", 1, 2.5)
        row = self.env["lampo.heat.report"].search([("site_id", "=", self.site.id)])
        self.assertEqual(row.month, date(2025, 3, 1))
        self.assertEqual((row.partner_id, row.contract_id), (self.partner, self.contract))
        self.assertEqual((row.zip, row.building_type, row.energy_mwh), ("33999", "row", 2.5))

    def test_a_month_takes_the_place_of_its_days_and_hours(self):
        self._months(self.site, "2025-03-01", 1, 10.0)
        self._day(date(2025, 3, 30), 0.3)  # the day on which the clocks go forward
        self._row("hour", datetime(2025, 3, 31, 20), datetime(2025, 3, 31, 21), 0.05)
        self._day(date(2025, 4, 1), 0.4)
        self.assertEqual(
            self._sums("month:month", "granularity"),
            [(date(2025, 3, 1), "month", 10.0), (date(2025, 4, 1), "day", 0.4)],
        )

    def test_a_day_takes_the_place_of_its_hours_only(self):
        self._day(date(2025, 3, 30), 0.3)
        self._row("hour", datetime(2025, 3, 29, 21), datetime(2025, 3, 29, 22), 0.01)  # 23:00 on the 29th
        self._row("hour", datetime(2025, 3, 29, 22), datetime(2025, 3, 29, 23), 0.02)  # midnight of the 30th
        self._row("hour", datetime(2025, 3, 30, 20), datetime(2025, 3, 30, 21), 0.04)  # 23:00 on the 30th
        self._row("hour", datetime(2025, 3, 30, 21), datetime(2025, 3, 30, 22), 0.08)  # midnight of the 31st
        (row,) = self._sums()
        self.assertAlmostEqual(row[0], 0.3 + 0.01 + 0.08)

    def test_a_year_takes_the_place_of_its_months(self):
        self._months(self.site, "2025-01-01", 13, 1.0)
        self._row("year", local_midnight(date(2025, 1, 1)), local_midnight(date(2026, 1, 1)), 12.5)
        self.assertAlmostEqual(self._sums()[0][0], 13.5)

    def test_a_year_takes_the_place_of_its_days_and_hours_where_there_are_no_months(self):
        self._day(date(2025, 3, 5), 0.3)
        self._row("hour", datetime(2025, 6, 1, 12), datetime(2025, 6, 1, 13), 0.01)
        self._row("year", local_midnight(date(2025, 1, 1)), local_midnight(date(2026, 1, 1)), 12.5)
        self.assertAlmostEqual(self._sums()[0][0], 12.5)

    def test_a_site_where_something_stands_twice_hides_nothing_of_the_others(self):
        twice, hours = self._site(), self._row("hour", datetime(2025, 3, 5, 12), datetime(2025, 3, 5, 13), 0.02)
        self._months(twice, "2025-03-01", 1, 10.0)
        self._row("day", local_midnight(date(2025, 3, 5)), local_midnight(date(2025, 3, 6)), 0.3, site=twice)
        sums = self.env["lampo.heat.report"]._read_group(
            [("site_id", "in", (twice | hours.site_id).ids)], ["site_id"], ["energy_mwh:sum"])
        self.assertEqual(sums, [(hours.site_id, 0.02), (twice, 10.0)])

    def test_a_reading_that_was_just_changed_to_a_coarser_one_takes_the_place_of_what_it_covers(self):
        self._day(date(2025, 3, 5), 0.3)
        month = self._day(date(2025, 3, 1), 10.0)
        month.write({"granularity": "month", "period_end": local_midnight(date(2025, 4, 1))})
        self.assertAlmostEqual(self._sums()[0][0], 10.0)

    def test_another_sites_month_hides_nothing(self):
        self._months(self._site(), "2025-03-01", 1, 10.0)
        self._day(date(2025, 3, 5), 0.3)
        self.assertAlmostEqual(self._sums()[0][0], 0.3)

    def test_the_report_stays_in_its_company(self):
        other = self.env["res.company"].create({"name": "Naapurin Lämpö Oy"})
        site = self._site(company_id=other.id)
        self._months(site, "2025-03-01", 1, 10.0)
        self._months(self.site, "2025-03-01", 1, 1.0)
        for user in (self.user_service, self.user_accountant):
            rows = self.env["lampo.heat.report"].with_user(user).search([("site_id", "in", (site | self.site).ids)])
            self.assertEqual(rows.site_id, self.site)
