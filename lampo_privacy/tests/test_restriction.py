# Part of lampo_privacy. LGPL-3.
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..models.heat_contract import finnish_today
from .common import LampoCase


@tagged("post_install", "-at_install")
class TestRestriction(LampoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls._partner("Kaarlo Koivu")
        cls.address = cls._partner(False, parent_id=cls.partner.id, type="invoice", street="Kaukokatu 1")
        cls.contract = cls._contract(cls.partner, cls._site(), "2010-05-01")
        cls.partner.processing_restricted = True

    def _sees(self, user, partner=None):
        partner = partner or self.partner
        return bool(self.env["res.partner"].with_user(user).search([("id", "=", partner.id)]))

    def test_customer_service_does_not_see_a_restricted_person(self):
        self.assertFalse(self._sees(self.user_service))
        self.assertFalse(self._sees(self.user_nobody))
        with self.assertRaises(AccessError):
            self.partner.with_user(self.user_service).read(["name"])

    def test_officers_and_accountants_do(self):
        for user in (self.user_officer, self.user_manager, self.user_accountant):
            self.assertTrue(self._sees(user), user.login)

    def test_the_addresses_of_a_restricted_person_are_hidden_too(self):
        self.assertFalse(self._sees(self.user_service, self.address))
        self.assertTrue(self._sees(self.user_officer, self.address))

    def test_a_lifted_restriction_shows_the_person_again(self):
        self.partner.with_user(self.user_officer).action_lift_restriction(finnish_today(self.env.user), "phone")
        self.assertTrue(self._sees(self.user_service))

    def test_an_unmarked_person_stays_visible(self):
        self.env.cr.execute("UPDATE res_partner SET processing_restricted = NULL WHERE id = %s", [self.partner.id])
        self.env.invalidate_all()
        self.assertTrue(self._sees(self.user_service))

    def test_a_restricted_user_still_sees_himself_and_works(self):
        own = self.user_service.partner_id
        own.processing_restricted = True
        self.assertTrue(self._sees(self.user_service, own))
        self.assertEqual(self.env["res.users"].with_user(self.user_service).browse(self.user_service.id).name, own.name)
        self.assertTrue(self.env["res.users"].with_user(self.user_service).context_get())

    def test_customer_service_cannot_restrict_or_lift(self):
        other = self._partner("Liisa Lehto").with_user(self.user_service)
        with self.assertRaises(AccessError):
            other.write({"processing_restricted": True})
        with self.assertRaises(AccessError):
            other.create({"name": "Pekka Petäjä", "processing_restricted": True})
        fields = other.fields_get(["processing_restricted"], ["readonly"])
        self.assertTrue(fields["processing_restricted"]["readonly"])

    def test_the_day_of_anonymisation_is_the_systems_to_write(self):
        with self.assertRaises(AccessError):
            self.partner.with_user(self.user_manager).anonymised_on = "2026-01-01"
        self._partner("Liisa Lehto").sudo().anonymised_on = "2026-01-01"

    def test_a_superuser_run_sees_restricted_people(self):
        found = self.env["res.partner"].with_user(self.user_service).sudo().search([("id", "=", self.partner.id)])
        self.assertEqual(found, self.partner)

    def test_the_contract_of_a_restricted_person_is_hidden_too(self):
        """Its customer's name would show: Odoo reads display names as superuser. See test_restricted_names."""
        with self.assertRaises(AccessError):
            self.contract.with_user(self.user_service).read(["partner_id"])
        self.assertTrue(self.contract.with_user(self.user_officer).read(["partner_id"]))

    def test_a_message_by_a_restricted_person_can_be_read(self):
        other = self._partner("Liisa Lehto")
        message = other.message_post(body="Hei", author_id=self.partner.id)
        message.with_user(self.user_service).read(["author_id", "body"])

    def test_every_role_opens_the_partner_form(self):
        for user in (self.user_service, self.user_officer, self.user_accountant, self.user_nobody):
            arch = self.env["res.partner"].with_user(user).get_view(None, "form")["arch"]
            self.assertEqual('name="identity_code"' in arch, user == self.user_officer, user.login)
            self.assertEqual('name="privacy"' in arch, user in (self.user_service, self.user_officer), user.login)
