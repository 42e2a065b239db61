# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models

from .heat_contract import finnish_today
from .told_to import told_to

WATCHED = ("cron_retention", "cron_erasures", "cron_request_deadlines")
NIGHTS = 2


class PrivacySweep(models.Model):
    _inherit = "lampo.privacy.sweep"

    @api.model
    def _cron_watch(self):
        """Tell the officers when the sweep has not succeeded for two nights or a nightly action is off.

        The `cron_retention_watch` action: another one than the sweep's own, which cannot tell of itself.
        """
        off = self._watched_crons().filtered(lambda cron: not cron.active)
        if off:
            self._warn(lambda env: (
                env._("A nightly action of data protection is switched off"),
                # sudo: see _watched_crons
                env._("Switched off: %(names)s. Nothing is erased at its limit until an administrator switches it on "
                      "again.", names=", ".join(off.with_env(env).sudo().mapped("cron_name")))))
        elif self._is_late():
            self._warn(lambda env: (
                env._("The nightly sweep has not succeeded for two nights"),
                env._("Data may be kept longer than it may be. Ask the administrator to look at the scheduled actions "
                      "and the server's log.")))

    @api.model
    def _watched_crons(self):
        # sudo: only the administrator of the system reads scheduled actions; their state is no secret to the officer
        crons = self.env["ir.cron"].sudo()
        for name in WATCHED:
            crons |= self.env.ref(f"lampo_privacy.{name}", raise_if_not_found=False) or crons.browse()
        return crons

    @api.model
    def _is_late(self) -> bool:
        """No sweep was finished in the last two nights, though the addon has been there for longer."""
        since = fields.Date.add(finnish_today(self), days=-NIGHTS)
        cron = self.env.ref("lampo_privacy.cron_retention", raise_if_not_found=False)
        # sudo: scheduled actions are the administrator's; only the day of installation is used
        installed = cron and fields.Datetime.context_timestamp(
            self.with_context(tz="Europe/Helsinki"), cron.sudo().create_date).date()
        done = self.search_count([("state", "=", "done"), ("day", ">", since)], limit=1)
        return bool(not done and installed and installed <= since)

    @api.model
    def _warn(self, words, companies=None):
        """An activity on each company's own contact for its officer; one at a time. Without `companies`: on all.

        :param words: function of an environment in the reader's language; gives (summary, note)
        """
        # sudo: written by the nightly action, or by whoever switched an action off
        for company in companies or self.env["res.company"].sudo().search([]):
            user = company.lampo_officer_id or self.env.ref("base.user_admin")
            about = told_to(company.partner_id, user)
            summary, note = words(about.env)
            if not about.activity_ids.filtered(lambda a, u=user, text=summary: a.summary == text and a.user_id == u):
                about.activity_schedule("mail.mail_activity_data_warning", user_id=user.id, summary=summary, note=note)


class IrCron(models.Model):
    """An action of ours that is switched off, by a user or by Odoo after failures, is told at once."""

    _inherit = "ir.cron"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("active") is False:
            self._tell_switched_off()
        return result

    @api.model
    def _update_failure_count(self, job, status):
        result = super()._update_failure_count(job, status)
        cron = self.browse(job["id"])
        cron.invalidate_recordset(["active"])
        if job["active"] and not cron.active:
            cron._tell_switched_off()
        return result

    def _tell_switched_off(self):
        # sudo: who switches an action off need not see the sweeps; the officer is told all the same
        sweep = self.env["lampo.privacy.sweep"].sudo()
        if self & sweep._watched_crons():
            sweep._cron_watch()
