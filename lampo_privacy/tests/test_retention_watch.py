# Part of lampo_privacy. LGPL-3.
from datetime import timedelta

from freezegun import freeze_time
from odoo.addons.base.models.ir_cron import CompletionStatus
from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG
from odoo.tests import tagged

from .retention_common import RetentionCase


@tagged("post_install", "-at_install")
class TestRetentionWatch(RetentionCase):
    """Nights that do not succeed are told to the officer."""

    def test_a_watch_warns_after_two_nights_without_success(self):
        self.cr.execute("UPDATE ir_cron SET create_date = '2026-09-01' WHERE id = %s",
                        [self.env.ref("lampo_privacy.cron_retention").id])
        self.env.invalidate_all()
        self._night("2026-10-01")
        for day, late in (("2026-10-02", False), ("2026-10-03", True)):
            with freeze_time(f"{day} 05:00"):
                self.Sweep._cron_watch()
            warned = self.company.partner_id.activity_ids.filtered(lambda a: a.user_id == self.user_officer)
            self.assertEqual(bool(warned), late)
        with freeze_time("2026-10-04 05:00"):
            self.Sweep._cron_watch()
        self.assertEqual(len(self.company.partner_id.activity_ids), 1, "told once")

    def test_a_night_that_was_not_finished_is_no_success(self):
        self.cr.execute("UPDATE ir_cron SET create_date = '2026-09-01' WHERE id = %s",
                        [self.env.ref("lampo_privacy.cron_retention").id])
        self.env.invalidate_all()
        night = self._night("2026-10-03", "cron_retention")
        with freeze_time("2026-10-03 05:00"):
            for state, late in (("running", True), ("interrupted", True), ("done", False)):
                night.state = state
                self.env.flush_all()
                self.assertEqual(self.Sweep._is_late(), late, state)

    def test_a_nightly_action_that_is_switched_off_is_told_at_once(self):
        self.env.ref("lampo_privacy.cron_retention").active = False
        activity = self.company.partner_id.activity_ids
        self.assertEqual(activity.user_id, self.user_officer)
        self.assertIn("switched off", activity.summary)

    def _told(self):
        return self.company.partner_id.activity_ids.filtered(lambda a: a.user_id == self.user_officer)

    def test_a_nightly_action_that_is_deleted_is_told_at_once_and_every_morning(self):
        self.env.ref("lampo_privacy.cron_erasures").unlink()
        self.assertIn("deleted", self._told().summary)
        self.assertIn("cron_erasures", self._told().note)
        self._told().unlink()
        self.Sweep._cron_watch()
        self.assertIn("deleted", self._told().summary)

    def test_an_action_that_goes_with_the_module_is_not_told(self):
        self.env.ref("lampo_privacy.cron_erasures").with_context(**{MODULE_UNINSTALL_FLAG: True}).unlink()
        self.assertFalse(self.company.partner_id.activity_ids)

    def test_the_watch_itself_is_told_of_when_it_is_deleted(self):
        self.env.ref("lampo_privacy.cron_retention_watch").unlink()
        self.assertIn("cron_retention_watch", self._told().note)

    def test_a_rule_that_cannot_be_read_is_told(self):
        unread, lost = self._other(name="Rikki"), self._other(name="Kadonnut")
        self.env.flush_all()
        for rule, column in ((unread, "domain = '[(''gone'', ''='', 1)]'"), (lost, "model_id = NULL")):
            self.cr.execute(f"UPDATE lampo_privacy_retention_rule SET {column} WHERE id = %s", [rule.id])
        self.env.invalidate_all()
        with self.assertLogs("odoo.addons.lampo_privacy.models.privacy_sweep", "WARNING"):
            self._night("2026-10-31", "cron_retention")
        self.assertIn("failed", self._told().summary)
        self.assertTrue(all(name in self._told().note for name in ("Rikki", "Kadonnut")))

    def test_records_that_were_set_aside_are_told(self):
        category = self._category("Vanha", "2026-01-01")

        def refuse(records):
            raise ValueError
        self.patch(type(category), "unlink", refuse)
        self._other(name="Tunnisteet")
        with self.assertLogs("odoo.addons.lampo_privacy.models.privacy_sweep_records", "WARNING"):
            self._night("2026-10-31", "cron_retention")
        self.assertIn("Tunnisteet: 1 set aside", self._told().note)

    def _broken(self, name):
        """Somebody whose erasure another module's code does not let happen, while `self.refused` names it."""
        broken = self._customer(name, "2010-01-31")
        Erasure = self.env.registry["lampo.privacy.erasure"]
        original, self.refused = Erasure._run_together, True

        def refuse(erasures):
            if self.refused and broken.id in erasures.partner_id.ids:
                raise ValueError(name)
            return original(erasures)
        self.patch(Erasure, "_run_together", refuse)
        return broken

    def _quietly(self, night):
        with self.assertLogs("odoo.addons.lampo_privacy.models.privacy_erasure_run", "WARNING") as log:
            self._night(night)
        self.assertNotIn("Huono", "".join(log.output))

    def _watch(self, day):
        with freeze_time(f"{day} 05:00"):
            self.Sweep._cron_watch()
        return self._told().filtered(lambda activity: "Erasures" in activity.summary)

    def test_an_erasure_that_cannot_be_carried_out_stops_no_other_and_is_told_every_morning(self):
        bad, good = self._broken("Huono Heikki"), self._customer("Hyvä Hilma", "2010-01-31")
        self._quietly("2026-10-31")
        self.assertEqual((bool(good.anonymised_on), bool(bad.anonymised_on)), (True, False))
        self.assertIn("ValueError", bad.erasure_ids.refusal)
        told = self._watch("2026-10-31")
        self.assertIn("Refused for now: 1", told.note)
        self.assertEqual(self._watch("2026-11-01"), told, "one at a time")
        told.unlink()
        self.assertTrue(self._watch("2026-11-02"), "until somebody has seen to it")

    def test_an_erasure_that_code_has_stopped_is_tried_again_the_next_night(self):
        bad = self._broken("Huono Heikki")
        self._quietly("2026-10-31")
        self.refused = False
        self._night("2026-11-01")
        self.assertTrue(bad.anonymised_on)

    def _erasure(self, **values):
        person = self._customer("Väkeä Väinö", "2010-01-31")
        return self.env["lampo.privacy.erasure"].create({"partner_id": person.id, "ground": "retention", **values})

    def test_an_erasure_that_failed_is_told_and_one_that_waits_is_not(self):
        for state, told in (("failed", True), ("planned", False), ("done", False)):
            erasure = self._erasure(state=state, run_on="2020-01-01")
            self.assertEqual(bool(self._watch("2026-10-31")), told, state)
            erasure.partner_id.anonymised_on = "2026-10-31"
            self._told().unlink()
            self.assertFalse(self._watch("2026-10-31"), f"{state}: gone by another one")

    def test_an_erasure_that_was_refused_is_told_when_its_day_has_come(self):
        erasure = self._erasure(state="planned", run_on="2026-11-02", refusal="Riita")
        self.assertFalse(self._watch("2026-11-01"))
        self.assertTrue(self._watch("2026-11-02"))
        self._told().unlink()
        erasure.write({"state": "waiting", "run_on": False, "next_on": "2026-11-02"})
        self.assertTrue(self._watch("2026-11-02"))

    def test_retention_s_failed_erasure_of_who_is_a_customer_again_is_not_told(self):
        erasure = self._erasure(state="failed")
        self._contract(erasure.partner_id, self._site(name="Uusi koti"), "2026-10-01")
        self.assertFalse(self._watch("2026-11-01"))
        erasure.ground = "manual"
        self.assertTrue(self._watch("2026-11-01"))
        self._told().unlink()
        erasure.write({"ground": "retention", "done_at": "2026-01-01 00:00:00"})
        self.assertTrue(self._watch("2026-11-01"), "half of it is gone")

    def test_a_failed_erasure_that_is_refused_now_can_be_taken_back(self):
        for done_at, state in ((False, "draft"), ("2026-01-01 00:00:00", "failed")):
            erasure = self._erasure(state="failed", done_at=done_at)
            self._contract(erasure.partner_id, self._site(name="Uusi koti"), "2026-10-01")
            erasure.action_plan()
            self.assertEqual(erasure.state, state)

    def test_without_an_officer_at_work_the_administrator_is_told(self):
        self.company.lampo_officer_id = False
        self._customer("Aino Aalto", "2016-12-31")
        sweep = self._night("2026-10-31", "cron_retention")
        self.assertEqual(sweep.activity_ids.user_id, self.env.ref("base.user_admin"))
        self.company.lampo_officer_id = self.user_officer
        self.assertEqual(self.company._told_of_nights(), self.user_officer)
        self.user_officer.active = False
        self.assertEqual(self.company._told_of_nights(), self.env.ref("base.user_admin"))

    def test_it_is_told_in_the_officers_language(self):
        self.user_officer.lang = "fi_FI"
        self.env.ref("lampo_privacy.cron_retention").active = False
        self.assertEqual(self.company.partner_id.activity_ids.summary, "Tietosuojan yöajo on poissa käytöstä")

    def test_an_action_that_odoo_switches_off_after_failures_is_told(self):
        cron = self.env.ref("lampo_privacy.cron_retention")
        job = {"id": cron.id, "active": True, "failure_count": 4, "cron_name": cron.cron_name,
               "first_failure_date": self.cr.now().replace(microsecond=0) - timedelta(days=9)}
        with self.assertLogs("odoo.addons.base.models.ir_cron", "WARNING"):
            self.env["ir.cron"]._update_failure_count(job, CompletionStatus.FAILED)
        cron.invalidate_recordset()
        self.assertFalse(cron.active)
        self.assertTrue(self.company.partner_id.activity_ids)
