# Part of lampo_privacy. LGPL-3.
from datetime import date, timedelta
from unittest.mock import patch

from freezegun import freeze_time
from odoo import Command
from odoo.addons.base.models.ir_cron import CompletionStatus
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

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

    def test_after_a_hold_the_person_goes_on_the_day_after_its_last(self):
        person = self._customer("Aino Aalto", "2016-11-30")
        self.env["lampo.privacy.hold"].create({
            "partner_id": person.id, "reason": "Riita", "date_from": "2020-01-01", "date_to": "2026-12-10"})
        self._night("2026-12-10")
        self.assertFalse(person.anonymised_on)
        self._night("2026-12-11")
        self.assertEqual(person.anonymised_on, date(2026, 12, 11))

    def test_a_supplier_with_a_bill_of_the_last_two_years_is_not_at_the_end(self):
        person = self._customer("Aino Aalto", "2012-11-30")
        with freeze_time("2026-01-15"):
            self.env["account.move"].create({
                "move_type": "in_invoice", "partner_id": person.id, "invoice_date": "2026-01-15", "date": "2026-01-15",
                "invoice_line_ids": [Command.create({"name": "Puuta", "price_unit": 50.0})]})
        line = self._line(self._night("2026-10-01"), self.customers)
        self.assertEqual(line.item_ids.filtered(lambda item: item.res_id == person.id).reason, "entries")
        self.assertIn("invoices", person.retention_reason)

    def test_open_entries_an_open_request_and_a_user_keep_a_person(self):
        names = ("Velka Ville", "Kysy Kyösti", "Käyttäjä")
        unpaid, asking, user = (self._customer(name, "2012-11-30") for name in names)
        self.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": unpaid.id, "invoice_date": "2012-10-01",
            "invoice_line_ids": [Command.create({"name": "Lämpö", "price_unit": 50.0})]}).action_post()
        self.env["lampo.privacy.request"].create({
            "partner_id": asking.id, "request_type": "access", "received_on": "2026-09-15"})
        self.env["res.users"].create({"name": "Käyttäjä", "login": "kayttaja", "partner_id": user.id})
        line = self._line(self._night("2026-10-01"), self.customers)
        reasons = {item.res_id: item.reason for item in line.item_ids}
        self.assertEqual([reasons.get(p.id) for p in (unpaid, asking, user)], ["unpaid", "request", "user"])

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

    def test_odoos_own_users_are_never_found(self):
        self.env.ref("base.public_partner").last_contact_on = "2001-01-01"
        self.env.ref("base.partner_root").last_contact_on = "2001-01-01"
        sweep = self._night("2026-10-01")
        self.assertEqual(set(self._line(sweep, self.loose).item_ids.mapped("state")), {"held"})
        self.assertFalse(self.env.ref("base.public_partner").erasure_ids)

    def test_an_address_goes_with_its_person_and_is_not_found_itself(self):
        person = self._customer("Aino Aalto", "2010-11-30")
        address = self._partner(False, parent_id=person.id, type="invoice", street="Kaukokatu 2")
        self._night("2026-10-01")
        self.assertFalse(address.erasure_ids)
        self.assertEqual(len(person.erasure_ids), 1)

    def test_a_refused_plan_is_made_again_when_the_reason_has_gone(self):
        person = self._customer("Aino Aalto", "2016-11-30")
        self._night("2026-10-01")
        self.env["lampo.privacy.hold"].create({"partner_id": person.id, "reason": "Riita", "date_from": "2026-11-30"})
        self._night("2026-11-30", "cron_erasures")  # the run comes before the next sweep
        self.assertEqual(person.erasure_ids.state, "draft")
        person.hold_ids.action_lift()
        self._night("2026-12-02")
        self.assertTrue(person.anonymised_on)

    def test_one_bad_record_is_set_aside_and_the_others_go_on(self):
        bad, good = self._customer("Huono Heikki", "2010-01-31"), self._customer("Hyvä Hilma", "2010-01-31")
        Erasure = self.env.registry["lampo.privacy.erasure"]
        original = Erasure.action_plan

        def action_plan(erasures):
            if bad in erasures.partner_id:
                raise ValueError("Huono Heikki")
            return original(erasures)

        quiet = mute_logger("odoo.addons.lampo_privacy.models.privacy_sweep_records")
        with patch.object(Erasure, "action_plan", action_plan), quiet:
            sweep = self._night("2026-10-01", "cron_retention")
        line = self._line(sweep, self.customers)
        self.assertEqual((sweep.state, line.found, line.done, line.failed), ("done", 2, 1, 1))
        self.assertEqual((line.item_ids.res_id, line.item_ids.reason), (bad.id, "ValueError"))
        self.assertEqual((len(good.erasure_ids), len(bad.erasure_ids)), (1, 0))

    def test_a_sweep_goes_on_with_what_is_left(self):
        people = [self._customer(f"Aalto {n}", "2010-01-31") for n in range(4)]
        with self._worker("2026-10-01") as Sweep:
            begun = Sweep._begin()
            with patch.object(self.env.registry["lampo.privacy.sweep.line"], "_batch", lambda line: 3):
                self.assertEqual(begun._next_batch(), 3)
            line = self._line(begun, self.customers)
            self.assertEqual((begun.state, line.found, line.done), ("running", 4, 3))
            self.assertAlmostEqual(begun.progress, 100 * (3 + begun.held) / begun.found)
            sweep = self.Sweep.browse(begun.id)
        self._night("2026-10-01", "cron_retention_helper_1")
        self.assertEqual((sweep.state, self._line(sweep, self.customers).done), ("done", 4))
        self.assertTrue(all(len(person.erasure_ids) == 1 for person in people))

    def test_what_a_night_has_not_finished_is_found_again_in_the_next(self):
        person = self._customer("Aino Aalto", "2010-01-31")
        with self._worker("2026-10-01") as Sweep:
            first = self.Sweep.browse(Sweep._begin().id)
        second = self._night("2026-10-02", "cron_retention")
        self.assertEqual((first.state, second.state), ("interrupted", "done"))
        self.assertEqual(len(person.erasure_ids), 1)

    def test_a_sweep_that_runs_already_is_not_begun_twice(self):
        with self._worker("2026-10-01") as Sweep:
            first = Sweep._begin()
            self.assertEqual(Sweep._current(), first)
            Sweep._cron_sweep()
            self.assertEqual((Sweep.search([], limit=1), first.state), (first, "done"))

    def test_the_dry_run_says_what_the_sweep_finds_and_writes_nothing(self):
        self._customer("Aino Aalto", "2010-01-31")
        held = self._customer("Hilma Holvi", "2010-01-31")
        self.env["lampo.privacy.hold"].create({"partner_id": held.id, "reason": "Riita", "date_from": "2020-01-01"})
        self.env.flush_all()
        written = [SQL("SELECT pg_stat_get_xact_tuples_inserted(c.oid) + pg_stat_get_xact_tuples_updated(c.oid)"
                       " + pg_stat_get_xact_tuples_deleted(c.oid), c.relname FROM pg_class c WHERE relkind = 'r'"
                       " ORDER BY 2")]
        before = self.env.execute_query(written[0])
        with freeze_time("2026-10-01 02:30"):
            found = {row["rule_id"]: row for row in self.Sweep._dry_run()}
        self.assertEqual(self.env.execute_query(written[0]), before)
        self.assertEqual((found[self.customers.id]["due"], found[self.customers.id]["held"]), (1, {"hold": 1}))
        line = self._line(self._night("2026-10-01", "cron_retention"), self.customers)
        self.assertEqual((line.done, line.held), (1, 1))

    def test_only_an_officer_sees_sweeps_and_starts_one(self):
        sweep = self._night("2026-10-01")
        self.assertTrue(sweep.with_user(self.user_officer).line_ids.mapped("found"))
        with self.assertRaises(AccessError):
            sweep.with_user(self.user_service).read(["state"])
        with self.assertRaises(AccessError):
            self.Sweep.with_user(self.user_service).action_sweep_now()
        self.assertEqual(self.Sweep.with_user(self.user_officer).action_dry_run()["tag"], "display_notification")
        with self.assertRaises(AccessError):
            sweep.with_user(self.user_manager).write({"state": "running"})

    def test_a_run_record_names_nobody(self):
        self._customer("Aino Aaltonen-Virta", "2010-01-31")
        self._night("2026-10-01")
        rows = self.env.execute_query(SQL(
            "SELECT row_to_json(s)::text FROM lampo_privacy_sweep_line s UNION ALL"
            " SELECT row_to_json(i)::text FROM lampo_privacy_sweep_item i"))
        self.assertFalse([text for text, in rows if "Aaltonen" in text])

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
        self.env.flush_all()
        by_orm = {p: (p.retention_due, p.retention_rule_id) for p in people}
        self.cr.execute("UPDATE res_partner SET retention_due = NULL, retention_rule_id = NULL")
        self.env.invalidate_all()
        self.env["res.partner"]._recompute_retention()
        self.assertEqual({p: (p.retention_due, p.retention_rule_id) for p in people}, by_orm)
        self.assertEqual(by_orm[contract_hold][0], date(2031, 1, 31))
        self.assertEqual(by_orm[there][0], date(2030, 3, 31))

    def test_a_watch_warns_after_two_nights_without_success(self):
        self.cr.execute("UPDATE ir_cron SET create_date = '2026-09-01' WHERE id = %s",
                        [self.env.ref("lampo_privacy.cron_retention").id])
        self.env.invalidate_all()
        self._night("2026-10-01")
        for day, late in (("2026-10-02", False), ("2026-10-03", True)):
            with freeze_time(f"{day} 05:00"):
                self.Sweep._cron_watch()
            warned = self.company.partner_id.activity_ids.filtered(lambda a: a.user_id == self.user_officer)
            self.assertEqual(bool(warned), late)
        with freeze_time("2026-10-04 05:00"):
            self.Sweep._cron_watch()
        self.assertEqual(len(self.company.partner_id.activity_ids), 1, "told once")

    def test_a_nightly_action_that_is_switched_off_is_told_at_once(self):
        self.env.ref("lampo_privacy.cron_retention").active = False
        activity = self.company.partner_id.activity_ids
        self.assertEqual(activity.user_id, self.user_officer)
        self.assertIn("switched off", activity.summary)

    def test_an_action_that_odoo_switches_off_after_failures_is_told(self):
        cron = self.env.ref("lampo_privacy.cron_retention")
        job = {"id": cron.id, "active": True, "failure_count": 4, "cron_name": cron.cron_name,
               "first_failure_date": self.cr.now().replace(microsecond=0) - timedelta(days=9)}
        with self.assertLogs("odoo.addons.base.models.ir_cron", "WARNING"):
            self.env["ir.cron"]._update_failure_count(job, CompletionStatus.FAILED)
        cron.invalidate_recordset()
        self.assertFalse(cron.active)
        self.assertTrue(self.company.partner_id.activity_ids)

