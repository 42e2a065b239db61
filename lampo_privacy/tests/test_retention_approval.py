# Part of lampo_privacy. LGPL-3.
from datetime import date

from freezegun import freeze_time
from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .retention_common import RetentionCase


@tagged("post_install", "-at_install")
class TestRetentionApproval(RetentionCase):
    """Rules for records by the officer's approval: nothing goes before it, and only what was due on its day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls.env.ref("lampo_privacy.retention_rule_contact")
        cls.fine = cls.env.ref("lampo_privacy.retention_rule_reading_fine")
        (cls.rule | cls.fine).automatic = False
        cls.person = cls._customer("Soittaja Sirkka", False)

    def _contacts(self, *days):
        return self.env["lampo.privacy.contact"].create([
            {"name": "Soitto", "partner_id": self.person.id, "kind": "other", "date": f"{day} 08:00:00"}
            for day in days])

    def _approve(self, day, rule=None):
        with freeze_time(f"{day} 12:00"):
            (rule or self.rule).with_user(self.user_officer).action_approve_due()

    def test_what_is_due_is_held_until_the_officer_approves_and_what_comes_due_later_waits_again(self):
        due, later = self._contacts("2022-01-10", "2022-01-20")
        line = self._line(self._night("2025-01-15", "cron_retention"), self.rule)
        self.assertEqual((line.held, line.done, line.item_ids.reason), (1, 0, "approval"))
        self.assertEqual(line.item_ids.reason_text, "Waits for the privacy officer's approval.")
        self._approve("2025-01-15")
        self.assertEqual((self.rule.approved_on, self.rule.approved_by), (date(2025, 1, 15), self.user_officer))
        self._night("2025-01-20", "cron_retention")
        self.assertEqual((due | later).exists(), later)

    def test_the_officer_is_told_once(self):
        self._contacts("2022-01-10")
        for night in ("2025-01-10", "2025-01-11"):
            self._night(night, "cron_retention")
        activity = self.company.partner_id.activity_ids
        self.assertEqual((len(activity), activity.user_id), (1, self.user_officer))
        self.assertIn("approval", activity.summary)
        self.assertIn(f"{self.rule.name}: 1", activity.note)

    def test_nobody_is_told_while_nothing_waits(self):
        self._night("2025-01-10", "cron_retention")
        self.assertFalse(self.company.partner_id.activity_ids)

    def test_only_an_officer_approves(self):
        with self.assertRaises(AccessError):
            self.rule.with_user(self.user_service).action_approve_due()
        mine = self.rule.with_user(self.user_manager)
        mine.source = "Lain 1 §"
        for forbidden in (lambda: mine.write({"approved_on": "2026-01-01"}),
                          lambda: mine.write({"approved_by": self.user_officer.id}),
                          lambda: mine.copy({"approved_on": "2026-01-01", "active": False})):
            with self.assertRaisesRegex(AccessError, "officer"):
                forbidden()

    def test_an_officer_of_another_company_does_not_approve(self):
        own = self.rule.copy({"company_id": self.company.id})
        company = self.env["res.company"].create({"name": "Naapurin Lämpö Oy"})
        theirs = self._user("naapuri", "lampo_privacy.group_officer", company_id=company.id,
                            company_ids=[Command.set(company.ids)])
        with self.assertRaises(AccessError):
            own.with_user(theirs).action_approve_due()
        self.assertFalse(own.approved_on)

    def test_an_automatic_rule_and_a_rule_for_people_are_not_approved_as_a_whole(self):
        self.customers.automatic = False
        consents = self.env.ref("lampo_privacy.retention_rule_consent")
        self._approve("2025-01-10", self.customers | consents)
        self.assertFalse(self.customers.approved_on or consents.approved_on)

    def test_a_rule_that_is_changed_must_be_approved_anew(self):
        contact = self._contacts("2024-01-10")
        self._approve("2025-01-10")
        self.rule.write({"period": 12, "period_unit": "month"})
        self._night("2025-01-10", "cron_retention")
        self.assertTrue(contact.exists())

    def test_a_company_s_own_rule_that_goes_takes_everybody_s_approval_with_it(self):
        own = self.rule.copy({"company_id": self.company.id, "period": 20, "period_unit": "year"})
        other = self.env.ref("lampo_privacy.retention_rule_disclosure")
        other.automatic = False
        for way in (lambda: own.write({"active": False}), lambda: own.write({"active": True, "kind": "hold"}),
                    lambda: own.write({"kind": self.rule.kind}) and own.unlink()):
            self._approve("2025-01-10", self.rule | other)
            self.assertEqual(self.rule.approved_on, date(2025, 1, 10))
            way()
            self.assertFalse(self.rule.approved_on or self.rule.approved_by)
            self.assertEqual(other.approved_on, date(2025, 1, 10), "another kind's stays")

    def test_everybody_s_rule_that_goes_leaves_a_company_s_approval(self):
        own = self.rule.copy({"company_id": self.company.id})
        self._approve("2025-01-10", own)
        self.rule.active = False
        self.assertEqual(own.approved_on, date(2025, 1, 10))

    def test_a_hold_keeps_what_was_approved(self):
        contact = self._contacts("2022-01-10")
        self.env["lampo.privacy.hold"].create(
            {"partner_id": self.person.id, "reason": "Riita", "date_from": "2020-01-01"})
        self._approve("2025-01-10")
        line = self._line(self._night("2025-01-10", "cron_retention"), self.rule)
        self.assertEqual((line.item_ids.reason, contact.exists()), ("hold", contact))

    def test_readings_are_folded_up_to_the_day_of_the_approval(self):
        site = self._site(building_type="block", dwellings=20)
        self._hours(site, "2023-10-31", 24, 0.001)
        self._hours(site, "2023-11-30", 24, 0.001)
        self._night("2026-10-31", "cron_retention")
        self.assertEqual(self._granularities(site), ["hour"] * 48)
        self._approve("2026-11-01", self.fine)
        self._night("2026-11-30", "cron_retention")
        self.assertEqual(self._granularities(site), ["month"] + ["hour"] * 24)

    def _granularities(self, site):
        rows = self.env["lampo.heat.consumption"].search([("site_id", "=", site.id)], order="period_start")
        return rows.mapped("granularity")

    def test_the_dry_run_says_what_waits(self):
        self._contacts("2022-01-10")
        with freeze_time("2025-01-10 02:30"):
            [row] = [row for row in self.Sweep._dry_run() if row["rule_id"] == self.rule.id]
        self.assertEqual((row["due"], row["held"]), (0, {"approval": 1}))
