# Part of lampo_privacy. LGPL-3.
import csv
import io
import json
from datetime import date, timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..engine.answer_zip import safe_name
from ..models.heat_contract import finnish_today
from ..models.package_document import PackageDocument
from .common import local_midnight
from .package_common import CODE, PackageCase


@tagged("post_install", "-at_install")
class TestPackage(PackageCase):
    def test_what_is_held_is_shown_before_anything_is_made(self):
        action = self.request.with_user(self.user_officer).action_open_package()
        package = self.env["lampo.privacy.package"].browse(action["res_id"])
        self.assertEqual(package.state, "draft")
        self.assertFalse(package.attachment_id)
        counts = {line.model: line.record_count for line in package.line_ids}
        self.assertEqual(counts["lampo.heat.consumption"], 24)
        self.assertEqual(counts["account.move"], 1)

    def test_the_same_draft_is_opened_twice(self):
        first = self.request.with_user(self.user_officer).action_open_package()["res_id"]
        self.assertEqual(self.request.with_user(self.user_officer).action_open_package()["res_id"], first)

    def test_the_archive_holds_what_is_held_and_reads_as_json_and_csv(self):
        archive = self._archive(self._package())
        self.assertFalse(archive.testzip())
        data = json.loads(archive.read("data.json"))
        self.assertEqual(data["tables"]["res.partner"][0]["email"], "aino.salmela@posti.example")
        self.assertEqual(len(data["tables"]["lampo.heat.consumption"]), 24)
        self.assertEqual([meter["serial"] for meter in data["tables"]["lampo.heat.meter"]], ["KAM-77"])
        rows = list(csv.DictReader(io.StringIO(archive.read("csv/lampo_heat_consumption.csv").decode())))
        self.assertEqual({row["energy_mwh"] for row in rows}, {"1.500000"})
        self.assertEqual(rows[0]["period_start"], "2014-12-31T22:00:00Z")
        self.assertIn("answer.pdf", archive.namelist())

    def test_what_only_an_address_or_a_number_leads_to_is_held_too(self):
        mine, theirs = "aino.salmela@posti.example", "eero@toinen.example"
        self.env["crm.lead"].create([
            {"name": f"Tarjouspyyntö {email}", "email_from": email, "contact_name": "Joku"}
            for email in (mine, theirs)])
        self.env["mailing.contact"].create({"name": "Aino S", "email": "AINO.SALMELA@posti.example"})
        self.env["lampo.privacy.contact"].create({"name": "Valitus paineesta", "email_from": mine, "kind": "complaint"})
        package = self._package()
        counts = {line.model: line.record_count for line in package.line_ids}
        self.assertEqual([counts.get(model) for model in ("crm.lead", "mailing.contact", "lampo.privacy.contact")],
                         [1, 1, 1])
        data = self._texts(self._archive(package))["data.json"]
        self.assertIn(f"Tarjouspyyntö {mine}", data)
        self.assertIn("Valitus paineesta", data)
        self.assertNotIn(theirs, data)

    def test_what_a_housemate_with_the_same_address_sent_is_not_told(self):
        self.other.email = self.person.email
        self.env["crm.lead"].create({"name": "Yhteinen tarjous", "email_from": self.person.email})
        data = self._texts(self._archive(self._package()))["data.json"]
        self.assertNotIn("Yhteinen tarjous", data)

    def test_nothing_of_another_person_is_told(self):
        for name, text in self._texts(self._archive(self._package())).items():
            for trait in ("Eero", "eero@toinen", "Virkailija", "Tiina", "0009998", "000 9998"):
                self.assertNotIn(trait, text, name)

    def test_the_persons_own_name_stays(self):
        text = self._texts(self._archive(self._package()))["data.json"]
        self.assertIn("Aino Salmela", text)
        self.assertIn("Aino Maria Salmela", text)
        self.assertIn("another person", text)
        self.assertIn("customer service", text)

    def test_the_identity_code_is_told_by_its_last_four_characters(self):
        self.person.with_user(self.user_officer).identity_code = CODE
        package = self._package()
        archive = self._archive(package)
        for name, text in self._texts(archive).items():
            self.assertNotIn(CODE, text, name)
            self.assertNotIn("010190", text, name)
        data = json.loads(archive.read("data.json"))
        self.assertEqual(data["identity_code"], "•••900P")
        self.assertIn("Tunnukseni on •••900P", archive.read("data.json").decode())

    def test_secrets_and_hashes_are_not_told(self):
        text = self._texts(self._archive(self._package()))["data.json"]
        for name in ("cipher", "identity_code_hash", "signup_token", "access_token", "password", "store_fname"):
            self.assertNotIn(name, text)

    def test_a_file_that_names_another_person_waits_for_the_officer(self):
        package = self._package()
        flagged = package.file_ids.filtered("flagged")
        self.assertEqual(flagged.attachment_id.mapped("name"), ["../../naapuri.txt"])
        names = self._archive(package).namelist()
        self.assertIn("files/0001-sopimus.txt", names)
        self.assertFalse([name for name in names if "naapuri" in name])

    def test_names_of_files_lead_nowhere_else(self):
        self.assertEqual(safe_name("../../etc/passwd"), "passwd")
        self.assertEqual(safe_name("C:\\Windows\\kirje.pdf"), "kirje.pdf")
        self.assertEqual(safe_name("..."), "file")
        self.assertLessEqual(len(safe_name("a" * 500 + ".pdf")), 91)

    def test_a_cell_is_no_formula(self):
        lines = self._texts(self._archive(self._package()))["csv/account_move_line.csv"]
        self.assertIn("'=Energia()", lines)

    def test_two_languages_are_two_documents(self):
        self.env["res.lang"]._activate_lang("fi_FI")
        self.person.lang = "fi_FI"
        package = self._package()
        self.assertEqual(package.lang, "fi_FI")
        columns = self._archive(package).read("csv/columns.csv").decode()
        self.assertIn("res_partner.csv,email,Sähköposti", columns)

    def test_the_document_is_a_pdf_that_tells_of_everything(self):
        package = self._package(render=True)
        pdf = package.document_id.raw
        self.assertTrue(pdf.startswith(b"%PDF-"))
        from pypdf import PdfReader  # noqa: PLC0415 - for this test alone

        text = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())
        for word in ("Your personal data", "Aino Maria Salmela", "KAM-77", "Data Protection Ombudsman", "18.00",
                     self.invoice.name, self.request.name):
            self.assertIn(word, text)
        self.assertNotIn("Eero", text)

    def test_heat_that_stands_in_hours_and_in_months_is_drawn_once(self):
        start = local_midnight(date(2015, 3, 1))
        self.env["lampo.heat.consumption"].create([
            {"site_id": self.site.id, "granularity": "hour", "period_start": start + timedelta(hours=hour),
             "energy_mwh": 0.1} for hour in range(24)])
        self.env["lampo.heat.consumption"].create([
            {"site_id": self.site.id, "granularity": "hour", "period_start": local_midnight(date(2017, 1, 1)),
             "energy_mwh": 0.25}])
        package = self._package()
        document = PackageDocument(package.sudo(), package.sudo()._answer())
        months = document._months()
        self.assertAlmostEqual(months[date(2015, 3, 1)], 1.5)
        self.assertAlmostEqual(months[date(2017, 1, 1)], 0.25)

    def test_the_package_itself_is_not_in_the_next_package(self):
        self._package()._deliver("office")
        text = self._texts(self._archive(self._package()))["data.json"]
        self.assertNotIn("lampo.privacy.package", text)

    def test_only_an_officer_makes_and_reads_packages(self):
        with self.assertRaises(AccessError):
            self.request.with_user(self.user_service).action_open_package()
        package = self._package()
        with self.assertRaises(AccessError):
            package.with_user(self.user_service).read(["filename"])
        with self.assertRaises(AccessError):
            self.env["ir.attachment"].with_user(self.user_service).browse(package.sudo().attachment_id.id).read(["raw"])

    def test_nobody_in_the_register_is_told_by_letter(self):
        request = self.env["lampo.privacy.request"].create({"subject_name": "Joku Muu"})
        with self.assertRaises(UserError):
            request.with_user(self.user_officer).action_open_package()
        self.assertEqual(request._answer_facts(), ["We hold no data about you in our registers."])

    def test_the_archive_is_deleted_by_its_day_and_the_fact_stays(self):
        package = self._package()
        package.action_hand_over()
        name = package.sudo().attachment_id.store_fname
        self.env.flush_all()
        self.env.cr.execute("UPDATE lampo_privacy_package SET delete_on = %s WHERE id = %s",
                            [finnish_today(self.env.user) - timedelta(days=1), package.id])
        self.env.invalidate_all()
        with patch("odoo.addons.lampo_privacy.models.privacy_package_archive.remove_files") as remove:
            self.env["lampo.privacy.package"]._gc_packages()
        self.assertIn(name, remove.call_args.args[1])
        self.assertEqual((package.state, package.delivered_how), ("deleted", "office"))
        self.assertFalse(package.attachment_id or package.document_id or package.file_ids)

    def test_a_package_that_was_never_delivered_goes_too(self):
        package = self._package()
        self.assertEqual(package.delete_on, finnish_today(self.env.user) + timedelta(days=30))

    def test_the_steps_cannot_be_written_around(self):
        package = self._package()
        for vals in ({"state": "delivered"}, {"delivered_on": "2026-01-01"}, {"delete_on": "2099-01-01"}):
            with self.assertRaises(UserError):
                package.write(vals)

    def test_an_erasure_takes_the_packages_with_it(self):
        person = self._partner("Lyhyt Asiakas", email="lyhyt@posti.example")
        request = self.env["lampo.privacy.request"].create({"partner_id": person.id})
        request.action_start()
        package = self._package(request)
        attachment = package.sudo().attachment_id
        erasure = self.env["lampo.privacy.erasure"].create({"partner_id": person.id})
        erasure.action_run()
        self.assertEqual((erasure.state, erasure.residue_count), ("done", 0))
        self.assertFalse(package.exists() or attachment.exists())

    def test_delivery_is_told_in_the_letter(self):
        package = self._package()
        package.action_hand_over()
        facts = self.request._answer_facts()
        self.assertIn("Your data was handed to you at our office.", facts)


@tagged("post_install", "-at_install")
class TestPortability(PackageCase):
    def _request(self, partner):
        request = self.env["lampo.privacy.request"].create(
            {"partner_id": partner.id, "request_type": "portability"})
        request.action_start()
        return request

    def test_only_what_the_person_gave_or_generated_is_in_it(self):
        package = self._package(self._request(self.person))
        archive = self._archive(package)
        tables = json.loads(archive.read("data.json"))["tables"]
        self.assertEqual(set(tables), {"res.partner", "lampo.heat.site", "lampo.heat.contract", "lampo.heat.meter",
                                       "lampo.heat.consumption"})
        self.assertNotIn("answer.pdf", archive.namelist())
        self.assertFalse(package.document_id)

    def test_without_contract_or_consent_there_is_no_portability(self):
        with self.assertRaises(UserError):
            self._package(self._request(self.other_without_contract()))

    def other_without_contract(self):
        return self._partner("Kysyjä Kaino", email="kaino@posti.example")
