# Part of lampo_privacy. LGPL-3.
import io
import json
import zipfile

from odoo import http
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .package_common import PackageCase


@tagged("post_install", "-at_install")
class TestPackageOpened(PackageCase, HttpCase):
    """Whoever of the house opens an answer package leaves one line, by whichever address (statement § 9)."""

    def setUp(self):
        super().setUp()
        self.package = self._package()
        self.archive, self.document = self.package.sudo().attachment_id, self.package.sudo().document_id
        self.user_officer.password = "lampo_officer"
        self.authenticate("lampo_officer", "lampo_officer")
        self._forget()
        # the tests' cursors of readonly routes are a replica's: each look there is served twice, with a warning
        self.enterContext(mute_logger("odoo.http"))

    def _forget(self):
        self.env.flush_all()
        self.last = self.env["lampo.privacy.access.log"].search([], order="id desc", limit=1).id

    def _lines(self):
        return self.env["lampo.privacy.access.log"].search([("id", ">", self.last)])

    def _is_noted(self, what, way):
        line = self._lines()
        self.assertEqual(
            [(line.kind, line.what, line.partner_id, line.user_id, line.purpose)],
            [("package", what, self.person, self.user_officer, self.request.name)], way)
        self._forget()

    def _call(self, method, *args, **kwargs):
        answer = self.url_open(f"/web/dataset/call_kw/ir.attachment/{method}", data=json.dumps({
            "jsonrpc": "2.0", "method": "call", "id": 1,
            "params": {"model": "ir.attachment", "method": method, "args": list(args), "kwargs": kwargs},
        }), headers={"Content-Type": "application/json"}).json()
        self.assertNotIn("error", answer)
        return answer["result"]

    def test_every_address_of_the_archive_is_noted(self):
        ident = self.archive.id
        for path in (
            f"/web/content/{ident}", f"/web/content/{ident}?download=true", f"/web/content/{ident}/vastaus.zip",
            f"/web/content/ir.attachment/{ident}/raw", f"/web/content/ir.attachment/{ident}/datas",
            f"/web/content?model=ir.attachment&id={ident}&field=raw", f"/web/content?id={ident}",
        ):
            answer = self.url_open(path)
            self.assertTrue(zipfile.is_zipfile(io.BytesIO(answer.content)), path)
            self._is_noted("downloaded", path)

    def test_the_archive_as_a_field_of_another_record_is_noted(self):
        self.archive.write({"res_model": "res.partner", "res_id": self.other.id, "res_field": "image_1920"})
        self.url_open(f"/web/content/res.partner/{self.other.id}/image_1920")
        self._is_noted("downloaded", "field")

    def test_the_document_in_the_file_viewer_is_noted(self):
        for path in (f"/web/content/{self.document.id}", f"/web/image/{self.document.id}"):
            self.url_open(path)
            self._is_noted("document opened", path)

    def test_many_files_as_one_archive_are_noted(self):
        answer = self.url_open("/mail/attachment/zip", data={
            "file_ids": f"{self.archive.id}", "zip_name": "kaikki.zip", "csrf_token": http.Request.csrf_token(self)})
        self.assertIn(self.archive.name, zipfile.ZipFile(io.BytesIO(answer.content)).namelist())
        self._is_noted("downloaded", "zip")

    def test_the_content_over_rpc_is_noted_and_what_is_no_content_is_not(self):
        self._call("read", [self.archive.id], ["datas"])
        self._is_noted("downloaded", "datas")
        self._call("read", [self.archive.id], ["name", "file_size"])
        self.assertFalse(self._lines())

    def test_a_copy_is_noted_when_it_is_made(self):
        self._call("copy", [self.archive.id], {"res_model": "res.partner", "res_id": self.person.id})
        self._is_noted("downloaded", "copy")

    def test_an_archive_that_lies_in_the_database_is_noted_once(self):
        raw = self.archive.raw
        self.env["ir.config_parameter"].set_param("ir_attachment.location", "db")
        self.archive.raw = raw
        self._forget()
        self.assertFalse(self.archive.store_fname)
        self.url_open(f"/web/content/{self.archive.id}")
        self._is_noted("downloaded", "db")

    def test_the_column_of_a_file_in_the_database_is_noted_by_whichever_method(self):
        self._call("read", [self.archive.id], ["db_datas"])
        self.assertFalse(self._lines(), "there is nothing in it")
        self.env["ir.config_parameter"].set_param("ir_attachment.location", "db")
        self.archive.raw = b"RPC can carry text only"
        self._forget()
        for method, args in (("read", ([self.archive.id], ["db_datas"])),
                             ("search_read", ([["id", "=", self.archive.id]], ["db_datas"])),
                             ("web_read", ([self.archive.id], {"db_datas": {}}))):
            [row] = self._call(method, *args)
            self.assertEqual(row["db_datas"], "RPC can carry text only", method)
            self._is_noted("downloaded", method)

    def test_the_size_of_a_file_in_the_database_is_no_look_into_it(self):
        self.env["ir.config_parameter"].set_param("ir_attachment.location", "db")
        self.archive.raw = b"RPC can carry text only"
        self._forget()
        [row] = self._call("read", [self.archive.id], ["db_datas"], context={"bin_size": True})
        self.assertNotIn("RPC", str(row["db_datas"]))
        self.assertFalse(self._lines())

    def test_the_text_of_the_document_lies_nowhere_beside_it(self):
        self.assertEqual((self.document.mimetype, self.document.index_content), ("application/pdf", False))

    def test_a_package_in_a_message_is_noted_and_a_message_without_one_is_not(self):
        talk = self.person.with_user(self.user_officer)
        message = talk.message_post(body="Hei")
        talk.message_post(body="Hei", attachment_ids=self._file("kartta.txt", b"kartta").ids)
        self.assertFalse(self._lines())
        talk.message_post(body="Tässä", attachment_ids=self.archive.ids)
        self._is_noted("put into a message", "posted")
        message.sudo(False).write({"attachment_ids": [(4, self.document.id)]})
        self._is_noted("put into a message", "added")
        message.sudo(False).write({"attachment_ids": [(4, self.document.id)]})
        self.assertFalse(self._lines(), "it was there")

    def test_an_archive_that_was_hung_to_another_record_is_noted(self):
        self.archive.sudo().write({"res_model": "res.partner", "res_id": self.person.id})
        self._forget()
        self.url_open(f"/web/content/{self.archive.id}")
        self._is_noted("downloaded", "moved")

    def test_the_buttons_lead_to_what_is_noted(self):
        for action, what in ((self.package.action_download(), "downloaded"),
                             (self.package.action_open_document(), "document opened")):
            self.url_open(action["url"])
            self._is_noted(what, action["url"])

    def test_who_may_not_read_it_is_refused_and_leaves_no_line(self):
        self.user_service.password = "lampo_service"
        self.authenticate("lampo_service", "lampo_service")
        self.assertEqual(self.url_open(f"/web/content/{self.archive.id}").status_code, 404)
        self.assertFalse(self._lines())

    def test_another_file_is_no_look_into_a_package(self):
        other = self.env["ir.attachment"].create({"name": "a.txt", "raw": b"a", "public": True})
        self._forget()
        self.url_open(f"/web/content/{other.id}")
        self.assertFalse(self._lines())
