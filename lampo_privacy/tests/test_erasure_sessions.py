# Part of lampo_privacy. LGPL-3.
from pathlib import Path

from odoo import Command
from odoo.http import STORED_SESSION_BYTES, root
from odoo.tests import HttpCase, tagged

from ..engine.erase import Run
from .common import LampoCase

LOGIN = "taavetti.kuusenkangas@posti.example"
OTHER = "sivullinen.saarimaa@posti.example"


@tagged("post_install", "-at_install")
class TestErasureSessions(HttpCase, LampoCase):
    """A portal user's sessions lie in files beside the database, with the log-in in each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person, cls.other = cls._portal_user(LOGIN), cls._portal_user(OTHER)

    @classmethod
    def _portal_user(cls, login):
        partner = cls._partner(login.split("@")[0])
        cls.env["res.users"].create({
            "name": partner.name, "login": login, "password": login, "partner_id": partner.id,
            "group_ids": [Command.set(cls.env.ref("base.group_portal").ids)],
        })  # fmt: skip
        return partner

    def _visit(self, login):
        """The file of the session that this user has now."""
        self.session = None  # signing in for somebody else must not end it
        session = self.authenticate(login, login, session_extra={"_trace_disable": False})
        self.url_open("/my/account")
        [file] = Path(root.session_store.path).glob(f"{session.sid[:2]}/{session.sid[:STORED_SESSION_BYTES]}*")
        self.addCleanup(file.unlink, missing_ok=True)
        self.assertIn(login, file.read_text())
        return file

    def _erase(self):
        Run(self.env, {self.person.id: 900_001}, self.env.cr.now().date()).erase()

    def _end_transaction(self):
        self.env.cr.postcommit.run()

    def test_the_session_of_an_erased_portal_user_leaves_the_disk_and_anothers_stays(self):
        others, file = self._visit(OTHER), self._visit(LOGIN)
        self._erase()
        self._end_transaction()
        self.assertEqual((file.exists(), others.exists()), (False, True))

    def test_where_and_with_what_the_person_signed_in_goes_and_anothers_stays(self):
        self._visit(OTHER)
        self._visit(LOGIN)
        self._erase()
        users = (self.person + self.other).with_context(active_test=False).user_ids
        left = self.env["res.device.log"].search([("user_id", "in", users.ids)])
        self.assertEqual(left.user_id.partner_id, self.other)

    def test_an_erasure_that_is_undone_ends_no_session(self):
        file = self._visit(LOGIN)
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self._erase()
            raise ZeroDivisionError
        self._end_transaction()
        self.assertTrue(file.exists())
