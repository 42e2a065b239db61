# Part of lampo_privacy. LGPL-3.
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import LampoCase


@tagged("post_install", "-at_install")
class TestDataSubject(LampoCase):
    def _company(self, name, **values):
        return self._partner(name, is_company=True, **values)

    def test_a_natural_person_is_a_data_subject(self):
        partner = self._partner("Kaarlo Koivu")
        self.assertEqual(partner.legal_form, "person")
        self.assertTrue(partner.is_data_subject)

    def test_a_sole_trader_is_a_data_subject_as_company_or_not(self):
        for partner in (self._company("Tmi Kaarlo Koivu"), self._partner("Tmi Kaarlo Koivu")):
            self.assertEqual((partner.legal_form, partner.is_data_subject), ("sole_trader", True))

    def test_organisations_are_no_data_subjects(self):
        forms = {
            "Koivu Oy": "limited_company",
            "As Oy Koivula": "housing_company",
            "Koivu Ky": "partnership",
            "Osuuskunta Koivula": "cooperative",
            "Koivulan Martat ry": "association",
            "Koivulan kunta": "public",
        }
        partners = self.env["res.partner"].create([{"name": name, "is_company": True} for name in forms])
        self.assertEqual(partners.mapped("legal_form"), list(forms.values()))
        self.assertFalse(partners.filtered("is_data_subject"))

    def test_a_company_of_unknown_form_counts_as_a_person_until_decided(self):
        partner = self._company("Koivu")
        self.assertEqual((partner.legal_form, partner.is_data_subject), ("undecided", True))
        partner.legal_form = "other_organisation"
        self.assertFalse(partner.is_data_subject)

    def test_a_choice_by_hand_outlives_a_change_of_name(self):
        partner = self._company("Koivu")
        partner.legal_form = "association"
        partner.name = "Koivu Oy"
        self.assertEqual(partner.legal_form, "association")

    def test_without_a_choice_by_hand_the_form_follows_the_name(self):
        partner = self._company("Koivu")
        partner.name = "Koivu Oy"
        self.assertEqual(partner.legal_form, "limited_company")

    def test_going_back_to_what_the_name_tells_ends_the_choice_by_hand(self):
        partner = self._company("Koivu Oy")
        partner.legal_form = "association"
        partner.legal_form = "limited_company"
        partner.name = "Koivu Ky"
        self.assertEqual(partner.legal_form, "partnership")

    def test_a_contact_person_of_a_company_is_a_data_subject(self):
        company = self._company("Koivu Oy")
        contact = self._partner("Liisa Lehto", parent_id=company.id)
        self.assertTrue(contact.is_data_subject)
        self.assertIn("contact person", contact.data_subject_reason)

    def test_a_nameless_address_follows_its_parent(self):
        for name, subject in (("Koivu Oy", False), ("Tmi Koivu", True)):
            company = self._company(name)
            address = self._partner(False, parent_id=company.id, type="invoice", street="Kaukokatu 1")
            self.assertEqual(address.is_data_subject, subject)
        company.legal_form = "limited_company"
        self.assertFalse(address.is_data_subject)

    def test_a_person_cannot_be_given_the_form_of_an_organisation(self):
        with self.assertRaises(ValidationError):
            self._partner("Kaarlo Koivu", legal_form="limited_company")

    def test_a_company_that_turns_out_to_be_a_person_becomes_a_data_subject(self):
        partner = self._company("Koivu")
        partner.legal_form = "association"
        partner.is_company = False
        self.assertEqual((partner.legal_form, partner.is_data_subject), ("person", True))

    def test_undecided_ones_are_found_by_a_filter(self):
        partner = self._company("Koivu")
        found = self.env["res.partner"].search([("legal_form", "=", "undecided"), ("id", "=", partner.id)])
        self.assertEqual(found, partner)

    def test_every_form_has_a_reason(self):
        for form in dict(self.env["res.partner"]._fields["legal_form"].selection):
            self.assertTrue(self._company("Koivu", legal_form=form).data_subject_reason, form)


@tagged("post_install", "-at_install")
class TestBusinessId(LampoCase):
    def _company(self, number, country="base.fi"):
        values = {"country_id": self.env.ref(country).id} if country else {"country_id": False}
        return self._partner("Koivu Oy", is_company=True, company_registry=number, **values)

    def test_a_business_id_gets_its_usual_form(self):
        self.assertEqual(self._company("20774740").company_registry, "2077474-0")
        self.assertEqual(self._company(" FI20774740 ", None).company_registry, "2077474-0")

    def test_a_written_business_id_gets_its_usual_form(self):
        company = self._company("2077474-0")
        company.write({"company_registry": "0737546 2"})
        self.assertEqual(company.company_registry, "0737546-2")

    def test_a_wrong_business_id_is_refused(self):
        for country in ("base.fi", None):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self._company("2077474-1", country)

    def test_a_number_of_another_country_is_left_alone(self):
        self.assertEqual(self._company("HRB 12345", "base.de").company_registry, "HRB 12345")
        self.assertEqual(self._company("20774740", "base.se").company_registry, "20774740")

    def test_a_contact_of_a_foreign_company_carries_its_number(self):
        company = self._company("HRB 12345", "base.de")
        contact = self._partner("Lena Lind", parent_id=company.id, country_id=self.env.ref("base.fi").id)
        self.assertEqual(contact.company_registry, "HRB 12345")

    def test_a_foreign_number_is_refused_when_the_company_becomes_finnish(self):
        company = self._company("HRB 12345", "base.de")
        with self.assertRaises(ValidationError):
            company.country_id = self.env.ref("base.fi")
