# Part of lampo_privacy. LGPL-3.
from odoo.tests import tagged

from .consent_common import ConsentCase


@tagged("post_install", "-at_install")
class TestBasis(ConsentCase):
    """On which ground a person's data may be used today and why, one rule after the other (statement § 4)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.survey = cls.env.ref("lampo_privacy.purpose_survey")
        cls.law = cls.env.ref("lampo_privacy.purpose_law")

    def _why(self, purpose=None, person=None):
        """(ground, why) as it is found now."""
        person = person or self.person
        person.invalidate_recordset()
        return person._lampo_bases(purpose or self.marketing)[person][purpose or self.marketing]

    def _request(self, kind, **values):
        """A request that nobody has looked at yet: nothing is carried out before."""
        return self.env["lampo.privacy.request"].create(
            {"partner_id": self.person.id, "request_type": kind, "to_sort": True, **values})

    def test_a_consent_after_an_earlier_one_was_withdrawn_counts(self):
        first = self._consent(given_on="2025-01-01")
        self._consent(given_on="2025-06-01")
        first.action_withdraw("post", "2025-03-01")
        self.assertEqual(self._why(), ("consent", "A consent is in force."))

    def test_a_consent_withdrawn_beside_another_one_stops_its_own_purpose_and_says_so(self):
        self._consent(self.survey)
        self._consent().action_withdraw()
        self.assertEqual(self._why(), (False, "The consent was withdrawn."))
        self.assertEqual(self._why(self.survey)[0], "consent")

    def test_the_last_consent_to_marketing_withdrawn_stops_all_marketing_and_says_why(self):
        self._consent().action_withdraw()
        self.assertEqual(self._why(self.survey), (False, "The consent was withdrawn."))

    def test_an_objection_is_told_from_a_withdrawal(self):
        self.person.action_block_marketing()
        self.assertEqual(self._why(), (False, "The person has objected to marketing."))

    def test_somebody_elses_objection_with_the_same_address_is_told_as_such(self):
        self._partner("Toini Rantala", email="oiva@posti.example").action_block_marketing()
        self.assertEqual(self._why(), (False, "Somebody with the same e-mail, phone or address has objected to "
                                              "marketing."))

    def test_an_objection_that_nobody_has_sorted_yet_stops_what_needs_no_contract(self):
        request = self._request("objection")
        self.assertEqual(self._why(), (False, "The person has objected to marketing."))
        looked_into = (False, "The person has objected, and the objection is being looked into.")
        self.assertEqual(self._why(self.service), looked_into)
        request.action_start()
        self.assertEqual(self._why(self.service), looked_into)
        request.action_withdraw()
        self.assertEqual(self._why(self.service)[0], "interest")

    def test_a_withdrawal_that_nobody_has_sorted_yet_stops_marketing_and_no_service(self):
        self._request("consent_withdrawal")
        self.assertEqual(self._why(), (False, "The person has asked to withdraw a consent."))
        self.assertEqual(self._why(self.service)[0], "interest")

    def test_an_objection_to_another_company_that_nobody_has_sorted_yet_stops_nothing_here(self):
        other = self.env["res.company"].create({"name": "Toinen Lämpö Oy"})
        self._request("objection", company_id=other.id)
        self.assertEqual([self._why()[0], self._why(self.service)[0]], ["interest", "interest"])

    def test_who_has_objected_is_a_customer_all_the_same(self):
        self._contract(self.person, self._site(), "2020-01-01")
        self._request("objection")
        self.person.action_block_marketing()
        self.assertEqual(self._why(self.service)[0], "voluntary")

    def test_a_customer_has_asked_for_the_service_and_not_for_marketing(self):
        self._contract(self.person, self._site(), "2020-01-01")
        self.assertEqual([self._why(self.service)[0], self._why()[0]], ["voluntary", "interest"])

    def test_an_order_asks_for_the_service_and_a_complaint_does_not(self):
        for kind, ground in (("complaint", "interest"), ("other", "interest"), ("order", "voluntary")):
            self.env["lampo.privacy.contact"].create({"name": "Asia", "partner_id": self.person.id, "kind": kind})
            self.assertEqual(self._why(self.service)[0], ground, kind)

    def test_somebody_erased_has_no_ground_but_the_law(self):
        self.person.sudo().anonymised_on = "2026-01-01"
        self.assertEqual([self._why(self.service)[0], self._why(self.law)[0]], [False, "obligation"])

    def test_a_restricted_person_who_agreed_has_no_ground(self):
        self._consent()
        self.person.processing_restricted = True
        self.assertEqual(self._why(), (False, "Processing is restricted: the data is stored only."))

    def test_what_holds_does_not_hang_on_who_asks(self):
        agreed, asks, objects = (self._partner(name) for name in ("Suostunut", "Tarjouksen pyytäjä", "Vastustaja"))
        self._contract(self.person, self._site(), "2020-01-01")
        self._consent(partner_id=agreed.id)
        self._request("objection", partner_id=objects.id)
        self.env["lampo.privacy.contact"].create({"name": "Tarjous", "partner_id": asks.id, "kind": "quote"})
        people, purposes = self.person | agreed | asks | objects, self.marketing | self.service
        known = [people[nr]._lampo_basis(purpose) for nr in range(4) for purpose in purposes]
        self.assertEqual(known, ["interest", "voluntary", "consent", "interest", "interest", "voluntary", False, False])
        elsewhere = self._user("lampo_elsewhere", "lampo_privacy.group_user")
        other = self.env["res.company"].create({"name": "Toinen Lämpö Oy"})
        elsewhere.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        for user in (self.user_service, elsewhere, self.user_nobody):
            theirs = people.with_user(user)
            self.assertEqual(
                [theirs[nr]._lampo_basis(purpose) for nr in range(4) for purpose in purposes], known, user.login)

    def test_an_administrator_of_the_server_who_records_an_objection_ends_the_consents_too(self):
        consent = self._consent()
        admin = self._user("lampo_admin", "base.group_system,base.group_partner_manager")
        self.person.with_user(admin).action_block_marketing()
        self.assertEqual(consent.state, "withdrawn")

    # -- the table on the form -------------------------------------------------------------------------------------

    def test_the_table_turns_with_what_it_is_found_from(self):
        summary = self.person.with_user(self.user_officer)
        turns = (
            (lambda: self._consent(), "A consent is in force."),
            (lambda: self.person.consent_ids.action_withdraw(), "The consent was withdrawn."),
            (lambda: self._contract(self.person, self._site(), "2020-01-01"), "Given to get the service"),
            (lambda: self.person.write({"processing_restricted": True}), "the data is stored only"),
        )
        for turn, words in turns:
            self.assertNotIn(words, summary.basis_summary)
            turn()
            self.assertIn(words, summary.basis_summary)

    def test_what_is_being_edited_has_the_grounds_of_what_it_was(self):
        self._partner("Toini Rantala", email="oiva@posti.example").action_block_marketing()
        edited = self.env["res.partner"].new(origin=self.person)
        self.assertIn("Somebody with the same", edited.basis_summary)

    def test_the_table_turns_when_a_consent_runs_out_by_another_rule(self):
        self._consent(given_on="2024-01-01")
        summary = self.person.with_user(self.user_officer)
        self.assertIn("A consent is in force.", summary.basis_summary)
        self.marketing.consent_months = 12
        self.assertNotIn("A consent is in force.", summary.basis_summary)

    def test_the_table_is_of_the_companies_one_works_for_and_in_ones_language(self):
        self.env["res.lang"]._activate_lang("fi_FI")
        other = self.env["res.company"].create({"name": "Toinen Lämpö Oy"})
        purpose = self.env["lampo.privacy.purpose"].search([("company_id", "=", other.id)], limit=1)
        purpose.with_context(lang="en_US").name = "Heat of the other company"
        here = self.person.with_context(allowed_company_ids=self.company.ids)
        both = self.person.with_context(allowed_company_ids=(self.company | other).ids)
        self.assertNotIn("Heat of the other", here.basis_summary)
        self.assertIn("Heat of the other", both.basis_summary)
        self.assertIn("Oikeutettu etu", here.with_context(lang="fi_FI").basis_summary)
