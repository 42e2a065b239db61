# Part of lampo_privacy. LGPL-3.
from odoo import models


class AccountMove(models.Model):
    """Restricted people are not invoiced (GDPR art. 18), though what they pay is booked: the accounting act asks it."""

    _inherit = "account.move"

    def _lampo_refuse_links(self, links, vals_list):
        """Entries only keep what happened; invoices and receipts are processing."""
        if self:
            vals_list = vals_list if any(move.is_invoice(include_receipts=True) for move in self) else []
        else:
            vals_list = [vals for vals in vals_list if vals.get("move_type", "entry") != "entry"]
        return super()._lampo_refuse_links(links, vals_list)

    def write(self, vals):
        if vals.get("move_type", "entry") != "entry":
            self.env["res.partner"]._refuse_restricted(self.partner_id.ids)
        return super().write(vals)

    def _post(self, soft=True):
        invoices = self.filtered(lambda move: move.is_invoice(include_receipts=True))
        if invoices:
            self.env["res.partner"]._refuse_restricted((invoices.partner_id | invoices.partner_shipping_id).ids)
        return super()._post(soft)


class HeatContract(models.Model):
    """The contract of a restricted person is not changed by ordinary users either: it holds the person's data."""

    _inherit = "lampo.heat.contract"

    def write(self, vals):
        # sudo: only the flag of the customer is used
        self.env["res.partner"]._refuse_restricted(self.sudo().partner_id.ids)
        return super().write(vals)


class ResPartnerBank(models.Model):
    """Nor is the bank account of a restricted person changed: the person may dispute just that number."""

    _inherit = "res.partner.bank"

    def write(self, vals):
        # sudo: only the flag of the holder is used
        self.env["res.partner"]._refuse_restricted(self.sudo().partner_id.ids)
        return super().write(vals)

    def unlink(self):
        # sudo: see write
        self.env["res.partner"]._refuse_restricted(self.sudo().partner_id.ids)
        return super().unlink()


class BankStatementLine(models.Model):
    """Booking a restricted person's payment must go on; making a bank account record of it is more than booking."""

    _inherit = "account.bank.statement.line"

    def _find_or_create_bank_account(self):
        Partner = self.env["res.partner"]
        if Partner._restricted_ids(self.partner_id.ids) and not Partner._may_process_restricted():
            return self.env["res.partner.bank"]
        return super()._find_or_create_bank_account()
