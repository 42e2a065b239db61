# Part of lampo_privacy. LGPL-3.
import random

from odoo.tests import tagged
from odoo.tools import SQL

from ..models.heat_remainder import SHOWN
from ..tools.k_anonymity import may_publish_both
from .retention_common import RetentionCase


@tagged("post_install", "-at_install")
class TestHeatRemainder(RetentionCase):
    """No row of the report is one erased household's, for those who only sum up (statement § 4)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.postcode = 33900

    def _cell(self, households, mwh, kind="house", year=2014, largest=None, **values):
        """A cell that is not published, in a postal code of its own."""
        type(self).postcode += 1
        share = mwh / households if largest is None else largest
        return self.env["lampo.heat.fold"].create({
            "company_id": self.company.id, "zip": str(self.postcode), "building_type": kind, "year": year,
            "households": households, "energy_mwh": mwh, "largest_mwh": share,
            "published": False, **values})

    def _rows(self, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        report = self.env["lampo.heat.report"].with_user(user or self.user_service)
        rows = report.search([("site_id", "=", False), ("company_id", "=", self.company.id)])
        return sorted((row.month.year if row.month else 0, row.building_type or "", row.energy_mwh) for row in rows)

    def test_one_erased_household_is_in_no_row(self):
        site = self._site(building_type="house", zip="33990")
        person = self._customer("Yksin Asuva", "2014-12-31", "2010-01-01", site)
        self._months(site, "2010-01-01", 60, 1.5)
        erasure = self.env["lampo.privacy.erasure"].create({"partner_id": person.id})
        erasure.action_run()
        self.assertEqual(erasure.state, "done")
        self.assertEqual(self._rows(), [])
        self.assertEqual(self._rows(self.user_accountant), [])

    def test_cells_of_several_postal_codes_are_one_row_without_any(self):
        for households in (1, 1, 3):
            self._cell(households, households * 10.0)
        self.assertEqual(self._rows(), [(2014, "house", 50.0)])
        self.assertFalse(self.env["lampo.heat.report"].with_user(self.user_service).search(
            [("site_id", "=", False)]).filtered("zip"))

    def test_what_is_too_small_in_its_type_joins_the_other_types_of_the_year(self):
        self._cell(6, 60.0)
        self._cell(3, 30.0, "row")
        self._cell(2, 20.0, "block")
        self.assertEqual(self._rows(), [(2014, "", 50.0), (2014, "house", 60.0)])

    def test_what_is_too_small_in_its_year_joins_the_other_years(self):
        self._cell(5, 60.0, largest=40.0)
        self._cell(2, 60.0, year=2013, largest=10.0)
        self.assertEqual(self._rows(), [(0, "", 120.0)])

    def test_one_household_in_many_years_is_still_one(self):
        for year in range(2006, 2015):
            self._cell(1, 10.0, year=year)
        self.assertEqual(self._rows(), [])

    def test_the_same_dominant_household_in_all_years_is_shown_in_none(self):
        for year in range(2006, 2015):
            self._cell(6, 60.0, year=year, largest=31.0)
        self.assertEqual(self._rows(), [])

    def test_water_keeps_a_row_closed_as_energy_does(self):
        self._cell(6, 60.0, households_m3=6, volume_m3=100.0, largest_m3=51.0)
        self.assertEqual(self._rows(), [])

    def test_the_total_is_exact_for_everybody_where_nobody_is_singled_out(self):
        self._cell(5, 60.000001, published=True, largest=0)
        self._cell(4, 40.000002)
        self._cell(2, 20.000004, "row")
        for user in (self.user_service, self.user_accountant, self.user_officer):
            self.assertAlmostEqual(sum(mwh for *_key, mwh in self._rows(user)), 120.000007, 9)

    def test_the_officer_has_every_year_and_building_type_however_small(self):
        self._cell(1, 10.0)
        self._cell(1, 12.0)
        self._cell(1, 7.0, "row")
        for user in (self.user_officer, self.user_manager):
            self.assertEqual(self._rows(user), [(2014, "house", 22.0), (2014, "row", 7.0)])

    def test_a_figure_that_the_software_has_read_is_not_lent_to_another_reader(self):
        self._cell(3, 30.0)
        self._cell(3, 33.0, "row")
        self.env.flush_all()
        exact = self.env["lampo.heat.report"].search([("site_id", "=", False)])
        exact.mapped("energy_mwh")
        merged = exact.with_user(self.user_service).search([("site_id", "=", False)])
        self.assertEqual(merged.mapped("energy_mwh"), [63.0])
        self.assertFalse(exact & merged)

    def test_the_database_judges_a_sum_as_the_erasure_does(self):
        chance = random.Random(1)
        for _n in range(200):
            energy, volume = ([chance.randint(3, 7), chance.randint(0, 6), chance.randint(0, 3)] for _side in "ev")
            [(shown,)] = self.env.execute_query(SQL(
                """SELECT %s FROM (SELECT %s AS households, %s AS energy_mwh, %s AS largest_mwh, %s AS households_m3,
                                          %s AS volume_m3, %s AS largest_m3) cell""", SHOWN, *energy, *volume))
            self.assertEqual(shown, may_publish_both(energy, volume), (energy, volume))
