# Part of lampo_privacy. LGPL-3.
from datetime import date

from freezegun import freeze_time
from odoo.tests import tagged

from .retention_common import RetentionCase

APPROVED = date(2025, 1, 10)


@tagged("post_install", "-at_install")
class TestRetentionApprovalEnds(RetentionCase):
    """An approval is of one rule as it was on one day: what changes it, and what another rule's change does to it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.everybodys = cls.env.ref("lampo_privacy.retention_rule_contact")
        cls.everybodys.automatic = False
        cls.other_company = cls.env["res.company"].create({"name": "Naapurin Lämpö Oy"})

    def _approve(self, rules):
        # sudo: another company's rules are approved by its own officer
        with freeze_time(f"{APPROVED} 12:00"):
            rules.with_user(self.user_officer).sudo().action_approve_due()
        self.assertEqual(set(rules.mapped("approved_on")), {APPROVED})

    def _own(self, company=None):
        return self.everybodys.copy({"company_id": (company or self.company).id})

    def _for_pricelists(self, company):
        model = self.env["ir.model"]._get("product.pricelist")
        return self._other(model_id=model.id, domain="[]", automatic=False, company_id=company.id,
                           date_field_id=self.env["ir.model.fields"]._get(model.model, "create_date").id)

    def test_each_change_of_what_a_rule_finds_ends_its_approval(self):
        made, next_run = (self.env["ir.model.fields"]._get("digest.digest", name)
                          for name in ("create_date", "next_run_date"))
        rule = self._other(automatic=False)
        dated = self._other(automatic=False, model_id=made.model_id.id, date_field_id=made.id, domain="[]")
        for changed, values in ((rule, {"domain": "[]"}), (rule, {"period": 7}), (rule, {"period_unit": "year"}),
                                (rule, {"action": "archive"}), (dated, {"date_field_id": next_run.id}),
                                (rule, {"active": False})):
            self._approve(changed)
            changed.write(values)
            self.assertFalse(changed.approved_on or changed.approved_by, values)

    def test_a_change_of_kind_or_company_ends_the_approval(self):
        own = self._own()
        for values in ({"company_id": self.other_company.id}, {"kind": "disclosure"}):
            self._approve(own)
            own.write(values)
            self.assertFalse(own.approved_on, values)

    def test_another_name_of_a_rule_leaves_its_approval(self):
        self._approve(self.everybodys)
        self.everybodys.name = "Yhteydenotot"
        self.assertEqual(self.everybodys.approved_on, APPROVED)

    def test_a_company_s_own_rule_that_becomes_another_s_ends_everybody_s_approval(self):
        for values in ({"kind": "disclosure"}, {"company_id": self.other_company.id}):
            own = self._own()
            self._approve(self.everybodys)
            own.write(values)
            self.assertFalse(self.everybodys.approved_on, values)
            own.unlink()

    def test_a_manager_who_takes_a_company_s_rule_away_ends_everybody_s_approval(self):
        own = self._own()
        self._approve(self.everybodys)
        own.with_user(self.user_manager).active = False
        self.assertFalse(self.everybodys.approved_on)

    def test_a_company_s_own_rule_that_goes_leaves_another_company_s_approval(self):
        own, theirs = self._own(), self._own(self.other_company)
        self._approve(theirs)
        own.unlink()
        self.assertEqual(theirs.approved_on, APPROVED)

    def test_a_company_s_rule_for_other_data_that_goes_leaves_the_others_approval(self):
        rule, everybodys = self._for_pricelists(self.company), self._other(automatic=False)
        self._approve(everybodys)
        rule.unlink()
        self.assertEqual(everybodys.approved_on, APPROVED)

    def test_what_a_hold_keeps_is_said_to_be_held_by_it_before_the_approval_too(self):
        person = self._customer("Soittaja Sirkka", False)
        self.env["lampo.privacy.contact"].create(
            {"name": "Soitto", "partner_id": person.id, "kind": "other", "date": "2022-01-10 08:00:00"})
        self.env["lampo.privacy.hold"].create({"partner_id": person.id, "reason": "Riita", "date_from": "2020-01-01"})
        line = self._line(self._night("2025-01-10", "cron_retention"), self.everybodys)
        self.assertEqual(line.item_ids.mapped("reason"), ["hold"])
        self.assertFalse(self.company.partner_id.activity_ids, "no approval would help")

    def test_an_archived_record_goes_by_an_approved_rule_too(self):
        category = self._category("Vanha", "2024-01-01")
        category.active = False
        self._approve(self._other(automatic=False))
        self._night("2025-02-01", "cron_retention")
        self.assertFalse(category.exists())

    def test_an_approval_after_midnight_folds_no_more_than_the_night_found(self):
        fine = self.env.ref("lampo_privacy.retention_rule_reading_fine")
        fine.automatic = False
        site = self._site(building_type="block", dwellings=20)
        self._hours(site, "2023-10-31", 24, 0.001)
        self._hours(site, "2023-11-30", 24, 0.001)
        fine.sudo().write({"approved_on": "2026-12-01", "approved_by": self.user_officer.id})
        self._night("2026-11-01", "cron_retention")
        rows = self.env["lampo.heat.consumption"].search([("site_id", "=", site.id)], order="period_start")
        self.assertEqual(rows.mapped("granularity"), ["month"] + ["hour"] * 24)
