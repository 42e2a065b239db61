# Part of lampo_privacy. LGPL-3.
from datetime import datetime

from odoo.tests import tagged
from odoo.tests.common import freeze_time

from .letter_common import CODE, NOW, LetterCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestContactMail(LetterCase):
    """A letter to the address for contacts or for complaints is in the contact log by itself (statement § 7)."""

    model = "lampo.privacy.contact"

    def _address(self, kind="contact"):
        return self.company[f"lampo_{kind}_alias_id"].alias_full_name

    def _complain(self, **letter):
        return self._receive(to=self._address("complaint"), **letter)

    # -- the addresses -----------------------------------------------------------------------------------------

    def test_a_company_has_an_address_for_contacts_and_one_for_complaints(self):
        other = self.env["res.company"].create({"name": "Toinen Lämpö Oy", "alias_domain_id": self.domain.id})
        boxes = ("lampo_alias_id", "lampo_contact_alias_id", "lampo_complaint_alias_id")
        addresses = {company[box].alias_full_name for company in self.company | other for box in boxes}
        self.assertEqual(len(addresses), 6)
        self.assertTrue(all(address.endswith(f"@{self.domain.name}") for address in addresses))
        self.domain = other.alias_domain_id = self.env["mail.alias.domain"].create({"name": "toinen.example"})
        self.assertEqual({other[box].alias_domain_id for box in boxes}, {self.domain})

    def test_the_addresses_are_changed_and_taken_away_in_the_settings(self):
        settings = self.env["res.config.settings"].create(
            {"lampo_contact_alias_name": "palvelu", "lampo_complaint_alias_name": "valitus"})
        settings.execute()
        self.assertEqual(self._address(), f"palvelu@{self.domain.name}")
        self.assertEqual(self._address("complaint"), f"valitus@{self.domain.name}")
        self.company.lampo_complaint_alias_name = False
        self.assertFalse(self.company.lampo_complaint_alias_id)
        self.company.lampo_complaint_alias_name = "moite"
        self.assertEqual(self._complain().kind, "complaint")

    # -- the contact -------------------------------------------------------------------------------------------

    def test_a_letter_is_a_contact_of_its_sender_and_its_address_says_of_which_kind(self):
        contact, complaint = self._receive(subject="Laskusta"), self._complain(subject="Talo on kylmä")
        self.assertEqual([(one.partner_id, one.kind, one.name) for one in contact | complaint],
                         [(self.person, "other", "Laskusta"), (self.person, "complaint", "Talo on kylmä")])
        for one in contact | complaint:
            self.assertEqual((one.channel, one.state, one.company_id), ("email", "new", self.company))
            self.assertEqual(one.date, datetime(2026, 11, 30, 9, 30))
            self.assertIn("Mitä tietoja", "".join(map(str, one.message_ids.mapped("body"))))
        self.assertEqual(len(self.person.contact_ids), 2, "a letter is in the log once")

    def test_a_letter_to_another_company_is_that_companys(self):
        other = self.env["res.company"].create({"name": "Toinen Lämpö Oy", "alias_domain_id": self.domain.id})
        self._partner("Aino Muualla", email="aino@example.com", company_id=self.company.id)
        contact = self._receive(to=other.lampo_complaint_alias_id.alias_full_name)
        self.assertEqual((contact.company_id, contact.kind, contact.partner_id), (other, "complaint", self.person))

    def test_an_address_of_two_people_is_nobodys(self):
        self._partner("Eino Esimerkki", email="aino@example.com")
        contact = self._receive()
        self.assertFalse(contact.partner_id)
        self.assertEqual(contact.email_from, "aino@example.com")
        self.assertFalse(contact.message_ids.author_id & self.env["res.partner"].search(
            [("email", "=", "aino@example.com")]))

    def test_somebody_unknown_is_an_address_and_no_new_contact_in_the_register(self):
        before = self.env["res.partner"].with_context(active_test=False).search_count([])
        contact = self._complain(sender="Tuntematon Testaaja <Tuntematon@example.com>")
        self.assertEqual((contact.partner_id.id, contact.email_from), (False, "tuntematon@example.com"))
        self.assertEqual(self.env["res.partner"].with_context(active_test=False).search_count([]), before)

    def test_an_identity_code_in_a_letter_is_masked_and_the_letter_is_not_lost(self):
        contact = self._complain(text=f"Tunnukseni on {CODE}.", subject=f"Valitus {CODE}",
                                 sender=f'"Aino {CODE}" <toinen@example.com>')
        message = contact.message_ids.filtered(lambda message: message.message_type == "email")
        self.assertIn("Valitus", contact.name)
        for text in (contact.name, str(message.body), message.subject or "", message.email_from or ""):
            self.assertNotIn(CODE, text)

    def test_a_letter_without_a_subject_and_with_a_wrong_clock_came_now(self):
        self.company.partner_id.lang = "en_US"
        contact = self._receive(subject="", sent="Fri, 01 Jan 2027 10:00:00 +0000")
        self.assertEqual((contact.name, contact.date), ("Without a subject", datetime(2026, 11, 30, 10)))

    def test_what_stands_for_a_subject_is_in_the_companys_language(self):
        self.env["res.lang"]._activate_lang("fi_FI")
        self.company.partner_id.lang = "fi_FI"
        self.assertEqual(self._receive(subject="").name, "Ilman aihetta")
        self.person.message_post(body="Hei", author_id=self.person.id, message_type="comment")
        self.assertEqual(self.person.contact_ids.filtered("message_id").name, "Viesti")

    def test_an_identity_code_in_an_edited_note_is_masked(self):
        contact = self._complain()
        note = contact.message_post(body="Soitti", message_type="comment")
        contact._message_update_content(note, body=f"Soitti {CODE}")
        self.assertNotIn(CODE, str(note.body))
        self.assertIn("Soitti", str(note.body))

    def test_an_identity_code_in_the_name_of_a_file_is_masked_and_the_file_is_kept(self):
        contact = self._complain()
        contact.message_post(body="Liite", attachments=[(f"hakemus_{CODE}.pdf", b"%PDF-")])
        [file] = self.env["ir.attachment"].search([("res_model", "=", contact._name), ("res_id", "=", contact.id),
                                                   ("name", "like", "hakemus")])
        self.assertNotIn(CODE, file.name)
        self.assertEqual(file.raw, b"%PDF-")

    # -- floods and further letters ------------------------------------------------------------------------------

    def test_a_flood_from_one_address_stops_and_shuts_out_nobody_else(self):
        self.env["ir.config_parameter"].set_param("mail.gateway.loop.threshold", 3)
        for sender in ("aino@example.com", "pommi@example.com"):  # somebody known is counted as well
            made = [bool(self._complain(sender=sender)) for _number in range(5)]
            self.assertEqual(made, [True] * 3 + [False] * 2, sender)
        for sender in ("xpommi@example.com", "ommi@example.com", "_ommi@example.com", "%@example.com"):
            self.assertTrue(self._complain(sender=sender), sender)

    def test_the_same_letter_twice_is_one_contact(self):
        letter = self._letter()
        self.assertTrue(self.gateway.message_process(False, letter))
        self.assertFalse(self.gateway.message_process(False, letter))

    def test_a_letter_that_could_not_be_delivered_is_no_contact(self):
        before = self.env[self.model].search_count([])
        self._receive(sender="Mail Delivery System <MAILER-DAEMON@example.com>", subject="Undelivered")
        self._receive(references="<1-loop-detection-bounce-email@lampo.example>")
        self.assertEqual(self.env[self.model].search_count([]), before)

    def test_a_reply_goes_to_its_contact_and_opens_a_closed_one_again(self):
        contact = self._complain()
        contact.action_close()
        sent = contact.message_ids.filtered(lambda message: message.message_type == "email").message_id
        self._complain(subject="Re: Tietopyyntö", text="Yhä kylmä", references=sent)
        self.assertEqual(self.person.contact_ids, contact)
        self.assertEqual((contact.state, contact.closed_on), ("new", False))
        self.assertIn("Yhä kylmä", "".join(map(str, contact.message_ids.mapped("body"))))

    def test_contacts_by_mail_go_with_the_person(self):
        contact = self._complain()
        erasure = self.env["lampo.privacy.erasure"].create({"partner_id": self.person.id, "ground": "manual"})
        erasure.action_run()
        self.assertEqual(erasure.state, "done")
        self.assertFalse(contact.exists())
