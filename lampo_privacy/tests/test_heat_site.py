# Part of lampo_privacy. LGPL-3.

from dateutil.relativedelta import relativedelta
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from ..models.heat_contract import finnish_today
from .common import LampoCase


@tagged("post_install", "-at_install")
class TestHeatSite(LampoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = finnish_today(cls.env["res.partner"])
        cls.site = cls._site(code="T-1", name="Rantala", street="Rantakatu 12")
        cls.old = cls._partner("Vanha Asukas")
        cls.new = cls._partner("Uusi Asukas")
        yesterday = cls.today - relativedelta(days=1)
        cls.ended = cls._contract(cls.old, cls.site, "2020-01-01", yesterday)
        cls.running = cls._contract(cls.new, cls.site, cls.today)

    def test_a_site_without_a_code_takes_the_next_of_the_sequence(self):
        first, second = self._site(), self._site()
        self.assertTrue(first.code)
        self.assertNotEqual(first.code, second.code)

    def test_a_code_is_unique_in_a_company(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self._site(code="T-1")

    def test_another_company_may_use_the_same_code(self):
        other = self.env["res.company"].create({"name": "Naapurin Lämpö Oy"})
        self.assertTrue(self._site(code="T-1", company_id=other.id))

    def test_the_current_customer_is_the_one_of_today(self):
        self.assertEqual(self.site.contract_id, self.running)
        self.assertEqual(self.site.partner_id, self.new)

    def test_sites_are_found_by_their_current_customer_only(self):
        Site = self.env["lampo.heat.site"]
        self.assertIn(self.site, Site.search([("partner_id", "=", self.new.id)]))
        self.assertNotIn(self.site, Site.search([("partner_id", "=", self.old.id)]))
        self.assertNotIn(self.site, Site.search([("partner_id", "!=", self.new.id)]))

    def test_sites_without_a_contract_in_force_are_found(self):
        Site = self.env["lampo.heat.site"]
        empty = self._site()
        found = Site.search([("contract_id", "=", False)])
        self.assertIn(empty, found)
        self.assertNotIn(self.site, found)
        self.assertIn(self.site, Site.search([("contract_id", "!=", False)]))

    def test_a_site_is_found_by_name_code_street_and_customer(self):
        for text in ("Rantala", "T-1", "Rantakatu 12", "Uusi Asukas"):
            found = self.env["lampo.heat.site"].name_search(text)
            self.assertIn(self.site.id, [row[0] for row in found], text)

    def test_the_displayed_name_begins_with_the_code(self):
        self.assertEqual(self.site.display_name, "[T-1] Rantala")

    def test_measures_below_zero_are_refused(self):
        for field in ("area_m2", "volume_m3", "dwellings"):
            with self.assertRaises(ValidationError):
                self._site(**{field: -1})

    def test_a_house_without_a_dwelling_is_refused(self):
        with self.assertRaises(ValidationError):
            self._site(building_type="house", dwellings=0)
        self.assertTrue(self._site(building_type="business", dwellings=0))

    def test_a_site_in_use_keeps_its_company(self):
        other = self.env["res.company"].create({"name": "Naapurin Lämpö Oy"})
        with self.assertRaises(UserError):
            self.site.company_id = other

    def test_a_serial_number_is_unique_in_a_company(self):
        Meter = self.env["lampo.heat.meter"]
        Meter.create({"serial": "670001", "site_id": self.site.id})
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            Meter.create({"serial": "670001", "site_id": self.site.id})

    def test_a_meter_is_not_removed_before_it_was_installed(self):
        with self.assertRaises(ValidationError):
            self.env["lampo.heat.meter"].create(
                {
                    "serial": "670002",
                    "site_id": self.site.id,
                    "installed_on": "2024-05-02",
                    "removed_on": "2024-05-01",
                }
            )
