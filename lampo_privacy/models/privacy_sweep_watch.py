# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models
from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from .heat_contract import finnish_today
from .privacy_erasure import OPEN_STATES
from .told_to import told_to

WATCHED = ("cron_retention", "cron_erasures", "cron_request_deadlines", "cron_retention_watch")
NIGHTS = 2


class PrivacySweep(models.Model):
    _inherit = "lampo.privacy.sweep"

    @api.model
    def _cron_watch(self):
        """Tell the officers when the sweep has not succeeded for two nights or a nightly action is off or gone.

        The `cron_retention_watch` action: another one than the sweep's own, which cannot tell of itself.
        """
        self._warn_of_deleted([name for name in WATCHED if not self._cron(name)])
        self._warn_of_erasures()
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
        return crons.union(*filter(None, map(self._cron, WATCHED)))

    @api.model
    def _cron(self, name):
        return self.env.ref(f"lampo_privacy.{name}", raise_if_not_found=False)

    @api.model
    def _warn_of_deleted(self, names):
        if names:
            self._warn(lambda env: (
                env._("A nightly action of data protection was deleted"),
                env._("Deleted: %(names)s. What it did is not done any more. Ask the administrator to upgrade the data "
                      "protection module: that makes the action anew.", names=", ".join(names))))

    @api.model
    def _warn_of_erasures(self):
        """Erasures that the night could not carry out, every morning until somebody has seen to them."""
        stuck = self.env["lampo.privacy.erasure"].search(self._stuck_domain())
        for company, same in stuck.grouped("company_id").items():
            failed = len(same.filtered(lambda erasure: erasure.state == "failed"))
            refused = len(same) - failed
            self._warn(lambda env, failed=failed, refused=refused: (
                env._("Erasures could not be carried out"),
                env._("Failed: %(failed)s. Refused for now: %(refused)s. Nothing of these people is erased before that "
                      "is seen to. The reason is on each erasure: look at the erasures that are still open.",
                      failed=failed, refused=refused)), company)

    @api.model
    def _stuck_domain(self):
        """Failed ones, and refused ones whose day has come. Of retention's own only who has still to go."""
        today = finnish_today(self)
        return [
            ("partner_id.anonymised_on", "=", False),
            "|", "&", ("state", "=", "failed"), "|", "|", ("ground", "!=", "retention"), ("done_at", "!=", False),
            ("partner_id.retention_due", "<=", today),
            "&", "&", ("state", "in", OPEN_STATES), ("refusal", "!=", False),
            "|", ("run_on", "<=", today), ("next_on", "<=", today),
        ]  # fmt: skip

    def _tell_officers(self):
        """Say also what failed tonight: rules that could not be read, and records that were set aside."""
        result = super()._tell_officers()
        failed = {line.rule_id: line.failed for line in self.line_ids if line.failed}
        unread = self.line_ids.filtered("problem").rule_id | self.env["lampo.privacy.retention.rule"].search(
            [("kind", "=", "other")]).filtered(lambda rule: not rule._is_readable())
        rules = unread.union(*failed)
        for company, same in rules.grouped("company_id").items():
            self._warn(lambda env, same=same: self._words_of_failures(env, same & unread, {
                rule: failed[rule] for rule in same if rule in failed}), company)
        return result

    @staticmethod
    def _words_of_failures(env, unread, failed):
        texts = [
            *(env._("%(rule)s cannot be read: put its conditions right.", rule=rule.with_env(env).name)
              for rule in unread),
            *(env._("%(rule)s: %(n)s set aside, see the sweep for the reasons.", rule=rule.with_env(env).name, n=number)
              for rule, number in failed.items())]
        return env._("Retention rules have failed"), " ".join(texts)

    @api.model
    def _is_late(self) -> bool:
        """No sweep was finished in the last two nights, though the addon has been there for longer."""
        since = fields.Date.add(finnish_today(self), days=-NIGHTS)
        cron = self._cron("cron_retention")
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
            user = company._told_of_nights()
            about = told_to(company.partner_id, user)
            summary, note = words(about.env)
            if not about.activity_ids.filtered(lambda a, u=user, text=summary: a.summary == text and a.user_id == u):
                about.activity_schedule("mail.mail_activity_data_warning", user_id=user.id, summary=summary, note=note)


class ResCompany(models.Model):
    _inherit = "res.company"

    def _told_of_nights(self):
        """Who is told of the nights: the privacy officer, where there is none the administrator of the system."""
        # sudo: the night runs as the system; only who is told is used
        return self.sudo().lampo_officer_id.filtered("active") or self.env.ref("base.user_admin")


class IrCron(models.Model):
    """An action of ours that is deleted or switched off, by a user or by Odoo after failures, is told at once."""

    _inherit = "ir.cron"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("active") is False:
            self._tell_switched_off()
        return result

    def unlink(self):
        # sudo: see _tell_switched_off
        sweep = self.env["lampo.privacy.sweep"].sudo()
        ours = self & sweep._watched_crons()
        result = super().unlink()
        if ours and not self.env.context.get(MODULE_UNINSTALL_FLAG):
            sweep._cron_watch()
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
