# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models
from odoo.addons.base_import.models.base_import import ImportValidationError

from ..tools.file_text import Reading
from ..tools.identity_codes import contains_identity_code


class BaseImportImport(models.TransientModel):
    """A file of Odoo's own import lies in the database for half a day. One that holds identity codes is not kept: a
    dump of that day would hold them in clear (tietosuojalaki 1050/2018 § 29)."""

    _inherit = "base_import.import"

    lampo_refused = fields.Boolean("Not kept", readonly=True, help="The file held identity codes and was not kept.")

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._without_identity_codes(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._without_identity_codes(vals))

    def _read_file(self, options):
        """The import's dialog shows this error in place of its preview; other callers get it as Odoo's own ones."""
        if self.lampo_refused:
            raise ImportValidationError(self.env._(
                "The file holds identity codes (henkilötunnus), so it was not kept on the server. Take the codes out "
                "and load the file again; a privacy officer types them on the contact."))
        return super()._read_file(options)

    @api.model
    def _without_identity_codes(self, vals):
        """The values without a file that holds a code, and with the mark that says so."""
        content = vals.get("file")
        if not content:
            return {name: value for name, value in vals.items() if name != "lampo_refused"}
        content = content.encode() if isinstance(content, str) else bytes(content)
        refused = any(map(contains_identity_code, Reading(content)))
        return {**vals, "lampo_refused": refused, **({"file": False} if refused else {})}
