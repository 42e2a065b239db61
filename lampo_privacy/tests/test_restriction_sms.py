# Part of lampo_privacy. LGPL-3.
from odoo.tests import tagged

from .common import LampoCase

KOIVU, LEHTO = "+358500001112", "+358500002223"


@tagged("post_install", "-at_install")
class TestRestrictionSms(LampoCase):
    """Text messages and a restricted person (the tests' database has Odoo's modules for them)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls._partner("Kaarlo Koivu", phone=KOIVU, country_id=cls.env.ref("base.fi").id)
        cls.other = cls._partner("Liisa Lehto", phone=LEHTO, country_id=cls.env.ref("base.fi").id)
        cls.cron_env = cls.env(user=cls.env.ref("base.user_root"))

    def _restrict(self):
        self.partner.with_user(self.user_officer).processing_restricted = True

    def _message(self, env, **vals):
        return env["sms.sms"].create({"body": "Hei", **vals})

    def _states(self, env):
        """What becomes of a message to the restricted person and of one to somebody else."""
        return [message.state for message in env["sms.sms"].create([
            {"body": "Hei", "partner_id": partner.id, "number": partner.phone}
            for partner in (self.partner, self.other)])]

    def test_a_message_to_a_restricted_person_is_cancelled_and_the_others_go(self):
        self._restrict()
        self.assertEqual(self._states(self.env(user=self.user_service, su=True)), ["canceled", "outgoing"])
        self.assertEqual(self._states(self.cron_env), ["canceled", "outgoing"])

    def test_before_the_restriction_both_go(self):
        self.assertEqual(self._states(self.cron_env), ["outgoing", "outgoing"])

    def test_the_officer_may_write(self):
        self._restrict()
        self.assertEqual(self._states(self.env(user=self.user_officer, su=True)), ["outgoing", "outgoing"])

    def test_a_number_without_a_name_is_cancelled_unless_a_housemate_has_it(self):
        self._restrict()
        self.assertEqual(self._message(self.cron_env, number=KOIVU).state, "canceled")
        self.assertEqual(self._message(self.cron_env, number=LEHTO).state, "outgoing")
        self.other.phone = KOIVU
        self.assertEqual(self._message(self.cron_env, number=KOIVU).state, "outgoing")

    def test_what_waits_when_the_restriction_begins_is_not_sent(self):
        named = self._message(self.cron_env, partner_id=self.partner.id, number=KOIVU)
        unnamed, others = self._message(self.cron_env, number=KOIVU), self._message(self.cron_env, number=LEHTO)
        self._restrict()
        self.assertEqual([message.state for message in (named, unnamed, others)], ["canceled", "canceled", "outgoing"])

    def _notes(self, env):
        """A note to both as a text message. :return: what is shown of each beside it"""
        message = self.other.with_env(env)._message_sms(
            "Vesi poikki", put_in_queue=True, partner_ids=(self.partner | self.other).ids)
        return message.sudo().notification_ids

    def _shown(self, notes):
        return {note.res_partner_id: (note.notification_status, note.failure_type) for note in notes}

    def test_a_note_whose_message_waits_when_the_restriction_begins_says_that_it_is_cancelled(self):
        notes = self._notes(self.cron_env)
        self.assertEqual({status for status, _why in self._shown(notes).values()}, {"ready"})
        self._restrict()
        self.assertEqual(self._shown(notes)[self.partner], ("canceled", "mail_bl"))
        self.assertEqual(self._shown(notes)[self.other][0], "ready")

    def test_a_note_to_a_restricted_person_and_others_reaches_the_others(self):
        self._restrict()
        notes = self._notes(self.cron_env)
        self.assertEqual(self._shown(notes)[self.partner], ("canceled", "mail_bl"))
        self.assertEqual(self._shown(notes)[self.other][0], "ready")

    def test_a_cancelled_message_is_not_put_back_into_the_queue(self):
        self._restrict()
        message = self._message(self.cron_env, partner_id=self.partner.id, number=KOIVU)
        message.action_set_outgoing()
        self.assertEqual(message.state, "canceled")
        message.with_user(self.user_officer).sudo().action_set_outgoing()
        self.assertEqual(message.state, "outgoing")

    def test_the_composer_reaches_everybody_else(self):
        self._restrict()
        composer = self.cron_env["sms.composer"].create({
            "composition_mode": "mass", "res_model": "res.partner", "body": "Vesi poikki", "mass_keep_log": False,
            "res_ids": repr((self.partner | self.other).ids), "mass_force_send": False})
        composer.action_send_sms()
        sent = self.cron_env["sms.sms"].search([("body", "=", "Vesi poikki")])
        self.assertEqual({message.number: message.state for message in sent}[LEHTO], "outgoing")
        self.assertNotIn(KOIVU, sent.filtered(lambda message: message.state == "outgoing").mapped("number"))

    def test_a_mailing_that_waits_when_the_restriction_begins_counts_right(self):
        mailing = self._mailing()
        mailing.action_send_sms()
        self.assertEqual(self._traces(mailing), {self.other: "outgoing", self.partner: "outgoing"})
        self._restrict()
        self.assertEqual(self._traces(mailing), {self.other: "outgoing", self.partner: "cancel"})

    def test_a_mailing_by_text_message_reaches_everybody_else_and_counts_right(self):
        self._restrict()
        mailing = self._mailing()
        mailing.action_send_sms()
        sent = self.env["sms.sms"].search([("mailing_id", "=", mailing.id)])
        self.assertEqual({message.number: message.state for message in sent}.get(LEHTO), "outgoing")
        self.assertNotIn(KOIVU, sent.filtered(lambda message: message.state == "outgoing").mapped("number"))
        self.assertEqual(self._traces(mailing), {self.other: "outgoing", self.partner: "cancel"})

    def _traces(self, mailing):
        return {self.env["res.partner"].browse(trace.res_id): trace.trace_status for trace in mailing.mailing_trace_ids}

    def _mailing(self):
        return self.env["mailing.mailing"].create({
            "mailing_type": "sms", "subject": "Vesi", "body_plaintext": "Vesi poikki", "sms_force_send": False,
            "mailing_model_id": self.env["ir.model"]._get("res.partner").id,
            "mailing_domain": repr([("id", "in", (self.partner | self.other).ids)])})
