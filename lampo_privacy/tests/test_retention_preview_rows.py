# Part of lampo_privacy. LGPL-3.
from datetime import date

from freezegun import freeze_time
from odoo.tests import tagged

from .common import local_midnight
from .retention_common import RetentionCase

TODAY = "2026-11-24"


class PreviewCase(RetentionCase):
    """The preview as it is on one day."""

    def _rows(self, rule=None, **values):
        """The rows of a rule, or those with these values."""
        domain = [("rule_id", "=", rule.id)] if rule else [(name, "=", value) for name, value in values.items()]
        # another look is another request
        self.env["lampo.privacy.forecast"].invalidate_model()
        with freeze_time(TODAY):
            rows = self.env["lampo.privacy.forecast"].search(domain)
            rows.mapped("due_on")
        return rows

    def _told(self, rows):
        """(day, how many) of each row."""
        return [(row.due_on, row.record_count) for row in rows]

    def _hold(self, person, **values):
        return self.env["lampo.privacy.hold"].create(
            {"partner_id": person.id, "reason": "Riita", "date_from": "2020-01-01", **values})


@tagged("post_install", "-at_install")
class TestPreviewOfPeople(PreviewCase):
    """What the preview tells of a person."""

    def _state(self, person):
        return self._rows(partner_id=person.id).mapped("state")

    def _employee(self, name="Eino Edustaja"):
        firm = self._partner("Koivu Oy", is_company=True)
        return firm, self._customer(name, "2016-12-31", parent_id=firm.id)

    def test_a_hold_on_a_company_holds_its_contact_people(self):
        firm, person = self._employee()
        self._hold(firm)
        self.assertEqual(self._state(person), ["held"])

    def test_a_hold_on_a_contact_person_holds_that_one(self):
        _firm, person = self._employee()
        self._hold(person)
        self.assertEqual(self._state(person), ["held"])

    def test_a_hold_that_has_an_end_gives_its_day(self):
        person = self._customer("Riita Risto", "2016-12-31")
        self._hold(person, date_to="2031-01-31")
        row = self._rows(partner_id=person.id)
        self.assertEqual((row.state, row.due_on), ("due", date(2031, 2, 1)))

    def test_a_hold_that_was_lifted_holds_nobody(self):
        person = self._customer("Riita Risto", "2016-12-31")
        hold = self._hold(person)
        self.assertEqual(self._state(person), ["held"])
        with freeze_time(TODAY):
            hold.action_lift()
        self.assertEqual(self._state(person), ["due"])

    def test_a_planned_erasure_is_told_once_and_with_its_own_day_and_company(self):
        person = self._customer("Tuleva Tuomas", "2017-01-31", company_id=False)
        self._night(TODAY, "cron_retention")
        erasure = person.erasure_ids
        self.assertEqual(erasure.state, "planned")
        erasure.limit_on = "2027-02-15"
        row = self._rows(partner_id=person.id)
        self.assertEqual((row.state, row.due_on, row.company_id), ("planned", date(2027, 2, 15), erasure.company_id))

    def test_an_erasure_that_is_not_planned_yet_gives_its_day(self):
        person = self._customer("Tuleva Tuomas", "2017-01-31")
        self.env["lampo.privacy.erasure"].create({"partner_id": person.id, "limit_on": "2027-02-15"})
        row = self._rows(partner_id=person.id)
        self.assertEqual((row.state, row.due_on), ("due", date(2027, 2, 15)))

    def test_a_hold_goes_before_a_plan(self):
        person = self._customer("Tuleva Tuomas", "2017-01-31")
        self._night(TODAY, "cron_retention")
        self.assertEqual(self._state(person), ["planned"])
        self._hold(person)
        self.assertEqual(self._state(person), ["held"])

    def test_an_erasure_that_failed_is_another_matter(self):
        person = self._customer("Tuleva Tuomas", "2017-01-31")
        self.env["lampo.privacy.erasure"].create([
            {"partner_id": person.id, "state": "failed", "limit_on": "2020-01-01"} for _n in range(2)])
        row = self._rows(partner_id=person.id)
        self.assertEqual((len(row), row.due_on), (1, date(2027, 1, 31)))

    def test_without_an_erasure_the_person_s_company_is_told(self):
        person = self._customer("Tuleva Tuomas", "2017-01-31", company_id=self.company.id)
        self.assertEqual(self._rows(partner_id=person.id).company_id, self.company)

    def test_who_was_erased_is_not_told_again(self):
        person = self._customer("Mennyt Martti", "2010-01-31")
        self._night(TODAY)
        self.assertTrue(person.anonymised_on)
        self.cr.execute("UPDATE res_partner SET retention_due = '2027-01-01' WHERE id = %s", [person.id])
        self.assertFalse(self._rows(partner_id=person.id))

    def test_an_address_and_a_relative_go_with_their_person(self):
        person = self._customer("Tuleva Tuomas", "2017-01-31")
        relative = self._partner("Tytti", parent_id=person.id)
        self.assertEqual(self._rows(self.customers).partner_id & (person | relative), person)

    def test_what_keeps_a_person_tonight_says_nothing_of_a_day_far_away(self):
        near, far = self._customer("Lähellä Laura", "2016-12-31"), self._customer("Kaukana Kaisa", "2022-12-31")
        for person in (near, far):
            self._invoice(person, "2026-10-01")
        self.assertEqual((self._state(near), self._state(far)), (["held"], ["due"]))

    def test_a_plan_that_nobody_has_approved_is_held(self):
        self.customers.automatic = False
        person = self._customer("Tuleva Tuomas", "2017-01-31")
        self._night(TODAY, "cron_retention")
        self.assertEqual(self._state(person), ["held"])
        person.erasure_ids.with_user(self.user_officer).action_approve()
        self.assertEqual(self._state(person), ["planned"])

    def test_a_draft_that_was_left_lying_is_told_as_if_there_were_none(self):
        free, billed = self._customer("Tuleva Tuomas", "2016-12-31"), self._customer("Laskutettu Laura", "2016-12-31")
        self._invoice(billed, "2026-10-01")
        self.env["lampo.privacy.erasure"].create([{"partner_id": person.id} for person in (free, billed)])
        self.assertEqual((self._state(free), self._state(billed)), (["due"], ["held"]))

    def test_an_organisation_is_not_told(self):
        person = self._customer("Yritys", "2017-01-31")
        self.assertTrue(self._rows(partner_id=person.id))
        self.cr.execute("UPDATE res_partner SET is_data_subject = FALSE WHERE id = %s", [person.id])
        self.assertFalse(self._rows(partner_id=person.id))

    def test_only_what_waits_for_the_vouchers_is_a_second_phase(self):
        person = self._customer("Mennyt Martti", "2010-01-31")
        self._night(TODAY)
        self.assertEqual(person.erasure_ids.state, "done")
        self.assertFalse(self._rows(partner_id=person.id))


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


@tagged("post_install", "-at_install")
class TestPreviewOfReadings(PreviewCase):
    """What the preview tells of readings: sites, once for each month or year."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fine, cls.coarse = (cls.env.ref(f"lampo_privacy.retention_rule_reading_{n}") for n in ("fine", "month"))
        cls.site, cls.second = (cls._site(name=name, building_type="block", dwellings=9) for name in ("Yksi", "Kaksi"))

    def _days(self, site, *days):
        self.env["lampo.heat.consumption"].create([
            {"site_id": site.id, "granularity": "day", "energy_mwh": 1.0,
             "period_start": local_midnight(date.fromisoformat(day))} for day in days])

    def _mine(self, rule):
        rows = self._rows(rule)
        return self._told(rows.filtered(lambda row: row.company_id == self.company))

    def test_hours_and_days_of_a_month_are_one_site_each(self):
        self._hours(self.site, "2024-10-01", 48, 0.01)  # it begins in September by UTC
        self._days(self.second, "2024-10-03", "2024-10-31")
        self.assertEqual(self._mine(self.fine), [(date(2027, 10, 31), 2)])

    def test_months_are_told_by_year_and_fine_ones_are_not_among_them(self):
        self._months(self.site, "2019-01-01", 12, 1.0)
        self._months(self.second, "2019-06-01", 1, 1.0)
        self._hours(self.site, "2024-10-01", 1, 0.01)
        self.assertEqual(self._mine(self.coarse), [(date(2029, 12, 31), 2)])

    def test_months_of_a_year_in_which_the_site_changed_hands_stay_and_are_not_told(self):
        site = self._site(name="Vaihtuva")
        self._contract(self._partner("Eka Eero"), site, "2001-01-01", "2022-06-30")
        self._contract(self._partner("Toka Tuula"), site, "2022-07-01")
        self._months(site, "2022-01-01", 24, 1.0)
        self.assertEqual(self._mine(self.coarse), [(date(2033, 12, 31), 1)], "2023 alone")

    def test_months_are_not_told_as_hours(self):
        self._months(self.site, "2024-10-01", 1, 1.0)
        self.assertFalse(self._mine(self.fine))

    def test_a_company_s_own_rule_is_the_one_that_tells_of_its_readings(self):
        own = self.fine.copy({"company_id": self.company.id, "period": 48})
        self._days(self.site, "2024-10-03")
        self.assertEqual((self._mine(self.fine), self._mine(own)), ([], [(date(2028, 10, 31), 1)]))

    def _hold_on(self, **values):
        return self.env["lampo.privacy.hold"].create({"reason": "Riita", "date_from": "2020-01-01", **values})

    def _states(self, rule):
        return sorted((row.due_on, row.state, row.record_count) for row in self._rows(rule)
                      if row.company_id == self.company)

    def test_a_hold_without_an_end_holds_the_readings_of_its_site(self):
        for site in (self.site, self.second):
            self._days(site, "2024-10-03")
            self._months(site, "2019-01-01", 12, 1.0)
        self._hold_on(site_id=self.site.id)
        self.assertEqual(self._states(self.fine), [(date(2027, 10, 31), "due", 1), (date(2027, 10, 31), "held", 1)])
        self.assertEqual(self._states(self.coarse), [(date(2029, 12, 31), "due", 1), (date(2029, 12, 31), "held", 1)])

    def test_readings_of_a_rule_that_waits_for_an_approval_are_held(self):
        self._days(self.site, "2020-10-03", "2024-10-03")
        self.fine.automatic = False
        self.assertEqual([state for _day, state, _n in self._states(self.fine)], ["held", "held"])
        with freeze_time(TODAY):
            self.fine.with_user(self.user_officer).action_approve_due()
        self.assertEqual([state for _day, state, _n in self._states(self.fine)], ["due", "held"])

    def test_a_hold_with_an_end_gives_its_readings_the_day_after(self):
        self._days(self.site, "2020-10-03", "2024-10-03")
        self._hold_on(site_id=self.site.id, date_to="2027-02-28")
        self.assertEqual(self._states(self.fine), [(date(2027, 3, 1), "due", 1), (date(2027, 10, 31), "due", 1)])

    def test_a_hold_on_a_contract_or_a_person_holds_the_readings_of_that_time_alone(self):
        first, second = self._partner("Eka Eero"), self._partner("Toka Tuula")
        contract = self._contract(first, self.site, "2024-01-01", "2024-10-15")
        self._contract(second, self.site, "2024-10-16")
        self._days(self.site, "2024-09-03", "2024-10-03", "2024-11-03")
        for target in ({"contract_id": contract.id}, {"partner_id": first.id}):
            hold = self._hold_on(**target)
            self.assertEqual(self._states(self.fine), [
                (date(2027, 9, 30), "held", 1), (date(2027, 10, 31), "held", 1), (date(2027, 11, 30), "due", 1)])
            with freeze_time(TODAY):
                hold.action_lift()
        hold = self._hold_on(partner_id=second.id)
        self.assertEqual([state for _day, state, _n in self._states(self.fine)], ["due", "held", "held"])

    def test_the_preview_of_readings_under_holds_is_what_the_night_does(self):
        person = self._customer("Pidetty Pekka", "2022-06-30", "2022-01-01", self.second)
        for site in (self.site, self.second, self._site(name="Kolme", building_type="block", dwellings=9)):
            self._days(site, "2021-12-10", "2022-03-03", "2022-06-10", "2022-07-10", "2025-01-01")
            self._months(site, "2012-01-01", 12, 1.0)
        self._hold_on(site_id=self.site.id, date_to="2026-11-25")
        self._hold_on(partner_id=person.id)
        told = {rule: sum(n for day, state, n in self._states(rule) if state == "due" and day == date(2026, 11, 24))
                for rule in self.fine | self.coarse}
        before = self._periods()
        self._night(TODAY, "cron_retention")
        folded = before - self._periods()
        self.assertEqual(told, {self.fine: len([1 for _site, fine, _start in folded if fine]),
                                self.coarse: len({site for site, fine, _start in folded if not fine})})
        self.assertEqual(told, {self.fine: 6, self.coarse: 2})

    def _periods(self):
        """(site, fine or not, month) of what may be folded."""
        self.env.invalidate_all()
        rows = self.env["lampo.heat.consumption"].search([
            ("company_id", "=", self.company.id), "|", ("granularity", "=", "day"),
            "&", ("granularity", "=", "month"), ("period_start", "<", "2013-01-01")])
        return {(row.site_id, row.granularity == "day", row.period_start.strftime("%Y-%m")) for row in rows}
