# Part of lampo_privacy. LGPL-3.
from odoo.tests import tagged

from .common import LampoCase


@tagged("post_install", "-at_install")
class TestObjectionMailing(LampoCase):
    """There is no way round an objection in whatever writes to many (GDPR art. 21(3))."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls._partner("Matti Niemi", email="matti.niemi@posti.example", phone="+358 50 000 1113",
                                  street="Kaukokatu 7", zip="33100")
        cls.other = cls._partner("Liisa Lehto", email="liisa.lehto@posti.example", phone="+358 50 000 1114")
        cls.everybody = cls.person | cls.other
        cls.person.action_block_marketing()

    def _mailing(self, records, **vals):
        mailing = self.env["mailing.mailing"].create({
            "subject": "Tarjous", "body_html": "<p>Hei</p>", "mailing_model_id": self.env["ir.model"]._get(
                records._name).id, "mailing_domain": repr([("id", "in", records.ids)]), **vals})
        mailing.action_send_mail(records.ids)
        return {trace.res_id: trace.trace_status for trace in mailing.mailing_trace_ids}

    def test_a_mailing_without_its_exclusions_leaves_them_out_too(self):
        told = self._mailing(self.everybody, use_exclusion_list=False)
        self.assertEqual(told[self.person.id], "cancel")
        self.assertNotEqual(told[self.other.id], "cancel")

    def test_a_letter_to_many_without_exclusions_leaves_them_out_too(self):
        composer = self.env["mail.compose.message"].create({
            "composition_mode": "mass_mail", "model": "res.partner", "subject": "Tarjous", "body": "<p>Hei</p>",
            "res_ids": repr(self.person.ids), "use_exclusion_list": False, "auto_delete": False})
        composer._action_send_mail()
        letter = self.env["mail.mail"].search([("subject", "=", "Tarjous")])
        self.assertEqual((letter.state, letter.failure_type), ("cancel", "mail_bl"))

    def test_a_new_address_of_a_known_person_is_left_out(self):
        double = self._partner("Niemi Matti", email="toinen@posti.example", street="Kaukokatu 7", zip="33100")
        self.assertEqual(self._mailing(double), {double.id: "cancel"})

    def test_a_document_of_the_person_under_another_address_is_left_out(self):
        double = self._partner("Niemi Matti", email="toinen@posti.example", street="Kaukokatu 7", zip="33100")
        lead = self.env["crm.lead"].create({"name": "Liittymä", "partner_id": double.id})
        composer = self.env["mail.compose.message"].create({
            "composition_mode": "mass_mail", "model": "crm.lead", "subject": "Tarjous", "body": "<p>Hei</p>",
            "res_ids": repr(lead.ids), "auto_delete": False})
        composer._action_send_mail()
        self.assertEqual(self.env["mail.mail"].search([("subject", "=", "Tarjous")]).state, "cancel")

    def test_the_confirmation_of_a_booking_is_no_mailing(self):
        event = self.env["event.event"].create(
            {"name": "Avoimet ovet", "date_begin": "2030-01-01", "date_end": "2030-01-02"})
        booking = self.env["event.registration"].create({"event_id": event.id, "partner_id": self.person.id})
        states = []
        for check in (False, True):
            composer = self.env["mail.compose.message"].create({
                "composition_mode": "mass_mail", "model": "event.registration", "subject": f"Vahvistus {check}",
                "body": "<p>Hei</p>", "res_ids": repr(booking.ids), "use_exclusion_list": check,
                "auto_delete": False})
            composer._action_send_mail()
            states.append(self.env["mail.mail"].search([("subject", "=", f"Vahvistus {check}")]).state == "cancel")
        self.assertEqual(states, [False, True])

    def test_text_messages_to_many_leave_them_out(self):
        double = self._partner("Niemi Matti", phone="+358 50 000 7779", street="Kaukokatu 7", zip="33100")
        people = self.everybody | double
        self.env["sms.composer"].create({
            "composition_mode": "mass", "res_model": "res.partner", "res_ids": repr(people.ids), "body": "Ale",
            "mass_force_send": False, "mass_keep_log": False, "use_exclusion_list": False}).action_send_sms()
        texts = self.env["sms.sms"].search([("body", "=", "Ale")])
        self.assertEqual({text.partner_id: text.state for text in texts},
                         {self.person: "canceled", double: "canceled", self.other: "outgoing"})

    def test_a_text_message_to_one_person_is_no_mailing(self):
        self.env["sms.composer"].create({
            "composition_mode": "comment", "res_model": "res.partner", "res_id": self.person.id,
            "body": "Asentaja tulee"})._action_send_sms()
        text = self.env["mail.notification"].search([
            ("res_partner_id", "=", self.person.id), ("notification_type", "=", "sms")], limit=1)
        self.assertNotIn(text.notification_status, (False, "canceled"))

    def test_an_invitation_to_a_survey_leaves_them_out(self):
        survey = self.env["survey.survey"].create({"title": "Kysely", "access_mode": "public"})
        self.env["survey.question"].create({"survey_id": survey.id, "title": "Mitä?", "question_type": "char_box"})
        self.env["survey.invite"].create({
            "survey_id": survey.id, "partner_ids": [(6, 0, self.everybody.ids)], "subject": "Kysely", "body": "x",
            "emails": "Matti <matti.niemi@posti.example>, tuntematon@posti.example"}).action_invite()
        answers = self.env["survey.user_input"].search([("survey_id", "=", survey.id)])
        self.assertEqual(set(answers.mapped("email")), {self.other.email, "tuntematon@posti.example"})

    def test_an_address_in_a_survey_that_is_nobodys_here_is_left_out_too(self):
        self.env["lampo.privacy.erasure"].create({"partner_id": self.person.id, "ground": "manual"}).action_run()
        survey = self.env["survey.survey"].create({"title": "Kysely", "access_mode": "public"})
        self.env["survey.invite"].create({
            "survey_id": survey.id, "subject": "Kysely", "body": "<p>x</p>",
            "emails": '"Matti Niemi" <matti.niemi@posti.example>'}).action_invite()
        self.assertFalse(self.env["survey.user_input"].search([("survey_id", "=", survey.id)]))
