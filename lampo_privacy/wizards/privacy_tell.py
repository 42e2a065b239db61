# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.identity_codes import contains_identity_code


class PrivacyTell(models.TransientModel):
    """Tell the recipients of a correction that was made outside a request: on the contact, in a list, by an import
    (GDPR art. 19).

    What was corrected is written anew here, so that nobody is told more than they were given.
    """

    _name = "lampo.privacy.tell"
    _description = "Tell the recipients of a correction"

    partner_id = fields.Many2one("res.partner", "Person", required=True, ondelete="cascade")
    request_id = fields.Many2one("lampo.privacy.request", ondelete="cascade")
    disclosed = fields.Text("Disclosed before", compute="_compute_disclosed")
    left_out_ids = fields.Many2many(
        "lampo.privacy.recipient", string="Leave out", domain="[('disclosure_ids.partner_id', 'child_of', partner_id)]",
        help="Those who were never given what is corrected. All others are told.")
    text = fields.Text("What to correct", required=True, help="The right values, of what the recipients were given.")

    @api.depends("partner_id")
    def _compute_disclosed(self):
        for wizard in self:
            wizard.disclosed = self.env["lampo.privacy.disclosure"]._told_so_far(wizard.partner_id)

    @api.constrains("text")
    def _check_text(self):
        if any(contains_identity_code(wizard.text) for wizard in self):
            raise ValidationError(self.env._("Do not write an identity code here: a recipient is not told it."))

    def action_tell(self):
        """Make the notices, and note with the request, or on the person, who was told.

        :raises UserError: nothing of this person was disclosed to anybody, or all are left out
        """
        self.ensure_one()
        self.partner_id.check_access("write")
        if self.request_id and self.request_id.partner_id != self.partner_id:
            raise UserError(self.env._("The request is another person's."))
        left_out = self.left_out_ids
        notices = self.env["lampo.privacy.rectification"]._tell_recipients(
            self.partner_id, lambda given: [self.text] if given.recipient_id not in left_out else [])
        if not notices:
            raise UserError(self.env._("There is nobody to tell: nothing was disclosed, or all are left out."))
        told = ", ".join(notices.recipient_id.mapped("name"))
        # the note says who was told and never what: that stands on the notice
        (self.request_id or self.partner_id)._message_log(
            body=self.env._("Told of a correction (GDPR art. 19): %(who)s.", who=told))
        # the dialog's own row holds the values too, and is not needed any more
        self.unlink()
        return {"type": "ir.actions.act_window_close"}
