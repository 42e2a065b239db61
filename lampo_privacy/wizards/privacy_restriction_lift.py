# Part of lampo_privacy. LGPL-3.
from odoo import fields, models

from ..models.heat_contract import finnish_today


class PrivacyRestrictionLift(models.TransientModel):
    """Asks when and how the person was told before a restriction is lifted (GDPR art. 18(3))."""

    _name = "lampo.privacy.restriction.lift"
    _description = "Lift a restriction"

    partner_id = fields.Many2one("res.partner", "Person", required=True, ondelete="cascade")
    told = fields.Boolean("The person was told", help="Tell the person first: by letter, by phone or at the office.")
    told_on = fields.Date("Told on", default=lambda self: finnish_today(self))
    told_how = fields.Selection(
        [("office", "At the office"), ("post", "Post"), ("email", "E-mail"), ("phone", "Phone")], "Told by")

    def action_lift(self):
        """Lift; see :meth:`res.partner.action_lift_restriction`."""
        self.ensure_one()
        self.partner_id.action_lift_restriction(self.told and self.told_on, self.told_how)
        return {"type": "ir.actions.act_window_close"}
