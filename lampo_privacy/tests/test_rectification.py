# Part of lampo_privacy. LGPL-3.
import re

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import LampoCase


@tagged("post_install", "-at_install")
class TestRectification(LampoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls._partner("Sirpa Niemelä", email="sirpa@vanha.example", street="Vanhatie 1", zip="33100")
        cls.site = cls._site(name="Niemelä")
        cls.contract = cls._contract(cls.person, cls.site, "2015-01-01", "2016-01-01")
        cls.request = cls.env["lampo.privacy.request"].with_user(cls.user_service).create(
            {"partner_id": cls.person.id, "request_type": "rectification"})
        cls.request.action_start()

    def _wizard(self, user=None):
        wizards = self.env["lampo.privacy.rectify"].with_user(user or self.user_service)
        return wizards.with_context(default_request_id=self.request.id).create({"request_id": self.request.id})

    def _set(self, wizard, field, value, record=None):
        record = record or self.person
        line = wizard.line_ids.filtered(
            lambda line: (line.model, line.res_id, line.field) == (record._name, record.id, field))
        line.new_value = value
        return line

    def test_old_and_new_stand_side_by_side(self):
        line = self._set(self._wizard(), "street", "Uusitie 2")
        self.assertEqual((line.old_value, line.new_value, line.changed), ("Vanhatie 1", "Uusitie 2", True))

    def test_the_new_values_are_written_and_the_old_kept_with_the_request(self):
        wizard = self._wizard()
        self._set(wizard, "street", "Uusitie 2")
        self._set(wizard, "phone", "+358 50 000 3331")
        self._set(wizard, "name", "Mökki", self.site)
        wizard.action_apply()
        self.assertEqual((self.person.street, self.site.name), ("Uusitie 2", "Mökki"))
        self.assertFalse(wizard.line_ids, "the dialog keeps no second copy of the values")
        kept = {line.field: (line.old_value, line.new_value) for line in self.request.rectification_ids}
        self.assertEqual(kept["street"], ("Vanhatie 1", "Uusitie 2"))
        self.assertEqual(kept["phone"], ("", "+358 50 000 3331"))

    def test_the_chatter_tells_what_was_corrected_and_no_value(self):
        before = self.person.message_ids
        self.env.flush_all()
        self.env.cr.precommit.run()  # Odoo tracks nothing of what was made in the same transaction
        wizard = self._wizard().with_context(tracking_disable=False)
        self._set(wizard, "email", "sirpa@uusi.example")
        wizard.action_apply()
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.person.invalidate_recordset()
        self.assertFalse((self.person.message_ids - before).sudo().tracking_value_ids)
        note = str(self.request.message_ids[0].body)
        self.assertIn("Email", note)
        self.assertNotIn("sirpa@", note)

    def test_for_nobody_in_the_register_there_is_nothing_to_correct(self):
        request = self.env["lampo.privacy.request"].create(
            {"subject_name": "Vieras", "request_type": "rectification"})
        with self.assertRaisesRegex(UserError, "nothing to correct"):
            request.action_open_rectify()

    def test_nothing_changed_is_said(self):
        with self.assertRaises(UserError):
            self._wizard().action_apply()

    def test_a_value_that_changed_meanwhile_is_not_overwritten(self):
        wizard = self._wizard()
        self._set(wizard, "street", "Uusitie 2")
        self.person.street = "Toinen 3"
        with self.assertRaises(UserError):
            wizard.action_apply()
        self.assertEqual(self.person.street, "Toinen 3")

    def test_a_line_of_somebody_else_is_refused(self):
        stranger = self._partner("Vieras Veikko", street="Vieraskatu 1")
        wizard = self._wizard()
        self.env["lampo.privacy.rectify.line"].with_user(self.user_service).create({
            "wizard_id": wizard.id, "model": "res.partner", "res_id": stranger.id, "field": "street",
            "label": "Street", "old_value": "Vieraskatu 1", "new_value": "Kaapattu 1"})
        with self.assertRaises(UserError):
            wizard.action_apply()
        self.assertEqual(stranger.street, "Vieraskatu 1")

    def test_a_field_that_is_not_offered_is_refused(self):
        wizard = self._wizard()
        self.env["lampo.privacy.rectify.line"].with_user(self.user_service).create({
            "wizard_id": wizard.id, "model": "res.partner", "res_id": self.person.id, "field": "anonymised_on",
            "label": "X", "old_value": "", "new_value": "2026-01-01"})
        with self.assertRaises(UserError):
            wizard.action_apply()

    def test_an_identity_code_is_refused(self):
        with self.assertRaises(ValidationError):
            self._set(self._wizard(), "function", "010190-900P")

    def test_the_data_of_a_restricted_person_is_corrected_by_the_officer_only(self):
        self.person.with_user(self.user_officer).processing_restricted = True
        with self.assertRaises(AccessError):
            self._wizard()
        wizard = self._wizard(self.user_officer)
        self._set(wizard, "street", "Uusitie 2")
        wizard.action_apply()
        self.assertEqual(self.person.street, "Uusitie 2")

    def test_each_recipient_is_told_what_it_was_given_and_no_more(self):
        self._disclosed("nimi, laskutusosoite", "Painotalo Oy")
        self._disclosed("sähköposti", "Postitus Oy")
        self._disclosed("lämmönkäyttöpaikan osoite", "Mittariluku Oy")
        wizard = self._wizard()
        lines = (self._set(wizard, "street", "Uusitie 2"), self._set(wizard, "email", "sirpa@uusi.example"),
                 self._set(wizard, "street", "Mökkitie 5", self.site))
        self.assertEqual([(line.tell, line.given_to) for line in lines],
                         [(True, "Painotalo Oy"), (True, "Postitus Oy"), (True, "Mittariluku Oy")])
        wizard.action_apply()
        self.assertEqual(self._told_by_name(), {
            "Painotalo Oy": "Street: Uusitie 2", "Postitus Oy": "Email: sirpa@uusi.example",
            "Mittariluku Oy": "Street: Mökkitie 5"})

    def test_what_was_given_to_nobody_is_not_ticked_and_when_ticked_is_told_to_all(self):
        self._disclosed("nimi", "Painotalo Oy")
        wizard = self._wizard()
        line = self._set(wizard, "street", "Uusitie 2")
        self.assertEqual((line.tell, line.given_to), (False, ""))
        line.tell = True
        wizard.action_apply()
        self.assertEqual(self._told_by_name(), {"Painotalo Oy": "Street: Uusitie 2"})

    def test_who_was_given_nobody_can_tell_what_is_told(self):
        self._disclosed("asiakkaan tilanne", "Perintä Oy")
        self.assertTrue(self._set(self._wizard(), "street", "Uusitie 2").tell)

    def test_a_kind_of_data_is_known_by_the_name_that_the_statement_gives_it(self):
        self.env["lampo.privacy.content"].create({
            "name": "Postal data", "text_fi": "Postitustiedot", "text_sv": "Postuppgifter", "text_en": "Postal data",
            "field_ids": [(6, 0, self.env["ir.model.fields"]._get("res.partner", "street").ids)]})
        self._disclosed("nimi, postitustiedot", "Painotalo Oy")
        wizard = self._wizard()
        self.assertEqual([self._set(wizard, field, "Uusi").given_to for field in ("street", "email")],
                         ["Painotalo Oy", ""])

    def test_a_value_that_is_removed_is_told_as_removed(self):
        self._disclosed("sähköposti")
        wizard = self._wizard()
        self._set(wizard, "email", " ")
        wizard.action_apply()
        self.assertEqual(self._told(), ["Email: removed"])

    def _told_by_name(self):
        notices = self.env["lampo.privacy.notice"].search([("partner_ids", "in", self.person.ids)])
        return {notice.recipient_id.name: notice.text for notice in notices}

    def _told(self):
        """What each recipient was told of this person, by the number of its notices."""
        return self.env["lampo.privacy.notice"].search([("partner_ids", "in", self.person.ids)]).mapped("text")

    def _disclosed(self, what="name, street", name="Mittariluku Oy"):
        recipient = self.env["lampo.privacy.recipient"].create(
            {"name": name, "country_id": self.env.ref("base.fi").id, "recipient_role": "processor"})
        self.env["lampo.privacy.disclosure"]._record(recipient, self.person, what, "reading meters", "processor")

    def test_what_completes_the_data_is_told_to_nobody_unless_chosen(self):
        self._disclosed()
        wizard = self._wizard()
        self._set(wizard, "street", "Uusitie 2")
        self.assertFalse(self._set(wizard, "phone", "+358 50 000 3331").tell)
        wizard.action_apply()
        self.assertEqual(self._told(), ["Street: Uusitie 2"])
        told = {line.field: line.told for line in self.request.rectification_ids}
        self.assertEqual(told, {"street": True, "phone": False})
        self.assertIn("Told to the recipients: Street.", str(self.request.message_ids[0].body))

    def test_what_completes_is_not_ticked_even_where_words_name_its_kind(self):
        self._disclosed("contact details")
        wizard = self._wizard()
        line = self._set(wizard, "phone", "+358 50 000 3331")
        self.assertEqual((line.given_to, line.tell), ("Mittariluku Oy", False))
        self.assertTrue(self._set(wizard, "street", "Uusitie 2").tell)

    def test_the_officer_chooses_what_is_told(self):
        self._disclosed("phone")
        wizard = self._wizard()
        self.assertEqual(wizard.disclosed, "Mittariluku Oy: phone")
        self._set(wizard, "street", "Uusitie 2").tell = False
        self._set(wizard, "phone", "+358 50 000 3331").tell = True
        wizard.action_apply()
        self.assertEqual(self._told(), ["Phone: +358 50 000 3331"])

    def test_nothing_is_told_where_nothing_is_chosen_or_was_disclosed(self):
        wizard = self._wizard()
        self._set(wizard, "phone", "+358 50 000 3331")
        wizard.action_apply()
        wizard = self._wizard()
        self._set(wizard, "street", "Uusitie 2")
        wizard.action_apply()
        self.assertFalse(self._told())
        self.assertFalse(any(self.request.rectification_ids.mapped("told")))

    def test_a_bank_account_is_offered_to_who_may_write_it_and_does_not_stop_the_others(self):
        bank = self.env["res.partner.bank"].create({"acc_number": "FI2112345600000785", "partner_id": self.person.id})
        wizard = self._wizard(self.user_officer)
        self.assertNotIn("res.partner.bank", wizard.line_ids.mapped("model"))
        self.assertTrue(wizard.banks_left_out)
        self._set(wizard, "street", "Uusitie 2")
        wizard.action_apply()
        self.assertEqual(self.person.street, "Uusitie 2")
        self.user_officer.group_ids += self.env.ref("base.group_partner_manager")
        wizard = self._wizard(self.user_officer)
        self.assertFalse(wizard.banks_left_out)
        self._set(wizard, "acc_number", "FI1410093000123458", bank)
        wizard.action_apply()
        self.assertEqual(bank.sanitized_acc_number, "FI1410093000123458")

    # -- a correction made outside the request ---------------------------------------------------------------------

    def _tell(self, text="Street: Uusitie 2", **values):
        return self.env["lampo.privacy.tell"].with_user(self.user_service).create(
            {"partner_id": self.person.id, "text": text, **values})

    def test_the_recipients_are_told_from_the_person_and_from_the_request(self):
        self._disclosed()
        for record, values in ((self.person, {}), (self.request, {"request_id": self.request.id})):
            wizard = self._tell(**values)
            self.assertEqual(wizard.disclosed, "Mittariluku Oy: name, street")
            wizard.action_tell()
            self.assertFalse(wizard.exists(), "the dialog keeps no second copy of the values")
            note = str(record.message_ids[0].body)
            self.assertIn("Mittariluku Oy", note)
            self.assertNotIn("Uusitie", note)
        self.assertEqual(self._told(), ["Street: Uusitie 2"] * 2)

    def test_who_never_had_what_is_corrected_is_left_out(self):
        self._disclosed(name="Painotalo Oy")
        self._disclosed(name="Verohallinto")
        tax = self.env["lampo.privacy.recipient"].search([("name", "=", "Verohallinto")])
        self._tell(left_out_ids=tax.ids).action_tell()
        self.assertEqual(self._told_by_name(), {"Painotalo Oy": "Street: Uusitie 2"})
        self.assertNotIn("Verohallinto", str(self.person.message_ids[0].body))
        with self.assertRaises(UserError):
            self._tell(left_out_ids=self.env["lampo.privacy.recipient"].search([]).ids).action_tell()

    def test_nobody_is_told_of_a_person_who_was_disclosed_to_nobody(self):
        with self.assertRaises(UserError):
            self._tell().action_tell()

    def test_recipients_are_told_no_identity_code_and_nothing_of_another_persons_request(self):
        self._disclosed()
        with self.assertRaises(ValidationError):
            self._tell("010190-900P")
        other = self.env["lampo.privacy.request"].create({"partner_id": self._partner("Vieras Veikko").id})
        with self.assertRaises(UserError):
            self._tell(request_id=other.id).action_tell()

    def test_a_restricted_persons_correction_is_told_by_the_officer_only(self):
        self._disclosed()
        wizard = self._tell()
        self.person.with_user(self.user_officer).processing_restricted = True
        with self.assertRaises(AccessError):
            wizard.action_tell()

    def test_the_buttons_lead_to_the_dialog(self):
        action = self.env.ref("lampo_privacy.action_privacy_tell")
        for model, form in (("lampo.privacy.request", "lampo_privacy.view_privacy_request_form"),
                            ("res.partner", "base.view_partner_form")):
            views = self.env[model].with_user(self.user_service)
            arch = views.get_view(self.env.ref(form).id, "form")["arch"]
            self.assertIn(f'name="{action.id}"', arch, model)

    def test_the_form_shows_the_lines(self):
        form = Form(self.env["lampo.privacy.rectify"].with_user(self.user_service).with_context(
            default_request_id=self.request.id))
        self.assertGreater(len(form.line_ids), 5)

    def test_a_correction_is_not_changed(self):
        wizard = self._wizard()
        self._set(wizard, "street", "Uusitie 2")
        wizard.action_apply()
        with self.assertRaises(UserError):
            self.request.rectification_ids.sudo().write({"new_value": "X"})

    def test_while_proof_of_identity_is_waited_for_nothing_is_corrected(self):
        self.request.action_ask_identity()
        wizard = self._wizard()
        self._set(wizard, "street", "Uusitie 2")
        with self.assertRaisesRegex(UserError, "has not been seen"), self.env.cr.savepoint():
            wizard.action_apply()
        self.request.action_confirm_identity("Passport seen")
        wizard.action_apply()
        self.assertEqual(self.person.street, "Uusitie 2")

    def test_the_letter_tells_what_was_corrected(self):
        wizard = self._wizard()
        self._set(wizard, "street", "Uusitie 2")
        wizard.action_apply()
        self.assertIn("We have corrected or completed: street.", self.request._answer_facts())

    def test_the_letter_names_who_is_told_and_once(self):
        recipient = self.env["lampo.privacy.recipient"].create(
            {"name": "Mittariluku Oy", "country_id": self.env.ref("base.fi").id, "recipient_role": "processor"})
        self.env["lampo.privacy.disclosure"]._record(
            recipient, self.person, "name, street", "reading meters", "processor")
        wizard = self._wizard()
        self._set(wizard, "street", "Uusitie 2")
        wizard.action_apply()
        for lang in ("fi", "sv", "en"):
            letter = self.env["lampo.privacy.letter.send"].with_context(
                **self.request._letter_action("answer")["context"]).create({"lang": lang})
            self.assertEqual(str(letter.body).count("Mittariluku Oy"), 1)
            self.assertEqual(len(re.findall("article 19|19 artikla|artikel 19", str(letter.body))), 1, lang)

    def test_the_letter_names_what_was_corrected_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("fi_FI")
        wizard = self._wizard()
        self._set(wizard, "street", "Uusitie 2")
        wizard.action_apply()
        self.assertIn("katuosoite", self.request._letter_details("answer", "fi"))
        self.assertIn("street", self.request._letter_details("answer", "en"))

    def test_the_letter_names_nobody_where_nothing_was_disclosed(self):
        wizard = self._wizard()
        self._set(wizard, "street", "Uusitie 2")
        wizard.action_apply()
        self.assertEqual(len(self.request._answer_facts()), 1)

    def test_an_erasure_knows_the_name_of_before(self):
        paper = self._partner("Kauppa Oy", is_company=True)
        note = paper.message_post(body="Soitti Sirpa Niemelä sirpa@vanha.example")
        wizard = self._wizard()
        self._set(wizard, "name", "Sirpa Koskela")
        self._set(wizard, "email", "sirpa@uusi.example")
        wizard.action_apply()
        erasure = self.env["lampo.privacy.erasure"].create({"partner_id": self.person.id})
        erasure.action_run()
        self.assertEqual((erasure.state, erasure.residue_count), ("done", 0))
        self.env.invalidate_all()
        self.assertNotIn("sirpa@vanha.example", str(note.body))
        self.assertNotIn("Niemelä", str(note.body))
        self.assertFalse(self.env["lampo.privacy.rectification"].search([("request_id", "=", self.request.id)]))
