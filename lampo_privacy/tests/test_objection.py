# Part of lampo_privacy. LGPL-3.
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..engine import objections
from .common import LampoCase


@tagged("post_install", "-at_install")
class TestObjection(LampoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls._partner("Matti Niemi", email="Matti.Niemi@posti.example", phone="+358 50 000 1113",
                                   street="Kaukokatu 7", zip="33100")
        cls.objections = cls.env["lampo.privacy.objection"]

    def _object(self):
        return self.objections._record(self.partner)

    def test_nothing_is_kept_in_clear(self):
        lines = self._object()
        self.assertEqual(set(lines.mapped("kind")), {"email", "phone", "place"})
        self.env.flush_all()
        self.env.cr.execute("SELECT string_agg(o::text, ' ') FROM lampo_privacy_objection o")
        text = self.env.cr.fetchone()[0].lower()
        for trait in ("niemi", "500001113", "kaukokatu", "posti"):
            self.assertNotIn(trait, text)

    def test_any_spelling_is_found(self):
        self._object()
        blocked = self.objections._is_blocked
        self.assertTrue(blocked(emails=["Matti <matti.niemi@POSTI.example>"]))
        self.assertTrue(blocked(phones=["0500001113"]))
        self.assertTrue(blocked(places=[("Niemi Matti", "kaukokatu  7", "33100")]))
        self.assertFalse(blocked(emails=["matti.niemela@posti.example"], phones=["0500001114"],
                                 places=[("Matti Niemi", "Kaukokatu 77", "33100")]))

    def test_twice_is_once(self):
        self._object()
        self.assertFalse(self._object())

    def test_a_phone_and_an_e_mail_have_hashes_of_their_own(self):
        both = [objections.digests(self.env, kind, ["500001113"], create=True)["500001113"][0]
                for kind in ("email", "phone")]
        self.assertNotEqual(*both)

    def test_the_objection_outlives_the_person(self):
        self._object()
        erasure = self.env["lampo.privacy.erasure"].create({"partner_id": self.partner.id})
        erasure.action_run()
        self.assertEqual((erasure.state, erasure.residue_count), ("done", 0))
        again = self._partner("M. Niemi", email="matti.niemi@posti.example")
        self.assertTrue(again.marketing_blocked)

    def test_the_officer_reads_of_it_when_the_address_comes_back(self):
        self._object()
        again = self._partner("Joku", email="matti.niemi@posti.example")
        self.assertIn("objected to marketing", str(again.message_ids.mapped("body")))
        self.assertFalse(self._partner("Toinen", email="toinen@posti.example").message_ids.filtered(
            lambda message: "objected" in message.body))

    def test_a_mailing_leaves_the_address_out(self):
        self._object()
        composer = self.env["mail.compose.message"].create({
            "composition_mode": "mass_mail", "model": "res.partner", "subject": "Tarjous", "body": "<p>Hei</p>",
            "res_ids": repr(self.partner.ids)})
        composer._action_send_mail()
        letters = self.env["mail.mail"].search([("subject", "=", "Tarjous")])
        self.assertFalse(letters.filtered(lambda letter: letter.state == "outgoing"))

    def test_a_mailing_list_refuses_the_address(self):
        self._object()
        contacts = self.env["mailing.contact"]
        with self.assertRaises(UserError):
            contacts.create({"name": "M", "email": "matti.niemi@posti.example"})
        other = contacts.create({"name": "T", "email": "toinen@posti.example"})
        with self.assertRaises(UserError):
            other.email = "matti.niemi@posti.example"

    def test_a_mailing_list_is_left_at_once(self):
        news = self.env["mailing.list"].create({"name": "News"})
        contact = self.env["mailing.contact"].create(
            {"name": "M", "email": "matti.niemi@posti.example", "list_ids": [(4, news.id)]})
        self.partner.action_block_marketing()
        self.assertTrue(all(contact.subscription_ids.mapped("opt_out")))

    def test_the_archived_addresses_of_the_family_are_covered(self):
        child = self._partner("Matti Niemi (mökki)", parent_id=self.partner.id, type="other",
                              email="mokki@posti.example", phone="+358 50 000 7776", active=False)
        self._object()
        self.assertTrue(child.marketing_blocked)
        self.assertTrue(self.objections._is_blocked(emails=["mokki@posti.example"]))
        self.assertTrue(self.objections._is_blocked(phones=["050 000 7776"]))

    def test_an_address_of_the_family_leaves_the_mailing_list_too(self):
        self._partner("Mökki", parent_id=self.partner.id, type="other", email="mokki@posti.example", active=False)
        news = self.env["mailing.list"].create({"name": "News"})
        contact = self.env["mailing.contact"].create(
            {"name": "M", "email": "mokki@posti.example", "list_ids": [(4, news.id)]})
        self.partner.action_block_marketing()
        self.assertEqual(contact.subscription_ids.mapped("opt_out"), [True])

    def test_who_left_a_list_cannot_be_put_back_on_it(self):
        news = self.env["mailing.list"].create({"name": "News"})
        contact = self.env["mailing.contact"].create(
            {"name": "M", "email": "matti.niemi@posti.example", "list_ids": [(4, news.id)]})
        self.partner.action_block_marketing()
        with self.assertRaises(UserError):
            contact.subscription_ids.opt_out = False
        again = self.env["mailing.list"].create({"name": "Offers"})
        with self.assertRaises(UserError):
            self.env["mailing.subscription"].create({"contact_id": contact.id, "list_id": again.id})

    def test_a_mailing_by_text_message_leaves_the_number_out(self):
        self._object()
        other = self._partner("Liisa Lehto", phone="+358 50 000 1114")
        mailing = self.env["mailing.mailing"].create({
            "mailing_type": "sms", "subject": "Tarjous", "body_plaintext": "Lämpöä", "sms_force_send": False,
            "mailing_model_id": self.env["ir.model"]._get("res.partner").id,
            "mailing_domain": repr([("id", "in", (self.partner | other).ids)])})
        mailing.action_send_sms()
        self.assertEqual({trace.res_id: trace.trace_status for trace in mailing.mailing_trace_ids},
                         {self.partner.id: "cancel", other.id: "outgoing"})
        waiting = self.env["sms.sms"].search([("mailing_id", "=", mailing.id), ("state", "=", "outgoing")])
        self.assertEqual(waiting.mapped("number"), [other.phone])

    def test_a_text_message_about_an_invoice_is_no_mailing(self):
        self._object()
        text = self.env["sms.sms"].create({"number": "0500001113", "body": "Lasku erääntyy"})
        self.assertEqual(text.state, "outgoing")

    def test_only_an_officer_takes_it_back(self):
        self._object()
        with self.assertRaises(AccessError):
            self.partner.with_user(self.user_service).action_release_marketing()
        self.partner.with_user(self.user_officer).action_release_marketing()
        self.assertFalse(self.partner.marketing_blocked)

    def test_a_line_is_not_changed(self):
        with self.assertRaises(UserError):
            self._object().sudo().write({"made_on": "2020-01-01"})

    def test_a_missing_key_stops_the_mailing_and_not_the_protection(self):
        self._object()
        self.env.cr.execute("UPDATE lampo_privacy_objection SET key_id = 'deadbeef'")
        self.env.invalidate_all()
        with self.assertRaises(UserError):
            self.objections._is_blocked(emails=["joku@posti.example"])
