# Part of lampo_privacy. LGPL-3.
import random
from datetime import date, datetime, timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import local_midnight
from .heat_fold_common import FoldCase


@tagged("post_install", "-at_install")
class TestHeatFold(FoldCase):
    """On an erasure readings leave the site or the person; the network's sums stay (law: Anonymous)."""

    def test_a_house_loses_its_months_to_a_cell_that_is_not_shown(self):
        people = self._customers_of_houses([12.0])
        before = self._table()
        self._erase(people)
        self.assertFalse(self.env["lampo.heat.consumption"].search_count([("site_id.zip", "=", "33990")]))
        cell = self.Fold.search([("zip", "=", "33990")])
        self.assertEqual((cell.year, cell.households, cell.energy_mwh, cell.published), (2014, 1, 12.0, False))
        self.assertEqual(self._table(), before)

    def test_five_households_are_shown_and_their_greatest_share_forgotten(self):
        people = self._customers_of_houses([12.0, 24.0, 12.0, 12.0, 12.0])
        self._erase(*people[:4])
        self.assertFalse(self.Fold.search([("zip", "=", "33990")]).published)
        self._erase(people[4])
        cell = self.Fold.search([("zip", "=", "33990")])
        self.assertEqual((cell.households, cell.energy_mwh, cell.largest_mwh, cell.published), (5, 72.0, 0.0, True))

    def test_a_household_with_more_than_half_keeps_the_cell_closed(self):
        self._erase(*self._customers_of_houses([12.0, 12.0, 12.0, 12.0, 60.0]))
        self.assertFalse(self.Fold.search([("zip", "=", "33990")]).published)

    def _water(self, people, volumes):
        """Each customer's water of the year, in one month."""
        for person, volume in zip(people, volumes, strict=True):
            month = self.env["lampo.heat.consumption"].search([("partner_id", "=", person.id)], limit=1)
            month.volume_m3 = volume

    def test_a_household_with_all_the_water_keeps_the_cell_closed(self):
        people = self._customers_of_houses([12.0] * 5)
        self._water(people, [300.5, 0, 0, 0, 0])
        self._erase(*people)
        self.assertFalse(self.Fold.search([("zip", "=", "33990")]).published)

    def test_water_of_five_households_is_shown_and_its_greatest_share_forgotten(self):
        people = self._customers_of_houses([12.0] * 5)
        self._water(people, [30, 40, 30, 30, 30])
        self._erase(*people)
        cell = self.Fold.search([("zip", "=", "33990")])
        self.assertEqual((cell.published, cell.volume_m3, cell.households_m3, cell.largest_m3), (True, 160, 5, 0))

    def test_a_household_without_energy_is_not_one_of_the_five(self):
        people = self._customers_of_houses([12.0, 12.0, 12.0, 12.0, 0.0])
        self._water(people, [30] * 5)
        self._erase(*people)
        cell = self.Fold.search([("zip", "=", "33990")])
        self.assertEqual((cell.households, cell.published), (4, False))

    def test_a_household_that_moved_within_the_year_is_counted_once(self):
        (person,) = self._customers_of_houses([12.0])
        site = self._site(building_type="row", dwellings=2, zip="33990")
        self._contract(person, site, "2014-01-01", "2014-12-31")
        self._months(site, "2014-01-01", 12, 2.0)
        self._erase(person)
        cells = self.Fold.search([("zip", "=", "33990")], order="building_type")
        self.assertEqual([(cell.households, cell.largest_mwh) for cell in cells], [(0, 36.0), (1, 36.0)])

    def test_a_shown_cell_never_changes_and_a_new_one_begins(self):
        people = self._customers_of_houses([12.0] * 6)
        self._erase(*people[:5])
        self._erase(people[5])
        cells = self.Fold.search([("zip", "=", "33990")], order="id")
        self.assertEqual(cells.mapped("published"), [True, False])
        self.assertEqual(cells.mapped("energy_mwh"), [60.0, 12.0])

    def test_whatever_comes_later_leaves_every_shown_cell_as_it_was(self):
        """The difference between two looks at a shown cell would be the household that came in between."""
        chance = random.Random(1)
        people = list(self._customers_of_houses([chance.randint(1, 40) for _n in range(16)]))
        shown = {}
        while people:
            self._erase(*people[:3])
            people = people[3:]
            cells = self.Fold.search([("zip", "=", "33990"), ("published", "=", True)])
            now = {cell.id: (cell.households, cell.energy_mwh, cell.volume_m3, cell.largest_mwh) for cell in cells}
            self.assertEqual({cell: now.get(cell) for cell in shown}, shown)
            shown = now
        self.assertGreaterEqual(len(shown), 2)

    def test_nobody_reads_a_cell_that_is_not_published(self):
        self._erase(*self._customers_of_houses([12.0] * 2))
        for user in (self.user_officer, self.user_accountant, self.user_manager):
            self.assertFalse(self.Fold.with_user(user).search([]))
        with self.assertRaises(AccessError):
            self.Fold.with_user(self.user_manager).create({"company_id": self.company.id, "year": 2014,
                                                          "building_type": "house", "energy_mwh": 1})

    def test_the_report_tells_a_postal_code_only_of_a_published_cell(self):
        people = self._customers_of_houses([12.0] * 6)
        self._erase(*people[:5])
        self._erase(people[5])
        report = self.env["lampo.heat.report"].with_user(self.user_officer)
        rows = report.search([("month", "=", "2014-01-01"), ("building_type", "=", "house"), ("site_id", "=", False)])
        self.assertEqual(sorted((row.zip or "", row.energy_mwh) for row in rows), [("", 12.0), ("33990", 60.0)])
        self.assertFalse(rows.partner_id or rows.contract_id)

    def test_a_block_keeps_its_months_without_the_person(self):
        site = self._site(building_type="block", dwellings=5)
        person = self._customer("Kerrostalo Kaisa", "2014-12-31", "2014-01-01", site)
        self._months(site, "2014-01-01", 12, 1.5)
        before = self._table()
        self._erase(person)
        rows = self.env["lampo.heat.consumption"].search([("site_id", "=", site.id)])
        self.assertEqual((len(rows), rows.partner_id.ids, rows.contract_id.ids), (12, [], []))
        self.assertEqual(self._table(), before)

    def test_fewer_than_five_dwellings_are_a_house(self):
        site = self._site(building_type="block", dwellings=4)
        person = self._customer("Pieni Talo", "2014-12-31", "2014-01-01", site)
        self._months(site, "2014-01-01", 12, 1.5)
        self._erase(person)
        self.assertFalse(self.env["lampo.heat.consumption"].search([("site_id", "=", site.id)]))

    def test_a_company_may_fold_every_building(self):
        self.company.lampo_fold_everywhere = True
        site = self._site(building_type="block", dwellings=80)
        person = self._customer("Suuri Talo", "2014-12-31", "2014-01-01", site)
        self._months(site, "2014-01-01", 12, 1.5)
        self._erase(person)
        self.assertFalse(self.env["lampo.heat.consumption"].search([("site_id", "=", site.id)]))

    def test_hours_that_no_month_covers_become_a_month_of_the_block(self):
        site = self._site(building_type="block", dwellings=12)
        person = self._customer("Tunti Tiina", "2014-12-31", "2014-01-01", site)
        self._hours(site, "2014-03-01", 31 * 24 - 1, 0.002)  # March with its short day
        before = self._table()
        self._erase(person)
        row = self.env["lampo.heat.consumption"].search([("site_id", "=", site.id)])
        self.assertEqual((row.granularity, row.energy_mwh), ("month", 1.486))
        self.assertEqual((row.period_start, row.period_end), (local_midnight(date(2014, 3, 1)),
                                                              local_midnight(date(2014, 4, 1))))
        self.assertEqual(self._table(), before)

    def test_a_month_of_the_block_is_as_sure_as_the_worst_of_its_hours(self):
        for worst in ("measured", "customer", "estimated"):
            site = self._site(building_type="block", dwellings=12)
            person = self._customer("Tunti Tuula", "2014-12-31", "2014-01-01", site)
            rows = self._hours(site, "2014-03-03", 24, 0.002)
            rows.quality, rows[-1].quality = "measured", worst
            self._erase(person)
            row = self.env["lampo.heat.consumption"].search([("site_id", "=", site.id)])
            self.assertEqual((row.granularity, row.quality), ("month", worst))

    def test_water_without_heat_stays_with_the_block_too(self):
        site = self._site(building_type="block", dwellings=12)
        person = self._customer("Vesi Vieno", "2014-12-31", "2014-01-01", site)
        self._hours(site, "2014-03-03", 24, 0.0).volume_m3 = 0.01
        self._erase(person)
        row = self.env["lampo.heat.consumption"].search([("site_id", "=", site.id)])
        self.assertEqual((row.granularity, row.volume_m3), ("month", 0.24))

    def test_hours_without_heat_and_water_leave_nothing(self):
        site = self._site(building_type="block", dwellings=12)
        person = self._customer("Tyhjä Taimi", "2014-12-31", "2014-01-01", site)
        self._hours(site, "2014-03-03", 24, 0.0)
        self._erase(person)
        self.assertFalse(self.env["lampo.heat.consumption"].search([("site_id", "=", site.id)]))

    def test_a_month_that_two_customers_share_does_not_hide_the_others_days(self):
        site = self._site(building_type="block", dwellings=12)
        person = self._customer("Lähtijä Leena", "2014-06-15", "2014-01-01", site)
        stays = self._customer("Tulija Timo", "2026-06-15", "2014-06-16", site)
        self._hours(site, "2014-06-14", 24 * 4, 0.003)
        before = self._table()
        self._erase(person)
        rows = self.env["lampo.heat.consumption"].search([("site_id", "=", site.id)])
        self.assertEqual((len(rows), rows.partner_id), (48, stays))
        self.assertEqual(self._table(), before)

    def test_a_month_that_goes_uncovers_the_next_customers_days(self):
        site = self._house()
        person = self._customer("Lähtijä Lasse", "2014-06-15", "2014-01-01", site)
        self._customer("Tulija Tuula", "2026-06-15", "2014-06-16", site)
        self._months(site, "2014-06-01", 1, 1.0)
        self._hours(site, "2014-06-16", 48, 0.004)
        before = self._table()
        self._erase(person)
        self.assertEqual(self._table(), before)
        self.assertEqual(self.Fold.search([("zip", "=", "33990")]).energy_mwh, 1.0 - 48 * 0.004)

    def test_a_month_smaller_than_what_it_covers_stays_with_the_site(self):
        site = self._house()
        person = self._customer("Lähtijä Liisa", "2014-06-15", "2014-01-01", site)
        self._customer("Tulija Taru", "2026-06-15", "2014-06-16", site)
        month = self._months(site, "2014-06-01", 1, 0.1)
        self._hours(site, "2014-06-16", 48, 0.004)
        before = self._table()
        self._erase(person)
        self.assertTrue(month.exists())
        self.assertFalse(month.partner_id)
        self.assertEqual(self._table(), before)

    def test_only_the_year_and_the_house_with_such_a_month_keep_their_months(self):
        site, second = self._house(), self._house("Toinen talo")
        person = self._customer("Lähtijä Liisa", "2014-06-15", "2013-01-01", site)
        self._customer("Tulija Taru", "2026-06-15", "2014-06-16", site)
        self._contract(person, second, "2013-01-01", "2014-12-31")
        month = self._months(site, "2014-06-01", 1, 0.1)
        self._hours(site, "2014-06-16", 48, 0.004)
        gone = self._months(site, "2013-01-01", 12, 1.0) | self._months(second, "2014-01-01", 12, 1.0)
        self._erase(person)
        self.assertEqual((month | gone).exists(), month)

    def test_a_month_with_less_water_than_what_it_covers_stays_too(self):
        site = self._house()
        person = self._customer("Lähtijä Lotta", "2014-06-15", "2014-01-01", site)
        self._customer("Tulija Tuija", "2026-06-15", "2014-06-16", site)
        month = self._months(site, "2014-06-01", 1, 1.0, volume_m3=0.1)
        self._hours(site, "2014-06-16", 48, 0.004).volume_m3 = 0.01
        self._erase(person)
        self.assertTrue(month.exists())
        self.assertFalse(self.Fold.search([("zip", "=", "33990")]))

    def test_hours_that_go_beside_a_month_that_stays_come_into_the_cell(self):
        site = self._house()
        person = self._customer("Lähtijä Lauri", "2014-06-15", "2014-01-01", site)
        self._customer("Tulija Tiina", "2026-06-15", "2014-06-16", site)
        self._months(site, "2014-06-01", 1, 0.1)
        self._hours(site, "2014-06-16", 48, 0.004)
        self._hours(site, "2014-02-01", 24, 0.001)
        before = self._table()
        self._erase(person)
        self.assertEqual(self.Fold.search([("zip", "=", "33990")]).energy_mwh, 0.024)
        self.assertEqual(self._table(), before)

    def test_the_plan_counts_what_is_folded_and_changes_nothing(self):
        (person,) = self._customers_of_houses([12.0])
        erasure = self.env["lampo.privacy.erasure"].create({"partner_id": person.id})
        erasure.action_plan()
        line = erasure.line_ids.filtered(lambda line: line.action == "fold")
        self.assertEqual((line.model, line.record_count), ("lampo.heat.consumption", 12))
        self.assertEqual(self.env["lampo.heat.consumption"].search_count([("partner_id", "=", person.id)]), 12)

    def test_any_mixture_of_readings_and_customers_keeps_the_sums(self):
        """Seeded cases: every granularity, buildings of all kinds, customers who follow each other, in any order."""
        for seed in range(6):
            chance = random.Random(seed)
            people = self._random_network(chance)
            before = self._table()
            chance.shuffle(people)
            while people:
                number = chance.randint(1, 3)
                self._erase(*people[:number])
                people = people[number:]
                self.assertEqual(self._table(), before, f"seed {seed}")
            for cell in self.Fold.search([("published", "=", True)]):
                self.assertGreaterEqual(cell.households, 5)

    def _random_network(self, chance):
        people = []
        for nr in range(6):
            kind = chance.choice(["house", "house", "row", "block"])
            site = self._site(name=f"Paikka {nr}", zip="33995", building_type=kind, dwellings=chance.choice([1, 4, 30]))
            change = date(2014, chance.randint(2, 11), chance.randint(1, 28))
            people.append(self._customer(f"Ensimmäinen {nr}", change, "2013-01-01", site))
            people.append(self._customer(f"Toinen {nr}", "2015-12-31", change + timedelta(days=1), site))
            for granularity in chance.sample(["hour", "day", "month", "year"], chance.randint(1, 4)):
                self._random_rows(chance, site, granularity)
        return people

    def _random_rows(self, chance, site, granularity):
        first = date(2014, 1, 1)
        starts = {
            "hour": lambda n: datetime(2014, 3, 28) + timedelta(hours=n),
            "day": lambda n: local_midnight(first + timedelta(days=chance.randint(0, 364))),
            "month": lambda n: local_midnight(date(2014, chance.randint(1, 12), 1)),
            "year": lambda n: local_midnight(date(chance.choice([2013, 2014, 2015]), 1, 1)),
        }[granularity]
        moments = {starts(n) for n in range(30 if granularity == "hour" else 8)}
        self.env["lampo.heat.consumption"].create([
            {"site_id": site.id, "granularity": granularity, "period_start": moment,
             "energy_mwh": chance.randint(0, 10**7) / 10**6, "volume_m3": chance.randint(0, 1000) / 1000}
            for moment in sorted(moments)
        ])
