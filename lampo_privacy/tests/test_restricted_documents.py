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
        cls.user_service.group_ids += cls.env.ref("product.group_product_manager")
        cls.invoicer = cls._user("lampo_invoicer", "account.group_account_invoice,base.group_partner_manager")
        cls.product = cls.env["product.template"].create({"name": "Kaivuu"})
        cls.offer, cls.other_offer = (cls._offer(partner) for partner in (cls.partner, cls.free))
        cls.account, cls.other_account = cls.env["res.partner.bank"].create([
            {"acc_number": number, "partner_id": partner.id}
            for number, partner in (("FI2112345600000785", cls.partner), ("FI7944052020036082", cls.free))])
        cls.partner.with_user(cls.user_officer).processing_restricted = True
        cls.env.flush_all()

    @classmethod
    def _offer(cls, partner):
        """A document of another addon that need not be booked: at what price somebody sells something."""
        return cls.env["product.supplierinfo"].create(
            {"product_tmpl_id": cls.product.id, "product_name": "Kaivuu", "partner_id": partner.id})

    def _refused(self):
        return self.assertRaises(AccessError)

    def test_a_document_is_hidden_as_its_person_is(self):
        documents = (self.offer | self.other_offer).with_user(self.user_service)
        self.assertEqual(documents.search([("id", "in", documents.ids)]), self.other_offer)
        for step in (lambda: documents[0].read(["product_name"]), lambda: documents[0].write({"product_name": "Muu"}),
                     documents[0].unlink, documents[0].copy):
            with self._refused():
                step()
        self.assertTrue(documents[1].read(["product_name"]))

    def _found(self, user, records):
        return records.with_user(user).search([("id", "in", records.ids)])

    def test_a_document_of_an_address_under_the_person_is_hidden_too(self):
        address = self.env["res.partner"].create({"type": "delivery", "parent_id": self.free.id, "street": "Uusitie 1"})
        offer = self._offer(address)
        self.assertEqual(seen := self._found(self.user_service, offer), offer)
        self.free.with_user(self.user_officer).processing_restricted = True
        self.assertFalse(self._found(self.user_service, offer))
        for step in (lambda: seen.read(["product_name"]), lambda: seen.write({"product_name": "Muu"})):
            with self._refused():
                step()

    def test_a_meeting_with_the_person_among_others_is_hidden(self):
        other = self._partner("Matti Muu")
        meetings = self.env["calendar.event"].with_context(no_mail_to_attendees=True).create([
            {"name": "Katselmus", "start": "2026-11-24 10:00:00", "stop": "2026-11-24 11:00:00", "privacy": "public",
             "partner_ids": [Command.set(people.ids)]} for people in (self.free | other, other)])
        self.free.with_user(self.user_officer).processing_restricted = True
        self.assertEqual(self._found(self.user_service, meetings), meetings[1])
        with self._refused():
            meetings[0].with_user(self.user_service).read(["name"])
        self.assertEqual(self._found(self.user_officer, meetings), meetings)

    def test_without_the_rule_it_would_be_read(self):
        with patch.object(type(self.env["ir.rule"]), "_lampo_document_domain", lambda self, model: None):
            self.assertTrue(self.offer.with_user(self.user_service).read(["product_name"]))

    def test_officers_and_accountants_see_the_document(self):
        for user in (self.user_officer, self.user_accountant):
            self.assertTrue(self.offer.with_user(user).read(["product_name"]), user.login)

    def test_what_costs_are_shared_out_to_stays(self):
        plan = self.env["account.analytic.plan"].create({"name": "Kohteet"})
        project = self.env["account.analytic.account"].with_user(self.user_officer).sudo().create(
            {"name": "Kaivuu", "plan_id": plan.id, "partner_id": self.partner.id})
        self.invoicer.group_ids += self.env.ref("analytic.group_analytic_accounting")
        self.assertEqual(project.with_user(self.invoicer).read(["partner_id"])[0]["partner_id"][1], "Restricted person")

    def test_a_document_of_a_colleague_or_of_oneself_is_not_hidden(self):
        for colleague in (self.user_manager, self.user_service):
            offer = self._offer(colleague.partner_id)
            colleague.partner_id.processing_restricted = True
            self.assertTrue(offer.with_user(self.user_service).read(["product_name"]), colleague.login)
            self.assertEqual(self._found(self.user_service, offer), offer, colleague.login)

    def test_a_restricted_customer_sees_the_own_documents_in_the_portal(self):
        customer = self._user("lampo_portal", "base.group_portal")
        offer = self._offer(customer.partner_id)
        customer.partner_id.processing_restricted = True
        domain = self.env["ir.rule"].with_user(customer)._compute_domain(offer._name)
        self.assertTrue(offer.filtered_domain(domain))
        self.assertIn(offer, offer.search(domain))
        self.assertFalse(self._found(self.user_service, offer))

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

    def test_a_copy_of_the_name_on_an_entry_is_masked_as_the_name_is(self):
        moves = self.env["account.move"].with_user(self.user_officer).sudo().create([
            {"move_type": "out_invoice", "partner_id": partner.id} for partner in (self.partner, self.free)])
        self.env.flush_all()
        copy = "invoice_partner_display_name"
        self.assertEqual([row[copy] for row in moves.with_user(self.invoicer).read([copy])],
                         ["Restricted person", "Liisa Lehto"])
        self.assertEqual(moves[0].with_user(self.invoicer).web_read({copy: {}})[0][copy], "Restricted person")
        self.assertEqual([row[copy] for row in moves.with_user(self.user_accountant).read([copy])],
                         [NAME, "Liisa Lehto"])
        self.assertEqual(moves.mapped(copy), [NAME, "Liisa Lehto"])

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
