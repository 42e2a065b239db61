# Part of lampo_privacy. LGPL-3.
from odoo import fields, models


class PrivacyPurpose(models.Model):
    """What people's data is used for in a register, and on which ground (statement § 4; GDPR art. 5(1)(b), 6)."""

    _name = "lampo.privacy.purpose"
    _description = "Purpose of processing"
    _inherit = ["lampo.privacy.trilingual"]
    _order = "register_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True, help="A short name that other parts of the system know the purpose by, e.g. “marketing”.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    register_id = fields.Many2one("lampo.privacy.register", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="register_id.company_id", store=True, index=True)
    basis = fields.Selection(
        [
            ("statement", "Consent, else given to get the service, else legitimate interest"),
            ("consent", "Consent only"),
            ("obligation", "Legal obligation"),
        ],
        required=True, default="statement",
        help="The ground of the processing. The first is the order of the privacy statement (§ 4): what holds for a "
        "person today is found from it.",
    )
    is_marketing = fields.Boolean(
        "Marketing and the like",
        help="Marketing, surveys and similar uses stop the moment the person withdraws consent or objects "
        "(GDPR art. 21(3)).",
    )

    _code_once = models.UniqueIndex("(register_id, code)", "This register already has a purpose with this code.")
