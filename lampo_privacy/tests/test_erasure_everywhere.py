# Part of lampo_privacy. LGPL-3.
import json
from datetime import timedelta

import psycopg2
from odoo import Command, fields
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..engine.data_map import DataMap
from .erasure_common import EMAIL, IBAN, NAME, PHONE, STREET, ErasureCase

SPELLINGS = (NAME, "KUUSENKANGAS TAAVETTI", "Kuusenkankaan Taavetti", "Taavetti Kuusenkankaalle", "050-738 4619",
             "0507384619", "+358507384619", "FI21 1234 5600 0007 85", EMAIL.upper())


@tagged("post_install", "-at_install")
class TestErasureEverywhere(ErasureCase):
    """The person in whatever the installed modules can hold: by their own flows, and in every column there is."""

    def _plant(self, model, **values):
        """A record of a model that may not be installed; None where it is not."""
        if model not in self.env:
            return None
        known = {name: value for name, value in values.items() if name in self.env[model]._fields}
        return self.env[model].create(known)

    def _plant_sales(self):
        person = self.person.id
        self._plant("crm.lead", name=f"Tarjouspyyntö {NAME}", partner_id=person, description=f"<p>{PHONE}</p>")
        self._plant("crm.lead", name="Liittymä", contact_name=NAME, email_from=EMAIL, phone=PHONE, street=STREET)
        product = self.env["product.product"].create({"name": "Liittymismaksu"})
        order = self._plant("sale.order", partner_id=person, note=f"<p>Soita {NAME}</p>",
                            client_order_ref="Kuusenkangas 1", order_line=[Command.create({
                                "product_id": product.id, "name": f"Liittymä, {STREET}"})])
        if order:
            order.message_post(body=f"Kuusenkankaan toive, {EMAIL}", partner_ids=self.person.ids)
            order.activity_schedule("mail.mail_activity_data_todo", summary=f"Soita: {NAME} {PHONE}")
        self._plant("stock.picking", partner_id=person, note=f"Kuusenkankaalle, {STREET}", origin=NAME,
                    picking_type_id=self._first("stock.picking.type"))

    def _first(self, model):
        return self.env[model].search([], limit=1).id if model in self.env else False

    def _plant_work(self):
        person = self.person.id
        project = self._plant("project.project", name=f"{NAME} liittymä", partner_id=person)
        if project:
            self._plant("project.task", name="Kuusenkankaan kaivuu", partner_id=person, project_id=project.id,
                        description=f"<p>Portti auki, {PHONE}</p>", email_cc=EMAIL)
        now = fields.Datetime.now()
        self._plant("calendar.event", name=f"Katselmus {NAME}", start=now, stop=now + timedelta(hours=1),
                    partner_ids=[Command.set(self.person.ids)], description=f"<p>{EMAIL} {PHONE}</p>", location=STREET)
        event = self._plant("event.event", name="Avoimet ovet", date_begin=now, date_end=now + timedelta(hours=2))
        if event:
            self._plant("event.registration", event_id=event.id, name=NAME, email=EMAIL, phone=PHONE)

    def _plant_messages(self):
        person = self.person.id
        survey = self._plant("survey.survey", title="Kysely")
        if survey:
            question = self._plant("survey.question", title="Mitä?", survey_id=survey.id, question_type="text_box")
            answer = self._plant("survey.user_input", survey_id=survey.id, partner_id=person, email=EMAIL)
            self._plant("survey.user_input.line", user_input_id=answer.id, question_id=question.id,
                        answer_type="text_box", value_text_box=f"Terveisin {NAME}")
        self._plant("mailing.contact", name=NAME, email=EMAIL)
        self._plant("mail.blacklist", email=EMAIL)
        self._plant("phone.blacklist", number=PHONE)
        self._plant("sms.sms", number=PHONE, body=f"Hei {NAME}", partner_id=person)
        self._plant("mail.mail", subject=f"Hei {NAME}", email_to=f"{NAME} <{EMAIL}>", body_html=f"<p>{STREET}</p>",
                    recipient_ids=[Command.set(self.person.ids)])
        self._plant("ir.filters", name=NAME, model_id="res.partner", domain=f"[('name', 'ilike', '{NAME}')]")
        self._plant("ir.config_parameter", key="muistio", value=f"Soita {PHONE}, {EMAIL}")
        self._plant("ir.logging", name="x", type="server", dbname="x", level="INFO", path="x", line="1", func="x",
                    message=f"sent to {EMAIL}")
        self._plant("bus.bus", channel="x", message=json.dumps({"to": EMAIL, "name": NAME}))

    def _plant_bank(self):
        journal = self.env["account.journal"].search([("type", "=", "bank")], limit=1)
        self._plant("account.bank.statement.line", journal_id=journal.id, date="2015-02-02", amount=10.0,
                    payment_ref="KUUSENKANGAS TAAVETTI", partner_name="KUUSENKANGAS TAAVETTI", account_number=IBAN)

    def test_a_person_in_every_flow_of_the_installed_modules_is_found_nowhere_afterwards(self):
        self.env["res.partner.bank"].create({"acc_number": IBAN, "partner_id": self.person.id})
        self._plant_sales()
        self._plant_work()
        self._plant_messages()
        self._plant_bank()
        self._invoice(self.person, "2015-03-03", ref=f"Tilaus {NAME}", narration=f"<p>{STREET}, {PHONE}</p>")
        self.env.flush_all()
        erasure = self._run()
        self.assertEqual((erasure.state, erasure.residue), ("done", False))
        self.assertNowhere(
            "kuusenkang", "kuusenkank", EMAIL, "7384619", "738 4619", IBAN, "1234 5600 0007 85", "Kaukokivent")

    @mute_logger("odoo.sql_db")
    def _plant_in_column(self, column, text):
        """Put the text into one row of a column; False where the table is empty or the database refuses."""
        name, table = SQL.identifier(column.name), SQL.identifier(column.table)
        value = SQL("jsonb_build_object('en_US', %s::text)", text) if column.is_json else SQL("%s::text", text)
        cast = SQL("(%s)::%s", value, SQL(column.udt))
        try:
            with self.env.cr.savepoint(flush=False):
                self.env.cr.execute(SQL(
                    "UPDATE %s SET %s = %s WHERE ctid = (SELECT min(ctid) FROM %s)", table, name, cast, table))
                return bool(self.env.cr.rowcount)
        except psycopg2.Error:
            return False

    def test_a_strong_identifier_is_taken_out_of_every_column_of_every_table(self):
        data_map = DataMap(self.env)
        self.env.flush_all()
        # technical columns without which Odoo itself stops, and the person's own records
        spared = {"ir_module_module", "ir_model", "ir_model_fields", "ir_cron", "ir_sequence", *data_map.own}
        columns = [column for column in data_map.columns
                   if column.cls in ("text", "identity") and column.table not in spared and column.udt[0] != "_"]
        planted = [column for number, column in enumerate(columns)
                   if self._plant_in_column(column, f"{SPELLINGS[number % len(SPELLINGS)]} {number}")]
        self.assertGreater(len(planted), 150)
        self.env.invalidate_all()
        self.env["res.partner.bank"].create({"acc_number": IBAN, "partner_id": self.person.id})
        erasure = self._run()
        self.assertEqual((erasure.state, erasure.residue), ("done", False))
        self.assertNowhere("kuusenkang", "kuusenkank", EMAIL, "7384619", "738 4619", IBAN, "1234 5600 0007 85")
