# Part of lampo_privacy. LGPL-3.
import json
from unittest.mock import patch

from odoo.addons.http_routing.tests.common import MockRequest
from odoo.exceptions import AccessError
from odoo.service import model as service
from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.misc import Callbacks
from odoo.tools.safe_eval import safe_eval

from ..engine import opening
from .attack_common import CODE, FREE, AttackCase


@tagged("post_install", "-at_install")
class TestAttacksByRevealing(AttackCase):
    """The one way to a code in clear: by the officer in person, with a purpose, and logged."""

    def _reveals(self):
        ids = self.partner.ids

        def wizard():
            made = self.call("lampo.privacy.reveal", "create", {"partner_id": ids[0], "purpose": "Perintä"})
            if "Error" in made:
                return made
            return self.call("lampo.privacy.reveal", "action_reveal", json.loads(made))

        return {
            "call": lambda: self.call("res.partner", "action_reveal_identity_code", ids, "Perintä"),
            "json-2": lambda: self.json2("res.partner", "action_reveal_identity_code", ids=ids, purpose="Perintä"),
            "xml-rpc": lambda: self.xmlrpc("res.partner", "action_reveal_identity_code", ids, "Perintä"),
            "wizard": wizard,
        }

    def _looks(self):
        return self.env["lampo.privacy.access.log"].search_count(
            [("partner_id", "=", self.partner.id), ("kind", "=", "reveal")])

    def test_nobody_but_the_officer_reveals_a_code(self):
        for login in ("lampo_accountant", "lampo_nobody", "lampo_portal", "lampo_system"):
            self._as(login)
            for name, attack in self._reveals().items():
                self.assertFalse(self._tells(attack()), f"{name} ({login})")
        self._as("lampo_service")
        ways = self._reveals()
        # closed by the rights of its model first
        self.assertIn("AccessError", ways.pop("wizard")())
        self._each_fails_and_wins_without(ways, lambda attack: self._tells(attack()), lambda: patch.object(
            type(self.env["res.partner"]), "_check_who_asks_for_the_code", lambda self: None))

    def test_each_look_of_the_officer_is_logged(self):
        self._as("lampo_officer")
        for number, attack in enumerate(self._reveals().values()):
            self.assertEqual(self._looks(), number)
            self.assertIn(CODE, attack())

    def test_without_a_purpose_there_is_no_look(self):
        self._as("lampo_officer")
        for purpose in ("", " ", False):
            answer = self.call("res.partner", "action_reveal_identity_code", self.partner.ids, purpose)
            self.assertNotIn(CODE, answer)
        self.assertEqual(self._looks(), 0)

    def test_private_methods_are_closed_to_rpc(self):
        attacks = {
            "store": lambda: self.call("res.partner", "_store_identity_code", [self.partner.id], FREE),
            "reseal": lambda: self.call("res.partner", "_reseal_identity_codes"),
            "page": lambda: self.call("res.partner", "_access_page", self.partner.ids),
            "sweep of the log": lambda: self.call("lampo.privacy.access.log", "_delete_before", "2019-01-01"),
            "forged look": lambda: self.call("lampo.privacy.access.log", "_note", "open"),
        }

        def unguarded(model, name):
            return getattr(type(model), name)

        self._as("lampo_officer")
        self._each_fails_and_wins_without(
            attacks, lambda attack: "AccessError" not in attack(),
            lambda: patch.object(service, "get_public_method", unguarded))

    def test_errors_do_not_repeat_the_code(self):
        self._as("lampo_officer")
        for method, args in (("write", [self.partner.ids, {"identity_code": "010170-901L"}]),
                             ("create", [{"name": "x", "identity_code": CODE}])):
            answer = self.call("res.partner", method, *args)
            self.assertIn("Error", answer)
            self.assertNotIn("901", answer)


@tagged("post_install", "-at_install")
class TestAttacksByStoredCode(AttackCase):
    """The server's administrator writes code and templates that ask as an officer, and that others set off."""

    def setUp(self):
        super().setUp()
        self._as("lampo_system")
        officer = f"with_user({self.user_officer.id})"
        person = f"['res.partner'].{officer}.browse({self.partner.id})"
        self.reveal = f"{person}.action_reveal_identity_code('x')"
        self.wizard = (f"['lampo.privacy.reveal'].{officer}.create({{'partner_id': {self.partner.id}, 'purpose': 'x'}})"
                       ".action_reveal()['params']['message']")
        self.search = f"['res.partner'].{officer}.search_count([('identity_code', '=', '{{code}}')])"

    @mute_logger("odoo.addons.base.models.ir_actions", "odoo.http")
    def _server_action(self, code):
        made = self.call("ir.actions.server", "create", {
            "name": "x", "model_id": self.env["ir.model"]._get_id("res.partner"), "state": "code",
            "code": f"raise UserError(str({code}))"})
        return self.call("ir.actions.server", "run", [int(made.strip("[]"))])

    @mute_logger("odoo.addons.base.models.ir_cron", "odoo.http")
    def _scheduled_action(self, code):
        made = self.call("ir.cron", "create", {
            "name": "x", "model_id": self.env["ir.model"]._get_id("res.partner"), "state": "code",
            "code": f"env['ir.config_parameter'].sudo().set_param('x_stolen', str({code}))"})
        cron = self.env["ir.cron"].sudo().browse(int(made.strip("[]")))
        with self.enter_registry_test_mode(), mute_logger("odoo.addons.base.models.ir_cron"):
            cron.method_direct_trigger()
        return self.env["ir.config_parameter"].sudo().get_param("x_stolen", "")

    def _template(self, expression, engine="inline"):
        """A template about the administrator's own contact, that looks at somebody else's."""
        values = {"name": "x", "model_id": self.env["ir.model"]._get_id("res.partner"), "subject": "x"}
        if engine == "inline":
            values["subject"] = f"{{{{ object.env{expression} }}}}"
        else:
            values["body_html"] = f"<p t-out=\"object.env{expression}\"/>".replace("'", "&#39;")
        made = self.call("mail.template", "create", values)
        if "Error" in made:
            return made
        reference = f"res.partner,{self.user_system.partner_id.id}"
        seen = self.call("mail.template.preview", "create", {
            "mail_template_id": int(made.strip("[]")), "resource_ref": reference})
        return self.call("mail.template.preview", "read", json.loads(seen), ["subject", "body_html", "error_msg"])

    def _ways(self):
        return {
            "server action": lambda: self._server_action(f"env{self.reveal}"),
            "server action by the wizard": lambda: self._server_action(f"env{self.wizard}"),
            "scheduled action": lambda: self._scheduled_action(f"env{self.reveal}"),
            "inline expression": lambda: self._template(self.reveal),
            "template": lambda: self._template(self.reveal, "qweb"),
        }

    def test_no_code_that_lies_in_the_database_opens_one(self):
        self._each_fails_and_wins_without(self._ways(), lambda attack: self._tells(attack()), lambda: patch.multiple(
            opening, asked_by_stored_code=lambda: False, asked_for_another=lambda env: False))

    def test_nor_does_code_that_it_puts_off(self):
        """What is left for the end of the transaction runs without the frames of what evaluated it."""
        put_off = {"function": f"def late():\n    seen.append(env{self.reveal})",
                   "lambda": f"late = lambda: seen.append(env{self.reveal})"}
        for name, code in put_off.items():
            seen, end = [], Callbacks()
            env = self.env(user=self.user_system.id)
            safe_eval(f"{code}\nend.add(late)", {"env": env, "seen": seen, "end": end}, mode="exec")
            with self.subTest(way=name), self.assertRaises(AccessError):
                end.run()
            self.assertEqual(seen, [])

    def test_a_call_of_one_user_opens_none_as_another(self):
        person = self.env["res.partner"].with_user(self.user_officer).browse(self.partner.id)
        with MockRequest(self.env(user=self.user_system.id)), self.assertRaises(AccessError):
            person.action_reveal_identity_code("x")
        with MockRequest(self.env(user=self.user_officer.id)):
            self.assertEqual(person.action_reveal_identity_code("x"), CODE)

    def test_nor_does_it_find_one(self):
        def attack(code):
            return self._server_action(f"env{self.search.format(code=code)}")

        self._each_fails_and_wins_without({"search": attack}, self._differs, lambda: patch.object(
            opening, "asked_by_stored_code", lambda: False))

    def test_a_superuser_run_opens_none(self):
        """Whoever gets code to run as the superuser still is no officer."""
        partner = self.env["res.partner"].browse(self.partner.id)
        for env in (self.env(user=1), self.env(user=self.user_system.id, su=True)):
            with self.assertRaises(Exception) as caught:
                partner.with_env(env).action_reveal_identity_code("x")
            self.assertIn("privacy officer", str(caught.exception))

    def test_nor_does_a_right_that_he_gives_his_own_group_open_the_register(self):
        self.env["ir.model.access"].create([{
            "name": "x", "model_id": self.env["ir.model"]._get_id(model), "perm_read": True,
            "group_id": self.env.ref("base.group_system").id} for model in ("lampo.heat.contract", "lampo.heat.site")])

        def attack():
            return self.call("lampo.heat.contract", "search_read", [], ["name", "partner_id"])

        self._each_fails_and_wins_without(
            {"contracts": attack}, lambda attack: "Koivu" in attack(), lambda: patch.object(
                type(self.env["ir.model.access"]), "_has_role", lambda self: True))

    def test_the_administrator_reads_no_customer_by_that(self):
        answer = json.loads(self.call("res.partner", "search_read", [["id", "in", self.partner.ids]], ["name"]))
        self.assertEqual(answer, [])
