# Part of lampo_privacy. LGPL-3.
import os
from unittest.mock import patch

from odoo import Command
from odoo.tests import new_test_user, tagged

from ..engine import keyring
from ..models.privacy_retention_rule import BY_LAW
from ..tools.deadlines import ANSWER_MONTHS
from ..tools.secrets_box import new_key
from .statement_common import StatementCase


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

    def test_the_contact_details_are_the_companys(self):
        self.company.write({"email": "uusi@lampo.example", "phone": "014 300", "street": "Kuja 2"})
        last = self._live("fi").rsplit("<h2>", 1)[1]
        for said in ("Sähköpostiosoite: uusi@lampo.example", "Puhelinnumero: 014 300", "Käyntiosoite: Kuja 2, 41400"):
            self.assertIn(said, last)

    def test_every_setting_that_is_missing_is_said_before_it_prints(self):
        settings = (("street", 1, "The address of the company is missing."),
                    ("city", 1, "The address of the company is missing."),
                    ("lampo_officer_id", 2, "No privacy officer is named."),
                    ("phone", 12, "The phone number of the company is missing."),
                    ("email", 12, "The e-mail address of the company is missing."))
        for name, section, sentence in settings:
            before = self.company[name]
            self.assertFalse(self._said_against(section), name)
            self.company[name] = False
            self.assertEqual(self._said_against(section), [sentence])
            self.company[name] = before

    def test_the_contact_person_is_the_privacy_officer(self):
        self.user_officer.partner_id.function = "Toimitusjohtaja"
        self.assertIn(f"Toimitusjohtaja {self.user_officer.name}", self._live("fi"))
        self.assertIn("Puh. 014 100", self._live("fi").split("<h2>")[2], "the company's, where the officer has none")
        self.user_officer.partner_id.phone = "050 7"
        self.assertIn("Puh. 050 7", self._live("fi").split("<h2>")[2])
        self.company.lampo_officer_id = False
        self.assertIn("No contact person has been named", self._live())

    def test_an_officer_who_left_is_not_printed_and_is_said_before_it_prints(self):
        self.user_officer.active = False
        self.assertNotIn(self.user_officer.name, self._live().split("<h2>")[2])
        self.assertIn("No contact person has been named", self._live())
        self.assertEqual(self._said_against(2), [
            "The privacy officer is no user any more: the statement names nobody."])

    def test_the_address_that_the_letters_name_for_requests_is_printed_too(self):
        domain = self.env["mail.alias.domain"].create({"name": "rekisteri.example"})
        self.company.alias_domain_id = domain
        alias = self.company.lampo_alias_email
        self.assertIn("@rekisteri.example", alias)
        for lang, words in (("fi", "Sähköpostiosoite pyyntöjä varten"), ("sv", "E-postadress för begäranden"),
                            ("en", "E-mail for requests")):
            last = self._live(lang).rsplit("<h2>", 1)[1]
            self.assertIn(f"{words}: {alias}", last)
            self.assertIn("asiakas@lampo.example", last)
        self.company.email = alias
        self.assertEqual(self._live().rsplit("<h2>", 1)[1].count(alias), 1)

    def test_a_rule_for_customers_that_is_switched_off_is_said_before_it_prints(self):
        rule = self.env.ref("lampo_privacy.retention_rule_customer")
        rule.active = False
        self.assertNotIn("for at most 10 years", self._live())
        self.assertEqual(self._said_against(6), [
            "No rule ends the keeping of customers' data, and § 6 promises at most 10 years."])
        line = next(line for line in self._contradictions() if line["kind"] == "rule")
        self.assertEqual((line["res_model"], line["res_ids"]), (rule._name, rule.ids))
        rule.active = True
        self.assertFalse(self._said_against(6))

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

    def test_the_period_of_every_kind_is_its_rules(self):
        rules = self.find._rules(self.company).filtered(lambda rule: rule.kind not in (*BY_LAW, "customer"))
        self.assertGreaterEqual(len(rules), 12)
        for number, rule in enumerate(rules, 41):
            rule.write({"period": number, "period_unit": "month", "reason": "Laki N"})
            self.assertIn(f": {number} kuukautta</li>", self._live("fi"), rule.kind)

    def test_a_rule_of_any_kind_beyond_ten_years_is_listed(self):
        for kind in ("contact", "reading_month", "disclosure"):
            rule = self.env.ref(f"lampo_privacy.retention_rule_{kind}")
            before = (rule.period, rule.period_unit)
            rule.write({"period": 121, "period_unit": "month"})
            self.assertIn(rule.name, " ".join(self._said_against(6)))
            rule.write({"period": before[0], "period_unit": before[1]})
            self.assertFalse(self._said_against(6))

    def test_the_time_of_an_answer_is_the_deadlines(self):
        self.assertEqual(self.statement._facts("en").answer_months, ANSWER_MONTHS)
        self.assertIn("as a rule within one month", self._live())

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
        self.assertIn("for instance to authorities", self._live(), "nobody is named yet")
        recipient = self.env["lampo.privacy.recipient"].create({
            "name": "Verohallinto", "text_en": "Tax Administration", "recipient_role": "authority",
            "country_id": self.env.ref("base.fi").id})
        for role, word in (("authority", "Authorities"), ("energy", "Other energy companies"), ("auditor", "Auditors"),
                           ("collection", "Debt collection"), ("processor", "Processors on our behalf")):
            recipient.recipient_role = role
            self.assertIn(f"<li>{word}: Tax Administration</li>", self._live())
        self.assertIn("Data is not disclosed outside", self._live())
        recipient.active = False
        self.assertNotIn("Tax Administration", self._live())

    def test_a_recipient_of_no_country_is_listed(self):
        self.env["lampo.privacy.recipient"]._for_sending("peppol", "Peppol", self.company)
        self.assertIn("The country of Peppol is not known.", self._said_against(8))

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
        printer = self.env["lampo.privacy.recipient"].create(
            {"name": "Painotalo", "recipient_role": "processor", "country_id": self.env.ref("base.fi").id})
        said = ["Painotalo processes data without a contract in force."]
        self.assertEqual(self._said_against(8), said)
        printer.contract_from = "2020-01-01"
        self.assertFalse(self._said_against(8))
        printer.contract_to = "2020-12-31"
        self.assertEqual(self._said_against(8), said)

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

    def test_a_key_that_is_missing_is_said_before_it_prints(self):
        said = ["The key of the stored identity codes or objections is missing on this server."]
        person = self._partner("Lempi Saarikangas")
        with patch.dict(os.environ, {keyring.VARIABLE: new_key()}):
            person.identity_code = "010170-901K"
            self.assertFalse(self._said_against(9))
        with patch.dict(os.environ, {keyring.VARIABLE: new_key()}):
            self.assertEqual(self._said_against(9), said)
        person.sudo().identity_code_cipher = False
        with patch.dict(os.environ, {keyring.VARIABLE: new_key()}):
            self.assertFalse(self._said_against(9))
            person.action_block_marketing()
        with patch.dict(os.environ, {keyring.VARIABLE: new_key()}):
            self.assertEqual(self._said_against(9), said)

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
        self.assertEqual(self._said_against(9), ["The register has no administrator."])

    def test_how_many_maintain_the_register_is_counted(self):
        before = self.statement._facts("en").managers
        self._user("lampo_manager_2", "lampo_privacy.group_manager")
        self.assertIn(f"(now {before + 1})", self._live())

    def test_a_paragraph_of_ones_own_stands_in_its_section(self):
        self.env["lampo.privacy.statement.paragraph"].create(
            {"section": 12, "text_fi": "Avoinna arkisin 9–15.", "text_en": "Open on weekdays 9–15."})
        self.assertIn("Open on weekdays", self._live().rsplit("<h2>", 1)[1])
        self.assertIn("Avoinna arkisin", self._live("sv"))

    def test_each_setting_turned_changes_the_text_in_each_language(self):
        officer = self.user_officer.partner_id
        printer = self.env["lampo.privacy.recipient"].create({
            "name": "Painotalo", "recipient_role": "processor", "country_id": self.env.ref("base.fi").id,
            "contract_from": "2020-01-01"})
        words = {"text_fi": "Uusi nimi", "text_sv": "Nytt namn", "text_en": "New name"}
        settings = [
            *((self.company, {name: value}) for name, value in {
                "name": "Uusi Lämpö Oy", "street": "Kuja 9", "street2": "B 2", "zip": "00100", "city": "Kaupunki",
                "phone": "014 999", "email": "uusi@lampo.example"}.items()),
            *((officer, {name: value}) for name, value in {
                "name": "Aino Esi", "function": "Toimitusjohtaja", "phone": "050 7"}.items()),
            *((self.env["lampo.privacy." + model].search([("company_id", "=", self.company.id)], limit=1), words)
              for model in ("register", "purpose", "content", "recipient")),
            (self.env.ref("lampo_privacy.retention_rule_customer"), {"period": 9}),
            (self.env.ref("lampo_privacy.retention_rule_contact"), {"period": 2}),
            (self.env.ref("lampo_privacy.purpose_survey"), {"active": False}),
            (self.env.ref("lampo_privacy.register_website"), {"active": False}),
            (printer, {"recipient_role": "auditor"}),
            (printer, {"active": False}),
            (self.env.ref("lampo_privacy.register_paper"), {"is_locked": False}),
            (self.env.ref("lampo_privacy.register_paper"), {"active": False}),
        ]
        before = self.statement._live_bodies()
        for record, values in settings:
            record.write(values)
            after = self.statement._live_bodies()
            for lang in ("fi", "sv", "en"):
                self.assertTrue(after[lang] != before[lang], (record._name, values, lang))
            before = after

    def test_each_deviation_is_said_and_falls_silent_when_it_is_mended(self):
        """What the data or the settings contradict, one after the other, beside a statement that says what is so."""
        paper = self.env.ref("lampo_privacy.register_paper")
        rule = self.env.ref("lampo_privacy.retention_rule_customer")
        person = self._partner("Lempi Saarikangas")
        turned = (
            (5, person, {"phone": "050 1234567"}), (6, rule, {"period": 11, "reason": "Takuu"}),
            (9, paper, {"is_locked": False}), (2, self.company, {"lampo_officer_id": False}),
        )
        for section, record, values in turned:
            was = {name: record[name] for name in values}
            self.assertFalse(self._said_against(section), values)
            record.write(values)
            self.assertEqual(len(self._said_against(section)), 1, values)
            record.write(was)
            self.assertFalse(self._said_against(section), values)
