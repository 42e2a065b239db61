# Part of lampo_privacy. LGPL-3.
from datetime import date

from freezegun import freeze_time
from lxml import etree
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .retention_common import RetentionCase


@tagged("post_install", "-at_install")
class TestRetentionPreview(RetentionCase):
    """What would happen by when: by year and rule, before anything happens."""

    def test_the_preview_tells_each_year_and_rule(self):
        self._customer("Tänä vuonna", "2016-12-30")
        self._customer("Ensi vuonna", "2017-06-30")
        self._customer("Myöhässä", "2010-06-30")
        held = self._customer("Pidetty", "2016-12-31")
        self.env["lampo.privacy.hold"].create({"partner_id": held.id, "reason": "Riita", "date_from": "2020-01-01"})
        site = self._site(building_type="block", dwellings=9)
        self._hours(site, "2024-10-01", 24, 0.01)
        Forecast = self.env["lampo.privacy.forecast"].with_user(self.user_officer)
        with freeze_time("2026-11-24"):
            years = Forecast._read_group([("rule_id", "=", self.customers.id)], ["due_on:year", "state"],
                                         ["record_count:sum"])
            self.assertEqual(sorted((year.year, state, n) for year, state, n in years),
                             [(2026, "due", 2), (2026, "held", 1), (2027, "due", 1)])
            fine = Forecast.search([("rule_id.kind", "=", "reading_fine")])
            self.assertEqual((fine.due_on, fine.record_count, fine.action), (date(2027, 10, 31), 1, "fold"))
            late = Forecast.search([("partner_id.name", "=", "Myöhässä")])
            self.assertEqual(late.due_on, date(2026, 11, 24), "what is late happens tonight")
            self.assertEqual(late.action_open()["res_id"], late.partner_id.id)

    def test_the_preview_says_tonight_what_the_sweep_then_finds(self):
        for nr in range(3):
            self._customer(f"Aalto {nr}", "2010-06-30")
        self._hours(self._site(building_type="block", dwellings=9), "2020-10-01", 24, 0.01)
        self._category("Vanha", "2020-01-01")
        categories = self._other()
        with freeze_time("2026-11-24"):
            tonight = dict(self.env["lampo.privacy.forecast"]._read_group(
                [("due_on", "<=", "2026-11-24"), ("state", "=", "due")], ["rule_id"], ["record_count:sum"]))
        sweep = self._night("2026-11-24", "cron_retention")
        fine = self.env.ref("lampo_privacy.retention_rule_reading_fine")
        self.assertEqual((tonight[fine], tonight[self.customers], tonight[categories]), (1, 3, 1))
        for rule, number in tonight.items():
            self.assertEqual(self._line(sweep, rule).done, number, rule.name)

    def _cast(self):
        """Everybody whose time is over, in every relation that there is, and somebody free."""
        first = self._customer("Vapaa Ville", "2010-06-30")
        self._partner("Tytti", parent_id=first.id)
        self._customer("Saara Saarni", "2012-06-30", parent_id=self._customer("Pauli Puoliso", False).id)
        self._invoice(self._customer("Laskutettu Laura", "2010-06-30"), "2026-10-01")
        for values in ({}, {"date_to": "2026-11-24"}, {"date_to": "2026-11-23"}, {"date_from": "2026-12-24"}):
            person = self._customer(f"Riita {values}", "2010-06-30")
            self.env["lampo.privacy.hold"].create(
                {"partner_id": person.id, "reason": "Riita", "date_from": "2020-01-01", **values})
            self.env["lampo.privacy.contact"].create(
                {"name": "Soitto", "kind": "other", "partner_id": person.id, "date": "2023-01-10 08:00:00"})
        self._category("Vanha", "2020-01-01")

    def _due_and_held(self, rules, day):
        """{rule: (due, held)} of the preview by a day."""
        rows = self.env["lampo.privacy.forecast"]._read_group(
            [("due_on", "<=", day), ("rule_id", "in", rules.ids)], ["rule_id", "state"], ["record_count:sum"])
        told = {(rule, state): number for rule, state, number in rows}
        return {rule: (told.get((rule, "due"), 0), told.get((rule, "held"), 0)) for rule in rules}

    def test_the_preview_of_a_day_is_the_sweep_of_that_night(self):
        self._cast()
        calls, other = self.env.ref("lampo_privacy.retention_rule_contact"), self._other(automatic=False)
        rules = self.customers | calls | other
        with freeze_time("2026-11-24"):
            told, counted = self._due_and_held(rules, "2026-11-24"), rules.mapped("due_count")
        sweep = self._night("2026-11-24", "cron_retention")
        later = self.env["lampo.privacy.erasure"].search_count([("limit_on", ">", sweep.day)])
        lines = {rule: self._line(sweep, rule) for rule in rules}
        self.assertEqual(told, {
            self.customers: (lines[self.customers].done - later, lines[self.customers].held),
            # a hold whose end is known gives the preview another day, where the night holds
            calls: (lines[calls].done, lines[calls].held - 1), other: (lines[other].done, lines[other].held)})
        self.assertEqual(told, {self.customers: (3, 3), calls: (2, 1), other: (0, 1)})
        self.assertEqual(counted, [6, 4, 1])

    def test_the_preview_opens_as_pivot_graph_and_list_and_asks_for_a_year_s_end_and_five_years(self):
        for end in ("2016-12-31", "2017-01-01", "2021-11-24", "2021-11-25"):
            self._customer(end, end)
        Forecast = self.env["lampo.privacy.forecast"].with_user(self.user_officer)
        action = self.env["ir.actions.act_window"]._for_xml_id("lampo_privacy.action_privacy_forecast")
        self.assertEqual(action["view_mode"], "pivot,graph,list")
        views = Forecast.get_views([(False, kind) for kind in ("pivot", "graph", "list", "search")])["views"]
        filters = {node.get("name"): node.get("domain") for node in etree.fromstring(views["search"]["arch"]).iter(
            "filter")}
        with freeze_time("2026-11-24"):
            found = {name: Forecast.search([
                *safe_eval(filters[name]), ("rule_id", "=", self.customers.id), ("partner_id.name", "like", "20%")])
                for name in ("this_year", "five_years")}
        self.assertEqual({name: sorted(rows.mapped("partner_id.name")) for name, rows in found.items()},
                         {"this_year": ["2016-12-31"], "five_years": ["2016-12-31", "2017-01-01", "2021-11-24"]})

    def test_the_preview_shows_the_second_phase(self):
        person = self._customer("Aino Aalto", "2015-06-30")
        self._invoice(person, "2023-03-03")
        self._night("2026-05-01")
        self.assertEqual(person.erasure_ids.state, "waiting")
        row = self.env["lampo.privacy.forecast"].search([("state", "=", "waiting"), ("partner_id", "=", person.id)])
        self.assertEqual((row.due_on, row.rule_id.kind), (date(2030, 1, 1), "voucher"))

    def test_customer_service_sees_no_preview(self):
        with self.assertRaises(AccessError):
            self.env["lampo.privacy.forecast"].with_user(self.user_service).search([])
