# Part of lampo_privacy. LGPL-3.
from datetime import date

from freezegun import freeze_time
from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .retention_common import RetentionCase


@tagged("post_install", "-at_install")
class TestRetentionRules(RetentionCase):
    """Rules per kind of data, rules for other data, holds on contracts and sites, the clocks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Rule = cls.env["lampo.privacy.retention.rule"]
        cls.user_manager.group_ids = [Command.link(cls.env.ref("base.group_partner_manager").id)]

    def test_every_kind_of_the_statement_has_a_rule(self):
        kinds = set(self.Rule.search([]).mapped("kind"))
        self.assertEqual(kinds, {value for value, _label in self.Rule._fields["kind"].selection} - {"other"})
        people = self.Rule.search([("action", "=", "anonymise")])
        self.assertEqual(set(people.mapped("notice_days")), {90})
        self.assertEqual(set(people.mapped("automatic")), {True})

    def test_the_accounting_acts_periods_are_nobodys_to_change(self):
        for name in ("voucher", "books"):
            with self.assertRaisesRegex(ValidationError, "1336/1997"):
                self.env.ref(f"lampo_privacy.retention_rule_{name}").period = 5

    def test_the_action_of_a_kind_is_nobodys_to_change(self):
        for name, action in (("contact", "archive"), ("customer", "delete"), ("voucher", "delete")):
            with self.assertRaisesRegex(ValidationError, "action of its own"), self.env.cr.savepoint():
                self.env.ref(f"lampo_privacy.retention_rule_{name}").action = action

    def test_a_notice_after_the_limit_is_refused(self):
        with self.assertRaises(ValidationError):
            self.customers.notice_days = -1

    def test_a_rule_for_other_data_deletes_what_is_due_and_no_more(self):
        # 22:30 UTC on 30 April is 1 May in Finland
        due, young, else_named = (self._category(*args) for args in (
            ("Vanha yksi", "2026-04-29"), ("Vanha kaksi", "2026-04-30"), ("Uusi", "2020-01-01")))
        rule = self._other()
        with freeze_time("2026-10-31"):
            self.assertEqual(rule.due_count, 1)
            self.assertEqual(self.env["res.partner.category"].search(rule.action_show_due()["domain"]), due)
        sweep = self._night("2026-10-31", "cron_retention")
        self.assertEqual((due.exists().ids, (young | else_named).exists()), ([], young | else_named))
        line = self._line(sweep, rule)
        self.assertEqual((line.done, line.rule_name, line.model), (1, "Tunnisteet", "res.partner.category"))
        self.assertIn("Vanha", line.conditions)
        rule.unlink()
        self.assertEqual(line.rule_name, "Tunnisteet", "the evidence outlives the rule")

    def test_a_rule_for_other_data_archives_when_told_so(self):
        category = self._category("Vanha yksi", "2026-01-01")
        self._other(action="archive")
        self._night("2026-10-31", "cron_retention")
        self.assertFalse(category.active)

    def test_a_rule_for_the_system_the_books_or_people_is_refused(self):
        for model, field in (("ir.attachment", "create_date"), ("account.move", "date"), ("res.partner", "create_date"),
                             ("res.users", "create_date"), ("lampo.heat.site", "create_date")):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self._other(model_id=self.env["ir.model"]._get(model).id, domain="[]",
                            date_field_id=self.env["ir.model.fields"]._get(model, field).id)

    def test_a_rule_by_what_is_no_date_or_by_the_day_of_an_edit_is_refused(self):
        for name, words in (("name", "a date of those records"), ("write_date", "Each edit")):
            field = self.env["ir.model.fields"]._get("res.partner.category", name)
            with self.assertRaisesRegex(ValidationError, words), self.env.cr.savepoint():
                self._other(date_field_id=field.id)

    def test_a_rule_for_what_belongs_to_other_records_is_refused(self):
        for model in ("mail.message", "mail.mail", "mail.activity", "mail.followers", "mail.notification",
                      "mail.tracking.value", "mail.blacklist", "phone.blacklist", "mail.template"):
            with self.assertRaises(ValidationError, msg=model), self.env.cr.savepoint():
                self._other(model_id=self.env["ir.model"]._get(model).id, domain="[]",
                            date_field_id=self.env["ir.model.fields"]._get(model, "create_date").id)

    def test_an_old_rule_for_messages_fails_and_deletes_none(self):
        person = self._partner("Aino Aalto")
        message, rule = person.message_post(body="Kirje"), self._other(domain="[]")
        self.env.flush_all()
        self.cr.execute("UPDATE mail_message SET create_date = '2020-01-01' WHERE id = %s", [message.id])
        self.cr.execute(
            "UPDATE lampo_privacy_retention_rule SET model_id = %s, date_field_id = %s WHERE id = %s",
            [self.env["ir.model"]._get_id("mail.message"),
             self.env["ir.model.fields"]._get("mail.message", "create_date").id, rule.id])
        self.env.invalidate_all()
        self.assertEqual(rule.due_count, 0)
        with self.assertLogs("odoo.addons.lampo_privacy.models.privacy_sweep", "WARNING"):
            sweep = self._night("2026-10-31", "cron_retention")
        self.assertEqual(self._line(sweep, rule).problem, "ValidationError")
        self.assertTrue(message.exists())

    def _held(self, name="Riita Risto"):
        person = self._partner(name)
        self.env["lampo.privacy.hold"].create({"partner_id": person.id, "reason": "Riita", "date_from": "2020-01-01"})
        return person

    def test_whoever_a_record_of_other_data_leads_to_holds_it(self):
        held, free = (self._category(name, "2026-01-01") for name in ("Vanha yksi", "Vanha kaksi"))
        held.partner_ids = self._held() | self._partner("Vapaa Ville")
        free.partner_ids = self._partner("Vapaa Viivi")
        rule = self._other()
        sweep = self._night("2026-10-31", "cron_retention")
        self.assertEqual((held | free).exists(), held)
        line = self._line(sweep, rule)
        self.assertEqual((line.done, line.held, line.item_ids.reason), (1, 1, "hold"))

    def test_a_notice_of_somebody_held_is_kept(self):
        recipient = self.env["lampo.privacy.recipient"].create({
            "name": "Vastaanottaja", "partner_id": self._partner(
                "Saaja Oy", is_company=True, country_id=self.env.ref("base.fi").id).id})
        values = {"recipient_id": recipient.id, "kind": "rectification", "text": "x", "channel": "letter",
                  "state": "sent", "sent_on": "2020-01-01"}
        kept, gone = self.env["lampo.privacy.notice"].create([
            {**values, "partner_ids": person.ids} for person in (self._held(), self._partner("Vapaa Ville"))])
        self._night("2026-10-31", "cron_retention")
        self.assertEqual((kept | gone).exists(), kept)

    def test_a_rule_for_other_data_never_passes_a_guard_of_evidence(self):
        seen = []
        category = self._category("Vanha yksi", "2026-01-01")
        self.patch(type(category), "unlink", lambda records: seen.append(records.env.context.get("lampo_bypass")))
        self._other()
        self._night("2026-10-31", "cron_retention")
        self.assertEqual(seen, [None])

    def test_a_domain_that_does_not_fit_is_refused(self):
        for domain in ("[('nonsense', '=', 1)]", "not a domain", "__import__('os')"):
            with self.assertRaisesRegex(ValidationError, "domain"), self.env.cr.savepoint():
                self._other(domain=domain)

    def test_only_a_manager_who_may_delete_the_records_makes_a_rule_for_them(self):
        values = {"model_id": self.env["ir.model"]._get("mail.alias.domain").id, "domain": "[]",
                  "date_field_id": self.env["ir.model.fields"]._get("mail.alias.domain", "create_date").id}
        rule = self._other()
        with self.assertRaises(AccessError):
            rule.with_user(self.user_manager).write(values)
        with self.assertRaises(AccessError):
            rule.with_user(self.user_officer).write({"period": 7})

    def test_an_officer_sees_a_rule_for_other_data_and_what_it_has_found(self):
        due = self._category("Vanha yksi", "2026-04-29")
        rule = self._other().with_user(self.user_officer)
        self.env.flush_all()
        self.env.invalidate_all()
        with freeze_time("2026-10-31"):
            [shown] = rule.web_search_read([("id", "=", rule.id)], {
                "name": {}, "due_count": {}, "model_name": {}, "model_id": {"fields": {"display_name": {}}},
                "date_field_id": {"fields": {"display_name": {}}}})["records"]
            self.assertEqual((shown["due_count"], shown["model_name"]), (1, "res.partner.category"))
            self.assertEqual(rule.action_show_due()["domain"], list(rule._due_domain()))
        self.assertEqual(self.env["res.partner.category"].search(list(rule._due_domain(date(2026, 10, 31)))), due)

    def test_a_manager_chooses_what_a_new_rule_is_about(self):
        env = self.env(user=self.user_manager)
        (model, _name), *_others = env["ir.model"].name_search("res.partner.category", [("transient", "=", False)])
        field = env["ir.model.fields"].search([("model_id", "=", model), ("name", "=", "create_date")])
        rule = env["lampo.privacy.retention.rule"].create({
            "name": "Tunnisteet", "kind": "other", "model_id": model, "date_field_id": field.id, "period": 6})
        self.assertEqual((rule.model_name, rule.due_count), ("res.partner.category", 0))

    def test_a_rule_that_cannot_be_read_any_more_fails_alone(self):
        person = self._customer("Aino Aalto", "2010-01-31")
        rule = self._other()
        self.cr.execute(
            "UPDATE lampo_privacy_retention_rule SET domain = '[(''gone'', ''='', 1)]' WHERE id = %s", [rule.id])
        self.env.invalidate_all()
        with self.assertLogs("odoo.addons.lampo_privacy.models.privacy_sweep", "WARNING"):
            sweep = self._night("2026-10-31", "cron_retention")
        self.assertTrue(self._line(sweep, rule).problem)
        self.assertTrue(person.erasure_ids)

    def test_a_closed_request_goes_three_years_after_it_was_closed(self):
        person = self._partner("Kysy Kyösti")
        with freeze_time("2023-05-10 09:00"):
            request = self.env["lampo.privacy.request"].create({
                "partner_id": person.id, "request_type": "access", "received_on": "2023-05-10"})
            request.action_start()
            request.action_refuse("Pyyntö on aiheeton.")
        self.assertEqual(request.closed_on, date(2023, 5, 10))
        self._night("2026-05-09", "cron_retention")
        self.assertTrue(request.exists())
        self._night("2026-05-10", "cron_retention")
        self.assertFalse(request.exists())

    def test_a_request_that_a_certificate_names_goes_after_the_certificate(self):
        person = self._customer("Aino Aalto", "2022-01-31")
        with freeze_time("2023-05-10 09:00"):
            request = self.env["lampo.privacy.request"].create({
                "partner_id": person.id, "request_type": "erasure", "received_on": "2023-05-10"})
            request.action_start()
            erasure = self.env["lampo.privacy.erasure"].create({"partner_id": person.id, "request_id": request.id})
            self._searched(request).action_refuse("Poistettu käsin.")
        with freeze_time("2023-06-01 09:00"):
            erasure.action_run()
        line = self._line(self._night("2026-05-10", "cron_retention"),
                          self.env.ref("lampo_privacy.retention_rule_request"))
        self.assertEqual((line.found, line.failed, request.exists()), (0, 0, request))
        self._night("2026-06-01", "cron_retention")
        self.assertFalse(erasure.exists())
        self._night("2026-06-02", "cron_retention")
        self.assertFalse(request.exists())

    def test_what_concerns_a_person_under_a_hold_is_held(self):
        person = self._partner("Kysy Kyösti")
        log = self.env["lampo.privacy.access.log"]._record(person, "reveal", "Vero kysyi")
        with log._released("test"):
            self.cr.execute("UPDATE lampo_privacy_access_log SET date = '2020-05-10 09:00:00' WHERE id = %s", [log.id])
        log.invalidate_recordset()
        hold = self.env["lampo.privacy.hold"].create(
            {"partner_id": person.id, "reason": "Riita", "date_from": "2020-01-01"})
        rule = self.env.ref("lampo_privacy.retention_rule_access_log")
        line = self._line(self._night("2026-05-10", "cron_retention"), rule)
        self.assertEqual((line.held, line.done, line.item_ids.res_id), (1, 0, log.id))
        hold.action_lift()
        self._night("2026-12-31", "cron_retention")
        self.assertFalse(log.exists())

    def test_a_certificate_goes_three_years_after_the_erasure(self):
        person = self._customer("Aino Aalto", "2012-06-01")
        self._night("2022-04-01")
        self.assertEqual(person.erasure_ids.state, "planned")
        self._night("2022-06-01")
        self.assertEqual(person.erasure_ids.state, "done")
        self._night("2025-05-31", "cron_retention")
        self.assertTrue(person.erasure_ids)
        self._night("2025-06-01", "cron_retention")
        self.assertFalse(person.erasure_ids)

    def test_a_hold_goes_three_years_after_it_has_ended_and_no_open_one_does(self):
        person = self._partner("Kysy Kyösti", last_contact_on="2026-01-01")
        values = {"partner_id": person.id, "reason": "Riita", "date_from": "2015-01-01"}
        ran_out, lifted, still_open, runs = self.env["lampo.privacy.hold"].create([
            {**values, "date_to": "2020-05-10"}, {**values, "date_to": "2030-01-01"}, values,
            {**values, "date_to": "2026-12-31"}])
        with freeze_time("2021-05-10 12:00"):
            lifted.action_lift()
        self.assertEqual((ran_out | lifted).mapped("ended_on"), [date(2020, 5, 10), date(2021, 5, 10)])
        still_open.partner_id = self._partner("Toinen", last_contact_on="2026-01-01")
        runs.partner_id = still_open.partner_id
        self._night("2024-05-09", "cron_retention")
        self.assertEqual((ran_out | lifted).exists(), lifted)
        self._night("2024-05-10", "cron_retention")
        self.assertEqual((lifted | still_open | runs).exists(), still_open | runs)

    def test_the_record_of_a_night_goes_three_years_after_it(self):
        first = self._night("2023-05-10", "cron_retention")
        self._night("2026-05-09", "cron_retention")
        self.assertTrue(first.exists())
        last = self._night("2026-05-10", "cron_retention")
        self.assertFalse(first.exists())
        self.assertEqual(last.state, "done")

    def test_a_hold_is_on_one_thing(self):
        person, site = self._partner("Aino"), self._site()
        for target in ({}, {"partner_id": person.id, "site_id": site.id}):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.env["lampo.privacy.hold"].create({"reason": "Riita", **target})

    def test_a_hold_on_a_site_keeps_everybody_who_was_its_customer(self):
        site = self._site(building_type="block", dwellings=9)
        before = self._customer("Ensin Eeva", "2010-01-31", site=site)
        after = self._customer("Sitten Sulo", "2012-01-31", "2010-02-01", site=site)
        self.env["lampo.privacy.hold"].create({"site_id": site.id, "reason": "Riita", "date_from": "2020-01-01"})
        self._night("2026-05-10")
        self.assertTrue(before.retention_held and after.retention_held)
        self.assertFalse(before.erasure_ids | after.erasure_ids)
        erasure = self.env["lampo.privacy.erasure"].create({"partner_id": before.id})
        with freeze_time("2026-05-10"), self.assertRaisesRegex(UserError, "hold"):
            erasure.action_run()

    def test_a_hold_that_has_run_out_is_told_once(self):
        person = self._customer("Aino Aalto", "2020-01-31")
        self.env["lampo.privacy.hold"].create({
            "partner_id": person.id, "reason": "Riita", "date_from": "2020-01-01", "date_to": "2026-05-09"})
        self._night("2026-05-09", "cron_retention")
        self.assertFalse(person.activity_ids)
        for day in ("2026-05-10", "2026-05-11"):
            self._night(day, "cron_retention")
        self.assertEqual((len(person.activity_ids), person.activity_ids.user_id), (1, self.user_officer))

    def test_a_hold_that_was_given_a_later_end_is_told_again_when_that_has_passed(self):
        person = self._customer("Aino Aalto", "2020-01-31")
        hold = self.env["lampo.privacy.hold"].create({
            "partner_id": person.id, "reason": "Riita", "date_from": "2020-01-01", "date_to": "2026-05-09"})
        self._night("2026-05-10", "cron_retention")
        person.activity_ids.unlink()
        hold.with_user(self.user_officer).write({"date_to": "2026-08-31", "reason": "Riita jatkuu"})
        self._night("2026-08-31", "cron_retention")
        self.assertFalse(person.activity_ids)
        self._night("2026-09-01", "cron_retention")
        self.assertEqual(person.activity_ids.user_id, self.user_officer)
        person.activity_ids.unlink()
        hold.with_user(self.user_officer).reason = "Riita päättyi"
        self._night("2026-09-02", "cron_retention")
        self.assertFalse(person.activity_ids)

    def test_a_hold_on_a_contract_or_a_site_that_has_run_out_is_told_there(self):
        contract = self._customer("Aino Aalto", "2020-01-31").heat_contract_ids
        site = self._site(name="Mittaripaikka")
        Hold = self.env["lampo.privacy.hold"]
        values = {"reason": "Riita", "date_from": "2020-01-01", "date_to": "2026-05-09"}
        Hold.create([{**values, "contract_id": contract.id}, {**values, "site_id": site.id}])
        lifted = Hold.create({**values, "site_id": self._site(name="Rauha").id})
        with freeze_time("2026-05-08"):
            lifted.action_lift()
        self._night("2026-05-10", "cron_retention")
        self.assertEqual((contract.activity_ids | site.activity_ids).user_id, self.user_officer)
        self.assertEqual((len(contract.activity_ids), len(site.activity_ids)), (1, 1))
        self.assertRegex(site.activity_ids.note, r"09\.05\.2026|05/09/2026")
        self.assertFalse(lifted.site_id.activity_ids, "who lifted it knows")

    def test_where_there_is_no_officer_who_set_the_hold_is_told_that_it_ran_out(self):
        self.company.lampo_officer_id = False
        person = self._customer("Aino Aalto", "2020-01-31")
        self.env["lampo.privacy.hold"].with_user(self.user_officer).create({
            "partner_id": person.id, "reason": "Riita", "date_from": "2020-01-01", "date_to": "2026-05-09"})
        self._night("2026-05-10", "cron_retention")
        self.assertEqual(person.activity_ids.user_id, self.user_officer)

    def test_the_clocks_follow_the_companys_financial_year(self):
        self.company.write({"fiscalyear_last_month": "3", "fiscalyear_last_day": 31})
        self.company.write({"lampo_archive_place": "Kellari, hylly 3", "lampo_archive_keeper_id": self.user_service.id})
        invoice = self._invoice(self._partner("Kuitti Kaisa"), "2024-02-10")
        self.assertEqual(invoice.lampo_kept_until, date(2030, 12, 31))
        self._night("2026-05-10", "cron_retention")
        clock = self.env["lampo.privacy.clock"].search([("date_to", "=", "2024-03-31")])
        self.assertEqual((clock.voucher_until, clock.books_until), (date(2030, 12, 31), date(2034, 3, 31)))
        self.assertEqual((clock.entry_count, clock.place), (2, "Kellari, hylly 3"))
        self._night("2030-12-31", "cron_retention")
        self.assertFalse(clock.activity_ids)
        with freeze_time("2030-12-31"), self.assertRaises(UserError):
            clock.action_vouchers_destroyed()
        self._night("2031-01-01", "cron_retention")
        self.assertEqual(clock.activity_ids.user_id, self.user_service)
        self.assertIn("Kellari, hylly 3", clock.activity_ids.note)
        self.assertIn("2024", clock.activity_ids.summary)
        with freeze_time("2031-01-02"):
            clock.with_user(self.user_officer).action_vouchers_destroyed()
            self.assertEqual((clock.state, clock.vouchers_destroyed_on), ("running", date(2031, 1, 2)))
        self._night("2034-04-01", "cron_retention")
        with freeze_time("2034-04-01"):
            self.assertEqual(clock.state, "books")
