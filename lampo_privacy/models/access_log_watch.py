# Part of lampo_privacy. LGPL-3.
from datetime import timedelta

from odoo import api, fields, models

from ..engine import log_witness


class PrivacySweep(models.Model):
    """Each night the access log and the roles are held against what they were: who may run code on the database can
    change both behind Odoo, but not unseen (statement § 9)."""

    _inherit = "lampo.privacy.sweep"

    @api.model
    def _cron_watch(self):
        result = super()._cron_watch()
        self._watch_the_log()
        return result

    @api.model
    def _watch_the_log(self):
        before = log_witness.read(self.env)
        roles = {str(user_id): role for user_id, role in self.env["res.users"]._lampo_roles().items()}
        if before:
            self._warn_of_months(log_witness.changed(
                before["months"], log_witness.months(self.env, before["until"]), self._first_whole_month()))
            self._warn_of_roles(before["roles"], roles, before["at"])
        # a line is as old as its transaction: of a day ago every one is there
        until = fields.Datetime.to_string(fields.Datetime.now() - timedelta(days=1))
        log_witness.keep(self.env, {
            "at": fields.Datetime.to_string(fields.Datetime.now()), "until": until, "roles": roles,
            "months": log_witness.months(self.env, until)})

    @api.model
    def _first_whole_month(self):
        """The first month ("YYYY-MM") of which no rule has removed a line yet."""
        # sudo: the night's own look at its rules
        rules = self.env["lampo.privacy.retention.rule"].sudo().search([("kind", "=", "access_log")])
        kept = min((rule._months() for rule in rules), default=None)
        return fields.Date.subtract(fields.Date.today(), months=kept - 1).strftime("%Y-%m") if kept else ""

    @api.model
    def _warn_of_months(self, months):
        if months:
            self._warn(lambda env: (
                env._("Lines of the access log are missing or were changed"),
                env._("Of: %(months)s. Its retention rule alone takes lines away, and nothing changes them. Either an "
                      "older backup was restored, or somebody changed the table: ask who administers the server.",
                      months=", ".join(months))))

    @api.model
    def _warn_of_roles(self, before, now, since):
        """Of roles that changed and of which nothing was noted at the time."""
        ids = [int(user_id) for user_id in before.keys() | now.keys() if before.get(user_id) != now.get(user_id)]
        # sudo: the night's own look at the log
        noted = self.env["lampo.privacy.access.log"].sudo().search([("kind", "=", "role"), ("date", ">=", since)])
        users = self.env["res.users"].sudo().browse(ids).exists().filtered(
            lambda user: user.partner_id not in noted.partner_id)
        if users:
            self._warn(lambda env: (
                env._("Roles in the register were changed behind Odoo"),
                env._("Of: %(users)s. Look at their roles under Settings › Users, and ask who administers the server.",
                      users=", ".join(users.mapped("login")))))
