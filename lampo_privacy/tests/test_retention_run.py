# Part of lampo_privacy. LGPL-3.
from unittest.mock import patch

from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger
from psycopg2.errors import UniqueViolation

from ..models.privacy_sweep import HELPERS
from .retention_common import RetentionCase


@tagged("post_install", "-at_install")
class TestRetentionRun(RetentionCase):
    """A night's run: its record, what it sets aside, how it goes on, and the dry run."""

    def test_one_bad_record_is_set_aside_and_the_others_go_on(self):
        bad, good = self._customer("Huono Heikki", "2010-01-31"), self._customer("Hyvä Hilma", "2010-01-31")
        Erasure = self.env.registry["lampo.privacy.erasure"]
        original = Erasure.action_plan

        def action_plan(erasures):
            if bad in erasures.partner_id:
                raise ValueError("Huono Heikki")
            return original(erasures)

        quiet = mute_logger("odoo.addons.lampo_privacy.models.privacy_sweep_records")
        with patch.object(Erasure, "action_plan", action_plan), quiet:
            sweep = self._night("2026-10-01", "cron_retention")
        line = self._line(sweep, self.customers)
        self.assertEqual((sweep.state, line.found, line.done, line.failed), ("done", 2, 1, 1))
        self.assertEqual((line.item_ids.res_id, line.item_ids.reason), (bad.id, "ValueError"))
        self.assertEqual((len(good.erasure_ids), len(bad.erasure_ids)), (1, 0))

    def test_a_sweep_goes_on_with_what_is_left(self):
        people = [self._customer(f"Aalto {n}", "2010-01-31") for n in range(4)]
        with self._worker("2026-10-01") as Sweep:
            begun = Sweep._begin()
            with patch.object(self.env.registry["lampo.privacy.sweep.line"], "_batch", lambda line: 3):
                self.assertEqual(begun._next_batch(), 3)
            line = self._line(begun, self.customers)
            self.assertEqual((begun.state, line.found, line.done), ("running", 4, 3))
            self.assertAlmostEqual(begun.progress, 100 * (3 + begun.held) / begun.found)
            sweep = self.Sweep.browse(begun.id)
        self._night("2026-10-01", "cron_retention_helper_1")
        self.assertEqual((sweep.state, self._line(sweep, self.customers).done), ("done", 4))
        self.assertTrue(all(len(person.erasure_ids) == 1 for person in people))

    def test_a_worker_whose_time_is_over_leaves_the_rest_to_the_next(self):
        for n in range(3):
            self._customer(f"Aalto {n}", "2010-01-31")
        with self._worker("2026-10-01") as Sweep:
            begun, kinds = Sweep._begin(), self.env.registry
            with (patch.object(kinds["lampo.privacy.sweep.line"], "_batch", lambda line: 1),
                  patch.object(kinds["ir.cron"], "_commit_progress", lambda *_args, **_more: 0.0)):
                begun._work()
            self.assertEqual((begun.state, begun._count_open()), ("running", 2))

    def test_a_sweep_wakes_its_helpers(self):
        helpers = self.env["ir.cron"].union(*(self.env.ref(f"lampo_privacy.{name}") for name in HELPERS))
        self.env["ir.cron.trigger"].search([]).unlink()
        with self._worker("2026-10-01") as Sweep:
            Sweep._begin()
        self.assertEqual(self.env["ir.cron.trigger"].search([]).cron_id, helpers)

    def test_a_rule_whose_query_the_database_refuses_fails_alone(self):
        person, rule = self._customer("Aino Aalto", "2010-01-31"), self._other()
        kind = self.env.registry["lampo.privacy.sweep.line"]
        original = kind._found_query

        def found(line):
            bad = SQL("SELECT %s, 1 / 0, NULL::date, 'open', NULL", line.id)
            return bad if line.rule_id == rule else original(line)

        with patch.object(kind, "_found_query", found), mute_logger(
                "odoo.sql_db", "odoo.addons.lampo_privacy.models.privacy_sweep"):
            sweep = self._night("2026-10-01", "cron_retention")
        self.assertEqual((self._line(sweep, rule).problem, len(person.erasure_ids)), ("DivisionByZero", 1))

    def test_a_night_without_a_helper_goes_on(self):
        self.env.ref("lampo_privacy.cron_retention_helper_2").unlink()
        person = self._customer("Aino Aalto", "2010-01-31")
        self._night("2026-10-01", "cron_retention")
        self.assertTrue(person.erasure_ids)

    def test_who_comes_second_to_begin_the_sweep_begins_none(self):
        def refuse(*_args):
            raise UniqueViolation
        kind = self.env.registry["lampo.privacy.sweep"]
        with self._worker("2026-10-01") as Sweep, patch.object(kind, "create", refuse):
            self.assertFalse(Sweep._begin())

    def test_what_a_night_has_not_finished_is_found_again_in_the_next(self):
        person = self._customer("Aino Aalto", "2010-01-31")
        with self._worker("2026-10-01") as Sweep:
            first = self.Sweep.browse(Sweep._begin().id)
        second = self._night("2026-10-02", "cron_retention")
        self.assertEqual((first.state, second.state), ("interrupted", "done"))
        self.assertEqual(len(person.erasure_ids), 1)

    def test_what_an_unfinished_night_has_planned_is_told_in_the_next(self):
        person = self._customer("Aino Aalto", "2010-01-31")
        with self._worker("2026-10-01") as Sweep:
            begun = Sweep._begin()
            begun._next_batch()
            first = self.Sweep.browse(begun.id)
        self.assertEqual((person.erasure_ids.sweep_id, first.activity_ids.ids), (first, []))
        self._night("2026-10-02", "cron_retention")
        self.assertEqual((first.state, first.activity_ids.user_id), ("interrupted", self.user_officer))

    def test_a_rule_that_is_changed_archived_or_deleted_in_the_night_does_nothing_more_in_it(self):
        def change(rule):
            rule.period = 7
            # another transaction's hour
            self._set_written(rule, "2026-10-01 02:31:00")

        def archive_at_once(rule):
            was = rule.write_date
            rule.active = False
            self._set_written(rule, was)

        def keep(rule):
            rule.invalidate_recordset()

        for day, (way, done) in enumerate([
            (change, 0), (lambda rule: rule.write({"active": False}), 0), (lambda rule: rule.unlink(), 0), (keep, 1),
            (archive_at_once, 0),
        ], 1):
            with self.subTest(day=day):
                rule, old = self._other(), self._category("Vanha tunniste", "2020-01-10")
                with self._worker(f"2026-10-0{day}") as Sweep:
                    begun = Sweep._begin()
                    line = begun.line_ids.filtered(lambda line, rule=rule: line.rule_id.id == rule.id)
                    way(rule.with_env(Sweep.env))
                    begun._work()
                    self.assertEqual((line.found, line.done, line.held), (1, done, 1 - done))
                    if not done:
                        self.assertEqual(line.item_ids.reason_text,
                                         "The rule was changed during the night: the next night looks anew.")
                self.assertEqual(len(old.exists()), 1 - done)
                old.exists().unlink()
                rule.exists().unlink()

    def _set_written(self, rule, moment):
        rule.flush_recordset()
        rule.env.cr.execute("UPDATE lampo_privacy_retention_rule SET write_date = %s WHERE id = %s", [moment, rule.id])
        rule.invalidate_recordset()

    def test_a_sweep_that_runs_already_is_not_begun_twice(self):
        with self._worker("2026-10-01") as Sweep:
            first = Sweep._begin()
            self.assertEqual(Sweep._current(), first)
            Sweep._cron_sweep()
            self.assertEqual((Sweep.search([], limit=1), first.state), (first, "done"))

    def test_the_dry_run_says_what_the_sweep_finds_and_writes_nothing(self):
        self._customer("Aino Aalto", "2010-01-31")
        held = self._customer("Hilma Holvi", "2010-01-31")
        self.env["lampo.privacy.hold"].create({"partner_id": held.id, "reason": "Riita", "date_from": "2020-01-01"})
        self.env.flush_all()
        written = [SQL("SELECT pg_stat_get_xact_tuples_inserted(c.oid) + pg_stat_get_xact_tuples_updated(c.oid)"
                       " + pg_stat_get_xact_tuples_deleted(c.oid), c.relname FROM pg_class c WHERE relkind = 'r'"
                       " ORDER BY 2")]
        before = self.env.execute_query(written[0])
        with freeze_time("2026-10-01 02:30"):
            found = {row["rule_id"]: row for row in self.Sweep._dry_run()}
        self.assertEqual(self.env.execute_query(written[0]), before)
        self.assertEqual((found[self.customers.id]["due"], found[self.customers.id]["held"]), (1, {"hold": 1}))
        line = self._line(self._night("2026-10-01", "cron_retention"), self.customers)
        self.assertEqual((line.done, line.held), (1, 1))

    def test_the_dry_run_names_the_rules_that_find_something_or_cannot_be_read_and_no_other(self):
        self._category("Vanha", "2026-01-01")
        unread = self._other(name="Rikki")
        self._other(name="Tunnisteet")
        self._other(name="Tyhjä", domain="[('name', '=', 'ei ketään')]")
        self.env.flush_all()
        self.cr.execute("UPDATE lampo_privacy_retention_rule SET domain = '[(''gone'', ''='', 1)]' WHERE id = %s",
                        [unread.id])
        self.env.invalidate_all()
        with freeze_time("2026-10-01 02:30"):
            told = self.Sweep.with_user(self.user_officer).action_dry_run()["params"]["message"]
            self.assertRegex(told, "Tunnisteet .*: 1 due, 0 held")
            self.assertIn("Rikki cannot be read", told)
            self.assertNotIn("Tyhjä", told)
            with self.assertRaisesRegex(UserError, "cannot be read"):
                unread.with_user(self.user_officer).action_show_due()

    def test_while_the_sweep_runs_only_what_was_held_or_failed_is_opened(self):
        self._customer("Aino Aalto", "2010-01-31")
        held = self._customer("Hilma Holvi", "2010-01-31")
        self.env["lampo.privacy.hold"].create({"partner_id": held.id, "reason": "Riita", "date_from": "2020-01-01"})
        with self._worker("2026-10-01") as Sweep:
            line = self._line(Sweep._begin(), self.customers)
            self.assertEqual(len(line.item_ids), 2)
            items = Sweep.env["lampo.privacy.sweep.item"].search(line.action_open_items()["domain"])
            self.assertEqual(items.res_id, held.id)

    def test_only_an_officer_sees_sweeps_and_starts_one(self):
        sweep = self._night("2026-10-01")
        self.assertTrue(sweep.with_user(self.user_officer).line_ids.mapped("found"))
        with self.assertRaises(AccessError):
            sweep.with_user(self.user_service).read(["state"])
        with self.assertRaises(AccessError):
            self.Sweep.with_user(self.user_service).action_sweep_now()
        with self.assertRaises(AccessError):
            self.Sweep.with_user(self.user_service).action_dry_run()
        self.assertEqual(self.Sweep.with_user(self.user_officer).action_dry_run()["tag"], "display_notification")
        with self.assertRaises(AccessError):
            sweep.with_user(self.user_manager).write({"state": "running"})

    def test_a_run_record_names_nobody(self):
        self._customer("Aino Aaltonen-Virta", "2010-01-31")
        self._night("2026-10-01")
        rows = self.env.execute_query(SQL(
            "SELECT row_to_json(s)::text FROM lampo_privacy_sweep_line s UNION ALL"
            " SELECT row_to_json(i)::text FROM lampo_privacy_sweep_item i"))
        self.assertFalse([text for text, in rows if "Aaltonen" in text])
