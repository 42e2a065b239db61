# Part of lampo_privacy. LGPL-3.
from datetime import date

from freezegun import freeze_time
from odoo.tests import tagged

from .retention_common import RetentionCase


@tagged("post_install", "-at_install")
class TestRegisterRetention(RetentionCase):
    """What the register keeps as evidence goes by rule too, each on its own night (statement § 6)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls._customer("Oiva Mäkikangas", False, email="oiva@posti.example")
        cls.marketing = cls.env.ref("lampo_privacy.purpose_marketing")
        cls.wording = cls.env["lampo.privacy.consent.wording"].create(
            {"purpose_id": cls.marketing.id, "text_fi": "Saatte lähettää uutisia.", "date_from": "2020-01-01"})
        cls.recipient = cls.env["lampo.privacy.recipient"].create(
            {"name": "Verohallinto", "recipient_role": "authority", "country_id": cls.env.ref("base.fi").id})

    def _consent(self, purpose=None):
        return self.env["lampo.privacy.consent"].create({
            "partner_id": self.person.id, "purpose_id": (purpose or self.marketing).id, "given_on": "2020-05-05"})

    def _disclosure(self, day):
        return self.env["lampo.privacy.disclosure"].create({
            "recipient_id": self.recipient.id, "partner_id": self.person.id, "what": "nimi", "purpose": "verotus",
            "date": day})

    def _goes(self, record, last_night, night):
        """It is there after the one night, and gone after the other."""
        self._night(last_night, "cron_retention")
        self.assertTrue(record.exists(), last_night)
        self._night(night, "cron_retention")
        self.assertFalse(record.exists(), night)

    def test_a_withdrawn_consent_goes_three_years_after_the_withdrawal(self):
        consent = self._consent()
        with freeze_time("2022-03-01 12:00"):
            consent.action_withdraw()
        self._goes(consent, "2025-02-28", "2025-03-01")

    def test_a_lapsed_consent_goes_three_years_after_its_last_day(self):
        self.marketing.consent_months = 12
        consent = self._consent()
        self.assertEqual(consent.ended_on, date(2021, 5, 5))
        self._goes(consent, "2024-05-04", "2024-05-05")

    def test_a_consent_in_force_stays(self):
        consent = self._consent()
        self._night("2045-01-01", "cron_retention")
        self.assertTrue(consent.exists())

    def test_the_consent_that_had_ended_before_the_erasure_goes_no_later(self):
        with freeze_time("2025-10-01 12:00"):
            consent = self._consent()
            consent.action_withdraw("post")
        self.person.heat_contract_ids.date_end = "2025-12-31"
        with freeze_time("2026-10-01 12:00"):
            self.env["lampo.privacy.erasure"].create({"partner_id": self.person.id, "ground": "manual"}).action_run()
        self.assertEqual(consent.ended_on, date(2025, 10, 1))

    def test_the_consent_of_somebody_erased_ends_that_day(self):
        self.marketing.consent_months = 240
        consent = self._consent()
        lasting = self._consent(self.env.ref("lampo_privacy.purpose_survey"))
        self.person.heat_contract_ids.date_end = "2025-12-31"
        with freeze_time("2026-10-01 12:00"):
            self.env["lampo.privacy.erasure"].create({"partner_id": self.person.id, "ground": "manual"}).action_run()
        self.assertEqual((consent | lasting).mapped("ended_on"), [date(2026, 10, 1)] * 2)
        for months in (240, 120):  # no later rule keeps the evidence longer, with the contact or without
            lasting.purpose_id.consent_months = months
            self.assertEqual(lasting.ended_on, date(2026, 10, 1))
            lasting.sudo().partner_id = False
        self._goes(lasting, "2029-09-30", "2029-10-01")

    def test_a_link_that_asks_for_a_consent_goes_after_twelve_months(self):
        with freeze_time("2025-01-15 12:00"):
            ask = self.marketing._ask(self.person)
        self._goes(ask, "2026-01-14", "2026-01-15")

    def test_a_disclosure_goes_after_three_years_and_its_notice_three_years_after_it_was_told(self):
        disclosure = self._disclosure("2022-01-10")
        self.recipient.email = "kirjaamo@vero.example"
        with freeze_time("2023-06-01 12:00"):
            notice = disclosure._notify_recipients(self.person, "restriction")
        self._goes(disclosure, "2025-01-09", "2025-01-10")
        self._goes(notice, "2026-05-31", "2026-06-01")

    def test_a_letter_that_was_never_posted_stays(self):
        with freeze_time("2023-06-01 12:00"):
            notice = self._disclosure("2023-05-01")._notify_recipients(self.person, "restriction")
        self._night("2040-01-01", "cron_retention")
        self.assertEqual((notice.exists().channel, notice.state), ("letter", "to_send"))

    def test_a_contact_goes_after_three_years_and_an_open_complaint_does_not(self):
        note, complaint = self.env["lampo.privacy.contact"].create([
            {"name": "Soitto", "partner_id": self.person.id, "kind": kind, "date": "2022-01-10 08:00:00"}
            for kind in ("other", "complaint")])
        self._goes(note, "2025-01-09", "2025-01-10")
        self.assertTrue(complaint.exists())
        complaint.action_close()
        self._night("2025-01-11", "cron_retention")
        self.assertFalse(complaint.exists())
