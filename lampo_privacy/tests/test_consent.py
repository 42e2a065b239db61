# Part of lampo_privacy. LGPL-3.
import re
from datetime import date

from freezegun import freeze_time
from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import LampoCase


class ConsentCase(LampoCase):
    """A customer, and a purpose of marketing with its wording."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls._partner("Oiva Mäkikangas", email="oiva@posti.example", lang="en_US")
        cls.marketing = cls.env.ref("lampo_privacy.purpose_marketing")
        cls.service = cls.env.ref("lampo_privacy.purpose_service")
        cls.wording = cls._wording("Saatte lähettää minulle uutisia.", text_en="You may send me news.")

    @classmethod
    def _wording(cls, text, purpose=None, **values):
        purpose = purpose or cls.marketing
        return cls.env["lampo.privacy.consent.wording"].create(
            {"purpose_id": purpose.id, "text_fi": text, "date_from": "2020-01-01", **values})

    def _consent(self, purpose=None, **values):
        return self.env["lampo.privacy.consent"].create(
            {"partner_id": self.person.id, "purpose_id": (purpose or self.marketing).id, **values})


@tagged("post_install", "-at_install")
class TestConsent(ConsentCase):
    """Statement § 4: consent first; and marketing stops the moment it is withdrawn (GDPR art. 7, 21)."""

    def test_a_consent_keeps_the_version_of_the_words(self):
        consent = self._consent()
        newer = self._wording("Saatte lähettää minulle uutisia ja tarjouksia.")
        self.assertEqual((consent.wording_id, newer.version), (self.wording, 2))
        self.assertEqual(self._consent().wording_id, newer)

    def test_words_that_were_agreed_to_are_not_changed(self):
        self.wording.text_fi = "Saatte lähettää uutisia."
        self._consent()
        self.wording.invalidate_recordset()
        with self.assertRaises(UserError):
            self.wording.text_fi = "Saatte kaiken."
        with self.assertRaises(UserError):
            self.wording.unlink()

    def test_a_consent_of_tomorrow_is_refused(self):
        with self.assertRaises(ValidationError):
            self._consent(given_on="2999-01-01")

    def test_a_consent_is_not_rewritten(self):
        consent = self._consent().with_user(self.user_officer)
        for values in ({"given_on": "2020-01-01"}, {"withdrawn_on": "2020-01-01"}, {"partner_id": False}):
            with self.assertRaises(UserError):
                consent.write(values)

    def test_a_withdrawal_has_its_day_its_channel_and_its_user(self):
        consent = self._consent().with_user(self.user_service)
        consent.action_withdraw("phone")
        self.assertEqual((consent.state, consent.withdrawal_channel, consent.withdrawn_by),
                         ("withdrawn", "phone", self.user_service))
        with self.assertRaises(UserError):
            consent.action_withdraw()

    def test_the_dialog_asks_when_and_how_the_person_said_so(self):
        consent = self._consent(given_on="2020-01-01").with_user(self.user_service)
        dialog = self.env["lampo.privacy.consent.withdraw"].with_user(self.user_service).with_context(
            **consent.action_open_withdraw()["context"])
        with self.assertRaises(ValidationError):
            dialog.create({"channel": "post", "day": "2019-12-31"}).action_withdraw()
        with self.assertRaises(ValidationError):
            dialog.create({"channel": "post", "day": "2999-01-01"}).action_withdraw()
        dialog.create({"channel": "post", "day": "2020-03-02"}).action_withdraw()
        self.assertEqual((consent.withdrawn_on, consent.withdrawal_channel), (date(2020, 3, 2), "post"))
        self.assertFalse(dialog.default_get(["channel"]).get("channel"), "nobody has said how yet")

    def test_a_consent_runs_out_by_the_rule_of_its_purpose(self):
        self.marketing.consent_months = 12
        with freeze_time("2026-01-31"):
            consent = self._consent(given_on="2025-01-31")
            self.assertEqual((consent.expires_on, consent.state), (date(2026, 1, 31), "in_force"))
        with freeze_time("2026-02-01 12:00"):
            consent.invalidate_recordset()
            self.assertEqual(consent.state, "expired")
            self.assertIn(consent, consent.search([("state", "=", "expired")]))
            self.assertNotEqual(self.person._lampo_basis(self.marketing), "consent")

    def test_the_basis_follows_the_order_of_the_statement(self):
        self.assertEqual(self.person._lampo_basis(self.service), "interest")
        self._contract(self.person, self._site(), "2020-01-01")
        self.assertEqual(self.person._lampo_basis(self.service), "voluntary")
        self._wording("Saatte käyttää tietojani.", self.service)
        consent = self._consent(self.service)
        self.assertEqual(self.person._lampo_basis(self.service), "consent")
        consent.action_withdraw()
        self.assertEqual(self.person._lampo_basis(self.service), "voluntary")

    def test_an_offer_asked_for_is_data_given_to_get_the_service(self):
        self.env["lampo.privacy.contact"].create({"name": "Tarjous", "partner_id": self.person.id, "kind": "quote"})
        self.assertEqual(self.person._lampo_basis(self.service), "voluntary")

    def test_marketing_stops_when_the_consent_is_withdrawn(self):
        consent = self._consent()
        self.assertEqual(self.person._lampo_basis(self.marketing), "consent")
        consent.action_withdraw()
        self.assertFalse(self.person._lampo_basis(self.marketing))
        self.assertTrue(self.person.marketing_blocked)

    def test_another_marketing_consent_in_force_keeps_the_person_on_that_mailing(self):
        survey = self.env.ref("lampo_privacy.purpose_survey")
        self._consent(survey)
        self._consent().action_withdraw()
        self.assertFalse(self.person._lampo_basis(self.marketing))
        self.assertEqual(self.person._lampo_basis(survey), "consent")

    def test_marketing_stops_when_an_objection_arrives(self):
        self._consent()
        self.env["lampo.privacy.request"].create({"partner_id": self.person.id, "request_type": "objection"})
        self.assertFalse(self.person._lampo_basis(self.marketing))

    def test_an_objection_withdraws_the_consents_to_marketing(self):
        consent = self._consent()
        self.person.action_block_marketing()
        self.assertEqual(consent.state, "withdrawn")

    def test_who_objected_and_agrees_anew_does_so_before_an_officer(self):
        self.person.action_block_marketing()
        with self.assertRaises(AccessError):
            self.env["lampo.privacy.consent"].with_user(self.user_service).create(
                {"partner_id": self.person.id, "purpose_id": self.marketing.id})
        self.env["lampo.privacy.consent"].with_user(self.user_officer).create(
            {"partner_id": self.person.id, "purpose_id": self.marketing.id})
        self.assertEqual(self.person._lampo_basis(self.marketing), "consent")

    def test_a_restricted_person_has_no_ground_but_the_law(self):
        self.person.processing_restricted = True
        self.assertFalse(self.person._lampo_basis(self.service))
        self.assertEqual(self.person._lampo_basis(self.env.ref("lampo_privacy.purpose_law")), "obligation")

    def test_a_purpose_of_consent_only_has_no_other_ground(self):
        self.service.basis = "consent"
        self._contract(self.person, self._site(), "2020-01-01")
        self.assertFalse(self.person._lampo_basis(self.service))

    def test_the_form_says_the_ground_and_why(self):
        self._consent()
        summary = self.person.with_user(self.user_service).basis_summary
        self.assertIn("A consent is in force", summary)
        self.assertIn("Legal obligation", summary)

    def test_the_bases_of_many_need_few_queries(self):
        people = self.person.concat(*[self._partner(f"Asiakas {n}") for n in range(20)])
        purposes = self.env["lampo.privacy.purpose"].search([])
        people._lampo_bases(purposes)
        self.env.invalidate_all()
        with self.assertQueryCount(40):
            people._lampo_bases(purposes)

    def test_after_the_erasure_the_consent_names_nobody_and_the_objection_holds(self):
        consent = self._consent(evidence="Oiva Mäkikangas allekirjoitti")
        consent.action_withdraw()
        erasure = self.env["lampo.privacy.erasure"].create({"partner_id": self.person.id, "ground": "manual"})
        erasure.action_run()
        self.assertEqual(erasure.state, "done")
        self.assertNotIn("kikangas", consent.evidence)
        self.assertTrue(self.env["lampo.privacy.objection"]._is_blocked(emails=["oiva@posti.example"]))


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

    def test_a_wrong_link_says_so(self):
        page = self.opener.get(self.base_url() + "/tietosuoja/suostumus/abc")
        self.assertEqual(page.status_code, 404)
        self.assertIn("Linkki ei ole voimassa", page.text)

    @mute_logger("odoo.http")
    def test_no_recipient_outside_the_area_by_rpc(self):
        self.authenticate("lampo_officer", "lampo_officer")
        answer = self.make_jsonrpc_request_raw("lampo.privacy.recipient", "create", [[{
            "name": "Pilvi", "recipient_role": "processor", "country_id": self.env.ref("base.us").id}]])
        self.assertIn("§ 8", answer["error"]["data"]["message"])

    def make_jsonrpc_request_raw(self, model, method, args):
        return self.opener.post(f"{self.base_url()}/web/dataset/call_kw/{model}/{method}", json={
            "jsonrpc": "2.0", "method": "call",
            "params": {"model": model, "method": method, "args": args, "kwargs": {}}}).json()
