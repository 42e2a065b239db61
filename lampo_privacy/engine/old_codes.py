# Part of lampo_privacy. LGPL-3.
"""Identity codes that stand in texts since before the addon looked at what is typed, or that came below the ORM."""

from contextlib import closing

from odoo.fields import NO_ACCESS
from odoo.tools import SQL
from psycopg2.extras import Json

from ..models.typed_codes import TEXTS
from ..tools.code_mask import without_codes

# of one table at a time: the rest is found when these are masked
LIMIT = 5_000
# What stands between two signs of a code in HTML. PostgreSQL finds what looks like one, Python judges it.
_TAGS = r"(<[^<>]*>)*"
_BLANK = r"(\s|&nbsp;|&#160;)?"
_LOOKS_LIKE = _TAGS.join([
    "[0-3]", r"\d", "[01]", r"\d", r"\d", r"\d", rf"{_BLANK}[-+–−‐‑—A-FU-Ya-fu-y]{_BLANK}", r"\d", r"\d", r"\d",
    "[0-9A-Ya-y]"])
# What the hash of an entry covers stays as it is (Kirjanpitolaki 1336/1997 2:8).
_SEALED = {
    "account.move": SQL("t.inalterable_hash IS NOT NULL"),
    "account.move.line": SQL(
        "EXISTS (SELECT FROM account_move m WHERE m.id = t.move_id AND m.inalterable_hash IS NOT NULL)"),
}


def columns(env) -> dict[str, list[str]]:
    """{model: names of the fields that hold texts} of every table in which people write."""
    found = {}
    for name in sorted(env.registry):
        records = env[name]
        if records._auto and not records._abstract and records._lampo_may_hold_codes():
            found[name] = [field.name for field in records._fields.values() if _is_text(field)]
    return {name: names for name, names in found.items() if names}


def _is_text(field) -> bool:
    return bool(field.store and field.column_type and field.type in TEXTS and field.groups != NO_ACCESS)


def find(env, company_id: int) -> dict[tuple[str, str], list[int]]:
    """{(model, field): ids of the records} that hold a code in clear, of a company or of none."""
    env.flush_all()
    found: dict[tuple[str, str], list[int]] = {}
    for model, names in columns(env).items():
        # rolled back: a transaction that keeps the locks on every table and index may use up the server's
        with closing(env.cr.savepoint(flush=False)):
            rows = env.execute_query(_suspects(env[model], names, company_id))
        for row_id, *values in rows:
            for name, value in zip(names, values, strict=True):
                if without_codes(value) is not value:
                    found.setdefault((model, name), []).append(row_id)
    return found


def _suspects(records, names: list[str], company_id: int) -> SQL:
    company = records._fields.get("company_id")
    of_company = SQL("(t.company_id IS NULL OR t.company_id = %s)", company_id) if (
        company is not None and company.store and company.column_type) else SQL("TRUE")
    looks = SQL(" OR ").join(SQL("t.%s::text ~ %s", SQL.identifier(name), _LOOKS_LIKE) for name in names)
    return SQL("SELECT t.id, %s FROM %s t WHERE (%s) AND %s ORDER BY t.id LIMIT %s",
               SQL(", ").join(SQL.identifier("t", name) for name in names), SQL.identifier(records._table), looks,
               of_company, LIMIT)


def mask(env, model: str, name: str, ids: list[int]) -> int:
    """Mask the codes in one field of these records, what a hash seals apart. Returns how many were masked.

    Below the ORM: it would track the old text, and refuses messages that it keeps for an audit.
    """
    records = env[model]
    env.flush_all()
    table, column = SQL.identifier(records._table), SQL.identifier(name)
    sealed = _SEALED[model] if model in _SEALED and name in records._get_integrity_hash_fields() else SQL("FALSE")
    done = 0
    for row_id, value in env.execute_query(
            SQL("SELECT t.id, t.%s FROM %s t WHERE t.id = ANY(%s) AND NOT %s", column, table, ids, sealed)):
        if (new := without_codes(value)) is not value:
            kept = new if isinstance(new, str) else Json(new)
            env.cr.execute(SQL("UPDATE %s SET %s = %s WHERE id = %s", table, column, kept, row_id))
            done += 1
    records.browse(ids).invalidate_recordset([name], flush=False)
    return done
