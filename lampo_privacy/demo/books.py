# Part of lampo_privacy. LGPL-3.
"""Invoices in the Finnish chart: paid through the bank, unpaid, credited, and old ones of people who left."""

from datetime import date

from dateutil.relativedelta import relativedelta
from odoo import Command

from .contracts import first_of_month
from .names import partner

NEW_RATE_FROM = date(2024, 9, 1)  # the general rate of VAT rose from 24 to 25.5 %
# customer -> months before today in which an invoice was sent, energy of each in MWh, how many were not paid
BILLS = (
    ("long_standing", (7, 4, 1), (4.1, 1.3, 3.2), 1),
    ("namesake_a", (7, 4, 1), (4.9, 1.6, 3.8), 0),
    ("namesake_b", (7, 4, 1), (2.2, 0.7, 1.8), 0),
    ("mover", (16, 7, 4, 1), (3.3, 3.1, 1.0, 2.4), 1),
    ("mover_successor", (7, 4, 1), (3.6, 1.2, 2.8), 0),
    ("couple_a", (7, 4, 1), (4.3, 1.4, 3.4), 0),
    ("couple_b", (4, 1), (0.4, 0.9), 0),
    ("swedish", (7, 4, 1), (5.0, 1.7, 4.0), 1),
    ("row_house", (2, 1), (5.1, 7.2), 1),
    ("block", (3, 2, 1), (8.9, 16.4, 23.0), 1),
    ("restricted", (7, 4), (3.7, 1.2), 0),
    ("left_2_successor", (7, 4, 1), (5.3, 1.8, 4.2), 0),
    ("left_7_successor", (7, 4, 1), (4.4, 1.5, 3.4), 0),
    ("debtor", (10, 7, 4, 1), (5.8, 3.9, 1.2, 2.6), 3),
    ("sole_trader", (4, 1), (3.1, 6.8), 0),
    ("shop", (3, 2, 1), (3.2, 5.0, 7.1), 1),
    ("municipality", (3, 2, 1), (14.0, 31.0, 44.0), 1),
    ("association", (4, 1), (2.3, 5.4), 0),
    # who left: vouchers within the accounting act's period, past it, and far past it
    ("left_2", (30, 27, 24), (5.2, 1.9, 3.0), 0),
    ("left_3", (44, 41, 38), (1.1, 3.0, 2.1), 0),
    ("left_7", (90, 87), (4.0, 4.6), 0),
    ("left_11", (139, 136), (2.8, 2.5), 0),
    ("held", (136, 134), (3.3, 2.9), 1),
)
CREDITED = ("mover_successor", 0)  # the customer's invoice, counted from the oldest, that was wrong and was credited
MONTHS_BILLED = 3


def load(env, today):
    _journals(env, "sale").invoice_reference_model = "fi"
    invoices = env["account.move"].create([vals for bill in BILLS for vals in _invoices(env, today, *bill)])
    invoices.action_post()
    of_customer = invoices.grouped(lambda invoice: invoice.partner_id)
    wrong = of_customer[partner(env, CREDITED[0])][CREDITED[1]]
    _credit(wrong)
    paid = env["account.move"]
    for customer, _months, _energy, unpaid in BILLS:
        own = of_customer[partner(env, customer)]
        paid += own[:len(own) - unpaid] - wrong
    _pay(env, today, paid)


def _journals(env, kind):
    return env["account.journal"].search([("type", "=", kind), ("company_id", "=", env.company.id)])


def _invoices(env, today, customer, months, energies, _unpaid):
    return [
        {
            "move_type": "out_invoice",
            "partner_id": partner(env, customer).id,
            "invoice_date": day,
            "invoice_date_due": day + relativedelta(days=14),
            "invoice_line_ids": [
                _line(env, "energy", energy, day),
                _line(env, "power", MONTHS_BILLED, day),
            ],
        }
        for energy, day in zip(energies, (first_of_month(today, ago).replace(day=8) for ago in months), strict=True)
    ]


def _line(env, product, quantity, day):
    product = env.ref(f"lampo_privacy.demo_product_{product}")
    return Command.create({
        "product_id": product.id,
        "quantity": quantity,
        "price_unit": product.list_price,
        "tax_ids": [Command.set(_vat(env, day).ids)],
    })


def _vat(env, day):
    """The general rate for services that held on the day."""
    rate = "tax_dom_sales_service_25_5" if day >= NEW_RATE_FROM else "tax_dom_sales_service_24"
    return env["account.chart.template"].ref(rate)


def _credit(invoice):
    refund = invoice._reverse_moves([{"invoice_date": invoice.invoice_date + relativedelta(days=6)}], cancel=True)
    refund.ref = "Mittarilukema oli virheellinen"


def _pay(env, today, invoices):
    """Money came to the bank account a few days later: bank lines, as a bank writes them, matched with invoices."""
    journal = _journals(env, "bank")[:1]
    lines = env["account.bank.statement.line"].create([
        {
            "journal_id": journal.id,
            "date": min(invoice.invoice_date + relativedelta(days=10), today),
            "amount": invoice.amount_total,
            "payment_ref": f"{invoice.payment_reference} {invoice.partner_id.name.upper()}",
            "partner_id": invoice.partner_id.id,
            "partner_name": invoice.partner_id.name.upper(),
            "counterpart_account_id": invoice.partner_id.property_account_receivable_id.id,
        }
        for invoice in invoices
    ])
    for invoice, line in zip(invoices, lines, strict=True):
        both = invoice.line_ids + line.move_id.line_ids
        both.filtered(lambda item: item.account_type == "asset_receivable").reconcile()
