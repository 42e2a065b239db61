# Part of lampo_privacy. LGPL-3.
import re

from freezegun import freeze_time
from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .consent_common import ConsentCase


@tagged("post_install", "-at_install")
class TestConsentMailing(ConsentCase):
    """Many are asked by a link of one use; whoever must not be asked is left out."""

    def _mailing(self, people):
        return self.env["lampo.privacy.consent.mailing"].with_user(self.user_officer).with_context(
            active_model="res.partner", active_ids=people.ids).create({"purpose_id": self.marketing.id})

    def test_who_must_not_be_asked_is_left_out(self):
        mute = self._partner("Ei sähköpostia")
        objected = self._partner("Vastustaja", email="v@posti.example")
        objected.action_block_marketing()
        restricted = self._partner("Rajattu", email="r@posti.example", processing_restricted=True)
        firm = self._partner("Yritys Oy", email="y@posti.example", is_company=True)
        agreed = self._partner("Suostunut", email="s@posti.example")
        self._consent(partner_id=agreed.id)
        mailing = self._mailing(self.person | mute | objected | restricted | firm | agreed)
        self.assertEqual((mailing.count_asked, mailing.count_left_out), (1, 5))
        mailing.action_send()
        asks = self.env["lampo.privacy.consent.ask"].search([])
        self.assertEqual(asks.partner_id, self.person)

    def test_a_purpose_without_words_is_not_asked_for(self):
        with self.assertRaises(UserError):
            self.env.ref("lampo_privacy.purpose_survey")._ask(self.person)

    def test_the_mail_carries_the_words_and_the_link_and_no_image(self):
        ask = self.marketing._ask(self.person)
        mail = self.env["mail.mail"].search([("email_to", "like", "oiva@posti.example")])
        self.assertIn("You may send me news.", mail.body_html)
        self.assertIn("/tietosuoja/suostumus/", mail.body_html)
        self.assertNotIn("<img", mail.body_html)
        self.assertTrue(mail.auto_delete)
        self.assertEqual(ask.wording_id, self.wording)

    def test_a_link_counts_once_and_only_its_own(self):
        ask = self.marketing._ask(self.person)
        asks = self.env["lampo.privacy.consent.ask"]
        self.assertEqual(asks._of_token(ask._token()), ask)
        self.assertTrue(ask._answer(True))
        self.assertFalse(ask._answer(False))
        self.assertEqual(self.person.consent_ids.mapped("state"), ["in_force"])
        self.assertEqual(self.person.consent_ids.channel, "web")

    def test_a_forged_or_old_link_finds_nothing(self):
        token = self.marketing._ask(self.person)._token()
        asks = self.env["lampo.privacy.consent.ask"]
        for wrong in ("", "x", "å", token[:-3] + "AAA", token[::-1]):
            self.assertFalse(asks._of_token(wrong))
        with freeze_time(fields.Datetime.add(fields.Datetime.now(), days=31)):
            self.assertFalse(asks._of_token(token))

    def test_parts_of_two_links_make_none(self):
        other = self._partner("Toini Rantala", email="toini@posti.example", lang="en_US")
        mine, hers = (self.marketing._ask(person)._token() for person in (self.person, other))
        asks = self.env["lampo.privacy.consent.ask"]
        self.assertNotEqual(asks._of_token(mine), asks._of_token(hers))
        for cut in range(1, len(mine)):
            mixed = mine[:cut] + hers[cut:]
            self.assertTrue(mixed in (mine, hers) or not asks._of_token(mixed), cut)

    def test_a_link_counts_for_its_own_person_and_purpose_only(self):
        other = self._partner("Toini Rantala", email="toini@posti.example", lang="en_US")
        survey = self.env.ref("lampo_privacy.purpose_survey")
        self._wording("Saatte kysyä.", survey)
        asks = self.marketing._ask(self.person | other) | survey._ask(self.person)
        asks.filtered(lambda ask: ask.partner_id == other)._answer(True)
        self.assertFalse(self.person.consent_ids)
        self.assertEqual(other.consent_ids.purpose_id, self.marketing)

    def test_who_objected_and_then_agrees_by_the_link_has_agreed(self):
        ask = self.marketing._ask(self.person)
        self.person.action_block_marketing()
        self.assertTrue(ask._answer(True))
        self.assertEqual(self.person._lampo_basis(self.marketing), "consent")

    def test_a_link_of_somebody_erased_counts_no_more(self):
        ask = self.marketing._ask(self.person)
        self.person.sudo().anonymised_on = "2026-01-01"
        self.assertFalse(ask._answer(True))
        self.assertFalse(self.person.consent_ids)

    def test_no_by_the_link_withdraws_what_was_given(self):
        consent = self._consent()
        self.marketing._ask(self.person)._answer(False)
        self.assertEqual((consent.state, consent.withdrawal_channel), ("withdrawn", "web"))

    def test_who_agreed_is_asked_again_before_it_runs_out_and_once(self):
        self.marketing.write({"consent_months": 12, "ask_again_days": 30})
        with freeze_time("2025-06-01"):
            self._consent()
        asks = self.env["lampo.privacy.consent.ask"]
        for day, count in (("2026-05-01", 0), ("2026-05-03", 1), ("2026-05-20", 1)):
            with freeze_time(day):
                self.env["lampo.privacy.consent"]._cron_consents()
            self.assertEqual(asks.search_count([("partner_id", "=", self.person.id)]), count, day)

    def test_who_has_renewed_it_is_not_asked_again(self):
        endless, other = self._partner("Eeva Rantala", email="eeva@posti.example"), self.person
        with freeze_time("2025-06-01 12:00"):
            unending = self._consent(partner_id=endless.id)
        self.marketing.write({"consent_months": 12, "ask_again_days": 30})
        with freeze_time("2025-06-01 12:00"):
            self._consent()
            self._consent(partner_id=endless.id)
        unending.sudo().expires_on = False
        with freeze_time("2026-05-10 12:00"):
            self._consent(partner_id=other.id)
            self.env["lampo.privacy.consent"]._cron_consents()
        self.assertFalse(self.env["lampo.privacy.consent.ask"].search(
            [("partner_id", "in", (endless | other).ids)]))

    def test_links_go_with_the_person(self):
        ask = self.marketing._ask(self.person)
        self.env["lampo.privacy.erasure"].create({"partner_id": self.person.id, "ground": "manual"}).action_run()
        self.assertFalse(ask.exists())


@tagged("post_install", "-at_install")
class TestConsentPage(ConsentCase, HttpCase):
    """The page that a person without a user sees: plain, no cookie, nothing from elsewhere (statement § 4)."""

    def test_the_page_asks_takes_one_answer_and_sets_no_cookie(self):
        ask = self.marketing._ask(self.person)
        url = f"/tietosuoja/suostumus/{ask._token()}"
        self.opener.cookies.clear()
        shown = self.opener.get(self.base_url() + url)
        self.assertIn("You may send me news.", shown.text)
        self.assertNotIn("Mäkikangas", shown.text)
        self.assertFalse(re.findall(r"(?:src|href)=[\"'](?!/tietosuoja)", shown.text), "nothing is loaded")
        self.assertNotIn("Set-Cookie", shown.headers)
        ask.invalidate_recordset()
        self.assertFalse(ask.answer, "looking uses nothing up")
        answered = self.opener.post(self.base_url() + url, data={"answer": "yes"})
        self.assertIn("has been recorded", answered.text)
        self.assertNotIn("Set-Cookie", answered.headers)
        again = self.opener.post(self.base_url() + url, data={"answer": "no"})
        self.assertIn("answered already", again.text)
        self.env.invalidate_all()
        self.assertEqual(self.person.consent_ids.mapped("state"), ["in_force"])

    def test_no_answer_of_the_page_is_kept_found_framed_or_told_to_the_next_page(self):
        url = f"{self.base_url()}/tietosuoja/suostumus/"
        token = self.marketing._ask(self.person)._token()
        self.opener.cookies.clear()
        for answer, status in ((self.opener.get(url + token), 200), (self.opener.get(url + "abc"), 404),
                               (self.opener.post(url + "abc", data={"answer": "yes"}), 404),
                               (self.opener.post(url + token, data={"answer": "yes"}), 200)):
            self.assertEqual(answer.status_code, status)
            self.assertNotIn("Set-Cookie", answer.headers)
            self.assertIn("frame-ancestors 'none'", answer.headers["Content-Security-Policy"])
            self.assertTrue(answer.headers["Content-Security-Policy"].startswith("default-src 'none'"))
            self.assertEqual(
                [answer.headers.get(name) for name in ("Referrer-Policy", "Cache-Control", "X-Robots-Tag")],
                ["no-referrer", "no-store", "noindex"])

    def test_once_answered_the_page_asks_no_more(self):
        ask = self.marketing._ask(self.person)
        url = f"{self.base_url()}/tietosuoja/suostumus/{ask._token()}"
        self.opener.post(url, data={"answer": "no"})
        page = self.opener.get(url).text
        self.assertIn("answered already", page)
        self.assertNotIn("You may send me news.", page)
        self.assertNotIn("<button", page)

    def test_who_objected_and_agrees_on_the_page_later_has_agreed(self):
        ask = self.marketing._ask(self.person)
        self.person.action_block_marketing()
        answered = self.opener.post(f"{self.base_url()}/tietosuoja/suostumus/{ask._token()}", data={"answer": "yes"})
        self.assertIn("has been recorded", answered.text)
        self.env.invalidate_all()
        self.assertFalse(self.person.marketing_blocked)

    def test_a_mail_scanner_that_follows_the_link_answers_nothing(self):
        ask = self.marketing._ask(self.person)
        url = f"{self.base_url()}/tietosuoja/suostumus/{ask._token()}"
        for follow in (self.opener.head, self.opener.get, self.opener.get, self.opener.options):
            follow(url)
        self.opener.get(url + "?answer=yes")
        self.opener.post(url, data={})
        self.opener.post(url, data={"answer": "maybe"})
        self.env.invalidate_all()
        self.assertFalse(ask.answer or self.person.consent_ids)
        self.opener.post(url, data={"answer": "no"})
        self.env.invalidate_all()
        self.assertEqual(ask.answer, "declined")

    def test_a_wrong_link_says_so(self):
        page = self.opener.get(self.base_url() + "/tietosuoja/suostumus/abc")
        self.assertEqual(page.status_code, 404)
        self.assertIn("Linkki ei ole voimassa", page.text)
