# Part of lampo_privacy. LGPL-3.

from odoo import Command
from odoo.tests import tagged

from ..engine.erase import PSEUDONYM
from .erasure_common import EMAIL, IBAN, NAME, STREET, ErasureCase


@tagged("post_install", "-at_install")
class TestErasure(ErasureCase):
    """A person leaves nothing, and the others stay as they were (GDPR art. 17)."""

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
        other = self._partner("Toivo Toinen")  # the bystander lies between the two: ids grow by two, numbers by one
        numbers = self._run(other).number - erasure.number
        self.assertNotEqual(numbers, other.id - self.person.id)
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

    def test_a_site_named_by_the_person_and_without_a_street_is_then_named_by_its_code(self):
        for street in (False, ""):
            site = self._site(name=NAME, street=street)
            self._contract(self.person, site, "2010-01-01", "2012-12-31")
        self.assertEqual(self._run().state, "done")
        sites = self.env["lampo.heat.contract"].search([("date_end", "=", "2012-12-31")]).site_id
        self.assertEqual(sites.mapped("name"), sites.mapped("code"))

    def test_a_site_named_by_the_person_is_then_named_by_its_street_and_leads_to_no_pseudonym(self):
        self.site.write({"name": NAME, "street": STREET})
        other = self._site(name=STREET, street=STREET)
        self._contract(self.person, self.site, "2010-01-01", "2012-12-31")
        self._contract(self.person, other, "2010-01-01", "2012-12-31")
        self.assertEqual(self._run().state, "done")
        self.assertEqual((self.site.name, other.name), (STREET, STREET))
