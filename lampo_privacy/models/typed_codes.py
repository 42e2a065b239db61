# Part of lampo_privacy. LGPL-3.
import re

from odoo import api, models
from odoo.exceptions import ValidationError

from ..tools.code_mask import mask_identity_codes

# Where staff and letters write freely: what is written is kept, the code in it is not.
MASKED = ("res.partner", "mail.message", "mail.mail", "mail.scheduled.message", "mail.activity")
TEXTS = ("char", "text", "html")
_DIGIT = re.compile(r"\d")
_DIGITS_OF_A_CODE = 9


def _masked(value):
    """The text without codes; the very same one where there is none."""
    # most texts are done with here, without taking HTML apart
    if not isinstance(value, str) or len(_DIGIT.findall(value)) < _DIGITS_OF_A_CODE:
        return value
    masked = mask_identity_codes(value)
    return value if masked == value else type(value)(masked)


class Base(models.AbstractModel):
    """An identity code that somebody types elsewhere than in its own field stays nowhere in clear
    (tietosuojalaki 1050/2018 § 29).

    Before the statement, because a refused INSERT stands in the database's log too. In the texts of others' models it
    is masked, so that no letter is lost; in a text of the register a user is told to leave it out. What the server
    writes there for itself has come by one of those ways.
    """

    _inherit = "base"

    @api.model_create_multi
    def create(self, vals_list):
        if self._lampo_keeps_texts():
            vals_list = [self._lampo_without_codes(vals) for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        return super().write(self._lampo_without_codes(vals) if self._lampo_keeps_texts() else vals)

    def _lampo_keeps_texts(self):
        return self._name in MASKED or (self._name.startswith("lampo.") and not self.env.su)

    def _lampo_without_codes(self, vals):
        masked = {name: text for name, value in vals.items() if (text := _masked(value)) is not value
                  and (field := self._fields.get(name)) is not None and field.store and field.type in TEXTS}
        if masked and self._name not in MASKED:
            raise ValidationError(self.env._(
                "Leave the identity code out of this text: it is kept in its own field on the contact alone."))
        return {**vals, **masked} if masked else vals
