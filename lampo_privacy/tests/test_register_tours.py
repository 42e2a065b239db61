# Part of lampo_privacy. LGPL-3.
from odoo.tests import HttpCase, tagged

from .common import LampoCase


@tagged("post_install", "-at_install")
class TestRegisterTours(LampoCase, HttpCase):
    """The register in a browser: a statement approved and published, a consent withdrawn, a field emptied."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.env["res.partner"].create({"name": "Tyyne Tuliniemi", "phone": "050 1112223"})
        cls.env["lampo.privacy.consent.wording"].create({
            "purpose_id": cls.env.ref("lampo_privacy.purpose_marketing").id, "text_fi": "Saatte lähettää uutisia.",
            "date_from": "2020-01-01"})

    def _tour(self, action, name):
        self.start_tour(f"/odoo/action-lampo_privacy.{action}", name, login="lampo_officer", timeout=120)

    def test_a_statement_is_approved_and_published(self):
        self._tour("action_privacy_statement", "lampo_register_statement")
        statement = self.env["lampo.privacy.statement"].search([("state", "=", "approved")])
        self.assertEqual((statement.version, statement.approved_by, statement.published), (1, self.user_officer, True))

    def test_a_consent_is_recorded_and_withdrawn(self):
        self._tour("action_privacy_consent", "lampo_register_consent")
        self.assertEqual(self.person.consent_ids.mapped("state"), ["withdrawn"])

    def test_a_field_beyond_the_statement_is_emptied(self):
        self._tour("action_privacy_quality", "lampo_register_quality")
        self.assertFalse(self.person.phone)
