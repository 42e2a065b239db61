# Part of lampo_privacy. LGPL-3.
from datetime import date

from freezegun import freeze_time
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..tools.bypass import BYPASS
from .retention_common import RetentionCase


@tagged("post_install", "-at_install")
class TestRetentionSweep(RetentionCase):
    """Who is found, planned, held and erased, on which night (statement § 6)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_nobody_creates = cls._user("lampo_contacts", "base.group_user,base.group_partner_manager")

    def test_an_erasure_is_planned_ninety_days_before_the_limit_and_not_a_night_earlier(self):
        person = self._customer("Aino Aalto", "2016-11-30")
        self._night("2026-08-31")
        self.assertFalse(person.erasure_ids)
        self._night("2026-09-01")
        erasure = person.erasure_ids
        self.assertEqual((erasure.state, erasure.ground, erasure.rule_id), ("planned", "retention", self.customers))
        self.assertEqual((erasure.limit_on, erasure.run_on), (date(2026, 11, 30), date(2026, 11, 30)))

    def test_a_planned_erasure_runs_on_the_limit_and_not_a_night_earlier(self):
        person = self._customer("Aino Aalto", "2016-11-30")
        self._night("2026-10-01")
        self._night("2026-11-29")
        self.assertEqual(person.name, "Aino Aalto")
        self._night("2026-11-30")
        self.assertEqual(person.anonymised_on, date(2026, 11, 30))

    def test_who_is_found_late_is_erased_in_the_same_night(self):
        person = self._customer("Aino Aalto", "2010-11-30")
        self._night("2026-10-01")
        self.assertEqual(person.anonymised_on, date(2026, 10, 1))

    def test_the_officer_is_told_of_what_was_planned(self):
        self._customer("Aino Aalto", "2016-11-30")
        sweep = self._night("2026-10-01")
        self.assertEqual(sweep.activity_ids.user_id, self.user_officer)
        self.assertIn("1", sweep.activity_ids.summary)

    def test_the_night_is_told_in_the_officers_language(self):
        self.user_officer.lang = "fi_FI"
        self._customer("Kaarlo Kuusi", "2016-12-31")
        sweep = self._night("2026-12-31")
        self.assertEqual(sweep.activity_ids.summary, "1 poistoa suunniteltu")
        self.assertEqual(self._line(sweep, self.customers).rule_name, "Asiakkaat")
        self.assertNotIn("created", "".join(sweep.message_ids.mapped("body")))

    def test_by_approval_nothing_runs_before_the_officer_has_said_so(self):
        self.customers.automatic = False
        person = self._customer("Aino Aalto", "2010-11-30")
        self._night("2026-10-01")
        erasure = person.erasure_ids
        self.assertEqual((erasure.state, erasure.run_on, erasure.needs_approval), ("planned", False, True))
        with self.assertRaises(AccessError):
            erasure.with_user(self.user_service).action_approve()
        erasure.with_user(self.user_officer).action_approve()
        self._night("2026-10-02")
        self.assertEqual(person.anonymised_on, date(2026, 10, 2))

    def test_a_contact_of_undecided_form_waits_for_an_officer(self):
        person = self._partner("Nimetön", is_company=True, last_contact_on="2020-01-01")
        self.assertEqual(person.legal_form, "undecided")
        self._night("2026-10-01")
        self.assertTrue(person.erasure_ids.needs_approval)

    def test_someone_without_a_contract_goes_twelve_months_after_the_last_contact(self):
        person = self._partner("Kysyjä Kalle", last_contact_on="2025-02-28")
        self.assertEqual((person.retention_due, person.retention_rule_id), (date(2026, 2, 28), self.loose))
        self._night("2026-02-27")
        self.assertFalse(person.anonymised_on)
        self._night("2026-02-28")
        self.assertEqual(person.anonymised_on, date(2026, 2, 28))

    def test_a_new_contact_without_a_contract_begins_on_the_day_of_recording(self):
        with freeze_time("2026-03-31 23:30"):  # already April in Finland
            person = self._partner("Kysyjä Kaisa")
            anybody = self.env["res.partner"].with_user(self.user_nobody_creates).create({"name": "Kysyjä Kerttu"})
            self.assertEqual((person | anybody.sudo()).mapped("last_contact_on"), [date(2026, 4, 1)] * 2)

    def test_a_new_contract_takes_the_plan_back(self):
        person = self._customer("Aino Aalto", "2016-11-30")
        self._night("2026-10-01")
        self._contract(person, self._site(), "2026-10-02")
        sweep = self._night("2026-10-02")
        self.assertEqual((sweep.withdrawn, person.erasure_ids.ids), (1, []))
        self._night("2026-12-01")
        self.assertEqual(person.name, "Aino Aalto")

    def test_a_limit_that_moves_a_little_moves_the_plan(self):
        person = self._customer("Aino Aalto", "2016-11-30")
        self._night("2026-10-01")
        person.heat_contract_ids.date_end = "2016-12-03"
        self._night("2026-10-02")
        self.assertEqual(person.erasure_ids.run_on, date(2026, 12, 3))

    def test_a_hold_keeps_the_person_and_takes_the_plan_back(self):
        person = self._customer("Aino Aalto", "2016-11-30")
        self._night("2026-10-01")
        self.env["lampo.privacy.hold"].create({"partner_id": person.id, "reason": "Riita", "date_from": "2026-10-01"})
        sweep = self._night("2026-12-01")
        self.assertFalse(person.erasure_ids or person.anonymised_on)
        line = self._line(sweep, self.customers)
        self.assertEqual((line.held, line.done, line.item_ids.reason, line.item_ids.res_id), (1, 0, "hold", person.id))

    def test_who_is_kept_is_said_to_be_held_from_the_limit_on(self):
        person = self._customer("Aino Aalto", "2016-11-30")
        self.env["lampo.privacy.hold"].create({"partner_id": person.id, "reason": "Riita", "date_from": "2026-10-01"})
        lines = [self._line(self._night(day, "cron_retention"), self.customers) for day in ("2026-11-29", "2026-11-30")]
        self.assertEqual([(line.found, line.held) for line in lines], [(0, 0), (1, 1)])

    def test_who_was_held_goes_in_the_night_after_the_hold_was_lifted(self):
        person = self._customer("Aino Aalto", "2016-11-30")
        hold = self.env["lampo.privacy.hold"].create(
            {"partner_id": person.id, "reason": "Riita", "date_from": "2026-10-01"})
        self._night("2026-12-01")
        self.assertFalse(person.anonymised_on)
        hold.with_user(self.user_officer).action_lift()
        self._night("2026-12-02")
        self.assertEqual(person.anonymised_on, date(2026, 12, 2))

    def test_after_a_hold_the_person_goes_on_the_day_after_its_last(self):
        person = self._customer("Aino Aalto", "2016-11-30")
        self.env["lampo.privacy.hold"].create({
            "partner_id": person.id, "reason": "Riita", "date_from": "2020-01-01", "date_to": "2026-12-10"})
        self._night("2026-12-10")
        self.assertFalse(person.anonymised_on)
        self.assertEqual(person.erasure_ids.limit_on, date(2026, 12, 11))
        self._night("2026-12-11")
        self.assertEqual(person.anonymised_on, date(2026, 12, 11))

    def test_an_address_goes_with_its_person_and_is_not_found_itself(self):
        person = self._customer("Aino Aalto", "2010-11-30")
        address = self._partner(False, parent_id=person.id, type="invoice", street="Kaukokatu 2")
        self._night("2026-10-01")
        self.assertFalse(address.erasure_ids)
        self.assertEqual(len(person.erasure_ids), 1)

    def _couple(self, his, hers, **values):
        """A customer, and another who hangs under the first: each has a contract until that day (False: in force)."""
        first = self._customer("Pauli Puoliso", his)
        return first, self._customer("Saara Saarni", hers, parent_id=first.id, **values)

    def test_a_customer_under_another_person_has_a_time_of_their_own(self):
        first, second = self._couple(False, "2012-11-30")
        self._night("2026-10-01")
        self.assertTrue(second.anonymised_on)
        self.assertFalse(first.anonymised_on or first.erasure_ids)

    def test_a_customer_under_another_person_stays_when_that_one_goes_and_goes_later(self):
        first, second = self._couple("2012-11-30", "2017-11-30")
        self._night("2026-10-01")
        self.assertEqual((bool(first.anonymised_on), bool(second.anonymised_on)), (True, False))
        self._night("2027-11-30")
        self.assertTrue(second.anonymised_on)

    def test_who_was_left_under_somebody_erased_is_found_alone(self):
        first = self._customer("Pauli Puoliso", "2010-11-30")
        self._night("2026-10-01")
        later = self._partner("Liisa Lisätty", parent_id=first.id, last_contact_on="2025-01-31")
        self._night("2026-10-02")
        self.assertTrue(first.anonymised_on and later.anonymised_on)

    def test_a_refused_plan_is_made_again_when_the_reason_has_gone(self):
        person = self._customer("Aino Aalto", "2016-11-30")
        self._night("2026-10-01")
        person.with_user(self.user_officer).processing_restricted = True
        self._night("2026-11-30")
        self.assertEqual((person.erasure_ids.state, person.anonymised_on), ("draft", False))
        person.with_context(lampo_bypass=BYPASS).processing_restricted = False
        self._night("2026-12-02")
        self.assertTrue(person.anonymised_on)

    def test_the_dates_in_sql_are_the_dates_of_the_orm(self):
        elsewhere = self.env["res.company"].create({"name": "Toinen Lämpö Oy"})
        self.customers.copy({"company_id": elsewhere.id, "period": 7})
        self.loose.copy({"company_id": elsewhere.id, "period": 5})
        site = self._site(company_id=elsewhere.id)
        both = self._customer("Kaksi Kaisa", "2012-02-29")
        self._contract(both, site, "2012-01-01", "2013-05-31")
        there = self._customer("Siellä Seppo", "2016-01-31", "2014-01-01", site)
        firm = self._partner("Koivu Oy", is_company=True)
        self._contract(firm, self._site(), "2010-05-01", "2012-04-30")
        people = both | there | self._partner("Liisa", parent_id=firm.id)
        people |= self._partner("Irja", company_id=elsewhere.id, last_contact_on="2026-01-31")
        people |= self._partner("Impi", last_contact_on=False)
        contract_hold = self._customer("Holvi Heikki", "2012-06-30")
        self.env["lampo.privacy.hold"].create([
            {"contract_id": contract_hold.heat_contract_ids.id, "reason": "Riita", "date_to": "2031-01-31"},
            {"site_id": site.id, "reason": "Mittari", "date_to": "2030-03-31", "company_id": elsewhere.id}])
        people |= contract_hold
        people |= self._customer("Saara Saarni", "2012-02-29", parent_id=there.id)
        people |= self._partner("Lauri Lapsi", parent_id=both.id)
        self.env.flush_all()
        by_orm = {p: (p.retention_due, p.retention_rule_id) for p in people}
        self.cr.execute("UPDATE res_partner SET retention_due = NULL, retention_rule_id = NULL")
        self.env.invalidate_all()
        self.env["res.partner"]._recompute_retention()
        self.assertEqual({p: (p.retention_due, p.retention_rule_id) for p in people}, by_orm)
        self.assertEqual(by_orm[contract_hold][0], date(2031, 1, 31))
        self.assertEqual(by_orm[there][0], date(2030, 3, 31))

    def test_the_officer_is_told_how_many_of_the_planned_wait_for_an_approval(self):
        words = {0: "carried out by themselves", 1: "1 of them wait", 2: "All of them wait"}
        for waiting, text in words.items():
            people = [self._customer(f"Aalto {waiting} {n}", "2016-12-31") for n in range(2)]
            for person in people[:waiting]:
                person.write({"is_company": True, "legal_form": "undecided"})
            sweep = self._night(f"2026-11-0{waiting + 1}", "cron_retention")
            self.assertEqual(sum(len(person.erasure_ids) for person in people), 2, waiting)
            self.assertIn(text, sweep.activity_ids.note)
