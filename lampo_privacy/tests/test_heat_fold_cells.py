# Part of lampo_privacy. LGPL-3.
from datetime import date

from odoo.tests import tagged

from .common import local_midnight
from .heat_fold_common import FoldCase


@tagged("post_install", "-at_install")
class TestHeatFoldCells(FoldCase):
    """What becomes of each reading of an erased household, and what each cell counts."""

    def _cells(self, **values):
        return self.Fold.search([("zip", "=", "33990"), *((name, "=", value) for name, value in values.items())])

    def _readings(self, site):
        return self.env["lampo.heat.consumption"].search([("site_id", "=", site.id)], order="period_start")

    def _day(self, site, day, mwh, **values):
        return self.env["lampo.heat.consumption"].create({
            "site_id": site.id, "granularity": "day", "energy_mwh": mwh, "period_start": local_midnight(day), **values})

    # -- whose readings go ---------------------------------------------------------------------------------------

    def test_a_number_that_a_record_shares_with_another_customer_takes_nobody_s_readings(self):
        leaver, stayer = self._customers_of_houses([12.0, 12.0])
        account = self.env["res.partner.bank"].create({"partner_id": leaver.id, "acc_number": "FI2112345600000785"})
        self.env.flush_all()
        self.cr.execute("UPDATE res_partner_bank SET id = %s WHERE id = %s", [stayer.id, account.id])
        self.env.invalidate_all()
        self._erase(leaver)
        self.assertEqual(self.env["lampo.heat.consumption"].search_count([("partner_id", "=", stayer.id)]), 12)
        self.assertTrue(stayer.heat_contract_ids)

    def test_a_customer_who_hangs_under_the_person_keeps_readings_and_contract(self):
        leaver, stayer = self._customers_of_houses([12.0, 12.0])
        stayer.parent_id = leaver
        self._erase(leaver)
        self.assertEqual(self.env["lampo.heat.consumption"].search_count([("partner_id", "=", stayer.id)]), 12)
        self.assertTrue(stayer.heat_contract_ids)

    def test_a_house_is_one_whatever_number_of_dwellings_is_written(self):
        site = self._house(dwellings=9)
        person = self._customer("Talo Taavi", "2014-12-31", "2014-01-01", site)
        self._months(site, "2014-01-01", 12, 1.5)
        self._erase(person)
        self.assertFalse(self._readings(site))

    def test_a_block_whose_dwellings_nobody_has_written_is_a_house(self):
        site = self._site(building_type="block", zip="33990")
        person = self._customer("Pieni Pirkko", "2014-12-31", "2014-01-01", site)
        self._months(site, "2014-01-01", 12, 1.5)
        self.env.flush_all()
        self.cr.execute("UPDATE lampo_heat_site SET dwellings = NULL WHERE id = %s", [site.id])
        self._erase(person)
        self.assertFalse(self._readings(site))

    # -- by how much the site's heat falls -----------------------------------------------------------------------

    def test_the_hours_of_a_day_that_is_there_too_are_counted_once(self):
        site = self._house()
        person = self._customer("Talo Taavi", "2014-12-31", "2014-01-01", site)
        self._hours(site, "2014-02-03", 24, 0.001).volume_m3 = 0.01
        self._day(site, date(2014, 2, 3), 0.5, volume_m3=2)
        self._erase(person)
        cell = self._cells()
        self.assertEqual((cell.energy_mwh, cell.volume_m3), (0.5, 2))

    def test_a_day_of_one_house_covers_no_hours_of_another(self):
        people = self._customers_of_houses([0.0, 0.0])
        self._day(people[0].heat_contract_ids.site_id, date(2014, 2, 3), 0.5)
        self._hours(people[1].heat_contract_ids.site_id, "2014-02-03", 24, 0.01)
        self.env["lampo.heat.consumption"].search([("granularity", "=", "month")]).unlink()
        self._erase(*people)
        self.assertEqual((self._cells().energy_mwh, self._cells().households), (0.74, 2))

    def test_what_a_year_of_nobody_s_covers_adds_nothing(self):
        site = self._house()
        person = self._customer("Lähtijä Leo", "2014-06-30", "2014-01-01", site)
        self._customer("Tulija Tyyne", "2026-06-15", "2014-07-01", site)
        self._months(site, "2014-01-01", 12, 1.0)
        year = self.env["lampo.heat.consumption"].create({
            "site_id": site.id, "granularity": "year", "energy_mwh": 12.5,
            "period_start": local_midnight(date(2014, 1, 1))})
        self.env.flush_all()
        self.cr.execute(
            "UPDATE lampo_heat_consumption SET partner_id = NULL, contract_id = NULL WHERE id = %s", [year.id])
        self.env.invalidate_all()
        before = self._table()
        self._erase(person)
        self.assertEqual((len(self._readings(site)), self._cells().ids), (7, []))
        self.assertEqual(self._table(), before)

    def test_another_customer_s_finer_readings_count_only_where_none_coarser_of_theirs_covers_them(self):
        site = self._house()
        person = self._customer("Lähtijä Leo", "2014-06-30", "2014-01-01", site)
        self._customer("Tulija Tyyne", "2026-06-15", "2014-07-01", site)
        self._months(site, "2014-02-01", 1, 1.0, volume_m3=30)
        self._months(site, "2014-08-01", 1, 2.0, volume_m3=40)
        self._hours(site, "2014-08-04", 24, 0.01).volume_m3 = 0.1
        self._day(site, date(2014, 9, 1), 0.2, volume_m3=1)
        self._hours(site, "2014-09-01", 24, 0.005).volume_m3 = 0.1
        before = self._table()
        self._erase(person)
        cell = self._cells()
        self.assertEqual((cell.energy_mwh, cell.volume_m3), (1.0, 30))
        self.assertEqual(self._table(), before)

    def test_a_month_of_the_block_has_the_water_that_its_hours_add_and_none_where_none_was_measured(self):
        site = self._site(building_type="block", dwellings=12)
        person = self._customer("Tunti Tiina", "2014-12-31", "2014-01-01", site)
        self._hours(site, "2014-03-03", 24, 0.002)
        self._hours(site, "2014-04-03", 24, 0.002).volume_m3 = 0.5
        self._day(site, date(2014, 4, 3), 0.05, volume_m3=11)
        self._erase(person)
        self.cr.execute(
            "SELECT volume_m3 FROM lampo_heat_consumption WHERE site_id = %s ORDER BY period_start", [site.id])
        self.assertEqual([volume and float(volume) for volume, in self.cr.fetchall()], [None, 11.0])

    # -- what a cell counts --------------------------------------------------------------------------------------

    def test_a_household_of_several_years_is_one_of_each_of_them(self):
        (person,) = self._customers_of_houses([12.0])
        self._months(person.heat_contract_ids.site_id, "2013-01-01", 12, 1.0)
        person.heat_contract_ids.date_start = "2013-01-01"
        self._erase(person)
        self.assertEqual(self._cells().sorted("year").mapped(lambda cell: (cell.year, cell.households)),
                         [(2013, 1), (2014, 1)])

    def test_a_household_of_two_companies_is_one_of_each_of_them(self):
        (person,) = self._customers_of_houses([12.0])
        person.company_id = False
        other = self.env["res.company"].create({"name": "Naapurin Lämpö Oy"})
        site = self._house(company_id=other.id)
        self._contract(person, site, "2014-01-01", "2014-12-31", company_id=other.id)
        self._months(site, "2014-01-01", 12, 2.0)
        self._erase(person)
        self.assertEqual({cell.company_id: (cell.households, cell.largest_mwh) for cell in self._cells()},
                         {self.company: (1, 12.0), other: (1, 24.0)})

    def test_a_household_of_two_houses_is_counted_once_with_its_water_too(self):
        (person,) = self._customers_of_houses([12.0])
        site = self._site(building_type="row", dwellings=2, zip="33990")
        self._contract(person, site, "2014-01-01", "2014-12-31")
        self._months(site, "2014-01-01", 12, 2.0, volume_m3=1)
        self.env["lampo.heat.consumption"].search([("partner_id", "=", person.id)], limit=1).volume_m3 = 5
        rows = self.env["lampo.heat.consumption"].search([("partner_id", "=", person.id)])
        house = rows.filtered(lambda row: row.site_id != site)
        house.volume_m3 = 3
        (rows - house).volume_m3 = 1
        self._erase(person)
        cells = self._cells().sorted("building_type")
        self.assertEqual([(cell.building_type, cell.households_m3, cell.volume_m3, cell.largest_m3) for cell in cells],
                         [("house", 1, 36, 48), ("row", 0, 12, 48)])

    def test_houses_without_a_postal_code_come_into_one_cell(self):
        for nr in range(2):
            site = self._site(name=f"Koodi puuttuu {nr}", building_type="house", zip=False)
            person = self._customer(f"Koodi puuttuu {nr}", "2014-12-31", "2014-01-01", site)
            self._months(site, "2014-01-01", 12, 1.0)
            self._erase(person)
        cell = self.Fold.search([("zip", "in", (False, "")), ("company_id", "=", self.company.id)])
        self.assertEqual((len(cell), cell.households), (1, 2))

    def test_a_house_without_heat_and_water_leaves_no_cell_and_one_with_water_alone_does(self):
        dry, wet = self._customers_of_houses([0.0, 0.0])
        self._erase(dry)
        self.assertFalse(self._cells())
        self.env["lampo.heat.consumption"].search([("partner_id", "=", wet.id)], limit=1).volume_m3 = 7
        self._erase(wet)
        self.assertEqual((self._cells().households, self._cells().households_m3, self._cells().volume_m3), (0, 1, 7))

    def test_a_house_without_water_is_not_one_of_those_with_water(self):
        people = self._customers_of_houses([12.0, 12.0])
        self.env["lampo.heat.consumption"].search([("partner_id", "=", people[0].id)], limit=1).volume_m3 = 7
        self._erase(*people)
        self.assertEqual((self._cells().households, self._cells().households_m3), (2, 1))

    def _one_by_one(self, energies, volumes):
        people = self._customers_of_houses(energies)
        for person, volume in zip(people, volumes, strict=True):
            self.env["lampo.heat.consumption"].search([("partner_id", "=", person.id)], limit=1).volume_m3 = volume
            self._erase(person)

    def test_the_greatest_share_is_remembered_while_others_come(self):
        self._one_by_one([60.0, 12.0, 12.0, 12.0, 12.0], [0] * 5)
        self.assertEqual((self._cells().published, self._cells().largest_mwh, self._cells().households), (False, 60, 5))

    def test_the_greatest_share_is_noticed_when_it_comes_last(self):
        self._one_by_one([12.0, 12.0, 12.0, 12.0, 60.0], [10, 10, 10, 10, 50])
        cell = self._cells()
        self.assertEqual((cell.published, cell.largest_mwh, cell.largest_m3), (False, 60, 50))

    def test_the_greatest_share_of_water_is_remembered_while_others_come(self):
        self._one_by_one([12.0] * 5, [50, 10, 10, 10, 10])
        cell = self._cells()
        self.assertEqual((cell.published, cell.volume_m3, cell.largest_m3, cell.households_m3), (False, 90, 50, 5))

    def test_the_water_of_a_cell_from_before_its_shares_were_kept_is_as_if_one_household_had_it_all(self):
        for volume, largest in ((100, 100), (None, 10)):
            cell = self.Fold.create({
                "company_id": self.company.id, "zip": "33990", "building_type": "house", "year": 2014, "households": 5,
                "energy_mwh": 60, "largest_mwh": 12, "published": False})
            self.env.flush_all()
            self.cr.execute("UPDATE lampo_heat_fold SET households_m3 = NULL, largest_m3 = NULL, volume_m3 = %s"
                            " WHERE id = %s", [volume, cell.id])
            self._one_by_one([12.0], [10])
            self.assertEqual((cell.published, cell.households_m3, cell.volume_m3, cell.largest_m3),
                             (False, 1, (volume or 0) + 10, largest))
            cell.unlink()

    # -- what the plan says --------------------------------------------------------------------------------------

    def _planned(self, person):
        erasure = self.env["lampo.privacy.erasure"].create({"partner_id": person.id})
        erasure.action_plan()
        return {(line.field or "", line.action): line.record_count for line in erasure.line_ids
                if line.model == "lampo.heat.consumption"}

    def _with_readings(self, **values):
        site = self._site(zip="33990", **values)
        person = self._customer("Aikoja Aino", "2014-12-31", "2014-01-01", site)
        self._months(site, "2014-01-01", 12, 1.0)
        self._hours(site, "2014-03-03", 24, 0.002)
        return person

    def test_the_plan_says_which_readings_are_deleted_folded_and_stay_without_the_person(self):
        block = {("", "delete"): 24, ("partner_id", "blank"): 12}
        house = {("", "delete"): 24, ("", "fold"): 12}
        for values, planned in (
            ({"building_type": "block", "dwellings": 5}, block), ({"building_type": "block", "dwellings": 4}, house),
            ({"building_type": "house", "dwellings": 9}, house),
        ):
            self.assertEqual(self._planned(self._with_readings(**values)), planned, values)
        self.company.lampo_fold_everywhere = True
        self.assertEqual(self._planned(self._with_readings(building_type="block", dwellings=9)), house)
