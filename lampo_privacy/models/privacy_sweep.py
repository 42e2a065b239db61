# Part of lampo_privacy. LGPL-3.
import logging

import psycopg2
from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL, format_date

from .heat_contract import finnish_today

_logger = logging.getLogger(__name__)
BATCH = 500
HELPERS = ("cron_retention_helper_1", "cron_retention_helper_2", "cron_retention_helper_3")


class PrivacySweep(models.Model):
    """One night's run over all retention rules (statement § 6): what was found, done, held, failed.

    It finds everything first, in SQL, and writes it down as items; then as many workers as there are take items in
    batches (locked, skipping what another has locked), carry them out and commit. Killed at any moment, the next worker
    goes on with the items that are left. The record is the evidence; it holds numbers and no personal data.
    """

    _name = "lampo.privacy.sweep"
    _description = "Nightly sweep"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "day"

    day = fields.Date(required=True, readonly=True, default=lambda self: finnish_today(self))
    state = fields.Selection(
        [("running", "Running"), ("done", "Done"), ("interrupted", "Interrupted")],
        required=True, readonly=True, default="running", index=True,
        help="Interrupted: not finished when the next night's sweep began, which found again what was left.",
    )  # fmt: skip
    started_at = fields.Datetime(readonly=True, default=fields.Datetime.now)
    finished_at = fields.Datetime(readonly=True)
    line_ids = fields.One2many("lampo.privacy.sweep.line", "sweep_id", string="Rules", readonly=True)
    found = fields.Integer(compute="_compute_numbers")
    done = fields.Integer(compute="_compute_numbers")
    held = fields.Integer(compute="_compute_numbers")
    failed = fields.Integer(compute="_compute_numbers")
    progress = fields.Float(compute="_compute_numbers", help="Share of what was found that is done or set aside.")
    withdrawn = fields.Integer(
        readonly=True, help="Planned erasures taken back: the person's relationship goes on, or a hold is set."
    )

    _one_running = models.UniqueIndex("((state)) WHERE state = 'running'", "A sweep is running already.")

    @api.depends("line_ids.found", "line_ids.done", "line_ids.held", "line_ids.failed")
    def _compute_numbers(self):
        for sweep in self:
            for name in ("found", "done", "held", "failed"):
                sweep[name] = sum(sweep.line_ids.mapped(name))
            over = sweep.done + sweep.failed + sweep.held
            sweep.progress = 100 * over / sweep.found if sweep.found else 100

    @api.depends("day")
    def _compute_display_name(self):
        for sweep in self:
            sweep.display_name = self.env._("Night of %(day)s", day=format_date(self.env, sweep.day))

    @api.model
    def _cron_sweep(self):
        """Find what is due tonight and carry it out. The `cron_retention` action; started again it goes on."""
        sweep = self._current() or self._begin()
        if sweep:
            sweep._work()

    @api.model
    def _cron_help(self):
        """Take a share of the sweep that runs, else of the erasures that are due. The action of the helpers."""
        sweep = self._current()
        if sweep:
            sweep._work()
        else:
            self.env["lampo.privacy.erasure"].with_context(lampo_helper=True)._cron_run()

    @api.model
    def _current(self):
        """The sweep that runs, unless it is another night's."""
        sweep = self.search([("state", "=", "running")], limit=1)
        return sweep if sweep.day == finnish_today(self) else self.browse()

    @api.model
    def _begin(self):
        """Find everything and write it down, in one transaction. Empty where another worker was first."""
        for interrupted in self.search([("state", "=", "running")]):
            interrupted._close("interrupted")
            # what it had planned and set aside is found by no later night
            interrupted._tell_officers()
        self.env.flush_all()
        try:
            with self.env.cr.savepoint():
                sweep = self.with_context(mail_create_nolog=True).create({}).with_env(self.env)
                self.env.flush_all()
        except psycopg2.errors.UniqueViolation:
            return self.browse()
        sweep._find()
        self.env["lampo.privacy.hold"]._tell_run_out()
        self.env["lampo.privacy.clock"]._refresh()
        self.env["ir.cron"]._commit_progress(remaining=sweep._count_open())
        self._wake_helpers()
        return sweep

    @api.model
    @api.private
    def _wake_helpers(self):
        """Let other workers take a share of what there is to do."""
        # one that somebody has deleted is missed by nobody
        for helper in filter(None, map(self._cron, HELPERS)):
            # sudo: scheduled actions are the administrator's
            helper.sudo()._trigger()

    def _find(self):
        """One line a rule, one item for each record or site that is due."""
        self.ensure_one()
        self._raise_last_contacts()
        self.withdrawn = self.env["lampo.privacy.erasure"]._follow_the_facts(self.day, self)
        rules = self.env["lampo.privacy.retention.rule"].search([("action", "!=", "clock")])
        lines = self.env["lampo.privacy.sweep.line"].create([rule._line_values(self) for rule in rules if rule._kind()])
        self.env.flush_all()
        for line in lines:
            self._fill(line)
        self.env["lampo.privacy.sweep.line"].invalidate_model()

    def _fill(self, line):
        """The items of a line; a rule that cannot be read any more fails alone, with its reason."""
        try:
            with self.env.cr.savepoint():
                self.env.cr.execute(SQL(
                    "INSERT INTO lampo_privacy_sweep_item (line_id, res_id, due_on, state, reason) %s",
                    line._found_query()))
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception as error:  # one bad rule must not stop the night
            _logger.warning("Retention rule %s was set aside: %s", line.rule_id.id, type(error).__name__)
            line.problem = type(error).__name__

    def _work(self):
        """Take batches of items until none is left or the time is over."""
        for sweep in self:
            self.env["ir.cron"]._commit_progress(remaining=sweep._count_open())
            while (count := sweep._next_batch()) is not None:
                if not self.env["ir.cron"]._commit_progress(count):
                    return
            sweep._finish()

    def _next_batch(self) -> int | None:
        """Carry out one batch that no other worker has taken. :return: how many items; None when none is left

        Every item is locked and then changed in the same transaction: a worker that comes later, with an older view of
        the table, is refused by the database and looks again.
        """
        try:
            row = self.env.execute_query(SQL(
                """SELECT i.line_id FROM lampo_privacy_sweep_item i JOIN lampo_privacy_sweep_line l ON l.id = i.line_id
                    WHERE l.sweep_id = %s AND i.state = 'open' ORDER BY i.id LIMIT 1 FOR UPDATE OF i SKIP LOCKED""",
                self.id))
            if not row:
                return None
            line = self.env["lampo.privacy.sweep.line"].browse(row[0][0])
            items = self.env.execute_query(SQL(
                """SELECT id, res_id, due_on FROM lampo_privacy_sweep_item
                    WHERE line_id = %s AND state = 'open' ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED""",
                line.id, line._batch()))
            line._carry_out(items)
            self.env.flush_all()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            self.env.cr.rollback()
            self.env.invalidate_all(flush=False)
            return 0
        return len(items)

    def _count_open(self) -> int:
        [(number,)] = self.env.execute_query(SQL(
            """SELECT count(*) FROM lampo_privacy_sweep_item i JOIN lampo_privacy_sweep_line l ON l.id = i.line_id
                WHERE l.sweep_id = %s AND i.state = 'open'""", self.id))
        return number

    def _finish(self):
        """Close the sweep if no other worker has items of it in hand, or closes it at this moment."""
        left = self._count_open()
        try:
            if not left and self._is_mine_to_close():
                self._close("done")
                self._tell_officers()
                self.env.flush_all()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            # the other one has closed it; were that undone, the sweep runs still and is closed by the next helper
            self.env.cr.rollback()
            self.env.invalidate_all(flush=False)
        self.env["ir.cron"]._commit_progress(remaining=left)

    def _is_mine_to_close(self) -> bool:
        """Whether it runs still, and no other worker holds it; it is held from here on."""
        return bool(self.env.execute_query(SQL(
            "SELECT id FROM lampo_privacy_sweep WHERE id = %s AND state = 'running' FOR UPDATE SKIP LOCKED", self.id)))

    def _close(self, state):
        """Write the numbers down for good and drop the items that were carried out."""
        for sweep in self:
            self.env["lampo.privacy.sweep.line"].flush_model()
            self.env.cr.execute(SQL(
                """UPDATE lampo_privacy_sweep_line l
                      SET kept_found = COALESCE(n.found, 0), kept_done = COALESCE(n.done, 0),
                          kept_held = COALESCE(n.held, 0), kept_failed = COALESCE(n.failed, 0)
                     FROM lampo_privacy_sweep_line l2
                     LEFT JOIN (SELECT line_id, count(*) AS found, count(*) FILTER (WHERE state = 'done') AS done,
                                       count(*) FILTER (WHERE state = 'held') AS held,
                                       count(*) FILTER (WHERE state = 'failed') AS failed
                                  FROM lampo_privacy_sweep_item GROUP BY 1) n ON n.line_id = l2.id
                    WHERE l2.sweep_id = %s AND l.id = l2.id""", sweep.id))
            sweep.write({"state": state, "finished_at": fields.Datetime.now()})
        self._drop_items()
        self.env["lampo.privacy.sweep.line"].invalidate_model()

    def _drop_items(self):
        """Only what was held or failed in the last sweep is kept one by one."""
        self.flush_model()
        self.env.cr.execute(SQL(
            """DELETE FROM lampo_privacy_sweep_item i USING lampo_privacy_sweep_line l
                WHERE l.id = i.line_id AND (l.sweep_id < ALL(%s) OR l.sweep_id = ANY(%s) AND i.state NOT IN
                      ('held', 'failed'))""", self.ids or [0], self.ids))

    @api.model
    def _dry_run(self, today=None) -> list[dict]:
        """What the sweep of a night would find, by rule. Reads only: nothing is written, not even a lock.

        :param today: date of the night, today in Finland when empty
        :return: for each rule its id, name, action, and how many records are due, held, and by what
        """
        self.env.flush_all()
        today = today or finnish_today(self)
        found = []
        for rule in self.env["lampo.privacy.retention.rule"].search([("action", "!=", "clock")]):
            if rule._is_readable():
                rows = self.env.execute_query(SQL(
                    "SELECT state, reason, count(*) FROM (%s) q GROUP BY 1, 2",
                    rule._items_query(SQL("NULL::int"), today)))
                found.append({
                    "rule_id": rule.id, "name": rule.name, "action": rule.action,
                    "due": sum(n for state, _reason, n in rows if state == "open"),
                    "held": {reason: n for state, reason, n in rows if state == "held"},
                })  # fmt: skip
        return found

    def action_dry_run(self):
        """Show what tonight's sweep would do, without doing it."""
        self.check_access("read")
        return {
            "type": "ir.actions.client", "tag": "display_notification",
            "params": {"title": self.env._("Dry run: nothing was changed"), "className": "text-prewrap",
                       # sudo: numbers only, of every company's rules
                       "message": "\n".join(self.sudo()._dry_run_words()), "type": "info", "sticky": True},
        }  # fmt: skip

    def _dry_run_words(self) -> list[str]:
        """A line for each rule that finds something or cannot be read."""
        _, rules = self.env._, self.env["lampo.privacy.retention.rule"]
        labels = dict(rules._fields["action"]._description_selection(self.env))
        found = [row for row in self._dry_run() if row["due"] or row["held"]]
        unread = rules.search([]).filtered(lambda rule: not rule._is_readable())
        return [
            *(_("%(rule)s (%(action)s): %(due)s due, %(held)s held", rule=row["name"],
                action=labels[row["action"]].lower(), due=row["due"], held=sum(row["held"].values())) for row in found),
            *(_("%(rule)s cannot be read: put its conditions right.", rule=rule.name) for rule in unread),
        ] or [_("Nothing has reached its limit.")]

    def action_sweep_now(self):
        """Start tonight's sweep now, in the background. :raises AccessError: not an officer"""
        self.env["lampo.privacy.erasure"]._require_officer()
        # sudo: starts the scheduled action, nothing else
        self.env.ref("lampo_privacy.cron_retention").sudo()._trigger()
        return {
            "type": "ir.actions.client", "tag": "display_notification",
            "params": {"message": self.env._("The sweep starts within a minute."), "type": "info"},
        }  # fmt: skip


class PrivacyErasure(models.Model):
    _inherit = "lampo.privacy.erasure"

    @api.model
    def _cron_sweep(self):
        """The `cron_retention` action, see `lampo.privacy.sweep`."""
        self.env["lampo.privacy.sweep"]._cron_sweep()
