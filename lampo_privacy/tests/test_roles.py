# Part of lampo_privacy. LGPL-3.
import os
from unittest.mock import patch

from odoo.tests import tagged

from .roles_common import ROLES, TABLE, RolesCase

OPERATIONS = {"read": "r", "write": "w", "create": "c", "unlink": "d"}
HEAD = """# Who may do what

One row a kind of record, one column a role. r read, w write, c create, d delete, – nothing. The table is checked cell
by cell by `tests/test_roles.py`, through RPC as a logged-in user of each role; it is written anew by running that test
with `LAMPO_ROLES=write`.

- **Own companies**: records of a company that the user does not work in are not seen.
- **Restricted people**: a record that names a person whose processing is restricted is seen by privacy officers and
  accountants only. So are other modules' records that name one (orders, tasks, leads, bank accounts); entries and
  whatever is booked with one stay, without the name.
- Every role reads and writes only after its user has accepted the confidentiality undertaking.
- Contacts (`res.partner`): a customer, that is who has or had a heat contract, is seen by the first four roles only. So
  are a customer's bank accounts, part in meetings of others, notifications and what a customer follows.
- The identity code of a contact: read as a mask, searched for by the whole code, written and revealed (with a purpose,
  and logged) by the privacy officer and the administrator in person; by nobody else, and by no server action, template
  or computed field, as whoever it runs.
- The consumption of erased households: in the consumption report the privacy officer and the administrator have the
  exact sum of every year and building type; customer service and the accountant have sums of five households and more,
  none of which has more than half, over several building types or years where need be.
- The server administrator (Odoo's own “Settings” right) is by that neither an officer nor in customer service. Who
  takes or gives a role is noted in the access log, and the officers are told at once. Whoever may run code in Odoo
  or on its database (server actions) reads whatever is not encrypted and can change both: the next night's look tells
  that it happened, not what was there.
- An identity code that is typed into any text is masked or refused. What no mask reaches: the content of files (they
  lie outside the database, unless the system parameter `ir_attachment.location` says `db`), what the server's
  administrator writes as code, a text that a hash seals in the books, and what comes into the database below Odoo;
  codes in texts from before are found under Data quality.

"""


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
        return HEAD + "".join(f"| {' | '.join(line)} |\n" for line in lines)

    def test_the_table_has_a_row_for_every_model(self):
        if os.environ.get("LAMPO_ROLES") == "write":
            TABLE.parent.mkdir(exist_ok=True)
            TABLE.write_text(self._written(), encoding="utf-8")
        written = {line.partition("`")[2].partition("`")[0]: line for line in self._table_lines()}
        self.assertEqual(sorted(written), sorted(self._models()), "run it with LAMPO_ROLES=write and read the table")

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
