# Part of lampo_privacy. LGPL-3.
import os
from datetime import date, timedelta
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..engine import keyring
from ..models.heat_contract import finnish_today
from ..tools.secrets_box import new_key
from .common import LampoCase


@tagged("post_install", "-at_install")
class TestPartnerMergeRights(LampoCase):
    """Doubles that are merged: what the person asked for, and how long the person is kept, holds for the one left."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = finnish_today(cls.env["res.partner"])
        cls.startClassPatcher(patch.dict(os.environ, {keyring.VARIABLE: new_key()}))
        cls.merger = cls._user("lampo_merger", "lampo_privacy.group_user,base.group_partner_manager")
        cls.kept = cls._partner("Kaarlo Koivu", email="k@posti.example")
        cls.double = cls._partner("Koivu Kaarlo", email="k@posti.example", phone="+358 50 123 4567",
                                  street="Kaukokatu 7", zip="33100")
        cls.purpose = cls.env["lampo.privacy.purpose"].search(
            [("is_marketing", "=", True), ("company_id", "=", cls.company.id)], limit=1)
        cls.objections = cls.env["lampo.privacy.objection"]

    def _merge(self, user=None):
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(user or self.merger).create({})
        wizard._merge((self.kept | self.double).ids, self.kept.with_user(user or self.merger))
        self.env.invalidate_all()

    def _lines(self):
        return self.objections.search([("partner_id", "=", self.kept.id)])

    def _consent(self, partner, days_ago):
        return self.env["lampo.privacy.consent"].create({
            "partner_id": partner.id, "purpose_id": self.purpose.id, "given_on": self.today - timedelta(days=days_ago)})

    def test_two_objections_with_one_mark_are_one_and_every_other_mark_stays(self):
        self.objections._record(self.kept)
        self.double.action_block_marketing()
        self._merge()
        self.assertEqual(sorted(self._lines().mapped("kind")), ["email", "phone", "place"])

    def test_of_two_objections_the_older_day_stays(self):
        self.objections._record(self.kept)
        self.objections._record(self.double, made_on=self.today - timedelta(days=30))
        self._merge()
        self.assertEqual(set(self._lines().mapped("made_on")), {self.today - timedelta(days=30)})

    def test_objections_to_another_company_stay(self):
        other = self.env["res.company"].create({"name": "Toinen Lämpö Oy"})
        self.double.write({"phone": False, "street": False})  # the same mark to both and no other
        self.objections._record(self.kept)
        self.objections.with_company(other)._record(self.double)
        self._merge()
        self.assertEqual(self._lines().company_id, self.company | other)

    def test_the_objection_learns_the_other_address_of_the_person(self):
        self.objections._record(self.kept)
        self._merge()
        self.assertTrue(self.objections._is_blocked(phones=["+358501234567"]))

    def test_an_objection_that_comes_ends_the_consents_before_it(self):
        consent = self._consent(self.kept, 10)
        self.objections._record(self.double)
        self._merge()
        self.assertEqual((consent.state, consent.withdrawn_on), ("withdrawn", self.today))

    def test_it_ends_them_whoever_merges(self):
        consent = self._consent(self.kept, 10)
        self.objections._record(self.double)
        self._merge(self._user("lampo_contacts_only", "base.group_user,base.group_partner_manager"))
        self.assertEqual(consent.state, "withdrawn")

    def test_a_contract_that_comes_makes_customers_of_the_addresses_too(self):
        address = self._partner("Koivun mökki", parent_id=self.kept.id, type="other")
        self._contract(self.double, self._site(), "2015-01-01", "2016-12-31")
        self.env.flush_all()
        before = (self.kept.retention_due, address.retention_due)
        self._merge()
        self.assertNotEqual(before, (self.kept.retention_due, address.retention_due))
        self.assertEqual(address.retention_due, self.kept.retention_due)

    def test_a_consent_that_comes_is_ended_by_the_objection_after_it(self):
        consent = self._consent(self.double, 10)
        self.objections._record(self.kept)
        self._merge()
        self.assertEqual(consent.state, "withdrawn")

    def test_a_consent_given_after_the_objection_stays(self):
        consent = self._consent(self.kept, 10)
        self.objections._record(self.double, made_on=self.today - timedelta(days=30))
        self._merge()
        self.assertEqual(consent.state, "in_force")

    def _merged_by_an_officer(self, consent_days, objection_days):
        """The ground of marketing after a merge with a double who objected so many days ago."""
        self._consent(self.kept, consent_days)
        self.objections._record(self.double, made_on=self.today - timedelta(days=objection_days))
        self._merge(self._user("lampo_merging_officer", "lampo_privacy.group_officer,base.group_partner_manager"))
        return self.kept._lampo_basis(self.purpose)

    def test_an_officer_who_merges_takes_back_the_objection_before_a_consent(self):
        self.assertEqual(self._merged_by_an_officer(10, 30), "consent")
        self.assertFalse(self.kept.marketing_blocked)

    def test_of_a_consent_and_an_objection_of_one_day_the_objection_holds(self):
        self.assertFalse(self._merged_by_an_officer(10, 10))

    def test_a_consent_that_was_withdrawn_takes_no_objection_back(self):
        self._consent(self.kept, 10).sudo().withdrawn_on = self.today
        self.objections._record(self.double, made_on=self.today - timedelta(days=30))
        self._merge(self._user("lampo_merging_officer", "lampo_privacy.group_officer,base.group_partner_manager"))
        self.assertTrue(self.kept.marketing_blocked)

    def test_a_consent_to_something_else_than_marketing_takes_no_objection_back(self):
        self.purpose = self.env["lampo.privacy.purpose"].search(
            [("is_marketing", "=", False), ("company_id", "=", self.company.id)], limit=1)
        self._merged_by_an_officer(10, 30)
        self.assertTrue(self.kept.marketing_blocked)

    def test_where_customer_service_merges_the_objection_waits_for_an_officer(self):
        self._consent(self.kept, 10)
        self.objections._record(self.double, made_on=self.today - timedelta(days=30))
        self._merge()
        self.assertTrue(self.kept.marketing_blocked)

    def test_a_withdrawal_that_comes_ends_the_consents_before_it(self):
        service = self.env["lampo.privacy.purpose"].search(
            [("is_marketing", "=", False), ("company_id", "=", self.company.id)], limit=1)
        given, withdrawn = self.env["lampo.privacy.consent"].create([
            {"partner_id": partner.id, "purpose_id": service.id, "given_on": self.today - timedelta(days=days)}
            for partner, days in ((self.kept, 20), (self.double, 30))])
        withdrawn.action_withdraw("phone", self.today - timedelta(days=5))
        self._merge()
        self.assertEqual((given.state, given.withdrawn_on), ("withdrawn", self.today - timedelta(days=5)))

    def test_a_contract_that_comes_makes_a_customer(self):
        self._contract(self.double, self._site(), "2015-01-01")
        self.env.flush_all()
        self._merge()
        self.assertEqual((self.kept.relationship_start, self.kept.retention_due, self.kept.data_source),
                         (date(2015, 1, 1), False, "contract"))

    def test_the_later_last_contact_counts(self):
        self.kept.last_contact_on = self.today - timedelta(days=300)
        self.double.last_contact_on = self.today - timedelta(days=3)
        self._merge()
        self.assertEqual(self.kept.last_contact_on, self.today - timedelta(days=3))

    def test_the_later_last_contact_counts_whoever_merges(self):
        self.kept.last_contact_on = self.today - timedelta(days=300)
        self.double.last_contact_on = self.today - timedelta(days=3)
        self._merge(self._user("lampo_contacts_only", "base.group_user,base.group_partner_manager"))
        self.assertEqual(self.kept.last_contact_on, self.today - timedelta(days=3))

    def test_nobody_is_merged_whose_erasure_another_company_plans(self):
        other = self.env["res.company"].create({"name": "Toinen Lämpö Oy"})
        self.env["lampo.privacy.erasure"].with_company(other).create(
            {"partner_id": self.double.id, "ground": "manual", "company_id": other.id})
        with self.assertRaisesRegex(UserError, "being prepared"):
            self._merge()

    def test_a_hold_comes_along(self):
        self.env["lampo.privacy.hold"].create({"partner_id": self.double.id, "reason": "Riita"})
        self._merge()
        self.assertTrue(self.kept.retention_held)

    def test_requests_and_complaints_come_along(self):
        request = self.env["lampo.privacy.request"].create(
            {"partner_id": self.double.id, "request_type": "access", "channel": "office"})
        contact = self.env["lampo.privacy.contact"].create(
            {"partner_id": self.double.id, "kind": "complaint", "name": "Lasku väärin"})
        self._merge()
        self.assertEqual((request.partner_id, contact.partner_id), (self.kept, self.kept))

    def test_a_restriction_comes_along(self):
        self.double.with_user(self.user_officer).processing_restricted = True
        officer = self._user("lampo_merging_officer", "lampo_privacy.group_officer,base.group_partner_manager")
        self._merge(officer)
        self.assertTrue(self.kept.processing_restricted)
        self.assertEqual(len(self.kept.restriction_ids), 1)

    def test_nobody_is_merged_with_somebody_erased(self):
        self.env["lampo.privacy.erasure"].create({"partner_id": self.double.id, "ground": "manual"}).action_run()
        officer = self._user("lampo_merging_officer", "lampo_privacy.group_officer,base.group_partner_manager")
        self.kept.email = self.double.email
        with self.assertRaises(UserError):
            self._merge(officer)

    def test_nobody_is_merged_whose_erasure_is_planned(self):
        self.env["lampo.privacy.erasure"].create({"partner_id": self.double.id, "ground": "manual"})
        with self.assertRaises(UserError):
            self._merge()

    def test_nobody_is_merged_with_somebody_whose_certificate_is_gone_by_now(self):
        self.double.sudo().anonymised_on = "2020-01-01"
        with self.assertRaisesRegex(UserError, "merged with nobody"):
            self._merge()
