# Part of lampo_privacy. LGPL-3.
from odoo import Command
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

    def test_a_consent_is_recorded_and_withdrawn_by_the_way_the_person_said_so(self):
        self._tour("action_privacy_consent", "lampo_register_consent")
        self.assertEqual(self.person.consent_ids.mapped("state"), ["withdrawn"])
        self.assertEqual(self.person.consent_ids.withdrawal_channel, "phone")

    def test_a_note_in_a_chatter_becomes_a_contact(self):
        note = self.person.message_post(body="Soitti kylmästä talosta", message_type="comment")
        self.start_tour(f"/odoo/res.partner/{self.person.id}", "lampo_register_message", login="lampo_service",
                        timeout=120)
        contact = self.person.contact_ids
        self.assertEqual((contact.message_id, contact.kind, contact.user_id),
                         (note, "complaint", self.user_service))

    def _exported(self, tour):
        """The disclosure of an export by the officer to the tax administration."""
        recipient = self.env["lampo.privacy.recipient"].create(
            {"name": "Verohallinto", "recipient_role": "authority", "country_id": self.env.ref("base.fi").id})
        self.user_officer.group_ids = [Command.link(self.env.ref("base.group_allow_export").id)]
        self.env["lampo.privacy.contact"].create({"name": "Soitto", "partner_id": self.person.id})
        self._tour("action_privacy_contact", tour)
        line = self.person.disclosure_ids
        self.assertEqual((line.recipient_id, line.origin), (recipient, "export"))
        return line

    def test_an_export_for_somebody_outside_is_recorded(self):
        self._exported("lampo_register_export")

    def test_an_export_of_all_asks_what_for_and_for_whom_as_well(self):
        self.assertEqual(self._exported("lampo_register_export_all").purpose, "Vuosikysely")
        line = self.env["lampo.privacy.access.log"].search([("kind", "=", "export")], limit=1)
        self.assertEqual((line.model, line.purpose), ("lampo.privacy.contact", "Vuosikysely"))
        self.assertIn(self.person, line.concerned_ids)

    def test_a_field_beyond_the_statement_is_emptied(self):
        self._tour("action_privacy_quality", "lampo_register_quality")
        self.assertFalse(self.person.phone)
