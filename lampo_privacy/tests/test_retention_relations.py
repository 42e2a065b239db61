# Part of lampo_privacy. LGPL-3.
from datetime import date

from freezegun import freeze_time
from odoo import Command
from odoo.tests import tagged

from .retention_common import RetentionCase

# what must be installed for a relation to be one
MODELS = {"employee": "hr.employee", "sale_order": "sale.order", "purchase_order": "purchase.order"}


@tagged("post_install", "-at_install")
class TestRetentionRelations(RetentionCase):
    """Who is in another open relation is not at the end of one (statement § 6)."""

    def test_a_supplier_with_a_bill_of_the_last_two_years_is_not_at_the_end(self):
        person = self._customer("Aino Aalto", "2012-11-30")
        with freeze_time("2026-01-15"):
            self.env["account.move"].create({
                "move_type": "in_invoice", "partner_id": person.id, "invoice_date": "2026-01-15", "date": "2026-01-15",
                "invoice_line_ids": [Command.create({"name": "Puuta", "price_unit": 50.0})]})
        line = self._line(self._night("2026-10-01"), self.customers)
        self.assertEqual(line.item_ids.filtered(lambda item: item.res_id == person.id).reason, "entries")
        self.assertIn("invoices", person.retention_reason)

    def test_an_open_complaint_keeps_the_person_and_itself(self):
        person = self._customer("Aino Aalto", "2012-11-30")
        with freeze_time("2020-05-05"):
            contact = self.env["lampo.privacy.contact"].create(
                {"name": "Kylmä talo", "partner_id": person.id, "kind": "complaint", "date": "2020-05-04 09:00:00"})
        line = self._line(self._night("2026-10-01"), self.customers)
        self.assertEqual((line.item_ids.res_id, line.item_ids.reason), (person.id, "complaint"))
        self.assertTrue(contact.exists())

    def test_the_contact_log_moves_the_last_contact_on(self):
        person = self._partner("Kysyjä Kalle", last_contact_on="2025-02-28")
        with freeze_time("2025-08-15"):
            self.env["lampo.privacy.contact"].create(
                {"name": "Tarjous", "partner_id": person.id, "kind": "quote", "date": "2025-08-14 22:30:00"})
        self._night("2026-03-01")
        self.assertEqual((person.retention_due, person.anonymised_on), (date(2026, 8, 15), False))

    def test_who_uses_the_system_has_no_date_until_the_user_is_archived(self):
        person = self._customer("Käyttäjä Kalle", "2016-11-30")
        user = self._user("kayttaja", "base.group_user", partner_id=person.id)
        self.assertFalse(person.retention_due or person.retention_rule_id)
        self.assertEqual(person.retention_reason, "The person is a user of this system.")
        user.active = False
        self.assertEqual((person.retention_due, person.retention_rule_id), (date(2026, 11, 30), self.customers))

    def test_a_customers_own_web_account_is_no_relation(self):
        person = self._customer("Verkko Veera", "2016-11-30")
        self._user("verkko", "base.group_portal", partner_id=person.id)
        self.assertEqual(person.retention_due, date(2026, 11, 30))

    def test_odoos_own_users_are_never_found(self):
        own = self.env.ref("base.public_partner") | self.env.ref("base.partner_root")
        own.last_contact_on = "2001-01-01"
        sweep = self._night("2026-10-01")
        self.assertFalse(any(own.mapped("retention_due")))
        self.assertFalse(own & self.env["res.partner"].browse(self._line(sweep, self.loose).item_ids.mapped("res_id")))

    def test_who_works_here_is_kept_twelve_months_after_the_last_month_of_work(self):
        with freeze_time("2020-01-15 09:00"):
            worker = self._user("tyontekija", "base.group_user", name="Työntekijä Tyyne")
        self._night("2026-09-20", "cron_retention")
        with freeze_time("2026-10-02 09:00"):
            worker.active = False
        self.assertEqual(worker.partner_id.retention_due, date(2027, 9, 20))
        self._night("2026-10-03")
        self.assertFalse(worker.partner_id.anonymised_on)

    def _ordered(self, model, person, day, **product):
        """A confirmed order of one piece; sold when delivered, or bought when received, unless `product` says."""
        item = self.env["product.product"].create({"name": "Lämpömittari", "type": "consu", **product})
        with freeze_time(f"{day} 09:00"):
            order = self.env[model].create({"partner_id": person.id, "order_line": [
                Command.create({"product_id": item.id, "name": "Lämpömittari", "price_unit": 10.0})]})
            order.action_confirm() if model == "sale.order" else order.button_confirm()
            order.date_order = f"{day} 09:00:00"
        self.env.flush_all()
        return order

    def _reason_on(self, person, day):
        with freeze_time(f"{day} 02:30"):
            return self.env["res.partner"]._open_relations_of(person.ids).get(person.id)

    def test_a_confirmed_sales_order_keeps_its_customer_until_it_is_invoiced(self):
        by_order, by_delivery = (self._customer(f"Ostaja {nr}", "2012-11-30") for nr in range(2))
        to_invoice = self._ordered("sale.order", by_order, "2020-03-01", invoice_policy="order")
        waits = self._ordered("sale.order", by_delivery, "2020-03-01", invoice_policy="delivery")
        self.assertEqual((to_invoice.invoice_status, waits.invoice_status), ("to invoice", "no"))
        self.assertEqual(self._reason_on(by_order, "2026-10-01"), "sale_order", "however old")
        self.assertEqual(self._reason_on(by_delivery, "2022-02-28"), "sale_order", "nothing delivered yet")
        self.assertIsNone(self._reason_on(by_delivery, "2022-03-02"), "nothing delivered in two years")
        with freeze_time("2020-04-01"):
            invoice = to_invoice._create_invoices()
            invoice.invoice_date = "2020-04-01"
            invoice.action_post()
            self._pay(invoice, "2020-04-02")
        self.env.flush_all()
        self.assertIsNone(self._reason_on(by_order, "2026-10-01"))

    def test_a_confirmed_purchase_order_keeps_its_supplier_until_it_is_billed(self):
        by_order, by_receipt = (self._customer(f"Toimittaja {nr}", "2012-11-30") for nr in range(2))
        to_bill = self._ordered("purchase.order", by_order, "2020-03-01", purchase_method="purchase")
        waits = self._ordered("purchase.order", by_receipt, "2020-03-01", purchase_method="receive")
        self.assertEqual((to_bill.invoice_status, waits.invoice_status), ("to invoice", "no"))
        self.assertEqual(self._reason_on(by_order, "2026-10-01"), "purchase_order", "however old")
        self.assertEqual(self._reason_on(by_receipt, "2022-02-28"), "purchase_order", "nothing received yet")
        self.assertIsNone(self._reason_on(by_receipt, "2022-03-02"), "nothing received in two years")
        with freeze_time("2020-04-01"):
            to_bill.action_create_invoice()
            bill = to_bill.invoice_ids
            bill.write({"invoice_date": "2020-04-01", "date": "2020-04-01"})
            bill.action_post()
            self._pay(bill, "2020-04-02")
        self.env.flush_all()
        self.assertIsNone(self._reason_on(by_order, "2026-10-01"))

    # name of a relation -> begins it for a person, and returns what ends it
    def _relations(self):
        return {
            "user": self._as_user, "company": self._as_company, "unpaid": self._as_debtor, "entries": self._as_supplier,
            "request": self._as_asking, "complaint": self._as_complaining, "employee": self._as_employee,
            "sale_order": self._as_buyer, "purchase_order": self._as_seller,
        }  # fmt: skip

    def _as_user(self, person):
        user = self._user("kayttaja", "base.group_user", partner_id=person.id)
        return lambda: user.write({"active": False})

    def _as_company(self, person):
        company = self.env["res.company"].create({"name": "Toinen Lämpö Oy"})
        other = company.partner_id
        company.partner_id = person
        return lambda: company.write({"partner_id": other.id})

    def _bill(self, person, kind, day):
        return self.env["account.move"].create({
            "move_type": kind, "partner_id": person.id, "invoice_date": day, "date": day,
            "invoice_line_ids": [Command.create({"name": "Lämpö", "price_unit": 50.0})]})

    def _as_debtor(self, person):
        bill = self._bill(person, "out_invoice", "2012-10-01")
        bill.action_post()
        return lambda: self._pay(bill, "2012-10-10")

    def _as_supplier(self, person):
        return self._bill(person, "in_invoice", "2026-01-15").button_cancel

    def _as_asking(self, person):
        request = self.env["lampo.privacy.request"].create({
            "partner_id": person.id, "request_type": "access", "received_on": "2026-09-15"})
        return request.action_withdraw

    def _as_complaining(self, person):
        contact = self.env["lampo.privacy.contact"].create(
            {"name": "Kylmä talo", "partner_id": person.id, "kind": "complaint", "date": "2020-05-04 09:00:00"})
        return lambda: contact.write({"state": "done"})

    def _as_employee(self, person):
        employee = self.env["hr.employee"].create({"name": person.name, "work_contact_id": person.id})
        return lambda: employee.write({"active": False})

    def _as_buyer(self, person):
        return self.env["sale.order"].create({"partner_id": person.id})._action_cancel

    def _as_seller(self, person):
        return self.env["purchase.order"].create({"partner_id": person.id}).button_cancel

    def test_every_relation_that_there_is_keeps_the_person_and_lets_go_when_it_ends(self):
        Partner = self.env["res.partner"]
        relations = {name for name in self._relations() if MODELS.get(name, "res.partner") in self.env}
        self.assertEqual(Partner._open_relations().keys(), relations)
        with freeze_time("2026-09-15 09:00"):
            people = {name: self._customer(f"Suhde {name}", "2012-11-30") for name in relations}
            end = {name: self._relations()[name](people[name]) for name in relations}
        self.env.flush_all()
        with freeze_time("2026-10-01 02:30"):
            found = Partner._open_relations_of([person.id for person in people.values()])
        self.assertEqual({name: found.get(person.id) for name, person in people.items()}, {n: n for n in relations})
        line = self._line(self._night("2026-10-01"), self.customers)
        held = {item.res_id: item.reason for item in line.item_ids}
        for name, person in people.items():
            self.assertFalse(person.erasure_ids, name)
            self.assertEqual(held.get(person.id), None if name == "user" else name)
            self.assertIn(Partner._relation_labels()[name], person.retention_reason)
        with freeze_time("2026-10-01 09:00"):
            for ending in end.values():
                ending()
        self._night("2026-10-02")
        left = {name for name, person in people.items() if person.erasure_ids.state not in ("waiting", "done")}
        self.assertFalse(left, "each goes when its relation has ended")
