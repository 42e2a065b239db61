# Part of lampo_privacy. LGPL-3.
from odoo import api, models
from odoo.exceptions import ValidationError

from ..tools.identity_codes import contains_identity_code


class IrFilters(models.Model):
    """A saved search keeps what was searched for: an identity code must not lie there in clear
    (tietosuojalaki 1050/2018 § 29)."""

    _inherit = "ir.filters"

    # Before the statement, not in a constraint after it: a refused INSERT stands in the database's log too.
    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_identity_codes(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_identity_codes([vals])
        return super().write(vals)

    @api.model
    def _refuse_identity_codes(self, vals_list):
        kept = ("name", "domain", "context")
        if any(contains_identity_code(f"{vals.get(name)}") for vals in vals_list for name in kept):
            raise ValidationError(self.env._("A search by identity code is not saved, because the code would be kept."))
