# Part of lampo_privacy. LGPL-3.
from datetime import date

from freezegun import freeze_time
from odoo.tests import tagged

from ..tools.bypass import BYPASS
from .retention_common import RetentionCase

NOTICE = 90
# kind -> (what, from which event, how long in months, what happens); law.md "How long", statement § 6
DEFAULTS = {
    "customer": ("res.partner", "relationship_end", 120, "anonymise"),
    "no_contract": ("res.partner", "last_contact_on", 12, "anonymise"),
    "reading_fine": ("lampo.heat.consumption", "period_start", 36, "fold"),
    "reading_month": ("lampo.heat.consumption", "period_start", 120, "fold"),
    "contact": ("lampo.privacy.contact", "date", 36, "delete"),
    "consent": ("lampo.privacy.consent", "ended_on", 36, "delete"),
    "consent_ask": ("lampo.privacy.consent.ask", "sent_on", 12, "delete"),
    "disclosure": ("lampo.privacy.disclosure", "date", 36, "delete"),
    "notice": ("lampo.privacy.notice", "sent_on", 36, "delete"),
    "request": ("lampo.privacy.request", "closed_on", 36, "delete"),
    "certificate": ("lampo.privacy.erasure", "done_at", 36, "delete"),
    "erasure_batch": ("lampo.privacy.erasure.batch", "last_run_on", 36, "delete"),
    "restriction": ("lampo.privacy.restriction", "ended_on", 36, "delete"),
    "access_log": ("lampo.privacy.access.log", "date", 36, "delete"),
    "hold": ("lampo.privacy.hold", "ended_on", 36, "delete"),
    "sweep": ("lampo.privacy.sweep", "day", 36, "delete"),
    "package": ("lampo.privacy.package", "made_on", 6, "delete"),
    "voucher": ("account.move", "date", 72, "clock"),
    "books": ("account.move", "date", 120, "clock"),
}
# models of ours that name somebody and have no rule -> why
WITHOUT_A_RULE = {
    "lampo.heat.contract": "cut from its customer by the erasure; the site's history stays",
    "lampo.privacy.rectification": "goes with its person: an erasure needs the former names until then",
    "lampo.privacy.objection": "holds for good as a mark without a name; its link to the person goes with the erasure",
    "lampo.privacy.clock": "names the keeper of the archive, who works here",
    "lampo.privacy.statement": "names who approved it, who works here",
    "lampo.privacy.register": "names who is responsible and who has a key, who work here",
    "lampo.privacy.retention.rule": "names who approved what it had found, who works here",
    "lampo.privacy.recipient": "names whom data is given to; its own contact has a rule",
    "lampo.privacy.confidentiality.acceptance": "the undertaking of somebody who works here, lasting beyond the work",
}


@tagged("post_install", "-at_install")
class TestRetentionKinds(RetentionCase):
    """Every kind of data: which event starts its period, how long that is, what happens then, and on which night."""

    def test_each_kind_has_the_event_the_period_and_the_action_of_the_law(self):
        rules = self.env["lampo.privacy.retention.rule"].search([("company_id", "=", False)])
        found = {rule.kind: (rule._kind().model, rule._kind().date, rule._months(), rule.action) for rule in rules}
        self.assertEqual(found, DEFAULTS)

    def test_each_rule_is_automatic_and_people_are_announced_ninety_days_before(self):
        for rule in self.env["lampo.privacy.retention.rule"].search([]):
            self.assertTrue(rule.automatic, rule.kind)
            self.assertEqual(rule.notice_days, NOTICE if rule.action == "anonymise" else 0, rule.kind)

    def test_a_new_rule_takes_the_action_and_the_notice_of_its_kind(self):
        elsewhere = self.env["res.company"].create({"name": "Toinen Lämpö Oy"})
        Rule = self.env["lampo.privacy.retention.rule"]
        for kind, (_model, _date, _months, action) in DEFAULTS.items():
            values = {"name": kind, "kind": kind, "period": 6, "company_id": elsewhere.id}
            if kind == "books":
                values["period"] = 10
            rule = Rule.create(values)
            expected = (action, NOTICE if action == "anonymise" else 0, True)
            self.assertEqual((rule.action, rule.notice_days, rule.automatic), expected, kind)

    def test_every_model_of_ours_that_names_somebody_has_a_rule_or_a_reason(self):
        kinds = self.env["lampo.privacy.retention.rule"]._kinds()
        ruled = {kind.model for kind in kinds.values()}
        models = {name: model for name, model in self.env.registry.items()
                  if name.startswith("lampo.") and model._auto and not model._transient and not model._abstract}
        left = {name for name, model in models.items()
                if self._names_somebody(model) and not self._goes_with(model, ruled)}
        self.assertEqual(left, WITHOUT_A_RULE.keys())

    @staticmethod
    def _names_somebody(model):
        return any(field.store and field.comodel_name in ("res.partner", "res.users") and field.type != "one2many"
                   and name not in ("create_uid", "write_uid") and set(field._modules) == {"lampo_privacy"}
                   for name, field in model._fields.items() if field.relational)

    def _goes_with(self, model, ruled):
        """Whether a model has a rule, or is deleted with a record of one that has."""
        owners = [field.comodel_name for field in model._fields.values()
                  if field.type == "many2one" and field.required and field.ondelete == "cascade"]
        return model._name in ruled or any(
            name.startswith("lampo.") and self._goes_with(self.env.registry[name], ruled) for name in owners)

    def _goes(self, record, last_night, night):
        """It is there after the one night, and gone after the other."""
        self._night(last_night, "cron_retention")
        self.assertTrue(record.exists(), last_night)
        self._night(night, "cron_retention")
        self.assertFalse(record.exists(), night)

    def test_a_line_of_the_access_log_goes_three_years_after_the_access(self):
        log = self.env["lampo.privacy.access.log"]._record(self._partner("Kysy Kyösti"), "reveal", "Vero kysyi")
        with log._released("test"):
            # 22:30 UTC on 9 May is 10 May in Finland
            self.cr.execute("UPDATE lampo_privacy_access_log SET date = '2023-05-09 22:30:00' WHERE id = %s", [log.id])
        log.invalidate_recordset()
        self._goes(log, "2026-05-09", "2026-05-10")

    def test_an_answer_package_goes_six_months_after_it_was_made(self):
        package = self.env["lampo.privacy.package"].create(
            {"partner_id": self._customer("Kysy Kyösti", False).id, "lang": "en_US"})
        package._step({"state": "delivered", "made_on": "2026-01-31 10:00:00", "delivered_on": "2026-02-01"})
        self._goes(package, "2026-07-30", "2026-07-31")

    def test_a_run_of_many_erasures_goes_after_the_last_of_its_certificates(self):
        first, last = self._customer("Ensin Eeva", "2010-01-31"), self._customer("Sitten Sulo", "2010-01-31")
        with freeze_time("2022-06-01 12:00"):
            batch = self.env["lampo.privacy.erasure.batch"].create({})
            erasures = self.env["lampo.privacy.erasure"].create([
                {"partner_id": person.id, "batch_id": batch.id} for person in (first, last)])
            erasures[0].action_run()
        self.assertEqual(batch.last_run_on, date(2022, 6, 1))
        with freeze_time("2022-09-01 12:00"):
            erasures[1].action_run()
        self.assertEqual(batch.last_run_on, date(2022, 9, 1))
        self._night("2025-06-01", "cron_retention")
        self.assertEqual((erasures.exists(), batch.exists()), (erasures[1], batch))
        self._night("2025-09-01", "cron_retention")
        self.assertFalse(erasures.exists())
        self.assertTrue(batch.exists())
        self._night("2025-09-02", "cron_retention")
        self.assertFalse(batch.exists())

    def test_a_run_from_which_everybody_was_taken_back_goes_three_years_after_its_start(self):
        with freeze_time("2022-06-01 12:00"):
            batch = self.env["lampo.privacy.erasure.batch"].create({})
        self._goes(batch, "2025-05-31", "2025-06-01")

    def test_a_run_whose_erasures_still_wait_for_vouchers_stays(self):
        person = self._customer("Kuitti Kaisa", "2010-01-31")
        self._invoice(person, "2020-03-03")
        with freeze_time("2022-06-01 12:00"):
            batch = self.env["lampo.privacy.erasure.batch"].create({})
            erasure = self.env["lampo.privacy.erasure"].create({"partner_id": person.id, "batch_id": batch.id})
            erasure.action_run()
        self.assertEqual(erasure.state, "waiting")
        self._night("2025-12-31", "cron_retention")
        self.assertTrue(batch.exists())

    def _restricted(self, name, day):
        person = self._customer(name, "2021-01-31")
        with freeze_time(f"{day} 12:00"):
            person.with_user(self.user_officer).processing_restricted = True
        return person.restriction_ids

    def test_a_restriction_goes_three_years_after_it_was_lifted_and_none_in_force_does(self):
        lifted, in_force = (self._restricted(name, "2022-01-10") for name in ("Rajattu Raili", "Rajattu Risto"))
        with freeze_time("2022-03-01 12:00"):
            lifted.partner_id.with_user(self.user_officer).action_lift_restriction("2022-02-28", "phone")
        self.assertEqual((lifted.ended_on, in_force.ended_on), (date(2022, 3, 1), False))
        self._goes(lifted, "2025-02-28", "2025-03-01")
        self.assertTrue(in_force.exists())

    def test_the_restriction_of_somebody_erased_ends_that_day(self):
        restriction = self._restricted("Rajattu Raili", "2022-01-10")
        person = restriction.partner_id
        with freeze_time("2022-02-10 12:00"):
            self.env["lampo.privacy.request"].create({
                "partner_id": person.id, "request_type": "erasure", "received_on": "2022-02-01"})
            self.env["lampo.privacy.erasure"].create({"partner_id": person.id}).action_run()
        self.assertEqual((restriction.ended_on, restriction.lifted_on), (date(2022, 2, 10), False))
        self.assertEqual(person.anonymised_on, date(2022, 2, 10))

    def test_the_day_on_which_a_restriction_ended_is_not_written_by_hand(self):
        restriction = self._restricted("Rajattu Raili", "2022-01-10")
        with self.assertRaisesRegex(Exception, "button"):
            restriction.with_user(self.user_officer).write({"ended_on": "2020-01-01"})
        restriction.with_context(lampo_bypass=BYPASS).write({"ended_on": "2022-01-11"})
