# Part of lampo_privacy. LGPL-3.
from odoo.tests import HttpCase, new_test_user, tagged

from .papers_common import real_papers


@tagged("post_install", "-at_install")
class TestPrivacyRequestTours(HttpCase):
    """The office, in a browser: from somebody at the counter to the letter that is filed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.officer = new_test_user(
            cls.env, login="tour_officer", groups="lampo_privacy.group_officer", lang="en_US", tz="Europe/Helsinki")
        cls.env["lampo.privacy.confidentiality.acceptance"]._accept(cls.officer)
        registers = cls.env["lampo.privacy.register"]
        registers.search([("company_id", "=", cls.env.company.id)]).active = False
        registers.create([{"name": name, "kind": kind, "company_id": cls.env.company.id, "sequence": number}
                          for number, (name, kind) in enumerate([("Laskutus", "billing"), ("Sivusto", "website")])])
        person = cls.env["res.partner"].create({
            "name": "Aino Esimerkki", "street": "Kiertokuja 3", "zip": "41400", "city": "Lievestuore"})
        site = cls.env["lampo.heat.site"].create({"name": "Kiertokuja 3", "street": "Kiertokuja 3"})
        cls.env["lampo.heat.contract"].create(
            {"partner_id": person.id, "site_id": site.id, "date_start": "2020-01-01"})
        cls.person = person

    def setUp(self):
        super().setUp()
        self.enterContext(real_papers())

    def _tour(self, name):
        self.start_tour("/odoo", name, login="tour_officer", timeout=120)
        return self.env["lampo.privacy.request"].search([("partner_id", "=", self.person.id)])

    def test_from_the_counter_to_the_answer(self):
        # a letter alone answers it; access needs the package (see the tours of the answers)
        self.env["ir.default"].set("lampo.privacy.request", "request_type", "rectification")
        request = self._tour("lampo_request_answer")
        self.assertEqual((request.state, request.user_id), ("done", self.officer))
        self.assertEqual(request.letter_ids.kind, "answer")

    def test_an_extension_is_told_by_letter(self):
        request = self._tour("lampo_request_extension")
        self.assertEqual((request.extended, request.letter_owed), (True, False))

    def test_a_refusal_is_told_by_letter(self):
        request = self._tour("lampo_request_refusal")
        self.assertEqual((request.state, request.letter_owed), ("refused", False))
        self.assertEqual(request.refusal_reason, "Saatava on auki")
