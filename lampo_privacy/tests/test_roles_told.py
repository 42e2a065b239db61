# Part of lampo_privacy. LGPL-3.
from odoo import Command
from odoo.tests import tagged

from .common import LampoCase


@tagged("post_install", "-at_install")
class TestRolesTold(LampoCase):
    """Whoever gets or loses a role in the register is noted, and the officers are told."""

    def setUp(self):
        super().setUp()
        self.system = self._user("lampo_system", "base.group_system")
        self.as_system = self.env(user=self.system.id)
        self.officers = self.env.ref("lampo_privacy.group_officer")
        self.last = self.env["lampo.privacy.access.log"].search([], limit=1, order="id desc").id

    def _noted(self):
        return self.env["lampo.privacy.access.log"].search([("id", ">", self.last), ("kind", "=", "role")])

    def _told(self, user, about=None):
        return (about or self.system).partner_id.activity_ids.filtered(lambda one: one.user_id == user)

    def test_the_server_s_administrator_who_takes_the_officer_s_role_is_noted_and_told(self):
        self.system.with_env(self.as_system).group_ids = [Command.link(self.officers.id)]
        [line] = self._noted()
        self.assertEqual((line.user_id, line.partner_id, line.what),
                         (self.system, self.system.partner_id, "– → Privacy officer"))
        told = self._told(self.user_officer)
        self.assertEqual(len(told), 1)
        self.assertIn("Privacy officer", told.note)
        self.assertTrue(self._told(self.user_manager), "an administrator of the register is an officer too")
        self.assertFalse(self._told(self.user_service))
        self.assertFalse(self._told(self.system), "whoever gives the role is no officer before")

    def test_every_way_to_a_role_is_told(self):
        groups, users = self.as_system["res.groups"], self.as_system["res.users"]
        own = groups.create({"name": "Oma", "user_ids": [Command.link(self.system.id)]})
        ways = (
            lambda: groups.browse(self.officers.id).write({"user_ids": [Command.link(self.system.id)]}),
            lambda: own.write({"implied_ids": [Command.link(self.officers.id)]}),
            lambda: groups.create({"name": "Toinen", "user_ids": [Command.link(self.system.id)],
                                   "implied_ids": [Command.link(self.officers.id)]}),
            lambda: groups.browse(self.officers.id).write({"implied_by_ids": [Command.link(own.id)]}),
            lambda: users.create({"name": "Uusi", "login": "uusi_x", "group_ids": [Command.link(self.officers.id)]}),
            lambda: self.user_officer.copy({"login": "toinen_x"}),
        )  # fmt: skip
        for number, way in enumerate(ways):
            savepoint = self.env.cr.savepoint()
            way()
            self.assertEqual(len(self._noted()), 1, number)
            savepoint.close(rollback=True)
            self.env.invalidate_all()
            self.env.registry.clear_all_caches()

    def test_an_officer_who_is_archived_or_comes_back_is_noted(self):
        for active in (False, True):
            self.user_officer.with_env(self.as_system).active = active
        self.assertEqual(self._noted().mapped("what"), ["– → Privacy officer", "Privacy officer → –"])

    def test_an_officer_learns_that_the_role_was_taken_away(self):
        self.user_officer.with_env(self.as_system).group_ids = [Command.unlink(self.officers.id)]
        self.assertTrue(self._told(self.user_officer, self.user_officer))

    def test_each_officer_is_told_in_his_language_and_none_of_what_he_did_himself(self):
        self.env["res.lang"]._activate_lang("fi_FI")
        self.user_officer.lang = "fi_FI"
        self.system.with_env(self.env(user=self.user_manager.id)).sudo().group_ids = [Command.link(self.officers.id)]
        finnish = self.env["ir.model.fields"].with_context(lang="fi_FI")
        self.assertEqual(self._told(self.user_officer).summary, finnish.env._("A role in the register changed"))
        self.assertFalse(self._told(self.user_manager))

    def test_an_officer_of_other_companies_is_not_told(self):
        other = self.env["res.company"].create({"name": "Naapurin Lämpö Oy"})
        theirs = self._user("naapuri", "lampo_privacy.group_officer", company_id=other.id,
                            company_ids=[Command.set(other.ids)])
        self.system.with_env(self.as_system).group_ids = [Command.link(self.officers.id)]
        self.assertFalse(self._told(theirs))

    def test_other_changes_of_a_user_are_no_news(self):
        self.system.with_env(self.as_system).write({
            "group_ids": [Command.link(self.env.ref("base.group_partner_manager").id)], "signature": "x"})
        self.assertFalse(self._noted())
