# Part of lampo_privacy. LGPL-3.
"""What is held about people, column by column: how many data subjects have something in it (statement § 5).

Read from the map of the registry, so that a field of a module installed tomorrow is counted tomorrow.
"""

from odoo.tools import SQL

from .data_map import DataMap

# Whose records hold more about a person than the person's own row, and the column that stands for them.
BESIDE = {"res_partner_bank": "acc_number", "res_users": "login"}
# What somebody gives a contact and does not lie in its own row; fields of the house's own making come besides.
OUTSIDE = ("image_1920", "category_id")


def people(company_id: int) -> SQL:
    """SQL: ids of the data subjects of a company, who are neither erased nor a user of the house or its template."""
    return SQL(
        """SELECT p.id FROM res_partner p
            WHERE p.is_data_subject AND p.anonymised_on IS NULL AND (p.company_id IS NULL OR p.company_id = %s)
              AND NOT EXISTS (SELECT 1 FROM res_company c WHERE c.partner_id = p.id)
              AND NOT EXISTS (SELECT 1 FROM res_users u WHERE u.partner_id = p.id
                                 AND (NOT COALESCE(u.share, FALSE) OR NOT p.active))""",
        company_id)


def held(env, company_id: int) -> dict[tuple[str, str], int]:
    """{(model, field): how many people have something in it}, of the fields that somebody fills in. No empty ones."""
    data_map = DataMap(env)
    env.flush_all()
    own = env["res.partner"]._fields
    personal = data_map.personal("res_partner")
    made = [column for column in data_map.of_table("res_partner") if column.name in own and own[column.name].manual]
    partner = [column for column in dict.fromkeys([*personal, *made]) if _is_filled_in(env, column)]
    found = _count(env, "res_partner", "id", partner, company_id)
    for table, name in BESIDE.items():
        columns = [column for column in data_map.of_table(table) if column.name == name]
        found |= _count(env, table, data_map.own[table], columns, company_id)
    for name, rows in _outside(env).items():
        [[number]] = env.execute_query(SQL(
            "SELECT count(DISTINCT o.id) FROM (%s) o(id) WHERE o.id IN (%s)", rows, people(company_id)))
        found["res.partner", name] = number
    return {key: number for key, number in found.items() if number}


def holders(env, model: str, field: str, company_id: int) -> list[int]:
    """The ids of the people who have something in a field."""
    data_map = DataMap(env)
    env.flush_all()
    if model == "res.partner" and field in (outside := _outside(env)):
        rows = env.execute_query(SQL(
            "SELECT DISTINCT o.id FROM (%s) o(id) WHERE o.id IN (%s) ORDER BY 1", outside[field], people(company_id)))
        return [row_id for row_id, in rows]
    table = data_map.models[model]._table
    [column] = [column for column in data_map.of_table(table) if column.name == field]
    link = data_map.own[table]
    rows = env.execute_query(SQL(
        "SELECT DISTINCT t.%s FROM %s t WHERE t.%s IN (%s) AND %s ORDER BY 1",
        SQL.identifier(link), SQL.identifier(table), SQL.identifier(link), people(company_id), _has(column)))
    return [row_id for row_id, in rows]


def _outside(env) -> dict[str, SQL]:
    """{field of a contact: SQL of the ids of the contacts that have something in it} of files and of many links."""
    found = {}
    for name, field in env["res.partner"]._fields.items():
        if not field.store or not (name in OUTSIDE or field.manual):
            continue
        if field.type == "many2many":
            found[name] = SQL("SELECT %s FROM %s", SQL.identifier(field.column1), SQL.identifier(field.relation))
        elif field.type in ("binary", "image") and field.attachment:
            found[name] = SQL(
                "SELECT res_id FROM ir_attachment WHERE res_model = 'res.partner' AND res_field = %s", name)
    return found


def _is_filled_in(env, column) -> bool:
    """Whether a person types it, and not the system from other fields or by a default."""
    field = env[column.model]._fields.get(column.name)
    if field is None or field._module == "lampo_privacy" or field.default is not None:
        return False
    return not field.compute or not field.readonly


def _count(env, table: str, link: str, columns: list, company_id: int) -> dict[tuple[str, str], int]:
    if not columns:
        return {}
    counts = SQL(", ").join(
        SQL("count(DISTINCT t.%s) FILTER (WHERE %s)", SQL.identifier(link), _has(column)) for column in columns)
    [row] = env.execute_query(SQL(
        "SELECT %s FROM %s t WHERE t.%s IN (%s)", counts, SQL.identifier(table), SQL.identifier(link),
        people(company_id)))
    return {(column.model, column.name): number for column, number in zip(columns, row, strict=True)}


def _has(column) -> SQL:
    """Whether a row has something in a column: no NULL, no blanks, no empty JSON or HTML, no zero on the map."""
    name = SQL.identifier("t", column.name)
    if column.udt in ("date", "timestamp"):
        return SQL("%s IS NOT NULL", name)
    if column.udt in ("float8", "numeric", "int4", "int8"):
        return SQL("COALESCE(%s, 0) <> 0", name)
    if column.udt == "bool":
        return SQL("COALESCE(%s, FALSE)", name)
    return SQL("COALESCE(trim(regexp_replace(%s::text, '<[^>]*>', '', 'g')), '') NOT IN ('', '{}', '[]', 'null')", name)
