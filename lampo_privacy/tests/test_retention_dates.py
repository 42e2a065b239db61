# Part of lampo_privacy. LGPL-3.
from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import LampoCase


@tagged("post_install", "-at_install")
class TestRetentionDates(LampoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls.env.ref("lampo_privacy.retention_rule_customer")
        cls.partner = cls._partner("Kaarlo Koivu")
        cls.site = cls._site()

    def test_the_relationship_goes_from_the_first_start_to_the_last_end(self):
        self._contract(self.partner, self.site, "2010-05-01", "2012-04-30")
        self._contract(self.partner, self.site, "2013-01-01", "2015-08-31")
        self.assertEqual(self.partner.relationship_start, date(2010, 5, 1))
        self.assertEqual(self.partner.relationship_end, date(2015, 8, 31))
        self.assertEqual(self.partner.retention_due, date(2025, 8, 31))

    def test_an_open_contract_keeps_the_relationship_open(self):
        self._contract(self.partner, self.site, "2010-05-01", "2012-04-30")
        running = self._contract(self.partner, self.site, "2013-01-01")
        self.assertEqual((self.partner.relationship_end, self.partner.retention_due), (False, False))
        running.date_end = "2016-02-29"
        self.assertEqual(self.partner.retention_due, date(2026, 2, 28))

    def test_someone_without_a_contract_is_kept_twelve_months_after_the_last_contact(self):
        self.assertFalse(self.partner.relationship_start or self.partner.relationship_end)
        self.partner.last_contact_on = "2025-01-31"
        self.assertEqual(self.partner.retention_due, date(2026, 1, 31))
        self.assertIn("12 months", self.partner.retention_reason)

    def test_a_deleted_contract_no_longer_counts(self):
        contract = self._contract(self.partner, self.site, "2010-05-01", "2012-04-30")
        self.assertTrue(self.partner.relationship_end)
        contract.unlink()
        self.assertFalse(self.partner.relationship_end)

    def test_a_contract_given_to_somebody_else_moves_the_dates(self):
        other = self._partner("Liisa Lehto")
        contract = self._contract(self.partner, self.site, "2010-05-01", "2012-04-30")
        contract.partner_id = other
        self.assertEqual((self.partner.relationship_end, other.relationship_end), (False, date(2012, 4, 30)))

    def test_an_edit_of_the_contact_does_not_restart_the_clock(self):
        self._contract(self.partner, self.site, "2010-05-01", "2012-04-30")
        self.partner.write({"street": "Uusikatu 2", "name": "Kaarlo Koivula"})
        self.assertEqual(self.partner.retention_due, date(2022, 4, 30))

    def test_a_due_date_on_a_sunday_is_not_moved(self):
        self._contract(self.partner, self.site, "2010-05-01", "2017-01-31")
        self.assertEqual(self.partner.retention_due, date(2027, 1, 31))

    def test_an_organisation_has_no_retention_date(self):
        company = self._partner("Koivu Oy", is_company=True)
        self._contract(company, self.site, "2010-05-01", "2012-04-30")
        self.assertEqual((company.relationship_end, company.retention_due), (date(2012, 4, 30), False))
        company.legal_form = "undecided"
        self.assertEqual(company.retention_due, date(2022, 4, 30))

    def test_a_contact_person_is_kept_by_the_contracts_of_the_company(self):
        company = self._partner("Koivu Oy", is_company=True)
        contact = self._partner("Liisa Lehto", parent_id=company.id)
        contract = self._contract(company, self.site, "2010-05-01", "2012-04-30")
        self.assertEqual(contact.retention_due, date(2022, 4, 30))
        contract.date_end = False
        self.assertFalse(contact.retention_due)

    def test_a_contact_person_s_own_contracts_and_the_company_s_count_together(self):
        company = self._partner("Koivu Oy", is_company=True)
        contact = self._partner("Liisa Lehto", parent_id=company.id)
        self._contract(company, self.site, "2010-05-01", "2012-04-30")
        own = self._contract(contact, self._site(name="Oma"), "2011-01-01", "2018-04-30")
        self.assertEqual((contact.relationship_start, contact.relationship_end), (date(2010, 5, 1), date(2018, 4, 30)))
        own.date_end = False
        self.assertFalse(contact.relationship_end, "her own runs on, the company's has ended")

    def test_a_customer_who_hangs_under_another_person_has_a_relationship_of_their_own(self):
        spouse = self._partner("Saara Saarni", parent_id=self.partner.id)
        contract = self._contract(self.partner, self.site, "2005-05-01")
        self.assertEqual(spouse.relationship_start, date(2005, 5, 1))
        self._contract(spouse, self._site(name="Oma"), "2011-01-01", "2014-04-30")
        dates = (date(2011, 1, 1), date(2014, 4, 30), date(2024, 4, 30))
        self.assertEqual((spouse.relationship_start, spouse.relationship_end, spouse.retention_due), dates)
        self.cr.execute("UPDATE res_partner SET relationship_start = NULL, relationship_end = NULL")
        self.env.invalidate_all()
        self.env["lampo.privacy.retention.rule"]._refresh_stored_dates()
        self.assertEqual((spouse.relationship_start, spouse.relationship_end, spouse.retention_due), dates)
        self.partner.is_company = True
        self.assertEqual((spouse.relationship_start, spouse.retention_due), (contract.date_start, False))

    def test_a_contract_of_another_company_counts_although_the_user_cannot_see_it(self):
        elsewhere = self.env["res.company"].create({"name": "Toinen Lämpö Oy"})
        site = self._site(company_id=elsewhere.id)
        self._contract(self.partner, self.site, "2010-05-01", "2012-04-30")
        self._contract(self.partner, site, "2010-05-01", "2014-04-30")
        seen = self.partner.with_user(self.user_service)
        self.assertEqual(seen.retention_due, date(2024, 4, 30))

    def test_a_changed_rule_moves_everybody_in_a_set(self):
        others = self.env["res.partner"].create([{"name": f"Koivu {n}"} for n in range(30)])
        for nr, other in enumerate(others):
            self._contract(other, self.site, date(1980 + nr, 1, 1), date(1980 + nr, 12, 31))
        self.env.flush_all()
        before = self.cr.sql_log_count
        self.rule.write({"period": 18, "period_unit": "month"})
        self.env.flush_all()
        self.assertLess(self.cr.sql_log_count - before, 30)
        self.assertEqual(others[0].retention_due, date(1982, 6, 30))

    def test_an_archived_contact_follows_a_changed_rule_too(self):
        self._contract(self.partner, self.site, "2010-05-01", "2012-04-30")
        self.partner.active = False
        self.rule.period = 5
        self.assertEqual(self.partner.retention_due, date(2017, 4, 30))

    def test_a_rule_of_the_company_goes_before_the_one_for_all(self):
        self._contract(self.partner, self.site, "2010-05-01", "2012-04-30")
        self.rule.copy({"company_id": self.company.id, "period": 6})
        self.assertEqual(self.partner.retention_due, date(2018, 4, 30))

    def test_without_a_rule_there_is_no_date(self):
        self._contract(self.partner, self.site, "2010-05-01", "2012-04-30")
        self.rule.active = False
        self.assertFalse(self.partner.retention_due)

    def test_more_than_ten_years_needs_a_reason(self):
        for values in ({"period": 11}, {"period": 121, "period_unit": "month"}):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.rule.write(values)
        self.rule.write({"period": 12, "reason": "Sopimus 7 § 3"})
        self.assertEqual(self.rule.period_text, "12 years")

    def test_a_period_of_nothing_is_refused(self):
        with self.assertRaises(ValidationError):
            self.rule.period = 0

    def test_the_reason_names_the_rule(self):
        self._contract(self.partner, self.site, "2010-05-01", "2012-04-30")
        self.assertIn(self.rule.name, self.partner.retention_reason)
        self.assertIn("10 years", self.partner.retention_reason)

    def test_customer_service_reads_a_rule_and_does_not_write_it(self):
        rule = self.rule.with_user(self.user_service)
        self.assertEqual(rule.period, 10)
        with self.assertRaises(AccessError):
            rule.period = 5
        with self.assertRaises(AccessError):
            self.rule.with_user(self.user_officer).period = 5

    def test_a_user_outside_the_roles_reads_a_contact_without_its_dates(self):
        mine = self.partner.with_user(self.user_nobody)
        self.assertFalse({"retention_due", "relationship_end", "hold_ids", "request_ids"} & set(mine.fields_get()))
        with self.assertRaises(AccessError):
            mine.read(["retention_due"])

    def test_the_list_of_retention_dates_opens_and_groups_by_year(self):
        self._contract(self.partner, self.site, "2010-05-01", "2012-04-30")
        officer = self.env["res.partner"].with_user(self.user_officer)
        [group] = officer.formatted_read_group(
            [("id", "=", self.partner.id)], ["retention_due:year"], ["__count"]
        )
        self.assertEqual(group["__count"], 1)
        officer.get_view(self.env.ref("lampo_privacy.view_partner_retention_list").id, "list")

    def test_a_company_officer_must_have_the_role(self):
        self.company.lampo_officer_id = self.user_officer
        with self.assertRaises(ValidationError):
            self.company.lampo_officer_id = self.user_service

    def test_the_settings_write_to_the_company(self):
        self.env.user.group_ids = [Command.link(self.env.ref("base.group_system").id)]
        self.env["res.config.settings"].create({"lampo_eves_are_holidays": True}).execute()
        self.assertTrue(self.company.lampo_eves_are_holidays)
