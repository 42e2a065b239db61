# Part of lampo_privacy. LGPL-3.
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import LampoCase

HEAT_MODELS = ("lampo.heat.site", "lampo.heat.contract", "lampo.heat.meter", "lampo.heat.consumption")


@tagged("post_install", "-at_install")
class TestHeatAccess(LampoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Naapurin Lämpö Oy"})
        cls.partner = cls._partner("Paavo Pääsy")
        cls.records = {company: cls._records_of(company) for company in (cls.company, cls.other)}

    @classmethod
    def _records_of(cls, company):
        site = cls._site(company_id=company.id)
        contract = cls._contract(cls.partner, site, "2025-01-01")
        meter = cls.env["lampo.heat.meter"].create({"serial": f"M-{company.id}", "site_id": site.id})
        return {record._name: record for record in (site, contract, meter, cls._months(site, "2025-01-01", 1, 1.0))}

    def test_customer_service_enters_and_changes_but_does_not_delete(self):
        for model in HEAT_MODELS:
            records = self.env[model].with_user(self.user_service)
            rights = [records.has_access(right) for right in ("read", "write", "create", "unlink")]
            self.assertEqual(rights, [True, True, True, False], model)

    def test_the_officer_may_delete(self):
        for model in HEAT_MODELS:
            self.assertTrue(self.env[model].with_user(self.user_officer).has_access("unlink"), model)

    def test_the_accountant_reads_only(self):
        for model in HEAT_MODELS:
            records = self.env[model].with_user(self.user_accountant)
            rights = [records.has_access(right) for right in ("read", "write", "create", "unlink")]
            self.assertEqual(rights, [True, False, False, False], model)

    def test_others_see_nothing_of_the_heat(self):
        for model in (*HEAT_MODELS, "lampo.heat.report", "lampo.heat.handover"):
            self.assertFalse(self.env[model].with_user(self.user_nobody).has_access("read"), model)
        with self.assertRaises(AccessError):
            self.partner.with_user(self.user_nobody).read(["heat_consumption_12m"])
        menus = self.env["ir.ui.menu"].with_user(self.user_nobody)._visible_menu_ids()
        self.assertNotIn(self.env.ref("lampo_privacy.menu_heat").id, menus)

    def test_records_of_another_company_are_not_seen(self):
        for user in (self.user_service, self.user_manager, self.user_accountant):
            for model in HEAT_MODELS:
                both = self.records[self.company][model] | self.records[self.other][model]
                found = self.env[model].with_user(user).search([("id", "in", both.ids)])
                self.assertEqual(found, self.records[self.company][model], model)

    def test_a_site_of_another_company_cannot_be_entered(self):
        with self.assertRaises(AccessError):
            self.env["lampo.heat.site"].with_user(self.user_service).create(
                {"name": "Vieras", "company_id": self.other.id}
            )

    def test_the_whole_menu_opens_for_customer_service_and_accountant(self):
        for user in (self.user_service, self.user_accountant):
            for name in ("site", "contract", "meter", "consumption", "report", "customer"):
                action = self.env.ref(f"lampo_privacy.action_heat_{name}")
                records = self.env[action.res_model].with_user(user)
                views = [(view_id, view_type) for view_id, view_type in action.views if view_type != "activity"]
                self.assertEqual(len(records.get_views(views)["views"]), len(views), action.name)

    def test_buttons_open_what_belongs_to_the_record(self):
        """For each role: the stat buttons lead to records that the role may read."""
        contract = self.records[self.company]["lampo.heat.contract"]
        for user in (self.user_service, self.user_accountant):
            site, deal, partner = (
                record.with_user(user) for record in (contract.site_id, contract, contract.partner_id)
            )
            for action in (
                site.action_contracts(),
                site.action_meters(),
                site.action_consumption(),
                deal.action_consumption(),
                partner.action_heat_contracts(),
                partner.action_heat_consumption(),
            ):
                found = self.env[action["res_model"]].with_user(user).search(action["domain"])
                self.assertTrue(found, action["name"])
