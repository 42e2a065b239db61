# Part of lampo_privacy. LGPL-3.
import logging

import psycopg2
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..engine import ledger
from ..engine.erase import Run
from .heat_contract import finnish_today

_logger = logging.getLogger(__name__)
BATCH = 500
# how many places left over are named on the form
_NAMED = 100


class _LeftOver(Exception):
    """The search after an erasure found places that name somebody: `places` by partner id."""

    def __init__(self, residue):
        super().__init__()
        self.places = {}
        for place in residue:
            self.places.setdefault(place.person, []).append(place)


class PrivacyErasure(models.Model):
    """Planning and running, one person or many: a batch is one pass of the engine within a savepoint."""

    _inherit = "lampo.privacy.erasure"

    def action_plan(self):
        """Show what would go, what would stay and on which ground until when; nothing of the person changes.

        :raises UserError: an erasure that is done or failed is not planned anew
        """
        self._require_officer()
        self._require_state("draft", "planned", "waiting", "failed")
        run = self._new_run()
        counts = run.plan()
        self._keep_refusals(run)
        planned = self.filtered(lambda erasure: erasure.partner_id.id in counts)
        planned._write_lines(run, counts, done=False)
        planned.filtered(lambda erasure: erasure.state != "waiting").state = "planned"
        planned.planned_at = fields.Datetime.now()
        return True

    def action_run(self):
        """Erase: what no ground protects goes now; with grounds left the erasure waits for the last of them.

        Planned anew first, so a stale plan does no harm. Of many, one that fails is set aside with its reason.

        :raises UserError: the only one is refused, with the reasons; or the state does not allow it
        """
        self._require_officer()
        self._require_state("draft", "planned", "waiting", "failed")
        for start in range(0, len(self), BATCH):
            self[start:start + BATCH]._run_batch()
        if len(self) == 1 and self.refusal and self.state in ("draft", "planned"):
            raise UserError(self.refusal)
        return True

    def _require_state(self, *states):
        wrong = self.filtered(lambda erasure: erasure.state not in states)
        if wrong:
            names = ", ".join(wrong.mapped("name"))
            raise UserError(self.env._("These erasures are done already: %(names)s.", names=names))

    def _new_run(self):
        self.env.flush_all()
        return Run(self.env, {erasure.partner_id.id: erasure.number for erasure in self}, finnish_today(self))

    def _run_batch(self):
        """Run these in one pass; those at fault are set aside, unchanged, and the others run without them."""
        try:
            with self.env.cr.savepoint():
                self._run_together()
        except psycopg2.errors.SerializationFailure:
            raise  # the caller's whole transaction is tried again
        except _LeftOver as left:
            self.env.invalidate_all(flush=False)
            at_fault = set(left.places)
            faulty = self.filtered(lambda erasure: erasure.partner_id.id in at_fault)
            faulty._fail_with_places(left.places)
            (self - faulty)._run_batch()
        except psycopg2.Error as error:
            self.env.invalidate_all(flush=False)
            if len(self) == 1:
                self._set_aside(error)
                return
            middle = len(self) // 2
            self[:middle]._run_batch()
            self[middle:]._run_batch()

    def _fail_with_places(self, places):
        """Failed: something names the person that could not be mended. Nothing of the person was changed."""
        for erasure in self:
            found = places[erasure.partner_id.id]
            lines = "\n".join(f"{place.table}.{place.column} {place.key}" for place in found[:_NAMED])
            erasure.write({"state": "failed", "residue_count": len(found), "residue": lines, "refusal": False})

    def _set_aside(self, error):
        """Failed, with the constraint's name and no value of any record."""
        _logger.warning("Erasure %s was set aside: %s", self.name, type(error).__name__)
        self.state = "failed"
        self.refusal = self.env._(
            "The database refused: %(constraint)s on %(table)s. Nothing of this person was changed.",
            constraint=error.diag.constraint_name or type(error).__name__, table=error.diag.table_name or "?")

    def _run_together(self):
        run = self._new_run()
        counts = run.erase()
        if run.residue:
            raise _LeftOver(run.residue)
        self._keep_refusals(run)
        erased = self.filtered(lambda erasure: erasure.partner_id.id in counts)
        if not erased:
            return
        erased._write_lines(run, counts, done=True)
        erased._conclude(run)
        ledger.note(self.env, [(e.partner_id.id, e.ground, 1 if e.partner_id.id in run.until else 2) for e in erased])

    def _conclude(self, run):
        """Set the states by what a ground still keeps."""
        for erasure in self:
            until = run.until.get(erasure.partner_id.id)
            erasure.write({
                "state": "waiting" if until else "done",
                "next_on": fields.Date.add(until, days=1) if until else False,
                "residue_count": 0, "residue": False, "refusal": False,
                "done_at": fields.Datetime.now(), "done_by": self.env.uid,
            })  # fmt: skip

    def _keep_refusals(self, run):
        for erasure in self:
            reasons = run.refused.get(erasure.partner_id.id)
            erasure.refusal = erasure._refusal_text(reasons) if reasons else False
        refused = self.filtered("refusal")
        refused.line_ids.filtered(lambda line: not line.done).unlink()
        refused.filtered(lambda erasure: erasure.state == "planned").state = "draft"

    def _refusal_text(self, reasons):
        """What stands against the erasure, and what to do about it."""
        _ = self.env._
        texts = {
            "open_entries": _("There are unpaid entries: settle or cancel them first (GDPR art. 17(3)(e))."),
            "open_contract": _("A heat contract is in force: end it first."),
            "hold": _("A hold is in force: lift it first, or wait until it ends."),
            "active_user": _("The person is an active internal user: archive the user first."),
            "company": _("This is a company's own contact: it cannot be erased."),
        }
        return "\n".join(texts[reason] for reason in reasons)

    def _write_lines(self, run, counts, *, done):
        """Replace the lines of a plan; what was done before stays."""
        self.line_ids.filtered(lambda line: not line.done).unlink()
        # sudo: lines are written by the engine alone, nobody has the right to
        self.env["lampo.privacy.erasure.line"].sudo().create([
            {
                "erasure_id": erasure.id, "model": key.model, "field": key.field, "action": key.action,
                "ground": key.ground, "record_count": number, "done": done,
                "until": run.until.get(erasure.partner_id.id) if key.ground == "accounting" else False,
            }
            for erasure in self for key, number in counts[erasure.partner_id.id].items()
        ])

    @api.model
    def _cron_sweep(self):
        """Find whose time has come and plan their erasure (statement § 6). The `cron_retention` action."""
        today = finnish_today(self)
        due = self.env.execute_query(self._due_query(today))
        self.env["ir.cron"]._commit_progress(remaining=len(due))
        for start in range(0, len(due), BATCH):
            found = due[start:start + BATCH]
            erasures = self.create([
                {"partner_id": person, "ground": "retention", "run_on": day, "company_id": company}
                for person, day, company in found
            ])
            erasures.action_plan()
            if not self.env["ir.cron"]._commit_progress(len(found)):
                break

    @api.model
    def _due_query(self, today):
        """(person, day, company) of everybody whose retention has ended and whose erasure is not under way.

        An address of a person goes with the person; a contact of a company has dates of its own.
        """
        self.env["res.partner"].flush_model()
        self.env["lampo.heat.contract"].flush_model()
        return SQL(
            """SELECT p.id, p.retention_due, COALESCE(p.company_id, (
                          SELECT c.company_id FROM lampo_heat_contract c
                           WHERE c.partner_id IN (p.id, p.commercial_partner_id)
                           ORDER BY c.date_end DESC LIMIT 1), %(company)s)
                 FROM res_partner p
                WHERE p.retention_due <= %(today)s AND p.is_data_subject AND p.anonymised_on IS NULL
                  AND NOT EXISTS (SELECT 1 FROM res_partner o WHERE o.id = p.parent_id AND o.is_data_subject)
                  AND NOT EXISTS (SELECT 1 FROM lampo_privacy_erasure e WHERE e.partner_id = p.id AND e.state <> 'done')
                ORDER BY p.id""", today=today, company=self.env.company.id)

    @api.model
    def _cron_run(self):
        """Carry out what is planned and due, and go on with what waited. The `cron_erasures` action."""
        today = finnish_today(self)
        due = self.search([
            "|", "&", ("state", "=", "waiting"), ("next_on", "<=", today),
            "&", ("state", "=", "planned"), ("run_on", "<=", today),
        ], order="id")  # fmt: skip
        self.env["ir.cron"]._commit_progress(remaining=len(due))
        for start in range(0, len(due), BATCH):
            batch = due[start:start + BATCH].try_lock_for_update()
            batch.action_run()
            if not self.env["ir.cron"]._commit_progress(len(batch)):
                break
