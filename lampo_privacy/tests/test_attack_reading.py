# Part of lampo_privacy. LGPL-3.
import base64

from odoo.tests import tagged

from ..tools.identity_codes import MASK
from .attack_common import SEALED, AttackCase

CIPHER, HASH = SEALED


@tagged("post_install", "-at_install")
class TestAttacksByReading(AttackCase):
    """Reading, grouping, exporting, saving: none gives the code or what is stored of it."""

    def _mine(self):
        return [["id", "in", self.partner.ids]]

    def _reading(self, *names):
        """Ways that hand out the values of fields."""
        ids, domain, names = self.partner.ids, self._mine(), list(names)
        spec = {name: {} for name in names}
        through = {"partner_id": {"fields": spec}}
        call = self.call
        return {
            "read": lambda: call("res.partner", "read", ids, names),
            "web_read": lambda: call("res.partner", "web_read", ids, specification=spec),
            "web_search_read": lambda: call(
                "res.partner", "web_search_read", domain=domain, specification=spec, count_limit=1),
            "search_read": lambda: call("res.partner", "search_read", domain, names),
            "web_save": lambda: call("res.partner", "web_save", ids, {}, specification=spec),
            "web_save_multi": lambda: call("res.partner", "web_save_multi", ids, [{}], specification=spec),
            "web_resequence": lambda: call(
                "res.partner", "web_resequence", ids, specification=spec, field_name="color"),
            "web_name_search": lambda: call(
                "res.partner", "web_name_search", name="Koivu", specification=spec, domain=domain),
            "through a contract": lambda: call(
                "lampo.heat.contract", "web_read", self.contract.ids, specification=through),
            "onchange": lambda: call("lampo.heat.contract", "onchange", [], {"partner_id": ids[0]}, [],
                                     {"partner_id": {"fields": spec}, "site_id": {}}, context={
                                         "default_partner_id": ids[0]}),
            "export_data": lambda: call("res.partner", "export_data", ids, [".id", *names]),
            "export of a contract": lambda: call(
                "lampo.heat.contract", "export_data", self.contract.ids, [f"partner_id/{name}" for name in names]),
            "csv": lambda: self.export("csv", *names),
            "json-2 read": lambda: self.json2("res.partner", "read", ids=ids, fields=names),
            "json-2 search_read": lambda: self.json2("res.partner", "search_read", domain=domain, fields=names),
            "xml-rpc read": lambda: self.xmlrpc("res.partner", "read", ids, names),
            "xml-rpc search_read": lambda: self.xmlrpc("res.partner", "search_read", domain, names),
        }

    def _grouping(self):
        """Ways that need a stored field."""
        domain, call = self._mine(), self.call

        def group(model, domain, groupby, aggregates):
            return lambda: call(model, "formatted_read_group", domain, groupby, aggregates)

        return {
            "formatted_read_group": group("res.partner", domain, [CIPHER], ["__count"]),
            "an aggregate": group("res.partner", domain, [], [f"{HASH}:max"]),
            "an array": group("res.partner", domain, [], [f"{CIPHER}:array_agg"]),
            "grouped through a contract": group("lampo.heat.contract", [], [f"partner_id.{CIPHER}"], ["__count"]),
            "grouping sets": lambda: call(
                "res.partner", "formatted_read_grouping_sets", domain, [[CIPHER]], ["__count"]),
            "web_read_group": lambda: call("res.partner", "web_read_group", domain, [CIPHER], ["__count"]),
            "read_group": lambda: call("res.partner", "read_group", domain, [CIPHER], [CIPHER]),
            "progress bar": lambda: call(
                "res.partner", "read_progress_bar", domain, CIPHER, {"field": "type", "colors": {"contact": "x"}}),
        }  # fmt: skip

    def _all(self):
        return {**self._reading(*SEALED), **self._grouping()}

    def _no_leak(self, login, attacks):
        self._as(login)
        for name, attack in attacks.items():
            self.assertFalse(self._tells(attack()), f"{name} ({login})")

    def test_customer_service_reads_nothing_of_it_by_any_way(self):
        # what a new record answers is computed in memory, where no field is asked for its stored value
        attacks = self._all()
        attacks.pop("onchange")
        self._each_fails_and_wins_without(attacks, lambda attack: self._tells(attack()), self._open_fields)

    def test_nobody_reads_what_is_stored(self):
        for login in ("lampo_officer", "lampo_manager", "lampo_accountant", "lampo_nobody", "lampo_system",
                      "lampo_portal", "lampo_service"):  # fmt: skip
            self._no_leak(login, self._all())

    def test_no_address_of_the_server_hands_it_out(self):
        """Files, pictures, the fields that an export offers, and the card of a contact."""
        for login in ("lampo_officer", "lampo_service", "lampo_system", "lampo_portal"):
            self._as(login)
            for name in ("identity_code", *SEALED):
                for way in ("content", "image"):
                    answer = self.url_open(f"/web/{way}/res.partner/{self.partner.id}/{name}")
                    told = answer.content + base64.b64encode(answer.content)
                    self.assertFalse(self._tells(told.decode("latin-1")), f"{way} {name} ({login})")
            self.assertFalse(self._tells(self.url_open(f"/web/partner/vcard?partner_ids={self.partner.id}").text))
        self._as("lampo_service")
        offered = lambda: self.url_open("/web/export/get_fields", json={"jsonrpc": "2.0", "params": {  # noqa: E731
            "model": "res.partner", "domain": []}}).text
        self._each_fails_and_wins_without({"get_fields": offered}, lambda attack: "identity_code" in attack(),
                                          self._open_fields)

    def test_no_other_public_method_of_a_contact_hands_it_out(self):
        """Those that take the name of a field, whatever they do with it."""
        ids, call = self.partner.ids, self.call
        for login in ("lampo_service", "lampo_officer", "lampo_nobody"):
            self._as(login)
            for name in SEALED:
                for method, args in (
                    ("filtered_domain", [ids, [[name, "!=", False]]]), ("mapped", [ids, name]),
                    ("filtered", [ids, name]), ("sorted", [ids, name]), ("grouped", [ids, name]),
                    ("get_field_translations", [ids, name]), ("fetch", [ids, [name]]),
                    ("search_fetch", [[], [name]]), ("default_get", [[name]]),
                    ("name_create", [name]), ("copy", [ids, {name: "x"}]),
                ):
                    answer = call("res.partner", method, *args)
                    self.assertFalse(self._tells(answer), f"{method} ({login})")
                    if method == "filtered_domain":
                        self.assertIn("Error", answer, login)

    def test_through_an_invoice_neither(self):
        self._as("lampo_accountant")
        through = {"partner_id": {"fields": {name: {} for name in SEALED}}}
        attacks = {
            "invoice": lambda: self.call("account.move", "web_read", self.invoice.ids, specification=through),
            "its export": lambda: self.call(
                "account.move", "export_data", self.invoice.ids, [f"partner_id/{name}" for name in SEALED]),
            "its groups": lambda: self.call("account.move", "formatted_read_group",
                                            [["id", "in", self.invoice.ids]], [f"partner_id.{CIPHER}"], ["__count"]),
        }
        self._each_fails_and_wins_without(attacks, lambda attack: self._tells(attack()), self._open_fields)

    def test_nor_through_a_user_who_is_a_customer_too(self):
        """Users inherit the fields of their contact, and a user may read some of his own."""
        self.user_service.partner_id.sudo().identity_code = "030390-903P"
        sealed = self.user_service.partner_id.sudo().identity_code_cipher
        attack = lambda: self.call("res.users", "read", self.user_service.ids, [CIPHER])  # noqa: E731
        self._each_fails_and_wins_without({"own user": attack}, lambda attack: sealed in attack(), self._open_fields)

    def test_a_copy_takes_nothing_along(self):
        def attack():
            return self.call("res.partner", "copy_data", self.partner.ids)

        self._each_fails_and_wins_without(
            {"copy_data": attack}, lambda attack: self._tells(attack()), lambda: self._open_fields(copy=True))

    def test_what_the_officer_reads_is_the_mask(self):
        self._as("lampo_officer")
        ways = self._reading("identity_code")
        # a contact as it is named in a field has no form and so no mask
        ways.pop("onchange")
        for name, attack in ways.items():
            answer = attack()
            self.assertIn(MASK[:3], answer if MASK[:3] in answer else answer.encode().decode("unicode_escape"), name)
        self._each_fails_and_wins_without(ways, lambda attack: self._tells(attack()), self._open_mask)

    def test_the_field_is_not_even_named_to_others(self):
        for login in ("lampo_service", "lampo_accountant", "lampo_nobody", "lampo_portal", "lampo_system"):
            self._as(login)
            attack = lambda: self.call("res.partner", "fields_get", ["identity_code", *SEALED], ["type"])  # noqa: E731
            self._each_fails_and_wins_without(
                {"fields_get": attack}, lambda attack: "identity_code" in attack(), self._open_fields)
