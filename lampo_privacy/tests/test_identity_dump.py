# Part of lampo_privacy. LGPL-3.
import base64
import io
import logging
import os
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools import SQL

from ..engine import keyring
from ..tools.secrets_box import new_key
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
        first.message_post(body="Tarkistettu")

    def test_no_table_holds_a_code_after_it_went_all_ways(self):
        with self.assertLogs("odoo", logging.DEBUG) as logs:
            logging.getLogger("odoo.test").debug("begins")
            self._go_all_ways()
        self.assertEqual(self._found(), [])
        # SQL itself is logged at DEBUG by odoo.sql_db only when sql_log is on; nothing else may tell
        told = [line for line in logs.output if any(code in line for code in CODES)]
        self.assertEqual(told, [])

    def test_the_search_finds_a_code_that_is_there(self):
        """Planted in clear, in bytes and in base64, it is found: so the search above looks."""
        partner = self._partner("Kaarlo Koivu", comment="hetu 010170-901K")
        self.assertEqual(self._found(), ["res_partner"])
        partner.comment = False
        self.env["ir.attachment"].create({"name": "x", "db_datas": b"020280-902M", "type": "binary"})
        self.env.cr.execute(SQL("UPDATE ir_attachment SET db_datas = %s WHERE name = 'x'", b"020280-902M"))
        self.assertEqual(self._found(), ["ir_attachment"])
        self.env.cr.execute(SQL("UPDATE ir_attachment SET db_datas = NULL, description = %s WHERE name = 'x'",
                                base64.b64encode(b"ab 010170-901K cd").decode()))
        self.assertEqual(self._found(), ["ir_attachment"])
