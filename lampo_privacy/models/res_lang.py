# Part of lampo_privacy. LGPL-3.
from odoo import api, models


class ResLang(models.Model):
    """The server's languages seen from the three of the letters."""

    _inherit = "res.lang"

    @api.model
    @api.private
    def _lampo_installed(self, lang):
        """The code of the installed language for fi, sv or en; en_US where the server does not speak it."""
        return next((code for code, _name in self.get_installed() if code.startswith(lang)), "en_US")
