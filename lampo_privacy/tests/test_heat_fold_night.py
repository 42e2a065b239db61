# Part of lampo_privacy. LGPL-3.
import random
from datetime import date, datetime, timedelta

from odoo.tests import tagged

from .common import local_midnight
from .retention_common import RetentionCase


@tagged("post_install", "-at_install")
class TestHeatFoldNight(RetentionCase):
    """Readings past their rule become coarser by night (law: How long, 4)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls.env.ref("lampo_privacy.retention_rule_reading_fine")
        cls.site = cls._site(building_type="block", dwellings=20)
        cls.customer = cls._partner("Tuntien Taimi")
        cls.contract = cls._contract(cls.customer, cls.site, "2010-01-01")
        cls.Reading = cls.env["lampo.heat.consumption"]

    def _rows(self, site=None):
        self.env.invalidate_all()
        return self.Reading.search([("site_id", "=", (site or self.site).id)], order="period_start")

    def test_hours_become_a_month_thirty_six_months_after_the_months_end(self):
        self._hours(self.site, "2023-10-01", 31 * 24 + 1, 0.001)  # October with its long day
        self._night("2026-10-30", "cron_retention")
        self.assertEqual(len(self._rows()), 745)
        before = self._table()
        self._night("2026-10-31", "cron_retention")
        row = self._rows()
        self.assertEqual((row.granularity, row.energy_mwh, row.quality), ("month", 0.745, "measured"))
        self.assertEqual((row.period_start, row.period_end), (local_midnight(date(2023, 10, 1)),
                                                              local_midnight(date(2023, 11, 1))))
        self.assertEqual((row.contract_id, row.partner_id), (self.contract, self.customer))
        self.assertEqual(self._table(), before)

    def test_the_hours_of_the_month_after_stay(self):
        self._hours(self.site, "2023-10-31", 48, 0.001)
        self._night("2026-10-31", "cron_retention")
        self.assertEqual(self._rows().mapped("granularity"), ["month"] + ["hour"] * 24)

    def test_a_day_counts_in_place_of_its_hours(self):
        self._hours(self.site, "2020-03-29", 23, 0.001)
        self.Reading.create({"site_id": self.site.id, "granularity": "day", "energy_mwh": 0.5, "quality": "estimated",
                             "period_start": local_midnight(date(2020, 3, 29))})
        self._hours(self.site, "2020-03-30", 24, 0.002)
        before = self._table()
        self._night("2026-10-31", "cron_retention")
        self.assertEqual((self._rows().energy_mwh, self._rows().quality), (0.548, "estimated"))
        self.assertEqual(self._table(), before)

    def test_a_month_that_is_there_already_stays_as_it_is(self):
        month = self._months(self.site, "2020-03-01", 1, 7.5)
        self._hours(self.site, "2020-03-10", 24, 0.1)
        self._night("2026-10-31", "cron_retention")
        self.assertEqual((self._rows(), month.energy_mwh), (month, 7.5))

    def test_what_a_hold_needs_stays_as_fine_as_it_is(self):
        other = self._site(name="Muu", building_type="block", dwellings=20)
        for site in (self.site, other):
            self._hours(site, "2020-03-10", 24, 0.1)
        self.env["lampo.privacy.hold"].create({"site_id": self.site.id, "reason": "Mittarikiista",
                                               "date_from": "2020-01-01"})
        self._night("2026-10-31", "cron_retention")
        self.assertEqual((len(self._rows()), len(self._rows(other))), (24, 1))

    def test_a_hold_on_a_contract_keeps_the_readings_of_its_time_only(self):
        self.contract.date_end = "2020-03-31"
        self._hours(self.site, "2020-03-31", 48, 0.1)
        self.env["lampo.privacy.hold"].create({"contract_id": self.contract.id, "reason": "Laskukiista",
                                               "date_from": "2020-01-01"})
        self._night("2026-10-31", "cron_retention")
        self.assertEqual(self._rows().mapped("granularity"), ["hour"] * 24 + ["month"])

    def test_a_hold_on_a_person_keeps_the_readings_of_the_persons_contracts(self):
        self.contract.date_end = "2020-03-31"
        self._contract(self._partner("Toinen Tuure"), self.site, "2020-04-01")
        self._hours(self.site, "2020-03-31", 48, 0.1)
        self.env["lampo.privacy.hold"].create({"partner_id": self.customer.id, "reason": "Laskukiista",
                                               "date_from": "2020-01-01"})
        self._night("2026-10-31", "cron_retention")
        self.assertEqual(self._rows().mapped("granularity"), ["hour"] * 24 + ["month"])

    def test_months_become_a_year_ten_years_after_its_end(self):
        self._months(self.site, "2015-01-01", 12, 1.000001)
        self._night("2025-12-30", "cron_retention")
        self.assertEqual(len(self._rows()), 12)
        self._night("2025-12-31", "cron_retention")
        row = self._rows()
        self.assertEqual((row.granularity, row.energy_mwh, row.contract_id), ("year", 12.000012, self.contract))
        self.assertEqual(row.period_end, local_midnight(date(2016, 1, 1)))

    def test_a_year_of_two_customers_stays_in_months(self):
        self.contract.date_end = "2012-05-31"
        self._contract(self._partner("Toinen"), self.site, "2012-06-01")
        self._months(self.site, "2012-01-01", 12, 1.0)
        self._night("2026-10-31", "cron_retention")
        self.assertEqual(len(self._rows()), 12)

    def _sites_due(self):
        rule = self.env.ref("lampo_privacy.retention_rule_reading_month")
        self.env.flush_all()
        return {site for site, in self.env.execute_query(rule._sites_due(date(2026, 10, 31)))}

    def test_a_year_of_two_customers_is_not_due_night_after_night(self):
        self.contract.date_end = "2012-05-31"
        self._contract(self._partner("Toinen"), self.site, "2012-06-01")
        self._months(self.site, "2012-01-01", 12, 1.0)
        self.assertNotIn(self.site.id, self._sites_due())

    def test_the_years_of_one_customer_are_due_beside_a_year_of_two(self):
        self.contract.date_end = "2012-05-31"
        self._contract(self._partner("Toinen"), self.site, "2012-06-01")
        self._months(self.site, "2012-01-01", 24, 1.0)
        self.assertIn(self.site.id, self._sites_due())
        self._night("2026-10-31", "cron_retention")
        self.assertEqual(self._rows().mapped("granularity"), ["month"] * 12 + ["year"])
        self.assertNotIn(self.site.id, self._sites_due())

    def test_a_longer_rule_of_the_company_is_the_one_that_counts(self):
        self.rule.copy({"company_id": self.company.id, "period": 60})
        self._hours(self.site, "2023-10-01", 24, 0.001)
        self._night("2026-10-31", "cron_retention")
        self.assertEqual(len(self._rows()), 24)

    def test_any_mixture_of_readings_keeps_the_sums(self):
        """Seeded: hours, days, months and years of some sites, customers who follow each other."""
        for seed in range(4):
            chance = random.Random(seed)
            for nr in range(3):
                site = self._site(name=f"Seka {seed}.{nr}", building_type="block", dwellings=9)
                change = date(2014, chance.randint(2, 11), chance.randint(1, 28))
                self._customer(f"Eka {seed}.{nr}", change, "2013-01-01", site)
                self._customer(f"Toka {seed}.{nr}", "2017-12-31", change + timedelta(days=1), site)
                self._random_rows(chance, site)
            before = self._table()
            self._night("2023-01-01", "cron_retention")
            self.assertEqual(self._table(), before, f"seed {seed}")
            left = self.Reading.search_count([("granularity", "in", ("hour", "day")), ("site_id.name", "like", "Seka")])
            self.assertFalse(left)

    def _random_rows(self, chance, site):
        first = date(2013, 12, 1)
        starts = {
            "hour": [datetime(2014, 3, 29) + timedelta(hours=n) for n in range(50)],
            "day": [local_midnight(first + timedelta(days=chance.randint(0, 400))) for _n in range(30)],
            "month": [local_midnight(date(chance.choice([2013, 2014, 2015]), chance.randint(1, 12), 1))
                      for _n in range(6)],
            "year": [local_midnight(date(2013, 1, 1))],
        }
        self.Reading.create([
            {"site_id": site.id, "granularity": granularity, "period_start": moment,
             "energy_mwh": chance.randint(0, 10**7) / 10**6}
            for granularity, moments in starts.items() for moment in sorted(set(moments))
        ])
