# Part of lampo_privacy. LGPL-3.
import os
from unittest.mock import patch

from odoo.tests import tagged

from .roles_common import ROLES, TABLE, RolesCase

OPERATIONS = {"read": "r", "write": "w", "create": "c", "unlink": "d"}


@tagged("post_install", "-at_install")
class TestRoles(RolesCase):
    """The matrix of roles (statement § 9: access by need), held against real RPC."""

    # -- the table -----------------------------------------------------------------------------------------------

    def _rights(self, model, login):
        """The rights as the registry gives them; the test holds RPC against them."""
        records = self.env[model].with_user(self.env["res.users"].search([("login", "=", login)]))
        return "".join(letter for operation, letter in OPERATIONS.items() if records.has_access(operation)) or "–"

    def _marks(self, model):
        field = self.env[model]._fields.get("partner_id")
        person = field is not None and field.store and field.comodel_name == "res.partner"
        yes = {True: "yes", False: ""}
        return yes[self._has_border(model)], yes[model == "res.partner" or person]

    def _rows(self):
        for model in self._models():
            label = self.env["ir.model"]._get(model).with_context(lang="en_US").name
            rights = [self._rights(model, login) for login in ROLES.values()]
            yield [f"{label} (`{model}`)", *rights, *self._marks(model)]

    def _written(self):
        head = ["Record", *ROLES, "Own companies", "Restricted people"]
        lines = [head, ["---"] * len(head), *self._rows()]
        # what is said above the table is written by hand
        told = TABLE.read_text(encoding="utf-8").partition("| Record ")[0]
        return told + "".join(f"| {' | '.join(line)} |\n" for line in lines)

    def test_the_table_has_a_row_for_every_model(self):
        if os.environ.get("LAMPO_ROLES") == "write":
            TABLE.write_text(self._written(), encoding="utf-8")
        written = {line.partition("`")[2].partition("`")[0]: line for line in self._table_lines()}
        self.assertEqual(sorted(written), sorted(self._models()), "run it with LAMPO_ROLES=write and read the table")

    def test_the_marks_of_the_table_are_those_of_the_models(self):
        _cells, marks = self._cells()
        self.assertEqual({model: tuple(marks[model]) for model in self._models()},
                         {model: self._marks(model) for model in self._models()})

    def test_a_model_of_tomorrow_without_a_row_would_be_missed(self):
        known = self._models()
        with patch.dict(self.env.registry.models, {"lampo.tomorrow": self.env.registry["lampo.heat.site"]}):
            self.assertEqual(set(self._models()) - set(known), {"lampo.tomorrow"})

    # -- each cell -----------------------------------------------------------------------------------------------

    def test_every_cell_holds_through_rpc(self):
        cells, _marks = self._cells()
        for role, rows in cells.items():
            self.authenticate(ROLES[role], ROLES[role])
            for model, letters in rows:
                for operation, letter in OPERATIONS.items():
                    self._hold(role, model, operation, letter in letters)

    def _hold(self, role, model, operation, allowed):
        told, _error = self._call(model, "has_access", [], operation)
        self.assertEqual(told, allowed, f"{role}: {operation} {model} differs from readme/ROLES.md")
        # nothing of it stays: a savepoint of the test's around the request's own
        savepoint = self.env.cr.savepoint()
        _result, error = self._call(model, *self._attempt(model, operation))
        savepoint.close(rollback=True)
        self.env.invalidate_all()
        if allowed:
            self.assertNotIn("AccessError", error or "", f"{role}: {operation} {model}")
            self.assertNotIn("UndertakingNeeded", error or "", f"{role}: {operation} {model}")
        else:
            self.assertTrue(error, f"{role}: {operation} {model} was not refused")

    def _attempt(self, model, operation):
        """A real call of the operation."""
        if operation == "read":
            return "search_read", [], ["id"], 0, 1
        if operation == "create":
            return "create", {}
        known = {**self.mine, "res.partner": self.supplier}
        record = known.get(model) or self.env[model].sudo().search([], limit=1)
        ids = record.ids[:1] or [2**31 - 1]
        return ("write", ids, {}) if operation == "write" else ("unlink", ids)

    def test_the_server_s_administrator_holds_no_role(self):
        user = self.env["res.users"].search([("login", "=", "lampo_system")])
        for group in ("group_user", "group_officer", "group_manager"):
            self.assertFalse(user.has_group(f"lampo_privacy.{group}"))
        self.assertNotIn(self.env.ref("base.user_admin"), self.env.ref("lampo_privacy.group_manager").user_ids)
