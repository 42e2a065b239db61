# Part of lampo_privacy. LGPL-3.
from datetime import date

from freezegun import freeze_time
from odoo.tests import tagged

from .preview_common import TODAY, PreviewCase


@tagged("post_install", "-at_install")
class TestPreviewOfRecords(PreviewCase):
    """What the preview tells of records, by rule and day."""

    def test_records_of_a_day_are_counted_and_each_day_is_a_row(self):
        for name, day in (("Vanha 1", "2026-07-01"), ("Vanha 2", "2026-07-01"), ("Vanha 3", "2026-08-01")):
            self._category(name, day)
        rows = self._rows(self._other())
        # 22:30 UTC is the next day in Finland
        self.assertEqual(self._told(rows), [(date(2027, 1, 2), 2), (date(2027, 2, 2), 1)])

    def test_each_rule_has_rows_of_its_own(self):
        self._category("Vanha 1", "2026-07-01")
        rules = self._other() | self._other(domain="[('name', 'like', '1')]")
        self.assertEqual([self._told(self._rows(rule)) for rule in rules], [[(date(2027, 1, 2), 1)]] * 2)
        self.assertEqual(len(set((self._rows(rules[0]) | self._rows(rules[1])).ids)), 2)

    def _call(self, person, day="2023-01-10"):
        return self.env["lampo.privacy.contact"].create(
            {"name": "Soitto", "kind": "other", "partner_id": person.id, "date": f"{day} 08:00:00"})

    def test_a_hold_keeps_the_records_of_the_person_and_an_end_gives_the_day_after(self):
        rule = self.env.ref("lampo_privacy.retention_rule_contact")
        ended, held, free = (self._customer(name, False) for name in ("Riita Risto", "Riita Rauha", "Vapaa Ville"))
        self._hold(ended, date_to="2027-02-28")
        self._hold(held)
        for person in (ended, held, free):
            self._call(person)
        self.assertEqual(
            sorted((row.due_on, row.state, row.record_count) for row in self._rows(rule)),
            [(date(2026, 11, 24), "due", 1), (date(2026, 11, 24), "held", 1), (date(2027, 3, 1), "due", 1)])

    def test_what_waits_for_an_approval_is_held(self):
        rule = self.env.ref("lampo_privacy.retention_rule_contact")
        rule.automatic = False
        for day in ("2023-01-10", "2024-01-10"):
            self._call(self._customer(f"Soittaja {day}", False), day)
        self.assertEqual(self._rows(rule).mapped("state"), ["held", "held"])
        with freeze_time(TODAY):
            rule.with_user(self.user_officer).action_approve_due()
        self.assertEqual(self._rows(rule).mapped("state"), ["due", "held"])

    def test_records_that_the_rule_is_not_about_are_not_counted(self):
        self._category("Uusi", "2026-07-01")
        self.assertFalse(self._rows(self._other()))

    def test_archived_records_are_deleted_too(self):
        self._category("Vanha", "2026-07-01").active = False
        row = self._rows(self._other())
        self.assertEqual((row.action, row.record_count), ("delete", 1))

    def test_what_is_archived_already_is_not_due_again(self):
        archived, _active = self._category("Vanha 1", "2026-01-01"), self._category("Vanha 2", "2026-07-01")
        rule = self._other(action="archive")
        self._night(TODAY, "cron_retention")
        self.assertFalse(archived.active)
        row = self._rows(rule)
        self.assertEqual((row.action, row.due_on, row.record_count), ("archive", date(2027, 1, 2), 1))
        with freeze_time(TODAY):
            rule.invalidate_recordset()
            self.assertEqual(rule.due_count, 0)

    def test_a_record_without_the_date_is_not_told(self):
        self._hold(self._customer("Riita Risto", "2016-12-31"))
        self.assertFalse(self._rows(self.env.ref("lampo_privacy.retention_rule_hold")))

    def test_a_company_s_own_rule_tells_of_its_records_and_everybody_s_of_the_others(self):
        everybodys = self.env.ref("lampo_privacy.retention_rule_contact")
        other = self.env["res.company"].create({"name": "Naapurin Lämpö Oy"})
        own = everybodys.copy({"company_id": other.id, "period": 12, "period_unit": "month"})
        self.env["lampo.privacy.contact"].create([
            {"name": "Soitto", "kind": "other", "date": "2026-07-01 08:00:00", "company_id": company.id,
             "user_id": False} for company in (self.company, other)])
        told = [(row.company_id, row.due_on) for rule in (everybodys, own) for row in self._rows(rule)]
        self.assertEqual(told, [(self.company, date(2029, 7, 1)), (other, date(2027, 7, 1))])

    def test_the_officer_is_told_of_records_that_he_may_not_read(self):
        model = self.env["ir.model"]._get("mail.ice.server")
        rule = self._other(model_id=model.id, domain="[]", period=600,
                           date_field_id=self.env["ir.model.fields"]._get(model.model, "create_date").id)
        self.env["mail.ice.server"].create({"server_type": "stun", "uri": "lampo.example"})
        self.assertFalse(self.env["mail.ice.server"].with_user(self.user_officer).has_access("read"))
        found = self.env["lampo.privacy.forecast"].with_user(self.user_officer).search([("rule_id", "=", rule.id)])
        self.assertTrue(found)

    def test_a_rule_that_cannot_be_read_any_more_leaves_the_others_to_be_seen(self):
        person = self._customer("Tuleva Tuomas", "2017-01-31")
        for column in ("domain = '[(''gone'', ''='', 1)]'", "model_id = NULL"):
            rule = self._other()
            self.env.flush_all()
            self.cr.execute(f"UPDATE lampo_privacy_retention_rule SET {column} WHERE id = %s", [rule.id])
            self.env.invalidate_all()
            self.assertEqual(len(self._rows(partner_id=person.id)), 1)
            self.assertEqual(rule.due_count, 0)
            self.assertTrue(self.Sweep._dry_run())

    def test_a_line_of_records_opens_what_the_rule_has_found(self):
        self._category("Vanha", "2026-01-01")
        rule = self._other()
        with freeze_time(TODAY):
            self.assertEqual(self._rows(rule).action_open(), rule.action_show_due())
