# Part of lampo_privacy. LGPL-3.
from freezegun import freeze_time
from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .erasure_common import EMAIL, IBAN, NAME, PHONE, ErasureCase

FORMER = "Taavetti Liukkolainen"


@tagged("post_install", "-at_install")
class TestSecondPhase(ErasureCase):
    """What the first phase alone knew is gone from the vouchers after the second, and was copied nowhere."""

    def setUp(self):
        super().setUp()
        self.env["res.partner.bank"].create({"acc_number": IBAN, "partner_id": self.person.id})
        tracked = self.person.with_context(tracking_disable=False)
        tracked.name = FORMER
        self.env.flush_all()
        self.env.cr.precommit.run()
        tracked.name = NAME
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.invoice = self._invoice(
            self.person, "2026-03-03", narration=f"<p>Soita <b>050</b>-7384619, {EMAIL}</p>", ref="AS-104242")
        self.former = self._invoice(self.person, "2026-04-04", narration=f"<p>Ennen {FORMER}</p>")
        journal = self.env["account.journal"].search([("type", "=", "bank")], limit=1)
        self.bank_line = self.env["account.bank.statement.line"].create({
            "journal_id": journal.id, "date": "2026-03-05", "amount": 10.0, "payment_ref": f"Maksu {PHONE}",
            "partner_id": self.person.id, "account_number": IBAN})
        suspense = self.bank_line.move_id.line_ids.filtered(
            lambda line: line.account_id == journal.suspense_account_id)
        suspense.account_id = self.company.account_journal_early_pay_discount_gain_account_id or self._income()
        self.env.flush_all()

    def _income(self):
        return self.env["account.account"].search([("account_type", "=", "income")], limit=1)

    def _texts(self):
        self.env.invalidate_all()
        return [self.invoice.narration, self.invoice.ref, self.former.narration, self.bank_line.payment_ref,
                self.bank_line.account_number]

    def _first(self):
        with freeze_time("2026-11-24"):
            erasure = self._run()
        self.assertEqual((erasure.state, erasure.residue), ("waiting", False))
        return erasure

    def _second(self, erasure):
        with freeze_time("2033-01-01"):
            erasure.action_run()
        self.env.invalidate_all()
        self.assertEqual((erasure.state, erasure.residue), ("done", False))

    def test_one_who_waits_and_one_who_is_done_go_in_one_run(self):
        other = self._partner("Kuititon Kustaa", email="kustaa@posti.example", identity_code="010170-901K")
        journal = self.env["account.journal"].search([("type", "=", "sale")], limit=1)
        journal.invoice_reference_type = "partner"
        self._invoice(other, "2012-03-03")
        erasures = self.env["lampo.privacy.erasure"].create([
            {"partner_id": person.id} for person in (self.person, other)])
        with freeze_time("2026-11-24"):
            erasures.action_run()
        self.assertEqual(erasures.mapped("state"), ["waiting", "done"])
        self.assertEqual(erasures.mapped("refusal"), [False, False])
        self._second(erasures[0])

    def test_a_voucher_is_not_altered_while_it_must_be_kept(self):
        before = self._texts()
        self._first()
        self.assertEqual(self._texts(), before)

    def test_numbers_and_former_names_leave_the_vouchers_with_the_last_ground(self):
        self._second(self._first())
        self.assertNowhere(EMAIL, "7384619", "738 4619", IBAN, "AS-104242", "liukkolai", "kuusenkang")

    def test_running_the_first_phase_again_forgets_nothing(self):
        erasure = self._first()
        with freeze_time("2027-01-01"):
            erasure.action_run()
        self._second(erasure)
        self.assertNowhere(EMAIL, "7384619", IBAN, "liukkolai")

    def test_the_plan_of_the_second_phase_counts_the_texts_to_be_emptied(self):
        erasure = self._first()
        with freeze_time("2033-01-01"):
            erasure.action_plan()
            planned = {(line.model, line.field, line.action): line.record_count
                       for line in erasure.line_ids if not line.done}
            self.assertEqual(planned["account.move", "narration", "blank"], 2)
        self._second(erasure)
        done = {(line.model, line.field, line.action): line.record_count for line in erasure.line_ids if line.done}
        self.assertLessEqual(planned.items(), done.items())

    def test_nothing_of_the_person_is_kept_to_remember_it_by(self):
        erasure = self._first()
        marks = erasure.sudo().marks
        self.assertEqual(marks["account_move.narration"], sorted([self.invoice.id, self.former.id]))
        with self.assertRaises(AccessError):
            erasure.with_user(self.user_officer).read(["marks"])
        self._second(erasure)
        self.assertFalse(erasure.sudo().marks)

    def test_what_a_hash_covers_stays_and_is_listed(self):
        invoice = self.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": self.person.id, "invoice_date": "2026-05-05",
            "invoice_line_ids": [Command.create({"name": f"Kaukolämpö, puh. {PHONE}", "price_unit": 1.0})]})
        invoice.action_post()
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids).create({}).action_create_payments()
        invoice.journal_id.restrict_mode_hash_table = True
        invoice._hash_moves(force_hash=True)
        line = invoice.invoice_line_ids
        erasure = self._first()
        self._second(erasure)
        self.assertIn(PHONE, line.name)
        kept = erasure.line_ids.filtered(lambda found: found.ground == "hash" and found.model == "account.move.line")
        self.assertEqual(kept.field, "name")
