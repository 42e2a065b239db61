# Part of lampo_privacy. LGPL-3.
"""What personal data can exist here: read from the running registry and the database's own catalogue.

Every column of every table gets a class by rule, so that a module installed tomorrow is covered tomorrow. An addon says
otherwise for fields of its own through the class attribute `_lampo_data_map = {"field": "neutral"}` of its model; it is
the one hook.
"""

from dataclasses import dataclass
from functools import cached_property

from odoo.tools import SQL

# The records that are a person. res.users delegates to res.partner and is found by that. A bank account only points at
# its holder, as anything does, and no rule can tell that its number *is* the holder's.
PERSON = "res.partner"
ACCOUNT = "res.partner.bank"
LOG_FIELDS = frozenset(["create_uid", "write_uid"])
# Types of columns that hold no words; every other type is text, one that an extension of PostgreSQL brings too.
WORDLESS_TYPES = frozenset([
    "int2", "int4", "int8", "float4", "float8", "numeric", "money", "bool", "date", "time", "timetz", "timestamp",
    "timestamptz", "interval", "oid", "uuid", "bytea", "vector",
])  # fmt: skip
# The rules that give a class, by the key in `Column.why`
RULES = {
    "said": "said by the model itself (_lampo_data_map)",
    "person": "leads to a person",
    "record": "leads to another record",
    "number": "a number, a moment or a flag",
    "choice": "one of the values in the code",
    "bytes": "bytes of a file",
    "life": "a day or a place in the person's life",
    "own": "text on the person's own record",
    "text": "text that may hold a name",
    "stray": "a column that no installed module knows, of numbers or days",
}
CLASSES = ("identity", "text", "file", "link", "choice", "neutral")


@dataclass(frozen=True)
class Column:
    """One column: its table and name, its model and field where the registry knows them, its class and the rule.

    `why`: a key of RULES.
    """

    table: str
    name: str
    udt: str
    required: bool
    model: str
    cls: str
    why: str

    @property
    def is_json(self) -> bool:
        return self.udt in ("json", "jsonb")


@dataclass(frozen=True)
class Link:
    """A way from a record to another: `m2o`, `pair` (model name and id), `reference` ("model,id"), `m2m`, or `json`
    (ids in a JSON value: one for each company, or those of properties)."""

    table: str
    column: str
    kind: str
    target: str
    cascade: bool
    model: str
    required: bool = False
    # pair: the column of the model's name; m2m: the column of the far side in the relation table; json: the column of
    # the properties' definitions
    other: str = ""
    # m2m: the relation table itself; json: the table of the properties' definitions
    relation: str = ""


class DataMap:
    """The columns and links of one registry. Cheap enough to be made for each run, so it is never stale."""

    def __init__(self, env):
        self.env = env

    @cached_property
    def models(self) -> dict:
        """Model classes that have a table, by model name."""
        found = {name: model for name, model in self.env.registry.items() if model._auto and not model._abstract}
        return {name: model for name, model in found.items() if model._table in self.physical}

    @cached_property
    def tables(self) -> dict[str, str]:
        """Model name by table; of models that share one, the first, which the others were made from."""
        return {model._table: name for name, model in reversed(self.models.items())}

    @cached_property
    def physical(self) -> dict[str, dict[str, tuple[str, bool]]]:
        """{table: {column: (type, required)}} of every ordinary table, installed modules' or not."""
        rows = self.env.execute_query(SQL(
            """SELECT c.relname, a.attname, t.typname, a.attnotnull
                 FROM pg_attribute a
                 JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p')
                 JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = current_schema()
                 JOIN pg_type t ON t.oid = a.atttypid
                WHERE a.attnum > 0 AND NOT a.attisdropped
                ORDER BY c.relname, a.attnum"""))
        found: dict[str, dict[str, tuple[str, bool]]] = {}
        for table, column, udt, required in rows:
            found.setdefault(table, {})[column] = (udt, required)
        return found

    @cached_property
    def own(self) -> dict[str, str]:
        """{table: column that leads to the person's partner} of the records that are the person."""
        models = [model for model in self.models.values() if PERSON in model._inherits]
        delegating = {model._table: model._inherits[PERSON] for model in models}
        return {"res_partner": "id", **delegating, self.models[ACCOUNT]._table: "partner_id"}

    @cached_property
    def own_models(self) -> set[str]:
        return {self.tables[table] for table in self.own}

    @cached_property
    def columns(self) -> list[Column]:
        """Every column of every table with its class."""
        return [self._column(table, name, *facts) for table, columns in self.physical.items()
                for name, facts in columns.items()]

    def _column(self, table: str, name: str, udt: str, required: bool) -> Column:
        model = self.tables.get(table, "")
        field = self.models[model]._fields.get(name) if model else None
        cls, why = self._classify(table, model, field, udt)
        return Column(table, name, udt, required, model, cls, why)

    def _classify(self, table: str, model: str, field, udt: str) -> tuple[str, str]:
        """The class of a column and the rule that gave it."""
        if field is not None and field.name in self.said[model]:
            return self.said[model][field.name], "said"
        if field is not None and field.type in ("many2one", "many2one_reference", "reference", "many2many"):
            persons = field.type not in ("many2one", "many2many") or field.comodel_name in self.own_models
            return ("link", "person") if persons else ("neutral", "record")
        if field is not None and field.type in ("integer", "monetary", "boolean", "datetime"):
            return "neutral", "number"
        if field is not None and field.type == "selection":
            return "choice", "choice"
        if udt == "bytea" or (field is not None and field.type == "binary"):
            return "file", "bytes"
        if table in self.own and field is not None and _is_of_a_life(field):
            return "identity", "life"
        if is_text(udt) and (field is None or field.type not in ("float", "date")):
            return ("identity", "own") if table in self.own else ("text", "text")
        return "neutral", "stray" if field is None else "number"

    @cached_property
    def said(self) -> dict[str, dict[str, str]]:
        """What models and their extensions say of their fields; the last one to extend a model has the last word."""
        found: dict[str, dict[str, str]] = {}
        for name, model in self.models.items():
            layers = [vars(layer).get("_lampo_data_map", {}) for layer in reversed(model.__mro__)]
            found[name] = {field: said for layer in layers for field, said in layer.items()}
        return found

    @cached_property
    def elsewhere(self) -> list[Column]:
        """Stored fields that have no column of their own: relation tables, and files kept as attachments."""
        return [Column(table, field.name, "", field.required, name, *self._classify(model._table, name, field, ""))
                for name, model in self.models.items() for field in model._fields.values()
                if (table := self._kept_in(model, field))]

    def _kept_in(self, model, field) -> str:
        """The table that holds a field which its own model's table does not; none where it has a column."""
        if not field.store or field.name in self.physical[model._table]:
            return ""
        if field.type == "many2many" and field.relation in self.physical:
            return field.relation
        return "ir_attachment" if field.type == "binary" and field.attachment else ""

    def texts(self, table: str) -> list[Column]:
        """The columns of a table that can hold words about a person."""
        return [column for column in self.of_table(table)
                if column.cls in ("text", "identity") and is_text(column.udt)]

    def personal(self, table: str) -> list[Column]:
        """The columns of one of the person's own tables that are the person's: texts, and days and places of a life."""
        return [column for column in self.of_table(table) if column.cls == "identity"]

    def of_table(self, table: str) -> list[Column]:
        return self._by_table.get(table, [])

    @cached_property
    def _by_table(self) -> dict[str, list[Column]]:
        found: dict[str, list[Column]] = {}
        for column in self.columns:
            found.setdefault(column.table, []).append(column)
        return found

    @cached_property
    def links(self) -> list[Link]:
        """Every stored way from a record of any model to another record."""
        return [link for name, model in sorted(self.models.items()) for field in model._fields.values()
                for link in self._links_of(name, model, field)]

    def _links_of(self, name: str, model, field) -> list[Link]:
        if not field.store or field.name in LOG_FIELDS:
            return []
        table = model._table
        if field.type == "many2many" and field.relation in self.physical and field.comodel_name in self.models:
            return [Link(table, field.column1, "m2m", field.comodel_name, False, name, other=field.column2,
                         relation=field.relation)]
        if field.name not in self.physical[table]:
            return []
        if field.type == "many2one" and field.company_dependent:
            return [Link(table, field.name, "json", field.comodel_name, False, name)]
        if field.type == "properties":
            return self._property_links(table, name, field)
        if field.type == "many2one":
            cascade = field.ondelete == "cascade"
            return [Link(table, field.name, "m2o", field.comodel_name, cascade, name, field.required)]
        if field.type == "many2one_reference" and field.model_field in self.physical[table]:
            return [Link(table, field.name, "pair", "", True, name, other=field.model_field)]
        if field.type == "reference":
            return [Link(table, field.name, "reference", "", False, name)]
        return []

    def _property_links(self, table: str, name: str, field) -> list[Link]:
        """Properties lead wherever their definitions say, which stand on another record."""
        container = self.models[name]._fields[field.definition_record].comodel_name
        if container not in self.models:
            return []
        return [Link(table, field.name, "json", target, False, name, other=field.definition_record_field,
                     relation=self.models[container]._table) for target in sorted(self.own_models)]


def is_text(udt: str) -> bool:
    """Whether a column of this type holds words."""
    return udt.lstrip("_") not in WORDLESS_TYPES


def _is_of_a_life(field) -> bool:
    """A date (not a moment of the system's) or a position on the map, on a person's own record."""
    if field.type == "date":
        return True
    digits = getattr(field, "_digits", None)
    return field.type == "float" and isinstance(digits, tuple) and digits[1] >= 5
