# Part of lampo_privacy. LGPL-3.
from datetime import date

from freezegun import freeze_time
from odoo.tests import tagged
from odoo.tools import SQL

from .retention_common import RetentionCase


@tagged("post_install", "-at_install")
class TestStoredDates(RetentionCase):
    """A version that reckons otherwise: every stored date of retention is reckoned anew, and no event's is touched."""

    def _dates(self):
        """Every stored date as the database has it."""
        self.env.flush_all()
        return [self.env.execute_query(SQL(query)) for query in (
            "SELECT id, relationship_start, relationship_end, retention_due, last_contact_on,"
            " CASE WHEN retention_due IS NOT NULL THEN retention_rule_id END FROM res_partner ORDER BY id",
            "SELECT id, ended_on, date_to, lifted_on FROM lampo_privacy_hold ORDER BY id",
            "SELECT id, voucher_until, books_until FROM lampo_privacy_clock ORDER BY id",
            "SELECT id, next_on FROM lampo_privacy_erasure ORDER BY id")]

    def _spoil(self):
        for statement in (
            "UPDATE res_partner SET relationship_start = '1990-01-01', relationship_end = '2090-01-01',"
            " retention_due = '2100-01-01', retention_rule_id = NULL WHERE anonymised_on IS NULL"
            " AND id NOT IN (SELECT partner_id FROM lampo_privacy_erasure)",
            "UPDATE lampo_privacy_hold SET ended_on = '2100-01-01'",
            "UPDATE lampo_privacy_clock SET voucher_until = '2100-12-31', books_until = NULL",
            "UPDATE lampo_privacy_erasure SET next_on = '2100-01-01' WHERE state = 'waiting'",
        ):
            self.cr.execute(statement)
        self.env.invalidate_all()

    def test_all_stale_dates_are_right_afterwards(self):
        firm = self._partner("Koivu Oy", is_company=True)
        self._contract(firm, self._site(), "2010-05-01", "2012-04-30")
        own = self._partner("Liisa Lehto", parent_id=firm.id)
        self._contract(own, self._site(name="Oma"), "2011-05-01", "2018-04-30")
        self._partner("Lauri Lehto", parent_id=firm.id)
        running = self._partner("Kaarlo Koivu", parent_id=firm.id)
        self._contract(running, self._site(name="Jatkuva"), "2008-01-01")
        self._partner("Kysyjä Kalle", last_contact_on="2025-02-28")
        held = self._customer("Holvi Heikki", "2012-06-30")
        self.env["lampo.privacy.hold"].create([
            {"partner_id": held.id, "reason": "Riita", "date_from": "2020-01-01", "date_to": "2031-01-31"},
            {"partner_id": running.id, "reason": "Riita", "date_from": "2020-01-01"}])
        waiting, gone = self._customer("Kuitti Kaisa", "2010-11-30"), self._partner("Mennyt Martti", parent_id=firm.id)
        self._invoice(waiting, "2023-07-10")
        with freeze_time("2026-10-01"):
            self.env["lampo.privacy.clock"]._refresh()
            self.env["lampo.privacy.erasure"].create([
                {"partner_id": person.id, "ground": "manual"} for person in (waiting, gone)]).action_run()
            self.env.invalidate_all()
            before = self._dates()
            self.assertEqual(own.relationship_end, date(2018, 4, 30))
            self._spoil()
            self.assertNotEqual(self._dates(), before)
            self.env["lampo.privacy.retention.rule"]._refresh_stored_dates()
            for was, now in zip(before, self._dates(), strict=True):
                self.assertEqual(now, was)

    def test_a_clock_that_was_told_too_early_is_told_again_in_its_time(self):
        self._invoice(self._partner("Kuitti Kaisa"), "2024-02-10")
        self._night("2026-05-10", "cron_retention")
        clock = self.env["lampo.privacy.clock"].search([("date_to", "=", "2024-12-31")])
        clock.voucher_until = "2026-05-10"
        self._night("2026-05-11", "cron_retention")
        self.assertEqual(len(clock.activity_ids), 1)
        with freeze_time("2026-05-12"):
            clock._refresh_limits()
        self.assertEqual((clock.voucher_until, clock.vouchers_told_on, clock.activity_ids.ids),
                         (date(2030, 12, 31), False, []))
        self._night("2031-01-01", "cron_retention")
        self.assertEqual(len(clock.activity_ids), 1)

    def test_what_was_told_of_the_vouchers_stays_when_the_books_were_told_too_early(self):
        self._invoice(self._partner("Kuitti Kaisa"), "2024-02-10")
        self._night("2026-05-10", "cron_retention")
        clock = self.env["lampo.privacy.clock"].search([("date_to", "=", "2024-12-31")])
        clock.books_until = "2030-12-31"
        self._night("2031-01-01", "cron_retention")
        self.assertEqual(len(clock.activity_ids), 2)
        with freeze_time("2031-01-02"):
            clock._refresh_limits()
        self.assertEqual((clock.vouchers_told_on, clock.books_told_on), (date(2031, 1, 1), False))
        self.assertIn("vouchers", clock.activity_ids.summary)
