# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..engine import ledger
from .heat_contract import finnish_today
from .privacy_erasure import OPEN_STATES
from .privacy_erasure_run import BATCH

# as many at a time are erased while the officer waits; more go to a run of their own in the background
AT_ONCE = 20


class PrivacyErasureBatch(models.Model):
    """Many erasures run in the background: how far they are, and a way to stop and to go on.

    The scheduled action commits batch by batch. Killed at any moment, it goes on with the erasures that are still
    planned; one that was being run is then either wholly done or untouched.
    """

    _name = "lampo.privacy.erasure.batch"
    _description = "Run of many erasures"
    _order = "id desc"

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    user_id = fields.Many2one("res.users", string="Started by", default=lambda self: self.env.user, readonly=True)
    erasure_ids = fields.One2many("lampo.privacy.erasure", "batch_id", string="Erasures", readonly=True)
    stopped = fields.Boolean(readonly=True)
    last_run_on = fields.Date(
        string="Last erasure", readonly=True, copy=False, default=lambda self: finnish_today(self),
        help="The day of its last erasure, at first the day it was started. How long the record is kept runs from it.",
    )  # fmt: skip
    total = fields.Integer(string="People", compute="_compute_progress")
    erased = fields.Integer(compute="_compute_progress", help="Done, or waiting for their vouchers.")
    failed = fields.Integer(compute="_compute_progress")
    refused = fields.Integer(compute="_compute_progress", help="Set aside with a reason; nothing was changed.")
    progress = fields.Float(compute="_compute_progress", help="Per cent of the people that have had their turn.")
    state = fields.Selection(
        [("running", "Running"), ("stopped", "Stopped"), ("done", "Done")], compute="_compute_progress"
    )

    def _compute_name(self):
        for batch in self:
            batch.name = self.env._("Run %(number)s", number=batch.id)

    @api.depends("erasure_ids.state", "erasure_ids.refusal", "stopped")
    def _compute_progress(self):
        counts = {}
        for batch, state, refusal, number in self.env["lampo.privacy.erasure"]._read_group(
                [("batch_id", "in", self.ids)], ["batch_id", "state", "refusal"], ["__count"]):
            kind = "failed" if state == "failed" else "erased" if state in ("waiting", "done") else (
                "refused" if refusal else "left")
            per_batch = counts.setdefault(batch.id, {})
            per_batch[kind] = per_batch.get(kind, 0) + number
        for batch in self:
            found = counts.get(batch.id, {})
            batch.total = sum(found.values())
            batch.erased, batch.failed = found.get("erased", 0), found.get("failed", 0)
            batch.refused = found.get("refused", 0)
            left = found.get("left", 0)
            batch.progress = 100.0 * (batch.total - left) / batch.total if batch.total else 100.0
            batch.state = "done" if not left else "stopped" if batch.stopped else "running"

    def action_stop(self):
        """Let the batch in hand end and start no further one."""
        self.env["lampo.privacy.erasure"]._require_officer()
        self.stopped = True

    def action_resume(self):
        """Go on with those that have not had their turn."""
        self.env["lampo.privacy.erasure"]._require_officer()
        self.stopped = False
        # sudo: starting a scheduled action is the administrator's right; this one is the officer's to start
        self.env.ref("lampo_privacy.cron_erasures").sudo()._trigger()

    def action_view_erasures(self):
        """The erasures of this run."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "res_model": "lampo.privacy.erasure", "name": self.name,
            "views": [[False, "list"], [False, "form"]], "domain": [("batch_id", "=", self.id)],
        }  # fmt: skip


class PrivacyErasure(models.Model):
    _inherit = "lampo.privacy.erasure"

    def action_erase(self):
        """Run a few at once; hand many over to a run in the background and show its progress.

        :raises UserError: one of them is done already
        """
        if len(self) <= AT_ONCE:
            self.action_run()
            return False
        self._require_officer()
        self._require_state("draft", "planned", "waiting", "failed")
        if self.batch_id.filtered(lambda batch: batch.state == "running"):
            raise UserError(self.env._("Some of these are in a run already. Wait for it, or stop it first."))
        batch = self.env["lampo.privacy.erasure.batch"].create({})
        self.write({"batch_id": batch.id, "run_on": finnish_today(self), "refusal": False})
        self.filtered(lambda erasure: erasure.state in ("draft", "failed")).state = "planned"
        batch.action_resume()
        return {
            "type": "ir.actions.act_window", "res_model": batch._name, "res_id": batch.id, "views": [[False, "form"]],
        }  # fmt: skip

    def _conclude(self, run):
        result = super()._conclude(run)
        today = finnish_today(self)
        # only where the day is another: two workers of one run must not write its record at once
        # sudo: the run may be of another company than those that this user sees
        self.sudo().batch_id.filtered(lambda batch: batch.last_run_on != today).last_run_on = today
        return result

    @api.model
    def _due_domain(self):
        """Planned ones whose day has come and waiting ones whose last ground has ended, of runs that go on."""
        today = finnish_today(self)
        return [
            "|", ("batch_id", "=", False), ("batch_id.stopped", "=", False), ("refusal", "=", False),
            "|", "&", ("state", "=", "waiting"), ("next_on", "<=", today),
            "&", ("state", "=", "planned"), ("run_on", "<=", today),
        ]  # fmt: skip

    @api.model
    def _cron_run(self):
        """Carry out what is planned and due, and go on with what waited. The `cron_erasures` action.

        Batch by batch: each is locked, so that two workers share the work and none does the other's, and committed.
        A run that was stopped meanwhile gives no further batch.
        """
        self._replay_ledger()
        if not self.env.context.get("lampo_helper"):
            # the sweep may have failed, tonight and in the nights before
            self._follow_the_facts(finnish_today(self))
        # what was refused by day gets its chance by night
        self.search([("refusal", "!=", False), ("state", "in", ("planned", "waiting"))]).refusal = False
        self._plan_refused_again()
        cron = self.env["ir.cron"]
        due = self.search_count(self._due_domain())
        if due > BATCH and not self.env.context.get("lampo_helper"):
            self.env["lampo.privacy.sweep"]._wake_helpers()
        cron._commit_progress(remaining=due)
        seen = self.browse()
        while batch := (self.search(self._due_domain(), order="id", limit=BATCH + len(seen)) - seen)[:BATCH]:
            try:
                mine = batch.try_lock_for_update()
                # not action_run: it speaks to the officer who runs a single one that is refused
                mine._run_batch()
                self.env.flush_all()
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                # another worker was first, at these or at the same cell of folded consumption: look again
                self.env.cr.rollback()
                self.env.invalidate_all(flush=False)
                continue
            seen |= batch
            if not cron._commit_progress(len(mine)):
                break

    @api.model
    def _replay_ledger(self):
        """A restored backup has brought people back who had been erased: erase them again."""
        people = self.env["res.partner"].browse(ledger.pending(self.env))
        self.search([("partner_id", "in", people.ids), ("state", "in", (*OPEN_STATES, "failed"))]).write(
            {"ground": "restored", "state": "planned", "refusal": False, "run_on": finnish_today(self)})
        known = self.search([("partner_id", "in", people.ids), ("ground", "=", "restored")]).partner_id
        self.create([
            {"partner_id": person.id, "ground": "restored", "state": "planned",
             "company_id": person.company_id.id or self.env.company.id}
            for person in people - known
        ])  # fmt: skip

    @api.model
    def _plan_refused_again(self):
        """Retention's own erasures that were refused: try again, the reason may have gone."""
        refused = self.search([("ground", "=", "retention"), ("state", "=", "draft"), ("refusal", "!=", False)])
        refused.write({"refusal": False, "state": "planned"})


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_erase(self):
        """Plan the erasure of the chosen people and show it; changes nothing of theirs.

        :raises AccessError: not a privacy officer
        :raises ValidationError: one of them is no data subject
        """
        Erasure = self.env["lampo.privacy.erasure"]
        Erasure._require_officer()
        open_ones = Erasure.search([("partner_id", "in", self.ids), ("state", "in", (*OPEN_STATES, "failed"))])
        erasures = open_ones | Erasure.create([
            {"partner_id": partner.id, "company_id": partner.company_id.id or self.env.company.id}
            for partner in self - open_ones.partner_id
        ])
        erasures.action_plan()
        action = {"type": "ir.actions.act_window", "res_model": Erasure._name, "name": self.env._("Erasures")}
        if len(erasures) == 1:
            return {**action, "res_id": erasures.id, "views": [[False, "form"]]}
        return {**action, "views": [[False, "list"], [False, "form"]], "domain": [("id", "in", erasures.ids)]}
