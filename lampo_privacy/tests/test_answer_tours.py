# Part of lampo_privacy. LGPL-3.
from odoo.tests import HttpCase, tagged

from .package_common import PackageCase


@tagged("post_install", "-at_install")
class TestAnswerTours(PackageCase, HttpCase):
    """The answers in a browser: access with its package, rectification, restriction and its lifting."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_officer.lang = "en_US"

    def _tour(self, name, request):
        self.env.flush_all()
        self.start_tour(f"/odoo/privacy-requests/{request.id}", name, login="lampo_officer", timeout=120)

    def _request(self, kind):
        return self.env["lampo.privacy.request"].create({"partner_id": self.person.id, "request_type": kind})

    def test_access_is_answered_by_a_package(self):
        self._tour("lampo_answer_access", self.request)
        package = self.request.package_ids
        self.assertEqual((package.state, package.delivered_how), ("delivered", "link"))
        self.assertTrue(package.document_id.raw.startswith(b"%PDF-"))

    def test_data_is_corrected(self):
        self.person.street = "Vanhatie 1"
        request = self._request("rectification")
        request.action_start()
        self._tour("lampo_answer_rectify", request)
        self.assertEqual(self.person.street, "Uusitie 2")
        self.assertEqual(request.rectification_ids.old_value, "Vanhatie 1")

    def test_processing_is_restricted_and_the_restriction_lifted(self):
        request = self._request("restriction")
        self._tour("lampo_answer_restrict", request)
        self.assertFalse(self.person.processing_restricted)
        self.assertEqual(self.person.restriction_ids.told_how, "phone")
