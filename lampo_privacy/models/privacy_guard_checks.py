# Part of lampo_privacy. LGPL-3.
import os
import stat
import time
from pathlib import Path

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.http import request
from odoo.tools import SQL, config, ormcache

from ..engine import key_rotation, keyring
from .privacy_confidentiality import ROLES

BACKUPS_CHECKED = "lampo_privacy.backups_checked_on"
BACKUPS_LAST = relativedelta(months=12)
ADMIN_UNUSED = relativedelta(days=7)
FEW = 3
# Trying a password costs a third of a second on purpose; the page must open.
_PASSWORD_SECONDS = 3.0
GENERIC_NAMES = (
    "asiakaspalvelu", "toimisto", "info", "laskutus", "kassa", "office", "service", "user", "test", "testi", "kaikki",
    "kayttaja", "käyttäjä", "posti", "mail", "kundtjanst", "kontor",
)  # fmt: skip


class PrivacyGuard(models.TransientModel):
    """The checks themselves; each returns the values of one line."""

    _inherit = "lampo.privacy.guard"

    @api.model
    def _staff(self):
        """Active users with a role in the register; the superuser is nobody's account."""
        groups = [self.env.ref(role).id for role in ROLES]
        return self.env["res.users"].search([("all_group_ids", "in", groups), ("id", "!=", 1)])

    @api.model
    def _watched(self):
        """The staff and the server's administrators: whoever is one can give himself any role."""
        group = self.env.ref("base.group_system")
        return self._staff() | self.env["res.users"].search([("all_group_ids", "in", group.ids), ("id", "!=", 1)])

    @api.model
    def _names(self, users):
        return ", ".join(users[:20].mapped("login")) + (" …" if len(users) > 20 else "")

    def _guard_tls(self):
        url = self.env["ir.config_parameter"].get_param("web.base.url", "")
        seen = request.httprequest.scheme if request else url.partition(":")[0]
        return self._finding(
            self.env._("Encrypted connection (TLS)"), "ok" if seen == "https" else "bad",
            self.env._("This page came over %(scheme)s; the server calls itself %(url)s.", scheme=seen, url=url),
            self.env._("Put a web server with a certificate before Odoo (nginx, Caddy), let it answer https only, and "
                       "open Odoo by that address. Statement § 9 promises it."))

    def _guard_proxy(self):
        on = bool(config["proxy_mode"])
        return self._finding(
            self.env._("Behind a proxy"), "ok" if on else "bad",
            self.env._("proxy_mode is on.") if on
            else self.env._("proxy_mode is off: cookies and links go without TLS."),
            self.env._("Set proxy_mode = True in the server's configuration and let Odoo listen on 127.0.0.1 only "
                       "(http_interface)."))

    def _guard_list_db(self):
        off = not config["list_db"]
        return self._finding(
            self.env._("Database manager"), "ok" if off else "bad",
            self.env._("Closed.") if off else self.env._("Anybody can see the databases and try the master password."),
            self.env._("Set list_db = False in the server's configuration, and dbfilter to this database."))

    def _guard_master_password(self):
        weak = config.verify_admin_password("admin")
        return self._finding(
            self.env._("Master password"), "bad" if weak else "ok",
            self.env._("It is Odoo's own default.") if weak else self.env._("It is not Odoo's default."),
            self.env._("Set admin_passwd in the server's configuration to a long random word."))

    def _guard_passwords(self):
        users = self._watched()
        empty = users.browse(row for row, in self.env.execute_query(SQL(
            "SELECT id FROM res_users WHERE id = ANY(%s) AND COALESCE(password, '') = ''", users.ids)))
        weak, tried = self._default_passwords(users - empty)
        finding = []
        if weak:
            finding.append(self.env._("The password is the log-in or Odoo's default: %(users)s.",
                                      users=self._names(weak)))
        if empty:
            finding.append(self.env._("No password, so no log-in by one: %(users)s.", users=self._names(empty)))
        left = len(users - empty) - tried
        finding.append(self.env._("%(tried)s of %(all)s users tried.", tried=tried, all=len(users - empty)))
        mend = []
        if weak or empty:
            mend.append(self.env._("Let these users choose a password of their own (Settings › Users › Send reset "
                                   "instructions), or archive them."))
        if left:
            mend.append(self.env._("Press “Check again”: the trial goes on where it stopped."))
        return self._finding(
            self.env._("Passwords"), "bad" if weak else "warn" if empty or left else "ok", "\n".join(finding),
            "\n".join(mend))

    def _default_passwords(self, users):
        """(users whose password can be guessed at once, number of users tried within the time)."""
        weak, tried, until = users.browse(), 0, time.monotonic() + _PASSWORD_SECONDS
        hashes = dict(self.env.execute_query(SQL("SELECT id, password FROM res_users WHERE id = ANY(%s)", users.ids)))
        for user in users.sorted(lambda user: user.login not in ("admin", "demo")):
            if time.monotonic() > until:
                break
            tried += 1
            if self._is_guessed(user.login, hashes[user.id]):
                weak += user
        return weak, tried

    @api.model
    @ormcache("login", "stored")
    def _is_guessed(self, login, stored):
        """Whether the password behind a hash is the log-in or Odoo's default; slow, so each hash is tried once."""
        context = self.env["res.users"]._crypt_context()
        return any(context.verify(word, stored) for word in {login, "admin"})

    def _guard_admin_account(self):
        admin = self.env.ref("base.user_admin", raise_if_not_found=False)
        since = fields.Datetime.now() - ADMIN_UNUSED
        used = bool(admin and admin.active and admin.login_date and admin.login_date > since)
        role = bool(admin and admin in self._staff())
        return self._finding(
            self.env._("Account of the installation"), "bad" if used and role else "warn" if used or role else "ok",
            self.env._("Used within a week: %(used)s. Has a role in the register: %(role)s.",
                       used=self._yes(used), role=self._yes(role)),
            self.env._("Work by personal accounts (statement § 9). Take the roles from “%(login)s” and keep the "
                       "account for upgrades.", login=admin.login if admin else "admin"))

    def _yes(self, value):
        return self.env._("yes") if value else self.env._("no")

    def _guard_shared_accounts(self):
        shared = self._watched().filtered(lambda user: user.login.partition("@")[0].lower() in GENERIC_NAMES)
        return self._finding(
            self.env._("Personal user names"), "warn" if shared else "ok",
            self.env._("These look like accounts of many: %(users)s.", users=self._names(shared)) if shared
            else self.env._("No user name looks like one that is shared."),
            self.env._("Give each person an account of his or her own and archive the shared one."))

    def _guard_second_factor(self):
        users = self._watched()
        has_it = "totp_enabled" in users._fields
        without = users.filtered(lambda user: not user.totp_enabled) if has_it else users
        return self._finding(
            self.env._("Second factor"), "warn" if without else "ok",
            self.env._("Without it: %(users)s.", users=self._names(without)) if without
            else self.env._("Every user with a role has one."),
            self.env._("Let each user switch it on under My Preferences › Security.") if has_it
            else self.env._("Install the module “Two-Factor Authentication (TOTP)” (auth_totp) first."))

    def _guard_undertakings(self):
        Undertaking = self.env["lampo.privacy.confidentiality"]
        without = self._staff().filtered(lambda user: not Undertaking._has_accepted(user.id))
        asked = bool(Undertaking._current())
        return self._finding(
            self.env._("Confidentiality undertaking"), "bad" if not asked else "warn" if without else "ok",
            self.env._("No version is in force: nobody is asked.") if not asked
            else self.env._("Have a role and have not accepted it: %(users)s. The register is closed to them.",
                            users=self._names(without)) if without
            else self.env._("Every user with a role has accepted it."),
            self.env._("Publish a version under Settings › Confidentiality undertakings; remind the users, or take the "
                       "role from those who do not need it."))

    def _guard_administrators(self):
        groups = self.env.ref("lampo_privacy.group_manager") | self.env.ref("base.group_system")
        users = self.env["res.users"].search([("all_group_ids", "in", groups.ids), ("id", "!=", 1)])
        return self._finding(
            self.env._("Few administrators"), "ok" if 0 < len(users) <= FEW else "warn",
            self.env._("%(count)s: %(users)s", count=len(users), users=self._names(users)),
            self.env._("Statement § 9 promises a limited number; one to three is usual. Change roles under Settings › "
                       "Users."))

    def _guard_key_file(self):
        name, source = self.env._("Key of the identity codes"), key_rotation.source()
        loose = self._loose(source)
        if loose:
            return self._finding(
                name, "bad",
                "\n".join(self.env._("%(file)s has the mode %(mode)s.", file=path, mode=mode) for path, mode in loose),
                self.env._("chown what is named to the server's user, and chmod 600 the files and 700 the folder."))
        told = {
            "": self.env._("There is none yet: it is made with the first code."),
            "file": self.env._("%(file)s, its folder and what lies beside it are the server's alone.",
                               file=keyring.key_file()),
        }
        return self._finding(name, "ok", told.get(source, self.env._("It comes from the server's configuration.")))

    @api.model
    def _loose(self, source):
        """[(path, mode)] of what holds keys and others can read: files, their folder, and the server's configuration
        where they stand there. The configuration may be another user's, and its group's that runs the server."""
        folder = keyring.key_file().parent
        keys = [path for pattern in ("keys", "kept-*", "retired-*") for path in sorted(folder.glob(pattern))]
        closed = [(path, 0o077) for path in ([folder, *keys] if keys else [])]
        if source == "option" and (path := Path(config["config"] or "")).is_file():
            closed.append((path, 0o007))
        told = [(path, path.stat(), others) for path, others in closed]
        return [(path, f"{stat.S_IMODE(one.st_mode):04o}") for path, one, others in told
                if stat.S_IMODE(one.st_mode) & others or (others == 0o077 and one.st_uid != os.geteuid())]

    def _guard_old_keys(self):
        retired = sorted(keyring.key_file().parent.glob("retired-*"))
        if not retired:
            return None
        return self._finding(
            self.env._("Retired keys"), "warn",
            self.env._("Still on this server: %(files)s.", files=", ".join(map(str, retired))),
            self.env._("Move them off the server, locked away, for as long as backups from before the change are kept; "
                       "then destroy them."))

    def _guard_backups(self):
        told = self.env["ir.config_parameter"].get_param(BACKUPS_CHECKED)
        day = fields.Date.to_date(told) if told else None
        plain = self._plain_backups()
        recent = bool(day) and day + BACKUPS_LAST > fields.Date.today()
        return self._finding(
            self.env._("Backups"), "bad" if plain else "ok" if recent else "warn",
            self.env._("Unencrypted backups lie on this server: %(files)s.", files=", ".join(plain[:5])) if plain
            else self.env._("Checked on %(day)s.", day=day) if day
            else self.env._("Nobody has said how they are kept."),
            self.env._("Encrypt the backups (age, gpg, restic), keep the key of the identity codes apart from them, "
                       "try to restore one, and press “Backups are encrypted”. Ask for it again each year."))

    @api.model
    def _plain_backups(self):
        """Backups as Odoo or pg_dump write them, in the data directory or its `backups` folder."""
        data = Path(config["data_dir"])
        found = [path for folder in (data, data / "backups") if folder.is_dir() for path in folder.iterdir()]
        return sorted(path.name for path in found
                      if path.is_file() and path.name.endswith((".zip", ".dump", ".sql", ".sql.gz", ".backup")))

    def _guard_server_log(self):
        loud = config["log_level"].startswith("debug") or any("DEBUG" in word for word in config["log_handler"] or ())
        return self._finding(
            self.env._("Server log"), "bad" if loud else "ok",
            self.env._("The log level is debug: what users type stands in the log, identity codes too.") if loud
            else self.env._("It holds no parameters of calls."),
            self.env._("Set log_level = info in the server's configuration, and delete the logs written before."))

    def action_backups_checked(self):
        """Note that the backups were checked today."""
        self.check_access("write")
        # sudo: system parameters are the server administrator's; this one is the guard's own
        self.env["ir.config_parameter"].sudo().set_param(BACKUPS_CHECKED, fields.Date.to_string(fields.Date.today()))
        return self.action_check()
