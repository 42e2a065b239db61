# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.bypass import BYPASS
from ..tools.identity_codes import contains_identity_code


class PrivacyAccessLog(models.Model):
    """Who looked at an identity code, when and why (statement § 9; GDPR art. 5(2)).

    Lines are only added, by the action that shows the code. Nobody changes or removes one through the ORM.
    """

    _name = "lampo.privacy.access.log"
    _description = "Access log"
    _order = "date desc, id desc"
    _rec_name = "purpose"

    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    # The person may be erased; that somebody looked, and why, stays.
    partner_id = fields.Many2one("res.partner", string="Contact", readonly=True, index=True, ondelete="set null")
    user_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="restrict")
    kind = fields.Selection([("reveal", "Identity code shown")], required=True, readonly=True)
    purpose = fields.Char(required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)

    @api.private
    def _record(self, partner, kind, purpose):
        """Add a line for the current user.

        :param purpose: why, in words; an identity code in it is refused
        :raises ValidationError: the purpose is empty or holds a code
        """
        purpose = (purpose or "").strip()
        if not purpose:
            raise ValidationError(self.env._("Say what you need the identity code for."))
        if contains_identity_code(purpose):
            raise ValidationError(self.env._("Leave the identity code itself out of the purpose: the purpose is kept."))
        # sudo: no user may add lines by hand
        return self.sudo().create(
            {
                "partner_id": partner.id,
                "user_id": self.env.uid,
                "kind": kind,
                "purpose": purpose,
                "company_id": (partner.company_id or self.env.company).id,
            }
        )

    def write(self, vals):
        raise UserError(self.env._("The access log is not changed afterwards."))

    def unlink(self):
        # the retention rule of the log deletes lines when they are evidence no more
        if self.env.context.get("lampo_bypass") is BYPASS:
            return super().unlink()
        raise UserError(self.env._("The access log is not changed afterwards."))
