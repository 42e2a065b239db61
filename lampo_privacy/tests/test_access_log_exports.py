# Part of lampo_privacy. LGPL-3.
import json

from odoo import http
from odoo.tests import tagged
from odoo.tools import mute_logger

from .access_log_common import HttpLogCase


@tagged("post_install", "-at_install")
class TestAccessLogOfExports(HttpLogCase):
    def _export(self, ids, domain=None, **context):
        """What the web client sends: with ids from the dialog, without them from “Export All”."""
        return self.url_open("/web/export/csv", data={
            "csrf_token": http.Request.csrf_token(self), "data": json.dumps({
                "model": "res.partner", "fields": [{"name": "name", "label": "Nimi", "type": "char"}], "ids": ids,
                "domain": domain or [["id", "in", ids]], "import_compat": False, "context": context, "groupby": []})})

    def test_an_export_is_one_line_with_its_columns(self):
        self.assertIn("Kaarlo Koivu", self._export((self.person | self.other).ids).text)
        [line] = self._lines()
        self.assertEqual((line.kind, line.record_count, line.what), ("export", 2, "name"))
        self.assertIn("'id', 'in'", line.domain)
        self.assertEqual(line.concerned_ids, self.person | self.other)

    def test_an_export_of_all_at_once_is_the_same_line_with_its_count_search_and_purpose(self):
        domain = [["id", "in", (self.person | self.other).ids], ["name", "ilike", "i"]]
        answer = self._export(False, domain, lampo_export_purpose="Tilasto kunnalle")
        self.assertIn("Liisa Lehto", answer.text)
        [line] = self._lines()
        self.assertEqual((line.kind, line.record_count, line.what, line.purpose),
                         ("export", 2, "name", "Tilasto kunnalle"))
        self.assertIn("('name', 'ilike', '…')", line.domain)
        self.assertEqual(line.concerned_ids, self.person | self.other)

    @mute_logger("odoo.http", "odoo.addons.web.controllers.export")
    def test_an_export_with_an_identity_code_as_its_purpose_gives_no_file(self):
        answer = self._export(self.person.ids, lampo_export_purpose="tarkistus 010170-901K")
        self.assertNotIn("Kaarlo", answer.text)
        self.assertNotEqual(answer.status_code, 200)
        self.assertFalse(self._lines())

    def test_exports_of_what_is_about_people_are_noted_and_others_not(self):
        contract = self._contract(self.person, self._site(), "2020-01-01")
        for call, concerned in (
            (lambda: self._call("res.partner", "export_data", [self.person.ids, ["name"]]), self.person),
            (lambda: self._call("lampo.heat.contract", "export_data", [contract.ids, ["name"]]), self.person),
            (lambda: self._call("res.users", "export_data", [self.user_service.ids, ["partner_id/name"]]),
             self.user_service.partner_id),
        ):
            self.last = self.Log.search([], order="id desc", limit=1).id or 0
            call()
            line = self._lines(kind="export")
            self.assertEqual(line.concerned_ids, concerned)
        self.last = self.Log.search([], order="id desc", limit=1).id or 0
        self._call("res.country", "export_data", [self.env.ref("base.fi").ids, ["name"]])
        self.assertFalse(self._lines())

    def test_a_grouped_export_is_one_line(self):
        ids = (self.person | self.other).ids
        self.url_open("/web/export/xlsx", data={
            "csrf_token": http.Request.csrf_token(self), "data": json.dumps({
                "model": "res.partner", "fields": [{"name": "name", "label": "Nimi", "type": "char"}], "ids": ids,
                "domain": [["id", "in", ids]], "import_compat": False, "context": {}, "groupby": ["type"]})})
        self.assertEqual(self._lines(kind="export").mapped("record_count"), [2])
