# Part of lampo_privacy. LGPL-3.
from odoo.tests import tagged

from ..engine.data_map import DataMap
from ..engine.dossier import DOC, Dossier
from .erasure_common import ErasureCase

PROPERTY = "3adf37f3258cfe40"


@tagged("post_install", "-at_install")
class TestLinksInsideValues(ErasureCase):
    """A record leads to a person by a property, or by a value of one company, as it does by a field."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.category = cls.env["product.category"].create({"name": "Liittymät", "product_properties_definition": [
            {"name": PROPERTY, "type": "many2one", "comodel": "res.partner", "string": "Tilaaja"},
            {"name": "aa34746a6851ee4e", "type": "many2many", "comodel": "res.partner", "string": "Muut"},
            {"name": "bb34746a6851ee4e", "type": "integer", "string": "Jakso"},
        ]})

    def _product(self, **properties):
        return self.env["product.template"].create({
            "name": "Kuusenkankaan liittymä", "categ_id": self.category.id, "product_properties": properties})

    def _kinds(self, record):
        dossier = Dossier(DataMap(self.env), self.person.ids).gather()
        dossier.env.cr.execute("SELECT kind FROM lampo_tie WHERE tbl = %s AND id = %s", [record._table, record.id])
        return [kind for kind, in dossier.env.cr.fetchall()]

    def test_a_property_that_names_one_contact(self):
        self.assertEqual(self._kinds(self._product(**{PROPERTY: self.person.id})), [DOC])

    def test_a_property_that_names_several(self):
        several = [self.bystander.id, self.person.id]
        self.assertEqual(self._kinds(self._product(aa34746a6851ee4e=several)), [DOC])

    def test_a_number_that_happens_to_be_the_contact_s_id_is_no_link(self):
        self.assertEqual(self._kinds(self._product(bb34746a6851ee4e=self.person.id)), [])

    def test_a_value_of_one_company(self):
        self.addCleanup(self.registry.reset_changes)
        self.addCleanup(self.env.registry.clear_all_caches)
        self.env["ir.model.fields"].create({
            "name": "x_orderer", "model_id": self.env["ir.model"]._get_id("product.template"), "ttype": "many2one",
            "relation": "res.partner", "company_dependent": True, "field_description": "Tilaaja"})
        product = self._product()
        product.x_orderer = self.person
        self.env.flush_all()
        self.assertEqual(self._kinds(product), [DOC])

    def test_their_texts_are_read_as_those_of_a_record_about_the_person(self):
        product = self._product(**{PROPERTY: self.person.id})
        stranger = self._product()
        self.assertEqual(self._run().state, "done")
        self.assertNotIn("Kuusenkankaan", product.name)
        self.assertIn("Kuusenkankaan", stranger.name, "a surname alone means nobody in a record of nobody's")
