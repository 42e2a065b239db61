# Part of lampo_privacy. LGPL-3.
import base64
from datetime import timedelta

from freezegun import freeze_time
from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from ..models.heat_contract import finnish_today
from .common import LampoCase


@tagged("post_install", "-at_install")
class TestDisclosure(LampoCase):
    """Statement § 8: to whom, and never outside the European Economic Area; GDPR art. 19: who is told afterwards."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.finland = cls.env.ref("base.fi")
        cls.states = cls.env.ref("base.us")
        cls.person = cls._partner("Aune Lehtokangas", street="Kuja 3", zip="41400", city="Lievestuore")
        cls.office = cls._partner("Laskentatoimisto Oy", is_company=True, country_id=cls.finland.id)
        cls.recipient = cls._recipient(partner_id=cls.office.id, email="tieto@laskenta.example")

    @classmethod
    def _recipient(cls, **values):
        return cls.env["lampo.privacy.recipient"].create(
            {"name": "Laskentatoimisto", "recipient_role": "processor", "country_id": cls.finland.id, **values})

    def _disclosure(self, **values):
        return self.env["lampo.privacy.disclosure"].create(
            {"recipient_id": self.recipient.id, "partner_id": self.person.id, "what": "nimi, osoite",
             "purpose": "Laskujen painatus", "basis": "processor", **values})

    def test_a_recipient_is_in_the_record_of_processing_from_its_first_day(self):
        billing = self.env.ref("lampo_privacy.register_billing")
        self.assertEqual(self.recipient.register_ids, billing)
        website = self.env.ref("lampo_privacy.register_website")
        self.assertEqual(self._recipient(register_ids=website.ids).register_ids, website)

    # -- the log -----------------------------------------------------------------------------------------------

    def test_a_disclosure_has_a_number_and_is_not_rewritten(self):
        line = self._disclosure().with_user(self.user_officer)
        self.assertTrue(line.name.startswith("LU/"))
        with self.assertRaises(UserError):
            line.date = "2020-01-01"
        line.purpose = "Painatus"

    def test_who_records_a_disclosure_and_how_is_the_systems_to_write(self):
        lines, other = self.env["lampo.privacy.disclosure"].with_user(self.user_service), self.user_officer.id
        new = {"recipient_id": self.recipient.id, "partner_id": self.person.id, "what": "nimi", "purpose": "kysely"}
        for values in ({"user_id": other}, {"origin": "sending"}, {"name": "LU/1"}):
            with self.assertRaises(UserError):
                lines.create({**new, **values})
            with self.assertRaises(UserError):
                lines.create(new).write(values)
        line = lines.with_context(default_user_id=other, default_origin="export").create(new)
        self.assertEqual((line.user_id, line.origin), (self.user_service, "manual"))

    def test_an_identity_code_is_no_reason(self):
        with self.assertRaises(ValidationError):
            self.env["lampo.privacy.disclosure"].create({
                "recipient_id": self.recipient.id, "partner_id": self.person.id, "what": "nimi",
                "purpose": "Hakemus 010190-900P"})

    def test_an_export_is_given_to_nobody_by_whom_invoices_are_sent(self):
        network = self.recipient._for_sending("peppol", "Peppol", self.company)
        disclosures = self.env["lampo.privacy.disclosure"].with_user(self.user_service)
        offered = [one["id"] for one in disclosures.export_questions("res.partner")["recipients"]]
        self.assertIn(self.recipient.id, offered)
        self.assertNotIn(network.id, offered)
        self.assertFalse(disclosures.export_questions("no.such.model"))

    def test_who_was_given_what_is_told_once(self):
        disclosures = self.env["lampo.privacy.disclosure"]
        disclosures.create([{"recipient_id": self.recipient.id, "partner_id": self.person.id, "what": what,
                             "purpose": "Laskutus"} for what in ("nimi", "osoite", "nimi")])
        self.assertEqual(disclosures._told_so_far(self.person), f"{self.recipient.name}: nimi, osoite")
        self.assertFalse(disclosures._told_so_far(self.person.browse()))

    def test_every_recipient_of_a_family_is_owed_the_notice(self):
        other = self.env["res.company"].create({"name": "Toinen Lämpö Oy"})
        address = self._partner("Mökki", parent_id=self.person.id, type="other")
        there = self._partner("Talvi", parent_id=self.person.id, type="other", company_id=other.id)
        elsewhere = self._recipient(name="Toisen paino", company_id=other.id, partner_id=False)
        given = self.env["lampo.privacy.disclosure"].create([
            {"recipient_id": self.recipient.id, "partner_id": address.id, "what": "osoite", "purpose": "Laskutus"},
            {"recipient_id": elsewhere.id, "partner_id": there.id, "what": "nimi", "purpose": "Laskutus",
             "company_id": other.id}])
        address.active = False
        disclosures = self.env["lampo.privacy.disclosure"].with_user(self.user_officer)
        self.assertEqual(disclosures._of_family(self.person.with_user(self.user_officer)), given)

    def test_the_form_offers_what_the_recipient_is_there_for(self):
        form = Form(self.env["lampo.privacy.disclosure"].with_user(self.user_service))
        authority = self._recipient(name="Verohallinto", recipient_role="authority", purpose="Verotus")
        printer = self._recipient(name="Painotalo", recipient_role="processor", purpose="Laskujen tulostus")
        silent = self._recipient(name="Vaiti", recipient_role="authority")
        form.recipient_id = silent
        self.assertEqual((form.purpose, form.basis), (False, "obligation"))
        form.recipient_id = authority
        self.assertEqual((form.purpose, form.basis), ("Verotus", "obligation"))
        form.recipient_id = printer
        self.assertEqual((form.purpose, form.basis), ("Verotus", "processor"))

    def test_who_was_told_is_not_rewritten(self):
        notice = self._disclosure()._notify_recipients(self.person, "erasure").with_user(self.user_officer)
        for values in ({"sent_on": "2020-01-01"}, {"state": "to_send"}, {"text": "x"}, {"disclosure_ids": [(5,)]}):
            with self.assertRaises(UserError):
                notice.write(values)

    def test_a_disclosure_of_tomorrow_or_with_an_identity_code_is_refused(self):
        with self.assertRaises(ValidationError):
            self._disclosure(date=finnish_today(self.env.user) + timedelta(days=2))
        with self.assertRaises(ValidationError):
            self._disclosure(what="010170-901K")

    def test_customer_service_records_and_does_not_delete(self):
        line = self.env["lampo.privacy.disclosure"].with_user(self.user_service).create(
            {"recipient_id": self.recipient.id, "partner_id": self.person.id, "what": "nimi", "purpose": "kysely"})
        with self.assertRaises(AccessError):
            line.unlink()

    def test_disclosing_many_records_each_and_makes_a_file(self):
        other = self._partner("=cmd()", street="Kuja 4")
        people = self.person | other
        wizard = self.env["lampo.privacy.disclose"].with_user(self.user_officer).with_context(
            active_model="res.partner", active_ids=people.ids).create(
            {"recipient_id": self.recipient.id, "purpose": "Tilasto", "basis": "obligation", "with_sites": True})
        self.assertEqual(wizard.partner_count, 2)
        wizard.action_disclose()
        self.assertEqual(len(people.disclosure_ids), 2)
        text = base64.b64decode(wizard.file).decode("utf-8-sig")
        self.assertIn(self.person.disclosure_ids.name, text)
        self.assertIn("'=cmd()", text)
        self.assertIn("Kuja 3, 41400 Lievestuore", text)

    def test_a_restricted_person_is_not_disclosed(self):
        self.person.processing_restricted = True
        wizard = self.env["lampo.privacy.disclose"].with_user(self.user_officer).with_context(
            active_model="res.partner", active_ids=self.person.ids).create(
            {"recipient_id": self.recipient.id, "purpose": "Tilasto"})
        with self.assertRaises(UserError):
            wizard.action_disclose()

    # -- Odoo's own export -------------------------------------------------------------------------------------

    def _export(self, records, recipient=None, columns=("name", "street"), user=None):
        user = user or self.user_officer
        user.group_ids = [Command.link(self.env.ref("base.group_allow_export").id)]
        told = {"lampo_disclosed_to": recipient.id} if recipient else {}
        return records.with_user(user).with_context(**told).export_data(list(columns))["datas"]

    def test_an_export_for_a_recipient_is_a_disclosure_of_each_person(self):
        other = self._partner("Toinen Henkilö")
        rows = self._export(self.person | other | self.office, self.recipient)
        self.assertEqual(len(rows), 3)
        lines = (self.person | other).disclosure_ids
        self.assertEqual(lines.mapped(lambda line: (line.recipient_id, line.origin, line.basis, line.user_id)),
                         [(self.recipient, "export", "processor", self.user_officer)] * 2)
        self.assertEqual(set(lines.mapped("what")), {"Name, Street"})
        self.assertFalse(self.office.disclosure_ids, "an organisation is nobody")

    def test_an_export_that_stays_in_the_house_is_none(self):
        self._export(self.person)
        self.assertFalse(self.person.disclosure_ids)

    def test_an_export_of_what_is_a_persons_is_a_disclosure_once(self):
        contracts = self._contract(self.person, self._site(), "2020-01-01", "2020-12-31")
        contracts |= self._contract(self.person, self._site(name="Toinen"), "2021-01-01")
        for contract in contracts:  # as a grouped export does
            self._export(contract, self.recipient, ["name", "partner_id/name"])
        self.assertEqual(self.person.disclosure_ids.what, "Contract Number, Customer")

    def test_an_export_of_somebody_restricted_is_refused(self):
        self.person.processing_restricted = True
        with self.assertRaises(UserError):
            self._export(self.person, self.recipient)

    def test_an_export_for_nobody_in_the_list_is_refused(self):
        self.recipient.active = False
        with self.assertRaises(UserError):
            self._export(self.person, self.recipient)
        with self.assertRaises(UserError):
            self._export(self.env.ref("base.fi"), self._recipient(name="Toinen"), ["name"])

    def test_an_export_says_what_for_in_the_users_words(self):
        self.recipient.purpose = "Painatus"
        other = self._partner("Toinen Henkilö")
        self._export(self.person, self.recipient)
        self._export(other.with_context(lampo_export_purpose=" Tilasto "), self.recipient)
        self.assertEqual([one.disclosure_ids.purpose for one in (self.person, other)], ["Painatus", "Tilasto"])
        with self.assertRaises(ValidationError):
            self._export(self.person.with_context(lampo_export_purpose="kysely 010170-901K"))

    def test_who_may_not_record_disclosures_is_not_asked(self):
        asked = self.env["lampo.privacy.disclosure"].with_user(self.user_service).export_questions("res.partner")
        self.assertIn({"id": self.recipient.id, "name": "Laskentatoimisto"}, asked["recipients"])
        for user, model in ((self.user_nobody, "res.partner"), (self.user_service, "res.country")):
            self.assertFalse(self.env["lampo.privacy.disclosure"].with_user(user).export_questions(model))

    # -- invoices that leave the house -------------------------------------------------------------------------

    def _sent(self, partner, *methods):
        move = self.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": partner.id, "invoice_date": finnish_today(self.env.user),
            "invoice_line_ids": [Command.create({"name": "Lämpö", "price_unit": 100.0, "tax_ids": []})]})
        move.action_post()
        if "peppol_move_state" in move._fields:  # with Odoo's module for it; tests/server sends really
            move.peppol_move_state = "processing"
        self.env["account.move.send"]._hook_if_success(
            {move: {"sending_methods": set(methods), "author_partner_id": self.env.user.partner_id.id,
                    "extra_edis": set()}})
        return move

    def test_an_invoice_through_a_network_is_a_disclosure(self):
        move = self._sent(self.person, "peppol")
        line = self.person.disclosure_ids
        self.assertEqual((line.move_id, line.origin, line.name), (move, "sending", move.name))
        self.assertEqual(line.recipient_id.sending_method, "peppol")
        self._sent(self.person, "peppol")
        self.assertEqual(len(self.person.disclosure_ids.recipient_id), 1)

    def test_an_invoice_to_the_persons_own_hand_is_none(self):
        self._sent(self.person, "manual")
        self.assertFalse(self.person.disclosure_ids)

    def test_an_invoice_of_a_company_is_none(self):
        self._sent(self.office, "peppol")
        self.assertFalse(self.office.disclosure_ids)

    # -- art. 19 -----------------------------------------------------------------------------------------------

    def test_every_recipient_is_told_by_mail_or_letter_without_a_name(self):
        paper = self._recipient(name="Verohallinto", recipient_role="authority")
        line = self._disclosure()
        self._disclosure(recipient_id=paper.id)
        notices = line._notify_recipients(self.person, "rectification", "Uusi osoite: Uusikuja 1")
        self.assertEqual({(n.recipient_id, n.channel, n.state) for n in notices},
                         {(self.recipient, "email", "sent"), (paper, "letter", "to_send")})
        mail = self.env["mail.mail"].search([("email_to", "=", "tieto@laskenta.example")])
        self.assertIn(line.name, mail.body_html)
        self.assertIn("Uusikuja 1", mail.body_html)
        self.assertNotIn("Lehtokangas", mail.body_html)
        letter = notices.filtered(lambda n: n.channel == "letter")
        letter.with_user(self.user_officer).action_sent()
        self.assertEqual((letter.state, letter.sent_on), ("sent", finnish_today(self.env.user)))

    def test_a_correction_without_words_is_refused(self):
        with self.assertRaises(UserError):
            self._disclosure()._notify_recipients(self.person, "rectification")

    def test_an_erasure_tells_the_recipients_and_keeps_who_was_told(self):
        line = self._disclosure(what="Aune Lehtokangas, osoite")
        erasure = self.env["lampo.privacy.erasure"].create({"partner_id": self.person.id, "ground": "manual"})
        erasure.action_run()
        self.assertEqual(erasure.state, "done")
        self.assertEqual(line.notice_ids.mapped("kind"), ["erasure"])
        self.assertNotIn("Lehtokangas", line.what)
        self.assertTrue(line.exists() and line.name)

    def test_a_restriction_tells_the_recipients(self):
        line = self._disclosure()
        self.env["lampo.privacy.restriction"]._begin(self.person)
        self.assertEqual(line.notice_ids.mapped("kind"), ["restriction"])

    def test_the_letter_prints(self):
        paper = self._recipient(name="Verohallinto", recipient_role="authority")
        notice = self._disclosure(recipient_id=paper.id)._notify_recipients(self.person, "erasure")
        html = self.env["ir.actions.report"]._render_qweb_html("lampo_privacy.notice_paper", notice.ids)[0].decode()
        self.assertIn("Verohallinto", html)
        self.assertNotIn("/web/assets", html)

    # -- processors' contracts ---------------------------------------------------------------------------------

    def test_a_processors_contract_has_a_state_and_one_reminder(self):
        today = finnish_today(self.env.user)
        self.assertEqual(self.recipient.contract_state, "none")
        self.recipient.write({"contract_from": today, "contract_to": today + timedelta(days=30)})
        self.assertEqual(self.recipient.contract_state, "ending")
        self.assertIn(self.recipient, self.recipient.search([("contract_state", "=", "ending")]))
        self.recipient._cron_contracts()
        self.recipient._cron_contracts()
        self.assertEqual(len(self.recipient.activity_ids), 1)
        self.recipient.contract_to = False
        self.assertEqual(self.recipient.contract_state, "running")

    def _reminders(self):
        self.recipient._cron_contracts()
        return self.recipient.activity_ids

    def test_a_reminder_that_was_done_comes_back_when_the_contract_is_in_another_state_and_not_before(self):
        today = finnish_today(self.env.user)
        self.recipient.write({"contract_from": today, "contract_to": today + timedelta(days=30)})
        self._reminders().action_done()
        self.assertFalse(self._reminders(), "of the same end nobody is reminded twice")
        with freeze_time(today + timedelta(days=40)):
            self.recipient.invalidate_recordset()
            self.assertEqual(len(self._reminders()), 1, "now it has ended")
            self.recipient.activity_ids.action_done()
            self.recipient.contract_to = today + timedelta(days=50)
            self.assertEqual(len(self._reminders()), 1, "renewed, and ending again")

    def test_a_contract_that_was_in_force_and_is_taken_away_is_told_anew(self):
        self._reminders().action_done()
        self.recipient.contract_from = finnish_today(self.env.user)
        self.assertFalse(self._reminders())
        self.recipient.contract_from = False
        self.assertEqual(len(self._reminders()), 1)

    def test_the_reminder_speaks_its_readers_language(self):
        self.env["res.lang"]._activate_lang("fi_FI")
        self.user_officer.lang = "fi_FI"
        self.company.lampo_officer_id = self.user_officer
        reminder = self._reminders()
        self.assertEqual((reminder.user_id, reminder.summary),
                         (self.user_officer, "Käsittelysopimusta ei ole (tietosuoja-asetuksen 28 artikla)."))
        reminder.unlink()
        self.recipient.write({"contract_from": "2020-01-01", "contract_to": "2020-12-31"})
        self.assertIn("päättyy", self._reminders().summary)

    def test_a_contract_does_not_end_before_it_begins(self):
        with self.assertRaises(ValidationError):
            self.recipient.write({"contract_from": "2026-05-01", "contract_to": "2026-04-01"})

    def test_a_reminder_comes_at_most_ten_years_before_and_never_after(self):
        for wrong in (10**9, 3661, -5):
            with self.assertRaises(ValidationError):
                self.recipient.contract_remind_days = wrong
        self.recipient.contract_remind_days = 3660
