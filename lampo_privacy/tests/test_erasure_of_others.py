# Part of lampo_privacy. LGPL-3.
import logging

from odoo import Command
from odoo.tests import tagged
from odoo.tools import SQL

from ..engine.data_map import DataMap
from ..engine.dossier import Dossier
from .erasure_common import EMAIL, IBAN, NAME, PHONE, STREET, ErasureCase


@tagged("post_install", "-at_install")
class TestErasureHarmsNobodyElse(ErasureCase):
    """Whoever shares a name, a home or nothing at all with the person: every row of theirs stays byte for byte."""

    def _live(self, partner):
        """What a customer leaves behind: chatter, files, invoices, a contract with readings, a bank account, a user."""
        site = self._site(name=f"Koti {partner.id}", street=partner.street or "Rantatie 2")
        self._contract(partner, site, "2010-01-01", "2014-12-31")
        self._months(site, "2012-01-01", 3, 1.25)
        partner.message_post(body=f"<p>{partner.name} kävi toimistolla</p>", attachments=[("kirje.txt", b"Oma kirje")])
        partner.activity_schedule("mail.mail_activity_data_todo", summary=f"Soita: {partner.name}")
        self._invoice(partner, "2015-03-03", ref=f"Tilaus {partner.name}")
        self._invoice(partner, "2026-03-03", paid=False)
        self.env["ir.attachment"].create({
            "name": "sopimus.txt", "raw": f"{partner.name} allekirjoitti".encode(), "res_model": "res.partner",
            "res_id": partner.id})
        return partner

    def _rows(self, partners):
        """{(table, id): the whole row as text} of everything that is tied to these persons, and their files' bytes."""
        dossier = Dossier(DataMap(self.env), partners.ids).gather()
        found = {}
        for table in dossier.map.physical:
            if "id" in dossier.map.physical[table]:
                found.update(((table, row), text) for row, text in self.env.execute_query(SQL(
                    "SELECT t.id, t::text FROM %s t JOIN lampo_tie tie ON tie.tbl = %s AND tie.id = t.id",
                    SQL.identifier(table), table)))
        ids = [row for table, row in found if table == "ir_attachment"]
        files = self.env["ir.attachment"].browse(ids)
        return {**found, **{("bytes", file.id): file.raw for file in files}}

    def _assert_untouched(self, partners):
        self._live(self.person)
        self.env["account.move"].search([("partner_id", "=", self.person.id), ("payment_state", "=", "not_paid")]
                                        ).button_draft()
        self.env.flush_all()
        before = self._rows(partners)
        self.assertGreater(len({table for table, _id in before}), 8)
        erasure = self._run()
        self.assertIn(erasure.state, ("done", "waiting"))
        self.assertEqual(self._rows(partners), before)

    def test_a_namesake(self):
        namesake = self._person(NAME, email="toinen@posti.example", phone="+358 40 1112222", street="Muualla 3", ref="")
        self._assert_untouched(self._live(namesake))

    def test_a_housemate_of_the_same_surname_with_the_same_address_email_and_account(self):
        spouse = self._person("Ansa Kuusenkangas", email=EMAIL, phone=PHONE, street=STREET, ref="")
        self.env["res.partner.bank"].create({"acc_number": IBAN, "partner_id": spouse.id})
        self._assert_untouched(self._live(spouse))

    def test_a_customer_of_the_same_surname_whom_the_person_served_at_work(self):
        user = self.env["res.users"].create({
            "name": NAME, "login": "myyja", "partner_id": self.person.id,
            "group_ids": [Command.set(self.env.ref("base.group_user").ids)],
        })  # fmt: skip
        customer = self._live(self._person("Ansa Kuusenkangas", email="ansa@posti.example", phone="+358 40 1112222",
                                           street="Muualla 3", ref=""))
        self.env["account.move"].search([("partner_id", "=", customer.id)]).invoice_user_id = user
        user.active = False
        self._assert_untouched(customer)

    def test_a_housemate_whose_email_is_the_persons_name_keeps_it_in_letters_to_both(self):
        shared = "perhe@posti.example"
        self.person.write({"name": shared, "email": shared})
        spouse = self._person("Ansa Rantala", email=shared, phone=PHONE, street=STREET, ref="")
        letter = spouse.message_post(
            body="<p>Terveisin</p>", author_id=spouse.id, email_from=shared, partner_ids=self.person.ids)
        self._run()
        letter.invalidate_recordset()
        self.assertEqual((letter.email_from, letter.author_id), (shared, spouse))

    def test_a_bystander(self):
        self._assert_untouched(self._live(self.bystander))


@tagged("post_install", "-at_install")
class TestErasureIsSilent(ErasureCase):
    """No personal datum in Odoo's log, whatever becomes of the erasure."""

    def _logged(self, action):
        with self.assertLogs(level=logging.DEBUG) as caught:
            logging.getLogger("lampo").debug("begin")
            action()
        return "\n".join(record.getMessage() + str(record.exc_info or "") for record in caught.records
                         if not record.name.startswith("odoo.sql_db"))

    def _assert_silent(self, text):
        for needle in ("kuusenkang", "taavetti", EMAIL, "738 4619", "7384619", "kaukokivent", "as-104242"):
            self.assertNotIn(needle, text.casefold())

    def test_an_erasure_logs_nothing_of_the_person(self):
        self.person.message_post(body=f"{NAME}, {PHONE}")
        self._partner("Muu", comment=f"Kirjoita osoitteeseen {EMAIL}")
        self._assert_silent(self._logged(self._run))

    def test_an_erasure_that_the_database_refuses_logs_nothing_of_the_person(self):
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE res_partner ADD CONSTRAINT lampo_test_name CHECK"
                            " (phone IS NOT NULL OR name NOT LIKE 'Anonymisoitu%') NOT VALID")
        erasure = self._erasure()
        text = self._logged(erasure.action_run)
        self.env.invalidate_all()
        self.assertEqual(erasure.state, "failed")
        self.assertIn("lampo_test_name", erasure.refusal)
        self.assertEqual(self.person.name, NAME)
        self._assert_silent(text)
