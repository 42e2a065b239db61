# Part of lampo_privacy. LGPL-3.
import re

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..tools.statement_texts import LANGS
from .statement_common import StatementCase


@tagged("post_install", "-at_install")
class TestStatementVersions(StatementCase):
    """What was said when: fixed versions, what changed between them, who approved what stands against the facts."""

    def _approve(self, **values):
        statement = self.statement.with_user(self.user_officer)
        statement.write({"accepted_reason": "Korjataan", **values})
        statement.action_approve()
        return statement

    def test_an_approved_version_stays_as_it_was(self):
        statement = self._approve()
        self.assertEqual((statement.version, statement.approved_by), (1, self.user_officer))
        before = statement.body_fi
        self.assertIn("014 100", before)
        self.company.phone = "014 999"
        statement.invalidate_recordset()
        self.assertEqual(statement.live_fi, before)
        self.assertTrue(statement.is_outdated)
        for values in ({"body_fi": "<p>x</p>"}, {"approved_on": "2020-01-01"}, {"state": "draft"}):
            with self.assertRaises(UserError):
                statement.write(values)
        with self.assertRaises(UserError):
            statement.unlink()

    def test_a_draft_cannot_be_made_approved(self):
        with self.assertRaises(UserError):
            self.statement.with_user(self.user_officer).create({"state": "approved", "version": 5})

    def test_the_next_version_shows_what_changed_and_replaces(self):
        first = self._approve()
        self.company.phone = "014 999"
        action = first.action_new_version()
        draft = first.browse(action["res_id"])
        self.assertEqual(draft.previous_id, first)
        self.assertIn("<del>Puh. 014 100</del>", draft.diff_fi)
        self.assertIn("<ins>Tfn 014 999</ins>", draft.diff_sv)
        draft.accepted_reason = "Korjataan"
        draft.action_approve()
        self.assertEqual((first.state, draft.version), ("replaced", 2))
        self.assertEqual(draft.previous_id, first)
        self.assertIn("014 100", draft.diff_en)

    def test_a_contradiction_needs_a_reason_to_be_approved(self):
        self._partner("Lempi Saarikangas", phone="050 1234567")
        statement = self.statement.with_user(self.user_officer)
        statement.invalidate_recordset()
        self.assertIn("§ 5", statement.contradictions)
        with self.assertRaises(UserError):
            statement.action_approve()
        statement.accepted_reason = "Puhelin lisätään selosteeseen ensi viikolla"
        statement.action_approve()
        self.assertIn("§ 5", statement.found_then)

    def test_only_an_officer_approves(self):
        with self.assertRaises(AccessError):
            self.statement.with_user(self.user_service).action_approve()

    def test_only_an_officer_puts_a_version_on_the_public_page_and_takes_it_off(self):
        statement = self._approve()
        for step in ("action_publish", "action_unpublish"):
            with self.assertRaises(AccessError):
                getattr(statement.with_user(self.user_service), step)()

    def test_a_version_is_approved_once(self):
        statement = self._approve()
        with self.assertRaisesRegex(UserError, "Only a draft"):
            statement.action_approve()

    def test_the_paper_holds_the_twelve_sections_and_loads_nothing(self):
        for lang in LANGS:
            html = self.env["ir.actions.report"]._render_qweb_html(
                f"lampo_privacy.statement_paper_{lang}", self.statement.ids)[0].decode()
            self.assertEqual(html.count("<h2>"), 12)
            self.assertIn(LANGS[lang].DOCUMENT, html)
            self.assertFalse(re.findall(r"(?:src|href)=", html))

    def test_the_pdf_prints(self):
        pdf, kind = self.env["ir.actions.report"].with_context(force_report_rendering=True)._render_qweb_pdf(
            "lampo_privacy.report_statement_sv", self.statement.ids)
        self.assertEqual((kind, pdf[:4]), ("pdf", b"%PDF"))

    def test_the_record_of_the_paper_archive_says_where_it_lies_whether_locked_and_who_has_a_key(self):
        paper = self.env.ref("lampo_privacy.register_paper")
        paper.write({"place": "Huone 2, kaappi B", "key_user_ids": (self.user_officer | self.user_service).ids})
        self.assertEqual(paper.protection_text, "Locked\nKeys: 2 people")
        html = self.env["ir.actions.report"]._render_qweb_html(
            "lampo_privacy.register_record_paper", paper.ids)[0].decode()
        self.assertIn("Huone 2, kaappi B", html)
        paper.is_locked = False
        self.assertEqual(paper.protection_text, "Not locked\nKeys: 2 people")
        with self.assertRaises(ValidationError):
            paper.place = " "

    def test_the_record_of_processing_prints_with_live_rules(self):
        register = self.env.ref("lampo_privacy.register_billing").with_user(self.user_officer)
        html = self.env["ir.actions.report"].with_user(self.user_officer)._render_qweb_html(
            "lampo_privacy.register_record_paper", register.ids)[0].decode()
        self.assertIn("10 years", html)
        self.assertNotIn("Administrators of the register: 0", html)
        staff = len(self.env["lampo.privacy.confidentiality"]._staff(self.company))
        self.assertIn(f"Bound to secrecy: {staff} of {staff} users", html)
        self.assertIn("Customer&#39;s name", html)

    def test_the_record_of_processing_names_everything_as_the_statement_does(self):
        register = self.env.ref("lampo_privacy.register_billing")
        self.env["lampo.privacy.recipient"].create({
            "name": "Vero", "text_sv": "Skatteförvaltningen", "recipient_role": "authority",
            "country_id": self.env.ref("base.fi").id})
        self.env["res.lang"]._activate_lang("sv_SE")
        html = self.env["ir.actions.report"].with_context(lang="sv_SE")._render_qweb_html(
            "lampo_privacy.register_record_paper", register.ids)[0].decode().replace("&#39;", "'")
        named = [record._said("sv") for records in (register, register.content_ids, register.purpose_ids,
                                                    register.recipient_ids) for record in records]
        for words in named:
            self.assertIn(words[:1].upper() + words[1:], html)
        self.assertIn("Skatteförvaltningen", html)

    def test_a_register_without_recipients_says_so(self):
        html = self.env["ir.actions.report"]._render_qweb_html(
            "lampo_privacy.register_record_paper", self.env.ref("lampo_privacy.register_paper").ids)[0].decode()
        self.assertIn("No recipients", html)


@tagged("post_install", "-at_install")
class TestStatementPage(StatementCase, HttpCase):
    """The page that staff publish: the approved text, for everybody, without a cookie (§§ 4 and 12)."""

    def test_what_is_published_is_the_approved_version(self):
        url = self.base_url() + "/tietosuojaseloste"
        self.opener.cookies.clear()
        self.assertEqual(self.opener.get(url).status_code, 404)
        self.statement.accepted_reason = "Korjataan"
        with self.assertRaises(UserError):
            self.statement.action_publish()
        self.statement.action_approve()
        self.assertEqual(self.opener.get(url).status_code, 404)
        self.statement.action_publish()
        self.company.phone = "014 999"
        self.env.flush_all()
        page = self.opener.get(url)
        self.assertEqual(page.status_code, 200)
        self.assertIn("014 100", page.text)
        self.assertNotIn("014 999", page.text)
        self.assertNotIn("Set-Cookie", page.headers)
        self.assertFalse(re.findall(r"(?:src|href)=[\"'](?!/tietosuojaseloste)", page.text))
        self.assertIn('<html lang="fi">', page.text)
        self.assertIn("Personuppgiftsansvarig", self.opener.get(url + "/sv").text)
        self.assertIn("Controller", self.opener.get(f"{url}/en?yhtio={self.company.id}").text)
        self.assertEqual(self.opener.get(url + "?yhtio=999999").status_code, 404)
        for no_id in ("²", "9" * 40, "x"):
            self.assertEqual(self.opener.get(url, params={"yhtio": no_id}).status_code, 200, no_id)

    def test_what_is_published_may_be_found_and_kept_for_an_hour_and_loads_nothing(self):
        url = self.base_url() + "/tietosuojaseloste"
        self.statement.accepted_reason = "Korjataan"
        self.statement.action_approve()
        self.statement.action_publish()
        self.env.flush_all()
        for way in (url, url + "/sv", url + "/klingon"):
            page = self.opener.get(way)
            self.assertEqual(page.headers["Cache-Control"], "public, max-age=3600")
            self.assertNotIn("X-Robots-Tag", page.headers)
            self.assertTrue(page.headers["Content-Security-Policy"].startswith("default-src 'none'"))
        self.assertIn('<html lang="fi">', page.text, "a language that it does not speak")

    def test_of_two_companies_each_has_its_own_page(self):
        url = self.base_url() + "/tietosuojaseloste"
        self.statement.accepted_reason = "Korjataan"
        self.statement.action_approve()
        self.statement.action_publish()
        other = self.env["res.company"].create({"name": "Naapurin Lämpö Oy"})
        self.env.flush_all()
        self.assertEqual(self.opener.get(f"{url}?yhtio={other.id}").status_code, 404)
        self.assertIn("014 100", self.opener.get(f"{url}?yhtio={self.company.id}").text)

    @mute_logger("odoo.http")
    def test_what_is_not_published_is_read_by_nobody_outside(self):
        url = self.base_url() + "/tietosuojaseloste"
        self.opener.cookies.clear()
        self.statement.accepted_reason = "Korjataan"
        self.statement.action_approve()
        self.statement.action_publish()
        self.env.flush_all()
        self.assertEqual(self.opener.get(url).status_code, 200)
        self.company.phone = "014 999"
        draft = self.statement.browse(self.statement.action_new_version()["res_id"])
        self.env.flush_all()
        for way in (f"{url}?id={draft.id}", f"{url}/fi?version=2", f"{url}?yhtio={self.company.id}"):
            self.assertNotIn("014 999", self.opener.get(way).text, "the draft")
        draft.accepted_reason = "Korjataan"
        draft.action_approve()
        self.env.flush_all()
        self.assertNotIn("014 100", self.opener.get(url).text, "the one that was replaced")
        self.assertIn("014 999", self.opener.get(url).text, "the next one takes its place")
        self.assertEqual((self.statement.published, draft.published), (False, True))
        draft.action_unpublish()
        self.env.flush_all()
        gone = self.opener.get(url)
        self.assertEqual((gone.status_code, gone.headers["Cache-Control"]), (404, "no-store"))
        self.assertNotIn("014 999", gone.text)
        for lang in LANGS:
            paper = self.opener.get(f"{self.base_url()}/report/html/lampo_privacy.statement_paper_{lang}/{draft.id}")
            self.assertNotIn("014 999", paper.text)
        with self.assertRaises(AccessError):
            draft.with_user(self.env.ref("base.public_user")).read(["body_fi"])
