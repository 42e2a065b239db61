# Part of lampo_privacy. LGPL-3.
from datetime import date

from odoo.tests import tagged

from .retention_common import RetentionCase

LIMIT = date(2026, 11, 30)


@tagged("post_install", "-at_install")
class TestRetentionPlans(RetentionCase):
    """A plan waits for up to ninety days: what changes meanwhile counts (statement § 6)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls._customer("Aino Aalto", "2016-11-30")

    def test_a_rule_that_asks_for_an_approval_from_now_on_stops_what_is_planned_and_tells_it(self):
        first = self._night("2026-09-05")
        self.customers.automatic = False
        second = self._night("2026-10-01")
        self.assertEqual((first.activity_ids.note.count("your approval"), second.activity_ids.user_id),
                         (0, self.user_officer))
        self.assertIn("wait for your approval", second.activity_ids.note)
        self.assertFalse(self._night("2026-10-02").activity_ids, "once")
        self._night(LIMIT)
        self.assertFalse(self.person.anonymised_on)

    def test_a_rule_that_is_automatic_from_now_on_lets_go_what_waits_for_an_approval_at_its_limit(self):
        self.customers.automatic = False
        self._night("2026-09-05")
        self.customers.automatic = True
        self._night("2026-11-29")
        self.assertFalse(self.person.anonymised_on)
        self._night(LIMIT)
        self.assertEqual(self.person.anonymised_on, LIMIT)

    def test_what_an_officer_has_approved_stays_approved_and_says_by_whom(self):
        self.customers.automatic = False
        self._night("2026-09-05")
        erasure = self.person.erasure_ids
        erasure.with_user(self.user_officer).action_approve()
        self.person.heat_contract_ids.date_end = "2016-12-03"
        self._night("2026-09-06")
        self.assertEqual((erasure.approved_by, erasure.needs_approval, erasure.run_on),
                         (self.user_officer, False, date(2026, 12, 3)))

    def test_a_contact_that_somebody_has_said_to_be_a_person_waits_no_more(self):
        contact = self._partner("Nimetön", is_company=True, last_contact_on="2025-11-30")
        self._night("2026-10-01")
        self.assertTrue(contact.erasure_ids.needs_approval)
        contact.legal_form = "person"
        self._night(LIMIT)
        self.assertTrue(contact.anonymised_on)

    def test_where_the_sweep_has_failed_the_run_takes_back_and_moves_plans_itself(self):
        moved = self._customer("Siirtyvä Siiri", "2016-11-30")
        self._night("2026-10-01")
        self.assertEqual(self._line(self._night("2026-10-02"), self.customers).found, 0, "planned already")
        self._contract(self.person, self._site(), "2018-01-01", "2020-01-01")
        moved.heat_contract_ids.date_end = "2016-12-03"
        self._night(LIMIT, "cron_erasures")
        self.assertFalse(self.person.anonymised_on or self.person.erasure_ids)
        self.assertFalse(moved.anonymised_on)
        self.assertEqual(moved.erasure_ids.run_on, date(2026, 12, 3))

    def test_an_open_relation_that_began_meanwhile_takes_the_plan_back(self):
        self._night("2026-10-01")
        self._invoice(self.person, "2026-10-15")
        self.assertEqual(self._night("2026-10-16").withdrawn, 1)
        self.assertFalse(self.person.erasure_ids)
        self._night(LIMIT)
        self.assertFalse(self.person.anonymised_on)

    def test_a_plan_is_of_the_company_of_the_last_contract(self):
        other = self.env["res.company"].create({"name": "Naapurin Lämpö Oy"})
        for name, first, last in (("Siirto Siiri", self.company, other), ("Paluu Pauli", other, self.company)):
            person = self._customer(name, "2010-11-30", "2009-01-01", self._site(company_id=first.id))
            self._contract(person, self._site(company_id=last.id), "2011-01-01", "2016-11-30")
            self._night("2026-10-01", "cron_retention")
            self.assertEqual(person.erasure_ids.company_id, last)

    def test_a_draft_that_was_left_lying_keeps_nobody_beyond_the_limit(self):
        Erasure = self.env["lampo.privacy.erasure"].with_user(self.user_officer)
        draft = Erasure.create({"partner_id": self.person.id})
        self._night("2026-10-01")
        self.assertEqual((draft.state, draft.ground, draft.rule_id, draft.run_on),
                         ("planned", "retention", self.customers, LIMIT))
        self._night("2026-11-29")
        self.assertFalse(self.person.anonymised_on)
        self._night(LIMIT)
        self.assertEqual(self.person.anonymised_on, LIMIT)

    def test_an_erasure_that_somebody_has_planned_is_left_to_its_own_day(self):
        mine = self.env["lampo.privacy.erasure"].with_user(self.user_officer).create(
            {"partner_id": self.person.id, "run_on": "2026-10-20"})
        mine.action_plan()
        self.assertEqual(self._line(self._night("2026-10-01"), self.customers).found, 0)
        self.assertEqual((mine.ground, mine.run_on, mine.limit_on), ("manual", date(2026, 10, 20), False))
        self._night("2026-10-20")
        self.assertTrue(self.person.anonymised_on)
