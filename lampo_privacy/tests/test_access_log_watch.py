# Part of lampo_privacy. LGPL-3.
import tempfile
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from freezegun import freeze_time
from odoo import Command, fields
from odoo.tests import tagged
from odoo.tools import SQL

from ..engine import keyring, log_witness
from .common import LampoCase


@tagged("post_install", "-at_install")
class TestAccessLogWatch(LampoCase):
    """Whoever passes the trigger of the access log, or gives a role below the ORM, is not unseen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.lampo_officer_id = cls.user_officer
        cls.person = cls._partner("Kaarlo Koivu")
        cls.Log = cls.env["lampo.privacy.access.log"]

    def setUp(self):
        super().setUp()
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.startPatcher(patch.object(keyring, "key_file", lambda: self.folder / "keys"))
        self.lines = [self.Log.with_user(self.user_officer)._note("open", self.person) for _number in range(3)]
        self._night(2)

    def _night(self, days):
        """The watch some days after today, and what it keeps."""
        with freeze_time(fields.Datetime.now() + timedelta(days=days)):
            self.env["lampo.privacy.sweep"]._cron_watch()
        self.env.cr.postcommit.run()

    def _told(self):
        return self.company.partner_id.activity_ids.filtered(
            lambda one: one.user_id == self.user_officer and ("access log" in one.summary or "Roles" in one.summary))

    def _sql(self, statement, *values):
        with self.Log._released("an attack"):
            self.env.cr.execute(SQL(statement, *values))
        self.env.invalidate_all()

    def _two_days_later(self, what):
        """What is done within, noted after the first night as it would be: all of a test is one moment to the log."""
        last = self.Log.search([], limit=1, order="id desc").id
        what()
        self._sql("UPDATE lampo_privacy_access_log SET date = date + interval '50 hours' WHERE id > %s", last)

    def test_a_quiet_night_tells_nothing(self):
        self._two_days_later(lambda: self.Log.with_user(self.user_officer)._note("open", self.person))
        self._night(3)
        self.assertFalse(self._told())

    def test_lines_that_were_taken_away_are_told(self):
        self._sql("DELETE FROM lampo_privacy_access_log WHERE id = %s", self.lines[0])
        self._night(3)
        self.assertIn(fields.Date.today().strftime("%Y-%m"), self._told().note)

    def test_a_line_that_was_changed_is_told(self):
        for column, value in (("user_id", 1), ("kind", "list"), ("date", "2026-01-01"), ("what", "x")):
            self._sql(f"UPDATE lampo_privacy_access_log SET {column} = %s WHERE id = %s", value, self.lines[1])
            self._night(3)
            self.assertTrue(self._told(), column)
            self._told().unlink()
            self._night(4)
            self.assertFalse(self._told(), "told once")

    def test_an_emptied_log_is_told(self):
        self._sql("DELETE FROM lampo_privacy_access_log")
        self._night(3)
        self.assertTrue(self._told())

    def test_what_the_rule_takes_and_an_erasure_scrubs_is_no_attack(self):
        rules = self.env["lampo.privacy.retention.rule"].search([("kind", "=", "access_log")])
        old = fields.Datetime.now() - timedelta(days=31 * (min(rule._months() for rule in rules) + 1))
        self._sql("INSERT INTO lampo_privacy_access_log (date, user_id, kind, company_id) VALUES (%s, 1, 'open', %s)",
                  old, self.company.id)
        self._night(3)
        self._told().unlink()
        self.Log._delete_before(old + timedelta(days=1))
        self._sql("UPDATE lampo_privacy_access_log SET purpose = 'x', partner_id = NULL WHERE id = %s", self.lines[2])
        self._night(4)
        self.assertFalse(self._told())

    def test_a_role_given_below_the_orm_is_told_and_one_given_by_odoo_is_not_told_again(self):
        officers = self.env.ref("lampo_privacy.group_officer")
        self._two_days_later(lambda: self.user_nobody.write({"group_ids": [Command.link(officers.id)]}))
        self._night(3)
        self.assertFalse(self._told())
        self.env.cr.execute("INSERT INTO res_groups_users_rel (uid, gid) VALUES (%s, %s)", [
            self.user_accountant.id, officers.id])
        self.env.invalidate_all()
        self.env.registry.clear_all_caches()
        self._night(4)
        self.assertIn("lampo_accountant", self._told().note)

    def test_the_file_is_the_server_s_alone_and_names_nobody(self):
        file = log_witness.path(self.env)
        self.assertEqual(file.stat().st_mode & 0o777, 0o600)
        self.assertNotIn("Koivu", file.read_text())
        self.assertTrue(log_witness.read(self.env)["months"])
