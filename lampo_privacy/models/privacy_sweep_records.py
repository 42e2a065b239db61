# Part of lampo_privacy. LGPL-3.
import logging

import psycopg2
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ..tools.bypass import BYPASS
from .told_to import told_to_staff

_logger = logging.getLogger(__name__)
_ALL_OPEN = "SELECT %s AS line, q.id, %s::date AS due_on, 'open' AS state, NULL::varchar AS reason FROM (%s) q"
# sites are folded many at a time: the fewer the batches, the fewer times ten million readings are read
BATCHES = {"anonymise": 500, "delete": 1000, "archive": 1000, "fold": 600}


class PrivacySweepLine(models.Model):
    """What a sweep found and did by one rule. The rule may change later: its words of that night are kept here."""

    _name = "lampo.privacy.sweep.line"
    _description = "Rule in a nightly sweep"
    _order = "sweep_id desc, id"
    _rec_name = "rule_name"
    _lampo_data_map = {"rule_name": "neutral", "conditions": "neutral", "model": "neutral", "problem": "neutral"}

    sweep_id = fields.Many2one("lampo.privacy.sweep", required=True, index=True, ondelete="cascade", readonly=True)
    day = fields.Date(related="sweep_id.day", store=True)
    rule_id = fields.Many2one("lampo.privacy.retention.rule", ondelete="set null", readonly=True)
    rule_name = fields.Char(string="Retention rule", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True, ondelete="set null")
    action = fields.Selection(
        lambda self: self.env["lampo.privacy.retention.rule"]._fields["action"]._description_selection(self.env),
        readonly=True,
    )
    rule_date = fields.Datetime(string="State of the rule", readonly=True, help="When the rule had last been changed.")
    model = fields.Char(string="Technical model", readonly=True)
    conditions = fields.Char(readonly=True, help="Which records were due: the rule's conditions and its last day.")
    found = fields.Integer(compute="_compute_numbers", help="Records, people or sites that the rule found.")
    done = fields.Integer(compute="_compute_numbers", help="Deleted, archived, folded, or their erasure planned.")
    held = fields.Integer(compute="_compute_numbers", help="Kept by a hold or by another open relation.")
    failed = fields.Integer(compute="_compute_numbers", help="Set aside, with a reason each.")
    kept_found = fields.Integer(readonly=True)
    kept_done = fields.Integer(readonly=True)
    kept_held = fields.Integer(readonly=True)
    kept_failed = fields.Integer(readonly=True)
    problem = fields.Char(readonly=True, help="Why the rule could not be read. The other rules went on.")
    item_ids = fields.One2many("lampo.privacy.sweep.item", "line_id", string="Held and failed", readonly=True)

    @api.depends("kept_found", "kept_done", "kept_held", "kept_failed", "sweep_id.state")
    def _compute_numbers(self):
        """While the sweep runs, the numbers are those of its items now."""
        # sudo: the queue is closed to every user; only counts of it are shown
        groups = self.env["lampo.privacy.sweep.item"].sudo()._read_group(
            [("line_id", "in", self.filtered(lambda line: line.sweep_id.state == "running").ids)],
            ["line_id", "state"], ["__count"])
        live = {(line.id, state): number for line, state, number in groups}
        for line in self:
            running = line.sweep_id.state == "running"
            for name in ("done", "held", "failed"):
                line[name] = live.get((line.id, name), 0) if running else line[f"kept_{name}"]
            over = line.done + line.held + line.failed
            line.found = over + live.get((line.id, "open"), 0) if running else line.kept_found

    @api.private
    def _found_query(self) -> SQL:
        """(line, record, limit, state, reason) of what this line's rule finds tonight, the earliest limit first."""
        found = self.rule_id._items_query(SQL("%s", self.id), self.sweep_id.day)
        return SQL("SELECT * FROM (%s) q ORDER BY 3, 2", found)

    @api.private
    def _batch(self) -> int:
        """How many items a worker takes at a time."""
        return BATCHES[self.action]

    @api.private
    def _carry_out(self, items):
        """Do what the rule says with these items [(item, record, limit)]; what fails is set aside alone."""
        if self._is_changed():
            self._mark([item for item, *_rest in items], "held", "changed")
            return
        act = {"anonymise": self._plan, "fold": self._fold_sites}.get(self.action, self._remove)
        failed = self._halve(items, act)
        self._mark([item for item, *_rest in items if item not in failed], "done")
        for item, reason in failed.items():
            self._mark([item], "failed", reason)

    def _is_changed(self) -> bool:
        """Whether the rule is another one than that by which the items were found, or none any more."""
        now, then = (fields.Datetime.to_string(moment) for moment in (self.rule_id.write_date, self.rule_date))
        return not self.rule_id.active or now != then

    def _halve(self, items, act) -> dict[int, str]:
        """Carry out a batch; if it fails, each half of it, down to the one at fault. :return: {item: reason}"""
        try:
            with self.env.cr.savepoint():
                act(items)
                self.env.flush_all()
            return {}
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception as error:  # whatever another module's unlink raises
            self.env.invalidate_all(flush=False)
            if len(items) > 1:
                middle = len(items) // 2
                return self._halve(items[:middle], act) | self._halve(items[middle:], act)
            _logger.warning("Rule %s: %s %s was set aside: %s", self.rule_id.id, self.model, items[0][1],
                            type(error).__name__)
            return {items[0][0]: self._reason(error)}

    @staticmethod
    def _reason(error) -> str:
        """What went wrong, without a word of any record: the kind of error and the database's constraint."""
        constraint = error.diag.constraint_name if isinstance(error, psycopg2.Error) else ""
        return " ".join(filter(None, (type(error).__name__, constraint)))

    def _plan(self, items):
        self.env["lampo.privacy.erasure"]._plan_due(self, items)

    def _remove(self, items):
        # a rule of ours ends the evidence too when its time has come; a rule for other data never does
        key = {} if self.rule_id.kind == "other" else {"lampo_bypass": BYPASS}
        # sudo: the rule was made by somebody who may delete these records; the night runs as the system
        records = self.env[self.model].sudo().with_context(active_test=False, tracking_disable=True, **key).browse(
            [record for _item, record, _limit in items]).exists()
        if self.action == "archive":
            records.write({"active": False})
        elif hasattr(records, "_expire"):
            records._expire()
        else:
            records.unlink()

    def _fold_sites(self, items):
        before = self.rule_id._fold_before(self.rule_id._approved_until(self.sweep_id.day))
        consumption = self.env["lampo.heat.consumption"]
        fold = consumption._fold_fine if self.rule_id.kind == "reading_fine" else consumption._fold_months
        fold([site for _item, site, _limit in items], before)

    def _mark(self, item_ids, state, reason=None):
        self.env.cr.execute(SQL("UPDATE lampo_privacy_sweep_item SET state = %s, reason = %s WHERE id = ANY(%s)",
                                state, reason, list(item_ids)))

    def action_open_items(self):
        """Open what was held or failed, one by one."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "res_model": "lampo.privacy.sweep.item", "name": self.rule_name,
            "views": [[False, "list"]], "domain": [("line_id", "=", self.id), ("state", "in", ("held", "failed"))],
        }  # fmt: skip


class PrivacySweepItem(models.Model):
    """One record in a sweep: the queue of the workers, and afterwards what was held or failed and why."""

    _name = "lampo.privacy.sweep.item"
    _description = "Record in a nightly sweep"
    _log_access = False
    _order = "id"
    _rec_name = "res_id"
    _lampo_data_map = {"reason": "neutral"}

    line_id = fields.Many2one("lampo.privacy.sweep.line", required=True, ondelete="cascade", readonly=True)
    company_id = fields.Many2one(related="line_id.company_id")
    res_id = fields.Integer(string="Record", readonly=True, aggregator=None)
    due_on = fields.Date(string="Limit", readonly=True)
    state = fields.Selection(
        [("open", "Open"), ("done", "Done"), ("held", "Held"), ("failed", "Failed")], required=True, readonly=True
    )
    reason = fields.Char(string="Technical reason", readonly=True)
    reason_text = fields.Char(string="Reason", compute="_compute_reason_text")

    _queue_idx = models.Index("(line_id, id) WHERE state = 'open'")

    @api.depends("reason", "state")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        labels = self.env["res.partner"]._relation_labels()
        for item in self:
            item.reason_text = labels.get(item.reason, item.reason)

    def action_open(self):
        """Open the record itself, if the user may read it."""
        self.ensure_one()
        model = self.line_id.model if self.line_id.action != "fold" else "lampo.heat.site"
        return {"type": "ir.actions.act_window", "res_model": model, "res_id": self.res_id,
                "views": [[False, "form"]]}  # fmt: skip


class PrivacyAccessLog(models.Model):
    _inherit = "lampo.privacy.access.log"

    @api.private
    def _expire(self):
        """Remove lines whose retention has ended; a model with this method is not unlinked by the sweep."""
        with self._released("sweep"):
            self.env.cr.execute(SQL("DELETE FROM lampo_privacy_access_log WHERE id = ANY(%s)", self.ids))
        self.invalidate_model(flush=False)


class PrivacyRetentionRule(models.Model):
    """A rule's part of a sweep: its line, and the query of what it finds."""

    _inherit = "lampo.privacy.retention.rule"

    @api.private
    def _line_values(self, sweep):
        kind = self._kind()
        name = told_to_staff(self, self.company_id or self.env.company).name
        return {
            "sweep_id": sweep.id, "rule_id": self.id, "rule_date": self.write_date, "rule_name": name,
            "company_id": self.company_id.id,
            "action": self.action, "model": kind.model, "conditions": self._conditions(sweep.day),
        }  # fmt: skip

    def _conditions(self, today) -> str:
        if self.action == "fold":
            return f"< {self._fold_before(today)}"
        if self.action == "anonymise":
            return f"retention_due <= {today} + {self.notice_days}"
        return str(list(self._due_domain(today)))[:2000] if self.kind == "other" else f"+ {self._months()} <= {today}"

    @api.private
    def _items_query(self, line: SQL, today) -> SQL:
        """(line, record, limit, state, reason): what the rule finds on that day, held records with what holds them."""
        if self.action == "anonymise":
            return self._people_query(line, today)
        if self.action == "fold":
            return SQL(_ALL_OPEN, line, today, self._sites_due(today))
        return self._records_query(line, today)

    def _records_query(self, line: SQL, today) -> SQL:
        kind = self._kind()
        if self.kind == "other" and (why := self._why_no_rule(kind.model)):
            raise ValidationError(why)
        # sudo: the sweep works on every record that the rule is about
        Model = self.env[kind.model].sudo().with_context(active_test=False)
        query = Model._search(self._due_domain(today))
        return SQL(
            """SELECT %(line)s AS line, q.id, %(today)s::date AS due_on,
                      CASE WHEN q.held_until IS NULL THEN 'open' ELSE 'held' END AS state,
                      CASE WHEN q.held_until IS NOT NULL THEN 'hold' END AS reason FROM (%(rows)s) q""",
            line=line, today=today, rows=self._with_holds(query, today))
