# Part of lampo_privacy. LGPL-3.
import psycopg2
from odoo.models import UniqueIndex
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .roles_common import RolesCase

# what a planted record must hold besides, so that each index of its table is about it
ALSO = {
    # of two erased people who shared an address each line stays, with nobody's name
    "lampo.privacy.objection": [{"digest": "x", "partner_id": 1}],
    "lampo.privacy.sweep": [{"state": "running"}],
    "lampo.privacy.statement": [{"state": "draft"}, {"state": "approved", "version": 7}],
    "lampo.privacy.purpose": [{"code": "x"}],
    "lampo.privacy.consent.wording": [{"version": 7}],
    "lampo.privacy.retention.rule": [{"kind": "customer"}],
}
# by whom, to whom and about what: a line that names it is not robbed of it, in whichever way the other record goes
HELD = {
    "lampo.privacy.access.log": ("user_id",),
    "lampo.privacy.confidentiality.acceptance": ("user_id", "confidentiality_id"),
    "lampo.privacy.consent": ("purpose_id", "wording_id", "user_id", "withdrawn_by"),
    "lampo.privacy.consent.ask": ("purpose_id", "wording_id"),
    "lampo.privacy.consent.wording": ("purpose_id",),
    "lampo.privacy.disclosure": ("recipient_id", "user_id"),
    "lampo.privacy.erasure": ("partner_id", "request_id", "done_by"),
    "lampo.privacy.hold": ("partner_id", "contract_id", "site_id", "user_id", "lifted_by"),
    "lampo.privacy.notice": ("recipient_id", "user_id"),
    "lampo.privacy.rectification": ("done_by",),
    "lampo.privacy.request.letter": ("sent_by",),
    "lampo.privacy.request.register": ("register_id", "searched_by"),
    "lampo.privacy.restriction": ("lifted_by",),
    "lampo.privacy.retention.rule": ("approved_by",),
    "lampo.privacy.statement": ("approved_by",),
}


@tagged("post_install", "-at_install")
class TestEvidenceInSql(RolesCase):
    """What the database itself keeps true, whoever writes and however many at once: two workers pass a check of the ORM
    together, an index lets one of them through (GDPR art. 5(2))."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for model in cls._once():
            cls._plant(model, cls.other, cls.theirs)
        cls._plant("lampo.privacy.statement.paragraph", cls.other, cls.theirs)

    @classmethod
    def _once(cls):
        """{model: full names of its unique indexes} of the register."""
        found = {model: [name for name, one in cls.env[model]._table_objects.items() if isinstance(one, UniqueIndex)]
                 for model in cls._stored_models() if model.startswith("lampo.privacy.")}
        return {model: names for model, names in found.items() if names}

    def _indexes(self):
        """(model, values that its record needs, full name of the index) of every "only once" of the register."""
        for model, names in self._once().items():
            needs = ALSO.get(model, [{}])
            for name, also in zip(sorted(names), needs if len(needs) > 1 else needs * len(names), strict=True):
                yield model, also, name

    def _twice(self, model, also):
        """Write a record twice, below the ORM. :return: the name of what refuses it"""
        ident = self.theirs[model].ids[0]
        table = SQL.identifier(self.env[model]._table)
        for name, value in also.items():
            self.env.cr.execute(SQL("UPDATE %s SET %s = %s WHERE id = %s", table, SQL.identifier(name), value, ident))
        columns = SQL(", ").join(SQL.identifier(name) for [name] in self.env.execute_query(SQL(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND column_name <> 'id'",
            self.env[model]._table)))
        with self.assertRaises(psycopg2.errors.UniqueViolation, msg=f"{model} {also}") as refused, \
                mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.env.cr.execute(SQL("INSERT INTO %s (%s) SELECT %s FROM %s WHERE id = %s",
                                    table, columns, columns, table, ident))
        return refused.exception.diag.constraint_name

    def test_what_there_is_once_is_not_written_twice(self):
        indexes = list(self._indexes())
        self.assertGreaterEqual(len(indexes), 12)
        for model, also, name in indexes:
            self.assertEqual(self._twice(model, also), name)

    def test_an_identity_code_is_one_person_s(self):
        seal = "UPDATE res_partner SET identity_code_hash = 'x' WHERE id = ANY(%s)"
        people = [self.mine["res.partner"].id, self.theirs["res.partner"].id]
        with self.assertRaises(psycopg2.errors.UniqueViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.env.cr.execute(seal, [people])

    def test_a_paragraph_belongs_to_one_of_the_twelve_sections(self):
        paragraph = self.theirs["lampo.privacy.statement.paragraph"]
        for section in (0, 13):
            with self.assertRaises(psycopg2.errors.CheckViolation), mute_logger("odoo.sql_db"), \
                    self.env.cr.savepoint():
                self.env.cr.execute("UPDATE lampo_privacy_statement_paragraph SET section = %s WHERE id = %s",
                                    [section, paragraph.id])

    def test_no_evidence_is_robbed_of_whom_it_names(self):
        refused = set(self.env.execute_query(SQL(
            """SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint c
                 JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
                WHERE c.contype = 'f' AND c.confdeltype = 'r'""")))
        for model, names in HELD.items():
            company = self.env[model]._fields.get("company_id")
            for name in (*names, *(["company_id"] if company is not None and company.required else [])):
                self.assertIn((self.env[model]._table, name), refused)

    def test_a_user_who_looked_cannot_be_deleted(self):
        self.env["lampo.privacy.access.log"].with_user(self.user_nobody)._record(self.mine["res.partner"], "open")
        with self.assertRaises(psycopg2.errors.ForeignKeyViolation), mute_logger("odoo.sql_db"), \
                self.env.cr.savepoint():
            self.env.cr.execute("DELETE FROM res_users WHERE id = %s", [self.user_nobody.id])
