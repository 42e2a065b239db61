# Part of lampo_privacy. LGPL-3.
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import html2plaintext

from ..models.privacy_letter import KINDS, LANGS
from .letter_dialog_common import LetterDialogCase

CODE = "010190-900P"


@tagged("post_install", "-at_install")
class TestPrivacyLetter(LetterDialogCase):
    """Letters: their templates and what fills them in."""

    # -- templates

    def test_every_kind_speaks_every_language(self):
        letters = self.env["lampo.privacy.letter"]
        types = self.env["lampo.privacy.request"]._fields["request_type"].get_values(self.env)
        for kind, __ in KINDS:
            for lang, __ in LANGS:
                for request_type in types if kind == "answer" else ["access"]:
                    with self.subTest(kind=kind, lang=lang, type=request_type):
                        self.assertTrue(letters._find(kind, lang, request_type, self.company))

    def test_a_name_that_nothing_fills_in_is_refused(self):
        letter = self.env.ref("lampo_privacy.letter_receipt_fi")
        with self.assertRaisesRegex(ValidationError, "salary"):
            letter.body = "<p>{{ person }} {{ salary }}</p>"

    def test_a_template_runs_no_code(self):
        letter = self.env.ref("lampo_privacy.letter_receipt_fi")
        for body in ("<p>{{ object.env.user }}</p>", "<p>{{ 1 + 1 }}</p>"):
            with self.subTest(body), self.assertRaises(ValidationError):
                letter.body = body
        letter.body = '<p t-out="1 + 1">kaksi</p>'
        self.assertNotIn("2", letter._fill({})[1])

    def test_a_template_holds_no_identity_code(self):
        with self.assertRaisesRegex(ValidationError, "identity code"):
            self.env.ref("lampo_privacy.letter_receipt_fi").body = f"<p>{CODE}</p>"

    def test_the_officer_edits_a_template_and_customer_service_does_not(self):
        letter = self.env.ref("lampo_privacy.letter_receipt_fi")
        letter.with_user(self.user_officer).name = "Pyyntönne on saapunut"
        with self.assertRaises(AccessError):
            letter.with_user(self.user_service).name = "x"

    def test_the_companys_own_template_comes_first(self):
        own = self.env.ref("lampo_privacy.letter_receipt_fi").copy({"company_id": self.company.id, "name": "Oma"})
        self.assertEqual(self.env["lampo.privacy.letter"]._find("receipt", "fi", "access", self.company), own)

    def test_the_right_has_an_answer_of_its_own(self):
        letter = self.env["lampo.privacy.letter"]._find("answer", "fi", "erasure", self.company)
        self.assertEqual(letter.request_type, "erasure")

    # -- what fills them in

    def test_the_receipt_tells_number_right_and_both_days(self):
        text = self._text(self._letter("receipt"))
        for words in (self.request.name, "Aino Esimerkki", "25.11.2026", "28.12.2026", "oikeus tarkastaa omat tiedot"):
            self.assertIn(words, text)

    def test_the_letter_speaks_the_persons_language(self):
        self.env["res.lang"]._activate_lang("sv_SE")
        self.person.lang = "sv_SE"
        wizard = self._letter("receipt")
        self.assertEqual(wizard.lang, "sv")
        self.assertIn("Vi tog emot er begäran den 25.11.2026", self._text(wizard))

    def test_another_language_can_be_chosen_even_where_the_server_does_not_speak_it(self):
        form = Form(self.env["lampo.privacy.letter.send"].with_context(
            **self.request._letter_action("receipt")["context"]))
        form.lang = "en"
        self.assertIn("We received your request on 25 November 2026", html2plaintext(form.body))

    def test_markup_in_what_was_typed_is_shown_as_text(self):
        request = self._request(received_on="2026-11-25")
        request.action_extend("<b>paljon</b> & vanhoja")
        self.assertIn("<b>paljon</b> & vanhoja", self._text(self._letter("extension", request)))

    def test_the_extension_tells_the_reason_and_the_new_day(self):
        request = self._request(received_on="2026-11-25")
        request.action_extend("Lukemia on monelta vuodelta")
        text = self._text(self._letter("extension", request))
        self.assertIn("Lukemia on monelta vuodelta", text)
        self.assertIn("25.2.2027", text)

    def test_the_refusal_tells_reason_ombudsman_and_court_in_each_language(self):
        request = self._request()
        request.action_refuse("Saatava on auki")
        for lang, words in {"fi": ("tietosuojavaltuutetulle", "tuomioistuimen"),
                            "sv": ("dataombudsmannen", "domstol"),
                            "en": ("Data Protection Ombudsman", "court")}.items():
            text = self._text(self._letter("refusal", request, lang=lang))
            for word in ("Saatava on auki", *words):
                with self.subTest(lang=lang, word=word):
                    self.assertIn(word, text)

    def test_the_answer_to_an_erasure_tells_both_phases(self):
        request = self._request(request_type="erasure")
        erasure = self.env["lampo.privacy.erasure"].create(
            {"partner_id": self.person.id, "ground": "request", "request_id": request.id})
        for state, next_on, words in (("waiting", "2033-01-01", "31.12.2032 asti"), ("done", None, "ei ole enää")):
            self.env.cr.execute("UPDATE lampo_privacy_erasure SET state = %s, next_on = %s WHERE id = %s",
                                (state, next_on, erasure.id))
            erasure.invalidate_recordset()
            self.assertIn(words, self._text(self._letter("answer", request)))

    def test_the_answer_to_an_erasure_claims_nothing_before_it_has_run(self):
        request = self._request(request_type="erasure")
        for lang, words in (("fi", "ei ole enää"), ("sv", "inte längre"), ("en", "no longer hold")):
            self.assertNotIn(words, self._text(self._letter("answer", request, lang=lang)))

    def test_where_nothing_is_held_the_answer_says_so(self):
        request = self._searched(self._request(partner_id=False, subject_name="Tuntematon"))
        self.assertEqual(request.action_letter_answer()["context"]["default_kind"], "nothing")
        self.assertIn("ei ole teitä koskevia henkilötietoja", self._text(self._letter("nothing", request)))
        self._letter("nothing", request).action_send()
        self.assertEqual((request.state, request.answer_missing), ("done", False))

    def test_where_nothing_is_held_the_answer_names_the_registers_that_were_searched(self):
        registers = self.request.register_line_ids.register_id
        request = self._searched(self._request(partner_id=False, subject_name="Tuntematon"))
        request.register_line_ids[-1].result = False
        for lang, name in (("fi", registers[1].text_fi), ("sv", registers[1].text_sv), ("en", registers[1].text_en)):
            text = self._text(self._letter("nothing", request, lang=lang))
            self.assertIn(name, text)
            self.assertNotIn(registers[-1]._said(lang), text)

    def test_somebody_in_the_register_is_not_told_that_nothing_is_held(self):
        self.assertEqual(self.request.action_letter_answer()["context"]["default_kind"], "answer")
        with self.assertRaisesRegex(UserError, "would not be true"):
            self._letter("nothing").action_send()

    def test_whose_data_a_search_found_is_not_told_that_nothing_is_held(self):
        request = self._searched(self._request(partner_id=False, subject_name="Tuntematon"))
        request.register_line_ids[0].action_found()
        with self.assertRaisesRegex(UserError, "would not be true"):
            self._letter("nothing", request).action_send()
        self.assertNotIn("ei ole teitä koskevia henkilötietoja", self._text(self._letter("answer", request)))

    def test_where_something_is_held_the_answer_is_of_the_right(self):
        request = self._searched(self._request(partner_id=False, subject_name="Tuntematon"))
        request.register_line_ids[0].action_found()
        self.assertEqual(request.action_letter_answer()["context"]["default_kind"], "answer")
