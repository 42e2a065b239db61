# Part of lampo_privacy. LGPL-3.
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .package_common import PackageCase


@tagged("post_install", "-at_install")
class TestPrivacyRequestWhose(PackageCase):
    """A request follows its corrected person only until something was carried out for it."""

    def _request(self, kind="access", **values):
        return self.env["lampo.privacy.request"].with_user(self.user_officer).create(
            {"partner_id": self.person.id, "request_type": kind, **values})

    def _draft(self, request):
        return self.env["lampo.privacy.package"].with_user(self.user_officer)._new_for(request)

    def _assert_stays(self, request):
        for values in ({"partner_id": self.other.id}, {"partner_id": False, "subject_name": "Joku"},
                       {"request_type": "portability"}):
            with self.subTest(values), self.assertRaisesRegex(UserError, "Record a new request"), \
                    self.env.cr.savepoint():
                request.write(values)
        self.assertEqual(request.partner_id, self.person)

    def test_a_package_that_was_made_keeps_its_request(self):
        request = self._request()
        self._package(request)
        self._assert_stays(request)

    def test_an_objection_that_took_effect_keeps_its_request(self):
        request = self._request("objection")
        request.action_start()
        self._assert_stays(request)

    def test_an_objection_of_somebody_who_had_objected_before_keeps_its_request_too(self):
        self._request("objection").action_start()
        request = self._request("consent_withdrawal")
        request.action_start()
        self._assert_stays(request)

    def test_a_restriction_keeps_its_request(self):
        request = self._request("restriction")
        request.action_start()
        self._assert_stays(request)

    def test_a_restriction_while_another_right_is_looked_into_keeps_its_request(self):
        request = self._request("rectification")
        request.action_restrict()
        self._assert_stays(request)

    def test_a_correction_keeps_its_request(self):
        request = self._request("rectification")
        self._correct(request)
        self._assert_stays(request)

    def test_an_erasure_that_ran_keeps_its_request(self):
        for state in ("waiting", "done", "failed"):
            request = self._request("erasure")
            erasure = self._erasure(request)
            self._set_state(erasure, state)
            self._assert_stays(request)
            self._set_state(erasure, "done")

    def test_the_company_stays_too(self):
        other = self.env["res.company"].create({"name": "Toinen Lämpö Oy"})
        request = self._request()
        self._package(request)
        with self.assertRaisesRegex(UserError, "Record a new request"):
            request.sudo().company_id = other

    def test_the_form_shows_that_it_stays(self):
        request = self._request()
        with Form(request) as form:
            form.request_type = "portability"
            form.request_type = "access"
        self._package(request)
        self.assertTrue(request.whose_fixed)
        with Form(request) as form:
            for name, value in (("partner_id", self.other), ("request_type", "portability")):
                with self.subTest(name), self.assertRaisesRegex(AssertionError, "readonly"):
                    setattr(form, name, value)

    def test_a_changed_address_for_the_reply_is_noted_without_the_address(self):
        request = self._request(email_from="aino@example.com")
        request.write({"email_from": "aino@example.com"})
        self.assertNotIn("address for the reply", self._notes(request))
        request.email_from = "toinen@example.com"
        self.assertIn("The address for the reply was changed", self._notes(request))
        self.assertNotIn("toinen", self._notes(request))

    def _notes(self, request):
        return "".join(str(body) for body in request.message_ids.mapped("body"))

    def test_what_does_not_change_is_written(self):
        request = self._request()
        self._package(request)
        request.write({"partner_id": self.person.id, "request_type": "access", "description": "Kaikki"})
        self.assertEqual(request.description, "Kaikki")

    def test_a_correction_of_the_person_drops_what_was_only_prepared(self):
        request = self._request()
        draft = self._draft(request)
        request.with_user(self.user_service).partner_id = self.other
        self.assertFalse(draft.exists())
        self.assertEqual(self._draft(request).partner_id, self.other)

    def test_a_correction_of_the_type_drops_what_was_only_prepared(self):
        request = self._request()
        draft = self._draft(request)
        request.request_type = "portability"
        self.assertFalse(draft.exists())
        self.assertEqual(self._draft(request).kind, "portability")

    def test_a_planned_erasure_does_not_outlive_the_correction(self):
        request = self._request("erasure")
        erasure = self._erasure(request)
        self._set_state(erasure, "planned")
        request.partner_id = self.other
        self.assertFalse(erasure.exists())
        self.assertTrue(any("erasure that was prepared" in str(note.body) for note in request.message_ids))

    def test_the_registers_are_searched_again_for_the_right_person(self):
        request = self._searched(self._request(partner_id=False, subject_name="A. Salmela"))
        request.with_user(self.user_service).partner_id = self.person
        self.assertEqual(request.registers_open, len(request.register_line_ids))
        self.assertFalse(request.register_line_ids.searched_by)
        self.assertTrue(any("searched again" in str(note.body) for note in request.message_ids))

    def test_another_name_is_another_search(self):
        request = self._searched(self._request(partner_id=False, subject_name="A. Salmela"))
        request.subject_name = "B. Salmela"
        self.assertTrue(request.registers_open)

    def test_another_type_needs_no_other_search(self):
        request = self._searched(self._request())
        request.request_type = "erasure"
        self.assertFalse(request.registers_open)

    def test_a_letter_for_which_something_was_carried_out_is_not_joined_into_another_type(self):
        letter = self._request(to_sort=True, email_from="aino.salmela@posti.example")
        self._package(letter)
        with self.assertRaisesRegex(UserError, "Record a new request"):
            (letter + self._request("erasure", received_on=letter.received_on)).action_join()

    def test_joining_into_another_type_drops_what_was_only_prepared(self):
        letter = self._request(to_sort=True)
        draft = self._draft(letter)
        (letter + self._request("portability")).action_join()
        self.assertEqual(letter.request_type, "portability")
        self.assertFalse(draft.exists())

    # -- what is another person's is no answer, however it came to the request

    def test_another_persons_package_is_neither_opened_told_nor_linked(self):
        request = self._request()
        package = self._package(request)
        package.action_make_link()
        self.assertEqual(request._package_with_link(), package)
        self._move(request)
        self.assertFalse(request._package_with_link())
        self.assertEqual(request._answer_facts(), [])
        self.assertFalse(request._is_carried_out())
        self.assertEqual(self._draft(request).partner_id, self.other)

    def test_another_persons_erasure_is_neither_told_nor_counted(self):
        request = self._searched(self._request("erasure"))
        self._set_state(self._erasure(request), "done")
        self._move(request)
        self.assertEqual(request._answer_facts(), [])
        self.assertFalse(request._is_carried_out())
        with self.assertRaisesRegex(UserError, "Run the erasure"):
            request.action_done()

    def test_another_persons_correction_is_neither_told_nor_counted(self):
        request = self._request("rectification")
        self._correct(request)
        self.assertTrue(request._is_carried_out())
        self._move(request)
        self.assertEqual(request._answer_facts(), [])
        self.assertFalse(request._is_carried_out())

    def _move(self, request):
        """As a request of before this rule may stand in the database."""
        self.env.flush_all()
        self.env.cr.execute("UPDATE lampo_privacy_request SET partner_id = %s WHERE id = %s",
                            (self.other.id, request.id))
        self.env.invalidate_all()

    def _correct(self, request):
        self.env["lampo.privacy.rectification"].sudo().create({
            "request_id": request.id, "partner_id": request.partner_id.id, "model": "res.partner",
            "res_id": request.partner_id.id, "field": "street"})

    def _erasure(self, request):
        return self.env["lampo.privacy.erasure"].create(
            {"partner_id": request.partner_id.id, "ground": "request", "request_id": request.id})

    def _set_state(self, erasure, state):
        self.env.flush_all()
        self.env.cr.execute("UPDATE lampo_privacy_erasure SET state = %s WHERE id = %s", (state, erasure.id))
        self.env.invalidate_all()
