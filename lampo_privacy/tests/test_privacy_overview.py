# Part of lampo_privacy. LGPL-3.
import io
import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tests.common import freeze_time
from pypdf import PdfReader

from .common import LampoCase


@tagged("post_install", "-at_install")
@freeze_time("2026-11-30 10:00:00")
class TestPrivacyOverview(LampoCase):
    """The officer's figures: the first page, graph and pivot, and the year."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Lukujen Lämpö Oy"})
        cls.user_officer.company_ids += cls.company
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        cls.person = cls._partner("Aino Esimerkki")
        cls.open = cls._request(received_on="2026-11-20")
        cls.week = cls._request(received_on="2026-11-02")  # due 2.12.
        cls.overdue = cls._request(received_on="2026-10-01", request_type="erasure")
        cls.early = cls._request(state="done", received_on="2026-09-01", closed_on="2026-09-11", channel="email")
        cls.late = cls._request(state="done", received_on="2026-01-02", closed_on="2026-02-21")
        cls.old = cls._request(state="done", received_on="2025-05-02", closed_on="2025-05-12")

    @classmethod
    def _request(cls, **values):
        return cls.env["lampo.privacy.request"].create(
            {"partner_id": cls.person.id, "company_id": cls.company.id, **values})

    def _overview(self):
        action = self.env["lampo.privacy.overview"].with_user(self.user_officer).action_open()
        return self.env["lampo.privacy.overview"].with_user(self.user_officer).browse(action["res_id"])

    def _year(self, year=2026, **values):
        return self.env["lampo.privacy.year"].with_user(self.user_officer).create({"year": year, **values})

    def test_the_tiles_count_and_lead_to_what_they_count(self):
        self.overdue.identity_asked_on or self.overdue.action_ask_identity()
        self.open.action_extend("Many")
        self.week.to_sort = True
        overview = self._overview()
        for tile, requests in {"open": self.open + self.week + self.overdue, "week": self.week,
                               "overdue": self.overdue, "closed": self.early + self.late, "sort": self.week,
                               "identity": self.overdue, "letter": self.open}.items():
            with self.subTest(tile):
                domain = overview.with_context(tile=tile).action_show()["domain"]
                self.assertEqual(self.env["lampo.privacy.request"].search(domain), requests.sorted(
                    lambda request: (request.due_on, request.id)))
                self.assertEqual(overview[f"{tile}_count"], len(requests))

    def test_the_rate_is_of_what_was_closed_within_a_year(self):
        self.assertEqual(self._overview().on_time_rate, 50)

    def test_each_right_has_a_line(self):
        lines = self._overview().line_ids.grouped("request_type")
        access = lines["access"]
        self.assertEqual((access.open_count, access.week_count, access.closed_count, access.on_time_rate, access.days),
                         (2, 1, 2, 50, 30))
        self.assertEqual(lines["erasure"].overdue_count, 1)

    def test_the_bars_are_twelve_months(self):
        [bars] = json.loads(self._overview().months)
        self.assertEqual(len(bars["values"]), 12)
        self.assertEqual(sum(bar["value"] for bar in bars["values"]), 5)

    def test_joined_requests_count_once(self):
        twin = self._request(received_on="2026-11-21")
        (self.open + twin).action_join()
        self.assertEqual(self._overview().closed_count, 2)
        self.assertFalse(self.env["lampo.privacy.request.report"].search([("request_id", "=", twin.id)]))

    def test_open_requests_lower_no_rate(self):
        [(rate, count)] = self.env["lampo.privacy.request.report"]._read_group(
            [("company_id", "=", self.company.id), ("received_on", ">=", "2026-01-01")], [],
            ["on_time_rate:avg", "__count"])
        self.assertEqual((rate, count), (50, 5))

    def test_figures_of_another_company_are_not_read(self):
        self.user_service.company_ids -= self.company
        reports = self.env["lampo.privacy.request.report"].with_user(self.user_service)
        reports = reports.with_context(allowed_company_ids=self.user_service.company_id.ids)
        self.assertFalse(reports.search([("company_id", "=", self.company.id)]))

    # -- the year

    def test_the_year_counts_by_receipt_and_by_closing(self):
        total = self._year()._total()
        self.assertEqual({name: total[name] for name in (
            "received", "closed", "done", "late", "open", "overdue", "rate", "days")}, {
                "received": 5, "closed": 2, "done": 2, "late": 1, "open": 3, "overdue": 1, "rate": 50, "days": 30})
        self.assertEqual(self._year(2025)._total()["closed"], 1)

    def test_the_year_is_told_by_right_and_channel(self):
        rows = {row[0]: row[1:] for row in self._year(lang="en")._rows("request_type")}
        self.assertEqual(rows["Access (art. 15)"], (4, 2, 0, 0, 50, 30))
        self.assertEqual(rows["Erasure (art. 17)"], (1, 0, 0, 0, None, None))
        self.assertEqual({row[0]: row[1] for row in self._year(lang="en")._rows("channel")},
                         {"At the office": 4, "E-mail": 1})

    def test_the_words_of_the_year_cover_every_type_and_channel(self):
        fields = self.env["lampo.privacy.request"]._fields
        for lang in ("fi", "sv", "en"):
            words = self._year(lang=lang)._words()
            for name in ("request_type", "channel"):
                self.assertEqual(set(words[name]), set(fields[name].get_values(self.env)))

    def test_the_paper_of_the_year_names_nobody(self):
        year = self._year().with_context(force_report_rendering=True)
        pdf = self.env["ir.actions.report"].with_user(self.user_officer).with_context(
            force_report_rendering=True)._render_qweb_pdf("lampo_privacy.action_report_privacy_year", year.ids)[0]
        text = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())
        self.assertIn("Rekisteröityjen pyynnöt 2026", text)
        self.assertIn("50 %", text)
        for words in ("Aino", "Esimerkki", self.open.name):
            self.assertNotIn(words, text)

    def test_a_year_to_come_is_refused(self):
        for year in (2027, 2017):
            with self.assertRaisesRegex(UserError, "Choose a year"):
                self._year(year).action_print()

    def test_customer_service_does_not_print_the_year(self):
        with self.assertRaises(AccessError):
            self.env["lampo.privacy.year"].with_user(self.user_service).create({})
