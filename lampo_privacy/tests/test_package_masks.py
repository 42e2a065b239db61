# Part of lampo_privacy. LGPL-3.
import csv
import io
import json

from odoo.tests import tagged

from ..tools.identity_codes import is_identity_code
from .package_common import CODE, PackageCase

NEIGHBOUR = "150385-9024"


@tagged("post_install", "-at_install")
class TestPackageMasks(PackageCase):
    """What a package leaves out or shortens: other people, their addresses and codes, and every secret."""

    def _told(self):
        """All texts of a fresh package in one."""
        return "\n".join(self._texts(self._archive(self._package())).values())

    def _rows(self, archive, table):
        return list(csv.DictReader(io.StringIO(archive.read(f"csv/{table}.csv").decode())))

    def _say(self, text):
        self.person.message_post(body=text, author_id=self.person.id)

    def test_the_address_of_somebody_unknown_is_left_out(self):
        self._say("Lähettäkää myös osoitteeseen tuntematon.naapuri@muualla.example, kiitos")
        told = self._told()
        self.assertNotIn("tuntematon.naapuri", told)
        self.assertIn("Lähettäkää myös osoitteeseen •••, kiitos", told)

    def test_the_persons_own_address_and_the_companys_stay(self):
        self.company.email = "laskutus@lampo.example"
        self._say("Kirjoitin osoitteesta Aino.Salmela@posti.example osoitteeseen laskutus@lampo.example")
        self.assertIn("Aino.Salmela@posti.example osoitteeseen laskutus@lampo.example", self._told())

    def test_the_identity_code_of_somebody_else_is_left_out_whole(self):
        self.assertTrue(is_identity_code(NEIGHBOUR))
        self.person.with_user(self.user_officer).identity_code = CODE
        self._said_before(f"Naapurin tunnus on {NEIGHBOUR}, sanoi")
        told = self._told()
        self.assertNotIn(NEIGHBOUR, told)
        self.assertNotIn(NEIGHBOUR[-4:], told)
        self.assertIn("Naapurin tunnus on •••, sanoi", told)

    def test_a_number_that_only_looks_like_an_identity_code_stays(self):
        self._say("Mittarin numero on 150385-9025, sanoi")
        self.assertIn("150385-9025", self._told())

    def test_no_secret_is_a_column_of_any_table(self):
        answer = self._package().sudo()._answer()
        told = {(table, told.name) for table in answer.map.tables for told in answer.columns.of(table)}
        self.assertIn(("res_partner", "email"), told)
        for table, name in (("res_users", "password"), ("res_users", "totp_secret"), ("account_move", "access_token"),
                            ("ir_attachment", "access_token"), ("res_partner", "identity_code_cipher"),
                            ("res_partner", "identity_code_hash"), ("lampo_privacy_objection", "digest"),
                            ("lampo_privacy_package", "link_nonce"), ("lampo_privacy_erasure", "marks")):
            self.assertNotIn((table, name), told)

    def test_a_token_that_opens_an_invoice_is_not_told(self):
        token = self.invoice._portal_ensure_token()
        self.assertNotIn(token, self._told())

    def test_the_mark_of_an_objection_is_not_told(self):
        request = self.env["lampo.privacy.request"].create(
            {"partner_id": self.person.id, "request_type": "objection"})
        request.action_start()
        marks = self.env["lampo.privacy.objection"].search([("request_id", "=", request.id)])
        told = self._told()
        self.assertTrue(marks)
        for mark in marks.sudo().mapped("digest"):
            self.assertNotIn(mark, told)

    def test_a_link_is_told_by_the_name_of_who_asks_and_by_the_role_of_anybody_else(self):
        self.person.message_post(body="Hei", author_id=self.other.id)
        archive = self._archive(self._package())
        tables = json.loads(archive.read("data.json"))["tables"]
        name, role, other = "Aino Maria Salmela", "customer service", "another person"
        self.assertEqual({row["partner_id"] for row in tables["lampo.heat.contract"]}, {name})
        self.assertEqual({row["partner_id"] for row in tables["account.move"]}, {name})
        self.assertLessEqual({name, role, other}, {row.get("author_id") for row in tables["mail.message"]})
        self.assertEqual({row["partner_id"] for row in self._rows(archive, "lampo_heat_contract")}, {name})
        self.assertLessEqual({name, role, other}, {row["author_id"] for row in self._rows(archive, "mail_message")})

    def test_a_reading_tells_the_code_of_its_site_and_whose_it_is(self):
        archive = self._archive(self._package())
        for row in self._rows(archive, "lampo_heat_consumption"):
            self.assertEqual((row["partner_id"], row["site_id"]), ("Aino Maria Salmela", self.site.code))

    def test_a_file_keeps_its_content(self):
        archive = self._archive(self._package())
        self.assertEqual(archive.read("files/0001-sopimus.txt"), b"Sopimus Aino Salmela")

    def test_a_file_that_the_officer_looked_at_goes_in(self):
        package = self._package()
        package.action_back()
        package.file_ids.include = True
        package.action_make()
        names = self._archive(package).namelist()
        self.assertEqual(sum("naapuri" in name for name in names), 1)
