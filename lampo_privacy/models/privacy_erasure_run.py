# Part of lampo_privacy. LGPL-3.
import logging

import psycopg2
from odoo import fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ..engine import ledger
from ..engine.books import BooksMovedError
from ..engine.doubts import doubtful_places
from ..engine.erase import Run
from .heat_contract import finnish_today
from .told_to import told_to_staff

_logger = logging.getLogger(__name__)
# A batch is one search through the whole database; each is committed when run by night.
BATCH = 2000
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
                erased = self._run_together()
            # after the savepoint: what was undone is not noted
            ledger.note(self.env, erased)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise  # the caller's whole transaction is tried again
        except _LeftOver as left:
            self.env.invalidate_all(flush=False)
            at_fault = set(left.places)
            faulty = self.filtered(lambda erasure: erasure.partner_id.id in at_fault)
            faulty._fail_with_places(left.places)
            (self - faulty)._run_batch()
        except Exception as error:  # whatever another module's code raises: one bad record must not stop the others
            self.env.invalidate_all(flush=False)
            if not self:
                raise
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
        """Set one aside with the reason and no value of any record: failed where its data is at fault. What some code
        raises is tried again in the next night: it may have been mended."""
        _logger.warning("Erasure %s was set aside: %s", self.name, type(error).__name__)
        _ = told_to_staff(self, self.company_id).env._
        if isinstance(error, BooksMovedError):
            self.write({"state": "failed", "refusal": _(
                "A figure of the books would have changed. Nothing of this person was changed; tell the "
                "administrator.")})
        elif isinstance(error, psycopg2.Error):
            self.write({"state": "failed", "refusal": _(
                "The database refused: %(constraint)s on %(table)s. Nothing of this person was changed.",
                constraint=error.diag.constraint_name or type(error).__name__, table=error.diag.table_name or "?")})
        else:
            self.refusal = _(
                "It ended with “%(error)s”. Nothing of this person was changed, and it is tried again by night; tell "
                "the administrator.", error=type(error).__name__)

    def _run_together(self):
        run = self._new_run()
        with self.env["lampo.privacy.access.log"]._released("erasure"):
            counts = run.erase()
        if run.residue:
            raise _LeftOver(run.residue)
        self._keep_refusals(run)
        erased = self.filtered(lambda erasure: erasure.partner_id.id in counts)
        if not erased:
            return []
        erased._write_lines(run, counts, done=True)
        erased._conclude(run)
        erased._write_doubts(doubtful_places(run), run)
        return [(e.partner_id.id, e.ground, 1 if e.partner_id.id in run.until else 2) for e in erased]

    def _write_doubts(self, places, run):
        """Lines for the officer: where somebody of that name is meant, the person or a namesake."""
        by_person = {erasure.partner_id.id: erasure for erasure in self}
        self.doubt_ids.unlink()
        self.env["lampo.privacy.erasure.doubt"].create([
            {"erasure_id": by_person[place.person].id, "model": run.map.tables[place.table], "res_id": int(place.key),
             "field": place.column}
            for place in places if place.person in by_person
        ])

    def _conclude(self, run):
        """Set the states by what a ground still keeps."""
        again = {}
        for erasure in self:
            until = run.until.get(erasure.partner_id.id)
            again.setdefault(fields.Date.add(until, days=1) if until else False, []).append(erasure.id)
            erasure._keep_marks(run.marks.get(erasure.partner_id.id, {}), waiting=bool(until))
        for next_on, ids in again.items():
            self.browse(ids).write({
                "state": "waiting" if next_on else "done", "next_on": next_on,
                "residue_count": 0, "residue": False, "refusal": False,
                "done_at": fields.Datetime.now(), "done_by": self.env.uid, **self._evidence_of(run),
            })  # fmt: skip

    def _keep_marks(self, marks, *, waiting):
        """Add to what is marked for the second phase; nothing stays marked when that is over."""
        # sudo: nobody reads them on a screen
        own = self.sudo()
        known = own.marks or {}
        if waiting and marks:
            own.marks = {place: sorted({*known.get(place, ()), *marks.get(place, ())}) for place in {**known, **marks}}
        elif known and not waiting:
            own.marks = False

    def _keep_refusals(self, run):
        """Write down who is refused and why; their plans are no longer true."""
        refused = self.filtered(lambda erasure: erasure.partner_id.id in run.refused)
        (self - refused).filtered("refusal").refusal = False
        for erasure in refused:
            erasure.refusal = erasure._refusal_text(run.refused[erasure.partner_id.id])
        refused.line_ids.filtered(lambda line: not line.done).unlink()
        # one that failed and has erased nothing is a draft again too: it may be taken back
        refused.filtered(lambda erasure: erasure.state == "planned" or (erasure.state == "failed"
                         and not erasure.done_at)).state = "draft"

    def _refusal_text(self, reasons):
        """What stands against the erasure, and what to do about it."""
        _ = told_to_staff(self, self.company_id).env._
        texts = {
            "open_entries": _("There are unpaid entries: settle or cancel them first (GDPR art. 17(3)(e))."),
            "open_contract": _("A heat contract is in force: end it first."),
            "hold": _("A hold is in force: lift it first, or wait until it ends."),
            "restriction": _(
                "The person asked that the data is only stored (restricted processing): lift the restriction first, "
                "or record the person's request to be erased."),
            "active_user": _("The person is an active internal user: archive the user first."),
            "company": _("This is a company's own contact: it cannot be erased."),
        }
        return "\n".join(texts[reason] for reason in reasons)

    def _write_lines(self, run, counts, *, done):
        """Replace the lines of a plan; what was done before stays. In SQL: ten thousand people have 300,000 lines."""
        self.env.flush_all()
        # what stays is told anew by each run
        self.env.cr.execute(
            """DELETE FROM lampo_privacy_erasure_line
                WHERE erasure_id = ANY(%s) AND (NOT done OR (%s AND action = 'keep'))""", [self.ids, done])
        rows = [
            (erasure.id, key.model, key.field, key.action, key.ground or None, number,
             run.until.get(erasure.partner_id.id) if key.ground == "accounting" else None)
            for erasure in self for key, number in counts[erasure.partner_id.id].items()
        ]  # fmt: skip
        columns = [list(column) for column in zip(*rows, strict=True)] if rows else [[]] * 7
        self.env.cr.execute(SQL(
            """INSERT INTO lampo_privacy_erasure_line (erasure_id, model, field, action, ground, record_count, until,
                                                       done, company_id, create_uid, create_date, write_uid, write_date)
               SELECT d.*, %s, e.company_id, %s, now() AT TIME ZONE 'UTC', %s, now() AT TIME ZONE 'UTC'
                 FROM unnest(%s::int4[], %s::text[], %s::text[], %s::text[], %s::text[], %s::int4[], %s::date[])
                      AS d(erasure_id, model, field, action, ground, record_count, until)
                 JOIN lampo_privacy_erasure e ON e.id = d.erasure_id""",
            done, self.env.uid, self.env.uid, *columns))
        self.invalidate_recordset(["line_ids"])
