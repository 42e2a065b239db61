# Part of lampo_privacy. LGPL-3.
import contextlib
import json
import os
import xmlrpc.client
from datetime import datetime, timedelta
from unittest.mock import patch

from odoo import Command, http
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL, mute_logger

from ..engine import keyring
from ..tools.identity_codes import MASK
from ..tools.secrets_box import new_key
from .common import LampoCase

CODE = "010170-901K"
FREE = "020280-902M"
PASSWORD = "lampo-testi-1"
SEALED = ("identity_code_cipher", "identity_code_hash")


@tagged("post_install", "-at_install")
class TestAttacksOnCodes(LampoCase, HttpCase):
    """Every way in, over real HTTP as a logged-in user. An attack wins when its answer for a code that is stored
    differs from its answer for one that is not, or holds what is stored. Each attack is also run with its guard taken
    away, where it must win: so it is the guard that stops it, and the attack is a real one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(patch.dict(os.environ, {keyring.VARIABLE: new_key()}))
        export = Command.link(cls.env.ref("base.group_allow_export").id)
        for user in (cls.user_service, cls.user_officer, cls.user_accountant):
            user.write({"password": PASSWORD, "group_ids": [export]})
        cls.partner = cls._partner("Kaarlo Koivu")
        cls.partner.sudo().identity_code = CODE
        cls.contract = cls._contract(cls.partner, cls._site(), "2020-01-01")
        cls._months(cls.contract.site_id, "2024-01-01", 1, 1.0)
        cls.env.flush_all()
        cls.sealed = cls.env.execute_query(cls._sealed_query())[0]

    @classmethod
    def _sealed_query(cls):
        return SQL("SELECT identity_code_cipher, identity_code_hash FROM res_partner WHERE id = %s", cls.partner.id)

    def setUp(self):
        super().setUp()
        self.login = "lampo_service"
        self.authenticate(self.login, PASSWORD)

    # -- calls ---------------------------------------------------------------------------------------------------

    def _as(self, login):
        self.login = login
        self.authenticate(login, PASSWORD)

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def call(self, model, method, *args, **kwargs):
        """The answer of JSON-RPC as text: the result, or the name and message of the error."""
        answer = self.url_open(f"/web/dataset/call_kw/{model}/{method}", data=json.dumps({
            "jsonrpc": "2.0", "method": "call", "id": 1,
            "params": {"model": model, "method": method, "args": list(args), "kwargs": kwargs},
        }), headers={"Content-Type": "application/json"}).json()
        if "error" in answer:
            return f"{answer['error']['data']['name']}: {answer['error']['data']['message']}"
        return json.dumps(answer["result"])

    @mute_logger("odoo.http", "odoo.addons.rpc.controllers.xmlrpc", "odoo.addons.base.models.ir_model")
    def xmlrpc(self, model, method, *args, **kwargs):
        with mute_logger("odoo.addons.rpc"):
            try:
                uid = self.env["res.users"].search([("login", "=", self.login)]).id
                return str(self.xmlrpc_object.execute_kw(
                    self.env.cr.dbname, uid, PASSWORD, model, method, list(args), kwargs))
            except xmlrpc.client.Fault as fault:
                return f"Fault: {fault.faultString}"

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_model")
    def json2(self, model, method, **body):
        if not hasattr(self, "_key") or self._key[0] != self.login:
            user = self.env["res.users"].search([("login", "=", self.login)])
            key = self.env["res.users.apikeys"].with_user(user)._generate(
                None, "test", datetime.now() + timedelta(hours=1))
            self._key = (self.login, key)
        answer = self.url_open(f"/json/2/{model}/{method}", data=json.dumps(body), headers={
            "Content-Type": "application/json", "Authorization": f"Bearer {self._key[1]}"})
        return answer.text

    @mute_logger("odoo.http", "odoo.addons.web.controllers.export")
    def export(self, fmt, *names):
        answer = self.url_open(f"/web/export/{fmt}", data={
            "csrf_token": http.Request.csrf_token(self),
            "data": json.dumps({
                "model": "res.partner", "ids": self.partner.ids, "domain": [], "import_compat": False, "context": {},
                "groupby": [], "fields": [{"name": name, "label": name, "type": "char"} for name in names]}),
        })  # fmt: skip
        return answer.text

    # -- verdicts ------------------------------------------------------------------------------------------------

    def _tells(self, answer):
        """Whether an answer holds the code, or what is stored of it."""
        return any(secret in answer for secret in (CODE, CODE[:6], CODE[-4:], *self.sealed))

    def _differs(self, attack):
        """Whether the attack answers otherwise for a stored code than for a free one."""
        stored, free = attack(CODE), attack(FREE)
        return stored.replace(CODE, "?") != free.replace(FREE, "?")

    # -- guards that are taken away ------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _open_fields(self):
        """Without the groups of the fields."""
        fields = [self.env["res.partner"]._fields[name] for name in ("identity_code", *SEALED)]
        with contextlib.ExitStack() as stack:
            for field in fields:
                stack.enter_context(patch.object(field, "groups", None))
                stack.enter_context(patch.object(field, "exportable", True))
            self.env.registry.clear_cache()
            yield
        self.env.registry.clear_cache()

    @contextlib.contextmanager
    def _open_search(self):
        """Without the check of the searcher, or of what is searched for."""

        def search(records, operator, value):
            box = keyring.box(records.env)
            [value] = list(value) if operator == "in" else [value]
            found = records.sudo().search([("identity_code_hash", "in", box.digests(str(value)))])
            return [("id", "in", found.ids)]

        with self._open_fields(), patch.object(type(self.env["res.partner"]), "_search_identity_code", search):
            yield

    # -- attacks -------------------------------------------------------------------------------------------------

    def _reading(self):
        ids = self.partner.ids
        spec = {name: {} for name in SEALED}
        through = {"partner_id": {"fields": spec}}
        return {
            "read": lambda: self.call("res.partner", "read", ids, list(SEALED)),
            "web_read": lambda: self.call("res.partner", "web_read", ids, specification=spec),
            "web_search_read": lambda: self.call(
                "res.partner", "web_search_read", domain=[["id", "in", ids]], specification=spec),
            "search_read": lambda: self.call("res.partner", "search_read", [["id", "in", ids]], list(SEALED)),
            "formatted_read_group": lambda: self.call(
                "res.partner", "formatted_read_group", [["id", "in", ids]], ["identity_code_cipher"], ["__count"]),
            "through a contract": lambda: self.call(
                "lampo.heat.contract", "web_read", self.contract.ids, specification=through),
            "export_data": lambda: self.call("res.partner", "export_data", ids, list(SEALED)),
            "export of a contract": lambda: self.call(
                "lampo.heat.contract", "export_data", self.contract.ids, ["partner_id/identity_code_cipher"]),
            "csv": lambda: self.export("csv", *SEALED),
            "json-2 read": lambda: self.json2("res.partner", "read", ids=ids, fields=list(SEALED)),
            "json-2 search_read": lambda: self.json2(
                "res.partner", "search_read", domain=[["id", "in", ids]], fields=list(SEALED)),
            "xml-rpc read": lambda: self.xmlrpc("res.partner", "read", ids, list(SEALED)),
            "xml-rpc search_read": lambda: self.xmlrpc(
                "res.partner", "search_read", [["id", "in", ids]], list(SEALED)),
        }

    def _probing(self):
        def domain(code, path="identity_code", operator="="):
            return [[path, operator, code]]

        searches = {
            f"{model} {path}": lambda code, model=model, path=path: self.call(
                model, "search_count", domain(code, path))
            for model, path in (
                ("res.partner", "identity_code"),
                ("res.partner", "commercial_partner_id.identity_code"),
                ("lampo.heat.contract", "partner_id.identity_code"),
                ("lampo.heat.site", "contract_ids.partner_id.identity_code"),
                ("lampo.heat.consumption", "partner_id.identity_code"),
            )
        }
        return {
            **searches,
            "any": lambda code: self.call(
                "lampo.heat.contract", "search_count", [["partner_id", "any", domain(code)]]),
            "web_search_read": lambda code: self.call(
                "res.partner", "web_search_read", domain=domain(code), specification={"id": {}}),
            "name_search": lambda code: self.call("res.partner", "name_search", name="", domain=domain(code)),
            "formatted_read_group": lambda code: self.call(
                "res.partner", "formatted_read_group", domain(code), [], ["__count"]),
            "json-2": lambda code: self.json2("res.partner", "search_count", domain=domain(code)),
            "xml-rpc": lambda code: self.xmlrpc("res.partner", "search_count", domain(code)),
        }

    def _each_fails_and_wins_without(self, attacks, wins, guard):
        for name, attack in attacks.items():
            self.assertFalse(wins(attack), f"{name} ({self.login})")
        with guard():
            for name, attack in attacks.items():
                self.assertTrue(wins(attack), f"{name}: would not win without its guard either")

    def test_customer_service_reads_nothing_of_it_by_any_way(self):
        self._each_fails_and_wins_without(self._reading(), lambda attack: self._tells(attack()), self._open_fields)

    def test_nor_does_the_officer_read_what_is_stored(self):
        self._as("lampo_officer")
        for name, attack in self._reading().items():
            self.assertFalse(self._tells(attack()), name)

    def test_customer_service_does_not_learn_whether_a_code_exists(self):
        self._each_fails_and_wins_without(self._probing(), self._differs, self._open_search)

    def test_nor_does_the_accountant(self):
        self._as("lampo_accountant")
        for name, attack in self._probing().items():
            self.assertFalse(self._differs(attack), name)

    def test_the_officer_asks_by_whole_code_only(self):
        self._as("lampo_officer")
        self.assertTrue(self._differs(self._probing()["res.partner identity_code"]))
        for operator, stored, free in (
            ("like", CODE[:6], FREE[:6]), ("=like", CODE[:6] + "%", FREE[:6] + "%"), ("ilike", CODE, FREE),
            ("!=", CODE, FREE), ("not in", [CODE], [FREE]), ("in", [CODE, "x"], [FREE, "x"]),
        ):  # fmt: skip
            answers = [self.call("res.partner", "search_count", [["identity_code", operator, value]])
                       for value in (stored, free)]
            for answer, value in zip(answers, (stored, free), strict=True):
                self.assertIn("Error", answer, f"{operator} {value}")

    def test_sorting_by_it_tells_no_order(self):
        """Without the guard the order of what is stored is told."""
        second = self._partner("Liisa Lehto")
        second.sudo().identity_code = FREE
        ids = [self.partner.id, second.id]

        def attack():
            return self.call("res.partner", "search_read", [["id", "in", ids]], ["id"], 0, 2, "identity_code_hash")

        self.assertIn("Error", attack())
        with self._open_fields():
            self.assertNotIn("Error", attack())

    def test_writing_or_importing_tells_nothing_to_customer_service(self):
        other = self._partner("Liisa Lehto")

        def write(code):
            return self.call("res.partner", "write", other.ids, {"identity_code": code})

        def create(code):
            return self.call("res.partner", "create", {"name": "x", "identity_code": code})

        def load(code):
            return self.call("res.partner", "load", ["name", "identity_code"], [["Uusi Nimi", code]])

        for attack in (write, create, load):
            self.assertFalse(self._differs(attack), attack.__name__)
        with self._open_fields():
            self.assertTrue(self._differs(write))

    def test_the_officer_cannot_import_codes_from_a_file(self):
        self._as("lampo_officer")
        answer = self.call("res.partner", "load", ["name", "identity_code"], [["Uusi Nimi", FREE]],
                           context={"import_file": True})
        self.assertNotIn(FREE, answer)
        self.assertIn('"ids": false', answer)

    def test_what_the_officer_reads_is_the_mask(self):
        self._as("lampo_officer")
        for answer in (
            self.call("res.partner", "read", self.partner.ids, ["identity_code"]),
            self.call("res.partner", "web_read", self.partner.ids, specification={"identity_code": {}}),
            self.json2("res.partner", "read", ids=self.partner.ids, fields=["identity_code"]),
            self.xmlrpc("res.partner", "read", self.partner.ids, ["identity_code"]),
        ):
            self.assertFalse(self._tells(answer))
            self.assertIn(MASK[:3], answer if MASK[:3] in answer else answer.encode().decode("unicode_escape"))

    def test_private_methods_are_closed_to_rpc(self):
        for method, args in (("_open_sealed", [self.partner.ids, self.sealed[0]]), ("_store_identity_code", []),
                             ("_reseal_identity_codes", []), ("_access_page", [self.partner.ids])):
            self.assertIn("AccessError", self.call("res.partner", method, *args), method)
        self.assertIn("AccessError", self.call("lampo.privacy.access.log", "_delete_before", "2099-01-01"))

    def test_customer_service_cannot_reveal_and_a_reveal_is_logged(self):
        for ask in (self.call, self.xmlrpc):
            answer = ask("res.partner", "action_reveal_identity_code", self.partner.ids, "Perintä")
            self.assertFalse(self._tells(answer))
        self._as("lampo_officer")
        self.assertIn(CODE, self.call("res.partner", "action_reveal_identity_code", self.partner.ids, "Perintä"))
        self.assertTrue(self.env["lampo.privacy.access.log"].search(
            [("partner_id", "=", self.partner.id), ("kind", "=", "reveal"), ("user_id", "=", self.user_officer.id)]))

    def test_errors_do_not_repeat_the_code(self):
        self._as("lampo_officer")
        for method, args in (("write", [self.partner.ids, {"identity_code": "010170-901L"}]),
                             ("create", [{"name": "x", "identity_code": CODE}])):
            answer = self.call("res.partner", method, *args)
            self.assertIn("Error", answer)
            self.assertNotIn("901", answer)
