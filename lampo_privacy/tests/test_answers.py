# Part of lampo_privacy. LGPL-3.
from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..tools.letter_text import letter_date, placeholders
from .common import LampoCase


@tagged("post_install", "-at_install")
class TestAnswers(LampoCase):
    """What each right does when its request is taken into work, and what the letter tells of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls._partner("Matti Niemi", email="matti.niemi@posti.example", street="Kaukokatu 7", zip="33100")

    def _request(self, kind, start=True, **vals):
        request = self.env["lampo.privacy.request"].with_user(self.user_service).create(
            {"partner_id": self.person.id, "request_type": kind, **vals})
        if start:
            request.action_start()
        return request

    def test_marketing_stops_when_the_objection_arrives(self):
        request = self._request("objection", start=False)
        self.assertEqual(request.state, "new")
        self.assertTrue(self.env["lampo.privacy.objection"]._is_blocked(emails=[self.person.email]))
        self.assertTrue(any("Marketing" in str(message.body) for message in request.message_ids))

    def test_a_withdrawal_of_consent_answered_at_once_stops_it_too(self):
        request = self._request("consent_withdrawal", start=False)
        self._searched(request).action_done()
        self.assertTrue(self.person.marketing_blocked)
        self.assertIn("Your consent is withdrawn from now on.", request._answer_facts())

    def test_an_objection_by_request_takes_the_person_off_the_mailing_lists(self):
        news = self.env["mailing.list"].create({"name": "News"})
        contact = self.env["mailing.contact"].create(
            {"name": "M", "email": self.person.email, "list_ids": [(4, news.id)]})
        self._request("objection")
        self.assertEqual(contact.subscription_ids.mapped("opt_out"), [True])

    def test_an_objection_ends_the_consents_to_marketing_alone(self):
        consents = self._consents()
        self._request("objection")
        self.assertEqual(consents.mapped("state"), ["withdrawn", "in_force"])

    def test_a_withdrawal_ends_every_consent_by_the_channel_of_the_request(self):
        consents = self._consents()
        self._request("consent_withdrawal", channel="phone")
        self.assertEqual(consents.mapped("state"), ["withdrawn", "withdrawn"])
        self.assertEqual(consents[1].withdrawal_channel, "phone")

    def test_no_other_request_ends_a_consent(self):
        consents = self._consents()
        for kind in ("access", "rectification", "erasure", "portability", "restriction"):
            self._request(kind)
            self.assertEqual(consents.mapped("state"), ["in_force", "in_force"], kind)

    def test_a_withdrawal_leaves_the_consents_of_others(self):
        other = self._partner("Liisa Lehto")
        consents = self._consents(other)
        self._request("consent_withdrawal")
        self.assertEqual(consents.mapped("state"), ["in_force", "in_force"])

    def _consents(self, person=None):
        """One to marketing and one to something else."""
        purposes = self.env.ref("lampo_privacy.purpose_marketing") | self.env.ref("lampo_privacy.purpose_service")
        return self.env["lampo.privacy.consent"].create([
            {"partner_id": (person or self.person).id, "purpose_id": purpose.id} for purpose in purposes])

    def test_the_stop_is_noted_once(self):
        request = self._request("objection")
        self._searched(request).action_done()
        self.assertEqual(sum("Marketing" in str(message.body) for message in request.message_ids), 1)

    def test_an_objection_that_ends_without_an_answer_says_that_marketing_stays_stopped(self):
        for end in (lambda request: request.action_refuse("Unfounded"), lambda request: request.action_withdraw()):
            request = self._request("objection")
            end(request)
            self.assertTrue(self.person.marketing_blocked)
            self.assertTrue(any("Marketing stays stopped" in str(note.body) for note in request.message_ids))

    def test_a_request_that_stopped_no_marketing_ends_without_that_word(self):
        # what nobody has sorted takes no effect yet
        unlike, before = self._request("access"), self._request("objection", start=False, to_sort=True)
        (unlike + before).action_withdraw()
        self.assertFalse(any("Marketing stays" in str(note.body) for note in (unlike + before).message_ids))

    def test_an_access_request_stops_nothing(self):
        self._request("access")
        self.assertFalse(self.person.marketing_blocked)

    def test_the_letter_of_an_objection_tells_nothing_before_it_is_done(self):
        request = self._request("objection", start=False, to_sort=True)
        self.assertEqual(request._answer_facts(), [])
        request.action_sorted()
        self.assertIn("no marketing", request._answer_facts()[0])

    def test_who_objects_again_is_told_the_same(self):
        self._request("objection")
        again = self._request("objection")
        self.assertIn("no marketing", again._answer_facts()[0])

    def test_letters_of_objection_and_withdrawal_tell_of_the_mark_that_is_kept(self):
        for kind in ("objection", "consent_withdrawal"):
            request = self._request(kind)
            for lang in ("fi", "sv", "en"):
                letter = self.env["lampo.privacy.letter"]._find("answer", lang, kind, self.company)
                self.assertIn("details", placeholders(letter.body), (kind, lang))
            self.assertIn("encrypted mark", request._letter_details("answer", "en"))

    def test_the_letter_of_a_restriction(self):
        facts = self._request("restriction")._answer_facts()
        self.assertIn("restricted", facts[0])
        self.assertIn("before the restriction is lifted", facts[1])

    def test_processing_is_restricted_while_an_objection_is_looked_into(self):
        request = self._request("objection")
        request.with_user(self.user_officer).action_restrict()
        self.assertTrue(self.person.processing_restricted)

    def test_nobody_in_the_register_cannot_be_restricted(self):
        request = self._request("objection", partner_id=False, subject_name="Joku Muu")
        with self.assertRaises(UserError):
            request.action_restrict()

    def test_the_letter_of_an_erasure_tells_its_two_phases(self):
        move = self.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": self.person.id, "invoice_date": "2026-01-05",
            "invoice_line_ids": [(0, 0, {"name": "Heat", "price_unit": 10, "tax_ids": False})]})
        move.action_post()
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids).create({})._create_payments()
        request = self._request("erasure")
        self.assertEqual(request._answer_facts(), [])
        erasure = self.env["lampo.privacy.erasure"].create(
            {"partner_id": self.person.id, "ground": "request", "request_id": request.id})
        erasure.action_run()
        self.assertEqual(erasure.state, "waiting")
        # the person is restricted now: the rest is the officer's
        facts = request.with_user(self.user_officer)._answer_facts()
        self.assertEqual(len(facts), 2)
        self.assertIn(letter_date(date(2032, 12, 31), "en"), facts[1])

    def test_a_letter_tells_what_was_done(self):
        request = self._request("restriction")
        self.assertIn("it is stored and used for nothing else", request._letter_details("answer", "en"))
        self.assertFalse(request._letter_details("receipt", "en"))
