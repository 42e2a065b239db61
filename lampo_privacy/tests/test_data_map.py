# Part of lampo_privacy. LGPL-3.
from contextlib import contextmanager
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL

from ..engine.data_map import CLASSES, RULES, DataMap
from .common import LampoCase

WORDS = frozenset(["char", "text", "html", "json", "properties", "properties_definition", "binary"])
LINKS = frozenset(["many2one", "many2many", "reference", "many2one_reference"])


@tagged("post_install", "-at_install")
class TestDataMap(LampoCase):
    """Every stored field of every installed model has a class; the officer sees which and why."""

    def _gaps(self):
        """Fields that can hold somebody and that the map has without a class, or does not have at all."""
        data_map = DataMap(self.env)
        columns = {(entry.table, entry.name): entry for entry in data_map.columns}
        elsewhere = {(entry.model, entry.name): entry for entry in data_map.elsewhere}
        return [f"{name}.{field.name}" for name, model in data_map.models.items() for field in model._fields.values()
                if field.store and self._can_hold(data_map, field) and self._has_none(
                    columns.get((model._table, field.name)) or elsewhere.get((name, field.name)))]

    @staticmethod
    def _can_hold(data_map, field):
        if field.type in LINKS:
            return field.comodel_name in (*data_map.own_models, None)
        return field.type in WORDS

    @staticmethod
    def _has_none(entry):
        return entry is None or entry.cls not in CLASSES or (entry.cls == "neutral" and entry.why != "said")

    def test_every_field_that_can_hold_somebody_has_a_class(self):
        self.assertEqual(self._gaps(), [])

    def test_a_field_without_a_class_is_noticed(self):
        original = DataMap._classify

        def forgetful(data_map, table, model, field, udt):
            forgotten = field is not None and field.type == "html"
            return ("neutral", "text") if forgotten else original(data_map, table, model, field, udt)

        with patch.object(DataMap, "_classify", forgetful):
            self.assertIn("res.partner.comment", self._gaps())

    def test_every_class_has_a_rule_that_the_screen_can_say(self):
        data_map = DataMap(self.env)
        used = {entry.why for entry in (*data_map.columns, *data_map.elsewhere)}
        self.assertLessEqual(used, set(RULES))
        shown = self.env["lampo.privacy.data.map"]._fields["why"].selection
        self.assertEqual(set(RULES), {key for key, _label in shown})

    def test_a_column_that_no_module_knows_is_text(self):
        self.env.cr.execute("ALTER TABLE res_country ADD COLUMN x_left_behind text")
        entry = self._entry("res_country", "x_left_behind")
        self.assertEqual((entry.cls, entry.why), ("text", "text"))

    def test_a_type_of_column_that_we_do_not_know_is_text(self):
        self.env.cr.execute("CREATE DOMAIN lampo_words AS text; ALTER TABLE res_country ADD COLUMN x_words lampo_words")
        self.assertEqual(self._entry("res_country", "x_words").cls, "text")

    def _entry(self, table, column):
        return next(entry for entry in DataMap(self.env).of_table(table) if entry.name == column)

    @contextmanager
    def _said(self, model, **said):
        with patch.object(self.env.registry[model], "_lampo_data_map", said, create=True):
            yield

    def test_a_model_can_say_otherwise_of_its_own_fields(self):
        self.assertEqual(self._entry("res_country", "code").cls, "text")
        with self._said("res.country", code="neutral"):
            entry = self._entry("res_country", "code")
        self.assertEqual((entry.cls, entry.why), ("neutral", "said"))

    def test_two_extensions_of_one_model_can_both_say_something(self):
        site = self.env.registry["lampo.heat.site"]
        self.assertEqual(self._entry(site._table, "street").why, "said")
        with self._said("lampo.heat.site", name="neutral"):
            self.assertEqual(self._entry(site._table, "name").why, "said")
            self.assertEqual(self._entry(site._table, "street").why, "said")

    def test_relations_and_attached_files_are_on_the_map(self):
        found = {(entry.model, entry.name): entry for entry in DataMap(self.env).elsewhere}
        image = found["res.partner", "image_1920"]
        self.assertEqual((image.table, image.cls), ("ir_attachment", "file"))
        recipients = found["mail.message", "partner_ids"]
        self.assertEqual((recipients.table, recipients.cls), ("mail_message_res_partner_rel", "link"))

    def _open(self):
        Map = self.env["lampo.privacy.data.map"].with_user(self.user_officer)
        Map.action_open()
        return Map

    def test_the_screen_shows_what_the_map_says(self):
        Map = self._open()
        email = Map.search([("model", "=", "res.partner"), ("name", "=", "email")])
        self.assertEqual((email.data_class, email.why, email.module, email.field_label),
                         ("identity", "own", "base", "Email"))
        holder = Map.search([("model", "=", "res.partner.bank"), ("name", "=", "partner_id")])
        self.assertEqual((holder.data_class, holder.target), ("link", "res.partner"))
        data_map = DataMap(self.env)
        self.assertEqual(Map.search_count([]), len(data_map.columns) + len(data_map.elsewhere))

    def test_it_is_drawn_anew_when_the_columns_are_others(self):
        Map = self._open()
        self.assertFalse(Map._refresh())
        self.env.cr.execute("ALTER TABLE res_country ADD COLUMN x_left_behind text")
        Map.action_open()
        left = Map.search([("name", "=", "x_left_behind")])
        self.assertEqual((left.table_name, left.model, left.data_class), ("res_country", "res.country", "text"))

    def test_records_are_counted_when_asked(self):
        Map = self._open()
        name = Map.search([("model", "=", "res.partner"), ("name", "=", "name")])
        name.action_count()
        [[number]] = self.env.execute_query(SQL("SELECT count(*) FROM res_partner"))
        self.assertEqual((name.record_count, name.is_counted), (number, True))
        email = Map.search([("model", "=", "res.partner"), ("name", "=", "email")])
        self.assertTrue(email.is_counted, "the other fields of the table were counted with it")

    def test_only_an_officer_sees_it(self):
        Map = self.env["lampo.privacy.data.map"]
        for user in (self.user_service, self.user_nobody, self.user_accountant):
            with self.assertRaises(AccessError):
                Map.with_user(user).action_open()
            with self.assertRaises(AccessError):
                Map.with_user(user).search([])
        with self.assertRaises(AccessError):
            self._open().search([], limit=1).unlink()
