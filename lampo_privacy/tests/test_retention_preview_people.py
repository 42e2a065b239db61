# Part of lampo_privacy. LGPL-3.
from datetime import date

from freezegun import freeze_time
from odoo.tests import tagged

from .preview_common import TODAY, PreviewCase


@tagged("post_install", "-at_install")
class TestPreviewOfPeople(PreviewCase):
    """What the preview tells of a person."""

    def _state(self, person):
        return self._rows(partner_id=person.id).mapped("state")

    def _employee(self, name="Eino Edustaja"):
        firm = self._partner("Koivu Oy", is_company=True)
        return firm, self._customer(name, "2016-12-31", parent_id=firm.id)

    def test_a_hold_on_a_company_holds_its_contact_people(self):
        firm, person = self._employee()
        self._hold(firm)
        self.assertEqual(self._state(person), ["held"])

    def test_a_hold_on_a_contact_person_holds_that_one(self):
        _firm, person = self._employee()
        self._hold(person)
        self.assertEqual(self._state(person), ["held"])

    def test_a_hold_that_has_an_end_gives_its_day(self):
        person = self._customer("Riita Risto", "2016-12-31")
        self._hold(person, date_to="2031-01-31")
        row = self._rows(partner_id=person.id)
        self.assertEqual((row.state, row.due_on), ("due", date(2031, 2, 1)))

    def test_a_hold_that_was_lifted_holds_nobody(self):
        person = self._customer("Riita Risto", "2016-12-31")
        hold = self._hold(person)
        self.assertEqual(self._state(person), ["held"])
        with freeze_time(TODAY):
            hold.action_lift()
        self.assertEqual(self._state(person), ["due"])

    def test_a_planned_erasure_is_told_once_and_with_its_own_day_and_company(self):
        person = self._customer("Tuleva Tuomas", "2017-01-31", company_id=False)
        self._night(TODAY, "cron_retention")
        erasure = person.erasure_ids
        self.assertEqual(erasure.state, "planned")
        erasure.limit_on = "2027-02-15"
        row = self._rows(partner_id=person.id)
        self.assertEqual((row.state, row.due_on, row.company_id), ("planned", date(2027, 2, 15), erasure.company_id))

    def test_an_erasure_that_is_not_planned_yet_gives_its_day(self):
        person = self._customer("Tuleva Tuomas", "2017-01-31")
        self.env["lampo.privacy.erasure"].create({"partner_id": person.id, "limit_on": "2027-02-15"})
        row = self._rows(partner_id=person.id)
        self.assertEqual((row.state, row.due_on), ("due", date(2027, 2, 15)))

    def test_a_hold_goes_before_a_plan(self):
        person = self._customer("Tuleva Tuomas", "2017-01-31")
        self._night(TODAY, "cron_retention")
        self.assertEqual(self._state(person), ["planned"])
        self._hold(person)
        self.assertEqual(self._state(person), ["held"])

    def test_an_erasure_that_failed_is_another_matter(self):
        person = self._customer("Tuleva Tuomas", "2017-01-31")
        self.env["lampo.privacy.erasure"].create([
            {"partner_id": person.id, "state": "failed", "limit_on": "2020-01-01"} for _n in range(2)])
        row = self._rows(partner_id=person.id)
        self.assertEqual((len(row), row.due_on), (1, date(2027, 1, 31)))

    def test_without_an_erasure_the_person_s_company_is_told(self):
        person = self._customer("Tuleva Tuomas", "2017-01-31", company_id=self.company.id)
        self.assertEqual(self._rows(partner_id=person.id).company_id, self.company)

    def test_who_was_erased_is_not_told_again(self):
        person = self._customer("Mennyt Martti", "2010-01-31")
        self._night(TODAY)
        self.assertTrue(person.anonymised_on)
        self.cr.execute("UPDATE res_partner SET retention_due = '2027-01-01' WHERE id = %s", [person.id])
        self.assertFalse(self._rows(partner_id=person.id))

    def test_an_address_and_a_relative_go_with_their_person(self):
        person = self._customer("Tuleva Tuomas", "2017-01-31")
        relative = self._partner("Tytti", parent_id=person.id)
        self.assertEqual(self._rows(self.customers).partner_id & (person | relative), person)

    def test_what_keeps_a_person_tonight_says_nothing_of_a_day_far_away(self):
        near, far = self._customer("Lähellä Laura", "2016-12-31"), self._customer("Kaukana Kaisa", "2022-12-31")
        for person in (near, far):
            self._invoice(person, "2026-10-01")
        self.assertEqual((self._state(near), self._state(far)), (["held"], ["due"]))

    def test_a_plan_that_nobody_has_approved_is_held(self):
        self.customers.automatic = False
        person = self._customer("Tuleva Tuomas", "2017-01-31")
        self._night(TODAY, "cron_retention")
        self.assertEqual(self._state(person), ["held"])
        person.erasure_ids.with_user(self.user_officer).action_approve()
        self.assertEqual(self._state(person), ["planned"])

    def test_a_draft_that_was_left_lying_is_told_as_if_there_were_none(self):
        free, billed = self._customer("Tuleva Tuomas", "2016-12-31"), self._customer("Laskutettu Laura", "2016-12-31")
        self._invoice(billed, "2026-10-01")
        self.env["lampo.privacy.erasure"].create([{"partner_id": person.id} for person in (free, billed)])
        self.assertEqual((self._state(free), self._state(billed)), (["due"], ["held"]))

    def test_an_organisation_is_not_told(self):
        person = self._customer("Yritys", "2017-01-31")
        self.assertTrue(self._rows(partner_id=person.id))
        self.cr.execute("UPDATE res_partner SET is_data_subject = FALSE WHERE id = %s", [person.id])
        self.assertFalse(self._rows(partner_id=person.id))

    def test_only_what_waits_for_the_vouchers_is_a_second_phase(self):
        person = self._customer("Mennyt Martti", "2010-01-31")
        self._night(TODAY)
        self.assertEqual(person.erasure_ids.state, "done")
        self.assertFalse(self._rows(partner_id=person.id))
