# Part of lampo_privacy. LGPL-3.
from odoo.tests import tagged

from .consent_common import ConsentCase


@tagged("post_install", "-at_install")
class TestRequestArrival(ConsentCase):
    """What a request does before anybody takes it into work (statement § 4; GDPR art. 21(3), 18)."""

    def _request(self, kind, **vals):
        return self.env["lampo.privacy.request"].with_user(self.user_service).create(
            {"partner_id": self.person.id, "request_type": kind, **vals})

    def _is_stopped(self):
        return bool(self.env["lampo.privacy.objection"]._is_blocked(emails=[self.person.email]))

    def test_an_objection_or_withdrawal_ends_the_consents_on_arrival(self):
        for kind in ("objection", "consent_withdrawal"):
            consent = self._consent()
            self._request(kind)
            self.assertEqual(consent.state, "withdrawn", kind)

    def test_an_objection_takes_effect_when_its_person_is_named(self):
        request = self._request("objection", partner_id=False, subject_name="Oiva M.")
        request.action_start()
        request.partner_id = self.person
        self.assertTrue(self._is_stopped())

    def _of_stranger(self, kind="objection", email_from="Vieras <vieras@lista.example>"):
        return self._request(kind, partner_id=False, subject_name="Vieras", email_from=email_from)

    def _blocked(self, email="vieras@lista.example"):
        return bool(self.env["lampo.privacy.objection"]._is_blocked(emails=[email], companies=self.company))

    def test_the_objection_of_somebody_who_is_not_in_the_register_holds_for_the_address(self):
        request = self._of_stranger()
        self.assertTrue(self._blocked())
        request.action_start()
        self.assertEqual(str(request.message_ids.mapped("body")).count("Marketing, surveys and the like stop"), 1)
        self.assertTrue(request._answer_facts())

    def test_an_address_that_becomes_known_later_is_left_out_from_then_on(self):
        request = self._of_stranger(email_from=False)
        self.assertFalse(request._answer_facts())
        request.email_from = "vieras@lista.example"
        self.assertTrue(self._blocked())

    def test_the_address_is_free_again_when_the_request_asked_something_else(self):
        self._of_stranger().request_type = "access"
        self.assertFalse(self._blocked())

    def test_the_objection_is_the_persons_alone_once_it_is_known_whose_the_address_is(self):
        housemate = self._partner("Helmi Huone", email=self.person.email)
        request = self._of_stranger(email_from=self.person.email)
        request.partner_id = self.person
        lines = self.env["lampo.privacy.objection"].sudo().search([("request_id", "=", request.id)])
        self.assertEqual(lines.partner_id, self.person)
        self.assertTrue(all(line.partner_id for line in lines))
        self.assertFalse(self.env["lampo.privacy.objection"]._of(housemate))

    def test_the_mark_of_somebody_erased_outlasts_the_answer(self):
        request = self._request("objection")
        email = self.person.email
        self.env["lampo.privacy.objection"]._forget(self.person.ids)
        request.action_start()
        self.assertTrue(self._blocked(email))

    def test_a_request_takes_effect_when_it_is_found_to_be_an_objection(self):
        request = self._request("access")
        self.assertFalse(self._is_stopped())
        request.request_type = "objection"
        self.assertTrue(self._is_stopped())

    def test_a_letter_takes_effect_when_it_is_sorted_and_holds_mailings_up_until_then(self):
        request = self._request("objection", to_sort=True)
        self.assertFalse(self._is_stopped())
        self.assertTrue(self.person.marketing_blocked)
        request.action_sorted()
        self.assertTrue(self._is_stopped())

    def test_a_letter_that_was_no_objection_holds_nothing_up(self):
        self._request("objection", to_sort=True).request_type = "access"
        self.person.invalidate_recordset()
        self.assertFalse(self.person.marketing_blocked)

    def test_who_wants_to_withdraw_is_not_asked_again(self):
        self._request("consent_withdrawal", to_sort=True)
        self.assertFalse(self.marketing._may_be_asked(self.person))
        self.assertFalse(self.service._may_be_asked(self.person))

    def test_a_withdrawal_reaches_the_consents_of_the_persons_addresses(self):
        address = self._partner("Laskutus", parent_id=self.person.id, type="invoice", email="lasku@posti.example")
        consent = self._consent(self.service, partner_id=address.id)
        self._request("consent_withdrawal", channel="post")
        self.assertEqual((consent.state, consent.withdrawal_channel), ("withdrawn", "post"))

    def test_a_restriction_in_work_takes_effect_when_its_person_is_named(self):
        request = self._request("restriction", partner_id=False, subject_name="Oiva M.")
        request.action_start()
        request.partner_id = self.person
        self.assertTrue(self.person.processing_restricted)

    def test_of_somebody_erased_nothing_is_recorded_again(self):
        request = self._request("objection")
        self.env["lampo.privacy.erasure"].create({"partner_id": self.person.id, "ground": "manual"}).action_run()
        self._searched(request).with_user(self.user_officer).action_done()
        self.assertFalse(self.env["lampo.privacy.objection"].search([("partner_id", "=", self.person.id)]))

    def test_what_was_agreed_to_after_the_withdrawal_is_not_withdrawn_by_its_answer(self):
        request = self._request("consent_withdrawal")
        self.person.with_user(self.user_officer).action_release_marketing()
        consent = self._consent(self.service)
        request.action_start()
        self._searched(request).action_done()
        self.assertEqual(consent.state, "in_force")
