# Part of lampo_privacy. LGPL-3.
import random
from datetime import date, timedelta

from freezegun import freeze_time
from odoo.tests import tagged

from ..tools.deadlines import add_months, voucher_kept_until
from .retention_common import RetentionCase

FIRST, LAST = date(2026, 1, 1), date(2034, 12, 31)


@tagged("post_install", "-at_install")
class TestRetentionProperty(RetentionCase):
    """Seeded cases, any contracts, holds, bills and nights: no rule's end is passed, nothing that is held goes."""

    def _day(self, first=FIRST, last=LAST):
        return first + timedelta(days=self.chance.randint(0, (last - first).days))

    def _person(self, nr):
        """Somebody with one or two contracts, or with none; some of them billed."""
        name = f"Kohtalo {nr}"
        if self.chance.random() < 0.25:
            return self._partner(name, last_contact_on=self._day(date(2025, 6, 1), date(2031, 1, 1)))
        end = self._day(date(2016, 6, 1), date(2023, 1, 1))
        person = self._customer(name, end, end - timedelta(days=900))
        if self.chance.random() < 0.3:
            self._contract(person, self._site(), end + timedelta(days=1), self._day(end + timedelta(days=30)))
        if self.chance.random() < 0.5:
            self.bills[person] = self._day(end - timedelta(days=600), end)
            self._invoice(person, self.bills[person])
        return person

    def _hold(self, person):
        """On the person, the contract or the site; with an end or without."""
        contract = person.heat_contract_ids[:1]
        targets = [{"partner_id": person.id}]
        if contract:
            targets += [{"contract_id": contract.id}, {"site_id": contract.site_id.id}]
        target = self.chance.choice(targets)
        start = self._day(date(2020, 1, 1))
        end = self.chance.choice([False, self._day(start)])
        return self.env["lampo.privacy.hold"].create({"reason": "Riita", "date_from": start, "date_to": end, **target})

    def _limit(self, person):
        """The last day by the rule alone, reckoned here."""
        ends = person.heat_contract_ids.mapped("date_end")
        return add_months(max(ends), 120) if ends else add_months(person.last_contact_on, 12)

    def _check(self, night, people):
        for person, set_on in people.items():
            holds = set_on.exists()  # long after its end a hold goes by a rule of its own
            held = any(hold.date_from <= night and (not hold.date_to or night <= hold.date_to) and not (
                hold.lifted_on and hold.lifted_on <= night) for hold in holds)
            told = f"seed {self.seed}, {night}: {person.id}"
            limit, began = self.limits[person], self.gone.get(person)
            bill = self.bills.get(person)
            until = voucher_kept_until(date(bill.year, 12, 31)) if bill else date.min
            if not began and (person.anonymised_on or person.processing_restricted):
                self.gone[person] = began = night
                self.assertFalse(held, f"{told} went under a hold")
                self.assertGreaterEqual(night, limit, f"{told} went before the limit")
            closing = [hold.date_to for hold in holds if hold.date_to and not hold.lifted_on]
            last = max([limit, *(day + timedelta(days=1) for day in closing if day >= limit)])
            if night >= last and not held:
                self.assertTrue(began, f"{told} is kept past {last}")
            if began:
                self.assertEqual(bool(person.anonymised_on), night > until, f"{told} and its bill until {until}")
                self.assertEqual(person.name.startswith("Kohtalo"), night <= until, told)

    def test_any_contracts_holds_bills_and_nights(self):
        for self.seed in range(3):
            self.chance, self.bills, self.gone = random.Random(self.seed), {}, {}
            with freeze_time("2025-12-31"):
                people = dict.fromkeys(map(self._person, range(8)), self.env["lampo.privacy.hold"])
                for person in self.chance.sample(list(people), 3):
                    people[person] = self._hold(person)
            self.limits = {person: self._limit(person) for person in people}
            near = [limit + timedelta(days=days) for limit in self.limits.values() for days in (-1, 0)]
            for night in sorted({day for day in [*near, *(self._day() for _n in range(6))] if FIRST <= day <= LAST}):
                self._night(night)
                self._check(night, people)
                hold = self.chance.choice([hold for hold in people.values() if hold]).exists()
                if hold and self.chance.random() < 0.1 and not hold.lifted_on:
                    with freeze_time(f"{night} 12:00"):
                        hold.action_lift()
            self.assertTrue(self.gone, f"seed {self.seed}")
