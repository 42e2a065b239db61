# Part of lampo_privacy. LGPL-3.
import json
from datetime import timedelta

from freezegun import freeze_time
from odoo import fields
from odoo.tests import Form, tagged

from .common import LampoCase

NOW = "2026-11-24 10:00:00"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestHeatPartner(LampoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls._partner("Kaisa Kuluttaja")
        cls.site = cls._site()
        cls.contract = cls._contract(cls.partner, cls.site, "2020-01-01")

    def _figure(self, partner=None):
        partner = partner or self.partner
        partner.invalidate_recordset(["heat_consumption_12m", "heat_graph"])
        return partner.heat_consumption_12m

    def _hours(self, first, count, mwh):
        start = fields.Datetime.to_datetime(first)
        hour = timedelta(hours=1)
        return self.env["lampo.heat.consumption"].create(
            [
                {
                    "site_id": self.site.id,
                    "granularity": "hour",
                    "period_start": start + nr * hour,
                    "period_end": start + (nr + 1) * hour,
                    "energy_mwh": mwh,
                    "quality": "measured",
                }
                for nr in range(count)
            ]
        )

    def test_the_figure_sums_the_periods_that_ended_within_twelve_months(self):
        # October 2025 ended before 24.11.2025; November 2026 has not ended. November 2025 to October 2026 count.
        self._months(self.site, "2025-09-01", 15, 1.5)
        self.assertAlmostEqual(self._figure(), 12 * 1.5)

    def test_hours_and_month_of_the_same_period_count_once(self):
        self._months(self.site, "2026-10-01", 1, 7.0)
        self._hours("2026-10-10 00:00:00", 5, 0.1)
        self.assertAlmostEqual(self._figure(), 7.0)

    def test_hours_outside_the_month_count(self):
        self._months(self.site, "2026-10-01", 1, 7.0)
        # 20:00 UTC on 31 October is 22:00 in Finland, 21:00 is 23:00 and 22:00 UTC is midnight of November.
        self._hours("2026-10-31 20:00:00", 4, 0.1)
        self.assertAlmostEqual(self._figure(), 7.2)

    def test_months_within_a_year_row_count_once(self):
        self._months(self.site, "2025-12-01", 1, 3.0)
        self.env["lampo.heat.consumption"].create(
            {
                "site_id": self.site.id,
                "granularity": "year",
                "period_start": "2024-12-31 22:00:00",
                "period_end": "2025-12-31 22:00:00",
                "energy_mwh": 20.0,
                "quality": "measured",
            }
        )
        self.assertAlmostEqual(self._figure(), 20.0)

    def test_the_figure_is_each_customers_own(self):
        self._months(self.site, "2026-01-01", 10, 1.0)
        self.contract.date_end = "2026-05-31"
        heir = self._partner("Heikki Seuraaja")
        self._contract(heir, self.site, "2026-06-01")
        self.assertAlmostEqual(self._figure(), 5.0)
        self.assertAlmostEqual(self._figure(heir), 5.0)

    def test_a_partner_without_heat_has_zero(self):
        self.assertEqual(self._figure(self._partner("Olli Outo")), 0.0)

    def test_consumption_of_another_company_is_not_summed(self):
        other = self.env["res.company"].create({"name": "Naapurin Lämpö Oy"})
        site = self._site(company_id=other.id)
        self._contract(self.partner, site, "2020-01-01")
        self._months(site, "2026-01-01", 3, 1.0)
        partner = self.partner.with_context(allowed_company_ids=self.company.ids)
        self.assertEqual(self._figure(partner), 0.0)
        partner = self.partner.with_context(allowed_company_ids=other.ids)
        self.assertAlmostEqual(self._figure(partner), 3.0)

    def test_the_graph_has_the_last_24_months(self):
        self._months(self.site, "2024-11-01", 25, 2.0)
        (series,) = json.loads(self.partner.heat_graph)
        self.assertEqual(len(series["values"]), 24)
        self.assertEqual({point["value"] for point in series["values"]}, {2.0})

    def test_the_graph_puts_hours_into_the_finnish_month(self):
        self._hours("2026-10-31 20:00:00", 4, 0.1)
        (series,) = json.loads(self.partner.heat_graph)
        self.assertEqual([point["value"] for point in series["values"][-2:]], [0.2, 0.2])

    def test_the_number_of_queries_does_not_grow_with_the_partners(self):
        partners = self.partner | self._partner("Aku Asiakas")
        for nr in range(19):
            partner = self._partner(f"Asiakas {nr}")
            site = self._site()
            self._contract(partner, site, "2020-01-01")
            self._months(site, "2026-01-01", 2, 1.0)
            partners |= partner
        self.env.flush_all()
        counts = []
        for some in (partners[:1], partners[:1], partners):  # the first fills the registry's caches
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.mapped("heat_consumption_12m")
            some.mapped("heat_graph")
            some.mapped("heat_site_ids.display_name")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts[1:])

    def test_a_partner_is_found_by_the_site_and_knows_it(self):
        Partner = self.env["res.partner"]
        self.assertEqual(self.partner.heat_site_ids, self.site)
        self.assertEqual(Partner.search([("heat_site_ids", "in", self.site.ids)]), self.partner)
        self.assertIn(self.partner, Partner.search([("heat_site_ids.street", "=", self.site.street)]))
        self.assertIn(self.partner, Partner.search([("heat_site_ids", "ilike", self.site.code)]))
        self.assertNotIn(self.partner, Partner.search([("heat_site_ids", "=", False)]))

    def test_the_partner_form_opens_for_each_role(self):
        for user in (self.user_service, self.user_officer, self.user_accountant):
            arch = self.env["res.partner"].with_user(user).get_view(view_type="form")["arch"]
            self.assertIn("heat_contract_ids", arch)
        arch = self.env["res.partner"].with_user(self.user_nobody).get_view(view_type="form")["arch"]
        self.assertNotIn("heat_", arch)

    def test_a_new_partner_can_be_entered_in_the_form(self):
        form = Form(self.env["res.partner"])
        form.name = "Uusi Asiakas"
        self.assertEqual(form.save().heat_consumption_12m, 0.0)
