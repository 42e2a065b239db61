# Part of lampo_privacy. LGPL-3.
from datetime import timedelta

import psycopg2
from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools.domain_text import domain_text
from .access_log_common import LogCase


@tagged("post_install", "-at_install")
class TestAccessLogTable(LogCase):
    def _line(self, **values):
        return self.Log.browse(self.Log.with_user(self.user_officer)._note("open", self.person, **values))

    def test_sql_refuses_to_change_or_remove_a_line(self):
        line = self._line()
        for statement in (
            "UPDATE lampo_privacy_access_log SET kind = 'list' WHERE id = %s",
            "UPDATE lampo_privacy_access_log SET user_id = 1, partner_id = NULL WHERE id = %s",
            "UPDATE lampo_privacy_access_log SET partner_id = NULL WHERE id = %s",
            "UPDATE lampo_privacy_access_log SET partner_ids = '{1}' WHERE id = %s",
            "DELETE FROM lampo_privacy_access_log WHERE id = %s",
            "TRUNCATE lampo_privacy_access_log -- %s",
        ):
            with (self.assertRaises(psycopg2.errors.InsufficientPrivilege, msg=statement), mute_logger("odoo.sql_db"),
                  self.env.cr.savepoint()):
                self.env.cr.execute(statement, [line.id])

    def test_without_the_trigger_sql_would_change_it(self):
        line = self._line()
        self.env.cr.execute("ALTER TABLE lampo_privacy_access_log DISABLE TRIGGER append_only_row")
        self.env.cr.execute("DELETE FROM lampo_privacy_access_log WHERE id = %s", [line.id])
        self.assertEqual(self.env.cr.rowcount, 1)

    def test_the_orm_refuses_too(self):
        line = self._line()
        for log in (line.with_user(self.user_manager), line.sudo()):
            with self.assertRaises(UserError):
                log.write({"purpose": "x"})
            with self.assertRaises(UserError):
                log.unlink()

    def test_sql_takes_nobody_out_of_a_line_about_many(self):
        line = self.Log.browse(self.Log.with_user(self.user_officer)._note("list", self.person | self.other, count=2))
        for ids in (self.other.ids, [], [*self.person.ids, *self.other.ids, self.user_officer.partner_id.id], None):
            with (self.assertRaises(psycopg2.errors.InsufficientPrivilege), mute_logger("odoo.sql_db"),
                  self.env.cr.savepoint()):
                self.env.cr.execute(
                    "UPDATE lampo_privacy_access_log SET partner_ids = %s WHERE id = %s", [ids, line.id])

    def test_sql_puts_nobody_into_a_line_whose_contact_is_gone(self):
        line = self._line()
        self.person.unlink()
        self.env.flush_all()
        with (self.assertRaises(psycopg2.errors.InsufficientPrivilege), mute_logger("odoo.sql_db"),
              self.env.cr.savepoint()):
            self.env.cr.execute("UPDATE lampo_privacy_access_log SET partner_id = %s WHERE id = %s",
                                [self.other.id, line.id])

    def test_a_line_about_many_lets_go_of_a_deleted_contact_only(self):
        line = self.Log.browse(self.Log.with_user(self.user_officer)._note("list", self.person | self.other, count=2))
        self.person.unlink()
        line.invalidate_recordset()
        self.assertEqual((line.concerned_ids, line.record_count), (self.other, 2))
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM res_partner WHERE id = %s", [self.other.id])  # below the ORM, as an erasure
        self.env.cr.execute("SELECT partner_ids FROM lampo_privacy_access_log WHERE id = %s", [line.id])
        self.assertEqual(self.env.cr.fetchone(), ([],))

    def test_a_line_outlives_the_contact(self):
        line = self._line()
        self.person.unlink()
        self.assertTrue(line.exists())
        self.assertFalse(line.partner_id)

    def test_the_sweep_removes_what_is_old_and_nothing_else(self):
        now = fields.Datetime.now()
        self.Log.search([])  # whatever was there
        new = self._line()
        with self.Log._released("test"):
            self.env.cr.execute(
                "INSERT INTO lampo_privacy_access_log (date, user_id, kind, company_id) VALUES (%s, 1, 'open', %s)",
                [now - timedelta(days=5000), self.company.id])
        done, more = self.Log._delete_before(now - timedelta(days=4000))
        self.assertEqual((done, more), (1, False))
        self.assertTrue(new.exists())
        with (self.assertRaises(psycopg2.errors.InsufficientPrivilege), mute_logger("odoo.sql_db"),
              self.env.cr.savepoint()):
            self.env.cr.execute("DELETE FROM lampo_privacy_access_log WHERE id = %s", [new.id])

    def test_an_erasure_scrubs_the_name_that_somebody_typed(self):
        line = self.Log.with_user(self.user_officer)._record(self.person, "package", "Pyyntö: Kaarlo Koivu")
        erasure = self.env["lampo.privacy.erasure"].create(
            {"partner_id": self.person.id, "ground": "manual", "company_id": self.company.id})
        erasure.with_user(self.user_officer).action_run()
        line.invalidate_recordset()
        self.assertNotIn("Koivu", line.purpose or "")
        self.assertEqual((line.kind, line.user_id), ("package", self.user_officer))

    def test_an_identity_code_is_no_purpose(self):
        with self.assertRaises(UserError):
            self.Log._record(self.person, "print", "tarkistus 010170-901K")

    def test_a_typed_word_does_not_stand_in_the_search(self):
        text = domain_text(["|", ("name", "ilike", "Koivu"), ("date", ">=", "2026-01-01"), ("id", "in", [1, 2]),
                            ("contract_ids", "any", [("name", "=", "Salainen")]), ("x", "=", ("010170-901K",))])
        self.assertNotIn("Koivu", text)
        self.assertNotIn("Salainen", text)
        self.assertNotIn("901K", text)
        self.assertIn("('name', 'ilike', '…')", text)
        self.assertIn("2026-01-01", text)
        self.assertIn("[1, 2]", text)

    def test_a_print_is_one_line(self):
        report = self.env["ir.actions.report"].create({
            "name": "Kortti", "model": "res.partner", "report_type": "qweb-pdf", "report_name": "lampo_privacy.x"})
        report.with_user(self.user_officer)._note_print(report.id, self.person.ids)
        report.with_user(self.user_officer)._note_print(report.id, (self.person | self.other).ids)
        many, one = self._lines(kind="print")
        self.assertEqual((one.partner_id, one.what), (self.person, "Kortti"))
        self.assertEqual((many.partner_id.id, many.record_count), (False, 2))
        self.assertEqual(many.concerned_ids, self.person | self.other)

    def test_the_log_is_the_officers_to_read(self):
        self._line()
        self.assertTrue(self.Log.with_user(self.user_officer).search([]))
        for user in (self.user_service, self.user_accountant, self.user_nobody):
            with self.assertRaises(AccessError):
                self.Log.with_user(user).search([])
