# Part of lampo_privacy. LGPL-3.
import base64
import hashlib
import io
import zipfile
from datetime import date
from pathlib import Path
from unittest.mock import patch

from freezegun import freeze_time
from odoo import Command, fields
from odoo.tests import tagged
from odoo.tools import SQL
from reportlab.pdfgen.canvas import Canvas

from ..engine import erase, stored_files
from ..engine.erase import Run
from .common import LampoCase

NAME = "Taavetti Kuusenkangas"
EMAIL = "taavetti.kuusenkangas@posti.example"


def pdf_of(*lines, password=None):
    stream = io.BytesIO()
    canvas = Canvas(stream, encrypt=password)
    for number, line in enumerate(lines):
        canvas.drawString(72, 700 - 20 * number, line)
    canvas.save()
    return stream.getvalue()


def zip_of(name, data):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, data)
    return stream.getvalue()


@tagged("post_install", "-at_install")
class TestErasureFiles(LampoCase):
    """What an erasure does with stored files: the person's, those about them, and everybody else's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.company_id = cls.company
        cls.person = cls._partner(NAME, email=EMAIL, street="Kaukokiventie 17")
        cls.other = cls._partner("Sivullinen Saarimaa")

    def _file(self, raw, on=None, **values):
        return self.env["ir.attachment"].create({
            "name": "liite", "raw": raw, "res_model": on._name if on else False, "res_id": on.id if on else 0, **values,
        })  # fmt: skip

    def _erasure(self):
        return self.env["lampo.privacy.erasure"].create({"partner_id": self.person.id})

    def _run(self):
        erasure = self._erasure()
        erasure.action_run()
        self.env.invalidate_all()
        return erasure

    def _draft_of_the_person(self):
        return self.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": self.person.id,
            "invoice_line_ids": [Command.create({"name": "Kaukolämpö", "price_unit": 100.0})],
        })  # fmt: skip

    def _invoice(self, partner, day):
        invoice = self.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": partner.id, "invoice_date": day,
            "invoice_line_ids": [Command.create({"name": "Kaukolämpö", "price_unit": 100.0})],
        })  # fmt: skip
        invoice.action_post()
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids)
        register.create({"payment_date": day}).action_create_payments()
        return invoice

    def _listed(self, store_fname):
        """Whether a file is on Odoo's list for the collection."""
        attachments = self.env["ir.attachment"]
        return (Path(attachments._full_path("checklist")) / store_fname).exists()

    def test_a_text_of_somebody_else_is_written_anew_without_the_person(self):
        note = self._file(f"Koivikon lista;{EMAIL};Oulu\n".encode(), self.other, mimetype="text/csv")
        old = note.store_fname
        erasure = self._run()
        self.assertEqual(erasure.state, "done")
        self.assertEqual(note.raw.decode(), "Koivikon lista;•••;Oulu\n")
        self.assertEqual(note.checksum, hashlib.sha1(note.raw).hexdigest())
        self.assertEqual((note.file_size, note.mimetype), (len(note.raw), "text/csv"))
        self.assertNotEqual(note.store_fname, old)
        self.assertNotIn(EMAIL, note.index_content)
        self.assertTrue(self._listed(old))
        line = erasure.line_ids.filtered(lambda line: (line.model, line.field) == ("ir.attachment", "raw"))
        self.assertEqual((line.action, line.record_count, line.done), ("scrub", 1, True))

    def test_a_file_that_belongs_to_no_record_is_searched_too(self):
        note = self.env["ir.attachment"].with_user(1).create({"name": "lista", "raw": f"Lista: {EMAIL}".encode()})
        self.env.flush_all()
        self.env.cr.execute("UPDATE ir_attachment SET res_model = NULL, public = NULL WHERE id = %s", [note.id])
        self._run()
        self.assertEqual(note.raw.decode(), "Lista: •••")

    def test_what_is_written_is_what_odoo_writes(self):
        text = b"Lista\nOulu;Matti\n"
        note = self._file(text, self.other, mimetype="text/csv")
        wanted = note.read(["checksum", "file_size", "store_fname", "index_content", "mimetype", "db_datas"])[0]
        note.write({"raw": b"Lista\n", "mimetype": "text/csv"})
        note.flush_recordset()
        from ..engine.file_mending import _write_attachment  # noqa: PLC0415

        _write_attachment(Run(self.env, {self.person.id: 9001}, fields.Date.today()), note.id, text)
        self.assertEqual(note.read(list(wanted))[0], wanted)
        self.assertEqual(note.raw, text)

    def test_a_letter_of_somebody_else_in_a_form_that_cannot_be_written_fails_the_erasure(self):
        for raw in (pdf_of(f"Kirje: {EMAIL}"), zip_of("kirje.txt", NAME)):
            letter = self._file(raw, self.other)
            erasure = self._run()
            self.assertEqual((erasure.state, erasure.residue_count), ("failed", 1))
            self.assertEqual(erasure.residue, f"ir_attachment.raw {letter.id}")
            self.assertEqual(letter.raw, raw)
            letter.unlink()
            erasure.action_run()
            self.assertEqual(erasure.state, "done")
            erasure.flush_recordset()
            self.person.write({"name": NAME, "email": EMAIL, "active": True, "anonymised_on": False})

    def test_a_document_on_a_record_about_the_person_goes_where_it_names_them(self):
        draft = self._draft_of_the_person()
        offer = self._file(pdf_of("Tarjous", "Kuusenkankaalle, Kaukokiventie 17"), draft)
        terms = self._file(pdf_of("Yleiset ehdot"), draft)
        erasure = self._run()
        self.assertEqual(erasure.state, "done")
        self.assertFalse(offer.exists())
        self.assertTrue(terms.exists())
        line = erasure.line_ids.filtered(lambda line: (line.model, line.field) == ("ir.attachment", "raw"))
        self.assertEqual((line.action, line.record_count), ("delete", 1))

    def test_a_document_about_the_person_that_cannot_be_read_is_left_over(self):
        letter = self._file(pdf_of("Salattu", password="avain"), self._draft_of_the_person())
        erasure = self._run()
        self.assertEqual((erasure.state, erasure.residue), ("failed", f"ir_attachment.raw {letter.id}"))

    def test_a_file_that_cannot_be_read_and_is_about_nobody_is_counted(self):
        before = self._run_alone().searched.unreadable
        self._file(pdf_of("Salattu", password="avain"), self.other)
        self.assertEqual(self._run_alone().searched.unreadable, before + 1)

    def _run_alone(self):
        run = Run(self.env, {self.person.id: 9001}, fields.Date.today())
        stored_files.file_places(run)
        return run

    def test_the_other_owner_of_a_shared_file_keeps_it_byte_for_byte(self):
        raw = pdf_of("Kaukolämmön yleiset ehdot")
        mine, theirs = self._file(raw, self.person), self._file(raw, self.other)
        self.assertEqual(mine.store_fname, theirs.store_fname)
        before = theirs.read()[0]
        self._run()
        self.assertFalse(mine.exists())
        self.assertEqual(theirs.read()[0], before)
        self.assertEqual(theirs.raw, raw)

    def test_a_shared_text_that_names_the_person_goes_from_both(self):
        raw = f"Lista: {EMAIL}".encode()
        mine, theirs = self._file(raw, self.person), self._file(raw, self.other)
        old = mine.store_fname
        self._run()
        self.assertFalse(mine.exists())
        self.assertEqual(theirs.raw.decode(), "Lista: •••")
        self.assertFalse(self.env["ir.attachment"].search_count([("store_fname", "=", old)]))

    def test_a_file_is_read_once_however_many_attachments_share_it(self):
        for _ in range(3):
            self._file(pdf_of(f"Lista: {EMAIL}"), self.other)
        opened = []
        original = stored_files._Search._open
        with patch.object(stored_files._Search, "_open", lambda self, first, name: (
                opened.append(name), original(self, first, name))[1]):
            places = stored_files.file_places(Run(self.env, {self.person.id: 9001}, fields.Date.today()))
        self.assertEqual(len(opened), len(set(opened)))
        self.assertEqual(len(places), 3)

    def test_files_kept_in_the_database_are_searched_and_mended_too(self):
        self.env["ir.config_parameter"].set_param("ir_attachment.location", "db")
        note = self._file(f"Lista: {EMAIL}".encode(), self.other)
        self.assertFalse(note.store_fname)
        self._run()
        self.assertEqual(note.raw.decode(), "Lista: •••")
        self.assertFalse(note.store_fname)

    def test_an_upload_in_a_wizard_is_emptied(self):
        upload = self.env["lampo.heat.import"].create({"file": base64.b64encode(zip_of("a.csv", NAME))})
        self.env.flush_all()
        self._run()
        self.assertEqual(self.env.execute_query(SQL("SELECT file FROM lampo_heat_import WHERE id = %s", upload.id)),
                         [(None,)])

    def test_a_voucher_s_file_stays_until_its_clock_has_run_out(self):
        invoice = self._invoice(self.person, "2026-03-03")
        paper = self._file(pdf_of(f"Lasku, {NAME}, {EMAIL}"), invoice)
        with freeze_time("2026-11-24"):
            erasure = self._run()
        self.assertEqual((erasure.state, erasure.next_on), ("waiting", date(2033, 1, 1)))
        self.assertTrue(paper.exists())
        with freeze_time("2033-01-01"):
            erasure.action_run()
        self.assertEqual(erasure.state, "done")
        self.assertFalse(paper.exists())

    def test_a_voucher_of_somebody_else_stays_whole_and_is_listed(self):
        raw = pdf_of(f"Lasku, toimitus: {NAME}, {EMAIL}")
        paper = self._file(raw, self._invoice(self.other, "2026-03-03"))
        erasure = self._run()
        self.assertEqual(erasure.state, "done")
        self.assertEqual(paper.raw, raw)
        line = erasure.line_ids.filtered(lambda line: (line.model, line.field) == ("ir.attachment", "raw"))
        self.assertEqual((line.action, line.ground, line.record_count), ("keep", "accounting", 1))

    def test_what_was_done_to_files_is_what_was_planned(self):
        self._file(f"Lista: {EMAIL}".encode(), self.other)
        self._file(pdf_of(NAME), self._draft_of_the_person())
        self._file(pdf_of(NAME), self.person)
        erasure = self._erasure()
        erasure.action_plan()
        def table(lines):
            return {(line.model, line.field, line.action): line.record_count for line in lines}
        planned = table(erasure.line_ids)
        erasure.action_run()
        self.assertEqual(table(erasure.line_ids), planned)

    def test_the_bundles_of_the_server_itself_are_not_searched(self):
        bundle = {"name": "web.assets.css", "raw": f"/* {EMAIL} */".encode(), "public": True, "res_model": "ir.ui.view",
                  "mimetype": "text/css"}
        self.env["ir.attachment"].with_user(1).create({**bundle, "url": "/web/assets/1234567/web.assets.css"})
        self.assertEqual(self._run_alone_places(), [])
        self.env["ir.attachment"].with_user(1).create({**bundle, "url": "/mine/style.css"})
        self.assertEqual(len(self._run_alone_places()), 1)

    def _run_alone_places(self):
        return stored_files.file_places(Run(self.env, {self.person.id: 9001}, fields.Date.today()))

    def test_an_erasure_that_moves_a_figure_of_the_books_is_undone(self):
        invoice = self._invoice(self.other, "2026-03-03")
        original = erase.search_files

        def moving(run, counts):
            run.env.cr.execute("UPDATE account_move_line SET partner_id = NULL WHERE move_id = %s", [invoice.id])
            return original(run, counts)

        with patch.object(erase, "search_files", moving), self.assertLogs("odoo.addons.lampo_privacy", "WARNING"):
            erasure = self._run()
        self.assertEqual(erasure.state, "failed")
        self.assertIn("books", erasure.refusal)
        self.assertEqual(self.person.name, NAME)
        self.assertEqual(invoice.line_ids.partner_id, self.other)

    def test_text_kept_as_bytes_in_another_table_is_written_anew(self):
        certificate = base64.b64encode(f"CN={EMAIL}\n".encode())
        server = self.env["ir.mail_server"].create({"name": "Posti", "smtp_host": "posti.example"})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ir_mail_server SET smtp_ssl_certificate = %s WHERE id = %s", [certificate, server.id])
        erasure = self._run()
        server.invalidate_recordset()
        self.assertEqual(base64.b64decode(server.smtp_ssl_certificate).decode(), "CN=•••\n")
        line = erasure.line_ids.filtered(lambda line: line.field == "smtp_ssl_certificate")
        self.assertEqual((line.model, line.action), ("ir.mail_server", "scrub"))
