# Part of lampo_privacy. LGPL-3.
import json
from unittest.mock import patch

from odoo import Command
from odoo.tests import HttpCase, tagged

from ..models import ir_rule
from .common import LampoCase


@tagged("post_install", "-at_install")
class TestCustomersUnseen(LampoCase, HttpCase):
    """An employee without a role in the register does not meet its customers in bank accounts, meetings and letters;
    the employee's own meetings and messages go on as they did."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._partner("Kaarlo Koivu", email="kaarlo@example.com")
        cls._contract(cls.customer, cls._site(), "2020-01-01")
        cls.supplier = cls._partner("Putki Oy", is_company=True)
        both = cls.customer | cls.supplier
        cls.banks = cls.env["res.partner.bank"].create([
            {"acc_number": number, "partner_id": partner.id} for partner, number in zip(
                both, ("FI2112345600000785", "FI5810171000000122"), strict=True)])
        cls.meeting = cls._meeting(cls.user_service, both)
        cls.letter = cls.supplier.message_post(body="Moi", partner_ids=both.ids, message_type="comment")
        cls.supplier.message_subscribe(both.ids)
        cls.rows = {
            "res.partner.bank": cls.banks, "calendar.attendee": cls.meeting.attendee_ids,
            "mail.notification": cls.letter.sudo().notification_ids,
            "mail.followers": cls.supplier.message_follower_ids,
        }  # fmt: skip

    @classmethod
    def _meeting(cls, user, partners):
        return cls.env["calendar.event"].with_user(user).sudo().create({
            "name": "Käynti", "start": "2026-01-01 10:00:00", "stop": "2026-01-01 11:00:00", "user_id": user.id,
            "partner_ids": [Command.set((partners | user.partner_id).ids)]})

    def setUp(self):
        super().setUp()
        self.authenticate("lampo_nobody", "lampo_nobody")

    def _post(self, route, **params):
        answer = self.url_open(route, json={"jsonrpc": "2.0", "method": "call", "params": params}).json()
        self.assertNotIn("error", answer, answer.get("error", {}).get("data", {}).get("debug"))
        return answer["result"]

    def _call(self, model, method, *args, **kwargs):
        return self._post(f"/web/dataset/call_kw/{model}/{method}", model=model, method=method, args=args,
                          kwargs=kwargs)

    def _seen(self, model):
        names = ["res_partner_id" if model == "mail.notification" else "partner_id"]
        return json.dumps(self._call(model, "search_read", [["id", "in", self.rows[model].ids]], names))

    def test_what_names_a_customer_is_not_seen_and_what_names_others_is(self):
        for model in self.rows:
            self.assertNotIn("Koivu", self._seen(model), model)
            self.assertIn("Putki", self._seen(model), model)
            with patch.object(ir_rule, "NAMES_ONE", {}):
                self.assertIn("Koivu", self._seen(model), model)

    def test_whoever_has_a_role_sees_them(self):
        self.authenticate("lampo_service", "lampo_service")
        for model in self.rows:
            self.assertIn("Koivu", self._seen(model), model)

    def test_one_s_own_meeting_with_a_customer_is_read_changed_and_answered(self):
        meeting = self._meeting(self.user_nobody, self.customer | self.supplier)
        spec = {"name": {}, "attendee_ids": {"fields": {"state": {}, "display_name": {}}}, "partner_ids": {"fields": {
            "display_name": {}}}, "current_attendee": {"fields": {"id": {}}}}
        [read] = self._call("calendar.event", "web_read", meeting.ids, specification=spec)
        self.assertEqual(len(read["attendee_ids"]), 3)
        self._call("calendar.event", "web_save", meeting.ids, {"name": "Toinen", "start": "2026-01-02 10:00:00",
                                                              "stop": "2026-01-02 11:00:00"}, specification=spec)
        self._call("calendar.attendee", "do_accept", meeting.attendee_ids.filtered(
            lambda one: one.partner_id == self.user_nobody.partner_id).ids)
        self._call("calendar.event", "unlink", meeting.ids)
        self.assertFalse(meeting.exists())

    def test_a_meeting_of_others_with_a_customer_opens_without_the_customer(self):
        spec = {"name": {}, "attendee_ids": {"fields": {"display_name": {}}}}
        [read] = self._call("calendar.event", "web_read", self.meeting.ids, specification=spec)
        self.assertNotIn("Koivu", json.dumps(read))
        self.assertIn("Putki", json.dumps(read))

    def test_one_s_own_letters_and_a_chatter_that_a_customer_follows_go_on(self):
        task = self.env["project.task"].create({"name": "Vuoto", "user_ids": [Command.set(self.user_nobody.ids)],
                                                "project_id": self.env["project.project"].create({"name": "x"}).id})
        task.message_subscribe((self.customer | self.user_nobody.partner_id).ids)
        thread = {"thread_model": "project.task", "thread_id": task.id}
        self._post("/mail/message/post", post_data={"body": "Tulen", "message_type": "comment",
                                                    "subtype_xmlid": "mail.mt_comment"}, **thread)
        message = task.message_ids[0]
        self.assertIn(self.customer, message.sudo().notification_ids.res_partner_id)
        self.assertIn("Tulen", json.dumps(self._post("/mail/thread/messages", **thread)))
        self._post("/mail/data", fetch_params=[["mail.thread", {
            **thread, "request_list": ["followers", "suggestedRecipients", "activities"]}]])
        self.assertTrue(self._call("mail.notification", "search_read", [["mail_message_id", "=", message.id]], ["id"]))
