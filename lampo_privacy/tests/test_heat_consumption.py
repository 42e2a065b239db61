# Part of lampo_privacy. LGPL-3.
from datetime import datetime, timedelta

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import LampoCase

HOUR = timedelta(hours=1)
NEW_YEAR = datetime(2025, 12, 31, 22)  # midnight in Finland


@tagged("post_install", "-at_install")
class TestHeatConsumption(LampoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site = cls._site()
        cls.first, cls.second = cls._partner("Aino Ensio"), cls._partner("Toivo Toinen")
        cls.old = cls._contract(cls.first, cls.site, "2026-01-10", "2026-03-31")
        cls.new = cls._contract(cls.second, cls.site, "2026-04-01")
        cls.rows = cls.env["lampo.heat.consumption"]

    def _row(self, start, granularity="month", energy=1.0, **values):
        return self.rows.create(
            {"site_id": self.site.id, "granularity": granularity, "period_start": start, "energy_mwh": energy, **values}
        )

    def _reading(self, hour, energy, volume=None, quality="measured", site=None):
        start = NEW_YEAR + hour * HOUR
        return ((site or self.site).id, "hour", start, start + HOUR, energy, volume, quality)

    # -- periods

    def test_the_end_follows_from_start_and_granularity(self):
        march = self._row("2026-02-28 22:00:00")
        self.assertEqual(march.period_end - march.period_start, 743 * HOUR)
        hour = self._row("2026-02-28 22:00:00", "hour")
        self.assertEqual(hour.period_end, datetime(2026, 2, 28, 23))

    def test_a_month_that_is_typed_from_midnight_in_utc_begins_at_midnight_in_finland(self):
        row = self._row("2026-01-01 00:00:00", period_end="2026-02-01 00:00:00")
        self.assertEqual((row.period_start, row.period_end), (NEW_YEAR, datetime(2026, 1, 31, 22)))

    def test_another_granularity_moves_start_and_end(self):
        row = self._row("2026-01-15 10:00:00", "hour")
        row.granularity = "month"
        self.assertEqual((row.period_start, row.period_end), (NEW_YEAR, datetime(2026, 1, 31, 22)))

    def test_a_period_that_runs_backwards_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "end after it starts"):
            self._row("2026-02-01 00:00:00", period_end="2026-01-01 00:00:00")

    def test_a_quarter_is_not_taken_for_a_month(self):
        with self.assertRaisesRegex(ValidationError, "choose another granularity"):
            self._row("2026-01-01 00:00:00", period_end="2026-04-01 00:00:00")

    def test_the_name_says_site_and_period(self):
        self.assertEqual(self._row(NEW_YEAR).display_name, f"{self.site.display_name} 01/2026")
        self.assertEqual(self._row(NEW_YEAR, "hour").display_name, f"{self.site.display_name} 1.1.2026 0:00")

    # -- figures

    def test_consumption_below_zero_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "below zero"):
            self._row(NEW_YEAR, energy=-0.000001)
        row = self._row(NEW_YEAR)
        with self.assertRaisesRegex(ValidationError, "below zero"):
            row.write({"volume_m3": -1})

    def test_the_database_refuses_consumption_below_zero_too(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.rows._write_readings([self._reading(0, -1.0)])

    def test_the_import_of_odoo_names_the_fault(self):
        result = self.rows.load(
            ["site_id/.id", "granularity", "period_start", "energy_mwh"],
            [[str(self.site.id), "month", "2026-01-01 00:00:00", "-1"]],
        )
        self.assertFalse(result["ids"])
        self.assertIn("below zero", result["messages"][0]["message"])

    def test_a_period_has_one_row(self):
        self._row(NEW_YEAR)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self._row(NEW_YEAR + 5 * HOUR)

    def test_a_watt_hour_is_kept(self):
        row = self._row(NEW_YEAR, energy=12345.000001)
        row.flush_recordset()
        self.env.cr.execute("SELECT energy_mwh::text FROM lampo_heat_consumption WHERE id = %s", [row.id])
        self.assertEqual(self.env.cr.fetchone()[0], "12345.000001")

    # -- whose it is

    def test_a_row_belongs_to_the_contract_in_force(self):
        row = self._row("2026-02-10 00:00:00", "day")
        self.assertEqual((row.contract_id, row.partner_id), (self.old, self.first))

    def test_the_last_day_of_a_contract_is_its_own_and_midnight_after_it_is_not(self):
        last, next_ = self._row("2026-03-31 20:00:00", "hour"), self._row("2026-03-31 21:00:00", "hour")
        self.assertEqual((last.partner_id, next_.partner_id), (self.first, self.second))

    def test_a_period_that_began_without_a_contract_belongs_to_the_first_that_starts_in_it(self):
        self.assertEqual(self._row(NEW_YEAR).contract_id, self.old)
        self.assertEqual(self._row(NEW_YEAR, "year").contract_id, self.old)

    def test_before_the_first_contract_a_row_is_nobodys(self):
        row = self._row("2026-01-05 00:00:00", "day")
        self.assertFalse(row.contract_id or row.partner_id)

    def test_a_contract_that_is_moved_takes_its_rows_along(self):
        row = self._row("2026-01-05 00:00:00", "day")
        self.old.date_start = "2026-01-01"
        self.assertEqual(row.partner_id, self.first)
        self.old.date_end = "2026-01-04"
        self.assertFalse(row.partner_id)

    def test_attribution_writes_only_what_changes(self):
        self._row("2026-02-10 00:00:00", "day")
        self.assertEqual(self.rows._attribute(self.site.ids), 0)

    def test_a_row_that_moves_to_another_site_changes_its_owner(self):
        row = self._row("2026-02-10 00:00:00", "day")
        row.site_id = self._site(name="Muualla 2")
        self.assertFalse(row.partner_id)

    # -- in bulk

    def test_bulk_rows_are_counted_as_new_changed_and_unchanged(self):
        write = self.rows._write_readings
        self.assertEqual(write([self._reading(0, 1.0), self._reading(1, 2.0, 3.0)]), (2, 0, 0))
        self.assertEqual(write([self._reading(0, 1.0), self._reading(1, 2.5, 3.0), self._reading(2, 1.0)]), (1, 1, 1))
        found = self.rows.search([("site_id", "=", self.site.id)], order="period_start")
        self.assertEqual(found.mapped("energy_mwh"), [1.0, 2.5, 1.0])

    def test_bulk_rows_find_company_and_contract(self):
        self.rows._write_readings([self._reading(24 * 9, 1.0), self._reading(24 * 9 - 1, 1.0)])
        inside, before = self.rows.search([("site_id", "=", self.site.id)])
        self.assertEqual((inside.contract_id, inside.partner_id), (self.old, self.first))
        self.assertEqual((before.contract_id.id, before.company_id), (False, self.company))

    def test_an_unknown_volume_does_not_wipe_out_a_known_one(self):
        self.rows._write_readings([self._reading(0, 1.0, 3.5)])
        self.assertEqual(self.rows._write_readings([self._reading(0, 1.0)]), (0, 0, 1))
        self.assertEqual(self.rows.search([("site_id", "=", self.site.id)]).volume_m3, 3.5)

    def test_bulk_and_single_rows_are_equal(self):
        self.rows._write_readings([self._reading(24 * 20, 1.234567, 0.5, "estimated")])
        other = self._site(name="Toinen 2")
        self._contract(self.first, other, "2026-01-10", "2026-03-31")
        self._row(NEW_YEAR + 480 * HOUR, "hour", 1.234567, volume_m3=0.5, quality="estimated", site_id=other.id)
        bulk, single = (
            self.rows.search([("site_id", "=", site.id)]).read(
                [
                    "partner_id",
                    "company_id",
                    "granularity",
                    "period_start",
                    "period_end",
                    "energy_mwh",
                    "volume_m3",
                    "quality",
                ]
            )[0]
            for site in (self.site, other)
        )
        self.assertEqual({**bulk, "id": 0}, {**single, "id": 0})
