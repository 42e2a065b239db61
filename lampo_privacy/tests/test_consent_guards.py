# Part of lampo_privacy. LGPL-3.
from datetime import date

from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .consent_common import ConsentCase


@tagged("post_install", "-at_install")
class TestConsentGuards(ConsentCase):
    """What a consent refuses, finds and ends, guard by guard (GDPR art. 5(2), 7)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.consents = cls.env["lampo.privacy.consent"]
        cls.survey = cls.env.ref("lampo_privacy.purpose_survey")

    def _mine(self, domain):
        return self.consents.search([("partner_id", "=", self.person.id), *domain])

    def test_each_state_finds_its_own_and_what_is_not_in_force_the_others(self):
        running = self._consent(self.survey)
        self.marketing.consent_months = 12
        withdrawn = self._consent(given_on="2020-01-01")
        withdrawn.sudo().write({"withdrawn_on": "2020-06-01"})
        lapsed = self._consent(given_on="2021-01-01")
        found = {state: self._mine([("state", "=", state)]) for state in ("in_force", "withdrawn", "expired")}
        self.assertEqual(found, {"in_force": running, "withdrawn": withdrawn, "expired": lapsed})
        self.assertEqual(self._mine([("state", "!=", "in_force")]), withdrawn | lapsed)

    def test_a_consent_counts_on_its_last_day(self):
        self.marketing.consent_months = 12
        consent = self._consent(given_on="2025-01-31")
        with freeze_time("2026-01-31 12:00"):
            consent.invalidate_recordset()
            self.assertEqual(self._mine([("state", "=", "in_force")]), consent)
            self.assertEqual(consent.state, "in_force")

    def test_the_evidence_is_kept_from_the_withdrawal_and_not_from_the_end_by_the_rule(self):
        self.marketing.consent_months = 1200
        consent = self._consent(given_on="2020-01-01")
        consent.action_withdraw("post", "2020-03-02")
        self.assertEqual(consent.ended_on, date(2020, 3, 2))

    def test_what_has_run_out_is_not_withdrawn_any_more(self):
        self.marketing.consent_months = 12
        with freeze_time("2026-03-01 12:00"):
            self.person.action_block_marketing()
            lapsed = self._consent(given_on="2020-01-01")
            self._consent(self.service, given_on="2025-01-01").action_withdraw("post")
            self.service.consent_months = 12
            lapsed |= self._consent(self.service, given_on="2020-01-01")
        self.assertEqual(lapsed.mapped("withdrawn_on"), [False, False])
        self.assertEqual(set(lapsed.mapped("ended_on")), {date(2021, 1, 1)})

    def test_the_form_reckons_the_end_anew_with_the_day_and_bears_an_empty_one(self):
        self.marketing.consent_months = 12
        form = Form(self.consents.with_user(self.user_service))
        form.partner_id, form.purpose_id = self.person, self.marketing
        for day, last in (("2026-01-01", date(2027, 1, 1)), (False, False), ("2026-06-01", date(2027, 6, 1))):
            form.given_on = day
            self.assertEqual(form.expires_on, last)

    def test_the_form_takes_the_words_of_the_purpose_chosen_last(self):
        words = self._wording("Saatte kysyä.", self.survey)
        form = Form(self.consents.with_user(self.user_service))
        form.partner_id, form.purpose_id, form.purpose_id = self.person, self.marketing, self.survey
        self.assertEqual(form.wording_id, words)

    def test_older_words_that_were_chosen_stay(self):
        self._wording("Saatte lähettää minulle uutisia ja tarjouksia.")
        self.assertEqual(self._consent(wording_id=self.wording.id).wording_id, self.wording)

    def test_words_of_tomorrow_are_not_in_use_today(self):
        self._wording("Saatte kaiken.", date_from="2999-01-01")
        self.assertEqual(self.marketing._wording(), self.wording)

    def test_a_clerk_who_opens_the_form_from_the_person_needs_not_name_the_person(self):
        clerk = self.consents.with_user(self.user_service).with_context(default_partner_id=self.person.id)
        self.assertEqual(clerk.create({"purpose_id": self.marketing.id}).partner_id, self.person)

    def test_who_may_only_read_withdraws_nothing(self):
        consent = self._consent()
        self.env["ir.model.access"].create({
            "name": "read", "model_id": self.env["ir.model"]._get_id("lampo.privacy.consent"), "perm_read": True,
            "group_id": self.env.ref("account.group_account_readonly").id})
        self.assertTrue(consent.with_user(self.user_accountant).given_on)
        for user in (self.user_nobody, self.user_accountant):
            with self.assertRaises(AccessError):
                consent.with_user(user).action_withdraw()
        self.assertEqual(consent.state, "in_force")

    def test_a_withdrawal_before_the_consent_or_of_tomorrow_is_refused(self):
        consent = self._consent(given_on="2025-01-01")
        for day in ("2024-12-31", "2999-01-01"):
            with self.assertRaises(ValidationError):
                consent.action_withdraw("post", day)

    def test_a_channel_of_another_kind_counts_as_the_office(self):
        consent = self._consent()
        consent.action_withdraw("chatter")
        self.assertEqual(consent.withdrawal_channel, "office")

    def test_of_many_consents_that_are_withdrawn_those_that_had_ended_stay_as_they_were(self):
        self.marketing.consent_months = 12
        lapsed = self._consent(given_on="2020-01-01")
        self._consent().action_withdraw("phone")
        self.assertEqual((lapsed.state, lapsed.withdrawn_on), ("expired", False))

    def test_of_two_people_who_withdraw_at_once_each_withdraws_the_own(self):
        other = self._partner("Toini Rantala", email="toini@posti.example")
        mine, hers = self._consent(), self._consent(self.survey, partner_id=other.id)
        spared = self._consent(self.survey)
        (mine | hers).action_withdraw("post")
        self.assertEqual([one.state for one in (mine, hers, spared)], ["withdrawn", "withdrawn", "in_force"])
        self.assertEqual([one.marketing_blocked for one in (self.person, other)], [False, True])

    def test_a_consent_to_the_service_keeps_nobody_on_the_mailings(self):
        self._consent(self.service)
        self._consent().action_withdraw("post")
        self.assertTrue(self.person.marketing_blocked)

    def test_an_objection_leaves_what_has_run_out_and_what_is_no_marketing(self):
        self.marketing.consent_months = 12
        lapsed, service, running = self._consent(given_on="2020-01-01"), self._consent(self.service), self._consent()
        self.person.action_block_marketing()
        self.assertEqual((lapsed | service | running).mapped("state"), ["expired", "in_force", "withdrawn"])

    def test_an_objection_withdraws_the_consents_of_the_persons_addresses_too(self):
        address = self._partner("Oivan osoite", parent_id=self.person.id, type="invoice", active=False)
        consent = self._consent(partner_id=address.id)
        self.person.action_block_marketing()
        self.assertEqual(consent.state, "withdrawn")

    def test_an_objection_by_phone_withdraws_by_phone(self):
        consent = self._consent()
        self.env["lampo.privacy.request"].create(
            {"partner_id": self.person.id, "request_type": "objection", "channel": "phone"})
        self.assertEqual((consent.state, consent.withdrawal_channel), ("withdrawn", "phone"))

    def test_who_withdrew_stays_told_when_it_is_recorded_afterwards(self):
        self._consent(self.service, given_on="2025-01-01").with_user(self.user_officer).action_withdraw(
            "phone", "2025-09-01")
        late = self._consent(self.service, given_on="2025-06-01")
        self.assertEqual(late.withdrawn_by, self.user_officer)

    def test_a_withdrawal_of_one_purpose_ends_no_other_recorded_afterwards(self):
        self._consent(self.service, given_on="2025-01-01").action_withdraw("phone", "2025-09-01")
        consents = self.consents.create([
            {"partner_id": self.person.id, "purpose_id": purpose.id, "given_on": "2025-06-01"}
            for purpose in (self.survey, self.service)])
        self.assertEqual(consents.mapped("state"), ["in_force", "withdrawn"])

    def test_a_clerk_too_records_a_consent_after_its_withdrawal_and_of_several_the_next_one_counts(self):
        for given, withdrawn in (("2024-01-01", "2025-09-01"), ("2024-06-01", "2025-12-01")):
            self._consent(self.service, given_on=given, withdrawn_on=withdrawn)
        late = self.consents.with_user(self.user_service).create(
            {"partner_id": self.person.id, "purpose_id": self.service.id, "given_on": "2025-06-01"})
        self.assertEqual(late.withdrawn_on, date(2025, 9, 1))

    def test_a_consent_to_something_else_than_marketing_is_recorded_by_a_clerk_and_takes_no_objection_back(self):
        self.person.action_block_marketing()
        for user in (self.user_service, self.user_officer):
            self.consents.with_user(user).create({"partner_id": self.person.id, "purpose_id": self.service.id})
        self.assertTrue(self.person.marketing_blocked)
        self.assertEqual(self.person._lampo_basis(self.service), "consent")

    def test_what_comes_with_its_own_withdrawal_keeps_it(self):
        self._consent(self.service, given_on="2025-01-01").action_withdraw("phone", "2025-09-01")
        self._consent(given_on="2025-01-01").action_withdraw("phone", "2025-09-01")
        for purpose in (self.service, self.marketing):
            consent = self._consent(purpose, given_on="2025-02-01", withdrawn_on="2025-03-01")
            self.assertEqual(consent.withdrawn_on, date(2025, 3, 1))

    def test_a_withdrawal_of_one_person_ends_nobody_elses_recorded_afterwards(self):
        other = self._partner("Toini Rantala")
        self._consent(self.service, given_on="2025-01-01").action_withdraw("phone", "2025-09-01")
        consents = self.consents.create([
            {"partner_id": one.id, "purpose_id": self.service.id, "given_on": "2025-06-01"}
            for one in (other, self.person)])
        self.assertEqual(consents.mapped("state"), ["in_force", "withdrawn"])

    # -- what the person said on a day, recorded later -------------------------------------------------------------

    def test_a_consent_after_a_withdrawal_recorded_late_counts(self):
        self._consent(given_on="2025-01-01").action_withdraw("post", "2025-03-01")
        self.assertEqual(self._consent(given_on="2025-06-01").state, "in_force")
        self.assertEqual(self.person._lampo_basis(self.marketing), "consent")

    def test_a_consent_before_a_withdrawal_recorded_late_does_not(self):
        self._consent(given_on="2025-01-01").action_withdraw("post", "2025-03-01")
        self.assertEqual(self._consent(self.survey, given_on="2025-02-01").state, "withdrawn")

    def test_a_consent_after_an_objection_recorded_late_counts(self):
        self.env["lampo.privacy.request"].create(
            {"partner_id": self.person.id, "request_type": "objection", "received_on": "2025-03-01"})
        self.env["lampo.privacy.request"].search([("partner_id", "=", self.person.id)]).action_withdraw()
        self.assertEqual(self._consent(given_on="2025-06-01").state, "in_force")
        self.assertEqual(self.person._lampo_basis(self.marketing), "consent")

    # -- who may be asked again -----------------------------------------------------------------------------------

    def test_nobody_is_asked_again_where_the_purpose_does_not_say_so(self):
        self.survey.consent_months = 12
        self._wording("Saatte kysyä.", self.survey)
        with freeze_time("2025-06-01 12:00"):
            self._consent(self.survey)
        with freeze_time("2026-05-30 12:00"):
            self.consents._cron_consents()
        self.assertFalse(self.env["lampo.privacy.consent.ask"].search([("partner_id", "=", self.person.id)]))

    def test_who_has_left_the_register_or_withdrew_is_not_asked_again(self):
        gone = self._partner("Poissa", email="poissa@posti.example")
        self.marketing.write({"consent_months": 12, "ask_again_days": 30})
        with freeze_time("2025-06-01 12:00"):
            self._consent(partner_id=gone.id)
            self._consent(self.survey)
            self._consent()
        with freeze_time("2026-05-10 12:00"):
            gone.active = False
            self.person.consent_ids.filtered(lambda one: one.purpose_id == self.marketing).action_withdraw()
            self.consents._cron_consents()
        self.assertFalse(self.env["lampo.privacy.consent.ask"].search([("partner_id", "in", (gone | self.person).ids)]))

    def test_a_link_for_another_purpose_is_no_link_for_this_one(self):
        self._wording("Saatte kysyä.", self.survey)
        self.marketing.write({"consent_months": 12, "ask_again_days": 30})
        with freeze_time("2025-06-01 12:00"):
            self._consent()
        with freeze_time("2026-05-09 12:00"):
            self.survey._ask(self.person)
        with freeze_time("2026-05-10 12:00"):
            self.consents._cron_consents()
        self.assertTrue(self.env["lampo.privacy.consent.ask"].search(
            [("partner_id", "=", self.person.id), ("purpose_id", "=", self.marketing.id)]))

    def test_before_it_is_asked_again_one_says_how_long_it_holds(self):
        with self.assertRaisesRegex(ValidationError, "how long"):
            self.marketing.ask_again_days = 30

    def test_a_purpose_is_found_by_its_code_in_its_own_company(self):
        other = self.env["res.company"].create({"name": "Toinen Lämpö Oy"})
        purposes = self.env["lampo.privacy.purpose"]
        self.assertEqual(purposes._of_company("marketing", self.company), self.marketing)
        self.assertEqual(purposes._of_company("marketing", other).company_id, other)

    # -- the words ---------------------------------------------------------------------------------------------------

    def test_words_in_a_link_that_nobody_has_answered_are_used(self):
        self.marketing._ask(self.person)
        self.wording.invalidate_recordset()
        with self.assertRaises(UserError):
            self.wording.text_fi = "Saatte kaiken."

    def test_words_agreed_to_in_another_company_or_by_somebody_hidden_are_used(self):
        self._consent()
        elsewhere = self._user("lampo_words", "lampo_privacy.group_officer")
        with self.assertRaises(UserError):
            self.wording.with_user(elsewhere).text_fi = "Saatte kaiken."
        self.person.with_user(self.user_officer).processing_restricted = True
        self.wording.invalidate_recordset()
        self.assertTrue(self.wording.with_user(self.user_service).is_used)

    def test_words_that_nobody_has_seen_are_changed_and_deleted_and_a_used_one_is_dated(self):
        fresh = self._wording("Uudet sanat.")
        fresh.text_fi = "Uudemmat sanat."
        fresh.unlink()
        self._consent()
        self.wording.invalidate_recordset()
        self.wording.date_from = "2020-02-01"
        self.assertEqual(self.wording.date_from, date(2020, 2, 1))

    def test_two_versions_made_at_once_get_two_numbers_and_one_that_is_given_is_kept(self):
        words = self.env["lampo.privacy.consent.wording"].create([
            {"purpose_id": self.marketing.id, "text_fi": text} for text in ("Toinen", "Kolmas")])
        self.assertEqual(words.mapped("version"), [2, 3])
        opened_there = words.with_context(default_purpose_id=self.marketing.id)
        self.assertEqual(opened_there.create({"text_fi": "Neljäs"}).version, 4)
        self.assertEqual(self._wording("Seitsemäs", version=7).version, 7)

    def test_words_that_are_missing_in_a_language_are_read_in_finnish(self):
        self.assertEqual(self.wording._words("sv"), "Saatte lähettää minulle uutisia.")

    def test_a_mailing_of_the_list_of_another_model_asks_nobody_in_it(self):
        officer = self.env["lampo.privacy.consent.mailing"].with_user(self.user_officer)
        mailing = officer.with_context(active_model="lampo.heat.site", active_ids=self.person.ids).create(
            {"purpose_id": self.marketing.id, "who": "chosen"})
        self.assertFalse(mailing._candidates())

    def test_customers_are_those_with_a_contract_in_force(self):
        former = self._partner("Entinen", email="e@posti.example")
        self._contract(self.person, self._site(), "2020-01-01")
        self._contract(former, self._site(name="Kaukokatu 2"), "2015-01-01", "2016-01-01")
        mailing = self.env["lampo.privacy.consent.mailing"].with_user(self.user_officer).create(
            {"purpose_id": self.marketing.id, "who": "customers"})
        self.assertIn(self.person, mailing._candidates())
        self.assertNotIn(former, mailing._candidates())

    def test_who_agreed_is_asked_all_the_same_when_the_officer_wants_it_and_who_agreed_to_something_else_too(self):
        other = self._partner("Toini Rantala", email="toini@posti.example")
        self._consent()
        self._consent(self.survey, partner_id=other.id)
        mailing = self.env["lampo.privacy.consent.mailing"].with_user(self.user_officer).with_context(
            active_model="res.partner", active_ids=(self.person | other).ids).create({"purpose_id": self.marketing.id})
        self.assertEqual(mailing.count_asked, 1)
        mailing.skip_consented = False
        self.assertEqual(mailing.count_asked, 2)
        nobody = self.env["lampo.privacy.consent.mailing"].with_user(self.user_officer).with_context(
            active_model="res.partner", active_ids=[]).create({"purpose_id": self.marketing.id, "who": "chosen"})
        with self.assertRaises(UserError):
            nobody.action_send()
