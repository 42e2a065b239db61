# Part of lampo_privacy. LGPL-3.
from datetime import date

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import LampoCase


@tagged("post_install", "-at_install")
class TestHeatHandover(LampoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site = cls._site()
        cls.leaver = cls._partner("Lauri Lähtijä")
        cls.comer = cls._partner("Tuula Tulija")
        cls.old = cls._contract(cls.leaver, cls.site, "2022-01-01", power_kw=12.0, flow_m3h=0.4)

    def _hand_over(self, day="2026-06-01", **values):
        wizard = (
            self.env["lampo.heat.handover"]
            .with_user(self.user_service)
            .create({"site_id": self.site.id, "date": day, "partner_id": self.comer.id, **values})
        )
        return self.env["lampo.heat.contract"].browse(wizard.action_handover()["res_id"])

    def test_the_old_contract_ends_on_the_day_before_the_new_one(self):
        new = self._hand_over()
        self.assertEqual(self.old.date_end, date(2026, 5, 31))
        self.assertEqual(new.date_start, date(2026, 6, 1))
        self.assertEqual(new.partner_id, self.comer)
        self.assertFalse(new.date_end)

    def test_power_goes_on_unless_a_new_one_is_given(self):
        self.assertEqual(self._hand_over().power_kw, 12.0)

    def test_a_new_power_holds_for_the_new_contract_only(self):
        new = self._hand_over(power_kw=9.0)
        self.assertEqual((self.old.power_kw, new.power_kw, new.flow_m3h), (12.0, 9.0, 0.4))

    def test_a_contract_that_was_given_notice_is_followed_by_the_next(self):
        self.old.date_end = "2026-05-31"
        new = self._hand_over()
        self.assertEqual(self.old.date_end, date(2026, 5, 31))
        self.assertEqual(new.date_start, date(2026, 6, 1))

    def test_a_move_on_the_first_day_of_the_contract_is_refused(self):
        with self.assertRaisesRegex(UserError, "nothing to hand"):
            self._hand_over("2022-01-01")

    def test_a_site_without_a_contract_in_force_is_refused(self):
        self.old.date_end = "2026-01-31"
        with self.assertRaisesRegex(UserError, "nothing to hand"):
            self._hand_over()

    def test_the_same_customer_is_refused(self):
        with self.assertRaisesRegex(UserError, "already holds"):
            self._hand_over(partner_id=self.leaver.id)

    def test_a_later_contract_is_refused_by_its_number(self):
        self.old.date_end = "2026-08-31"
        later = self._contract(self.comer, self.site, "2026-09-01")
        with self.assertRaisesRegex(UserError, later.name):
            self._hand_over()

    def test_readings_after_the_move_belong_to_the_new_customer(self):
        rows = self._months(self.site, "2026-05-01", 2, 1.0)
        self._hand_over()
        rows.invalidate_recordset()
        self.assertEqual([row.partner_id for row in rows], [self.leaver, self.comer])

    def test_the_form_shows_who_moves_out(self):
        Wizard = self.env["lampo.heat.handover"].with_user(self.user_service)
        with Form(Wizard.with_context(default_site_id=self.site.id)) as form:
            form.date = "2026-06-01"
            self.assertEqual(form.contract_id, self.old)
            self.assertEqual(form.old_partner_id, self.leaver)
            form.partner_id = self.comer
