# Part of lampo_privacy. LGPL-3.
from datetime import timedelta

from freezegun import freeze_time
from odoo.addons.base.models.ir_cron import CompletionStatus
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
