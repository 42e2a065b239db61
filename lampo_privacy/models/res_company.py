# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    """What the controller decides for itself: its privacy officer (statement § 2) and how it counts deadlines."""

    _inherit = "res.company"

    lampo_eves_are_holidays = fields.Boolean(
        string="Eves are holidays",
        help="Count Midsummer Eve and Christmas Eve as public holidays when a deadline is rolled to the next working "
        "day. Off is always safe: the deadline is then the earlier day.",
    )
    lampo_officer_id = fields.Many2one(
        "res.users",
        string="Privacy officer",
        domain=lambda self: [("all_group_ids", "in", self.env.ref("lampo_privacy.group_officer").ids)],
        help="Answers the requests of data subjects and gets their activities and reminders.",
    )

    @api.constrains("lampo_officer_id")
    def _check_lampo_officer(self):
        for officer in self.lampo_officer_id:
            if not officer.has_group("lampo_privacy.group_officer"):
                raise ValidationError(
                    self.env._("%(user)s does not have the role of a privacy officer.", user=officer.name)
                )
