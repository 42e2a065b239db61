# Part of lampo_privacy. LGPL-3.
from freezegun import freeze_time
from odoo.tests import tagged

from ..models.told_to import told_to, told_to_staff
from .retention_common import RetentionCase


@tagged("post_install", "-at_install")
class TestToldTo(RetentionCase):
    """What is written while nobody is logged in is in the language of who reads it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_officer.lang = "fi_FI"
        cls.company.partner_id.lang = "fi_FI"

    def _nobody(self, records):
        """The records as the night and the mail gateway have them."""
        return records.with_context(lang=None)

    def _is_told(self, record, *summaries):
        self.assertEqual(sorted(record.activity_ids.mapped("summary")), sorted(summaries))

    def test_papers_that_may_go_are_told_in_the_keeper_s_language(self):
        self._invoice(self._partner("Kuitti Kaisa"), "2015-02-10")
        self._night("2026-05-10", "cron_retention")
        clock = self.env["lampo.privacy.clock"].search([("date_to", "=", "2015-12-31")])
        self._is_told(clock, "Hävitä tilikauden 01.01.2015 – 31.12.2015 tositteet",
                      "Hävitä tilikauden 01.01.2015 – 31.12.2015 kirjanpitokirjat")
        self.assertIn("ei merkitty", clock.activity_ids[0].note)

    def test_planned_erasures_are_told_in_the_officer_s_language_and_so_is_the_name_of_the_rule(self):
        self._customer("Aino Aalto", "2010-01-31")
        sweep = self._night("2026-10-01", "cron_retention")
        self._is_told(sweep, "1 poistoa suunniteltu")
        self.assertEqual(self._line(sweep, self.customers).rule_name, "Asiakkaat")

    def test_a_hold_that_ran_out_is_told_in_the_language_of_who_is_told(self):
        person = self._partner("Riita Raimo")
        self.env["lampo.privacy.hold"].create({
            "partner_id": person.id, "reason": "Riita", "date_from": "2020-01-01", "date_to": "2026-01-31"})
        self._night("2026-02-01", "cron_retention")
        self._is_told(person, "Poistokiellon aika on päättynyt")
        self.assertIn("31.01.2026", person.activity_ids.note)

    def test_a_warning_is_in_the_officer_s_language_and_given_once(self):
        self.env.ref("lampo_privacy.cron_erasures").active = False
        self._night("2026-02-01", "cron_retention_watch")
        self._is_told(self.company.partner_id, "Tietosuojan yöajo on poissa käytöstä")

    def test_why_an_erasure_is_refused_by_night_is_in_the_staff_s_language(self):
        person = self._partner("Avoin Aune")
        self._contract(person, self._site(), "2020-01-01")
        erasure = self.env["lampo.privacy.erasure"].create({
            "partner_id": person.id, "ground": "manual", "state": "planned", "run_on": "2026-01-01"})
        self._night("2026-02-01", "cron_erasures")
        self.assertIn("Lämpösopimus on voimassa", erasure.refusal)

    def test_a_letter_to_a_closed_request_is_told_in_the_language_of_who_answers(self):
        request = self.env["lampo.privacy.request"].create({
            "partner_id": self._partner("Kysyjä Kalle").id, "request_type": "access", "user_id": self.user_officer.id})
        request.action_withdraw()
        self._nobody(request).message_update({})
        self._is_told(request, "Kirje saapui pyynnön sulkemisen jälkeen: ehkä se on uusi pyyntö.")

    def test_who_is_logged_in_reads_their_own_language(self):
        company = self.company
        self.assertEqual(told_to_staff(company, company).env.lang, "en_US")
        self.assertEqual(told_to_staff(self._nobody(company), company).env.lang, "fi_FI")
        self.assertEqual(told_to(company, self.user_officer).env.lang, "fi_FI")
        self.user_officer.partner_id.lang = False
        self.assertEqual(told_to(company, self.user_officer).env.lang, "en_US", "there is none to prefer")

    def test_an_objection_that_comes_back_is_noted_in_the_staff_s_language(self):
        with freeze_time("2026-02-01"):
            person = self._partner("Matti Niemi", email="matti.niemi@posti.example")
            person.action_block_marketing()
            again = self._nobody(self.env["res.partner"]).create({"name": "M", "email": "matti.niemi@posti.example"})
        self.assertIn("on vastustanut markkinointia", str(again.message_ids.mapped("body")))
