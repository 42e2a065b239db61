# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models
from odoo.exceptions import UserError

from .heat_contract import finnish_today


class PrivacyRectification(models.Model):
    """One value that was corrected or completed on request: before and after (GDPR art. 16; statement § 10).

    It stands here and not in the chatter of the contact, because it is evidence of the request, goes whole with the
    person, and tells an erasure under which names and numbers older papers still speak of him or her.
    """

    _name = "lampo.privacy.rectification"
    _description = "Correction of data"
    _order = "id desc"
    _rec_name = "field_label"

    request_id = fields.Many2one("lampo.privacy.request", index="btree_not_null", ondelete="set null")
    # nothing but the person's: it goes with the person
    partner_id = fields.Many2one("res.partner", "Person", required=True, index=True, ondelete="cascade", readonly=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, readonly=True)
    model = fields.Char("Technical model", required=True, readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="model", readonly=True)
    field = fields.Char("Technical field", required=True, readonly=True)
    field_label = fields.Char("What", readonly=True)
    old_value = fields.Char("Before", readonly=True)
    new_value = fields.Char("After", readonly=True)
    told = fields.Boolean("Told to the recipients", readonly=True)
    done_on = fields.Date("Corrected on", required=True, readonly=True, default=lambda self: finnish_today(self))
    done_by = fields.Many2one("res.users", "Corrected by", readonly=True, default=lambda self: self.env.user,
                              ondelete="restrict")

    def write(self, vals):
        raise UserError(self.env._("A correction is not changed afterwards. Make another one."))

    @api.private
    def _label(self):
        """What was corrected, in the language of the environment; as the clerk saw it where the field is gone."""
        self.ensure_one()
        field = self.env[self.model]._fields.get(self.field) if self.model in self.env else None
        return field._description_string(self.env) if field else self.field_label

    @api.private
    def _tell_recipients(self, partner, texts_of):
        """Tell those to whom the old values were disclosed (art. 19).

        :param texts_of: called with the disclosures to one recipient, returns the texts “what: new value” that it is
            told; none: it is told nothing
        :return: the notices
        """
        # sudo: whoever corrects may not read the log of disclosures; a notice is evidence that the system writes
        notices = self.env["lampo.privacy.notice"].sudo()
        for given in self.env["lampo.privacy.disclosure"]._of_family(partner).grouped("recipient_id").values():
            if texts := texts_of(given):
                notices += notices._make(given, "rectification", "\n".join(texts))
        return notices
