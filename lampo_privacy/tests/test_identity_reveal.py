# Part of lampo_privacy. LGPL-3.
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .identity_common import CODE, OTHER, IdentityCodeCase


@tagged("post_install", "-at_install")
class TestReveal(IdentityCodeCase):
    def setUp(self):
        super().setUp()
        self.as_officer.identity_code = CODE

    def _log(self):
        return self.env["lampo.privacy.access.log"].search([("partner_id", "=", self.partner.id)])

    def test_a_look_gives_the_code_and_is_logged(self):
        self.assertEqual(self.as_officer.action_reveal_identity_code("Perintä"), CODE)
        line = self._log()
        self.assertEqual((line.user_id, line.kind, line.purpose), (self.user_officer, "reveal", "Perintä"))

    def test_a_look_without_a_purpose_is_refused(self):
        for purpose in ("", "  ", None):
            with self.assertRaises(ValidationError):
                self.as_officer.action_reveal_identity_code(purpose)
        self.assertFalse(self._log())

    def test_the_code_itself_is_no_purpose(self):
        with self.assertRaises(ValidationError):
            self.as_officer.action_reveal_identity_code(f"tarkistan {CODE}")

    def test_a_person_without_a_code_has_nothing_to_show(self):
        with self.assertRaises(UserError):
            self._partner("Liisa Lehto").with_user(self.user_officer).action_reveal_identity_code("Perintä")

    def test_the_wizard_shows_the_code_and_logs_the_look(self):
        action = self.as_officer.action_open_reveal()
        wizard = self.env["lampo.privacy.reveal"].with_user(self.user_officer).with_context(**action["context"])
        shown = wizard.create({"purpose": "Perintä"}).action_reveal()
        self.assertEqual(shown["params"]["message"], CODE)
        self.assertEqual(len(self._log()), 1)

    def test_customer_service_has_no_wizard(self):
        with self.assertRaises(AccessError):
            self.env["lampo.privacy.reveal"].with_user(self.user_service).create(
                {"partner_id": self.partner.id, "purpose": "Perintä"}
            )

    def test_the_access_log_cannot_be_changed_by_anybody(self):
        self.as_officer.action_reveal_identity_code("Perintä")
        for log in (self._log().with_user(self.user_manager), self._log().sudo()):
            with self.assertRaises(UserError):
                log.write({"purpose": "x"})
            with self.assertRaises(UserError):
                log.unlink()
        with self.assertRaises(AccessError):
            self._log().with_user(self.user_manager).create(
                {"user_id": self.user_officer.id, "kind": "reveal", "purpose": "x", "company_id": self.company.id}
            )

    def test_the_access_log_is_the_officers_to_read(self):
        self.as_officer.action_reveal_identity_code("Perintä")
        self.assertTrue(self._log().with_user(self.user_officer).purpose)
        with self.assertRaises(AccessError):
            self._log().with_user(self.user_service).read(["purpose"])

    def test_no_text_column_of_the_tables_it_passes_holds_the_code(self):
        self.partner.with_context(tracking_disable=False).with_user(self.user_officer).write({"identity_code": OTHER})
        wizard = self.env["lampo.privacy.reveal"].with_user(self.user_officer)
        wizard.create({"partner_id": self.partner.id, "purpose": "Perintä"}).action_reveal()
        self.env.flush_all()
        self.env.cr.execute(
            """SELECT table_name, column_name FROM information_schema.columns
                WHERE table_schema = current_schema() AND data_type IN ('text', 'character varying', 'jsonb')"""
        )
        tables = {}
        for table, column in self.env.cr.fetchall():
            tables.setdefault(table, []).append(f'"{column}"::text')
        names = ("res_partner", "mail_message", "mail_tracking_value", "lampo_privacy_access_log",
                 "lampo_privacy_reveal", "ir_filters", "bus_bus", "ir_logging", "mail_mail",
                 "ir_attachment")  # fmt: skip
        for table in (name for name in names if name in tables):
            self.env.cr.execute(
                f"""SELECT count(*) FROM "{table}" WHERE concat_ws(' ', {", ".join(tables[table])}) ~* '901K|902M'"""
            )
            self.assertEqual(self.env.cr.fetchone(), (0,), table)
