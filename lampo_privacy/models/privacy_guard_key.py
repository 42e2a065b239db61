# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..engine import key_rotation

MANAGERS = ("lampo_privacy.group_manager", "base.group_system")
_BATCH = 500


class PrivacyGuard(models.TransientModel):
    """The key of the identity codes: a new one, how far its codes have come, the old one away (statement § 9)."""

    _inherit = "lampo.privacy.guard"

    key_id = fields.Char("Newest key", compute="_compute_keys", help="A mark of the key; it tells nothing about it.")
    code_count = fields.Integer("Codes", compute="_compute_keys")
    code_count_newest = fields.Integer("Closed with the newest key", compute="_compute_keys")
    key_progress = fields.Float("Progress", compute="_compute_keys", help="Share of codes under the newest key.")
    older_keys = fields.Integer("Older keys in use", compute="_compute_keys")

    def _compute_keys(self):
        counts = key_rotation.progress(self.env)
        newest = next(iter(counts), "")
        total = sum(counts.values())
        for guard in self:
            guard.key_id = newest
            guard.code_count = total
            guard.code_count_newest = counts.get(newest, 0)
            guard.key_progress = 100.0 * guard.code_count_newest / total if total else 100.0
            guard.older_keys = max(len(counts) - 1, 0)

    def action_new_key(self):
        """Make a new key. Codes are closed with it one by one in the background, while everybody works.

        :raises UserError: the keys do not come from the file
        """
        self._require_manager()
        key_rotation.add_key(self.env)
        # sudo: whoever may change the key may start the work that it means
        self.env.ref("lampo_privacy.cron_reseal").sudo()._trigger()
        return self._show_again()

    def action_reseal(self):
        """Close a batch of codes with the newest key now, for who does not want to wait."""
        self._require_manager()
        self.env["res.partner"].sudo()._reseal_identity_codes()  # sudo: sealed fields are closed to every user
        return self._show_again()

    def action_retire_keys(self):
        """Take the older keys out of use.

        :raises UserError: a code still lies under one of them
        """
        self._require_manager()
        key_rotation.retire(self.env)
        return self._show_again()

    def _require_manager(self):
        if not self.env.su and not any(self.env.user.has_group(group) for group in MANAGERS):
            raise AccessError(self.env._("Only an administrator changes the key of the identity codes."))

    def _show_again(self):
        return self.action_check() if self else True

    @api.model
    def _cron_reseal(self):
        """Go on until every code lies under the newest key. The `cron_reseal` action."""
        while True:
            done, more = key_rotation.reseal(self.env, _BATCH)
            if not self.env["ir.cron"]._commit_progress(done, remaining=_BATCH if more else 0) or not more:
                return
