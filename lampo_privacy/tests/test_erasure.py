# Part of lampo_privacy. LGPL-3.
import base64
from datetime import date
from unittest.mock import patch

from freezegun import freeze_time
from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL

from ..engine.erase import PSEUDONYM, Run
from ..engine.scrub import ScrubStep
from .common import LampoCase

NAME = "Taavetti Kuusenkangas"
EMAIL = "taavetti.kuusenkangas@posti.example"
PHONE = "+358 50 738 4619"
IBAN = "FI2112345600000785"
STREET = "Kaukokiventie 17"


class ErasureCase(LampoCase):
    """One person to erase, a bystander, and ways to look whether anything is left."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.company_id = cls.company
        cls.person = cls._person(NAME)
        cls.bystander = cls._partner("Sivullinen Saarimaa", email="sivullinen@posti.example", comment="Oma asia")
        cls.site = cls._site(name="Talo", street="Muualla 2")

    @classmethod
    def _person(cls, name, **values):
        # with tracking on, as in life: the chatter then holds what was there before
        tracked = cls.env["res.partner"].with_context(tracking_disable=False)
        person = tracked.create({
            "name": name, "email": EMAIL, "phone": PHONE, "street": STREET, "zip": "41400", "city": "Lievestuore",
            "comment": "<p>Soittaa usein</p>", "ref": "AS-104242", "country_id": cls.env.ref("base.fi").id, **values,
        })  # fmt: skip
        cls.env.flush_all()
        cls.env.cr.precommit.run()
        return person

    @classmethod
    def _erasure(cls, person=None, **values):
        return cls.env["lampo.privacy.erasure"].create({"partner_id": (person or cls.person).id, **values})

    def _run(self, person=None, **values):
        erasure = self._erasure(person, **values)
        erasure.action_run()
        self.env.invalidate_all()
        return erasure

    def _invoice(self, partner, day, *, paid=True, **values):
        invoice = self.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": partner.id, "invoice_date": day,
            "invoice_line_ids": [Command.create({"name": "Kaukolämpö", "price_unit": 100.0})], **values,
        })  # fmt: skip
        invoice.action_post()
        if paid:
            register = self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=invoice.ids)
            register.create({"payment_date": day}).action_create_payments()
        return invoice

    def _nightly(self, cron):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(f"lampo_privacy.{cron}").method_direct_trigger()
        self.env.invalidate_all()

    def _text_of_everything(self):
        """Every text of every table, small letters, to look for what must be gone."""
        self.env.flush_all()
        columns = self.env.execute_query(SQL(
            """SELECT table_name, column_name FROM information_schema.columns JOIN pg_class ON relname = table_name
                WHERE table_schema = 'public' AND relkind = 'r'
                  AND data_type IN ('text', 'character varying', 'jsonb', 'json')"""))
        found = {}
        for table, column in columns:
            rows = self.env.execute_query(SQL(
                "SELECT string_agg(%s::text, chr(10)) FROM %s", SQL.identifier(column), SQL.identifier(table)))
            found[f"{table}.{column}"] = (rows[0][0] or "").casefold()
        return found

    def assertNowhere(self, *needles):
        for place, text in self._text_of_everything().items():
            for needle in needles:
                self.assertNotIn(needle.casefold(), text, f"{needle} is left in {place}")


@tagged("post_install", "-at_install")
class TestErasure(ErasureCase):
    """What an erasure takes, what it leaves and on which ground, and when it refuses."""

    def test_a_person_without_vouchers_leaves_nothing_in_any_column(self):
        self.person.message_post(body="Taavetti Kuusenkankaan asia, puh. 050-7384619")
        self.person.with_context(tracking_disable=False).write({"email": "uusi.kuusenkangas@posti.example"})
        self.env.flush_all()
        self.env.cr.precommit.run()  # the chatter gets the old address
        self.assertIn(EMAIL, self.person.message_ids.tracking_value_ids.mapped("old_value_char"))
        self._partner("Muu", comment=f"Naapuri on {NAME}, {EMAIL}")
        erasure = self._run()
        self.assertEqual(erasure.state, "done")
        self.assertEqual(erasure.residue_count, 0)
        self.assertNowhere("kuusenkang", "kuusenkank", EMAIL, "uusi.kuusenkangas", "7384619", "738 4619", "AS-104242")

    def test_the_partner_keeps_a_pseudonym_whose_number_is_not_its_id(self):
        erasure = self._run()
        self.assertEqual(self.person.name, f"{PSEUDONYM} {erasure.number}")
        self.assertNotEqual(erasure.number, self.person.id)
        self.assertEqual(self.person.display_name, self.person.name)
        self.assertEqual(self.person.complete_name, self.person.name)
        self.assertTrue(self.person.anonymised_on)
        self.assertFalse(self.person.active)

    def test_a_plan_changes_nothing_and_says_what_would_go(self):
        before = self.person.read()[0]
        erasure = self._erasure()
        erasure.action_plan()
        self.env.invalidate_all()
        self.assertEqual(erasure.state, "planned")
        after = self.person.read()[0]
        for volatile in ("erasure_ids",):
            before.pop(volatile), after.pop(volatile)
        self.assertEqual(after, before)
        lines = {(line.model, line.field): line.action for line in erasure.line_ids}
        self.assertEqual(lines["res.partner", "name"], "pseudonymise")
        self.assertEqual(lines["res.partner", "email"], "blank")
        self.assertFalse(any(erasure.line_ids.mapped("done")))

    def test_what_was_done_is_what_was_planned(self):
        self.person.message_post(body="Hei")
        erasure = self._erasure()
        erasure.action_plan()
        def table(lines):
            return {(line.model, line.field, line.action): line.record_count for line in lines}
        planned = table(erasure.line_ids)
        erasure.action_run()
        self.assertEqual(table(erasure.line_ids), planned)

    def test_contacts_users_and_accounts_of_the_person_go_too(self):
        child = self._partner(
            "Taavetti Laskutus", parent_id=self.person.id, type="invoice", email="lasku@posti.example")
        archived = self._partner(
            "Vanha Kuusenkangas", parent_id=self.person.id, active=False, email="vanha@posti.example")
        user = self.env["res.users"].create({
            "name": NAME, "login": EMAIL, "partner_id": self.person.id,
            "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
        })  # fmt: skip
        bank = self.env["res.partner.bank"].create({"acc_number": IBAN, "partner_id": self.person.id})
        self._run()
        self.assertFalse(child.email or archived.email)
        self.assertFalse(user.active)
        self.assertNotIn("kuusenkangas", user.login)
        self.assertFalse(bank.active)
        self.assertNowhere(IBAN, "lasku@posti", "vanha@posti", EMAIL)

    def test_files_on_the_person_leave_the_store(self):
        attachment = self.env["ir.attachment"].create({
            "name": "Kuusenkangas.txt", "raw": b"salainen kirje Kuusenkankaalta",
            "res_model": "res.partner", "res_id": self.person.id,
        })  # fmt: skip
        name = attachment.store_fname
        self._run()
        self.assertFalse(attachment.exists())
        self.assertFalse(self.env["ir.attachment"].sudo().search([("store_fname", "=", name)]))

    def test_activities_and_followers_and_mails_go(self):
        self.person.activity_schedule("mail.mail_activity_data_todo", summary=f"Soita: {NAME}")
        mail = self.env["mail.mail"].create({
            "body_html": "<p>Taavetti <b>Kuusen</b>kangas</p>", "email_to": EMAIL, "subject": "Lasku",
            "recipient_ids": [Command.set(self.person.ids)], "auto_delete": False,
        })  # fmt: skip
        self._run()
        self.assertFalse(self.person.activity_ids)
        self.assertNowhere(EMAIL, "kuusenkang", "kuusen</b>kangas")
        self.assertNotIn("Taavetti", mail.exists().body_html or "")

    def test_vouchers_within_their_clock_keep_name_and_address_and_nothing_more(self):
        invoice = self._invoice(self.person, fields.Date.today())
        erasure = self._run()
        self.assertEqual(erasure.state, "waiting")
        self.assertEqual(self.person.name, NAME)
        self.assertEqual(self.person.street, STREET)
        self.assertFalse(self.person.email or self.person.phone or self.person.comment)
        self.assertTrue(self.person.processing_restricted)
        self.assertFalse(self.person.anonymised_on)
        self.assertEqual(invoice.invoice_partner_display_name, NAME)
        self.assertEqual(erasure.next_on, date(fields.Date.today().year + 7, 1, 1))
        kept = erasure.line_ids.filtered(lambda line: line.model == "account.move" and line.action == "keep")
        self.assertEqual((kept.ground, kept.until), ("accounting", date(fields.Date.today().year + 6, 12, 31)))

    def test_when_the_voucher_clock_has_run_out_the_rest_goes_by_itself(self):
        self._invoice(self.person, "2026-03-03")
        with freeze_time("2026-11-24"):
            erasure = self._run()
        self.assertEqual(erasure.next_on, date(2033, 1, 1))
        with freeze_time("2032-12-31"):
            self._nightly("cron_erasures")
            self.assertEqual(erasure.state, "waiting")
        with freeze_time("2033-01-01"):
            self._nightly("cron_erasures")
        self.env.invalidate_all()
        self.assertEqual(erasure.state, "done")
        self.assertNowhere("kuusenkang", "kuusenkank", EMAIL, "738 4619")

    def test_the_second_phase_does_not_look_for_the_words_of_the_first(self):
        self._partner("Taavetti Laskutus", parent_id=self.person.id, type="other")
        self.env["res.partner.bank"].create({"acc_number": IBAN, "partner_id": self.person.id})
        self.env["res.users"].create({
            "name": NAME, "login": EMAIL, "partner_id": self.person.id,
            "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
        })  # fmt: skip
        self._invoice(self.person, "2026-03-03", narration=f"<p>Asiakas {NAME} on uusi asiakkaamme</p>")
        with freeze_time("2026-11-24"):
            erasure = self._run()
            self.assertEqual(erasure.state, "waiting")
        with freeze_time("2033-01-01"):
            erasure.action_run()
        self.assertEqual((erasure.state, erasure.residue), ("done", False))
        invoice = self.env["account.move"].search([("partner_id", "=", self.person.id)], limit=1, order="id")
        self.assertIn(f"Asiakas {self.person.name} on uusi asiakkaamme", invoice.narration)

    def test_stored_copies_in_accounting_are_what_the_orm_would_have_made(self):
        invoice = self._invoice(self.person, "2015-03-03")
        self._run()
        stored = {name: invoice[name] for name in ("invoice_partner_display_name",)}
        for name in stored:
            self.env.add_to_compute(invoice._fields[name], invoice)
        self.assertEqual({name: invoice[name] for name in stored}, stored)
        partner = self.person
        copies = [field for field in partner._fields.values()
                  if field.store and field.compute and field.type in ("char", "text", "html")]
        stored = {field.name: partner[field.name] for field in copies}
        for field in copies:
            self.env.add_to_compute(field, partner)
        self.assertEqual({field.name: partner[field.name] for field in copies}, stored)

    def test_a_hashed_entry_keeps_its_hash(self):
        invoice = self._invoice(self.person, "2015-03-03")
        invoice.journal_id.restrict_mode_hash_table = True
        invoice.button_hash()
        bookkeeper = self._user("lampo_bookkeeper", "account.group_account_user")
        self.assertTrue(invoice.inalterable_hash)
        erasure = self._run()
        self.assertEqual(erasure.state, "done")
        results = self.company.with_user(bookkeeper)._check_hash_integrity()["results"]
        self.assertFalse([result for result in results if result["status"] == "corrupted"], results)

    def test_under_a_restrictive_audit_trail_the_trail_of_an_entry_stays_and_loses_the_name(self):
        self.company.restrictive_audit_trail = True
        invoice = self._invoice(self.person, "2026-03-03")
        invoice.with_context(tracking_disable=False).message_post(
            body=f"Laskutettu: {NAME}", message_type="notification", subtype_xmlid="mail.mt_note")
        comment = invoice.message_post(body=f"Soita {NAME}, {PHONE}", message_type="comment")
        trail = invoice.message_ids.filtered(lambda m: m.message_type == "notification")
        with freeze_time("2026-11-24"):
            erasure = self._run()
        self.assertIn(NAME, trail.filtered(lambda m: "Laskutettu" in m.body).body)
        self.assertNotIn("Kuusenkan", comment.body)
        with freeze_time("2033-01-01"):
            erasure.action_run()
        self.env.invalidate_all()
        self.assertEqual(erasure.state, "done")
        self.assertEqual(trail.exists(), trail)
        self.assertNowhere("kuusenkang", EMAIL)

    def test_a_reference_made_of_the_partners_id_goes_with_the_last_voucher(self):
        journal = self.env["account.journal"].search([("type", "=", "sale")], limit=1)
        journal.write({"invoice_reference_type": "partner", "invoice_reference_model": "fi"})
        invoice = self._invoice(self.person, "2015-03-03", paid=False)
        reference = invoice.payment_reference
        self.assertIn(str(self.person.id), reference)
        self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids).create(
            {"payment_date": "2015-03-03"}).action_create_payments()
        self._run()
        self.assertFalse(invoice.payment_reference)
        self.assertNotIn(reference, invoice.line_ids.mapped("name"))

    def test_a_namesake_stays_as_it_was(self):
        namesake = self._person(NAME, email="toinen@posti.example", phone="+358 40 1112222", street="Muualla 3", ref="")
        namesake.message_post(body=f"{NAME} kävi toimistolla")
        self.env.flush_all()
        before = namesake.read()[0], namesake.message_ids.mapped("body")
        self._run()
        self.assertEqual((namesake.read()[0], namesake.message_ids.mapped("body")), before)

    def test_a_record_of_nobodys_that_names_a_namesake_too_is_left_for_the_officer(self):
        namesake = self._person(NAME, email="toinen@posti.example", phone="+358 40 1112222", street="Muualla 3", ref="")
        namesake.message_post(body=f"{NAME} kävi toimistolla")
        note = self._partner("Muu", comment=f"<p>Naapuri {NAME} soitti</p>")
        erasure = self._run()
        self.assertEqual(erasure.state, "done")
        self.assertIn(NAME, note.comment)
        doubt = erasure.doubt_ids
        self.assertEqual((doubt.model, doubt.res_id, doubt.field), ("res.partner", note.id, "comment"))

    def test_a_housemate_keeps_the_shared_address_and_email(self):
        spouse = self._partner(
            "Ansa Kuusenkangas", email=EMAIL, street=STREET, comment=f"<p>Yhteinen posti {EMAIL}</p>")
        before = spouse.read()[0]
        erasure = self._run()
        self.assertEqual(erasure.state, "done")
        self.assertEqual(spouse.read()[0], before)

    def test_the_second_of_a_couple_takes_the_shared_email_along(self):
        spouse = self._partner("Ansa Kuusenkangas", email=EMAIL)
        self._partner("Muu", comment=f"Kirjoita: {EMAIL}")
        self._run()
        self._run(spouse)
        self.assertNowhere(EMAIL, "kuusenkang")

    def test_the_contract_is_cut_and_the_site_stays(self):
        self.site.write({"name": "Kuusenkankaan talo", "street": STREET})
        contract = self._contract(self.person, self.site, "2010-01-01", "2012-12-31")
        self._months(self.site, "2012-01-01", 12, 1.5)
        hours = self.env["lampo.heat.consumption"].create({
            "site_id": self.site.id, "granularity": "hour", "period_start": "2012-05-05 10:00:00", "energy_mwh": 0.002})
        self.assertEqual(hours.partner_id, self.person)
        self._run()
        self.assertFalse(contract.partner_id)
        self.assertFalse(hours.exists())
        # the months of a house leave it for the sum of its postal code, see test_heat_fold
        self.assertFalse(self.env["lampo.heat.consumption"].search([("site_id", "=", self.site.id)]))
        self.assertEqual(self.env["lampo.heat.fold"].search([]).energy_mwh, 18.0)
        self.assertEqual(self.site.street, STREET)
        self.assertEqual(self.site.name, "••• talo")

    def test_a_site_named_by_the_person_is_then_named_by_its_street_and_leads_to_no_pseudonym(self):
        self.site.write({"name": NAME, "street": STREET})
        other = self._site(name=STREET, street=STREET)
        self._contract(self.person, self.site, "2010-01-01", "2012-12-31")
        self._contract(self.person, other, "2010-01-01", "2012-12-31")
        self.assertEqual(self._run().state, "done")
        self.assertEqual((self.site.name, other.name), (STREET, STREET))

    def test_open_entries_refuse_the_erasure_and_change_nothing(self):
        self._invoice(self.person, "2026-03-03", paid=False)
        erasure = self._erasure()
        with self.assertRaisesRegex(UserError, "unpaid"):
            erasure.action_run()
        self.assertEqual(self.person.name, NAME)

    def test_an_open_contract_refuses_the_erasure(self):
        self._contract(self.person, self.site, "2020-01-01")
        with self.assertRaisesRegex(UserError, "contract"):
            self._erasure().action_run()

    def test_a_hold_refuses_the_erasure(self):
        self.env["lampo.privacy.hold"].create({"partner_id": self.person.id, "reason": "Riita-asia"})
        with self.assertRaisesRegex(UserError, "hold"):
            self._erasure().action_run()

    def test_an_active_internal_user_refuses_the_erasure(self):
        with self.assertRaisesRegex(UserError, "internal user"):
            self._erasure(self.user_nobody.partner_id).action_run()

    def test_a_company_is_not_a_data_subject(self):
        firm = self._partner("Lämpöputki Oy", is_company=True)
        with self.assertRaises(ValidationError):
            self._erasure(firm)

    def test_one_that_is_refused_does_not_stop_the_others(self):
        other = self._person("Vilhelmiina Ojanperä", email="v@posti.example", phone="", ref="")
        self._contract(other, self.site, "2020-01-01")
        erasures = self._erasure() | self._erasure(other)
        erasures.action_run()
        self.assertEqual(erasures.mapped("state"), ["done", "draft"])
        self.assertIn("contract", erasures[1].refusal)

    def test_there_is_one_open_erasure_a_person(self):
        self._erasure()
        with self.assertRaises(ValidationError):
            self._erasure()

    def test_customer_service_cannot_erase(self):
        erasure = self._erasure()
        with self.assertRaises(AccessError):
            erasure.with_user(self.user_service).action_run()
        with self.assertRaises(AccessError):
            self.person.with_user(self.user_service).action_erase()

    def test_an_officer_erases_from_the_partner(self):
        action = self.person.with_user(self.user_officer).action_erase()
        erasure = self.env["lampo.privacy.erasure"].with_user(self.user_officer).browse(action["res_id"])
        self.assertEqual(erasure.state, "planned")
        erasure.action_run()
        self.assertEqual(erasure.state, "done")
        self.assertEqual(erasure.done_by, self.user_officer)

    def test_the_proof_finds_what_an_erasure_missed(self):
        run = Run(self.env, {self.person.id: 9001}, fields.Date.today())
        other = self._partner("Muu", comment=f"Kirjoita osoitteeseen {EMAIL}")
        self.env.flush_all()
        with patch.object(ScrubStep, "scrub_places"):  # an erasure that mends no strays
            run.erase()
        self.assertEqual([(p.table, p.column, p.key) for p in run.residue], [("res_partner", "comment", str(other.id))])

    def test_an_erasure_with_something_left_over_has_failed_and_names_no_text(self):
        other = self._partner("Muu", comment=f"Kirjoita osoitteeseen {EMAIL}")
        with patch.object(ScrubStep, "scrub_places"):
            erasure = self._run()
        self.assertEqual((erasure.state, erasure.residue_count), ("failed", 1))
        self.assertEqual(erasure.residue, f"res_partner.comment {other.id}")
        self.assertEqual(self.person.name, NAME, "a failed erasure changes nothing, so that it can be run again")
        erasure.action_run()
        self.assertEqual((erasure.state, erasure.residue_count), ("done", 0))

    def test_the_sweep_plans_whose_ten_years_have_passed_and_no_one_else(self):
        self._contract(self.person, self.site, "2010-01-01", "2016-11-23")
        recent = self._person("Vilhelmiina Ojanperä", email="v@posti.example", phone="", ref="")
        self._contract(recent, self._site(name="Toinen"), "2010-01-01", "2016-11-25")
        with freeze_time("2026-11-24 09:00"):
            self._nightly("cron_retention")
        erasure = self.person.erasure_ids
        self.assertEqual((erasure.ground, erasure.state), ("retention", "planned"))
        # planned within the notice, and not run before its day
        self.assertEqual(recent.erasure_ids.run_on, date(2026, 11, 25))
        with freeze_time("2026-11-24 09:05"):
            self._nightly("cron_retention")
            self.assertEqual(self.person.erasure_ids, erasure)
            self._nightly("cron_erasures")
        self.assertEqual((erasure.state, recent.erasure_ids.state), ("done", "planned"))

    def test_an_attachment_of_text_on_an_invoice_stays_until_the_clock_runs_out(self):
        invoice = self._invoice(self.person, "2026-03-03")
        attachment = self.env["ir.attachment"].create({
            "name": "Lasku Kuusenkangas.pdf", "datas": base64.b64encode(b"%PDF"), "res_model": "account.move",
            "res_id": invoice.id,
        })  # fmt: skip
        with freeze_time("2026-11-24"):
            erasure = self._run()
        self.assertTrue(attachment.exists())
        with freeze_time("2033-01-01"):
            erasure.action_run()
        self.assertFalse(attachment.exists())
        self.assertEqual(erasure.state, "done")

    def _many(self, number):
        return self.env["lampo.privacy.erasure"].create([
            {"partner_id": self._partner(f"Joukko{chr(97 + at)} Väkinen", email=f"joukko{at}@posti.example").id}
            for at in range(number)
        ])

    def test_many_are_run_in_the_background_and_show_how_far_they_are(self):
        erasures = self._many(21)
        batch = self.env["lampo.privacy.erasure.batch"].browse(erasures.action_erase()["res_id"])
        self.assertEqual((batch.total, batch.progress, batch.state), (21, 0.0, "running"))
        self._nightly("cron_erasures")
        self.assertEqual((batch.erased, batch.progress, batch.state), (21, 100.0, "done"))
        self.assertEqual(set(erasures.mapped("state")), {"done"})

    def test_a_run_that_was_stopped_does_nothing_until_it_is_resumed(self):
        erasures = self._many(21)
        batch = self.env["lampo.privacy.erasure.batch"].browse(erasures.action_erase()["res_id"])
        batch.action_stop()
        self._nightly("cron_erasures")
        self.assertEqual((batch.erased, batch.state), (0, "stopped"))
        batch.action_resume()
        self._nightly("cron_erasures")
        self.assertEqual((batch.erased, batch.state), (21, "done"))
