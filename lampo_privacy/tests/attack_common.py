# Part of lampo_privacy. LGPL-3.
import contextlib
import json
import os
import xmlrpc.client
from datetime import datetime, timedelta
from unittest.mock import patch

from odoo import Command, http
from odoo.tests import HttpCase, new_test_user
from odoo.tools import SQL, mute_logger

from ..engine import keyring, opening
from ..tools.secrets_box import new_key
from .common import LampoCase

CODE = "010170-901K"
FREE = "020280-902M"
PASSWORD = "lampo-testi-1"
SEALED = ("identity_code_cipher", "identity_code_hash")


class AttackCase(LampoCase, HttpCase):
    """Every way to a code, over real HTTP as a logged-in user. An attack wins when its answer for a code that is stored
    differs from its answer for one that is not, or holds what is stored. Each attack is also run with its guard taken
    away, where it must win: so it is the guard that stops it, and the attack is a real one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(patch.dict(os.environ, {keyring.VARIABLE: new_key()}))
        export = Command.link(cls.env.ref("base.group_allow_export").id)
        cls.user_system = cls._user("lampo_system", "base.group_system,base.group_partner_manager")
        new_test_user(cls.env, login="lampo_portal", groups="base.group_portal", password=PASSWORD)
        for user in (cls.user_service, cls.user_officer, cls.user_manager, cls.user_accountant, cls.user_nobody,
                     cls.user_system):
            user.write({"password": PASSWORD, "group_ids": [export]})
        cls.partner = cls._partner("Kaarlo Koivu")
        cls.partner.sudo().identity_code = CODE
        cls.contract = cls._contract(cls.partner, cls._site(), "2020-01-01")
        cls._months(cls.contract.site_id, "2024-01-01", 1, 1.0)
        cls.invoice = cls.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": cls.partner.id,
            "invoice_line_ids": [Command.create({"name": "Lämpö", "price_unit": 10.0})]})
        cls.env["res.partner.bank"].create({"acc_number": "FI21 1234 5600 0007 85", "partner_id": cls.partner.id})
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
        return json.dumps(answer.get("result"))

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
    def export(self, fmt, *names, domain=()):
        """Of the contact, or of whatever a domain finds."""
        answer = self.url_open(f"/web/export/{fmt}", data={
            "csrf_token": http.Request.csrf_token(self),
            "data": json.dumps({
                "model": "res.partner", "ids": not domain and self.partner.ids, "domain": domain,
                "import_compat": False, "context": {}, "groupby": [],
                "fields": [{"name": name, "label": name, "type": "char"} for name in names]}),
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
    def _open_fields(self, **also):
        """Without the groups of the fields, in contacts and in the users that inherit them."""
        names = ("identity_code", *SEALED)
        fields = [self.env[model]._fields[name] for model in ("res.partner", "res.users") for name in names]
        with contextlib.ExitStack() as stack:
            for field in fields:
                for attribute, value in {"groups": None, "exportable": True, **also}.items():
                    stack.enter_context(patch.object(field, attribute, value))
            self.env.registry.clear_cache()
            yield
        self.env.registry.clear_cache()

    @contextlib.contextmanager
    def _open_search(self):
        """Without the check of the searcher, and of what is searched for."""

        def search(records, operator, value):
            box = keyring.box(records.env)
            values = list(value) if operator in ("in", "not in") else [value]
            digests = [digest for one in values for digest in box.digests(str(one))]
            found = records.sudo().search([("identity_code_hash", "in", digests)])
            return [("id", "in", found.ids)]

        with self._open_fields(), patch.object(type(self.env["res.partner"]), "_search_identity_code", search):
            yield

    def _open_mask(self):
        """The field gives what is stored, and not the mask."""

        def compute(records):
            for partner in records:
                sealed = partner.identity_code_cipher
                partner.identity_code = sealed and opening.open_code(records.env, partner.id, sealed)

        return patch.object(type(self.env["res.partner"]), "_compute_identity_code", compute)

    # -- runs ----------------------------------------------------------------------------------------------------

    def _each_fails_and_wins_without(self, attacks, wins, guard):
        """Each attack fails; and wins as soon as its guard is away."""
        for name, attack in attacks.items():
            self.assertFalse(wins(attack), f"{name} ({self.login})")
        with guard():
            for name, attack in attacks.items():
                self.env.invalidate_all()
                self.assertTrue(wins(attack), f"{name}: would not win without its guard either")
