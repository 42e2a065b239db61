# Part of lampo_privacy. LGPL-3.
import base64
from datetime import date

from freezegun import freeze_time
from odoo import Command
from odoo.tests import tagged

from ..models.heat_contract import finnish_today
from .erasure_common import EMAIL, IBAN, NAME, PHONE, STREET, ErasureCase


@tagged("post_install", "-at_install")
class TestErasureVouchers(ErasureCase):
    """What the accounting act keeps stays until its clock has run out, and goes then."""

    def test_vouchers_within_their_clock_keep_name_and_address_and_nothing_more(self):
        invoice = self._invoice(self.person, finnish_today(self.env.user))
        erasure = self._run()
        self.assertEqual(erasure.state, "waiting")
        self.assertEqual(self.person.name, NAME)
        self.assertEqual(self.person.street, STREET)
        self.assertFalse(self.person.email or self.person.phone or self.person.comment)
        self.assertTrue(self.person.processing_restricted)
        self.assertFalse(self.person.anonymised_on)
        self.assertEqual(invoice.invoice_partner_display_name, NAME)
        self.assertEqual(erasure.next_on, date(finnish_today(self.env.user).year + 7, 1, 1))
        kept = erasure.line_ids.filtered(lambda line: line.model == "account.move" and line.action == "keep")
        self.assertEqual((kept.ground, kept.until), ("accounting", date(finnish_today(self.env.user).year + 6, 12, 31)))

    def test_when_the_voucher_clock_has_run_out_the_rest_goes_by_itself(self):
        self._invoice(self.person, "2026-03-03")
        with freeze_time("2026-11-24"):
            erasure = self._run()
        self.assertEqual(erasure.next_on, date(2033, 1, 1))
        with freeze_time("2032-12-31"):
            self._nightly("cron_erasures")
            self.assertEqual(erasure.state, "waiting")
        with freeze_time("2033-01-01"):
            self._nightly("cron_erasures")
        self.env.invalidate_all()
        self.assertEqual(erasure.state, "done")
        self.assertNowhere("kuusenkang", "kuusenkank", EMAIL, "738 4619")

    def test_the_second_phase_does_not_look_for_the_words_of_the_first(self):
        self._partner("Taavetti Laskutus", parent_id=self.person.id, type="other")
        self.env["res.partner.bank"].create({"acc_number": IBAN, "partner_id": self.person.id})
        self.env["res.users"].create({
            "name": NAME, "login": EMAIL, "partner_id": self.person.id,
            "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
        })  # fmt: skip
        self._invoice(self.person, "2026-03-03", narration=f"<p>Asiakas {NAME} on uusi asiakkaamme</p>")
        with freeze_time("2026-11-24"):
            erasure = self._run()
            self.assertEqual(erasure.state, "waiting")
        with freeze_time("2033-01-01"):
            erasure.action_run()
        self.assertEqual((erasure.state, erasure.residue), ("done", False))
        invoice = self.env["account.move"].search([("partner_id", "=", self.person.id)], limit=1, order="id")
        self.assertIn(f"Asiakas {self.person.name} on uusi asiakkaamme", invoice.narration)

    def test_stored_copies_in_accounting_are_what_the_orm_would_have_made(self):
        invoice = self._invoice(self.person, "2015-03-03")
        self._run()
        stored = {name: invoice[name] for name in ("invoice_partner_display_name",)}
        for name in stored:
            self.env.add_to_compute(invoice._fields[name], invoice)
        self.assertEqual({name: invoice[name] for name in stored}, stored)
        partner = self.person
        copies = [field for field in partner._fields.values()
                  if field.store and field.compute and field.type in ("char", "text", "html")]
        stored = {field.name: partner[field.name] for field in copies}
        for field in copies:
            self.env.add_to_compute(field, partner)
        self.assertEqual({field.name: partner[field.name] for field in copies}, stored)

    def test_a_hashed_entry_keeps_its_hash(self):
        invoice = self._invoice(self.person, "2015-03-03")
        invoice.journal_id.restrict_mode_hash_table = True
        invoice.button_hash()
        bookkeeper = self._user("lampo_bookkeeper", "account.group_account_user")
        self.assertTrue(invoice.inalterable_hash)
        erasure = self._run()
        self.assertEqual(erasure.state, "done")
        results = self.company.with_user(bookkeeper)._check_hash_integrity()["results"]
        self.assertFalse([result for result in results if result["status"] == "corrupted"], results)

    def test_under_a_restrictive_audit_trail_the_trail_of_an_entry_stays_and_loses_the_name(self):
        self.company.restrictive_audit_trail = True
        invoice = self._invoice(self.person, "2026-03-03")
        invoice.with_context(tracking_disable=False).message_post(
            body=f"Laskutettu: {NAME}", message_type="notification", subtype_xmlid="mail.mt_note")
        comment = invoice.message_post(body=f"Soita {NAME}, {PHONE}", message_type="comment")
        trail = invoice.message_ids.filtered(lambda m: m.message_type == "notification")
        with freeze_time("2026-11-24"):
            erasure = self._run()
        self.assertIn(NAME, trail.filtered(lambda m: "Laskutettu" in m.body).body)
        self.assertNotIn("Kuusenkan", comment.body)
        with freeze_time("2033-01-01"):
            erasure.action_run()
        self.env.invalidate_all()
        self.assertEqual(erasure.state, "done")
        self.assertEqual(trail.exists(), trail)
        self.assertNowhere("kuusenkang", EMAIL)

    def test_a_reference_made_of_the_partners_id_goes_with_the_last_voucher(self):
        journal = self.env["account.journal"].search([("type", "=", "sale")], limit=1)
        journal.write({"invoice_reference_type": "partner", "invoice_reference_model": "fi"})
        invoice = self._invoice(self.person, "2015-03-03", paid=False)
        reference = invoice.payment_reference
        self.assertIn(str(self.person.id), reference)
        self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids).create(
            {"payment_date": "2015-03-03"}).action_create_payments()
        self._run()
        self.assertFalse(invoice.payment_reference)
        self.assertNotIn(reference, invoice.line_ids.mapped("name"))

    def test_an_attachment_of_text_on_an_invoice_stays_until_the_clock_runs_out(self):
        invoice = self._invoice(self.person, "2026-03-03")
        attachment = self.env["ir.attachment"].create({
            "name": "Lasku Kuusenkangas.pdf", "datas": base64.b64encode(b"%PDF"), "res_model": "account.move",
            "res_id": invoice.id,
        })  # fmt: skip
        with freeze_time("2026-11-24"):
            erasure = self._run()
        self.assertTrue(attachment.exists())
        with freeze_time("2033-01-01"):
            erasure.action_run()
        self.assertFalse(attachment.exists())
        self.assertEqual(erasure.state, "done")
