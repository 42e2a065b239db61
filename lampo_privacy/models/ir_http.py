# Part of lampo_privacy. LGPL-3.
from odoo import models

from ..engine import ledger


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Tell the officer's browser how many erasures a restored backup has undone."""
        return {**super().session_info(), **self._lampo_session_info()}

    def _lampo_session_info(self):
        user = self.env.user
        if not (user._is_internal() and user.has_group("lampo_privacy.group_officer")):
            return {}
        return {"lampo_restored": len(ledger.pending(self.env))}
