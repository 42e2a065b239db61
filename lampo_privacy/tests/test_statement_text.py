# Part of lampo_privacy. LGPL-3.
import re

from odoo.tests import TransactionCase, tagged

from ..tools.statement import Facts, Rule, as_html, difference, sections
from ..tools.statement_texts import LANGS

FULL = Facts(
    company="Kaukolämpö Oy", street="Katu 1", town="41400 Kylä", phone="014 1", email="a@b.example",
    request_email="c@b.example", officer="Aino Esi",
    registers=("Laskutus",), purposes=("laskutus",), contents=("Nimi",), rules=(Rule("customer", "", 10, "year"),),
    recipients=(("authority", "Verohallinto"),), has_paper=True, paper_locked=True, tls=True, managers=1)


@tagged("post_install", "-at_install")
class TestStatementText(TransactionCase):
    """The twelve sections from facts; no server is needed, but it runs where the rest runs."""

    def test_every_language_has_the_same_sentences(self):
        keys = [(set(words.TEXTS), set(words.ROLES), set(words.RULES), set(words.TRACKERS), len(words.TITLES))
                for words in LANGS.values()]
        self.assertEqual(keys[0], keys[1])
        self.assertEqual(keys[0], keys[2])
        self.assertEqual(keys[0][4], 12)

    def test_every_kind_of_retention_rule_is_told_in_every_language(self):
        kinds = {kind for kind, _label in self.env["lampo.privacy.retention.rule"]._fields["kind"].selection}
        # the customers' rule has sentences of its own, a rule of the company's making its own name
        self.assertEqual(set(LANGS["fi"].RULES), kinds - {"customer", "other"})

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

    def test_what_follows_visitors_is_said_in_place_of_the_promise(self):
        said = {"fi": ("käytössä: Google Analytics, kävijäseuranta, Matomo.", "evästeitä eikä"),
                "sv": ("Google Analytics, besökarspårning, Matomo.", "varken kakor"),
                "en": ("uses: Google Analytics, visitor tracking, Matomo.", "uses neither cookies")}
        for lang, (used, promise) in said.items():
            self.assertIn(promise, as_html(sections(FULL, lang)))
            facts = Facts(**{**FULL.__dict__, "trackers": ("google_analytics", "visits", "Matomo")})
            text = as_html(sections(facts, lang))
            self.assertIn(used, text)
            self.assertNotIn(promise, text)

    def test_the_time_of_an_answer_is_a_fact(self):
        for lang, one, three in (("fi", "kuukauden kuluessa", "3 kuukauden kuluessa"),
                                 ("sv", "en månad", "3 månader"), ("en", "one month", "3 months")):
            self.assertIn(one, as_html(sections(FULL, lang)))
            text = as_html(sections(Facts(**{**FULL.__dict__, "answer_months": 3}), lang))
            self.assertEqual(text.count(three), 2, "in sections 10 and 11")

    def test_every_fact_changes_the_text(self):
        """Nothing is asked for that the statement does not say."""
        other = {"rules": (Rule("customer", "", 9, "year"),), "recipients": (("energy", "Verkko Oy"),),
                 "trackers": ("Matomo",), "outside": ("Yhdysvallat",), "notes": {3: ("Lisäksi.",)}, "managers": 2,
                 "answer_months": 3}
        for name, value in FULL.__dict__.items():
            new = other.get(name, not value if isinstance(value, bool) else ("X",) if value == () or isinstance(
                value, tuple) else "X")
            for lang in LANGS:
                changed = as_html(sections(Facts(**{**FULL.__dict__, name: new}), lang))
                self.assertNotEqual(changed, as_html(sections(FULL, lang)), (lang, name))

    def test_every_kind_of_rule_and_of_recipient_has_words(self):
        kinds = ("no_contract", "reading_fine", "reading_month", "contact", "consent", "consent_ask", "disclosure",
                 "notice", "request", "certificate", "access_log", "package", "voucher", "books")
        roles = ("authority", "energy", "processor", "collection", "auditor")
        for lang, words in LANGS.items():
            facts = Facts(rules=tuple(Rule(kind, "?", 5, "year") for kind in kinds),
                          recipients=tuple((role, f"Saaja {role}") for role in roles))
            text = as_html(sections(facts, lang))
            self.assertNotIn("?", text, lang)
            for role in roles:
                self.assertIn(f"{words.ROLES[role]}: Saaja {role}", text)

    def test_a_difference_names_its_section_and_nothing_else(self):
        old = as_html(sections(FULL, "en"))
        new = as_html(sections(Facts(**{**FULL.__dict__, "phone": "014 2"}), "en"))
        self.assertEqual(difference(old, old), "")
        marked = difference(old, new)
        self.assertIn("<del>Tel. 014 1</del>", marked)
        self.assertIn("<ins>Tel. 014 2</ins>", marked)
        self.assertEqual(marked.count("<h4>"), 3)
        self.assertIn("<h4>1. Controller</h4>", marked)
