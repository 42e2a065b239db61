# Part of lampo_privacy. LGPL-3.
import stat
import tempfile
from pathlib import Path
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form, HttpCase, new_test_user, tagged
from odoo.tools import config

from ..engine import keyring
from ..models import privacy_guard_checks
from ..tools.secrets_box import new_key
from .common import LampoCase


@tagged("post_install", "-at_install")
class TestGuard(LampoCase):
    """The page that checks the server against the statement: each check finds its fault and says how to mend it."""

    def setUp(self):
        super().setUp()
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.startPatcher(patch.object(keyring, "key_file", lambda: self.folder / "keys"))

    def _options(self, **options):
        self.startPatcher(patch.dict(config.options, options))

    def _line(self, code, user=None):
        action = self.env["lampo.privacy.guard"].with_user(user or self.user_manager).action_open()
        lines = self.env["lampo.privacy.guard"].browse(action["res_id"]).line_ids
        return lines.filtered(lambda line: line.code == code)

    def _is(self, code, state):
        line = self._line(code)
        self.assertEqual(line.state, state, line.finding)
        self.assertEqual(bool(line.mend), state != "ok")

    def test_tls_is_seen_by_the_address(self):
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("web.base.url", "http://lampo.example")
        self._is("tls", "bad")
        parameters.set_param("web.base.url", "https://lampo.example")
        self._is("tls", "ok")

    def test_a_server_without_a_proxy_is_told(self):
        self._options(proxy_mode=False)
        self._is("proxy", "bad")
        self._options(proxy_mode=True)
        self._is("proxy", "ok")

    def test_an_open_database_manager_is_told(self):
        self._options(list_db=True)
        self._is("list_db", "bad")
        self._options(list_db=False)
        self._is("list_db", "ok")

    def test_the_default_master_password_is_told(self):
        self._options(admin_passwd="admin")
        self._is("master_password", "bad")
        self._options(admin_passwd="pitka-ja-satunnainen")
        self._is("master_password", "ok")

    def test_a_password_that_is_the_login_is_told(self):
        line = self._line("passwords")
        self.assertEqual(line.state, "bad")  # new_test_user: the password is the log-in
        self.assertIn("lampo_service", line.finding)
        for user in self.env["lampo.privacy.guard"].sudo()._watched():
            user.password = "oma-salainen-sana-1"
        self._is("passwords", "ok")

    def test_a_user_without_a_password_is_told(self):
        self.env.cr.execute("UPDATE res_users SET password = NULL WHERE id = %s", [self.user_service.id])
        self.assertIn("lampo_service", self._line("passwords").finding.partition("No password")[2])

    def test_the_account_of_the_installation_in_daily_use_is_told(self):
        admin = self.env.ref("base.user_admin")
        admin.group_ids = [fields.Command.set([self.env.ref("base.group_system").id])]
        self.env.cr.execute("DELETE FROM res_users_log WHERE create_uid = %s", [admin.id])
        self._is("admin_account", "ok")
        admin.group_ids = [fields.Command.link(self.env.ref("lampo_privacy.group_user").id)]
        self._is("admin_account", "warn")
        self.env["res.users.log"].with_user(admin).sudo().create({})
        self._is("admin_account", "bad")

    def test_a_shared_account_is_told(self):
        self._is("shared_accounts", "ok")
        self._user("asiakaspalvelu@lampo.example", "lampo_privacy.group_user")
        self._is("shared_accounts", "warn")

    def test_passwords_that_were_not_tried_yet_are_told_and_tried_next(self):
        for user in self.env["lampo.privacy.guard"].sudo()._watched():
            user.password = "oma-salainen-sana-1"
        with patch.object(privacy_guard_checks, "_PASSWORD_SECONDS", -1.0):
            line = self._line("passwords")
        self.assertEqual(line.state, "warn", line.finding)
        self.assertIn("Check again", line.mend)
        self._is("passwords", "ok")
        # what was tried is not tried again
        with patch.object(type(self.env["res.users"]), "_crypt_context", side_effect=AssertionError):
            self._is("passwords", "ok")

    def test_a_user_without_a_second_factor_is_told(self):
        """Odoo's own module for it comes with the web client."""
        self._is("second_factor", "warn")
        staff = self.env["lampo.privacy.guard"].sudo()._watched()
        self.env.cr.execute("UPDATE res_users SET totp_secret = 'x' WHERE id = ANY(%s)", [staff.ids])
        staff.invalidate_recordset()
        self._is("second_factor", "ok")

    def test_a_user_with_rights_and_no_undertaking_is_told(self):
        admin = self.env.ref("base.user_admin")
        self.env["lampo.privacy.confidentiality.acceptance"]._accept(
            self.env["lampo.privacy.guard"].sudo()._staff() | admin)
        self._is("undertakings", "ok")
        new_test_user(self.env, login="uusi", groups="lampo_privacy.group_user")
        line = self._line("undertakings")
        self.assertEqual(line.state, "warn")
        self.assertIn("uusi", line.finding)

    def test_many_administrators_are_told(self):
        self._is("administrators", "ok")
        for number in range(4):
            self._user(f"paa{number}", "lampo_privacy.group_manager")
        self._is("administrators", "warn")

    def test_a_key_file_that_others_can_read_is_told(self):
        self._is("key_file", "ok")  # none yet
        path = keyring.key_file()
        path.write_text(new_key())
        path.chmod(0o644)
        self._is("key_file", "bad")
        path.chmod(stat.S_IRUSR | stat.S_IWUSR)
        self._is("key_file", "ok")

    def test_what_lies_beside_the_key_and_the_folder_itself_are_looked_at(self):
        keyring.key_file().write_text(new_key())
        keyring.key_file().chmod(0o600)
        for name in ("kept-objections", "retired-20260101", "."):
            path = self.folder / name
            if name != ".":
                path.write_text("x")
            path.chmod(0o755)
            self.assertIn(str(path), self._line("key_file").finding)
            path.chmod(0o700)
            self._is("key_file", "ok")

    def test_a_key_in_a_configuration_that_others_can_read_is_told(self):
        path = self.folder / "odoo.conf"
        path.write_text("x")
        self._options(config=str(path), **{keyring.OPTION: new_key()})
        path.chmod(0o644)
        self._is("key_file", "bad")
        path.chmod(0o640)  # root's, and of the group that runs the server
        self._is("key_file", "ok")

    def test_the_administrators_of_the_server_are_looked_at_too(self):
        self._user("palvelin@lampo.example", "base.group_system")
        self._user("info@lampo.example", "base.group_system")
        for check in ("passwords", "second_factor", "shared_accounts", "administrators"):
            self.assertIn("info@lampo.example", self._line(check).finding, check)
        # who has no role in the register accepts nothing
        self.assertNotIn("info@lampo.example", self._line("undertakings").finding)

    def test_a_retired_key_left_on_the_server_is_told(self):
        self.assertFalse(self._line("old_keys"))
        (self.folder / "retired-20260101").write_text("x")
        self._is("old_keys", "warn")

    def test_backups_are_asked_for_every_year(self):
        self._options(data_dir=str(self.folder))
        self._is("backups", "warn")
        action = self.env["lampo.privacy.guard"].with_user(self.user_manager).action_open()
        self.env["lampo.privacy.guard"].with_user(self.user_manager).browse(action["res_id"]).action_backups_checked()
        self._is("backups", "ok")
        day = fields.Date.to_string(fields.Date.subtract(fields.Date.today(), months=13))
        self.env["ir.config_parameter"].sudo().set_param("lampo_privacy.backups_checked_on", day)
        self._is("backups", "warn")
        (self.folder / "lampo.zip").write_text("x")
        self._is("backups", "bad")

    def test_a_log_that_holds_what_users_type_is_told(self):
        self._options(log_level="info", log_handler=[":INFO"])
        self._is("server_log", "ok")
        self._options(log_level="debug_rpc")
        self._is("server_log", "bad")

    def test_both_administrators_open_it_and_nobody_else(self):
        system = self._user("lampo_system", "base.group_system")
        self.assertTrue(self._line("tls", system))
        for user in (self.user_service, self.user_officer, self.user_accountant, self.user_nobody):
            with self.assertRaises(AccessError):
                self.env["lampo.privacy.guard"].with_user(user).action_open()

    def test_the_page_opens(self):
        action = self.env["lampo.privacy.guard"].with_user(self.user_manager).action_open()
        guard = self.env["lampo.privacy.guard"].with_user(self.user_manager).browse(action["res_id"])
        with Form(guard) as form:
            self.assertTrue(form.bad_count)
        self.assertTrue(guard.action_check())


@tagged("post_install", "-at_install")
class TestGuardInTheBrowser(LampoCase, HttpCase):
    """Each of the two administrators by that role alone, through the real web client."""

    OPENED = """
        const until = Date.now() + 40000;
        const look = () => {
            if (document.querySelectorAll(".o_field_widget[name=line_ids] .o_data_row").length > 9) {
                console.log("test successful");
            } else if (Date.now() > until) { console.error("no findings: " + document.body.innerText.slice(0, 300)); }
            else { setTimeout(look, 100); }
        };
        look();
    """

    def test_the_administrator_of_the_register_opens_it(self):
        self.assertFalse(self.user_manager.has_group("base.group_system"))
        self.browser_js("/odoo/privacy-guard", self.OPENED, "odoo.isReady === true", login="lampo_manager", timeout=90)

    def test_the_administrator_of_the_server_opens_it(self):
        system = self._user("lampo_system", "base.group_system")
        self.assertFalse(system.has_group("lampo_privacy.group_user"))
        self.browser_js("/odoo/privacy-guard", self.OPENED, "odoo.isReady === true", login="lampo_system", timeout=90)
