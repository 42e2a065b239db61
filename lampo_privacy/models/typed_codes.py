# Part of lampo_privacy. LGPL-3.
from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import NO_ACCESS

from ..tools.code_mask import without_codes

TEXTS = ("char", "text", "html", "json", "properties", "properties_definition")
# Of the server's own records those in which people who are not its administrators write.
PEOPLES = (
    "ir.attachment", "ir.default", "ir.embedded.actions", "ir.exports", "ir.filters", "ir.logging", "ir.ui.view.custom",
)  # fmt: skip


class Base(models.AbstractModel):
    """An identity code that somebody types elsewhere than in its own field stays nowhere in clear
    (tietosuojalaki 1050/2018 § 29).

    Before the statement, because a refused INSERT stands in the database's log too, and beneath every model's own
    methods, so that what comes by a default or is read out of a file passes here too. In the texts of others' models it
    is masked, so that no letter is lost; in a text of the register a user is told to leave it out. What the server
    writes there for itself has come by one of those ways.
    """

    _inherit = "base"

    def _prepare_create_values(self, vals_list):
        return [self._lampo_without_codes(vals) for vals in super()._prepare_create_values(vals_list)]

    def write(self, vals):
        return super().write(self._lampo_without_codes(vals))

    def _update_field_translations(self, field_name, translations, *args, **options):
        kept = self._lampo_kept(field_name, translations) if self._lampo_keeps_texts() else translations
        return super()._update_field_translations(field_name, kept, *args, **options)

    @api.model
    def _lampo_may_hold_codes(self):
        """Whether people write in this kind of record."""
        if self._name.startswith("ir."):
            return self._name in PEOPLES
        return self._name != "lampo.privacy.access.log"  # it checks its purpose itself

    def _lampo_keeps_texts(self):
        return self._lampo_may_hold_codes() and not (self.env.su and self._name.startswith("lampo."))

    def _lampo_without_codes(self, vals):
        if not self._lampo_keeps_texts():
            return vals
        kept = {name: text for name, value in vals.items() if (text := self._lampo_kept(name, value)) is not value}
        return {**vals, **kept} if kept else vals

    def _lampo_kept(self, name, value):
        """What is kept of a value of a field. :raises ValidationError: a code in a text of the register"""
        field = self._fields.get(name)
        if field is None or not field.store or field.type not in TEXTS or field.groups == NO_ACCESS:
            return value
        kept = without_codes(value)
        if kept is not value and self._name.startswith("lampo."):
            raise ValidationError(self.env._(
                "Leave the identity code out of this text: it is kept in its own field on the contact alone."))
        return kept
