# Part of lampo_privacy. LGPL-3.
from datetime import date

from freezegun import freeze_time
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .consent_common import ConsentCase


@tagged("post_install", "-at_install")
class TestConsentAnew(ConsentCase):
    """Of a consent and what was said against it the later one counts, in whatever order they are recorded."""

    def _block(self, day):
        with freeze_time(f"{day} 12:00"):
            self.person.action_block_marketing()

    def test_a_consent_older_than_the_objection_does_not_end_it(self):
        self._block("2026-03-02")
        self._consent(given_on="2026-03-01")
        self.assertTrue(self.person.marketing_blocked)
        self.assertFalse(self.person._lampo_basis(self.marketing))

    def test_a_consent_after_the_objection_ends_it(self):
        self._block("2026-03-02")
        self._consent(given_on="2026-03-03")
        self.assertEqual(self.person._lampo_basis(self.marketing), "consent")

    def test_a_consent_to_one_company_leaves_the_objection_to_another(self):
        other = self.env["res.company"].create({"name": "Toinen Oy"})
        lines = self.env["lampo.privacy.objection"].with_company(other)._record(self.person)
        self._consent()
        self.assertEqual(lines.exists(), lines)

    def test_of_several_objections_the_first_after_the_consent_ended_it(self):
        objections = self.env["lampo.privacy.objection"]
        first = objections._record(self.person, made_on="2025-03-01")[:1]
        first.copy({"made_on": "2025-09-01", "digest": "another"})
        self.assertEqual(self._consent(given_on="2025-01-01").withdrawn_on, date(2025, 3, 1))

    def test_a_consent_takes_back_no_later_objection_of_an_address(self):
        address = self._partner("Mökki", parent_id=self.person.id, type="other", email="mokki@posti.example")
        with freeze_time("2026-03-02 12:00"):
            address.action_block_marketing()
        self._block("2026-03-01")
        self.person.consent_ids.unlink()
        lines = self.env["lampo.privacy.objection"].search(
            [("partner_id", "=", address.id), ("made_on", "=", "2026-03-02")])
        self._consent(given_on="2026-03-01")
        self.assertEqual(lines.exists(), lines)
        self.assertTrue(lines)

    def test_a_clerk_of_two_companies_records_a_consent_to_the_one_that_nobody_objected_to(self):
        other = self.env["res.company"].create({"name": "Toinen Oy"})
        both = self._user("lampo_both", "lampo_privacy.group_user", company_ids=[(6, 0, (self.company | other).ids)])
        lines = self.env["lampo.privacy.objection"].with_company(other)._record(self.person)
        consent = self.env["lampo.privacy.consent"].with_user(both).with_context(
            allowed_company_ids=both.company_ids.ids).create(
                {"partner_id": self.person.id, "purpose_id": self.marketing.id})
        self.assertEqual((consent.state, lines.exists()), ("in_force", lines))

    def test_a_withdrawal_reaches_every_earlier_consent_to_the_purpose(self):
        older, newer = self._consent(self.service, given_on="2025-01-01"), self._consent(self.service)
        newer.with_user(self.user_service).action_withdraw("phone")
        self.assertEqual((older.state, older.withdrawal_channel, older.withdrawn_by),
                         ("withdrawn", "phone", self.user_service))
        self.assertNotEqual(self.person._lampo_basis(self.service), "consent")

    def test_a_withdrawal_of_marketing_blocks_though_an_older_consent_was_in_force(self):
        self._consent(given_on="2025-01-01")
        self._consent(given_on="2026-01-01").action_withdraw("phone")
        self.assertTrue(self.person.marketing_blocked)

    def test_a_withdrawal_reaches_no_later_consent_and_nobody_elses_and_no_other_purpose(self):
        other = self._partner("Toini Rantala", email="toini@posti.example")
        older = self._consent(given_on="2025-01-01")
        spared = (self._consent(given_on="2025-06-01") | self._consent(self.service, given_on="2024-01-01")
                  | self._consent(given_on="2024-01-01", partner_id=other.id))
        older.action_withdraw("post", "2025-03-01")
        self.assertEqual(set(spared.mapped("state")), {"in_force"})

    def test_consents_of_people_who_are_gone_are_not_taken_for_one_persons(self):
        gone = self._consent() | self._consent()
        gone.sudo().partner_id = False
        gone[0].sudo().action_withdraw("post")
        self.assertEqual(gone[1].state, "in_force")

    def test_a_consent_recorded_after_its_withdrawal_is_withdrawn(self):
        self._consent(self.service, given_on="2025-01-01").action_withdraw("phone", "2025-09-01")
        late = self._consent(self.service, given_on="2025-06-01")
        self.assertEqual((late.withdrawn_on, late.withdrawal_channel), (date(2025, 9, 1), "phone"))
        self.assertEqual(self._consent(self.service, given_on="2025-10-01").state, "in_force")

    def test_a_consent_that_ran_out_is_not_revived_by_another_rule(self):
        self.marketing.consent_months = 12
        consent = self._consent(given_on="2024-01-01")
        for months in (60, 0):
            self.marketing.consent_months = months
            self.assertEqual((consent.expires_on, consent.state), (date(2025, 1, 1), "expired"))

    def test_a_consent_that_runs_is_shortened_by_another_rule_and_never_prolonged(self):
        with freeze_time("2026-06-01 12:00"):
            self.marketing.consent_months = 12
            consent = self._consent(given_on="2026-01-01")
            for months, last in ((24, date(2027, 1, 1)), (6, date(2026, 7, 1)), (0, date(2026, 7, 1))):
                self.marketing.consent_months = months
                self.assertEqual(consent.expires_on, last)

    def test_a_consent_without_an_end_gets_one_by_the_rule(self):
        consent = self._consent(given_on="2024-01-01")
        self.marketing.consent_months = 12
        self.assertEqual(consent.state, "expired")

    def test_no_rule_reaches_beyond_what_a_date_can_hold(self):
        for wrong in ({"consent_months": 200_000}, {"consent_months": 1201}, {"consent_months": -1},
                      {"consent_months": 12, "ask_again_days": 2_000_000},
                      {"consent_months": 12, "ask_again_days": -1}):
            with self.assertRaises(ValidationError):
                self.marketing.write(wrong)
        self.marketing.write({"consent_months": 1200, "ask_again_days": 3660})
        self.assertEqual(self._consent(given_on="2026-01-01").expires_on, date(2126, 1, 1))
        self.env["lampo.privacy.consent"]._cron_consents()
