# Part of lampo_privacy. LGPL-3.
from odoo import fields, models

from ..models.heat_contract import finnish_today
from ..models.privacy_consent import CHANNELS


class PrivacyConsentWithdraw(models.TransientModel):
    """Asks when and how the person withdrew a consent (GDPR art. 7(3)): the company keeps it as evidence."""

    _name = "lampo.privacy.consent.withdraw"
    _description = "Withdraw a consent"

    consent_id = fields.Many2one("lampo.privacy.consent", required=True, ondelete="cascade")
    partner_id = fields.Many2one(related="consent_id.partner_id")
    day = fields.Date("Said on", required=True, default=lambda self: finnish_today(self),
                      help="The day on which the person said so. Marketing stops at once.")
    # no default: what nobody chose is no evidence
    channel = fields.Selection(CHANNELS, "Said by", required=True)

    def action_withdraw(self):
        """Withdraw; see :meth:`lampo.privacy.consent.action_withdraw`."""
        self.ensure_one()
        self.consent_id.action_withdraw(self.channel, self.day)
        return {"type": "ir.actions.act_window_close"}
