# Part of lampo_privacy. LGPL-3.
from freezegun import freeze_time
from odoo import Command
from odoo.tests import tagged

from .retention_common import RetentionCase

NIGHT = "2026-10-01"


@tagged("post_install", "-at_install")
class TestRetentionFamily(RetentionCase):
    """Whose relation keeps whom, where one contact hangs under another (statement § 6)."""

    def _request(self, person):
        with freeze_time("2026-09-20 09:00"):
            self.env["lampo.privacy.request"].create(
                {"partner_id": person.id, "request_type": "access", "received_on": "2026-09-20"})

    def _complaint(self, person):
        self.env["lampo.privacy.contact"].create(
            {"name": "Kylmä talo", "partner_id": person.id, "kind": "complaint", "date": "2020-05-04 09:00:00"})

    def _bill(self, person):
        self._invoice(person, "2026-09-01")

    def _order(self, person):
        if "sale.order" in self.env:
            with freeze_time("2026-09-20 09:00"):
                self.env["sale.order"].create({"partner_id": person.id})

    def _unpaid(self, person):
        self.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": person.id, "invoice_date": "2015-01-01",
            "invoice_line_ids": [Command.create({"name": "Kaukolämpö", "price_unit": 100.0})]}).action_post()

    def _ways(self):
        return {"request": self._request, "complaint": self._complaint, "entries": self._bill, "unpaid": self._unpaid,
                **({"sale_order": self._order} if "sale.order" in self.env else {})}

    def _reasons(self, *people):
        """What keeps each of these in the night; False: it goes."""
        line = self._line(self._night(NIGHT), self.customers)
        held = {item.res_id: item.reason for item in line.item_ids}
        return [held.get(person.id, False) for person in people]

    def test_what_a_contact_of_a_company_has_open_keeps_the_contact(self):
        people = {}
        for name in self._ways():
            firm = self._customer(f"{name} Oy", "2012-11-30", is_company=True)
            people[name] = self._partner(f"Liisa {name}", parent_id=firm.id)
            self._ways()[name](people[name])
        self.assertEqual(self._reasons(*people.values()), list(people))

    def test_what_an_address_or_a_relative_has_open_keeps_who_they_go_with(self):
        people = {}
        for name, way in self._ways().items():
            people[name] = self._customer(f"Aino {name}", "2012-11-30")
            way(self._partner(f"Oma {name}", parent_id=people[name].id, type="invoice"))
        self.assertEqual(self._reasons(*people.values()), list(people))

    def test_what_a_customer_under_another_person_has_open_keeps_that_customer(self):
        people = {}
        for name, way in self._ways().items():
            first = self._customer(f"Pauli {name}", False)
            people[name] = self._customer(f"Saara {name}", "2012-11-30", parent_id=first.id)
            way(people[name])
        self.assertEqual(self._reasons(*people.values()), list(people))

    def test_what_goes_to_the_address_of_a_customer_under_another_person_keeps_that_customer(self):
        first = self._customer("Pauli Puoliso", False)
        second = self._customer("Saara Saarni", "2012-11-30", parent_id=first.id)
        self._bill(self._partner("Saaran laskut", parent_id=second.id, type="invoice"))
        self.assertEqual(self._reasons(second), ["entries"])

    def test_what_the_person_above_has_open_keeps_no_customer_who_hangs_there(self):
        people = []
        for name, way in self._ways().items():
            first = self._customer(f"Pauli {name}", False)
            people.append(self._customer(f"Saara {name}", "2012-11-30", parent_id=first.id))
            way(first)
        self.assertEqual(self._reasons(*people), [False] * len(people))
        self.assertTrue(all(person.anonymised_on for person in people))

    def test_what_a_company_has_open_keeps_a_contact_with_a_contract_too(self):
        firm = self._customer("Koivu Oy", "2012-11-30", is_company=True)
        contact = self._customer("Liisa Koivu", "2012-11-30", parent_id=firm.id)
        self._bill(firm)
        self.assertEqual(self._reasons(contact), ["entries"])
