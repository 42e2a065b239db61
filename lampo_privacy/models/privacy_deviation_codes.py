# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models

from ..engine import old_codes


class PrivacyDeviation(models.TransientModel):
    """Identity codes in texts from before the addon was there: found, shown and masked (tietosuojalaki § 29)."""

    _inherit = "lampo.privacy.deviation"

    kind = fields.Selection(selection_add=[("typed_code", "Identity code in a text")],
                            ondelete={"typed_code": "cascade"})
    can_mask = fields.Boolean("Codes can be masked")

    @api.model
    @api.private
    def _find_typed_codes(self, company):
        """§ 9: an identity code lies encrypted; in a text it lies open. Every text is read: for the page alone, and not
        for each look at a statement."""
        # sudo: names of models and fields are no secret
        get, name_of = self.env["ir.model.fields"].sudo()._get, self.env["ir.model"].sudo()._get
        return [{
            **self._line(9, "typed_code", self.env._(
                "%(field)s of %(model)s holds identity codes.", field=get(model, name).field_description,
                model=name_of(model).name), self.env._(
                "Mask them: what is sealed in the books stays. Type a code that is needed on the contact first.")),
            "field_id": get(model, name).id, "res_ids": ids, "count": len(ids), "can_mask": True,
            "res_model": self.env[model].has_access("read") and model,
        } for (model, name), ids in old_codes.find(self.env, company.id).items()]

    def action_mask(self):
        """Mask the codes in these texts, without leaving the old ones in the chatter."""
        self.ensure_one()
        self._require_officer()
        if self.kind == "typed_code":
            field = self.field_id.sudo()  # sudo: as above
            old_codes.mask(self.env, field.model, field.name, self.res_ids)
        return self.action_refresh()
