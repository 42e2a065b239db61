# Part of lampo_privacy. LGPL-3.
from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tests.common import freeze_time
from odoo.tools import format_date

from .request_common import RequestCase


@tagged("post_install", "-at_install")
@freeze_time("2026-11-30 10:00:00")
class TestPrivacyRequest(RequestCase):
    """Recording a request, its dialogs, and who may do what."""

    def test_a_request_at_the_office_needs_only_the_person(self):
        form = Form(self.env["lampo.privacy.request"].with_user(self.user_service))
        form.partner_id = self.person
        request = form.save()
        self.assertEqual(request.channel, "office")
        self.assertEqual(request.received_on, date(2026, 11, 30))
        self.assertEqual(request.due_on, date(2026, 12, 30))
        self.assertEqual(request.user_id, self.user_service)
        self.assertEqual(request.company_id, self.company)

    def test_numbers_follow_the_year_of_receipt(self):
        first = self._request(received_on="2025-12-30")
        second = self._request(received_on="2026-01-02")
        self.assertRegex(first.name, r"^TP/2025/\d{4}$")
        self.assertRegex(second.name, r"^TP/2026/\d{4}$")

    def test_the_default_day_of_receipt_is_the_day_in_finland(self):
        with freeze_time("2026-11-30 22:30:00"):
            self.assertEqual(self._request().received_on, date(2026, 12, 1))

    def test_somebody_unknown_may_ask(self):
        request = self._request(partner_id=False, subject_name="Tuntematon Testaaja")
        self.assertTrue(request.due_on)

    def test_a_request_of_nobody_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "Choose the person"):
            self._request(partner_id=False, subject_name="  ")

    def test_a_receipt_in_the_future_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "in the future"):
            self._request(received_on="2026-12-01")

    def test_a_receipt_cannot_be_moved_into_the_future(self):
        request = self._request()
        with self.assertRaisesRegex(ValidationError, "in the future"):
            request.received_on = "2026-12-01"

    def test_an_identity_code_is_refused_in_the_texts(self):
        with self.assertRaisesRegex(ValidationError, "identity code"):
            self._request(description="My code is 010190-900P.")

    def test_the_name_of_a_request_does_not_name_the_person(self):
        self.assertNotIn("Aino", self._request().display_name)

    # -- dialogs

    def _wizard(self, model, requests, **values):
        context = {"active_model": requests._name, "active_ids": requests.ids, "active_id": requests[:1].id}
        return self.env[model].with_context(**context).create(values)

    def test_the_extension_dialog_shows_the_new_limit(self):
        request = self._request()
        wizard = self._wizard("lampo.privacy.request.extend", request, reason="Many requests")
        self.assertIn(request.name, wizard.preview)
        self.assertIn(format_date(self.env, date(2027, 3, 1)), wizard.preview)
        self.assertEqual(wizard.notice_by, date(2026, 12, 30))
        wizard.action_confirm()
        self.assertTrue(request.extended)

    def test_the_refusal_dialog_refuses(self):
        request = self._request()
        self._wizard("lampo.privacy.request.refuse", request, reason="Unfounded").action_confirm()
        self.assertEqual(request.state, "refused")

    def test_the_identity_dialog_confirms(self):
        request = self._request()
        self._wizard("lampo.privacy.request.identity", request).action_confirm()
        self.assertTrue(request.identity_confirmed_on)

    # -- access

    def test_customer_service_records_and_answers_but_does_not_delete(self):
        requests = self.env["lampo.privacy.request"].with_user(self.user_service)
        request = self._searched(requests.create({"partner_id": self.person.id}))
        request.action_start()
        request.action_done()
        other = requests.create({"partner_id": self.person.id})
        with self.assertRaises(AccessError):
            other.unlink()

    def test_the_officer_deletes_only_a_new_request(self):
        new, started = self._request(), self._request(request_type="portability")
        started.action_start()
        new.with_user(self.user_officer).unlink()
        with self.assertRaisesRegex(UserError, "by mistake"):
            started.with_user(self.user_officer).unlink()

    def test_the_accountant_and_others_see_no_request(self):
        request = self._request()
        for user in (self.user_accountant, self.user_nobody):
            with self.assertRaises(AccessError):
                request.with_user(user).read(["name"])

    def test_requests_of_another_company_are_not_seen(self):
        other = self.env["res.company"].create({"name": "Toinen Lämpö Oy"})
        request = self._request(company_id=other.id)
        with self.assertRaises(AccessError):
            request.with_user(self.user_officer).read(["name"])
