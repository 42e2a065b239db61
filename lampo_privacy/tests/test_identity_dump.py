# Part of lampo_privacy. LGPL-3.
import base64
import contextlib
import io
import logging
import os
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools import SQL

from ..engine import keyring, opening
from ..models import base_import_import, ir_filters, privacy_access_log, privacy_mailbox, typed_codes
from ..tools.identity_codes import MASK
from ..tools.secrets_box import SecretsBox, new_key
from .common import LampoCase

CODES = {"010170-901K": "Kaarlo Koivu", "020280-902M": "Liisa Lehto"}


def needles(code: str) -> list[bytes]:
    """The code in every way that a dump may write it: plain, without its separator, hexadecimal (bytea), base64 at each
    of its three offsets, backwards, in UTF-16."""
    ways = [code, code[:6] + code[7:], code[::-1]]
    found = [way.encode() for way in ways]
    found += [code.encode("utf-16-le"), code.encode("utf-16-be")]
    found += [way.encode().hex().encode() for way in ways]
    # an offset shares its first and last letters with the neighbours; the middle is the code's alone
    found += [base64.b64encode(b"\0" * pad + code.encode())[4 if pad else 0 : -4] for pad in range(3)]
    return found


def _plain(partners):
    """A compute without the mask."""
    for partner in partners:
        sealed = partner.identity_code_cipher
        partner.identity_code = sealed and opening.open_code(partners.env, partner.id, sealed)


@tagged("post_install", "-at_install")
class TestDump(LampoCase):
    """A dump of the database holds no code: every table is copied out, as pg_dump does, after codes went all ways."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(patch.dict(os.environ, {keyring.VARIABLE: new_key()}))

    def _dump(self):
        self.env.flush_all()
        tables = [table for table, in self.env.execute_query(SQL(
            """SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'm', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
                ORDER BY 1"""))]
        for table in tables:
            into = io.BytesIO()
            self.env.cr._obj.copy_expert(
                SQL("COPY (SELECT * FROM %s) TO STDOUT", SQL.identifier(table)).code, into)
            yield table, into.getvalue()
        rows = self.env.execute_query(SQL("SELECT indexname || indexdef FROM pg_indexes"))
        yield "indexes", "\n".join(row for row, in rows).encode()

    def _found(self):
        wanted = [needle for code in CODES for needle in needles(code)]
        return sorted({table for table, data in self._dump() if any(needle in data for needle in wanted)})

    def _go_all_ways(self):
        """Type codes in the form, by RPC's methods, wrongly, twice; search, reveal, export, post, copy."""
        Partner = self.env["res.partner"].with_user(self.user_officer).with_context(tracking_disable=False)
        people = Partner.create([{"name": name, "identity_code": code} for code, name in CODES.items()])
        first = people[0]
        with Form(first) as form:
            form.identity_code = "020280-902M"[:6] + "Y902M"
        first.write({"identity_code": "010170-901K"})
        first.copy()
        for wrong in ("010170-901L", "020280-902M"):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                first.write({"identity_code": wrong})
        Partner.search([("identity_code", "=", "010170-901K")])
        wizard = self.env["lampo.privacy.reveal"].with_user(self.user_officer)
        wizard.create({"partner_id": first.id, "purpose": "Perintä"}).action_reveal()
        Partner.load(["name", "identity_code"], [["Kolmas", "020280-902M"]])
        with self.assertRaises(UserError):
            self.env["ir.filters"].create({"name": "x", "model_id": "res.partner",
                                           "domain": "[('identity_code', '=', '010170-901K')]"})
        first.message_post(body="Tarkistettu 010170-901K")
        first.write({"comment": "hetu 010170-901K", "ref": "020280-902M"})
        first.activity_schedule("mail.mail_activity_data_todo", summary="Soita, 010170-901K")
        self._type_in_other_modules(first)

    def _type_in_other_modules(self, person):
        """In the texts of whatever else the house works with."""
        text, env = "asiakas 010170-901K", self.env
        invoice = env["account.move"].create({
            "move_type": "out_invoice", "partner_id": person.id, "narration": text, "ref": text,
            "payment_reference": text, "invoice_line_ids": [Command.create({"name": text, "price_unit": 10.0})]})
        invoice.invoice_line_ids.name = f"{text} (2)"
        env["crm.lead"].create({"name": text, "description": text, "contact_name": text})
        env["sale.order"].create({"partner_id": person.id, "note": text, "client_order_ref": text,
                                  "order_line": [Command.create({"display_type": "line_note", "name": text})]})
        env["calendar.event"].create({"name": text, "description": text, "location": text,
                                      "start": "2026-01-01 10:00:00", "stop": "2026-01-01 11:00:00"})
        env["project.task"].create({"name": text, "description": text})
        env["ir.attachment"].create({"name": f"{text}.txt", "raw": text.encode(), "description": text})
        env["res.partner.bank"].create({"partner_id": person.id, "acc_number": "FI2112345600000785",
                                        "acc_holder_name": text})
        env["account.bank.statement.line"].create({
            "payment_ref": text, "amount": 1.0, "transaction_details": {"viesti": text}, "partner_name": text,
            "journal_id": env["account.journal"].search([("type", "=", "bank")], limit=1).id})

    def test_no_table_holds_a_code_after_it_went_all_ways(self):
        with self.assertLogs("odoo", logging.DEBUG) as logs:
            logging.getLogger("odoo.test").debug("begins")
            self._go_all_ways()
        self.assertEqual(self._found(), [])
        # SQL itself is logged at DEBUG by odoo.sql_db only when sql_log is on; nothing else may tell
        told = [line for line in logs.output if any(code in line for code in CODES)]
        self.assertEqual(told, [])

    # -- the same without the guards ---------------------------------------------------------------------------------

    def _found_without(self, target, name, instead, way):
        """The tables in which a code lies after one way was gone with that guard taken away; none with it."""
        way()
        self.assertEqual(self._found(), [], name)
        # whatever is written is looked at once more: without that too
        with patch.object(target, name, instead), patch.object(typed_codes, "without_codes", lambda text: text):
            way()
            return self._found()

    def _type_a_code(self):
        self.env["res.partner"].search([("name", "=", "Kaarlo Koivu")]).identity_code = False
        self._partner("Kaarlo Koivu").with_user(self.user_officer).identity_code = "010170-901K"

    def test_without_encryption_the_contact_would_hold_it(self):
        self.assertIn("res_partner", self._found_without(
            SecretsBox, "seal", lambda self, text: f"{self.key_ids[0]}.{text}", self._type_a_code))

    def test_without_a_keyed_hash_the_index_would_hold_it(self):
        self.assertIn("res_partner", self._found_without(
            SecretsBox, "digests", lambda self, text: [text for _key in self.key_ids], self._type_a_code))

    def test_without_the_mask_tracking_would_write_it_to_the_chatter(self):
        """A module that tracks the field gets masks: what was typed is gone before anybody can copy it."""
        person = self._partner("Kaarlo Koivu").with_user(self.user_officer)
        person.identity_code = "010170-901K"

        def tracked():
            person.invalidate_recordset()
            _changed, values = person._mail_track(person.fields_get(["identity_code"]), {"identity_code": "x"})
            return str(values)

        self.assertIn(MASK, tracked())
        with patch.object(type(person), "_compute_identity_code", _plain):
            self.assertIn("010170-901K", tracked())

    def test_without_its_check_a_saved_search_would_hold_it(self):
        def way():
            with contextlib.suppress(UserError), self.env.cr.savepoint():
                self.env["ir.filters"].create({"name": "x", "model_id": "res.partner",
                                               "domain": "[('identity_code', '=', '010170-901K')]"})

        self.assertEqual(self._found_without(ir_filters, "contains_identity_code", lambda text: False, way),
                         ["ir_filters"])

    def test_without_its_check_an_import_would_hold_it(self):
        def way():
            self.env["base_import.import"].create({"res_model": "res.partner", "file": b"name;hetu\nA;010170-901K\n"})

        self.assertEqual(self._found_without(base_import_import, "contains_identity_code", lambda text: False, way),
                         ["base_import_import"])

    def test_without_its_check_the_access_log_would_hold_it(self):
        def way():
            with contextlib.suppress(UserError), self.env.cr.savepoint():
                self.env["lampo.privacy.access.log"]._record(self._partner("A"), "reveal", "tarkistus 010170-901K")

        self.assertEqual(self._found_without(privacy_access_log, "contains_identity_code", lambda text: False, way),
                         ["lampo_privacy_access_log"])

    def test_without_the_mask_a_letter_that_came_in_would_hold_it(self):
        def way():
            request = self.env["lampo.privacy.request"].create({"request_type": "access", "channel": "email"})
            request.message_post(body="Tunnukseni on 010170-901K", message_type="email")

        self.assertEqual(self._found_without(privacy_mailbox, "mask_identity_codes", lambda text: text, way),
                         ["mail_message"])

    def test_the_typed_code_would_stay_in_the_cache_without_its_removal(self):
        def held():
            values = [str(value) for field in self.env.transaction.field_data.values() for value in field.values()]
            return [value for value in values if "901K" in value]

        self._type_a_code()
        self.assertFalse(held())
        partner = type(self.env["res.partner"])
        with (patch.object(partner, "_store_identity_code", lambda self, text: None),
              patch.object(partner, "invalidate_recordset", lambda self, *args, **options: None)):
            self._type_a_code()
            self.assertTrue(held())

    def test_the_search_finds_a_code_that_is_there(self):
        """Planted in clear, in bytes and in base64, it is found: so the search above looks."""
        partner = self._partner("Kaarlo Koivu")
        self.env.flush_all()
        plant = "UPDATE res_partner SET comment = %s WHERE id = %s"
        self.env.cr.execute(plant, ["hetu 010170-901K", partner.id])
        self.assertEqual(self._found(), ["res_partner"])
        self.env.cr.execute(plant, [None, partner.id])
        self.env["ir.attachment"].create({"name": "x", "db_datas": b"020280-902M", "type": "binary"})
        self.env.cr.execute(SQL("UPDATE ir_attachment SET db_datas = %s WHERE name = 'x'", b"020280-902M"))
        self.assertEqual(self._found(), ["ir_attachment"])
        self.env.cr.execute(SQL("UPDATE ir_attachment SET db_datas = NULL, description = %s WHERE name = 'x'",
                                base64.b64encode(b"ab 010170-901K cd").decode()))
        self.assertEqual(self._found(), ["ir_attachment"])
