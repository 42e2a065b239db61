# Part of lampo_privacy. LGPL-3.
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import LampoCase

NAME = "Kaarlo Salattu"


@tagged("post_install", "-at_install")
class TestRestrictedDocuments(LampoCase):
    """What other addons hold of a restricted person is stored only: for who has their rights and not the officer's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner, cls.free = cls._partner(NAME), cls._partner("Liisa Lehto")
        cls.user_service.group_ids += cls.env.ref("base.group_partner_manager")
        cls.user_service.group_ids += cls.env.ref("analytic.group_analytic_accounting")
        cls.invoicer = cls._user("lampo_invoicer", "account.group_account_invoice,base.group_partner_manager")
        cls.plan = cls.env["account.analytic.plan"].create({"name": "Kohteet"})
        cls.works, cls.other_works = (cls._works(partner) for partner in (cls.partner, cls.free))
        cls.account, cls.other_account = cls.env["res.partner.bank"].create([
            {"acc_number": number, "partner_id": partner.id}
            for number, partner in (("FI2112345600000785", cls.partner), ("FI7944052020036082", cls.free))])
        cls.partner.with_user(cls.user_officer).processing_restricted = True
        cls.env.flush_all()

    @classmethod
    def _works(cls, partner):
        """A document of another addon that need not be booked."""
        return cls.env["account.analytic.account"].create(
            {"name": "Kaivuu", "plan_id": cls.plan.id, "partner_id": partner.id})

    def _refused(self):
        return self.assertRaises(AccessError)

    def test_a_document_is_hidden_as_its_person_is(self):
        documents = (self.works | self.other_works).with_user(self.user_service)
        self.assertEqual(documents.search([("id", "in", documents.ids)]), self.other_works)
        for step in (lambda: documents[0].read(["name"]), lambda: documents[0].write({"name": "Muu"}),
                     documents[0].unlink, documents[0].copy):
            with self._refused():
                step()
        self.assertTrue(documents[1].read(["name"]))

    def test_without_the_rule_it_would_be_read(self):
        with patch.object(type(self.env["ir.rule"]), "_lampo_document_domain", lambda self, model: None):
            self.assertTrue(self.works.with_user(self.user_service).read(["name"]))

    def test_officers_and_accountants_see_the_document(self):
        for user in (self.user_officer, self.user_accountant):
            user.group_ids += self.env.ref("analytic.group_analytic_accounting")
            self.assertTrue(self.works.with_user(user).read(["name"]), user.login)

    def test_a_document_of_a_colleague_or_of_oneself_is_not_hidden(self):
        for colleague in (self.user_manager, self.user_service):
            works = self._works(colleague.partner_id)
            colleague.partner_id.processing_restricted = True
            self.assertTrue(works.with_user(self.user_service).read(["name"]), colleague.login)

    def test_a_restricted_customer_sees_the_own_documents_in_the_portal(self):
        customer = self._user("lampo_portal", "base.group_portal")
        works = self._works(customer.partner_id)
        customer.partner_id.processing_restricted = True
        rules = self.env["ir.rule"].with_user(customer)
        self.assertTrue(works.filtered_domain(rules._compute_domain(works._name)))

    def test_the_bank_account_is_neither_read_nor_changed(self):
        accounts = (self.account | self.other_account).with_user(self.user_service)
        self.assertEqual(accounts.search([("id", "in", accounts.ids)]), self.other_account)
        with self._refused():
            accounts[0].read(["acc_number"])
        for user in (self.user_service, self.invoicer, self.env.ref("base.user_root")):
            for step in (lambda account: account.write({"acc_number": "FI1410093000123458"}),
                         lambda account: account.unlink()):
                with self._refused():
                    step(self.account.with_user(user).sudo())
        self.assertEqual(self.account.sanitized_acc_number, "FI2112345600000785")
        self.other_account.with_user(self.user_service).acc_number = "FI1410093000123458"

    def test_groups_of_the_old_kind_do_not_name_the_person(self):
        entry = self.env["account.move"].create({"move_type": "entry", "partner_id": self.partner.id})
        with mute_logger("py.warnings"), self.assertWarns(DeprecationWarning):
            groups = [entry.with_user(user).read_group([("id", "=", entry.id)], ["partner_id"], ["partner_id"])
                      for user in (self.invoicer, self.user_accountant)]
        self.assertEqual([group[0]["partner_id"][1] for group in groups], ["Restricted person", NAME])

    def test_a_category_takes_in_and_lets_go_nobody_who_is_restricted(self):
        categories = self.env["res.partner.category"].with_user(self.user_service)
        with self._refused():
            categories.create({"name": "Uusi", "partner_ids": [Command.link(self.partner.id)]})
        category = categories.sudo().create({"name": "Vanha"})
        self.partner.with_user(self.user_officer).category_id = category
        with self._refused():
            category.write({"partner_ids": [Command.unlink(self.partner.id)]})
        category.write({"partner_ids": [Command.link(self.free.id)]})
        self.assertEqual(category.partner_ids, self.partner | self.free)
