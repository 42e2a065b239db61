# Part of lampo_privacy. LGPL-3.
from odoo.tests import tagged
from odoo.tools import SQL

from ..engine.answer import Answer
from ..engine.data_map import DataMap
from .common import LampoCase

# the register's models about people, by how they lead there: their own link, or over the disclosure
ABOUT_PEOPLE = ("lampo.privacy.consent", "lampo.privacy.consent.ask", "lampo.privacy.contact",
                "lampo.privacy.disclosure", "lampo.privacy.notice")


@tagged("post_install", "-at_install")
class TestRegisterEverywhere(LampoCase):
    """What the register holds about a person counts in the answer package, the map, the erasure and the rules."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls._partner("Lempi Hiltusaari", email="lempi@hiltusaari.example")
        purpose = cls.env.ref("lampo_privacy.purpose_marketing")
        cls.env["lampo.privacy.consent.wording"].create(
            {"purpose_id": purpose.id, "text_fi": "Saatte lähettää uutisia.", "date_from": "2020-01-01"})
        recipient = cls.env["lampo.privacy.recipient"].create(
            {"name": "Verohallinto", "recipient_role": "authority", "country_id": cls.env.ref("base.fi").id})
        cls.records = {
            "lampo.privacy.consent": cls.env["lampo.privacy.consent"].create(
                {"partner_id": cls.person.id, "purpose_id": purpose.id, "evidence": "Lempi Hiltusaari allekirjoitti"}),
            "lampo.privacy.consent.ask": purpose._ask(cls.person),
            "lampo.privacy.contact": cls.env["lampo.privacy.contact"].create(
                {"name": "Hiltusaari soitti", "partner_id": cls.person.id, "description": "lempi@hiltusaari.example"}),
            "lampo.privacy.disclosure": cls.env["lampo.privacy.disclosure"].create(
                {"recipient_id": recipient.id, "partner_id": cls.person.id, "what": "Hiltusaari Lempi, osoite",
                 "purpose": "Lempi Hiltusaaren verotus"}),
        }
        cls.records["lampo.privacy.notice"] = cls.env["lampo.privacy.disclosure"]._notify_recipients(
            cls.person, "rectification", "Lempi Hiltusaari, uusi osoite Kuja 2")
        cls.person.write({"data_source": "other", "data_source_note": "Naapuri Hiltusaari kertoi"})
        cls.person.action_block_marketing()
        cls.objection = cls.env["lampo.privacy.objection"].search([("partner_id", "=", cls.person.id)])
        cls.complaint = cls.env["lampo.privacy.contact"].create(
            {"name": "Lempi Hiltusaari valittaa", "partner_id": cls.person.id, "kind": "complaint",
             "outcome": "Hiltusaari sai hyvityksen"})
        cls.env.flush_all()

    def _erase(self):
        erasure = self.env["lampo.privacy.erasure"].create({"partner_id": self.person.id, "ground": "manual"})
        erasure.action_run()
        self.env.invalidate_all()
        return erasure

    def _told_of(self, person, table):
        """The names of the columns of a table that the answer package of somebody tells."""
        answer = Answer(self.env, person.id, staff="staff", other="other")
        return {told.name for one in answer.tables if one.name == table for told in one.columns}

    def _texts(self, model):
        """Every word that the table of a model holds."""
        rows = self.env.execute_query(SQL("SELECT row_to_json(t)::text FROM %s t",
                                          SQL.identifier(self.env[model]._table)))
        return " ".join(text for text, in rows)

    def test_each_is_in_the_answer_package(self):
        answer = Answer(self.env, self.person.id, staff="staff", other="other")
        told = {self.env[model]._table for model in ABOUT_PEOPLE}
        self.assertFalse(told - {table.name for table in answer.tables})

    def test_each_text_is_on_the_map(self):
        columns = {(column.model, column.name): column.cls for column in DataMap(self.env).columns}
        for model, name in (("consent", "evidence"), ("contact", "name"), ("contact", "description"),
                            ("contact", "outcome"), ("contact", "email_from"), ("disclosure", "what"),
                            ("disclosure", "purpose"), ("notice", "text")):
            self.assertNotIn(columns.get((f"lampo.privacy.{model}", name)), (None, "neutral"), (model, name))

    def test_each_is_free_of_the_person_after_the_erasure(self):
        for model in ABOUT_PEOPLE:
            if model != "lampo.privacy.consent.ask":  # it holds links only
                self.assertIn("iltusaar", self._texts(model), model)
        erasure = self._erase()
        self.assertEqual((erasure.state, erasure.residue_count), ("done", 0))
        for model in ABOUT_PEOPLE:
            self.assertNotIn("iltusaar", self._texts(model), model)
        kept = [model for model, record in self.records.items() if record.exists()]
        self.assertEqual(kept, ["lampo.privacy.consent", "lampo.privacy.disclosure", "lampo.privacy.notice"])

    def test_a_complaint_counts_with_its_outcome_and_goes_with_the_person(self):
        self.assertLessEqual({"kind", "state", "outcome"}, self._told_of(self.person, self.complaint._table))
        self._erase()
        self.assertFalse(self.complaint.exists())

    def test_an_objection_is_told_and_outlives_the_person_without_leading_there(self):
        self.assertLessEqual({"made_on", "kind", "source"}, self._told_of(self.person, self.objection._table))
        self.assertNotIn("digest", self._told_of(self.person, self.objection._table), "it tells the person nothing")
        mapped = [column for column in DataMap(self.env).columns if column.model == self.objection._name]
        columns = {column.name: column.cls for column in mapped}
        self.assertEqual((columns["partner_id"], columns["digest"]), ("link", "neutral"))
        self._erase()
        self.assertTrue(self.objection.exists())
        self.assertFalse(self.objection.partner_id)
        self.assertTrue(self.objection._is_blocked(emails=["lempi@hiltusaari.example"]))

    def test_where_the_data_came_from_is_told_and_goes_with_the_person(self):
        self.assertLessEqual({"data_source", "data_source_note"}, self._told_of(self.person, "res_partner"))
        columns = {(column.model, column.name): column.cls for column in DataMap(self.env).columns}
        self.assertEqual(columns["res.partner", "data_source_note"], "identity")
        self._erase()
        self.assertFalse(self.person.data_source_note)

    def test_what_an_employee_was_bound_to_is_told_to_the_employee_and_to_no_customer(self):
        table = "lampo_privacy_confidentiality_acceptance"
        self.assertLessEqual({"accepted_on", "confidentiality_id"}, self._told_of(self.user_service.partner_id, table))
        self.assertFalse(self._told_of(self.person, table))
        columns = {(column.table, column.name): column.cls for column in DataMap(self.env).columns}
        self.assertEqual(columns[table, "user_id"], "link")

    def test_each_has_a_retention_rule_in_force(self):
        rules = self.env["lampo.privacy.retention.rule"].search([("company_id", "=", False)])
        self.assertFalse(set(ABOUT_PEOPLE) - {rule._kind().model for rule in rules if rule.action == "delete"})

    def test_no_model_about_people_was_forgotten(self):
        """A model of the register that leads to a person, but for those that other tests are about."""
        register = {"lampo.privacy.recipient"}  # a firm's contact, kept while it is a recipient
        found = {model for model, cls in self.env.registry.items()
                 if model.startswith(("lampo.privacy.consent", "lampo.privacy.contact", "lampo.privacy.disclosure",
                                      "lampo.privacy.notice", "lampo.privacy.recipient"))
                 and not cls._transient and not cls._abstract and "partner_id" in cls._fields}
        self.assertEqual(found, {*ABOUT_PEOPLE, *register} - {"lampo.privacy.notice"})
