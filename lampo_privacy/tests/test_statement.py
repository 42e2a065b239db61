# Part of lampo_privacy. LGPL-3.
import re

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged

from ..tools.statement import Facts, Rule, as_html, difference, sections
from ..tools.statement_texts import LANGS
from .common import LampoCase

FULL = Facts(
    company="Kaukolämpö Oy", street="Katu 1", town="41400 Kylä", phone="014 1", email="a@b.example", officer="Aino Esi",
    registers=("Laskutus",), purposes=("laskutus",), contents=("Nimi",), rules=(Rule("customer", "", 10, "year"),),
    recipients=(("authority", "Verohallinto"),), has_paper=True, paper_locked=True, tls=True, managers=1)


@tagged("post_install", "-at_install")
class TestStatementText(TransactionCase):
    """The twelve sections from facts; no server is needed, but it runs where the rest runs."""

    def test_every_language_has_the_same_sentences(self):
        keys = [(set(words.TEXTS), set(words.ROLES), set(words.RULES), len(words.TITLES)) for words in LANGS.values()]
        self.assertEqual(keys[0], keys[1])
        self.assertEqual(keys[0], keys[2])
        self.assertEqual(keys[0][3], 12)

    def test_the_places_for_facts_are_the_same_in_every_language(self):
        for key, finnish in LANGS["fi"].TEXTS.items():
            for lang in ("sv", "en"):
                found = [set(re.findall(r"{\w+}", str(text))) for text in (finnish, LANGS[lang].TEXTS[key])]
                self.assertEqual(*found, (lang, key))

    def test_every_section_says_something_in_every_language(self):
        for lang in LANGS:
            chapters = sections(FULL, lang)
            self.assertEqual(len(chapters), 12)
            self.assertTrue(all(blocks for _title, blocks in chapters))
            self.assertNotIn("{", as_html(chapters))

    def test_an_empty_company_gives_a_statement_too(self):
        for lang in LANGS:
            self.assertEqual(len(sections(Facts(), lang)), 12)

    def test_what_is_typed_is_escaped(self):
        facts = Facts(company="<script>{phone}</script>")
        self.assertNotIn("<script>", as_html(sections(facts, "fi")))

    def test_one_year_and_many(self):
        text = as_html(sections(Facts(rules=(Rule("customer", "", 1, "year"),)), "fi"))
        self.assertIn("enintään 1 vuosi", text)
        self.assertIn("enintään 10 vuotta", as_html(sections(FULL, "fi")))

    def test_a_difference_names_its_section_and_nothing_else(self):
        old = as_html(sections(FULL, "en"))
        new = as_html(sections(Facts(**{**FULL.__dict__, "phone": "014 2"}), "en"))
        self.assertEqual(difference(old, old), "")
        marked = difference(old, new)
        self.assertIn("<del>Tel. 014 1</del>", marked)
        self.assertIn("<ins>Tel. 014 2</ins>", marked)
        self.assertEqual(marked.count("<h4>"), 3)
        self.assertIn("<h4>1. Controller</h4>", marked)


class StatementCase(LampoCase):
    """A company with all that the statement prints."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.partner"].search([]).write({"email": False, "phone": False, "comment": False})
        cls.company.write({"street": "Katu 1", "zip": "41400", "city": "Kylä", "phone": "014 100",
                           "email": "asiakas@lampo.example", "lampo_officer_id": cls.user_officer.id})
        cls.env["ir.config_parameter"].set_param("web.base.url", "https://lampo.example")
        undertakings = cls.env["lampo.privacy.confidentiality"]
        cls.env["lampo.privacy.confidentiality.acceptance"]._accept(undertakings._not_bound(cls.company))
        cls.statement = cls.env["lampo.privacy.statement"].create({})
        cls.find = cls.env["lampo.privacy.deviation"]

    def _live(self, lang="en"):
        self.statement.invalidate_recordset()
        return self.statement[f"live_{lang}"]

    def _kinds(self):
        return [line["kind"] for line in self.find._find(self.company) if line["contradicts"]]


@tagged("post_install", "-at_install")
class TestStatement(StatementCase):
    """Each setting turned: the text changes and the contradiction is listed before it prints (§§ 1–12)."""

    def test_the_settings_of_a_whole_company_contradict_nothing(self):
        self.assertFalse(set(self._kinds()) - {"cookies"})

    def test_name_address_and_phone_are_the_companys(self):
        self.company.write({"name": "Uusi Lämpö Oy", "phone": "014 200", "street": "Kuja 2"})
        text = self._live("fi")
        for said in ("Uusi Lämpö Oy", "014 200", "Kuja 2, 41400 Kylä"):
            self.assertIn(said, text)
        self.company.phone = False
        self.assertIn("setting", self._kinds())

    def test_the_contact_person_is_the_privacy_officer(self):
        self.user_officer.partner_id.function = "Toimitusjohtaja"
        self.assertIn(f"Toimitusjohtaja {self.user_officer.name}", self._live("fi"))
        self.company.lampo_officer_id = False
        self.assertIn("No contact person has been named", self._live())
        self.assertIn("setting", self._kinds())

    def test_ten_years_come_from_the_rule(self):
        rule = self.env.ref("lampo_privacy.retention_rule_customer")
        self.assertIn("for at most 10 years", self._live())
        rule.write({"period": 7})
        self.assertIn("for at most 7 years", self._live())
        self.assertIn("enintään 7 vuotta", self._live("fi"))
        self.assertNotIn("rule", self._kinds())
        rule.write({"period": 12, "reason": "Laki N"})
        self.assertIn("for at most 12 years", self._live())
        self.assertIn("longer than 10 years because: Laki N", self._live())
        self.assertIn("rule", self._kinds())

    def test_a_register_and_a_purpose_more_are_printed(self):
        register = self.env["lampo.privacy.register"].create(
            {"name": "Karttaohjelma", "kind": "billing", "text_fi": "Karttaohjelma", "text_en": "Map program"})
        self.env["lampo.privacy.purpose"].create({"name": "x", "code": "map", "register_id": register.id,
                                                  "text_en": "planning of the network"})
        self.assertIn("Map program", self._live())
        self.assertIn("planning of the network", self._live())
        self.assertIn("Karttaohjelma", self._live("sv"), "the name where a language is missing")
        missing = [line for line in self.find._find(self.company) if line["kind"] == "language"]
        self.assertTrue(any("Karttaohjelma" in line["name"] for line in missing))

    def test_a_field_in_use_is_a_deviation_until_the_statement_names_it(self):
        person = self._partner("Lempi Saarikangas", phone="050 1234567")
        line = next(line for line in self.find._find(self.company) if line["kind"] == "field")
        self.assertEqual(line["count"], 1)
        self.assertIn("field", self._kinds())
        self.env["lampo.privacy.content"].create({
            "name": "Phone", "text_fi": "Puhelinnumero", "text_sv": "Telefonnummer", "text_en": "Phone number",
            "field_ids": [Command.set([line["field_id"]])]})
        self.assertNotIn("field", self._kinds())
        self.assertIn("<li>Phone number</li>", self._live())
        self.assertIn("<li>Puhelinnumero</li>", self._live("fi"))
        self.assertTrue(person.phone)

    def test_a_recipient_is_printed_by_its_role(self):
        self.env["lampo.privacy.recipient"].create({
            "name": "Verohallinto", "text_en": "Tax Administration", "recipient_role": "authority",
            "country_id": self.env.ref("base.fi").id})
        self.assertIn("Authorities: Tax Administration", self._live())
        self.assertIn("Data is not disclosed outside", self._live())

    def test_a_recipient_that_moved_outside_the_area_is_said_and_listed(self):
        recipient = self.env["lampo.privacy.recipient"].create(
            {"name": "Pilvi", "recipient_role": "auditor", "country_id": self.env.ref("base.fi").id})
        self.env.flush_all()
        self.env.cr.execute("UPDATE lampo_privacy_recipient SET country_id = %s WHERE id = %s",
                            [self.env.ref("base.us").id, recipient.id])
        self.env.invalidate_all()
        self.assertIn("also disclosed outside the European Economic Area: United States", self._live())
        self.assertNotIn("Data is not disclosed outside", self._live())
        self.assertIn("recipient", self._kinds())

    def test_a_processor_without_a_contract_is_listed(self):
        self.env["lampo.privacy.recipient"].create(
            {"name": "Painotalo", "recipient_role": "processor", "country_id": self.env.ref("base.fi").id})
        self.assertIn("processor", self._kinds())

    def test_paper_and_its_lock(self):
        paper = self.env.ref("lampo_privacy.register_paper")
        self.assertIn("Paper is kept locked", self._live())
        paper.is_locked = False
        self.assertNotIn("locked", self._live())
        self.assertIn("paper", self._kinds())
        paper.active = False
        self.assertIn("Data is kept electronically", self._live())

    def test_a_server_without_tls_does_not_claim_it(self):
        self.assertIn("TLS", self._live())
        self.env["ir.config_parameter"].set_param("web.base.url", "http://lampo.example")
        self.assertNotIn("TLS", self._live())
        self.assertIn("server", self._kinds())

    def test_staff_that_has_not_accepted_the_undertaking_is_listed(self):
        self.assertIn("staff and partners are bound to secrecy", self._live())
        user = new_test_user(self.env, "lampo_new", "lampo_privacy.group_user", company_id=self.company.id)
        self.assertIn("are required to bind themselves", self._live())
        self.assertNotIn("are bound to secrecy", self._live())
        self.assertIn("undertaking", self._kinds())
        self.assertIn("§ 9: Staff with a role", self.statement.contradictions)
        self.env["lampo.privacy.confidentiality.acceptance"]._accept(user)
        self.assertNotIn("undertaking", self._kinds())

    def test_a_new_version_of_the_undertaking_binds_nobody_until_it_is_accepted(self):
        newer = self.env["lampo.privacy.confidentiality"]._current().copy({"name": "Uusi"})
        newer.action_publish()
        self.assertIn("undertaking", self._kinds())

    def test_a_register_that_nobody_maintains_is_listed(self):
        managers = self.env.ref("lampo_privacy.group_manager").all_user_ids
        managers.filtered(lambda user: user.id != 1).active = False
        self.assertIn("setting", self._kinds())

    def test_website_trackers_are_said_and_listed(self):
        self.patch(type(self.find), "_trackers", lambda finder, company: ["Google Analytics"])
        self.assertIn("uses: Google Analytics", self._live())
        self.assertNotIn("uses neither cookies", self._live())
        self.assertIn("cookies", self._kinds())

    def test_a_paragraph_of_ones_own_stands_in_its_section(self):
        self.env["lampo.privacy.statement.paragraph"].create(
            {"section": 12, "text_fi": "Avoinna arkisin 9–15.", "text_en": "Open on weekdays 9–15."})
        self.assertIn("Open on weekdays", self._live().rsplit("<h2>", 1)[1])
        self.assertIn("Avoinna arkisin", self._live("sv"))

    # -- versions ----------------------------------------------------------------------------------------------

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

    def test_the_record_of_processing_prints_with_live_rules(self):
        register = self.env.ref("lampo_privacy.register_billing").with_user(self.user_officer)
        html = self.env["ir.actions.report"].with_user(self.user_officer)._render_qweb_html(
            "lampo_privacy.register_record_paper", register.ids)[0].decode()
        self.assertIn("10 years", html)
        self.assertNotIn("Administrators of the register: 0", html)
        self.assertIn("Customer&#39;s name", html)


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
