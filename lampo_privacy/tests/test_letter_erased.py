# Part of lampo_privacy. LGPL-3.
import io

from odoo.exceptions import UserError
from odoo.tests import tagged
from pypdf import PdfReader

from ..tools.bypass import BYPASS
from .common import LampoCase


@tagged("post_install", "-at_install")
class TestLetterErased(LampoCase):
    """A letter that was filed is a file of the person's: the erasure reaches into it, and the proof looks there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls._partner("Vilhelmiina Tuhkasaari", email="vilhelmiina@posti.example", lang="en_US",
                                  street="Kaukokatu 77", zip="33100", city="Tampere")
        cls.request = cls.env["lampo.privacy.request"].create(
            {"partner_id": cls.person.id, "description": "Vilhelmiina Tuhkasaari asks"})
        cls.request.register_line_ids.action_found()
        cls.request.action_start()

    def _send(self, kind, request=None):
        request = request or self.request
        wizard = self.env["lampo.privacy.letter.send"].with_user(self.user_officer).with_context(
            force_report_rendering=True, **request._letter_action(kind)["context"]).create({"how": "print"})
        wizard.action_send()
        return request.letter_ids.attachment_id

    def _text(self, files):
        pages = [page.extract_text() for file in files.exists() if file.raw
                 for page in PdfReader(io.BytesIO(file.raw)).pages]
        return " ".join(" ".join(pages).split())

    def test_the_letter_names_the_person_before(self):
        text = self._text(self._send("answer"))
        self.assertIn("Vilhelmiina Tuhkasaari", text)
        self.assertIn("Kaukokatu 77", text)

    def test_a_person_with_filed_letters_is_erased_without_residue(self):
        files = self._send("receipt") | self._send("answer")
        stored = [file.store_fname for file in files]
        erasure = self.env["lampo.privacy.erasure"].create({"partner_id": self.person.id})
        erasure.action_run()
        self.assertEqual((erasure.state, erasure.residue_count), ("done", 0))
        self.env.invalidate_all()
        self.assertEqual(len(self.request.letter_ids), 2)
        self.assertNotIn("Tuhkasaari", self._text(files))
        self.assertNotIn("Kaukokatu 77", self._text(files))
        for message in self.request.message_ids:
            self.assertNotIn("Tuhkasaari", str(message.body))
        kept = set(files.exists().mapped("store_fname"))
        self.assertFalse(kept.intersection(stored))

    def test_of_a_letter_whose_file_is_gone_it_is_said_why(self):
        # as an erasure takes it, which alone may
        self._send("receipt").with_context(lampo_bypass=BYPASS).unlink()
        with self.assertRaisesRegex(UserError, "erased"):
            self.request.letter_ids.action_open_file()

    def test_a_namesake_keeps_the_letter(self):
        other = self._partner("Oskari Lumme", lang="en_US")
        request = self.env["lampo.privacy.request"].create({"partner_id": other.id})
        file = self._send("receipt", request)
        self._send("answer")
        self.env["lampo.privacy.erasure"].create({"partner_id": self.person.id}).action_run()
        self.env.invalidate_all()
        self.assertIn("Oskari Lumme", self._text(file))
