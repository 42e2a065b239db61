# Part of lampo_privacy. LGPL-3.
from odoo import api, models
from odoo.exceptions import ValidationError

from ..tools.identity_codes import contains_identity_code


class IrFilters(models.Model):
    """A saved search keeps what was searched for: an identity code must not lie there in clear
    (tietosuojalaki 1050/2018 § 29)."""

    _inherit = "ir.filters"

    @api.constrains("domain", "context", "name")
    def _check_no_identity_code(self):
        if any(contains_identity_code(f"{f.name}\n{f.domain}\n{f.context}") for f in self):
            raise ValidationError(self.env._("A search by identity code is not saved, because the code would be kept."))
