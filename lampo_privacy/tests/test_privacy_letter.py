# Part of lampo_privacy. LGPL-3.
import io
from datetime import date
from unittest.mock import patch

from markupsafe import Markup
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tests.common import freeze_time
from odoo.tools import html2plaintext
from pypdf import PdfReader

from ..models.privacy_letter import KINDS, LANGS
from .common import LampoCase

CODE = "010190-900P"


@tagged("post_install", "-at_install")
@freeze_time("2026-11-30 10:00:00")
class TestPrivacyLetter(LampoCase):
    """Letters: their templates, what fills them in, and what sending one does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.lampo_officer_id = cls.user_officer
        # letters speak the reader's language: here Finnish
        cls.env["res.lang"]._activate_lang("fi_FI")
        cls.env["ir.default"].set("res.partner", "lang", "fi_FI")
        cls.company.partner_id.lang = "fi_FI"
        cls.person = cls._partner("Aino Esimerkki", email="aino@example.com", street="Lämpötie 1", zip="41400",
                                  city="Lievestuore")
        cls.request = cls._searched(cls._request(received_on="2026-11-25"))

    @classmethod
    def _request(cls, **values):
        return cls.env["lampo.privacy.request"].create({"partner_id": cls.person.id, **values})

    def _letter(self, kind, request=None, user=None, **values):
        request = request or self.request
        context = request._letter_action(kind)["context"]
        wizards = self.env["lampo.privacy.letter.send"].with_user(user or self.user_officer)
        return wizards.with_context(**context).create(values)

    def _text(self, wizard):
        return html2plaintext(wizard.body)

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

    # -- sending

    def test_a_printed_letter_is_filed_and_noted(self):
        action = self._letter("receipt").action_send()
        letter = self.request.letter_ids
        self.assertEqual((letter.kind, letter.how, letter.sent_on, letter.sent_by),
                         ("receipt", "print", date(2026, 11, 30), self.user_officer))
        self.assertEqual((letter.attachment_id.res_model, letter.attachment_id.res_id),
                         (self.request._name, self.request.id))
        self.assertIn(str(letter.attachment_id.id), action["url"])
        note = self.request.message_ids[:1]
        self.assertEqual(note.attachment_ids, letter.attachment_id)
        self.assertIn("olemme vastaanottaneet", str(note.body).lower())
        self.assertNotIn("Aino", letter.attachment_id.name)

    def test_a_letter_by_mail_goes_to_where_the_request_came_from(self):
        request = self._request(channel="email", email_from="toinen@example.com")
        wizard = self._letter("receipt", request)
        self.assertEqual((wizard.how, wizard.email_to), ("email", "toinen@example.com"))
        with patch("odoo.addons.mail.models.mail_mail.MailMail.send"):
            wizard.action_send()
        mail = self.env["mail.mail"].sudo().search([("mail_message_id", "=", request.message_ids[:1].id)])
        self.assertIn("toinen@example.com", "".join(filter(None, mail.mapped("email_to"))))
        self.assertEqual(mail.attachment_ids, request.letter_ids.attachment_id)
        self.assertFalse(self.env["res.partner"].search([("email", "=", "toinen@example.com")]))

    def test_enclosures_go_with_the_letter_and_stay_on_file(self):
        request = self._request(channel="email", email_from="toinen@example.com")
        files = self.env["ir.attachment"].with_user(self.user_officer)
        enclosure = files.create({"name": "liite.txt", "raw": b"Liite"})
        wizard = self._letter("receipt", request, attachment_ids=[(4, enclosure.id)])
        with patch("odoo.addons.mail.models.mail_mail.MailMail.send"):
            wizard.action_send()
        mail = self.env["mail.mail"].sudo().search([("mail_message_id", "=", request.message_ids[:1].id)])
        self.assertEqual(mail.attachment_ids, request.letter_ids.attachment_id | enclosure)
        self.assertEqual((enclosure.res_model, enclosure.res_id), (request._name, request.id))

    def test_a_letter_makes_nobody_who_gets_it_a_follower(self):
        request = self._request(channel="email", email_from=self.person.email)
        with patch("odoo.addons.mail.models.mail_mail.MailMail.send"):
            for kind in ("receipt", "answer"):
                self._letter(kind, request, closes=False).action_send()
        self.assertNotIn(self.person, request.message_partner_ids)
        self.assertFalse(request.message_ids.notified_partner_ids & self.person)

    def test_without_an_address_nothing_is_mailed(self):
        wizard = self._letter("receipt", how="email", email_to="ei osoite")
        with self.assertRaisesRegex(UserError, "e-mail address"):
            wizard.action_send()

    def test_an_answer_closes_the_request(self):
        request = self._searched(self._request(request_type="rectification"))
        self._letter("answer", request).action_send()
        self.assertEqual((request.state, request.closed_on, request.answer_missing),
                         ("done", date(2026, 11, 30), False))

    def test_a_letter_without_the_copy_answers_no_request_for_it(self):
        for kind in ("access", "portability"):
            request = self._searched(self._request(request_type=kind))
            letter = self._letter("answer", request)
            self.assertFalse(letter.closes, kind)
            letter.closes = True
            letter.action_send()
            self.assertEqual((request.state, request.answer_missing), ("done", True), kind)

    def test_a_letter_that_processing_is_restricted_waits_until_it_is(self):
        request = self._searched(self._request(request_type="restriction"))
        with self.assertRaisesRegex(UserError, "start the request first"), self.env.cr.savepoint():
            self._letter("answer", request, closes=False).action_send()
        self._letter("answer", request).action_send()
        self.assertEqual((request.state, self.person.processing_restricted), ("done", True))

    def test_an_interim_answer_does_not_close(self):
        self._letter("answer", closes=False).action_send()
        self.assertEqual(self.request.state, "new")

    def test_an_answer_before_the_registers_were_searched_is_refused(self):
        request = self._request(request_type="rectification")
        with self.assertRaisesRegex(UserError, "Search every register"), self.env.cr.savepoint():
            self._letter("answer", request).action_send()
        self.assertFalse(request.letter_ids)

    def test_the_letter_that_asks_for_identity_notes_the_day(self):
        self._letter("identity").action_send()
        self.assertEqual(self.request.identity_asked_on, date(2026, 11, 30))

    def test_an_identity_code_written_into_a_letter_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "identity code"):
            self._letter("receipt", body=Markup("<p>010190-<b>900P</b></p>")).action_send()

    def test_an_empty_letter_is_refused(self):
        with self.assertRaisesRegex(UserError, "empty"):
            self._letter("receipt", body=False).action_send()

    def test_the_dialog_keeps_nothing_of_the_letter(self):
        wizard = self._letter("receipt")
        wizard.action_send()
        self.assertFalse(wizard.body or wizard.subject or wizard.email_to)

    def test_customer_service_sends_letters_too(self):
        self._letter("receipt", user=self.user_service).action_send()
        self.assertEqual(self.request.letter_ids.sent_by, self.user_service)

    def test_a_sent_letter_is_neither_made_changed_nor_deleted_by_hand(self):
        self._letter("receipt").action_send()
        letter = self.request.letter_ids
        with self.assertRaises(AccessError):
            letter.with_user(self.user_officer).copy()
        with self.assertRaisesRegex(UserError, "evidence"):
            letter.sudo().sent_on = "2026-11-01"
        with self.assertRaisesRegex(UserError, "evidence"):
            letter.sudo().unlink()
        with self.assertRaisesRegex(UserError, "evidence"):
            letter.attachment_id.sudo().unlink()

    # -- letters owed

    def test_an_extension_is_owed_until_it_is_told(self):
        request = self._request()
        request.action_extend("Many requests")
        owed = [("id", "=", request.id), ("letter_owed", "in", ("extension", "refusal"))]
        self.assertEqual(request.letter_owed, "extension")
        self.assertEqual(request.search(owed), request)
        self._letter("extension", request).action_send()
        self.assertFalse(request.letter_owed)
        self.assertFalse(request.search(owed))

    def test_an_extension_that_was_not_told_in_time_is_owed_no_more_and_told_no_more(self):
        request = self._request()
        request.action_extend("Many requests")
        letter = self._letter("extension", request)
        owed = [("id", "=", request.id), ("letter_owed", "=", "extension")]
        with freeze_time("2026-12-31 10:00:00"):
            request.invalidate_recordset()
            self.assertFalse(request.letter_owed)
            self.assertFalse(request.search(owed))
            with self.assertRaisesRegex(UserError, "first month ended"):
                letter.action_send()

    def test_the_letter_of_an_extension_moves_the_limit(self):
        request = self._request()
        request.action_extend("Many requests")
        self._letter("extension", request).action_send()
        self.assertEqual(request.due_on, date(2027, 3, 1))

    def test_no_letter_tells_of_a_step_that_was_not_taken(self):
        for kind, words in (("extension", "extend the request first"), ("refusal", "refuse the request first")):
            with self.subTest(kind), self.assertRaisesRegex(UserError, words):
                self._letter(kind).action_send()
        self.assertFalse(self.request.letter_ids)

    def test_a_refusal_is_owed_until_it_is_told(self):
        request = self._request()
        request.action_refuse("Unfounded")
        self.assertEqual(request.action_letter_owed()["context"]["default_kind"], "refusal")
        self._letter("refusal", request).action_send()
        self.assertFalse(request.letter_owed)

    def test_where_no_letter_is_owed_none_is_written(self):
        with self.assertRaisesRegex(UserError, "No letter is owed"):
            self._request().action_letter_owed()

    def test_the_steps_lead_to_their_letters(self):
        for model, kind in (("extend", "extension"), ("refuse", "refusal")):
            request = self._request()
            wizard = self.env[f"lampo.privacy.request.{model}"].with_context(
                active_model=request._name, active_ids=request.ids).create({"reason": "Monta pyyntöä"})
            self.assertEqual(wizard.action_confirm()["context"]["default_kind"], kind)

    # -- the paper

    def test_the_paper_is_a_pdf_with_address_title_and_text(self):
        wizard = self._letter("receipt").with_context(force_report_rendering=True)
        pages = PdfReader(io.BytesIO(wizard._render_pdf())).pages
        text = " ".join(pages[0].extract_text().split())
        self.assertEqual(len(pages), 1)
        for words in ("Lämpötie 1", "Pyyntönne on vastaanotettu", self.request.name, "30.11.2026"):
            self.assertIn(words, text)

    def test_the_preview_shows_the_letter_and_leads_back_to_the_text(self):
        wizard = self._letter("receipt")
        wizard.action_preview()
        self.assertTrue(wizard.preview)
        wizard.action_edit()
        self.assertFalse(wizard.preview)
        self.assertFalse(self.request.letter_ids)

    def test_the_paper_carries_its_style_and_links_no_file(self):
        report = self.env.ref("lampo_privacy.action_report_privacy_letter")
        html = report._render_qweb_html(report, self._letter("receipt").ids)[0]
        [body] = report._prepare_html(html, report_model=report.model)[0]
        self.assertIn(".lampo-paper", body)
        self.assertNotIn("<link", body)
