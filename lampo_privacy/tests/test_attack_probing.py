# Part of lampo_privacy. LGPL-3.
import io
import logging
from unittest.mock import patch

from odoo.tests import tagged

from ..tools import log_mask
from .attack_common import CODE, FREE, SEALED, AttackCase

CIPHER, HASH = SEALED


def domain(code, path="identity_code", operator="="):
    return [[path, operator, code]]


@tagged("post_install", "-at_install")
class TestAttacksByProbing(AttackCase):
    """Searching and sorting: nobody who may not ask learns whether a code is in the register."""

    def _through(self, *paths):
        """Counts of a model by a path that leads to the code of a contact."""
        return {
            f"{model} {path}": lambda code, model=model, path=path: self.call(
                model, "search_count", domain(code, path))
            for model, path in paths
        }

    def _probing(self):
        call, bar = self.call, {"field": "type", "colors": {"contact": "x"}}
        return {
            **self._through(
                ("res.partner", "identity_code"), ("res.partner", "commercial_partner_id.identity_code"),
                ("lampo.heat.contract", "partner_id.identity_code"),
                ("lampo.heat.site", "contract_ids.partner_id.identity_code"),
                ("lampo.heat.consumption", "partner_id.identity_code"),
                ("res.partner.bank", "partner_id.identity_code"),
            ),
            "any": lambda code: call("lampo.heat.contract", "search_count", [["partner_id", "any", domain(code)]]),
            "search": lambda code: call("res.partner", "search", domain(code)),
            "search_read": lambda code: call("res.partner", "search_read", domain(code), ["id"]),
            "web_search_read": lambda code: call(
                "res.partner", "web_search_read", domain=domain(code), specification={"id": {}}, count_limit=1),
            "name_search": lambda code: call("res.partner", "name_search", name="", domain=domain(code)),
            "web_name_search": lambda code: call(
                "res.partner", "web_name_search", name="", specification={"id": {}}, domain=domain(code)),
            "formatted_read_group": lambda code: call(
                "res.partner", "formatted_read_group", domain(code), [], ["__count"]),
            "web_read_group": lambda code: call("res.partner", "web_read_group", domain(code), ["type"], ["__count"]),
            "read_group": lambda code: call("res.partner", "read_group", domain(code), ["type"], ["type"]),
            "progress bar": lambda code: call("res.partner", "read_progress_bar", domain(code), "type", bar),
            "search panel": lambda code: call(
                "res.partner", "search_panel_select_range", "type", search_domain=domain(code), enable_counters=True),
            "search panel of many": lambda code: call("res.partner", "search_panel_select_multi_range", "type",
                                                      search_domain=domain(code), enable_counters=True),
            "export": lambda code: self.export("csv", "name", domain=domain(code)),
            "json-2": lambda code: self.json2("res.partner", "search_count", domain=domain(code)),
            "xml-rpc": lambda code: self.xmlrpc("res.partner", "search_count", domain(code)),
        }  # fmt: skip

    def _refused_everywhere(self, login, attacks):
        self._as(login)
        for name, attack in attacks.items():
            self.assertFalse(self._differs(attack), f"{name} ({login})")

    def test_customer_service_does_not_learn_whether_a_code_exists(self):
        self._each_fails_and_wins_without(self._probing(), self._differs, self._open_search)

    def test_nor_does_anybody_else_who_may_not_ask(self):
        for login in ("lampo_accountant", "lampo_nobody", "lampo_system", "lampo_portal"):
            self._refused_everywhere(login, self._probing())

    def test_nor_through_the_books(self):
        self._as("lampo_accountant")
        attacks = self._through(
            ("account.move", "partner_id.identity_code"), ("account.move.line", "partner_id.identity_code"),
            ("account.move", "line_ids.partner_id.identity_code"),
        )
        self._each_fails_and_wins_without(attacks, self._differs, self._open_search)

    def test_nor_through_what_every_employee_reads(self):
        """A user with a contact that has a code: found by the path from users, messages and followers."""
        contact = self.user_nobody.partner_id.sudo()
        self.partner.sudo().identity_code = False
        contact.identity_code = CODE
        message = contact.message_post(body="Moi")
        message.author_id = contact
        contact.message_subscribe(contact.ids)
        self.env.flush_all()
        self._as("lampo_nobody")
        attacks = self._through(
            ("res.users", "identity_code"), ("res.users", "partner_id.identity_code"),
            ("mail.followers", "partner_id.identity_code"), ("res.partner", "user_ids.partner_id.identity_code"),
        )
        self._each_fails_and_wins_without(attacks, self._differs, self._open_search)

    def test_the_officer_asks_by_whole_code_only(self):
        self._as("lampo_officer")
        self.assertTrue(self._differs(self._probing()["res.partner identity_code"]))
        for operator, stored, free in (
            ("like", CODE[:6], FREE[:6]), ("=like", CODE[:6] + "%", FREE[:6] + "%"), ("ilike", CODE, FREE),
            ("!=", CODE, FREE), ("not in", [CODE], [FREE]), ("in", [CODE, "x"], [FREE, "x"]),
        ):  # fmt: skip
            for value in (stored, free):
                self.assertIn("Error", self.call("res.partner", "search_count", domain(value, operator=operator)))
        with self._open_search():
            self.assertEqual(self.call("res.partner", "search_count", domain([CODE, FREE], operator="in")), "1")

    def test_what_is_stored_is_not_searched(self):
        for login in ("lampo_service", "lampo_officer", "lampo_system"):
            self._as(login)
            attacks = {
                operator: lambda value, operator=operator: self.call(
                    "res.partner", "search_count", [["id", "in", self.partner.ids], [HASH, operator, value]])
                for operator in ("=", "like", ">=")
            }

            def wins(attack):
                return attack(self.sealed[1]) != attack("zz")

            for name, attack in attacks.items():
                self.assertFalse(wins(attack), name)
        self._as("lampo_service")
        self._each_fails_and_wins_without(attacks, wins, self._open_fields)

    def test_sorting_by_it_tells_no_order(self):
        """Without the guard the order of what is stored is told."""
        second = self._partner("Liisa Lehto")
        second.sudo().identity_code = FREE
        mine = [["id", "in", [self.partner.id, second.id]]]
        attacks = {
            "search_read": lambda: self.call("res.partner", "search_read", mine, ["id"], 0, 2, HASH),
            "search": lambda: self.call("res.partner", "search", mine, 0, 2, f"{HASH} desc"),
            "web_search_read": lambda: self.call(
                "res.partner", "web_search_read", domain=mine, specification={"id": {}}, order=HASH),
            "groups": lambda: self.call(
                "res.partner", "formatted_read_group", mine, ["type"], ["__count"], order=f"{HASH}:max"),
            "having": lambda: self.call("res.partner", "formatted_read_group", mine, ["type"], ["__count"],
                                        having=[[f"{HASH}:max", ">", ""]]),
        }
        self._each_fails_and_wins_without(attacks, lambda attack: "Error" not in attack(), self._open_fields)

    def test_the_server_log_repeats_no_code_that_was_searched_for(self):
        """A broken search is logged with its traceback; what was searched for is masked in it."""
        self._as("lampo_officer")
        # setLevel, and no patch of the level: a logger remembers what it was asked before, and forgets it by that alone
        log = logging.getLogger("odoo.http")
        log.isEnabledFor(logging.ERROR)
        self.addCleanup(log.setLevel, log.level)
        log.setLevel(logging.INFO)

        def logged():
            into = io.StringIO()
            handler = logging.StreamHandler(into)
            logging.getLogger().addHandler(handler)
            log_mask.install()
            for operator in ("=", "like", "no such operator"):
                self.url_open("/web/dataset/call_kw/res.partner/search", json={
                    "jsonrpc": "2.0", "method": "call", "params": {
                        "model": "res.partner", "method": "search", "args": [domain(CODE, operator=operator)],
                        "kwargs": {}}})
            logging.getLogger().removeHandler(handler)
            self.assertIn("Invalid operator", into.getvalue())
            return into.getvalue()

        self.assertNotIn(CODE, logged())
        with patch.object(log_mask.MaskCodes, "filter", lambda self, record: True):
            self.assertIn(CODE, logged())
