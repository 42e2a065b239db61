# Part of lampo_privacy. LGPL-3.
from datetime import date
from unittest.mock import patch

from freezegun import freeze_time
from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..engine.erase import Run
from ..engine.scrub import ScrubStep
from .erasure_common import EMAIL, NAME, ErasureCase


@tagged("post_install", "-at_install")
class TestErasureRuns(ErasureCase):
    """Who is erased and who is not, by whom and when, and what is said of an erasure that missed something."""

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
