# Part of lampo_privacy. LGPL-3.
import json
from contextlib import suppress

from odoo import models
from odoo.http import request

from ..tools.domain_text import domain_text
from ..tools.spreadsheets import harmless_formula


class Base(models.AbstractModel):
    """What leaves the server in a file: one line in the access log, and no cell that a spreadsheet would run
    (statement § 9); a disclosure of each person where the file is given to somebody outside the house (§ 8)."""

    _inherit = "base"

    def export_data(self, fields_to_export):
        log, context = self.env["lampo.privacy.access.log"], self.env.context
        purpose = log._checked_purpose(context.get("lampo_export_purpose"))
        if recipient := context.get("lampo_disclosed_to"):
            what = self._exported_headings(fields_to_export)
            self.env["lampo.privacy.disclosure"]._record_export(self, recipient, what, purpose)
        result = super().export_data(fields_to_export)
        result["datas"] = [[harmless_formula(cell) for cell in row] for row in result["datas"]]
        if (people := self._exported_people(fields_to_export)) is not None:
            log._note(
                "export", people, count=len(self), model=self._name, domain=domain_text(self._exported_domain()),
                what=", ".join(str(column) for column in fields_to_export)[:1000], purpose=purpose)
        return result

    def _exported_people(self, columns):
        """The contacts that the records are about, or whom a column names; None where the records are about nobody."""
        records = self.sudo()  # sudo: whom the line is about is not for the user's rights to decide
        if self._name == "res.partner":
            return records
        named = {str(column).partition("/")[0] for column in columns} | {"partner_id"}
        links = [name for name in sorted(named) if (field := self._fields.get(name)) is not None
                 and field.relational and field.comodel_name == "res.partner"]
        if not links and not self._name.startswith("lampo."):
            return None
        return self.env["res.partner"].concat(*(records[name] for name in links)).sudo()

    def _exported_headings(self, columns):
        """The columns by their names on the screen; never a value."""
        names = [str(column).partition("/")[0] for column in columns]
        shown = [self._fields[name]._description_string(self.env) if name in self._fields else name for name in names]
        return ", ".join(dict.fromkeys(filter(None, shown)))[:500]

    def _exported_domain(self):
        """The search that the export dialog sent, else the ids."""
        if request and (data := request.params.get("data")):
            with suppress(ValueError, AttributeError, TypeError):  # another route's data
                if domain := json.loads(data).get("domain"):
                    return domain
        return [("id", "in", self.ids)]
