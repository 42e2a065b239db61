# Part of lampo_privacy. LGPL-3.
import os
from unittest.mock import patch

from odoo.addons.base.models.ir_mail_server import IrMail_Server
from odoo.tests import tagged

from ..engine import keyring
from ..tools.secrets_box import new_key
from .common import LampoCase


@tagged("post_install", "-at_install")
class TestObjectionRetry(LampoCase):
    """What waits, failed or was cancelled goes to nobody who objects or is restricted when it leaves at last."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(patch.dict(os.environ, {keyring.VARIABLE: new_key()}))
        cls.person = cls._partner("Matti Niemi", email="matti.niemi@posti.example", phone="+358 50 000 1113")
        cls.other = cls._partner("Liisa Lehto", email="liisa.lehto@posti.example")
        cls.everybody = cls.person | cls.other
        cls.objections = cls.env["lampo.privacy.objection"]
        cls.clerk = cls._user("lampo_sender", "lampo_privacy.group_user,base.group_partner_manager")

    def _letters(self, records=None, **vals):
        """Letters to many for which no mail server answers."""
        records = records or self.everybody
        composer = self.env["mail.compose.message"].with_user(self.clerk).create({
            "composition_mode": "mass_mail", "model": records._name, "subject": "Tarjous", "body": "<p>Hei</p>",
            "res_ids": repr(records.ids), "auto_delete": False, **vals})
        with patch.object(IrMail_Server, "_connect__", side_effect=OSError("down")):
            composer._action_send_mail()
        return self.env["mail.mail"].search([("subject", "=", "Tarjous")], order="id")

    def _sent_again(self, letters):
        letters.mark_outgoing()
        return self._sent(letters)

    def _sent(self, letters):
        sent = []

        def send_email(self, message, *args, **kwargs):
            sent.append(message["To"].split("<")[-1].rstrip(">"))
            return "x"

        with patch.object(IrMail_Server, "_connect__", return_value=None), \
                patch.object(IrMail_Server, "_disable_send", return_value=False), \
                patch.object(IrMail_Server, "send_email", send_email):
            letters.send()
        return sorted(sent)

    def test_a_cancelled_letter_does_not_fail_with_the_others(self):
        self.person.action_block_marketing()
        self.assertEqual(self._letters().mapped("state"), ["cancel", "exception"])

    def test_a_letter_that_is_tried_again_goes_to_nobody_who_objected(self):
        self.person.action_block_marketing()
        letters = self._letters()
        self.assertEqual(self._sent_again(letters), [self.other.email])
        self.assertEqual((letters[0].state, letters[0].failure_type), ("cancel", "mail_bl"))

    def test_a_letter_that_is_tried_again_goes_to_nobody_restricted(self):
        self.person.with_user(self.user_officer).processing_restricted = True
        self.assertEqual(self._sent_again(self._letters()), [self.other.email])

    def test_whoever_objected_while_the_letter_waited_does_not_get_it(self):
        letters = self._letters()
        self.person.action_block_marketing()
        self.assertEqual(self._sent_again(letters), [self.other.email])
        told = letters[0].notification_ids
        self.assertEqual(told.notification_status, "canceled")

    def test_an_objection_that_has_only_arrived_stops_it_too(self):
        letters = self._letters()
        self.env["lampo.privacy.request"].with_user(self.user_officer).create(
            {"request_type": "objection", "partner_id": self.person.id, "channel": "office"})
        self.assertEqual(self._sent_again(letters), [self.other.email])

    def test_a_letter_put_off_to_a_later_day_is_looked_at_on_that_day(self):
        letters = self._letters(scheduled_date="2020-01-01 10:00:00", force_send=False)
        self.assertEqual(letters.mapped("state"), ["outgoing", "outgoing"])
        self.person.action_block_marketing()
        self.assertEqual(self._sent(letters), [self.other.email])

    def test_an_address_without_a_contact_is_looked_at_too(self):
        letters = self._letters()
        letters[0].write({"recipient_ids": [(5,)], "email_to": "Matti <matti.niemi@posti.example>", "model": False})
        self.person.action_block_marketing()
        self.assertEqual(self._sent_again(letters), [self.other.email])

    def test_the_person_of_a_document_is_known_under_another_address(self):
        lead = self.env["crm.lead"].create({"name": "Liittymä", "partner_id": self.person.id})
        lead.email_from = "toinen@posti.example"
        letters = self._letters(lead)
        letters.write({"recipient_ids": [(5,)], "email_to": "toinen@posti.example"})
        self.person.action_block_marketing()
        self.assertEqual(self._sent_again(letters), [])

    def test_an_objection_to_another_company_stops_nothing_of_this_one(self):
        letters = self._letters()
        other = self.env["res.company"].create({"name": "Toinen Lämpö Oy"})
        self.person.with_company(other).with_context(allowed_company_ids=other.ids).action_block_marketing()
        self.assertEqual(self._sent_again(letters), sorted(self.everybody.mapped("email")))

    def test_an_ordinary_letter_to_an_objector_is_no_mailing(self):
        self.person.action_block_marketing()
        letter = self.env["mail.mail"].create({
            "subject": "Lasku", "body_html": "<p>x</p>", "recipient_ids": [(4, self.person.id)]})
        self.assertEqual(self._sent(letter), [self.person.email])

    def test_whoever_agrees_anew_gets_it(self):
        self.person.action_block_marketing()
        letters = self._letters()
        self.person.with_user(self.user_officer).action_release_marketing()
        self.assertEqual(self._sent_again(letters), sorted(self.everybody.mapped("email")))

    def test_a_missing_key_keeps_mailings_back_and_no_other_mail(self):
        self.person.action_block_marketing()
        letters = self._letters()
        letters.mark_outgoing()
        plain = self.env["mail.mail"].create({
            "subject": "Lasku", "body_html": "<p>x</p>", "email_to": "toimisto@posti.example"})
        with patch.dict(os.environ, {keyring.VARIABLE: new_key()}):
            self.assertEqual(self._sent(letters | plain), ["toimisto@posti.example"])
        self.assertEqual(set(letters.mapped("state")), {"outgoing"})
        self.assertIn("lampo_privacy/keys", letters[1].failure_reason)

    def test_a_letter_that_odoo_itself_cancelled_does_not_fail_with_the_others(self):
        self.env["mail.blacklist"].create({"email": self.person.email})
        self.assertEqual(self._letters().mapped("state"), ["cancel", "exception"])

    def test_a_letter_about_a_record_that_is_gone_is_sent_all_the_same(self):
        letters = self._letters(self.other)
        letters.res_id = 10**8
        self.assertEqual(self._sent_again(letters), [self.other.email])

    def test_what_is_written_to_one_person_on_a_page_is_no_mailing(self):
        self.person.action_block_marketing()
        self.env["mail.compose.message"].with_user(self.clerk).create({
            "composition_mode": "comment", "model": "res.partner", "res_ids": repr(self.person.ids),
            "partner_ids": self.person.ids, "subject": "Vastaus", "body": "<p>Hei</p>"})._action_send_mail()
        note = self.person.message_ids.filtered(lambda one: one.subject == "Vastaus")
        self.assertTrue(note)
        self.assertFalse(self.env["mail.mail"].search([("mail_message_id", "in", note.ids)]).lampo_mailing_company_ids)

    def test_the_confirmation_of_a_booking_is_tried_again(self):
        self.person.action_block_marketing()
        event = self.env["event.event"].create(
            {"name": "Avoimet ovet", "date_begin": "2030-01-01", "date_end": "2030-01-02"})
        booking = self.env["event.registration"].create({"event_id": event.id, "partner_id": self.person.id})
        composer = self.env["mail.compose.message"].create({
            "composition_mode": "mass_mail", "model": "event.registration", "subject": "Vahvistus",
            "body": "<p>Hei</p>", "res_ids": repr(booking.ids), "use_exclusion_list": False, "auto_delete": False})
        with patch.object(IrMail_Server, "_connect__", side_effect=OSError("down")):
            composer._action_send_mail()
        letter = self.env["mail.mail"].search([("subject", "=", "Vahvistus")])
        self.assertEqual(self._sent_again(letter), [self.person.email])

    def _mailing(self, **vals):
        mailing = self.env["mailing.mailing"].create({
            "subject": "Tarjous", "body_html": "<p>Hei</p>",
            "mailing_model_id": self.env["ir.model"]._get("res.partner").id,
            "mailing_domain": repr([("id", "in", self.everybody.ids)]), **vals})
        with patch.object(IrMail_Server, "_connect__", side_effect=OSError("down")):
            mailing.action_send_mail(self.everybody.ids)
        return mailing

    def test_a_mailing_that_is_tried_again_hears_the_companies_of_whoever_is_responsible(self):
        other = self.env["res.company"].create({"name": "Toinen Lämpö Oy"})
        letters = self._mailing(user_id=self.user_officer.id).mailing_trace_ids.mail_mail_id
        self.objections.with_company(other)._record(self.person)
        self.assertEqual(self._sent_again(letters), sorted(self.everybody.mapped("email")))
        letters = self._mailing(user_id=self.user_officer.id).mailing_trace_ids.mail_mail_id
        self.objections._record(self.person)
        self.assertEqual(self._sent_again(letters), [self.other.email])

    def test_the_statistics_of_a_mailing_do_not_wait_for_them(self):
        mailing = self._mailing()
        self.person.action_block_marketing()
        self.assertEqual(self._sent_again(mailing.mailing_trace_ids.mail_mail_id), [self.other.email])
        traces = {trace.res_id: trace.trace_status for trace in mailing.mailing_trace_ids}
        self.assertEqual(traces, {self.person.id: "cancel", self.other.id: "sent"})

    def test_a_text_message_of_a_mailing_that_is_tried_again_stays_cancelled(self):
        self.person.action_block_marketing()
        self.env["sms.composer"].create({
            "composition_mode": "mass", "res_model": "res.partner", "res_ids": repr(self.person.ids), "body": "Ale",
            "mass_force_send": False, "mass_keep_log": False}).action_send_sms()
        text = self.env["sms.sms"].search([("body", "=", "Ale")])
        text.action_set_outgoing()
        self.assertEqual((text.state, text.failure_type), ("canceled", "sms_blacklist"))

    def test_a_text_message_to_one_person_can_be_tried_again(self):
        self.person.action_block_marketing()
        text = self.env["sms.sms"].create({
            "body": "Asentaja tulee", "number": self.person.phone, "partner_id": self.person.id, "state": "error"})
        text.resend_failed()
        self.assertNotEqual(text.state, "canceled")

    def test_of_the_text_messages_of_a_mailing_that_are_tried_again_only_the_objectors_stay(self):
        self.other.phone = "+358 50 000 1114"
        mailing = self.env["mailing.mailing"].create({
            "mailing_type": "sms", "subject": "Ale", "body_plaintext": "Ale",
            "mailing_model_id": self.env["ir.model"]._get("res.partner").id})
        texts = self.env["sms.sms"].create([
            {"body": "Ale", "number": person.phone, "partner_id": person.id, "mailing_id": mailing.id}
            for person in (self.person, self.other)])
        texts.state = "error"
        self.person.action_block_marketing()
        texts.resend_failed()
        self.assertEqual(texts.mapped("state")[0], "canceled")
        self.assertNotEqual(texts.mapped("state")[1], "canceled")

    def test_what_was_sent_before_the_objection_stays_sent(self):
        mailing = self.env["mailing.mailing"].create({
            "mailing_type": "sms", "subject": "Ale", "body_plaintext": "Ale",
            "mailing_model_id": self.env["ir.model"]._get("res.partner").id})
        text = self.env["sms.sms"].create({
            "body": "Ale", "number": self.person.phone, "partner_id": self.person.id, "mailing_id": mailing.id,
            "state": "pending"})
        self.person.action_block_marketing()
        text.state = "sent"
        self.assertEqual(text.state, "sent")

    def test_a_text_message_is_known_by_its_person_or_by_its_number_alone(self):
        mailing = self.env["mailing.mailing"].create({
            "mailing_type": "sms", "subject": "Ale", "body_plaintext": "Ale",
            "mailing_model_id": self.env["ir.model"]._get("res.partner").id})
        texts = self.env["sms.sms"].create([
            {"body": "Ale", "mailing_id": mailing.id, **whom}
            for whom in ({"number": "+358 50 000 9999", "partner_id": self.person.id}, {"number": self.person.phone})])
        texts.state = "error"
        self.person.action_block_marketing()
        texts.resend_failed()
        self.assertEqual(texts.mapped("state"), ["canceled", "canceled"])
