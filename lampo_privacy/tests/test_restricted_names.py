# Part of lampo_privacy. LGPL-3.
import json
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import LampoCase

NAME = "Kaarlo Salattu"


@tagged("post_install", "-at_install")
class TestRestrictedNames(LampoCase):
    """A restricted person's name does not come to customer service through the records that name it (art. 18)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls._partner(NAME)
        cls.contact = cls._partner("Liisa Lehto")
        cls.site = cls._site()
        cls.contract = cls._contract(cls.partner, cls.site, "2020-01-01")
        cls.other = cls._contract(cls.contact, cls._site(name="Muu"), "2020-01-01")
        cls.env["lampo.heat.meter"].create({"serial": "M-1", "site_id": cls.site.id})
        cls.rows = cls._months(cls.site, "2024-01-01", 2, 1.0)
        cls.request = cls.env["lampo.privacy.request"].create(
            {"partner_id": cls.partner.id, "request_type": "restriction", "channel": "office"})
        cls.hold = cls.env["lampo.privacy.hold"].create(
            {"partner_id": cls.partner.id, "reason": "Perintä", "company_id": cls.company.id})
        cls.partner.processing_restricted = True
        cls.env.flush_all()

    def _models_with_a_person(self):
        for name, model in sorted(self.env.registry.items()):
            field = model._fields.get("partner_id")
            if name.startswith("lampo.") and field is not None and field.store and not model._transient:
                yield name

    def _all_that_is_read(self, user, model):
        records = self.env[model].with_user(user)
        if not records.has_access("read"):
            return ""
        fields = {name: {"fields": {"display_name": {}}} if field.relational else {}
                  for name, field in records._fields.items()
                  if name != "active_lang_count" and records._has_field_access(field, "read")}
        return json.dumps(records.web_search_read([], fields), default=str)

    def test_no_record_of_ours_tells_customer_service_the_name(self):
        names = list(self._models_with_a_person())
        self.assertIn("lampo.heat.contract", names)
        for model in [*names, "lampo.heat.site", "lampo.heat.meter"]:
            self.assertNotIn(NAME, self._all_that_is_read(self.user_service, model), model)

    def test_without_the_rule_it_would(self):
        rule = type(self.env["ir.rule"])
        self.env.registry.clear_cache()
        with patch.object(rule, "_lampo_domain", lambda self, model: None):
            read = self._all_that_is_read(self.user_service, "lampo.heat.contract")
            self.assertIn(f'"partner_id": {{"id": {self.partner.id}', read)
        self.env.registry.clear_cache()

    def test_officers_and_accountants_see_it(self):
        for user in (self.user_officer, self.user_accountant):
            self.assertIn(NAME, self._all_that_is_read(user, "lampo.heat.contract"), user.login)

    def test_others_contracts_stay_readable(self):
        found = self.env["lampo.heat.contract"].with_user(self.user_service).search([])
        self.assertIn(self.other, found)
        self.assertNotIn(self.contract, found)

    def test_the_name_cannot_be_probed_through_other_models(self):
        for model, path in (
            ("lampo.heat.site", "partner_id"),
            ("lampo.heat.site", "contract_ids.partner_id.name"),
            ("lampo.heat.meter", "site_id.contract_ids.partner_id.name"),
            ("lampo.heat.consumption", "partner_id.name"),
            ("lampo.heat.report", "partner_id"),
            ("lampo.privacy.request", "partner_id.name"),
        ):
            found = self.env[model].with_user(self.user_service).search([(path, "ilike", NAME)])
            self.assertFalse(found, f"{model} {path}")
            self.assertTrue(self.env[model].with_user(self.user_officer).search([(path, "ilike", NAME)]), path)

    def test_nor_by_searching_by_name(self):
        for model in ("lampo.heat.site", "lampo.heat.contract", "res.partner"):
            self.assertFalse(self.env[model].with_user(self.user_service).name_search("Salattu"), model)

    def test_groups_do_not_name_it(self):
        for model in ("lampo.heat.contract", "lampo.heat.consumption", "lampo.heat.report", "lampo.privacy.request"):
            groups = self.env[model].with_user(self.user_service).formatted_read_group([], ["partner_id"], ["__count"])
            self.assertNotIn(NAME, str(groups), model)

    def test_who_restricts_by_a_step_goes_back_to_the_list(self):
        request = self.env["lampo.privacy.request"].create(
            {"partner_id": self.contact.id, "request_type": "restriction", "channel": "office"})
        action = request.with_user(self.user_service).action_start()
        self.assertEqual(action["res_model"], "lampo.privacy.request")
        self.assertFalse(request.with_user(self.user_service).has_access("read"))

    def test_no_mask_is_stored_anywhere(self):
        self.assertEqual(self.partner.display_name, NAME)
        self.assertEqual(self.contract.with_user(self.user_service).sudo().partner_id.display_name, NAME)


@tagged("post_install", "-at_install")
class TestCustomersAreTheRegisters(LampoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._partner("Kaarlo Koivu")
        cls._contract(cls.customer, cls._site(), "2020-01-01")
        cls.supplier = cls._partner("Putki Oy", is_company=True)

    def test_who_has_no_role_does_not_see_customers(self):
        with self.assertRaises(AccessError):
            self.customer.with_user(self.user_nobody).read(["name"])
        self.assertFalse(self.env["res.partner"].with_user(self.user_nobody).name_search("Kaarlo Koivu"))
        self.assertTrue(self.supplier.with_user(self.user_nobody).read(["name"]))

    def test_the_server_s_administrator_is_not_by_that_an_officer(self):
        system = self._user("lampo_system", "base.group_system")
        for action in (
            lambda: self.customer.with_user(system).read(["name"]),
            lambda: self.customer.with_user(system).action_reveal_identity_code("x"),
            lambda: self.env["lampo.privacy.request"].with_user(system).search([]),
            lambda: self.env["lampo.heat.contract"].with_user(system).search([]),
        ):
            with self.assertRaises(AccessError):
                action()
        self.assertFalse(system.has_group("lampo_privacy.group_officer"))

    def test_a_colleague_who_is_a_customer_is_seen_as_a_colleague(self):
        colleague = self.user_officer.partner_id
        self._contract(colleague, self._site(name="Toinen"), "2020-01-01")
        self.assertTrue(colleague.with_user(self.user_nobody).read(["name"]))
        self.assertTrue(self.env["res.users"].with_user(self.user_nobody).search([("id", "=", self.user_officer.id)]))
