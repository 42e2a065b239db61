# Part of lampo_privacy. LGPL-3.
import base64
import csv
import io
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..tools.local_time import local_date
from .common import LampoCase

HOUR = timedelta(hours=1)
# Beside the project, see the README of that folder; without it a file of the same shape is made here.
MEASURED_FILE = Path(__file__).resolve().parents[3] / "shared" / "data" / "heat_meter_hourly_dk.csv"


def _same_shape():
    """Cumulative hours of one meter over both changes of the clock, with more decimals than a watt-hour."""
    at, value, lines = datetime(2018, 1, 2, 23), Decimal("5347.61445783133"), []
    head = "customer_id,meter_id,time_rounded,energy_heat_kwh,volume_flow_m3,inlet_flow_energy_m3xC"
    for number in range(10_000):
        lines.append(f"772,660,{at:%Y-%m-%dT%H:%M:%SZ},{value},{value / 47:.9f},{value * 2}")
        at, value = at + HOUR, value + Decimal(number % 7) / 3
    return "\n".join([head, *lines]).encode()


def _sums_by_hand(data):
    """{month: MWh} from the readings at its bounds, each rounded to the watt-hour first."""
    bounds = {}
    for line in csv.DictReader(io.StringIO(data.decode())):
        at = datetime.fromisoformat(line["time_rounded"]).replace(tzinfo=None)
        reading = (Decimal(line["energy_heat_kwh"]) / 1000).quantize(Decimal("0.000001"), ROUND_HALF_UP)
        month = local_date(at).replace(day=1)
        bounds.setdefault(month, reading)
        last = month, reading
    bounds.setdefault(last[0], last[1])
    months = sorted(bounds)
    ends = [bounds[month] for month in months[1:]] + [last[1]]
    return {month: end - bounds[month] for month, end in zip(months, ends, strict=True) if end != bounds[month]}


@tagged("post_install", "-at_install")
class TestHeatImport(LampoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site = cls._site(code="KP-1")
        cls.customer = cls._partner("Maija Mittaaja")
        cls.contract = cls._contract(cls.customer, cls.site, "2018-01-01")
        cls.meter = cls._meter("660")
        cls.rows = cls.env["lampo.heat.consumption"]

    @classmethod
    def _meter(cls, serial, site=None, **values):
        return cls.env["lampo.heat.meter"].create({"serial": serial, "site_id": (site or cls.site).id, **values})

    def _wizard(self, *lines, **values):
        data = lines[0] if isinstance(lines[0], bytes) else "\n".join(lines).encode()
        env = self.env(user=self.user_service)
        return env["lampo.heat.import"].create(
            {"file": base64.b64encode(data).decode(), "filename": "lukemat.csv", **values}
        )

    def _import(self, *lines, **values):
        wizard = self._wizard(*lines, **values)
        wizard.action_import()
        return wizard.new_count, wizard.changed_count, wizard.unchanged_count

    def _found(self, site=None):
        rows = self.rows.search([("site_id", "=", (site or self.site).id)], order="granularity, period_start")
        return [(row.period_start, row.energy_mwh) for row in rows]

    def _refused(self, *lines, **values):
        with self.assertRaises(UserError) as caught, self.cr.savepoint():
            self._import(*lines, **values)
        self.assertFalse(self._found(), "nothing of a refused file may be kept")
        return str(caught.exception)

    # -- what is written

    def test_months_of_a_site_are_written_with_their_customer(self):
        counts = self._import(
            "Käyttöpaikka;Kuukausi;Kulutus (MWh);Vesimäärä m3", "KP-1;1/2026;2,5;40", "KP-1;2/2026;3;50"
        )
        self.assertEqual(counts, (2, 0, 0))
        self.assertEqual(self._found(), [(datetime(2025, 12, 31, 22), 2.5), (datetime(2026, 1, 31, 22), 3.0)])
        row = self.rows.search([("site_id", "=", self.site.id)], limit=1)
        self.assertEqual(
            (row.contract_id, row.partner_id, row.volume_m3, row.quality),
            (self.contract, self.customer, 50, "measured"),
        )

    def test_the_same_file_twice_changes_nothing(self):
        lines = ["meter;time;reading_kwh", *(f"660;2026-01-01T0{hour}:00Z;{5000 + hour}" for hour in range(5))]
        self.assertEqual(self._import(*lines), (4, 0, 0))
        self.assertEqual(self._import(*lines), (0, 0, 4))

    def test_a_corrected_file_changes_only_what_differs(self):
        self._import("kohde;kk;kulutus_mwh", "KP-1;2026-01;1", "KP-1;2026-02;2")
        self.assertEqual(self._import("kohde;kk;kulutus_mwh", "KP-1;2026-01;1", "KP-1;2026-02;2,5"), (0, 1, 1))

    def test_a_site_is_found_by_its_name_too(self):
        self._import("kohde;kk;kulutus_mwh", "Kaukokatu 1;2026-01;1")
        self.assertEqual(len(self._found()), 1)

    def test_a_file_without_places_goes_to_the_chosen_site_or_meter(self):
        self._import("kk;kulutus_mwh", "2026-01;1", site_id=self.site.id)
        self._import("kk;kulutus_mwh", "2026-02;1", meter_id=self.meter.id)
        self.assertEqual(len(self._found()), 2)

    def test_two_meters_of_a_site_are_added_up(self):
        self._meter("661")
        self._import("mittari;kk;kulutus_mwh", "660;2026-01;1", "661;2026-01;2,25")
        self.assertEqual(self._found(), [(datetime(2025, 12, 31, 22), 3.25)])

    def test_both_changes_of_the_clock(self):
        self._import(
            "meter;aika;kulutus_kwh",
            "660;29.3.2026 2:00;1",
            "660;29.3.2026 4:00;2",
            "660;25.10.2026 3:00;3",
            "660;25.10.2026 3:00;4",
            "660;25.10.2026 4:00;5",
        )
        self.assertEqual(
            self._found(),
            [
                (datetime(2026, 3, 29, 0), 0.001),
                (datetime(2026, 3, 29, 1), 0.002),
                (datetime(2026, 10, 25, 0), 0.003),
                (datetime(2026, 10, 25, 1), 0.004),
                (datetime(2026, 10, 25, 2), 0.005),
            ],
        )

    # -- cumulative readings

    def test_the_next_file_goes_on_from_the_stored_reading(self):
        self._import("meter;time;reading_kwh;m3", "660;2026-01-01T00:00Z;5000;10", "660;2026-01-01T01:00Z;5001;11")
        self.assertEqual(
            (self.meter.last_reading_on, self.meter.last_reading_mwh, self.meter.last_reading_m3),
            (datetime(2026, 1, 1, 1), 5.001, 11),
        )
        lines = ["meter;time;reading_kwh;m3", "660;2026-01-01T03:00Z;5004;14", "660;2026-01-01T04:00Z;5005;15"]
        self.assertEqual(self._import(*lines), (3, 0, 0))
        found = self.rows.search([("site_id", "=", self.site.id)], order="period_start")
        self.assertEqual(found.mapped("energy_mwh"), [0.001, 0.0015, 0.0015, 0.001])
        self.assertEqual(found.mapped("volume_m3"), [1, 1.5, 1.5, 1])
        self.assertEqual(found.mapped("quality"), ["measured", "estimated", "estimated", "measured"])
        self.assertEqual(self._import(*lines), (0, 0, 1))

    def test_an_older_file_leaves_the_stored_reading(self):
        self._import("meter;time;reading_kwh", "660;2026-01-02T00:00Z;5000", "660;2026-01-02T01:00Z;5001")
        self._import("meter;time;reading_kwh", "660;2026-01-01T00:00Z;4000", "660;2026-01-01T01:00Z;4001")
        self.assertEqual(self.meter.last_reading_on, datetime(2026, 1, 2, 1))

    def test_a_file_that_starts_within_an_hour_completes_it_and_does_not_halve_it(self):
        quarter = "660;2026-01-01T{:02}:{:02}Z;{}".format
        first = [quarter(i // 4, i % 4 * 15, 5000 + i) for i in range(7)]  # to 01:30
        second = [quarter(i // 4, i % 4 * 15, 5000 + i) for i in range(7, 13)]  # from 01:45 to 03:00
        self._import("meter;time;reading_kwh", *first)
        self._import("meter;time;reading_kwh", *second)
        expected = [(datetime(2026, 1, 1, hour), 0.004) for hour in range(3)]
        self.assertEqual(self._found(), expected)
        self._import("meter;time;reading_kwh", *second)
        self._import("meter;time;reading_kwh", *first)
        self.assertEqual(self._found(), expected)

    def test_a_meter_that_rolls_over_is_counted_through(self):
        self._import("meter;time;reading_kwh", "660;2026-01-01T00:00Z;99990", "660;2026-01-01T01:00Z;9")
        self.assertEqual(self._found(), [(datetime(2026, 1, 1, 0), 0.019)])

    def test_a_meter_change_keeps_both_sums(self):
        self.meter.removed_on = "2026-01-05"
        self._meter("661", installed_on="2026-01-05")
        self._import(
            "meter;time;reading_kwh",
            "660;2026-01-05T08:00Z;5000",
            "660;2026-01-05T09:00Z;5003",
            "661;2026-01-05T09:00Z;0",
            "661;2026-01-05T10:00Z;4",
        )
        self.assertEqual(self._found(), [(datetime(2026, 1, 5, 8), 0.003), (datetime(2026, 1, 5, 9), 0.004)])

    def test_a_site_whose_meter_was_changed_may_fall_on_that_day(self):
        lines = [
            "kohde;time;reading_kwh",
            "KP-1;2026-01-05T08:00Z;5000",
            "KP-1;2026-01-05T09:00Z;5003",
            "KP-1;2026-01-05T10:00Z;1",
            "KP-1;2026-01-05T11:00Z;5",
        ]
        self.assertIn("Line 4: the reading falls from 5003.0 to 1.0 kWh", self._refused(*lines))
        self.meter.removed_on = "2026-01-05"
        new = self._meter("661", installed_on="2026-01-05")
        self._import(*lines)
        self.assertEqual(self._found(), [(datetime(2026, 1, 5, 8), 0.003), (datetime(2026, 1, 5, 10), 0.004)])
        self.assertFalse(new.last_reading_on, "on the day of the change either meter may be meant")

    def test_a_reading_from_before_the_meter_came_is_a_faulty_line(self):
        self.meter.write({"installed_on": "2026-01-02", "removed_on": "2026-01-31"})
        text = self._refused(
            "meter;time;reading_kwh",
            "660;1.1.2026 12:00;5000",
            "660;2.1.2026 12:00;5001",
            "660;1.2.2026 0:00;5002",
            "660;1.2.2026 1:00;5003",
        )
        self.assertIn("Line 2: meter 660 was not on its site", text)
        self.assertIn("Line 5:", text)
        self.assertNotIn("Line 4:", text, "the midnight after its last day is its last reading")

    # -- what is refused

    def test_faulty_lines_are_named_at_once_and_nothing_is_kept(self):
        text = self._refused(
            "meter;aika;kulutus_kwh",
            "660;29.3.2026 2:00;1",
            "660;29.3.2026 3:00;1",
            "660;29.3.2026 4:00;x",
            "660;29.3.2026 5:00;-1",
        )
        self.assertIn("Line 3: the time 29.03.2026 03:00 does not exist", text)
        self.assertIn("Line 4: “x” in column kulutus_kwh is not a number", text)
        self.assertIn("Line 5: “-1” in column kulutus_kwh is below zero", text)

    def test_of_many_faulty_lines_the_first_twenty_are_named(self):
        text = self._refused("meter;aika;kulutus_kwh", *("660;nyt;1" for _line in range(25)))
        self.assertIn("Line 21:", text)
        self.assertNotIn("Line 22:", text)
        self.assertIn("5 more faulty lines", text)

    def test_unknown_meters_and_sites_are_named(self):
        self.assertIn(
            "meter 999 is not known", self._refused("mittari;kk;kulutus_kwh", "660;2026-01;1", "999;2026-01;1")
        )
        self.assertIn("site X is not known", self._refused("kohde;kk;kulutus_kwh", "KP-1;2026-01;1", "X;2026-01;1"))

    def test_two_sites_of_one_name_are_not_mixed_up(self):
        self._site()
        self.assertIn("several sites", self._refused("kohde;kk;kulutus_kwh", "Kaukokatu 1;2026-01;1"))

    def test_a_unit_that_is_not_named_has_to_be_chosen(self):
        lines = ["kohde;kk;kulutus", "KP-1;2026-01;1"]
        self.assertIn("choose the unit", self._refused(*lines))
        self._import(*lines, energy_unit="mwh")
        self.assertEqual(self._found(), [(datetime(2025, 12, 31, 22), 1.0)])

    def test_a_file_that_is_no_table_is_refused_with_what_to_do(self):
        for data in (b"%PDF-1.7", b"\x00\x01", b"PK\x03\x04zip", b"hei"):
            self.assertIn("no table", self._refused(data))
        self.assertIn("empty", self._refused(b""))
        self.assertIn("None of the columns is known: a, b", self._refused(b"a;b\n1;2\n"))
        self.assertIn("no readings", self._refused(b"kk;kulutus_kwh\n"))

    def test_a_file_that_names_no_place_needs_one_chosen(self):
        self.assertIn("choose the meter or the site", self._refused("kk;kulutus_kwh", "2026-01;1"))

    def test_another_companys_meter_is_not_known(self):
        other = self.env["res.company"].create({"name": "Toinen Lämpö Oy"})
        self._meter("777", self._site(company_id=other.id))
        self.assertIn("meter 777 is not known", self._refused("mittari;kk;kulutus_kwh", "777;2026-01;1"))

    def test_the_accountant_does_not_import(self):
        with self.assertRaises(AccessError):
            self.env["lampo.heat.import"].with_user(self.user_accountant).create({"file": "YQ=="})

    # -- what is shown

    def test_the_columns_are_shown_and_can_be_corrected(self):
        with Form(self.env["lampo.heat.import"].with_user(self.user_service)) as form:
            form.file = base64.b64encode(b"kohde;kk;foo;bar\nKP-1;2026-01;7;8\n").decode()
            self.assertIn("No column tells the energy", form.problem)
            with form.column_ids.edit(1) as line:
                self.assertEqual((line.name, line.meaning, line.samples), ("kk", "month", "2026-01"))
            with form.column_ids.edit(3) as line:
                self.assertEqual(line.meaning, "unused")
                line.meaning = "energy"
            self.assertIn("choose the unit", form.problem)
            form.energy_unit = "mwh"
            self.assertFalse(form.problem)
            self.assertEqual((form.kind_found, form.granularity_found, form.row_count), ("consumption", "month", 1))
            self.assertIn("KP-1", form.places)
        form.record.action_import()
        self.assertEqual(self._found(), [(datetime(2025, 12, 31, 22), 8.0)])

    def test_the_result_opens_the_rows(self):
        wizard = self._wizard("kohde;kk;kulutus_kwh", "KP-1;2026-01;1")
        action = wizard.action_import()
        self.assertEqual((action["res_id"], wizard.state), (wizard.id, "done"))
        rows = self.rows.search(wizard.action_open_rows()["domain"])
        self.assertEqual(rows.site_id, self.site)

    # -- a real meter

    def test_the_monthly_sums_of_a_meter_are_right_to_the_watt_hour(self):
        self._check_sums(_same_shape())

    def test_the_monthly_sums_of_the_measured_meter_are_right_to_the_watt_hour(self):
        self._check_sums(MEASURED_FILE.read_bytes() if MEASURED_FILE.exists() else _same_shape())
        if MEASURED_FILE.exists():
            total = sum(energy for _start, energy in self._found())
            january = sum(e for start, e in self._found() if local_date(start).strftime("%Y-%m") == "2019-01")
            self.assertEqual((round(total, 3), round(january, 3)), (51.627, 2.791))

    def _check_sums(self, data):
        expected = _sums_by_hand(data)
        new, changed, _unchanged = self._import(data)
        self.assertEqual((new, changed), (data.strip().count(b"\n") - 1, 0))
        self.env.cr.execute(
            """
            SELECT date_trunc('month', period_start AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Helsinki')::date,
                   sum(energy_mwh)::text
              FROM lampo_heat_consumption WHERE site_id = %s GROUP BY 1
            """,
            [self.site.id],
        )
        found = {month: Decimal(energy) for month, energy in self.env.cr.fetchall()}
        self.assertEqual(found, expected)
