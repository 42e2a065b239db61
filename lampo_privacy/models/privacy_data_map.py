# Part of lampo_privacy. LGPL-3.
import hashlib

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..engine.data_map import DataMap
from .privacy_erasure import OFFICER

SIGNATURE = "lampo_privacy.data_map_signature"


class PrivacyDataMap(models.Model):
    """Which fields of this database can hold personal data, and why (GDPR arts. 5(2) and 30).

    A picture of the map that every search and every erasure draws anew for itself. Drawn again whenever the installed
    modules or the database's columns are others than they were, so that it cannot show a map that no longer holds.
    """

    _name = "lampo.privacy.data.map"
    _description = "Map of personal data"
    _order = "data_class, model, name, id"
    _log_access = False
    # names of tables and fields
    _lampo_data_map = {"table_name": "neutral", "model": "neutral", "name": "neutral", "module": "neutral",
                       "target": "neutral", "type": "neutral"}

    name = fields.Char(
        string="Technical field", readonly=True, help="Name of the field, or of the column of the database."
    )
    table_name = fields.Char(string="Table", readonly=True, help="The table that holds it.")
    type = fields.Char(readonly=True, help="Type of the field, or of the column where no module knows it.")
    model = fields.Char(string="Technical model", readonly=True)
    model_id = fields.Many2one("ir.model", readonly=True, ondelete="cascade", index=True)
    field_id = fields.Many2one("ir.model.fields", string="Model's field", readonly=True, ondelete="cascade")
    field_label = fields.Char(string="Field", related="field_id.field_description")
    module = fields.Char(readonly=True, index=True, help="The module that brought the field.")
    data_class = fields.Selection(
        [("identity", "Identity"), ("text", "Text"), ("file", "File"), ("link", "Link to a person"),
         ("choice", "Choice"), ("neutral", "Not personal")],
        string="Class", readonly=True,
        help="Identity: the person's own. Text: may hold a name. File: bytes. Link: leads to a person. Choice: one of "
        "the values in the code. What is not personal is neither erased nor searched.",
    )  # fmt: skip
    why = fields.Selection(
        [("said", "The model itself says so"), ("person", "It leads to a person"),
         ("record", "It leads to another record"),
         ("number", "A number, a moment or a flag"), ("choice", "One of the values in the code"),
         ("bytes", "Bytes of a file"), ("life", "A day or a place in the person's life"),
         ("own", "Text on the person's own record"), ("text", "Text that may hold a name"),
         ("stray", "A number or a day in a column that no installed module knows")],
        string="Rule", readonly=True, help="The rule that gave the class.",
    )  # fmt: skip
    target = fields.Char(string="Leads to", readonly=True, help="The model to which a link leads.")
    record_count = fields.Integer(
        string="Records", readonly=True, aggregator=None,
        help="Rows of the table: the database's own estimate until they are counted.",
    )  # fmt: skip
    is_counted = fields.Boolean(string="Counted", readonly=True, help="The rows were counted, not estimated.")

    @api.model
    def action_open(self):
        """Open the map, drawn anew where it no longer shows what is installed."""
        self._require_officer()
        self._refresh()
        return {
            "type": "ir.actions.act_window", "res_model": self._name, "name": self.env._("Map of personal data"),
            "views": [[False, "list"], [False, "pivot"], [False, "form"]],
            "context": {"search_default_personal": 1, "search_default_by_class": 1},
        }  # fmt: skip

    @api.model
    def action_rebuild(self):
        """Draw the map anew and open it."""
        self._require_officer()
        self._refresh(force=True)
        return self.action_open()

    def action_count(self):
        """Count the rows of the chosen fields' tables: one statement for all."""
        self._require_officer()
        physical = DataMap(self.env(su=True)).physical
        tables = sorted(set(self.mapped("table_name")) & set(physical))
        if not tables:
            return
        counts = SQL(" UNION ALL ").join(
            SQL("SELECT %s AS name, count(*) AS number FROM %s", table, SQL.identifier(table)) for table in tables)
        self.env.cr.execute(SQL(
            """UPDATE lampo_privacy_data_map m SET record_count = c.number, is_counted = TRUE FROM (%s) c
                WHERE m.table_name = c.name""", counts))
        self.invalidate_model(["record_count", "is_counted"])

    def _require_officer(self):
        if not (self.env.su or self.env.user.has_group(OFFICER)):
            raise AccessError(self.env._("Only a privacy officer sees the map of personal data."))

    @api.model
    def _refresh(self, *, force=False):
        """Draw the map anew if the registry has other columns than it shows; returns whether it did."""
        # sudo: the map is drawn from the catalogue of all models, whatever the reader may see of their records
        env = self.env(su=True)
        data_map = DataMap(env)
        entries = [*data_map.columns, *data_map.elsewhere]
        signature = hashlib.sha256(repr(sorted(map(repr, entries))).encode()).hexdigest()
        parameters = env["ir.config_parameter"]
        if not force and parameters.get_param(SIGNATURE) == signature:
            return False
        self._write_entries(data_map, entries)
        parameters.set_param(SIGNATURE, signature)
        return True

    def _write_entries(self, data_map, entries):
        """The whole map in one statement."""
        self.env.flush_all()
        rows = [self._row_of(data_map, entry) for entry in entries]
        columns = [list(column) for column in zip(*rows, strict=True)]
        self.env.cr.execute(SQL(
            """DELETE FROM lampo_privacy_data_map;
               INSERT INTO lampo_privacy_data_map (table_name, model, name, type, data_class, why, target, module,
                                                   model_id, field_id, record_count, is_counted)
               SELECT e.*, m.id, f.id, GREATEST(COALESCE(c.reltuples, 0), 0)::int4, FALSE
                 FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
                             %s::text[]) AS e(tbl, model, name, type, cls, why, target, module)
                 LEFT JOIN ir_model m ON m.model = e.model
                 LEFT JOIN ir_model_fields f ON f.model = e.model AND f.name = e.name
                 LEFT JOIN pg_class c ON c.oid = to_regclass(quote_ident(e.tbl))""", *columns))
        self.invalidate_model()

    @staticmethod
    def _row_of(data_map, entry):
        model = data_map.models.get(entry.model)
        field = model._fields.get(entry.name) if model is not None else None
        return (
            entry.table, entry.model or None, entry.name, field.type if field is not None else entry.udt, entry.cls,
            entry.why, field.comodel_name if entry.cls == "link" and field.relational else None,
            (field._modules or (None,))[0] if field is not None else None,
        )  # fmt: skip
