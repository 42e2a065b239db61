# Part of lampo_privacy. LGPL-3.
from contextlib import closing

from markupsafe import Markup
from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL
from psycopg2.extras import Json

from ..engine import old_codes
from ..tools.identity_codes import MASK
from .identity_common import CODE, OTHER, IdentityCodeCase

TEXT = f"puhelu 1.2. ({CODE})"
SPLIT = Markup("<p>tunnus <b>010170</b>-901K</p>")


@tagged("post_install", "-at_install")
class TestTypedCodes(IdentityCodeCase):
    """Codes that staff type elsewhere than in the code's own field."""

    def setUp(self):
        super().setUp()
        self.mine = self.partner.with_user(self.user_service)

    def _is_masked(self, text):
        self.assertIn(MASK, str(text))
        self.assertNotIn("901K", str(text))

    def test_a_code_in_a_message_is_masked_also_when_it_is_edited(self):
        message = self.mine.message_post(body=SPLIT, subject=f"Re {CODE}")
        self._is_masked(message.body)
        self._is_masked(message.subject)
        message.sudo().write({"body": SPLIT, "subject": "Re"})
        self._is_masked(message.body)

    def test_a_message_without_a_code_stays_as_it_was(self):
        body = Markup("<p>Lasku 1234567890, puh. <b>040 123 4567</b> &lt;liisa&gt;</p>")
        self.assertEqual(self.mine.message_post(body=body).body, body)

    def test_a_code_in_an_activity_is_masked(self):
        activity = self.mine.activity_schedule("mail.mail_activity_data_todo", summary=f"Soita {CODE}", note=SPLIT)
        self._is_masked(activity.summary)
        self._is_masked(activity.note)

    def test_a_code_in_a_text_of_a_contact_is_masked(self):
        self.mine.write({"ref": CODE, "comment": SPLIT})
        self._is_masked(self.mine.ref)
        self._is_masked(self.mine.comment)
        self._is_masked(self.mine.create({"name": f"Liisa {CODE}"}).name)

    def test_a_code_in_a_text_of_the_register_is_refused(self):
        officer = self.env(user=self.user_officer.id)
        site = self._site().with_env(officer)
        hold = {"partner_id": self.partner.id, "reason": f"riita {CODE}"}
        for attempt in (lambda: site.write({"name": f"Kaukokatu {CODE}"}),
                        lambda: site.copy({"name": f"Kaukokatu {CODE}"}),
                        lambda: officer["lampo.privacy.hold"].create(hold)):
            with self.assertRaises(ValidationError) as caught:
                attempt()
            self.assertNotIn("901K", str(caught.exception))

    def test_a_code_in_any_text_of_any_record_is_masked(self):
        """Every kind of record that there is one of, every text of it that may be written; read back below the ORM."""
        written = 0
        for model, names in old_codes.columns(self.env(su=False)).items():
            # rolled back: the locks on all tables at once would be too many beside other tests
            with closing(self.env.cr.savepoint(flush=False)):
                record = self.env[model].sudo().search([], limit=1)
                texts = [name for name in names if record._fields[name].type in ("char", "text", "html")]
                for name in texts if record and not model.startswith("lampo.") else ():
                    stored = self._stored_after_writing(record, name)
                    self.assertNotIn("901K", stored, f"{model}.{name}")
                    written += MASK in stored
        self.assertGreater(written, 250)

    def _stored_after_writing(self, record, name):
        savepoint = self.env.cr.savepoint()
        query = SQL("SELECT %s::text FROM %s WHERE id = %s", SQL.identifier(name), SQL.identifier(record._table),
                    record.id)
        try:
            record.write({name: TEXT})
            self.env.flush_all()
            return str(self.env.execute_query(query)[0][0])
        except Exception:  # whatever a model says against the text: then it is not stored
            return ""
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()

    def test_every_kind_of_record_is_made_without_codes(self):
        for model, names in old_codes.columns(self.env(su=False)).items():
            if not model.startswith("lampo."):
                values = self.env[model]._lampo_without_codes(dict.fromkeys(names, TEXT))
                self.assertEqual({name for name, value in values.items() if MASK not in value}, set(), model)

    def test_a_code_in_what_a_form_proposes_is_masked_or_refused(self):
        """A client says by `default_…` what a record is made with."""
        made = self.mine.with_context(default_comment=SPLIT, default_ref=CODE).create({"name": "Liisa"})
        self._is_masked(made.comment)
        self._is_masked(made.ref)
        holds = self.env(user=self.user_officer.id)["lampo.privacy.hold"]
        with self.assertRaises(ValidationError):
            holds.with_context(default_reason=f"riita {CODE}").create({"partner_id": self.partner.id})

    def test_a_code_in_a_translation_is_masked_or_refused(self):
        self.env["res.lang"]._activate_lang("fi_FI")
        category = self.env["res.partner.category"].create({"name": "Kerrostalot"})
        category.update_field_translations("name", {"fi_FI": TEXT})
        self._is_masked(category.with_context(lang="fi_FI").name)
        rules = self.env["lampo.privacy.retention.rule"].search([], limit=1).with_user(self.user_manager)
        with self.assertRaises(ValidationError):
            rules.update_field_translations("name", {"fi_FI": TEXT})

    def test_a_code_in_a_property_is_masked(self):
        project = self.env["project.project"].create({"name": "Korjaukset", "task_properties_definition": [
            {"name": "0123456789abcdef", "type": "char", "string": f"Tilaaja {CODE}"}]})
        task = self.env["project.task"].create({
            "name": "Vuoto", "project_id": project.id, "task_properties": {"0123456789abcdef": TEXT}})
        self._is_masked(task.task_properties["0123456789abcdef"])
        self._is_masked(project.task_properties_definition[0]["string"])

    def test_a_code_in_the_name_or_the_index_of_a_file_is_masked(self):
        file = self.env["ir.attachment"].create({
            "name": f"{CODE}.txt", "raw": f"hakemus {CODE}".encode(), "mimetype": "text/plain"})
        self._is_masked(file.name)
        self._is_masked(file.index_content)
        self.assertIn(CODE.encode(), file.raw, "the file itself stays as it came")

    def test_what_is_sealed_is_left_alone(self):
        values = {"identity_code_cipher": CODE, "identity_code_hash": CODE}
        self.assertEqual(self.partner._lampo_without_codes(values), values)

    def test_what_the_server_s_administrator_writes_as_code_is_no_text(self):
        action = self.env["ir.actions.server"].create({
            "name": "x", "model_id": self.env["ir.model"]._get_id("res.partner"), "state": "code", "code": f"# {CODE}"})
        self.assertIn(CODE, action.code)

    def test_what_looks_like_a_code_and_is_none_stays(self):
        for text in ("RF18 0101 7090 1", "010170-9010", "Lasku 010170-901, 2026", "FI21 1234 5600 0007 85",
                     "3f01-010170-901Kx", "1010170-901K", "viite 12 34561 01017 09012", "010124-311224"):
            self.mine.comment = Markup("<p>%s</p>") % text
            self.assertEqual(self.mine.comment, Markup("<p>%s</p>") % text)

    def test_the_field_of_the_code_still_takes_it(self):
        self.as_officer.write({"identity_code": CODE, "comment": "hyvä"})
        self.assertEqual(self._find(CODE), self.partner)


@tagged("post_install", "-at_install")
class TestOldCodes(IdentityCodeCase):
    """Codes that stood in texts before the addon came."""

    def setUp(self):
        super().setUp()
        self.deviations = self.env["lampo.privacy.deviation"].with_user(self.user_officer)
        self.message = self.partner.message_post(body="x")
        self._plant(self.partner, "comment", f"<p>hetu 010170-<b>901K</b> ja {OTHER}</p>")
        self._plant(self.message, "body", "<p>hetu 010170-<b>901K</b></p>")

    def _plant(self, record, name, value):
        self.env.flush_all()
        self.env.cr.execute(SQL("UPDATE %s SET %s = %s WHERE id = %s", SQL.identifier(record._table),
                                SQL.identifier(name), value, record.id))
        record.invalidate_recordset()

    def _lines(self):
        self.deviations.action_refresh()
        return self.deviations.search([("kind", "=", "typed_code"), ("create_uid", "=", self.user_officer.id)])

    def _line(self, model, name):
        return self._lines().filtered(lambda line: (line.field_id.sudo().model, line.field_id.sudo().name) == (
            model, name))

    def test_the_officer_is_shown_where_they_stand(self):
        line = self._line("res.partner", "comment")
        self.assertEqual((line.res_ids, line.action_open()["domain"]), (self.partner.ids, [
            ("id", "in", self.partner.ids)]))
        self.assertEqual(self._line("mail.message", "body").res_ids, self.message.ids)
        self.assertNotIn("901K", str(line.read()))

    def test_the_officer_masks_them_and_nothing_else_changes(self):
        self._line("res.partner", "comment").action_mask()
        self._line("mail.message", "body").action_mask()
        self.assertFalse(self._lines())
        self.assertEqual(self.partner.comment, Markup(f"<p>hetu {MASK}<b></b> ja {MASK}</p>"))
        self.assertEqual(self.message.body, Markup(f"<p>hetu {MASK}<b></b></p>"))

    def test_texts_in_languages_and_in_json_are_masked_too(self):
        category = self.env["res.partner.category"].create({"name": "A"})
        self._plant(category, "name", Json({"en_US": f"A {CODE}", "fi_FI": "B"}))
        self._line("res.partner.category", "name").action_mask()
        self.assertEqual(category.with_context(lang="en_US").name, f"A {MASK}")

    def test_what_a_hash_seals_stays_and_is_shown(self):
        line = self.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": self.partner.id,
            "invoice_line_ids": [Command.create({"name": "Lämpö", "price_unit": 10.0})]}).invoice_line_ids
        for sealed in (True, False):
            self._plant(line, "name", TEXT)
            self._plant(line.move_id, "inalterable_hash", "$4$x" if sealed else None)
            self._line("account.move.line", "name").action_mask()
            self.assertEqual(line.name == TEXT, sealed)
            self.assertEqual(bool(self._line("account.move.line", "name")), sealed)

    def test_only_the_officer_masks(self):
        line = self._line("res.partner", "comment")
        with self.assertRaises(UserError):
            line.with_user(self.user_service).action_mask()
        self.assertIn("901K", self.message.body)

    def test_another_company_s_texts_are_not_shown(self):
        other = self.env["res.company"].create({"name": "Naapurin Lämpö Oy"})
        self.partner.company_id = other
        self.assertFalse(self._line("res.partner", "comment"))
