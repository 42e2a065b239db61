# Part of lampo_privacy. LGPL-3.
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..engine.held import held, holders
from .common import LampoCase

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@tagged("post_install", "-at_install")
class TestDataQuality(LampoCase):
    """Statement §§ 5 and 7: what is held beyond the list, who without a contract, who twice; and what to do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls._partner("Lempi Saarikangas", phone="050 1234567", email="lempi@posti.example")
        cls.deviations = cls.env["lampo.privacy.deviation"].with_user(cls.user_officer)

    def _lines(self, kind):
        self.deviations.action_refresh()
        return self.deviations.search([("kind", "=", kind), ("create_uid", "=", self.user_officer.id)])

    def _line_of(self, field):
        return self._lines("field").filtered(lambda line: line.field_id.sudo().name == field)

    def test_what_people_hold_is_counted_by_field(self):
        before = held(self.env, self.company.id)
        self._partner("Toini Rantala", phone="050 7654321", comment="<p><br/></p>")
        after = held(self.env, self.company.id)
        self.assertEqual(after["res.partner", "phone"], before["res.partner", "phone"] + 1)
        self.assertEqual(after.get(("res.partner", "comment")), before.get(("res.partner", "comment")),
                         "an empty note is none")
        self.assertIn(self.person.id, holders(self.env, "res.partner", "phone", self.company.id))

    def test_an_organisation_a_colleague_and_an_erased_person_do_not_count(self):
        before = held(self.env, self.company.id)
        self._partner("Putki Oy", is_company=True, phone="1")
        self.user_service.partner_id.phone = "2"
        self._partner("Poistettu", phone="3").sudo().anonymised_on = "2020-01-01"
        self.assertEqual(held(self.env, self.company.id), before)

    def test_a_bank_account_is_a_deviation_too(self):
        self.env["res.partner.bank"].create({"acc_number": "FI2112345600000785", "partner_id": self.person.id})
        line = self._line_of("acc_number")
        self.assertEqual(line.count, 1)
        self.assertEqual(line.action_open()["domain"], [("id", "in", self.person.ids)])
        self.assertFalse(line.can_empty)
        self.assertTrue(self._line_of("phone").can_empty)
        with self.assertRaises(UserError):
            self._line_of("acc_number").action_empty()

    def test_emptying_a_field_leaves_no_copy_of_it(self):
        person = self.person.with_context(tracking_disable=False)
        self.env.flush_all()
        self.env.cr.precommit.run()  # Odoo tracks nothing of what was made in the same transaction
        self._line_of("phone").with_context(tracking_disable=False).action_empty()
        self.assertFalse(person.phone)
        self.env.flush_all()
        self.env.cr.precommit.run()
        values = person.message_ids.tracking_value_ids.mapped("old_value_char")
        self.assertFalse([value for value in values if value and "1234567" in value])
        self.assertFalse(self._line_of("phone").filtered(lambda line: self.person.id in line._holders()))

    def test_naming_a_field_opens_a_kind_of_data_for_it(self):
        line = self._line_of("email")
        action = line.action_name_it()
        self.env["lampo.privacy.content"].with_user(self.user_officer).with_context(**action["context"]).create({})
        self.assertFalse(self._line_of("email"))

    def test_people_without_a_contract_are_listed(self):
        customer = self._partner("Asiakas Asiakas")
        self._contract(customer, self._site(), "2020-01-01")
        firm = self._partner("Putki Oy", is_company=True)
        caretaker = self._partner("Pekka Putkinen", parent_id=firm.id)
        self._contract(caretaker, self._site(name="Oma talo"), "2020-01-01")
        ids = self._lines("no_contract").res_ids
        self.assertNotIn(caretaker.id, ids, "a contact person with a contract of one's own")
        self.assertIn(self.person.id, ids)
        self.assertNotIn(customer.id, ids)

    def test_a_recipient_is_nobody_without_a_contract(self):
        self.env["lampo.privacy.recipient"].create({
            "name": "x", "recipient_role": "auditor", "partner_id": self.person.id,
            "country_id": self.env.ref("base.fi").id})
        self.assertNotIn(self.person.id, self._lines("no_contract").res_ids or [])

    def test_doubles_are_found_and_namesakes_elsewhere_are_not(self):
        double = self._partner("lempi saarikangas", email="LEMPI@posti.example")
        self._partner("Lempi Saarikangas", email="toinen@posti.example")
        lines = self._lines("double").filtered(lambda line: self.person.id in line.res_ids)
        self.assertEqual(lines.mapped("res_ids"), [sorted((self.person | double).ids)])
        self.assertNotIn("Saarikangas", lines.name)
        action = lines.action_merge()
        self.assertEqual(action["context"]["active_ids"], lines.res_ids)

    def test_the_page_is_the_officers(self):
        with self.assertRaisesRegex(UserError, "for the privacy officer"):
            self.env["lampo.privacy.deviation"].with_user(self.user_service).action_refresh()

    def test_the_page_opens_anew_without_leftovers(self):
        first = self._lines("field")
        self.assertFalse(first - self._lines("field") - first)
        self.assertFalse(first.exists())

    def test_a_photo_and_a_tag_are_held_too_and_can_be_emptied(self):
        person = self._partner("Lempi Saarikangas")
        person.write({"image_1920": PIXEL, "category_id": [Command.create({"name": "Hankala"})]})
        for name in ("image_1920", "category_id"):
            line = self._line_of(name)
            self.assertEqual((line.count, line.action_open()["domain"]), (1, [("id", "in", person.ids)]))
            line.action_empty()
            self.assertFalse(person[name])
            self.assertFalse(self._line_of(name))

    def test_a_field_of_the_houses_own_making_is_held_whatever_its_kind(self):
        self.addCleanup(self.registry.reset_changes)
        fields = self.env["ir.model.fields"].create([
            {"name": f"x_own_{kind}", "model_id": self.env["ir.model"]._get("res.partner").id, "ttype": kind,
             "field_description": f"Own {kind}", **more}
            for kind, more in (("char", {}), ("integer", {}), ("boolean", {}), ("date", {}), ("binary", {}),
                               ("selection", {"selection_ids": [Command.create({"value": "a", "name": "A"})]}),
                               ("many2one", {"relation": "res.country"}),
                               ("many2many", {"relation": "res.country"}))])
        country = self.env.ref("base.fi")
        values = {"char": "x", "integer": 3, "boolean": True, "date": "1970-01-01", "binary": PIXEL, "selection": "a",
                  "many2one": country.id, "many2many": [Command.set(country.ids)]}
        self._partner("Lempi Saarikangas", **{f"x_own_{kind}": value for kind, value in values.items()})
        self._partner("Aapo Alho")
        found = held(self.env, self.company.id)
        self.assertEqual({name: found.get(("res.partner", name)) for name in fields.mapped("name")},
                         dict.fromkeys(fields.mapped("name"), 1))
