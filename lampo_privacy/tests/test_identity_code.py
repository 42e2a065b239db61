# Part of lampo_privacy. LGPL-3.
import os
import stat
import tempfile
from pathlib import Path
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from ..engine import keyring
from ..tools.identity_codes import MASK
from ..tools.secrets_box import new_key
from .common import LampoCase

CODE = "010170-901K"
SAME_BUT_SEPARATOR = "010170Y901K"
OTHER = "020280-902M"
KEY = new_key()


@tagged("post_install", "-at_install")
class IdentityCodeCase(LampoCase):
    def setUp(self):
        super().setUp()
        self._use_keys(KEY)
        self.partner = self._partner("Kaarlo Koivu")
        self.as_officer = self.partner.with_user(self.user_officer)

    def _use_keys(self, *keys):
        self.startPatcher(patch.dict(os.environ, {keyring.VARIABLE: ",".join(keys)}))

    def _find(self, code, user=None, operator="="):
        return self.env["res.partner"].with_user(user or self.user_officer).search([("identity_code", operator, code)])

    def _stored(self):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT identity_code_cipher, identity_code_hash FROM res_partner WHERE id = %s", [self.partner.id]
        )
        return self.env.cr.fetchone()


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


@tagged("post_install", "-at_install")
class TestReveal(IdentityCodeCase):
    def setUp(self):
        super().setUp()
        self.as_officer.identity_code = CODE

    def _log(self):
        return self.env["lampo.privacy.access.log"].search([("partner_id", "=", self.partner.id)])

    def test_a_look_gives_the_code_and_is_logged(self):
        self.assertEqual(self.as_officer.action_reveal_identity_code("Perintä"), CODE)
        line = self._log()
        self.assertEqual((line.user_id, line.kind, line.purpose), (self.user_officer, "reveal", "Perintä"))

    def test_a_look_without_a_purpose_is_refused(self):
        for purpose in ("", "  ", None):
            with self.assertRaises(ValidationError):
                self.as_officer.action_reveal_identity_code(purpose)
        self.assertFalse(self._log())

    def test_the_code_itself_is_no_purpose(self):
        with self.assertRaises(ValidationError):
            self.as_officer.action_reveal_identity_code(f"tarkistan {CODE}")

    def test_a_person_without_a_code_has_nothing_to_show(self):
        with self.assertRaises(UserError):
            self._partner("Liisa Lehto").with_user(self.user_officer).action_reveal_identity_code("Perintä")

    def test_the_wizard_shows_the_code_and_logs_the_look(self):
        action = self.as_officer.action_open_reveal()
        wizard = self.env["lampo.privacy.reveal"].with_user(self.user_officer).with_context(**action["context"])
        shown = wizard.create({"purpose": "Perintä"}).action_reveal()
        self.assertEqual(shown["params"]["message"], CODE)
        self.assertEqual(len(self._log()), 1)

    def test_customer_service_has_no_wizard(self):
        with self.assertRaises(AccessError):
            self.env["lampo.privacy.reveal"].with_user(self.user_service).create(
                {"partner_id": self.partner.id, "purpose": "Perintä"}
            )

    def test_the_access_log_cannot_be_changed_by_anybody(self):
        self.as_officer.action_reveal_identity_code("Perintä")
        for log in (self._log().with_user(self.user_manager), self._log().sudo()):
            with self.assertRaises(UserError):
                log.write({"purpose": "x"})
            with self.assertRaises(UserError):
                log.unlink()
        with self.assertRaises(AccessError):
            self._log().with_user(self.user_manager).create(
                {"user_id": self.user_officer.id, "kind": "reveal", "purpose": "x", "company_id": self.company.id}
            )

    def test_the_access_log_is_the_officers_to_read(self):
        self.as_officer.action_reveal_identity_code("Perintä")
        self.assertTrue(self._log().with_user(self.user_officer).purpose)
        with self.assertRaises(AccessError):
            self._log().with_user(self.user_service).read(["purpose"])

    def test_no_text_column_of_the_tables_it_passes_holds_the_code(self):
        self.partner.with_context(tracking_disable=False).with_user(self.user_officer).write({"identity_code": OTHER})
        wizard = self.env["lampo.privacy.reveal"].with_user(self.user_officer)
        wizard.create({"partner_id": self.partner.id, "purpose": "Perintä"}).action_reveal()
        self.env.flush_all()
        self.env.cr.execute(
            """SELECT table_name, column_name FROM information_schema.columns
                WHERE table_schema = current_schema() AND data_type IN ('text', 'character varying', 'jsonb')"""
        )
        tables = {}
        for table, column in self.env.cr.fetchall():
            tables.setdefault(table, []).append(f'"{column}"::text')
        names = ("res_partner", "mail_message", "mail_tracking_value", "lampo_privacy_access_log",
                 "lampo_privacy_reveal", "ir_filters", "bus_bus", "ir_logging", "mail_mail",
                 "ir_attachment")  # fmt: skip
        for table in (name for name in names if name in tables):
            self.env.cr.execute(
                f"""SELECT count(*) FROM "{table}" WHERE concat_ws(' ', {", ".join(tables[table])}) ~* '901K|902M'"""
            )
            self.assertEqual(self.env.cr.fetchone(), (0,), table)


@tagged("post_install", "-at_install")
class TestKeys(IdentityCodeCase):
    def _no_keys_but_a_folder(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        self._use_keys()
        self.startPatcher(patch.object(keyring, "key_file", lambda: Path(folder) / "lampo_privacy" / "keys"))
        return keyring.key_file()

    def test_the_first_code_makes_a_key_that_only_its_owner_reads(self):
        path = self._no_keys_but_a_folder()
        self.as_officer.identity_code = CODE
        self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
        self.assertEqual(list(path.parent.iterdir()), [path])
        self.assertEqual(self.as_officer.action_reveal_identity_code("Perintä"), CODE)

    def test_of_two_workers_the_first_key_stays(self):
        path = self._no_keys_but_a_folder()
        first = keyring._make_key_file()
        self.assertEqual(keyring._make_key_file(), first)
        self.assertEqual(path.read_text().split(), first)

    def test_a_missing_key_is_told_and_no_new_one_is_made(self):
        self.as_officer.identity_code = CODE
        stored = self._stored()
        path = self._no_keys_but_a_folder()
        for needs_key in (
            lambda: self.as_officer.action_reveal_identity_code("Perintä"),
            lambda: self._partner("Liisa Lehto").with_user(self.user_officer).write({"identity_code": OTHER}),
            lambda: self._find(CODE),
        ):
            with self.assertRaises(UserError):
                needs_key()
        self.assertFalse(path.exists())
        self.assertEqual(self._stored(), stored)

    def test_the_wrong_key_is_told_and_nothing_is_written(self):
        self.as_officer.identity_code = CODE
        self._use_keys(new_key())
        with self.assertRaises(UserError):
            self._partner("Liisa Lehto").with_user(self.user_officer).identity_code = OTHER

    def test_a_malformed_key_is_told_without_being_shown(self):
        self._use_keys("not-a-key")
        with self.assertRaises(UserError) as caught:
            self.as_officer.identity_code = CODE
        self.assertNotIn("not-a-key", str(caught.exception))

    def test_a_search_before_there_is_any_key_finds_nobody(self):
        path = self._no_keys_but_a_folder()
        self.assertFalse(self._find(CODE))
        self.assertFalse(path.exists())

    def test_a_rotated_key_finds_opens_and_refuses_doubles(self):
        self.as_officer.identity_code = CODE
        self._use_keys(new_key(), KEY)
        self.assertEqual(self._find(CODE), self.partner)
        self.assertEqual(self.as_officer.action_reveal_identity_code("Perintä"), CODE)
        with self.assertRaises(ValidationError):
            self._partner("Liisa Lehto").with_user(self.user_officer).identity_code = CODE

    def test_the_vacuum_closes_old_codes_with_the_new_key(self):
        self.as_officer.identity_code = CODE
        newest = new_key()
        self._use_keys(newest, KEY)
        self.assertEqual(self.env["res.partner"]._reseal_identity_codes(), (1, False))
        self._use_keys(newest)
        self.assertEqual(self._find(CODE), self.partner)
        self.assertEqual(self.as_officer.action_reveal_identity_code("Perintä"), CODE)
