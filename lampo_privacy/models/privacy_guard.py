# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models

STATES = [("ok", "In order"), ("warn", "Look into it"), ("bad", "Against the statement")]


class PrivacyGuard(models.TransientModel):
    """Checks this server against the statement (§ 9: TLS, personal user names and passwords, access by need, few
    maintainers), and says how to mend each finding.

    For the administrator of the register and the administrator of the server; it shows nothing of a customer.
    """

    _name = "lampo.privacy.guard"
    _description = "Guard of the deployment"

    line_ids = fields.One2many("lampo.privacy.guard.line", "guard_id", "Findings", readonly=True)
    bad_count = fields.Integer("Against the statement", compute="_compute_counts")
    warn_count = fields.Integer("To be looked at", compute="_compute_counts")

    @api.depends("line_ids.state")
    def _compute_counts(self):
        for guard in self:
            states = guard.line_ids.mapped("state")
            guard.bad_count = states.count("bad")
            guard.warn_count = states.count("warn")

    @api.depends("create_date")
    def _compute_display_name(self):
        for guard in self:
            guard.display_name = self.env._("Guard of the deployment")

    @api.model
    def action_open(self):
        """Check everything now and show it.

        :raises AccessError: the user is an administrator neither of the register nor of the server
        """
        guard = self.create({})
        guard._run_checks()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Guard of the deployment"),
            "res_model": self._name,
            "res_id": guard.id,
            "view_mode": "form",
            "target": "current",
        }

    def action_check(self):
        """Check again."""
        self.ensure_one()
        self._run_checks()
        return True

    def _run_checks(self):
        self.check_access("write")
        # sudo: passwords' hashes and other users are read to be judged; only the verdict is shown
        guard = self.sudo()
        guard.line_ids.unlink()
        guard.line_ids = [
            fields.Command.create({"sequence": number, "code": name.removeprefix("_guard_"), **finding})
            for number, name in enumerate(self._checks())
            if (finding := getattr(guard, name)())
        ]

    @api.model
    def _checks(self):
        """The names of the checks, in their order; a check returns the values of its line, or None.

        Another addon adds a method and its name.
        """
        return [
            "_guard_tls", "_guard_proxy", "_guard_list_db", "_guard_master_password", "_guard_passwords",
            "_guard_admin_account", "_guard_shared_accounts", "_guard_second_factor", "_guard_undertakings",
            "_guard_administrators", "_guard_key_file", "_guard_old_keys", "_guard_backups", "_guard_server_log",
        ]  # fmt: skip

    @api.model
    def _finding(self, name, state, finding, mend=False):
        return {"name": name, "state": state, "finding": finding, "mend": mend if state != "ok" else False}


class PrivacyGuardLine(models.TransientModel):
    """One finding of the guard and how to mend it."""

    _name = "lampo.privacy.guard.line"
    _description = "Finding of the guard"
    _order = "sequence, id"

    guard_id = fields.Many2one("lampo.privacy.guard", required=True, ondelete="cascade")
    sequence = fields.Integer()
    code = fields.Char("Check", required=True)
    name = fields.Char("What", required=True)
    state = fields.Selection(STATES, "Verdict", required=True)
    finding = fields.Text("Found")
    mend = fields.Text("How to mend it")
