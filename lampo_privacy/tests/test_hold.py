# Part of lampo_privacy. LGPL-3.
from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from ..models.heat_contract import finnish_today
from .common import LampoCase


@tagged("post_install", "-at_install")
class TestHold(LampoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls._partner("Kaarlo Koivu")
        cls._contract(cls.partner, cls._site(), "2010-05-01", "2012-04-30")

    def _hold(self, partner=None, user=None, **values):
        return (
            self.env["lampo.privacy.hold"]
            .with_user(user or self.user_officer)
            .create({"partner_id": (partner or self.partner).id, "reason": "Reklamaatio 2011", **values})
        )

    def _is_held(self, on=None, partner=None):
        partner = partner or self.partner
        return bool(self.env["lampo.privacy.hold"]._held_partner_ids(partner.ids, on))

    def test_a_hold_is_in_force_from_its_first_to_its_last_day(self):
        self._hold(date_from="2026-03-01", date_to="2026-03-31")
        days = ["2026-02-28", "2026-03-01", "2026-03-31", "2026-04-01"]
        self.assertEqual([self._is_held(date.fromisoformat(day)) for day in days], [False, True, True, False])

    def test_an_open_hold_is_shown_and_leaves_the_date_of_the_rule(self):
        self._hold()
        self.assertTrue(self.partner.retention_held)
        self.assertEqual(self.partner.retention_due, date(2022, 4, 30))
        self.assertIn("hold is in force", self.partner.retention_reason)

    def test_a_later_end_of_a_hold_decides_and_is_named(self):
        self._hold(date_to="2030-06-30", date_from="2020-01-01")
        self.assertEqual(self.partner.retention_due, date(2030, 6, 30))
        self.assertIn("Reklamaatio 2011", self.partner.retention_reason)

    def test_an_earlier_end_of_a_hold_changes_nothing(self):
        self._hold(date_from="2012-01-01", date_to="2015-01-01")
        self.assertEqual(self.partner.retention_due, date(2022, 4, 30))

    def test_a_lifted_hold_no_longer_holds(self):
        hold = self._hold(date_to="2090-06-30")
        hold.action_lift()
        self.assertEqual((hold.lifted_on, hold.lifted_by), (finnish_today(self.env.user), self.user_officer))
        self.assertFalse(self._is_held())
        self.assertEqual(self.partner.retention_due, date(2022, 4, 30))

    def test_a_hold_is_lifted_once(self):
        hold = self._hold()
        hold.action_lift()
        with self.assertRaises(UserError):
            hold.action_lift()

    def test_a_hold_needs_a_reason(self):
        with self.assertRaises(ValidationError):
            self._hold(reason="  ")

    def test_dates_that_run_backwards_are_refused(self):
        with self.assertRaises(ValidationError):
            self._hold(date_from="2026-03-02", date_to="2026-03-01")

    def test_a_hold_on_a_company_holds_its_contact_people(self):
        company = self._partner("Koivu Oy", is_company=True)
        contact = self._partner("Liisa Lehto", parent_id=company.id)
        self._hold(partner=company)
        self.assertTrue(self._is_held(partner=contact))

    def test_a_hold_of_another_company_holds_too_and_keeps_its_words(self):
        elsewhere = self.env["res.company"].create({"name": "Toinen Lämpö Oy"})
        self._hold(user=self.env.user, company_id=elsewhere.id, date_from="2020-01-01", date_to="2090-01-01")
        seen = self.partner.with_user(self.user_service)
        self.assertTrue(seen.retention_held)
        self.assertNotIn("Reklamaatio", seen.retention_reason)
        self.assertFalse(self.env["lampo.privacy.hold"].with_user(self.user_service).search([]))

    def test_held_people_are_found_by_a_filter(self):
        other = self._partner("Liisa Lehto")
        self._hold()
        both = [("id", "in", (self.partner + other).ids)]
        Partner = self.env["res.partner"].with_user(self.user_service)
        self.assertEqual(Partner.search([*both, ("retention_held", "=", True)]), self.partner)
        self.assertEqual(Partner.search([*both, ("retention_held", "=", False)]), other)

    def test_a_hold_stops_by_itself_when_its_last_day_is_over(self):
        self._hold(date_from="2026-01-01", date_to="2026-03-31")
        for day, held in (("2026-03-31 12:00", True), ("2026-04-01 12:00", False)):
            with freeze_time(day):
                self.env.invalidate_all()
                self.assertEqual(self.partner.retention_held, held)

    def test_customer_service_sees_a_hold_and_cannot_set_or_lift_one(self):
        hold = self._hold()
        mine = hold.with_user(self.user_service)
        self.assertEqual(mine.reason, "Reklamaatio 2011")
        for forbidden in (mine.action_lift, lambda: mine.write({"reason": "x"}), mine.unlink):
            with self.assertRaises(AccessError):
                forbidden()
        with self.assertRaises(AccessError):
            self._hold(user=self.user_service)

    def test_who_lifted_a_hold_cannot_be_written_by_hand(self):
        with self.assertRaises(AccessError):
            self._hold().write({"lifted_on": "2020-01-01"})
        with self.assertRaises(AccessError):
            self._hold(user_id=self.user_service.id)

    def test_an_officer_does_not_delete_a_hold(self):
        with self.assertRaises(AccessError):
            self._hold().unlink()
