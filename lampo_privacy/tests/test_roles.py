# Part of lampo_privacy. LGPL-3.
import json
import os
from pathlib import Path

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import LampoCase

TABLE = Path(__file__).parent.parent / "readme" / "ROLES.md"
ROLES = {
    "Customer service": "lampo_service",
    "Privacy officer": "lampo_officer",
    "Administrator": "lampo_manager",
    "Accountant": "lampo_accountant",
    "Other employee": "lampo_nobody",
    "Server administrator": "lampo_system",
}
OPERATIONS = {"read": "r", "write": "w", "create": "c", "unlink": "d"}
ALSO = ("res.partner",)
NOBODYS = ("lampo.demo",)
HEAD = """# Who may do what

One row a kind of record, one column a role. r read, w write, c create, d delete, – nothing. The table is checked cell
by cell by `tests/test_roles.py`, through RPC as a logged-in user of each role; it is written anew by running that test
with `LAMPO_ROLES=write`.

- **Own companies**: records of a company that the user does not work in are not seen.
- **Restricted people**: a record that names a person whose processing is restricted is seen by privacy officers and
  accountants only.
- Every role reads and writes only after its user has accepted the confidentiality undertaking.
- Contacts (`res.partner`): a customer, that is who has or had a heat contract, is seen by the first four roles only.
- The identity code of a contact: read as a mask, searched for by the whole code, written and revealed (with a purpose,
  and logged) by the privacy officer and the administrator; by nobody else.
- The server administrator (Odoo's own “Settings” right) is by that neither an officer nor in customer service.

"""


@tagged("post_install", "-at_install")
class TestRoles(LampoCase, HttpCase):
    """The matrix of roles (statement § 9: access by need), held against real RPC."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._user("lampo_system", "base.group_system")
        # no customer: those are hidden from who has no role
        cls.supplier = cls._partner("Putki Oy", is_company=True)
        cls.other = cls.env["res.company"].create({"name": "Naapurin Lämpö Oy"})
        cls.mine = cls._records_of(cls.company)
        cls.theirs = cls._records_of(cls.other)

    @classmethod
    def _records_of(cls, company):
        """One record a kind in a company, each with a person where it can have one."""
        env = cls.env(context={**cls.env.context, "allowed_company_ids": (cls.company | cls.other).ids})
        person = env["res.partner"].create({"name": f"Paavo Pääsy {company.id}"})
        site = env["lampo.heat.site"].create({"name": "Kaukokatu 1", "company_id": company.id})
        contract = env["lampo.heat.contract"].create(
            {"partner_id": person.id, "site_id": site.id, "date_start": "2020-01-01"})
        meter = env["lampo.heat.meter"].create({"serial": f"M-{company.id}", "site_id": site.id})
        request = env["lampo.privacy.request"].create({
            "partner_id": person.id, "request_type": "access", "channel": "office", "company_id": company.id})
        hold = env["lampo.privacy.hold"].create(
            {"partner_id": person.id, "reason": "Perintä", "company_id": company.id})
        erasure = env["lampo.privacy.erasure"].create(
            {"partner_id": person.id, "ground": "manual", "company_id": company.id})
        log = env["lampo.privacy.access.log"].with_company(company)._record(person, "open")
        rows = cls._months(site, "2024-01-01", 1, 1.0)
        return {record._name: record for record in (person, site, contract, meter, request, hold, erasure, log, rows)}

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule", "odoo.sql_db",
                 "odoo.models.unlink")
    def _call(self, model, method, *args, **kwargs):
        """(result, name and message of the error)."""
        answer = self.url_open(f"/web/dataset/call_kw/{model}/{method}", data=json.dumps({
            "jsonrpc": "2.0", "method": "call", "id": 1,
            "params": {"model": model, "method": method, "args": list(args), "kwargs": kwargs},
        }), headers={"Content-Type": "application/json"}).json()
        problem = answer.get("error", {}).get("data", {})
        return answer.get("result"), problem and f"{problem['name']}: {problem['message']}"

    def _models(self):
        """Every kind of record of ours, those of tomorrow included."""
        ours = [name for name, model in self.env.registry.items()
                if name.startswith("lampo.") and not model._abstract and name not in NOBODYS]
        return sorted(ours) + list(ALSO)

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

    def _has_border(self, model):
        rules = self.env["ir.rule"].sudo().search([("model_id.model", "=", model), ("global", "=", True)])
        return any("company_id" in (rule.domain_force or "") for rule in rules)

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

    def _table_lines(self):
        lines = TABLE.read_text(encoding="utf-8").splitlines()
        return [line for line in lines if line.startswith("| ") and "`" in line]

    def _cells(self):
        """{role: [(model, letters)]} of the table, and its marks by model."""
        cells, marks = {role: [] for role in ROLES}, {}
        for line in self._table_lines():
            words = [word.strip() for word in line.strip("|\n").split("|")]
            model = words[0].partition("`")[2].rstrip("`) ")
            for role, letters in zip(ROLES, words[1:], strict=False):
                cells[role].append((model, letters))
            marks[model] = words[1 + len(ROLES):]
        return cells, marks

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

    # -- borders -------------------------------------------------------------------------------------------------

    def test_another_company_s_records_are_not_seen_by_any_role(self):
        _cells, marks = self._cells()
        with_border = [model for model in self.theirs if marks[model][0] == "yes" and model != "res.partner"]
        self.assertGreaterEqual(len(with_border), 7)
        for login in ROLES.values():
            self.authenticate(login, login)
            for model in with_border:
                found, _error = self._call(model, "search_read", [["id", "in", self.theirs[model].ids]], ["id"])
                self.assertFalse(found, f"{login} {model}")
                _values, error = self._call(model, "read", self.theirs[model].ids, ["id"])
                self.assertTrue(error, f"{login} {model}")

    def test_every_stored_model_with_a_company_has_its_border(self):
        for model in self._models():
            field = self.env[model]._fields.get("company_id")
            if field is not None and field.store and not self.env[model]._transient:
                self.assertTrue(self._has_border(model), model)

    def test_records_of_a_restricted_person_are_for_officers_and_accountants(self):
        self.mine["res.partner"].processing_restricted = True
        self.env.flush_all()
        named = [model for model, record in self.mine.items() if "partner_id" in record._fields]
        cells, _marks = self._cells()
        for role, login in ROLES.items():
            self.authenticate(login, login)
            rights = dict(cells[role])
            for model in ["res.partner", *(model for model in named if model != "lampo.heat.site")]:
                found, _error = self._call(model, "search_read", [["id", "in", self.mine[model].ids]], ["id"])
                sees = "r" in rights[model] and role in ("Privacy officer", "Administrator", "Accountant")
                self.assertEqual(bool(found), sees, f"{role} {model}")

    def test_the_server_s_administrator_holds_no_role(self):
        user = self.env["res.users"].search([("login", "=", "lampo_system")])
        for group in ("group_user", "group_officer", "group_manager"):
            self.assertFalse(user.has_group(f"lampo_privacy.{group}"))
        self.assertNotIn(self.env.ref("base.user_admin"), self.env.ref("lampo_privacy.group_manager").user_ids)
