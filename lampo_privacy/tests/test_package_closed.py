# Part of lampo_privacy. LGPL-3.
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .package_common import PackageCase


@tagged("post_install", "-at_install")
class TestPackageIsClosed(PackageCase):
    """What goes into a package, whose it is and that it was given is the system's, not whoever calls it by RPC."""

    def setUp(self):
        super().setUp()
        self.package = self._package()
        self.foreign = self.env["ir.attachment"].create({"name": "muun.txt", "raw": b"Jonkun muun"})

    def test_no_file_is_put_into_a_package_by_hand(self):
        files = self.env["lampo.privacy.package.file"].with_user(self.user_officer)
        with self.assertRaises(UserError):
            files.create({"package_id": self.package.id, "attachment_id": self.foreign.id})
        with self.assertRaises(UserError):
            self.package.file_ids[:1].write({"attachment_id": self.foreign.id})

    def test_a_file_of_a_package_can_be_left_out(self):
        self.package.file_ids[:1].include = False
        self.assertFalse(self.package.file_ids[:1].include)

    def test_no_package_begins_as_ready_with_a_file_of_somebodys_choice(self):
        packages = self.env["lampo.privacy.package"].with_user(self.user_officer)
        values = {"partner_id": self.person.id, "kind": "access"}
        with self.assertRaises(UserError):
            packages.create({**values, "state": "ready", "attachment_id": self.foreign.id})
        made = packages.with_context(default_attachment_id=self.foreign.id, default_state="ready").create(values)
        self.assertEqual((made.state, made.sudo().attachment_id.id), ("draft", False))

    def test_a_package_is_not_made_another_persons(self):
        with self.assertRaises(UserError):
            self.package.write({"request_id": False, "partner_id": self.other.id})

    def test_that_a_package_was_delivered_is_not_deleted_by_the_officer(self):
        self.package.sudo()._step({"delivered_on": "2026-11-24"})
        with self.assertRaises(UserError):
            self.package.unlink()

    def test_a_package_that_nobody_got_can_be_deleted(self):
        self.assertFalse(self.package.delivered_on)
        self.package.unlink()
        self.assertFalse(self.package.exists())

    def test_a_file_comes_in_by_no_default_of_the_client(self):
        files = self.env["lampo.privacy.package.file"].with_user(self.user_officer)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            files.with_context(
                default_attachment_id=self.foreign.id, default_package_id=self.package.id).create({"include": True})
        self.assertNotIn(self.foreign, self.package.file_ids.attachment_id)

    def test_neither_an_officer_of_another_company_nor_a_clerk_takes_a_step(self):
        company = self.env["res.company"].create({"name": "Naapurin Lämpö Oy"})
        theirs = self._user("naapuri", "lampo_privacy.group_officer", company_id=company.id,
                            company_ids=[Command.set(company.ids)])
        for user in (theirs, self.user_service):
            for step in ("action_preview", "action_make", "action_back", "action_hand_over", "action_posted",
                         "action_make_link", "action_revoke_link", "action_delete_now"):
                with self.subTest(step), self.assertRaises(AccessError), self.env.cr.savepoint():
                    getattr(self.package.with_user(user), step)()
        self.assertTrue(self.package.attachment_id)
