# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models
from odoo.exceptions import UserError


class PrivacyRequestClose(models.TransientModel):
    """Asks what the answer was before a request is closed of which no answer is on file (GDPR art. 5(2))."""

    _name = "lampo.privacy.request.close"
    _inherit = "lampo.privacy.request.wizard"
    _description = "Close a request as answered"

    unfiled_ids = fields.Many2many(
        "lampo.privacy.request", "lampo_request_close_unfiled_rel", string="Without an answer on file",
        compute="_compute_unfiled_ids")
    answer = fields.Text("What was the answer?", help="What the person was told, when and how. No identity code.")
    knowingly = fields.Boolean(
        "Close without an answer on file", help="The note on the request says that no answer is on file.")

    @api.depends("request_ids")
    def _compute_unfiled_ids(self):
        for wizard in self:
            wizard.unfiled_ids = wizard.request_ids - wizard.request_ids._with_answer_on_file()

    def action_confirm(self):
        """Close; see :meth:`lampo.privacy.request.action_done`.

        :raises UserError: neither an answer is told nor is it said that there is none
        """
        self.ensure_one()
        answer = (self.answer or "").strip()
        if not answer and not self.knowingly:
            raise UserError(self.env._(
                "Write what the answer was, or choose “Close without an answer on file”: the note will say so."))
        if answer:
            self.unfiled_ids._note_answer(answer)
        return self.request_ids.action_done()
