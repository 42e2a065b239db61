# Part of lampo_privacy. LGPL-3.
from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from ..tools.identity_codes import MASK
from .identity_common import CODE, OTHER, SAME_BUT_SEPARATOR, IdentityCodeCase


@tagged("post_install", "-at_install")
class TestIdentityCode(IdentityCodeCase):
    def test_a_code_is_read_as_a_mask_of_one_length(self):
        self.as_officer.identity_code = CODE
        self.assertEqual(self.as_officer.identity_code, MASK)
        self.assertEqual(self.as_officer.read(["identity_code"])[0]["identity_code"], MASK)
        self.user_officer.group_ids = [Command.link(self.env.ref("base.group_allow_export").id)]
        self.assertEqual(self.as_officer.export_data(["identity_code"])["datas"], [[MASK]])

    def test_creating_with_a_code_reads_as_a_mask_too(self):
        partner = self.env["res.partner"].with_user(self.user_officer).create({"name": "A", "identity_code": CODE})
        self.assertEqual(partner.identity_code, MASK)
        self.assertEqual(self._find(CODE), partner)

    def test_the_typed_code_does_not_stay_in_the_cache(self):
        self.as_officer.write({"identity_code": CODE})
        values = [str(value) for field in self.env.transaction.field_data.values() for value in field.values()]
        self.assertFalse([value for value in values if "901K" in value])

    def test_writing_the_mask_back_changes_nothing(self):
        self.as_officer.identity_code = CODE
        before = self._stored()
        self.as_officer.write({"identity_code": MASK, "street": "Kaukokatu 1"})
        self.assertEqual(self._stored(), before)

    def test_the_form_saves_a_code_and_keeps_it(self):
        with Form(self.env["res.partner"].with_user(self.user_officer)) as form:
            form.name = "Liisa Lehto"
            form.identity_code = CODE.lower()
        partner = form.record
        with Form(partner) as form:
            form.street = "Kaukokatu 1"
        self.assertEqual(self._find(CODE), partner)

    def test_emptying_the_field_removes_the_code(self):
        self.as_officer.identity_code = CODE
        self.as_officer.identity_code = False
        self.assertEqual(self._stored(), (None, None))

    def test_a_wrong_code_is_refused_and_not_repeated(self):
        with self.assertRaises(ValidationError) as caught:
            self.as_officer.identity_code = "010170-901L"
        self.assertNotIn("901L", str(caught.exception))

    def test_an_organisation_has_no_code(self):
        company = self._partner("Koivu Oy", is_company=True).with_user(self.user_officer)
        with self.assertRaises(ValidationError):
            company.identity_code = CODE

    def test_a_person_with_a_code_does_not_become_an_organisation(self):
        self.as_officer.identity_code = CODE
        with self.assertRaises(ValidationError):
            self.partner.write({"is_company": True, "name": "Koivu Oy"})

    def test_a_double_is_refused_without_a_name(self):
        self.as_officer.identity_code = CODE
        other = self._partner("Liisa Lehto").with_user(self.user_officer)
        with self.assertRaises(ValidationError) as caught:
            other.identity_code = CODE
        self.assertNotIn("Koivu", str(caught.exception))

    def test_an_archived_double_is_refused_too(self):
        self.as_officer.identity_code = CODE
        self.partner.active = False
        with self.assertRaises(ValidationError):
            self._partner("Liisa Lehto").with_user(self.user_officer).identity_code = CODE

    def test_another_separator_is_another_person(self):
        self.as_officer.identity_code = CODE
        other = self._partner("Liisa Lehto").with_user(self.user_officer)
        other.identity_code = SAME_BUT_SEPARATOR
        self.assertEqual(self._find(SAME_BUT_SEPARATOR), other)

    def test_a_copy_has_no_code(self):
        self.as_officer.identity_code = CODE
        self.assertFalse(self.as_officer.copy().identity_code)

    def test_codes_are_not_imported_from_files(self):
        with self.assertRaises(UserError):
            self.as_officer.with_context(import_file=True).identity_code = CODE

    def test_a_search_with_the_code_cannot_be_saved(self):
        with self.assertRaises(ValidationError):
            self.env["ir.filters"].create(
                {"name": "x", "model_id": "res.partner", "domain": f"[('identity_code', '=', '{CODE}')]"}
            )


@tagged("post_install", "-at_install")
class TestIdentityCodeAccess(IdentityCodeCase):
    def setUp(self):
        super().setUp()
        self.as_officer.identity_code = CODE

    def test_customer_service_neither_reads_nor_writes_a_code(self):
        mine = self.partner.with_user(self.user_service)
        for forbidden in (
            lambda: mine.read(["identity_code"]),
            lambda: mine.write({"identity_code": OTHER}),
            lambda: mine.create({"name": "A", "identity_code": OTHER}),
            lambda: mine.action_reveal_identity_code("Perintä"),
        ):
            with self.assertRaises(AccessError):
                forbidden()
        self.assertNotIn("identity_code", mine.fields_get())

    def test_customer_service_is_not_told_who_has_a_code(self):
        """A person does not become an organisation by it, with a code or without, and the answer is the same."""
        without = self._partner("Liisa Lehto")
        answers = set()
        for person in (self.partner, without):
            for vals in ({"is_company": True}, {"is_company": True, "name": "Koivu Oy"}):
                with self.assertRaises(UserError) as caught, self.cr.savepoint():
                    person.with_user(self.user_service).write(vals)
                answers.add((type(caught.exception), str(caught.exception)))
        self.assertEqual(len(answers), 1)
        without.with_user(self.user_officer).write({"is_company": True, "name": "Lehto Oy"})
        self.assertEqual(without.legal_form, "limited_company")

    def test_the_code_of_another_companys_customer_is_not_told(self):
        self.partner.company_id = self.env["res.company"].create({"name": "Toinen Lämpö Oy"})
        mine = self.env["res.partner"].with_user(self.user_officer).create({"name": "Koe", "identity_code": CODE})
        self.assertEqual(self._find(CODE), mine)

    def test_nobody_reads_what_is_stored(self):
        for name in ("identity_code_cipher", "identity_code_hash"):
            for forbidden in (
                lambda name=name: self.as_officer.read([name]),
                lambda name=name: self.as_officer.write({name: "x"}),
                lambda name=name: self.as_officer.search([(name, "!=", False)]),
                lambda name=name: self.as_officer.formatted_read_group([], [name], []),
            ):
                with self.assertRaises(AccessError):
                    forbidden()

    def test_the_officer_finds_a_person_by_the_whole_code_in_any_case(self):
        self.assertEqual(self._find(CODE.lower()), self.partner)
        self.assertFalse(self._find(OTHER))

    def test_a_person_out_of_sight_is_not_found(self):
        elsewhere = self.env["res.company"].create({"name": "Toinen Lämpö Oy"})
        self.partner.company_id = elsewhere
        self.assertFalse(self._find(CODE))

    def test_customer_service_does_not_search_by_code(self):
        with self.assertRaises(AccessError):
            self._find(CODE, self.user_service)

    def test_nor_through_another_model(self):
        for model, path in (
            ("lampo.heat.contract", "partner_id.identity_code"),
            ("res.users", "identity_code"),
            ("res.users", "partner_id.identity_code"),
            ("res.partner", "commercial_partner_id.identity_code"),
            ("res.partner", "child_ids.identity_code"),
        ):
            with self.assertRaises(AccessError, msg=f"{model} {path}"):
                self.env[model].with_user(self.user_service).search([(path, "=", CODE)])

    def test_parts_lists_and_opposites_are_not_answered(self):
        for operator, value in (
            ("like", "010170"), ("ilike", CODE), ("=like", "0%"), ("!=", CODE), ("not in", [CODE]),
            ("in", [CODE, OTHER]), ("!=", False), ("=", False), ("=", MASK), (">", "0"), ("=", "010170"), ("=", True),
        ):  # fmt: skip
            with self.assertRaises(UserError, msg=f"{operator} {value}"):
                self._find(value, operator=operator)
        with self.assertRaises(UserError):
            self.as_officer.search(["!", ("identity_code", "=", CODE)])

    def test_codes_are_neither_grouped_nor_sorted_by(self):
        with self.assertRaises(ValueError):
            self.as_officer.formatted_read_group([], ["identity_code"], [])
        with self.assertRaises(ValueError):
            self.as_officer.search([], order="identity_code")

    def test_the_export_dialog_does_not_offer_the_code(self):
        self.assertFalse(self.as_officer.fields_get(["identity_code"])["identity_code"]["exportable"])
