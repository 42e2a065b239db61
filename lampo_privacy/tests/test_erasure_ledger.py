# Part of lampo_privacy. LGPL-3.
import json
import tempfile
from pathlib import Path
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from ..engine import ledger
from .erasure_common import EMAIL, NAME, ErasureCase


@tagged("post_install", "-at_install")
class TestErasureLedger(ErasureCase):
    """What is remembered outside the database, and what a restored backup makes of it."""

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = Path(folder.name) / "deep" / "erasures.jsonl"
        patcher = patch.object(ledger, "ledger_file", return_value=self.file)
        patcher.start()
        self.addCleanup(patcher.stop)
        self.database = self.env["ir.config_parameter"].get_param("database.uuid")

    def _line(self, person, day, phase=2, database=None):
        ledger._append(json.dumps({
            "database": database or self.database, "partner": person.id, "day": day, "ground": "manual",
            "phase": phase}) + "\n")

    def _created_on(self, person, day):
        self.env.cr.execute("UPDATE res_partner SET create_date = %s WHERE id = %s", [day, person.id])
        person.invalidate_recordset()

    def test_a_line_is_written_when_the_erasure_is_committed_and_holds_no_name(self):
        self._run()
        self.assertFalse(self.file.exists(), "nothing is noted before the commit")
        self.env.cr.postcommit.run()
        text = self.file.read_text()
        self.assertEqual(json.loads(text), {
            "database": self.database, "partner": self.person.id, "day": fields.Date.to_string(fields.Date.today()),
            "ground": "manual", "phase": 2})
        self.assertNotIn("uusenkan", text)
        self.assertEqual(self.file.stat().st_mode & 0o777, 0o600)

    def test_people_that_a_restored_backup_brought_back_are_erased_again(self):
        self._created_on(self.person, "2020-01-01")
        self._line(self.person, "2026-05-05")
        self.assertEqual(ledger.pending(self.env), self.person.ids)
        self._nightly("cron_erasures")
        self.assertEqual((self.person.erasure_ids.ground, self.person.erasure_ids.state), ("restored", "done"))
        self.assertNowhere("kuusenkang", EMAIL)
        self.assertEqual(ledger.pending(self.env), [])

    def test_somebody_else_who_was_given_the_id_after_the_restore_is_left_alone(self):
        self._created_on(self.person, "2026-06-06")
        self._line(self.person, "2026-05-05")
        self.assertEqual(ledger.pending(self.env), [])
        self._nightly("cron_erasures")
        self.assertEqual(self.person.name, NAME)

    def test_another_databases_lines_are_not_ours(self):
        self._created_on(self.person, "2020-01-01")
        self._line(self.person, "2026-05-05", database="00000000-aaaa-0000-0000-000000000000")
        self.assertEqual(ledger.pending(self.env), [])

    def test_a_line_torn_by_a_crash_is_passed_over(self):
        self._created_on(self.person, "2020-01-01")
        self._line(self.person, "2026-05-05")
        with self.file.open("a") as lines:
            lines.write(f'{{"database": "{self.database}", "part')
        self.assertEqual(ledger.pending(self.env), self.person.ids)

    def test_who_is_erased_in_the_database_too_is_not_pending(self):
        self._created_on(self.person, "2020-01-01")
        self._run()
        self._line(self.person, "2026-05-05")
        self.assertEqual(ledger.pending(self.env), [])

    def test_the_officer_is_told_and_nobody_else(self):
        self._created_on(self.person, "2020-01-01")
        self._line(self.person, "2026-05-05")
        told = [self.env["ir.http"].with_user(user)._lampo_session_info().get("lampo_restored", 0)
                for user in (self.user_officer, self.user_service, self.user_accountant)]
        self.assertEqual(told, [1, 0, 0])
