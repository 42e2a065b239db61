# Part of lampo_privacy. LGPL-3.
from odoo import api, models

from .told_to import told_to_staff

# what leaves no trace with a third party: the person's own mailbox, and paper that we print ourselves
WITHIN_THE_HOUSE = frozenset(("email", "manual"))


class AccountMoveSend(models.AbstractModel):
    """An invoice that goes to its receiver through somebody else (Peppol, e-invoice, a printing house) is a disclosure
    to that somebody (statement § 8). Every way of sending passes here, whichever module brings it."""

    _inherit = "account.move.send"

    @api.model
    def _hook_if_success(self, moves_data, from_cron=False):
        result = super()._hook_if_success(moves_data, from_cron=from_cron)
        told_to_staff(self, self.env.company)._lampo_record_sendings(moves_data)
        return result

    @api.model
    def _lampo_record_sendings(self, moves_data):
        labels = dict(self.env["res.partner"]._fields["invoice_sending_method"]._description_selection(self.env))
        labels |= {key: edi["label"] for key, edi in self._get_all_extra_edis().items()}
        disclosure = self.env["lampo.privacy.disclosure"]
        for move, data in moves_data.items():
            partner = move.commercial_partner_id
            ways = (set(data.get("sending_methods") or ()) | set(data.get("extra_edis") or ())) - WITHIN_THE_HOUSE
            ways = [way for way in sorted(ways) if self._lampo_has_left(way, move)]
            for way in ways if partner.is_data_subject else ():
                disclosure._record(
                    self.env["lampo.privacy.recipient"]._for_sending(way, labels.get(way, way), move.company_id),
                    partner, self.env._("Invoice: name, billing address, amounts, heat use"),
                    self.env._("Delivery of the invoice"), "processor",
                    origin="sending", move_id=move.id, name=move.name)

    @api.model
    def _lampo_has_left(self, way, move):
        """Whether an invoice went out by a way that was chosen. Odoo passes over Peppol in silence where the receiver
        is not on it, and where the invoice went there before."""
        if way != "peppol" or "peppol_move_state" not in move._fields:
            return True
        # sudo: whether it was recorded before is not for the sender's rights to decide
        known = self.env["lampo.privacy.disclosure"].sudo().search_count(
            [("move_id", "=", move.id), ("recipient_id.sending_method", "=", way)], limit=1)
        return move.peppol_move_state in ("processing", "done") and not known
