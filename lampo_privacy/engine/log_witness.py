# Part of lampo_privacy. LGPL-3.
"""What the access log held last night and who had which role, kept outside the database.

A trigger keeps the log from being changed by mistake or through Odoo. Whoever may run code on the database itself can
pass it; so a sum of each month's lines lies in a file beside the keys, and the next night's look tells the officers.
"""

import json
import os
from datetime import datetime
from pathlib import Path

from odoo.tools import SQL

from . import keyring

# what no erasure, merge or deleted contact changes
_KEPT = ("id", "date", "user_id", "kind", "company_id", "record_count", "model", "domain", "what")


def path(env) -> Path:
    """The file of this database."""
    # sudo: the uuid is a system parameter
    return keyring.kept_file(f"log-{env['ir.config_parameter'].sudo().get_param('database.uuid')}")


def read(env) -> dict:
    """What was kept last; empty before the first night."""
    return json.loads(path(env).read_text(encoding="utf-8")) if path(env).exists() else {}


def keep(env, told: dict) -> None:
    """Keep it once the transaction is committed, in the place of what was there."""
    file = path(env)
    env.cr.postcommit.add(lambda: _write(file, json.dumps(told)))


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = file.with_name(f"{file.name}.new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
    new.replace(file)


def months(env, until: datetime) -> dict[str, list]:
    """{month: [number of lines, their sum]} of the lines before a moment (naive UTC)."""
    row = SQL("concat_ws('|', %s)", SQL(", ").join(map(SQL.identifier, _KEPT)))
    rows = env.execute_query(SQL(
        """SELECT to_char(date, 'YYYY-MM'), count(*), sum(('x' || left(md5(%s), 15))::bit(60)::bigint)::text
             FROM lampo_privacy_access_log WHERE date < %s GROUP BY 1""", row, until))
    return {month: [count, total] for month, count, total in rows}


def changed(before: dict[str, list], now: dict[str, list], first: str) -> list[str]:
    """The months from `first` on ("YYYY-MM") whose lines are not what they were."""
    return sorted(month for month in before.keys() | now.keys()
                  if month >= first and before.get(month) != now.get(month))
