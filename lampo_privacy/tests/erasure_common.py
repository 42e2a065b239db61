# Part of lampo_privacy. LGPL-3.

from odoo import Command
from odoo.tools import SQL

from .common import LampoCase

NAME = "Taavetti Kuusenkangas"
EMAIL = "taavetti.kuusenkangas@posti.example"
PHONE = "+358 50 738 4619"
IBAN = "FI2112345600000785"
STREET = "Kaukokiventie 17"


class ErasureCase(LampoCase):
    """One person to erase, a bystander, and ways to look whether anything is left."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.company_id = cls.company
        cls.person = cls._person(NAME)
        cls.bystander = cls._partner("Sivullinen Saarimaa", email="sivullinen@posti.example", comment="Oma asia")
        cls.site = cls._site(name="Talo", street="Muualla 2")

    @classmethod
    def _person(cls, name, **values):
        # with tracking on, as in life: the chatter then holds what was there before
        tracked = cls.env["res.partner"].with_context(tracking_disable=False)
        person = tracked.create({
            "name": name, "email": EMAIL, "phone": PHONE, "street": STREET, "zip": "41400", "city": "Lievestuore",
            "comment": "<p>Soittaa usein</p>", "ref": "AS-104242", "country_id": cls.env.ref("base.fi").id, **values,
        })  # fmt: skip
        cls.env.flush_all()
        cls.env.cr.precommit.run()
        return person

    @classmethod
    def _erasure(cls, person=None, **values):
        return cls.env["lampo.privacy.erasure"].create({"partner_id": (person or cls.person).id, **values})

    def _run(self, person=None, **values):
        erasure = self._erasure(person, **values)
        erasure.action_run()
        self.env.invalidate_all()
        return erasure

    def _invoice(self, partner, day, *, paid=True, **values):
        invoice = self.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": partner.id, "invoice_date": day,
            "invoice_line_ids": [Command.create({"name": "Kaukolämpö", "price_unit": 100.0})], **values,
        })  # fmt: skip
        invoice.action_post()
        if paid:
            register = self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=invoice.ids)
            register.create({"payment_date": day}).action_create_payments()
        return invoice

    def _nightly(self, cron):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(f"lampo_privacy.{cron}").method_direct_trigger()
        self.env.invalidate_all()

    def _text_of_everything(self):
        """Every text of every table, small letters, to look for what must be gone."""
        self.env.flush_all()
        columns = self.env.execute_query(SQL(
            """SELECT table_name, column_name FROM information_schema.columns JOIN pg_class ON relname = table_name
                WHERE table_schema = 'public' AND relkind = 'r'
                  AND data_type IN ('text', 'character varying', 'jsonb', 'json')"""))
        found = {}
        for table, column in columns:
            rows = self.env.execute_query(SQL(
                "SELECT string_agg(%s::text, chr(10)) FROM %s", SQL.identifier(column), SQL.identifier(table)))
            found[f"{table}.{column}"] = (rows[0][0] or "").casefold()
        return found

    def assertNowhere(self, *needles):
        for place, text in self._text_of_everything().items():
            for needle in needles:
                self.assertNotIn(needle.casefold(), text, f"{needle} is left in {place}")
