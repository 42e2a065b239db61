# Part of lampo_privacy. LGPL-3.
from datetime import date

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tests.common import freeze_time

from ..models.heat_contract import finnish_today
from .common import LampoCase


@tagged("post_install", "-at_install")
class TestContact(LampoCase):
    """Statement § 7: contacts may be recorded; complaints are followed; the source of a person's data is known."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls._partner("Sisko Harjunpää", email="sisko@posti.example")
        cls.site = cls._site()

    def _contact(self, **values):
        return self.env["lampo.privacy.contact"].create({"name": "Soitto", "partner_id": self.person.id, **values})

    def test_a_complaint_is_followed_until_it_is_closed(self):
        complaint = self._contact(kind="complaint").with_user(self.user_service)
        complaint.action_start()
        complaint.action_close()
        self.assertEqual(complaint.state, "done")
        self.assertTrue(complaint.closed_on)
        complaint.state = "new"
        self.assertFalse(complaint.closed_on)

    @freeze_time("2026-11-30 22:30:00")
    def test_it_is_closed_on_the_day_it_is_in_finland(self):
        complaint = self._contact(kind="complaint", date="2026-11-30 08:00:00").with_context(tz="America/New_York")
        complaint.action_close()
        self.assertEqual(str(complaint.closed_on), "2026-12-01")

    def test_what_is_recorded_as_closed_is_closed_that_day_or_on_the_day_it_brings(self):
        closed = {"name": "Lasku liian suuri", "kind": "complaint", "state": "done"}
        contacts = self.env["lampo.privacy.contact"].create(
            [closed, {**closed, "closed_on": "2026-01-02"}, {**closed, "state": "new"}])
        self.assertEqual(contacts.mapped("closed_on"), [finnish_today(self.env.user), date(2026, 1, 2), False])

    def test_a_contact_of_the_future_or_with_an_identity_code_is_refused(self):
        with self.assertRaises(ValidationError):
            self._contact(date="2999-01-01 00:00:00")
        with self.assertRaises(ValidationError):
            self._contact(description="Tunnus 010170-901K")

    def test_what_a_customer_writes_in_a_chatter_is_in_the_log(self):
        other = self._partner("Toinen")
        message = other.message_post(body="Lasku on väärin", author_id=self.person.id, message_type="comment")
        self.assertEqual(self.person.contact_ids.message_id, message)
        self.assertIn("väärin", self.person.contact_ids.message_body)
        other.message_post(body="Soitettu", author_id=self.user_service.partner_id.id, message_type="comment")
        self.assertFalse(self.user_service.partner_id.contact_ids)

    # -- from a chatter, by hand -------------------------------------------------------------------------------

    def _recorded(self, message, user=None, **values):
        """What the dialog that the message opens saves."""
        contacts = self.env["lampo.privacy.contact"].with_user(user or self.user_service)
        action = contacts.action_from_message(message.id)
        return contacts.browse(action["res_id"]) or contacts.with_context(**action["context"]).create(values)

    def test_a_note_by_staff_becomes_a_contact_of_the_customer(self):
        note = self.person.message_post(body="Soitti kylmästä talosta", author_id=self.user_service.partner_id.id)
        contact = self._recorded(note, kind="complaint", channel="phone")
        self.assertEqual((contact.partner_id, contact.message_id, contact.date), (self.person, note, note.date))
        self.assertIn("kylmästä", contact.message_body)
        self.assertEqual(contact.name, "Message", "the person's name is no subject")

    def test_a_mail_becomes_a_contact_by_mail(self):
        mail = self.person.message_post(body="Hei", subject="Tarjous", message_type="email_outgoing")
        contact = self._recorded(mail)
        self.assertEqual((contact.name, contact.channel), ("Tarjous", "email"))

    def test_a_note_on_a_contract_is_the_customers(self):
        contract = self._contract(self.person, self.site, "2020-01-01")
        self.assertEqual(self._recorded(contract.message_post(body="Puhui sopimuksesta")).partner_id, self.person)

    def test_a_message_is_one_contact_however_often_it_is_recorded(self):
        other = self._partner("Toinen")
        message = other.message_post(body="Lasku on väärin", author_id=self.person.id, message_type="comment")
        self.assertEqual(self._recorded(message), self.person.contact_ids)

    def test_a_contact_opens_no_message_that_one_may_not_read(self):
        secret = self.user_officer.partner_id.message_post(body="Salaista", message_type="comment")
        secret.sudo().write({"model": False, "res_id": 0, "author_id": self.user_officer.partner_id.id})
        with self.assertRaises(AccessError):
            self._recorded(secret)
        with self.assertRaises(AccessError):
            self.env["lampo.privacy.contact"].with_user(self.user_service).create(
                {"name": "Soitto", "partner_id": self.person.id, "message_id": secret.id})
        with self.assertRaises(AccessError):
            self._contact().with_user(self.user_service).message_id = secret
        contact = self._contact(message_id=secret.id)
        self.assertFalse(contact.with_user(self.user_service).message_body)

    def test_a_contract_is_the_source_until_somebody_says_otherwise(self):
        self.assertFalse(self.person.data_source)
        self._contract(self.person, self.site, "2020-01-01")
        self.assertEqual(self.person.data_source, "contract")
        self.person.data_source = "handover"
        self._contract(self.person, self._site(name="Toinen"), "2021-01-01")
        self.assertEqual(self.person.data_source, "handover")

    def test_contacts_go_with_the_person(self):
        contact = self._contact(description="Sisko soitti", kind="complaint")
        erasure = self.env["lampo.privacy.erasure"].create({"partner_id": self.person.id, "ground": "manual"})
        erasure.action_run()
        self.assertEqual(erasure.state, "done")
        self.assertFalse(contact.exists())
