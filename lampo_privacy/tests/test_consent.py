# Part of lampo_privacy. LGPL-3.
from datetime import date

from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .consent_common import ConsentCase


@tagged("post_install", "-at_install")
class TestConsent(ConsentCase):
    """Statement § 4: consent first; and marketing stops the moment it is withdrawn (GDPR art. 7, 21)."""

    def test_a_consent_keeps_the_version_of_the_words(self):
        consent = self._consent()
        newer = self._wording("Saatte lähettää minulle uutisia ja tarjouksia.")
        self.assertEqual((consent.wording_id, newer.version), (self.wording, 2))
        self.assertEqual(self._consent().wording_id, newer)

    def test_words_that_were_agreed_to_are_not_changed(self):
        self.wording.text_fi = "Saatte lähettää uutisia."
        self._consent()
        self.wording.invalidate_recordset()
        with self.assertRaises(UserError):
            self.wording.text_fi = "Saatte kaiken."
        with self.assertRaises(UserError):
            self.wording.unlink()

    def test_a_consent_of_tomorrow_is_refused(self):
        with self.assertRaises(ValidationError):
            self._consent(given_on="2999-01-01")

    def test_the_words_of_another_purpose_are_refused(self):
        with self.assertRaisesRegex(ValidationError, "same purpose"):
            self._consent(self.service, wording_id=self.wording.id)

    def test_an_identity_code_is_no_evidence(self):
        with self.assertRaisesRegex(ValidationError, "identity code"):
            self._consent(evidence="Lomake 010190-900P, kansio 3")

    def test_nobody_records_a_consent_of_nobody(self):
        with self.assertRaisesRegex(ValidationError, "whose"):
            self.env["lampo.privacy.consent"].with_user(self.user_officer).create({"purpose_id": self.marketing.id})

    def test_only_a_consent_recorded_by_mistake_today_is_deleted(self):
        today, older = self._consent(), self._consent()
        self.env.flush_all()
        self.cr.execute("UPDATE lampo_privacy_consent SET create_date = now() - interval '2 days' WHERE id = %s",
                        [older.id])
        older.invalidate_recordset()
        today.with_user(self.user_officer).unlink()
        with self.assertRaisesRegex(UserError, "evidence"):
            older.with_user(self.user_officer).unlink()

    def test_a_consent_is_not_rewritten(self):
        consent = self._consent().with_user(self.user_officer)
        for values in ({"given_on": "2020-01-01"}, {"withdrawn_on": "2020-01-01"}, {"partner_id": False},
                       {"user_id": self.user_service.id}, {"expires_on": "2999-01-01"}, {"ended_on": "2020-01-01"}):
            with self.assertRaises(UserError):
                consent.write(values)

    def test_who_records_a_consent_is_the_one_who_is_logged_in(self):
        consents, other = self.env["lampo.privacy.consent"].with_user(self.user_service), self.user_officer.id
        new = {"partner_id": self.person.id, "purpose_id": self.marketing.id}
        for values in ({"user_id": other}, {"withdrawn_on": "2020-01-01"}, {"expires_on": "2999-01-01"}):
            with self.assertRaises(UserError):
                consents.create({**new, **values})
        consent = consents.with_context(default_user_id=other, default_withdrawn_on="2020-01-01").create(new)
        self.assertEqual((consent.user_id, consent.withdrawn_on), (self.user_service, False))

    def test_a_withdrawal_has_its_day_its_channel_and_its_user(self):
        consent = self._consent().with_user(self.user_service)
        consent.action_withdraw("phone")
        self.assertEqual((consent.state, consent.withdrawal_channel, consent.withdrawn_by),
                         ("withdrawn", "phone", self.user_service))
        with self.assertRaises(UserError):
            consent.action_withdraw()

    def test_the_dialog_asks_when_and_how_the_person_said_so(self):
        consent = self._consent(given_on="2020-01-01").with_user(self.user_service)
        dialog = self.env["lampo.privacy.consent.withdraw"].with_user(self.user_service).with_context(
            **consent.action_open_withdraw()["context"])
        with self.assertRaises(ValidationError):
            dialog.create({"channel": "post", "day": "2019-12-31"}).action_withdraw()
        with self.assertRaises(ValidationError):
            dialog.create({"channel": "post", "day": "2999-01-01"}).action_withdraw()
        dialog.create({"channel": "post", "day": "2020-03-02"}).action_withdraw()
        self.assertEqual((consent.withdrawn_on, consent.withdrawal_channel), (date(2020, 3, 2), "post"))
        self.assertFalse(dialog.default_get(["channel"]).get("channel"), "nobody has said how yet")

    def test_a_consent_runs_out_by_the_rule_of_its_purpose(self):
        self.marketing.consent_months = 12
        with freeze_time("2026-01-31"):
            consent = self._consent(given_on="2025-01-31")
            self.assertEqual((consent.expires_on, consent.state), (date(2026, 1, 31), "in_force"))
        with freeze_time("2026-02-01 12:00"):
            consent.invalidate_recordset()
            self.assertEqual(consent.state, "expired")
            self.assertIn(consent, consent.search([("state", "=", "expired")]))
            self.assertNotEqual(self.person._lampo_basis(self.marketing), "consent")

    def test_the_basis_follows_the_order_of_the_statement(self):
        self.assertEqual(self.person._lampo_basis(self.service), "interest")
        self._contract(self.person, self._site(), "2020-01-01")
        self.assertEqual(self.person._lampo_basis(self.service), "voluntary")
        self._wording("Saatte käyttää tietojani.", self.service)
        consent = self._consent(self.service)
        self.assertEqual(self.person._lampo_basis(self.service), "consent")
        consent.action_withdraw()
        self.assertEqual(self.person._lampo_basis(self.service), "voluntary")

    def test_an_offer_asked_for_is_data_given_to_get_the_service(self):
        self.env["lampo.privacy.contact"].create({"name": "Tarjous", "partner_id": self.person.id, "kind": "quote"})
        self.assertEqual(self.person._lampo_basis(self.service), "voluntary")

    def test_marketing_stops_when_the_consent_is_withdrawn(self):
        consent = self._consent()
        self.assertEqual(self.person._lampo_basis(self.marketing), "consent")
        consent.action_withdraw()
        self.assertFalse(self.person._lampo_basis(self.marketing))
        self.assertTrue(self.person.marketing_blocked)

    def test_another_marketing_consent_in_force_keeps_the_person_on_that_mailing(self):
        survey = self.env.ref("lampo_privacy.purpose_survey")
        self._consent(survey)
        self._consent().action_withdraw()
        self.assertFalse(self.person._lampo_basis(self.marketing))
        self.assertEqual(self.person._lampo_basis(survey), "consent")

    def test_marketing_stops_when_an_objection_arrives(self):
        self._consent()
        self.env["lampo.privacy.request"].create({"partner_id": self.person.id, "request_type": "objection"})
        self.assertFalse(self.person._lampo_basis(self.marketing))

    def test_an_objection_withdraws_the_consents_to_marketing(self):
        consent = self._consent()
        self.person.action_block_marketing()
        self.assertEqual(consent.state, "withdrawn")

    def test_who_objected_and_agrees_anew_does_so_before_an_officer(self):
        self.person.action_block_marketing()
        with self.assertRaises(AccessError):
            self.env["lampo.privacy.consent"].with_user(self.user_service).create(
                {"partner_id": self.person.id, "purpose_id": self.marketing.id})
        self.env["lampo.privacy.consent"].with_user(self.user_officer).create(
            {"partner_id": self.person.id, "purpose_id": self.marketing.id})
        self.assertEqual(self.person._lampo_basis(self.marketing), "consent")

    def test_a_restricted_person_has_no_ground_but_the_law(self):
        self.person.processing_restricted = True
        self.assertFalse(self.person._lampo_basis(self.service))
        self.assertEqual(self.person._lampo_basis(self.env.ref("lampo_privacy.purpose_law")), "obligation")

    def test_a_purpose_of_consent_only_has_no_other_ground(self):
        self.service.basis = "consent"
        self._contract(self.person, self._site(), "2020-01-01")
        self.assertFalse(self.person._lampo_basis(self.service))

    def test_the_form_says_the_ground_and_why(self):
        self._consent()
        summary = self.person.with_user(self.user_service).basis_summary
        self.assertIn("A consent is in force", summary)
        self.assertIn("Legal obligation", summary)

    def test_the_bases_of_many_need_few_queries(self):
        people = self.person.concat(*[self._partner(f"Asiakas {n}") for n in range(20)])
        purposes = self.env["lampo.privacy.purpose"].search([])
        people._lampo_bases(purposes)
        self.env.invalidate_all()
        with self.assertQueryCount(40):
            people._lampo_bases(purposes)

    def test_after_the_erasure_the_consent_names_nobody_and_the_objection_holds(self):
        consent = self._consent(evidence="Oiva Mäkikangas allekirjoitti")
        consent.action_withdraw()
        erasure = self.env["lampo.privacy.erasure"].create({"partner_id": self.person.id, "ground": "manual"})
        erasure.action_run()
        self.assertEqual(erasure.state, "done")
        self.assertNotIn("kikangas", consent.evidence)
        self.assertTrue(self.env["lampo.privacy.objection"]._is_blocked(emails=["oiva@posti.example"]))
