# Part of lampo_privacy. LGPL-3.
from odoo import models

from ..engine import ledger


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Tell the browser whether the user keeps the contact log, and the officer's how many erasures a restored
        backup has undone."""
        return {**super().session_info(), **self._lampo_session_info()}

    def _lampo_session_info(self):
        user = self.env.user
        if not (user._is_internal() and user.has_group("lampo_privacy.group_user")):
            return {}
        told = {"lampo_contacts": True}
        if user.has_group("lampo_privacy.group_officer"):
            told["lampo_restored"] = len(ledger.pending(self.env))
        return told
