# Part of lampo_privacy. LGPL-3.
from freezegun import freeze_time
from odoo import Command
from odoo.tests import tagged

from .common import LampoCase


@tagged("post_install", "-at_install")
class TestObjectionCompanies(LampoCase):
    """An objection is made to a controller: of two companies of a database each hears its own (GDPR art. 21(2))."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Toinen Lämpö Oy"})
        cls.officer_2 = cls._user("lampo_officer_2", "lampo_privacy.group_officer,mass_mailing.group_mass_mailing_user",
                                  company_id=cls.other.id, company_ids=[Command.set(cls.other.ids)])
        cls.user_officer.group_ids += cls.env.ref("mass_mailing.group_mass_mailing_user")
        cls.person = cls._partner("Matti Niemi", email="matti.niemi@posti.example", phone="+358 50 000 1113",
                                  street="Kaukokatu 7", zip="33100")
        cls.purposes = {company: cls.env["lampo.privacy.purpose"].search(
            [("code", "=", "marketing"), ("company_id", "=", company.id)]) for company in cls.company | cls.other}
        cls.objections = cls.env["lampo.privacy.objection"]

    def _consent(self, company, **values):
        return self.env["lampo.privacy.consent"].create(
            {"partner_id": self.person.id, "purpose_id": self.purposes[company].id, **values})

    def _bases(self):
        """The ground of the marketing of each company."""
        self.person.invalidate_recordset()
        return [self.person._lampo_basis(purpose) for purpose in self.purposes.values()]

    def _object(self, user=None):
        self.person.with_user(user or self.user_officer).action_block_marketing()

    def test_it_stops_the_marketing_of_the_company_to_which_it_was_made(self):
        self._object()
        self.assertEqual(self._bases(), [False, "interest"])
        users = self.user_officer, self.officer_2
        self.assertEqual([self.person.with_user(user).marketing_blocked for user in users], [True, False])

    def test_a_user_of_both_companies_records_and_sees_it_for_both(self):
        both = self._user("lampo_both", "lampo_privacy.group_officer",
                          company_ids=[Command.set((self.company | self.other).ids)])
        person = self.person.with_user(both).with_context(allowed_company_ids=both.company_ids.ids)
        self._object(self.officer_2)
        self.assertTrue(person.marketing_blocked)
        person.action_block_marketing()
        self.assertEqual(self._bases(), [False, False])
        person.action_release_marketing()
        self.assertEqual(self._bases(), ["interest", "interest"])

    def test_a_consent_to_the_other_company_counts(self):
        self._object()
        self.env["lampo.privacy.consent"].with_user(self.officer_2).create(
            {"partner_id": self.person.id, "purpose_id": self.purposes[self.other].id})
        self.assertEqual(self._bases(), [False, "consent"])

    def test_a_consent_to_the_other_company_needs_no_officer(self):
        self._object(self.officer_2)
        self.env["lampo.privacy.consent"].with_user(self.user_service).create(
            {"partner_id": self.person.id, "purpose_id": self.purposes[self.company].id})
        self.assertEqual(self._bases(), ["consent", False])

    def test_it_withdraws_the_consents_that_its_company_has(self):
        consents = self._consent(self.company) | self._consent(self.other)
        self._object()
        self.assertEqual(consents.sorted("company_id").mapped("state"), ["withdrawn", "in_force"])

    def test_a_consent_that_is_withdrawn_stops_the_company_that_had_it(self):
        consent = self._consent(self.other)
        self._consent(self.company)
        consent.action_withdraw("phone")
        self.assertEqual(self._bases(), ["consent", False])
        self.assertEqual(self.objections.search([("partner_id", "=", self.person.id)]).company_id, self.other)

    def test_a_request_reaches_the_consents_of_its_company(self):
        consents = self._consent(self.company) | self._consent(self.other)
        request = self.env["lampo.privacy.request"].create(
            {"partner_id": self.person.id, "request_type": "consent_withdrawal", "company_id": self.company.id})
        self.assertEqual(consents.sorted("company_id").mapped("state"), ["withdrawn", "in_force"])
        self.assertEqual(self._bases(), [False, "consent"])
        request.action_withdraw()
        self.assertEqual(self._bases(), [False, "consent"])

    def test_the_letter_of_one_company_tells_nothing_of_an_objection_to_another(self):
        self._object(self.officer_2)
        request = self.env["lampo.privacy.request"].create(
            {"partner_id": self.person.id, "request_type": "objection", "to_sort": True})
        self.assertFalse(request._facts_objection())
        request.action_withdraw()
        self.assertNotIn("Marketing stays stopped", str(request.message_ids.mapped("body")))

    def test_who_objected_to_one_company_may_be_asked_by_the_other(self):
        self._object()
        self.assertEqual([bool(purpose._may_be_asked(self.person)) for purpose in self.purposes.values()],
                         [False, True])

    def test_the_mark_of_somebody_erased_is_of_its_company_too(self):
        self._object()
        self.env["lampo.privacy.erasure"].create({"partner_id": self.person.id, "ground": "manual"}).action_run()
        again = self._partner("M. Niemi", email="matti.niemi@posti.example")
        self.assertEqual([again.with_user(user).marketing_blocked for user in (self.user_officer, self.officer_2)],
                         [True, False])

    # -- Odoo's mailings, which have no company ------------------------------------------------------------------

    def _mailed(self, responsible):
        mailing = self.env["mailing.mailing"].create({
            "subject": "Tarjous", "body_html": "<p>Hei</p>", "user_id": responsible.id,
            "mailing_model_id": self.env["ir.model"]._get("res.partner").id,
            "mailing_domain": repr([("id", "in", self.person.ids)])})
        mailing.action_send_mail(self.person.ids)
        return mailing.mailing_trace_ids.trace_status != "cancel"

    def test_a_mailing_hears_the_objections_to_the_companies_of_whoever_is_responsible(self):
        self._object()
        self.assertEqual([self._mailed(user) for user in (self.user_officer, self.officer_2)], [False, True])
        self.user_officer.company_ids += self.other
        self.assertFalse(self._mailed(self.user_officer))

    def test_a_mailing_of_nobody_hears_every_objection(self):
        self._object()
        nobody = self.env["res.users"]
        self.assertFalse(self._mailed(nobody))

    def test_text_messages_of_a_mailing_hear_its_companies(self):
        self._object()
        states = []
        for user in (self.user_officer, self.officer_2):
            mailing = self.env["mailing.mailing"].create({
                "mailing_type": "sms", "subject": "Tarjous", "body_plaintext": "Lämpöä", "sms_force_send": False,
                "user_id": user.id, "mailing_model_id": self.env["ir.model"]._get("res.partner").id,
                "mailing_domain": repr([("id", "in", self.person.ids)])})
            mailing.action_send_sms()
            states.append(mailing.mailing_trace_ids.trace_status)
            text = self.env["sms.sms"].create(
                {"number": "0500001113", "body": "Ale", "mailing_id": mailing.id})
            states.append(text.state)
        self.assertEqual(states, ["cancel", "canceled", "outgoing", "outgoing"])

    def test_a_list_takes_who_objected_to_another_company(self):
        self._object()
        contacts = self.env["mailing.contact"]
        self.assertTrue(contacts.with_user(self.officer_2).create({"name": "M", "email": self.person.email}))

    # -- why ---------------------------------------------------------------------------------------------------

    def _why(self, person=None):
        person = person or self.person
        purpose = self.purposes[self.company]
        return person._lampo_bases(purpose)[person][purpose]

    def test_who_shares_the_address_of_an_objector_has_not_objected(self):
        wife = self._partner("Liisa Niemi", email="matti.niemi@posti.example")
        self._object()
        self.assertEqual(self._why(wife), (
            False, "Somebody with the same e-mail, phone or address has objected to marketing."))
        self.assertEqual(self._why(), (False, "The person has objected to marketing."))

    def test_who_withdrew_has_withdrawn_and_not_objected(self):
        self._consent(self.company).action_withdraw("phone")
        self.assertEqual(self._why(), (False, "The consent was withdrawn."))
        self._object()
        self.assertEqual(self._why()[1], "The consent was withdrawn.")

    def test_a_consent_older_than_the_objection_was_withdrawn_by_it(self):
        with freeze_time("2026-03-02 12:00"):
            self.env["lampo.privacy.request"].create(
                {"partner_id": self.person.id, "request_type": "objection", "channel": "phone"})
        consent = self.env["lampo.privacy.consent"].with_user(self.user_service).create({
            "partner_id": self.person.id, "purpose_id": self.purposes[self.company].id, "given_on": "2026-03-01"})
        self.assertEqual((consent.state, str(consent.withdrawn_on), consent.withdrawal_channel, consent.withdrawn_by),
                         ("withdrawn", "2026-03-02", "phone", self.user_service))
        self.assertEqual(self._consent(self.other, given_on="2026-03-01").state, "in_force")
        survey = self.env.ref("lampo_privacy.purpose_service")
        self.assertEqual(self._consent(self.company, purpose_id=survey.id, given_on="2026-03-01").state, "in_force")

    def test_a_consent_of_the_day_of_the_objection_takes_it_back(self):
        with freeze_time("2026-03-02 12:00"):
            self._object()
        self.assertEqual(self._consent(self.company, given_on="2026-03-02").state, "in_force")
        self.assertEqual(self._bases()[0], "consent")

    def test_who_works_for_another_company_changes_the_address_and_the_objection_learns_it(self):
        self._object(self.officer_2)
        clerk = self._user("lampo_contact_clerk", "lampo_privacy.group_user,base.group_partner_manager")
        self.person.with_user(clerk).write({"phone": "+358 50 000 2223"})
        self.env["res.partner"].with_user(clerk).create({
            "parent_id": self.person.id, "type": "other", "name": "Mökki", "email": "mokki@posti.example"})
        blocked = self.objections._is_blocked(
            emails=["mokki@posti.example"], phones=["+358500002223"], companies=self.other)
        self.assertEqual(blocked, {"mokki@posti.example", "+358500002223"})

    def test_a_consent_to_which_nobody_objected_is_nobodys_withdrawal(self):
        consent = self._consent(self.company)
        self.assertFalse(consent.withdrawn_on or consent.withdrawn_by or consent.withdrawal_channel)

    def test_whoever_agrees_anew_is_free_in_the_same_breath(self):
        person = self.person.with_user(self.user_officer)
        person.action_block_marketing()
        self.assertTrue(person.marketing_blocked)
        self.env["lampo.privacy.consent"].with_user(self.user_officer).create(
            {"partner_id": person.id, "purpose_id": self.purposes[self.company].id})
        self.assertFalse(person.marketing_blocked)

    def test_whoever_withdraws_the_last_consent_leaves_the_mailing_lists(self):
        joined = self.env["mailing.contact"].create({
            "name": "Matti", "email": self.person.email, "subscription_ids": [
                Command.create({"list_id": self.env["mailing.list"].create({"name": "Uutiset"}).id})]})
        consent = self._consent(self.company)
        self.assertFalse(joined.subscription_ids.opt_out)
        consent.action_withdraw()
        self.assertTrue(joined.subscription_ids.opt_out)

    def test_a_consent_that_was_withdrawn_before_the_objection_keeps_its_own_day(self):
        with freeze_time("2026-03-01 12:00"):
            first = self._consent(self.company, given_on="2026-02-01")
        with freeze_time("2026-03-05 12:00"):
            first.action_withdraw("phone", "2026-03-03")
            self._object()
        late = self._consent(self.company, given_on="2026-03-02")
        self.assertEqual((str(late.withdrawn_on), late.withdrawal_channel), ("2026-03-03", "phone"))

    def test_an_interest_of_the_company_gives_way_while_an_objection_to_it_is_looked_into(self):
        develop = {company: self.env["lampo.privacy.purpose"].search(
            [("code", "=", "development"), ("company_id", "=", company.id)]) for company in self.purposes}
        self.env["lampo.privacy.request"].create({"partner_id": self.person.id, "request_type": "objection"})
        told = [self.person._lampo_bases(purpose)[self.person][purpose] for purpose in develop.values()]
        self.assertEqual(told[0], (False, "The person has objected, and the objection is being looked into."))
        self.assertEqual(told[1][0], "interest")

    def test_who_asks_to_withdraw_is_said_to_have_asked(self):
        self.env["lampo.privacy.request"].create(
            {"partner_id": self.person.id, "request_type": "consent_withdrawal", "to_sort": True})
        self.assertEqual(self._why(), (False, "The person has asked to withdraw a consent."))
