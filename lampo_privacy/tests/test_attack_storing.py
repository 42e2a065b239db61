# Part of lampo_privacy. LGPL-3.
import io
import json
import zipfile
from unittest.mock import patch

import openpyxl
from odoo import http
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import base_import_import, ir_filters
from .attack_common import CODE, FREE, AttackCase

CSV = f"name,hetu\nUusi Nimi,{FREE}\n"


@tagged("post_install", "-at_install")
class TestAttacksByStoring(AttackCase):
    """Writing and importing: who may not ask learns nothing from what is refused, and no file leaves a code behind."""

    def test_writing_or_importing_tells_nothing_to_who_may_not_ask(self):
        other = self._partner("Liisa Lehto")
        call = self.call
        attacks = {
            "write": lambda code: call("res.partner", "write", other.ids, {"identity_code": code}),
            "web_save": lambda code: call("res.partner", "web_save", other.ids, {"identity_code": code},
                                          specification={"id": {}}),
            "create": lambda code: call("res.partner", "create", {"name": "x", "identity_code": code}),
            "by default": lambda code: call("res.partner", "create", {"name": "x"},
                                            context={"default_identity_code": code}),
            "load": lambda code: call("res.partner", "load", ["name", "identity_code"], [["Uusi Nimi", code]]),
            "onchange": lambda code: call("res.partner", "onchange", [], {"name": "x", "identity_code": code},
                                          ["identity_code"], {"identity_code": {}, "name": {}}),
            "through a site": lambda code: call("lampo.heat.site", "write", self.contract.site_id.ids, {
                "contract_ids": [[1, self.contract.id, {"partner_id": [[1, other.id, {"identity_code": code}]]}]]}),
        }  # fmt: skip
        for login in ("lampo_accountant", "lampo_nobody", "lampo_portal", "lampo_system", "lampo_service"):
            self._as(login)
            for name, attack in attacks.items():
                self.assertFalse(self._differs(attack), f"{name} ({login})")
        with self._open_fields():
            for name in ("write", "web_save", "create", "load"):
                self.assertTrue(self._differs(attacks[name]), f"{name}: would not win without its guard either")
                # the free code is free again
                self.env["res.partner"].sudo().search([("name", "in", ("x", "Uusi Nimi", "Liisa Lehto"))]).write(
                    {"identity_code_cipher": False, "identity_code_hash": False})

    def test_the_officer_cannot_import_codes_from_a_file(self):
        self._as("lampo_officer")
        number = iter(range(2))

        def attack():
            answer = self.call("res.partner", "load", ["name", "identity_code"], [[f"Uusi {next(number)}", FREE]],
                               context={"import_file": True})
            self.assertNotIn(FREE, answer)
            return answer

        self._each_fails_and_wins_without(
            {"load": attack}, lambda attack: '"ids": false' not in attack(),
            lambda: patch.object(type(self.env["res.partner"]), "_refuse_identity_code_of_file", lambda self: None))

    # -- Odoo's own import -----------------------------------------------------------------------------------------

    @mute_logger("odoo.http")
    def _upload(self, content, name="asiakkaat.csv", mime="text/csv"):
        """As the import's dialog does; returns (the import, what its preview says)."""
        answer = self.call("base_import.import", "create", {"res_model": "res.partner"})
        record = self.env["base_import.import"].sudo().browse(json.loads(answer))
        self.url_open("/base_import/set_file", data={"id": record.id, "csrf_token": http.Request.csrf_token(self)},
                      files={"ufile": (name, content, mime)})
        record.invalidate_recordset()
        preview = self.call("base_import.import", "parse_preview", record.ids, {
            "has_headers": True, "quoting": '"', "separator": ",", "encoding": "utf-8"})
        return record, preview

    def _excel(self):
        book, into = openpyxl.Workbook(), io.BytesIO()
        for row in (["name", "hetu"], ["Uusi Nimi", FREE]):
            book.active.append(row)
        book.save(into)
        return into.getvalue()

    def _columns(self, record):
        """What lies in the database of the uploaded file, unpacked."""
        self.env.cr.execute("SELECT file FROM base_import_import WHERE id = %s", [record.id])
        [content] = self.env.cr.fetchone()
        content = bytes(content or b"")
        if zipfile.is_zipfile(io.BytesIO(content)):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                return b"".join(map(archive.read, archive.namelist()))
        return content

    def test_a_file_with_codes_is_not_kept_by_odoo_s_import(self):
        excel = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        files = {
            "csv": (CSV.encode(), "asiakkaat.csv", "text/csv"), "wide": (CSV.encode("utf-16"), "a.csv", "text/csv"),
            "xlsx": (self._excel(), "asiakkaat.xlsx", excel),
        }  # fmt: skip
        for login in ("lampo_service", "lampo_officer"):
            self._as(login)

            def wins(file):
                content = self._columns(self._upload(*file)[0])
                return any(FREE.encode(code) in content for code in ("utf-8", "utf-16-le"))

            self._each_fails_and_wins_without(files, wins, lambda: patch.object(
                base_import_import, "contains_identity_code", lambda text: False))

    def test_the_import_says_why_and_takes_the_file_without_codes(self):
        _record, preview = self._upload(CSV.encode())
        self.assertIn("identity codes", json.loads(preview)["error"])
        self.assertNotIn(FREE, preview)
        record, preview = self._upload(b"name,city\nUusi Nimi,Tampere\n")
        self.assertNotIn("error", json.loads(preview))
        self.assertIn(b"Uusi Nimi", self._columns(record))

    # -- saved searches --------------------------------------------------------------------------------------------

    def test_a_search_by_code_is_not_saved(self):
        self._as("lampo_officer")

        def attack(**values):
            return self.call("ir.filters", "create", {"name": "x", "model_id": "res.partner", **values})

        attacks = {
            "domain": lambda: attack(domain=f"[('identity_code', '=', '{CODE}')]"),
            "context": lambda: attack(context=f"{{'search_default_identity_code': '{CODE}'}}"),
            "name": lambda: attack(name=CODE),
        }
        self._each_fails_and_wins_without(
            attacks, lambda attack: "Error" not in attack(),
            lambda: patch.object(ir_filters, "contains_identity_code", lambda text: False))
