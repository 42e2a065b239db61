# Part of lampo_privacy. LGPL-3.
from datetime import date, timedelta
from itertools import product

from freezegun import freeze_time
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger
from psycopg2 import IntegrityError

from .common import LampoCase

DAY_ZERO = date(2024, 1, 1)


def day(number):
    return DAY_ZERO + timedelta(days=number)


def as_dates(start, length):
    """First and last day of a period of ``length`` days (None: it runs on)."""
    return start, length and start + timedelta(days=length - 1)


def as_days(start, length):
    """The days of such a period, one by one."""
    return {start + timedelta(days=number) for number in range(length or 100)}


@tagged("post_install", "-at_install")
class TestHeatContract(LampoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls._partner("Aino Sopija")
        cls.site = cls._site()

    def test_a_contract_takes_the_next_number(self):
        contract = self._contract(self.partner, self.site, "2024-01-01")
        self.assertTrue(contract.name)

    def test_a_contract_belongs_to_the_company_of_its_site(self):
        other = self.env["res.company"].create({"name": "Naapurin Lämpö Oy"})
        contract = self._contract(self.partner, self._site(company_id=other.id), "2024-01-01")
        self.assertEqual(contract.company_id, other)

    def test_a_customer_of_another_company_is_refused(self):
        other = self.env["res.company"].create({"name": "Naapurin Lämpö Oy"})
        stranger = self._partner("Naapurin Asiakas", company_id=other.id)
        with self.assertRaises(UserError):
            self._contract(stranger, self.site, "2024-01-01")

    def test_dates_that_run_backwards_are_refused(self):
        with self.assertRaisesRegex(ValidationError, "before it starts"):
            self._contract(self.partner, self.site, "2024-02-01", "2024-01-31")
        contract = self._contract(self.partner, self.site, "2024-02-01")
        with self.assertRaisesRegex(ValidationError, "before it starts"):
            contract.date_end = "2024-01-31"

    def test_a_contract_of_one_day_is_accepted(self):
        self.assertTrue(self._contract(self.partner, self.site, "2024-02-01", "2024-02-01"))

    def test_the_last_day_of_one_is_not_the_first_of_the_next(self):
        self._contract(self.partner, self.site, "2024-01-01", "2024-01-31")
        with self.assertRaises(ValidationError):
            self._contract(self.partner, self.site, "2024-01-31")

    def test_the_next_day_begins_the_next_contract(self):
        self._contract(self.partner, self.site, "2024-01-01", "2024-01-31")
        self.assertTrue(self._contract(self.partner, self.site, "2024-02-01"))

    def test_an_overlap_names_the_other_contract_and_not_the_person(self):
        first = self._contract(self.partner, self.site, "2024-01-01", "2024-01-31")
        with self.assertRaises(ValidationError) as refused:
            self._contract(self._partner("Toinen Sopija"), self.site, "2024-01-15")
        self.assertIn(first.name, str(refused.exception))
        self.assertNotIn("Sopija", str(refused.exception))

    def test_an_overlap_by_a_change_is_refused(self):
        first = self._contract(self.partner, self.site, "2024-01-01", "2024-01-31")
        self._contract(self.partner, self.site, "2024-02-01")
        for value in ("2024-02-01", False):
            with self.assertRaises(ValidationError):
                first.date_end = value

    def test_two_of_one_entry_may_not_overlap_either(self):
        values = {"partner_id": self.partner.id, "site_id": self.site.id, "date_start": "2024-01-01"}
        with self.assertRaises(ValidationError):
            self.env["lampo.heat.contract"].create([values, {**values, "date_start": "2024-06-01"}])

    def test_the_same_dates_on_another_site_are_accepted(self):
        self._contract(self.partner, self.site, "2024-01-01")
        self.assertTrue(self._contract(self.partner, self._site(), "2024-01-01"))

    def test_contracts_may_move_together_to_a_site(self):
        first = self._contract(self.partner, self.site, "2024-01-01", "2024-01-31")
        second = self._contract(self.partner, self.site, "2024-02-01")
        other = self._site()
        (first | second).site_id = other
        self.assertEqual(other.contract_ids, first | second)

    def test_the_database_refuses_an_overlap_that_python_did_not_see(self):
        first = self._contract(self.partner, self.site, "2024-01-01", "2024-01-31")
        second = self._contract(self.partner, self.site, "2024-02-01")
        self.env.flush_all()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError) as refused, self.cr.savepoint():
            self.env.cr.execute(
                SQL("UPDATE lampo_heat_contract SET date_start = %s WHERE id = %s", first.date_end, second.id)
            )
        message = second._sql_error_to_message(refused.exception)
        self.assertIn("one contract at a time", message)

    def test_contracts_are_accepted_exactly_when_their_days_differ(self):
        """All ways in which a period can lie beside a closed and an open one."""
        for first_length, start, length in product((3, None), range(8), (1, 2, 5, None)):
            first, second = (day(2), first_length), (day(start), length)
            site = self._site()
            self._contract(self.partner, site, *as_dates(*first))
            with self.subTest(first=first, second=second):
                if as_days(*first).isdisjoint(as_days(*second)):
                    self.assertTrue(self._contract(self.partner, site, *as_dates(*second)))
                else:
                    with self.assertRaises(ValidationError):
                        self._contract(self.partner, site, *as_dates(*second))

    def test_power_and_flow_below_zero_are_refused(self):
        for field in ("power_kw", "flow_m3h"):
            with self.assertRaises(ValidationError):
                self._contract(self.partner, self._site(), "2024-01-01", **{field: -0.5})

    @freeze_time("2024-03-10")
    def test_the_state_follows_the_day_and_is_searchable(self):
        contracts = {
            "ended": self._contract(self.partner, self.site, "2024-01-01", "2024-03-09"),
            "running": self._contract(self.partner, self.site, "2024-03-10", "2024-03-10"),
            "future": self._contract(self.partner, self.site, "2024-03-11"),
        }
        mine = [("site_id", "=", self.site.id)]
        for state, contract in contracts.items():
            self.assertEqual(contract.state, state)
            found = self.env["lampo.heat.contract"].search([*mine, ("state", "=", state)])
            self.assertEqual(found, contract)
        others = self.env["lampo.heat.contract"].search([*mine, ("state", "!=", "running")])
        self.assertEqual(others, contracts["ended"] | contracts["future"])

    @freeze_time("2024-03-09 22:30:00")
    def test_the_day_changes_at_finnish_midnight(self):
        contract = self._contract(self.partner, self.site, "2024-03-10")
        self.assertEqual(contract.state, "running")

    def test_an_unused_contract_can_be_deleted(self):
        contract = self._contract(self.partner, self.site, "2024-01-01")
        contract.unlink()
        self.assertFalse(contract.exists())

    def test_a_contract_with_readings_is_ended_and_not_deleted(self):
        contract = self._contract(self.partner, self.site, "2024-01-01")
        self._months(self.site, "2024-01-01", 1, 2.0)
        with self.assertRaises(UserError):
            contract.unlink()

    def test_a_contract_with_an_invoice_is_ended_and_not_deleted(self):
        contract = self._contract(self.partner, self.site, "2024-01-01")
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.partner.id,
                "invoice_date": "2024-02-10",
                "invoice_line_ids": [(0, 0, {"name": "Kaukolämpö", "price_unit": 100.0, "tax_ids": []})],
            }
        )
        invoice.action_post()
        with self.assertRaises(UserError):
            contract.unlink()

    def test_a_customer_with_a_contract_cannot_be_deleted(self):
        self._contract(self.partner, self.site, "2024-01-01")
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self.partner.unlink()

    def test_readings_follow_the_contract(self):
        contract = self._contract(self.partner, self.site, "2024-01-01")
        rows = self._months(self.site, "2024-01-01", 2, 1.0)
        self.assertEqual(rows.contract_id, contract)
        other = self._partner("Toinen Sopija")
        contract.partner_id = other
        rows.invalidate_recordset()
        self.assertEqual(rows.partner_id, other)
        contract.date_end = "2024-01-31"
        rows.invalidate_recordset()
        self.assertEqual(rows[0].contract_id, contract)
        self.assertFalse(rows[1].contract_id)
