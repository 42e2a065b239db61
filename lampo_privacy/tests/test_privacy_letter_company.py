# Part of lampo_privacy. LGPL-3.
import re
from itertools import product

from odoo.tests import tagged
from odoo.tools import html2plaintext

from ..models.privacy_letter import KINDS, LANGS
from ..tools.letter_text import fill
from .common import LampoCase

# what a missing address, phone or e-mail must not leave behind
TORN = re.compile(r":\s*[.,;]|,\s*[.,;)]|\(\s*[,)]|\s[.,;)]|osoitteessa ja|adressen och|office at and|\{|\x00")
PLACE = {"street": "Varikontie 285", "zip": "41400", "city": "Lievestuore"}


@tagged("post_install", "-at_install")
class TestPrivacyLetterCompany(LampoCase):
    """A letter reads well whatever the company has told of itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.lampo_alias_name = False
        cls.company.lampo_officer_id = False
        person = cls._partner("Aino Esimerkki")
        cls.request = cls.env["lampo.privacy.request"].create({"partner_id": person.id})

    def _tell(self, address, phone, email):
        """The company tells just these of itself."""
        self.company.write({**(PLACE if address else dict.fromkeys(PLACE, False)), "street2": False,
                            "phone": phone and "014 000 0009", "email": email and "laskutus@lampo.example"})

    def _text(self, kind, lang):
        letter = self.env["lampo.privacy.letter"]._find(kind, lang, "access", self.company)
        return " ".join(html2plaintext(letter._fill(self.request._letter_values(kind, lang))[1]).split())

    def test_whatever_is_missing_no_letter_has_a_torn_sentence(self):
        for told in product((True, False), repeat=3):
            self._tell(*told)
            for (kind, _label), (lang, _name) in product(KINDS, LANGS):
                with self.subTest(told=told, kind=kind, lang=lang):
                    self.assertIsNone(TORN.search(self._text(kind, lang)), self._text(kind, lang))

    def test_a_company_that_tells_nothing_is_still_to_be_contacted(self):
        self._tell(False, False, False)
        for lang, words in (("fi", "ottakaa yhteyttä."), ("sv", "kontakta oss."), ("en", "please contact us.")):
            self.assertIn(words, self._text("receipt", lang))

    def test_what_the_company_tells_stands_in_the_letter(self):
        self._tell(True, False, True)
        self.assertIn("contact us: Varikontie 285, 41400 Lievestuore, laskutus@lampo.example.",
                      self._text("receipt", "en"))
        self._tell(False, True, False)
        self.assertIn("ottakaa yhteyttä: 014 000 0009.", self._text("receipt", "fi"))

    def test_the_place_to_show_a_document_is_told_where_it_is_known(self):
        self._tell(True, True, False)
        self.assertIn("vårt kontor (Varikontie 285, 41400 Lievestuore) och", self._text("identity", "sv"))
        self._tell(False, True, False)
        self.assertIn("vårt kontor och", self._text("identity", "sv"))

    def test_a_sign_that_leads_to_something_stays(self):
        self.assertEqual(fill("<p>a: {{ x }}, {{ y }} (b: {{ z }})</p>", {"x": "1", "y": "2", "z": "3"}),
                         "<p>a: 1, 2 (b: 3)</p>")
        self.assertEqual(fill("<p>a: {{ x }}, {{ y }} ({{ x }}) b</p>", {"y": "2"}), "<p>a: 2 b</p>")
        self.assertEqual(fill("<p>a,&nbsp;{{ x }}: b</p>", {}), "<p>a: b</p>")
        self.assertEqual(fill("<p>a {{ x }} b</p>", {}), "<p>a  b</p>")
