# Part of lampo_privacy. LGPL-3.
from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from ..models.heat_contract import finnish_today
from .common import LampoCase


@tagged("post_install", "-at_install")
class TestRestrictionLift(LampoCase):
    """The end of a restriction: by the officer, after the person was told, and noted (GDPR art. 18(3))."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls._partner("Kaarlo Koivu", email="kaarlo.koivu@posti.example")
        cls.request = cls.env["lampo.privacy.request"].create(
            {"partner_id": cls.partner.id, "request_type": "restriction"})
        cls.request.action_start()

    def _as(self, user):
        return self.partner.with_user(user)

    def test_the_flag_is_not_taken_off_without_asking_whether_the_person_was_told(self):
        with self.assertRaises(UserError):
            self._as(self.user_officer).processing_restricted = False
        self.assertTrue(self.partner.processing_restricted)

    def test_lifting_needs_the_day_and_the_way_the_person_was_told(self):
        tomorrow = finnish_today(self.env.user) + timedelta(days=2)
        for told_on, how in ((False, "phone"), (finnish_today(self.env.user), False), (tomorrow, "phone")):
            with self.assertRaises(ValidationError):
                self._as(self.user_officer).action_lift_restriction(told_on, how)

    def test_lifting_is_recorded_and_frees_the_person(self):
        form = Form(self.env["lampo.privacy.restriction.lift"].with_user(self.user_officer).with_context(
            default_partner_id=self.partner.id))
        form.told = True
        form.told_how = "phone"
        form.save().action_lift()
        restriction = self.partner.restriction_ids
        self.assertEqual(len(restriction), 1)
        self.assertEqual((restriction.told_how, restriction.lifted_by), ("phone", self.user_officer))
        self._as(self.user_service).write({"street": "Vapaa 1"})

    def test_the_record_of_a_restriction_is_not_changed_by_hand(self):
        for values in ({"told_on": "2026-01-01"}, {"request_id": False}):
            with self.subTest(values), self.assertRaises(UserError):
                self.partner.restriction_ids.with_user(self.user_officer).write(values)

    def test_nobody_was_told_before_it_began(self):
        with self.assertRaisesRegex(ValidationError, "after the restriction began"):
            self._as(self.user_officer).action_lift_restriction("2020-01-01", "phone")

    def test_a_clerk_lifts_nothing(self):
        with self.assertRaises(AccessError):
            self._as(self.user_service).sudo().action_lift_restriction(finnish_today(self.env.user), "phone")

    def test_the_request_notes_that_the_restriction_was_lifted(self):
        self._as(self.user_officer).action_lift_restriction(finnish_today(self.env.user), "phone")
        self.assertIn("restriction of processing was lifted", str(self.request.message_ids.mapped("body")))

    def test_who_is_not_restricted_is_not_freed(self):
        other = self._partner("Liisa Lehto").with_user(self.user_officer)
        with self.assertRaisesRegex(UserError, "nothing to lift"):
            other.action_lift_restriction(finnish_today(self.env.user), "phone")

    def test_while_an_erasure_waits_for_vouchers_nothing_is_lifted(self):
        person = self._partner("Pekka Petäjä", email="pekka@posti.example")
        move = self.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": person.id, "invoice_date": "2026-01-05",
            "invoice_line_ids": [Command.create({"name": "Heat", "price_unit": 10, "tax_ids": False})]})
        move.action_post()
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids).create({})._create_payments()
        erasure = self.env["lampo.privacy.erasure"].create({"partner_id": person.id})
        erasure.action_run()
        self.assertEqual((erasure.state, person.processing_restricted), ("waiting", True))
        with self.assertRaisesRegex(UserError, "last voucher"):
            person.with_user(self.user_officer).action_lift_restriction(finnish_today(self.env.user), "phone")
        self.assertTrue(person.processing_restricted)
