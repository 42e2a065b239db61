# Part of lampo_privacy. LGPL-3.
from datetime import date

from freezegun import freeze_time
from odoo import Command
from odoo.tests import tagged

from ..engine.books import figures
from .erasure_common import IBAN, NAME, PHONE, STREET, ErasureCase

TODAY = "2026-11-24"
# days overdue at which a claim moves to the next column of the ageing
AGES = (0, 30, 60, 90, 120)


class BooksCase(ErasureCase):
    """The person as customer and supplier, beside others, in books with value added tax, credits and open claims."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sale_tax = cls.env["account.tax"].search(
            [("type_tax_use", "=", "sale"), ("amount", ">", 0), ("company_id", "=", cls.company.id)], limit=1)
        cls.purchase_tax = cls.env["account.tax"].search(
            [("type_tax_use", "=", "purchase"), ("amount", ">", 0), ("company_id", "=", cls.company.id)], limit=1)
        cls.env["res.partner.bank"].create({"acc_number": IBAN, "partner_id": cls.person.id})

    def _entry(self, partner, kind, day, amount, *, pay=None, **values):
        """A posted invoice, credit note or bill with tax, paid in full, in part (`pay`) or not at all (0)."""
        tax = self.sale_tax if kind.startswith("out") else self.purchase_tax
        move = self.env["account.move"].create({
            "move_type": kind, "partner_id": partner.id, "invoice_date": day, "date": day,
            "invoice_line_ids": [Command.create({
                "name": f"Kaukolämpö, {STREET}", "price_unit": amount, "tax_ids": [Command.set(tax.ids)]})], **values,
        })  # fmt: skip
        move.action_post()
        if pay is None or pay:
            register = self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=move.ids)
            paid = {"payment_date": day, **({"amount": pay} if pay else {})}
            register.create(paid).action_create_payments()
        return move

    def _keep_books(self):
        """Entries of every kind, of years whose vouchers may go and of years whose must stay."""
        self._entry(self.person, "out_invoice", "2015-03-03", 100.10, ref=f"Tilaus {NAME}")
        self._entry(self.person, "out_refund", "2016-04-04", 20.05)
        self._entry(self.person, "in_invoice", "2016-05-05", 33.33, ref="Lasku 7")
        self._entry(self.person, "out_invoice", "2026-01-05", 77.77, narration=f"<p>{NAME}, {PHONE}</p>")
        self._entry(self.bystander, "out_invoice", "2026-02-02", 500.0, pay=123.45)
        self._entry(self.bystander, "out_invoice", "2026-10-10", 60.0, pay=0)
        self._entry(self.bystander, "in_invoice", "2026-06-06", 250.0, pay=0)
        self.env.flush_all()

    def _trial_balance(self):
        rows = self.env["account.move.line"]._read_group(
            [("parent_state", "=", "posted")], ["company_id", "account_id", "date:year"],
            ["debit:sum", "credit:sum", "balance:sum", "__count"])
        return sorted((company.id, account.id, year, *sums) for company, account, year, *sums in rows)

    def _ageing(self):
        """Open claims and debts by partner, account and days overdue, in the company's currency."""
        found = {}
        open_lines = self.env["account.move.line"].search(
            [("parent_state", "=", "posted"), ("amount_residual", "!=", 0),
             ("account_id.account_type", "in", ("asset_receivable", "liability_payable"))])
        for line in open_lines:
            overdue = (date.fromisoformat(TODAY) - (line.date_maturity or line.date)).days
            key = (line.partner_id.id, line.account_id.id, sum(overdue > age for age in AGES))
            found[key] = found.get(key, 0) + round(line.amount_residual * 100)
        return found

    def _tax_report(self):
        """Tax and its base by tax and by box of the return, a year at a time."""
        lines = self.env["account.move.line"]
        posted = [("parent_state", "=", "posted")]
        tables = [
            lines._read_group([*posted, (field, "!=", False)], [field, "date:year"],
                              ["balance:sum", "tax_base_amount:sum", "__count"])
            for field in ("tax_line_id", "tax_ids", "tax_tag_ids", "tax_repartition_line_id")
        ]
        return [sorted((record.id, year, *sums) for record, year, *sums in table) for table in tables]

    def _reports(self):
        self.env.invalidate_all()
        return {"trial balance": self._trial_balance(), "ageing": self._ageing(), "tax": self._tax_report()}

    def _assert_hashes(self, *, hashed):
        bookkeeper = self._user("lampo_bookkeeper", "account.group_account_user")
        results = self.company.with_user(bookkeeper)._check_hash_integrity()["results"]
        self.assertEqual(any(result["status"] == "verified" for result in results), hashed, results)
        self.assertFalse([result for result in results if result["status"] == "corrupted"], results)

    def _erase_in_both_phases(self):
        """The reports before, in between and after."""
        with freeze_time(TODAY):
            before = self._reports()
            erasure = self._run()
            self.assertEqual(erasure.state, "waiting")
            waiting = self._reports()
        with freeze_time("2033-01-01"):
            erasure.action_run()
            self.assertEqual((erasure.state, erasure.residue, erasure.refusal), ("done", False, False))
        return before, waiting, self._reports()

    def _assert_same(self, before, *others):
        self.assertTrue(all(before.values()), "each report has something to lose")
        for after in others:
            for report, figures_before in before.items():
                self.assertEqual(after[report], figures_before, report)


@tagged("post_install", "-at_install")
class TestErasureInOpenBooks(BooksCase):
    """No audit trail that is enforced, no hash."""

    def test_trial_balance_ageing_and_tax_stay_to_the_cent(self):
        self._keep_books()
        self._assert_same(*self._erase_in_both_phases())
        self._assert_hashes(hashed=False)

    def test_every_kind_of_change_to_a_line_moves_the_fingerprint(self):
        self._keep_books()
        line = self.env["account.move.line"].search([("partner_id", "=", self.person.id)], limit=1)
        before = figures(self.env)
        changes = {"partner_id": self.bystander.id, "debit": 1.23, "amount_residual": 4.56, "date": "2016-01-01",
                   "date_maturity": "2016-01-01", "tax_line_id": self.sale_tax.id,
                   "account_id": self.company.account_journal_suspense_account_id.id}
        for column, value in changes.items():
            with self.subTest(column=column):
                self.env.cr.execute("SAVEPOINT books")
                self.env.cr.execute(f'UPDATE account_move_line SET "{column}" = %s WHERE id = %s', [value, line.id])
                self.assertNotEqual(figures(self.env), before)
                self.env.cr.execute("ROLLBACK TO SAVEPOINT books")


@tagged("post_install", "-at_install")
class TestErasureInHashedBooks(BooksCase):
    """Restrictive audit trail on, every journal hashed."""

    def test_trial_balance_ageing_and_tax_stay_to_the_cent_and_the_hashes_pass(self):
        self.company.restrictive_audit_trail = True
        self._keep_books()
        moves = self.env["account.move"].search([("state", "=", "posted"), ("move_type", "!=", "entry")])
        moves.journal_id.restrict_mode_hash_table = True
        moves._hash_moves(force_hash=True)
        self.assertTrue(all(moves.mapped("inalterable_hash")))
        hashes = {move.id: move.inalterable_hash for move in moves}
        self._assert_same(*self._erase_in_both_phases())
        self.assertEqual({move.id: move.inalterable_hash for move in moves}, hashes)
        self._assert_hashes(hashed=True)
