# Part of lampo_privacy. LGPL-3.
"""The ledger of erasures outside the database, so that an erasure survives a restored backup.

One JSON line an erasure: the database's uuid, the partner's id, the day, the ground and the phase. No name, no hash
of a name. Append-only; a line is written when the erasure is committed, never before.
"""

import json
import os
from datetime import date
from pathlib import Path

from odoo import fields
from odoo.tools import SQL, config


def ledger_file() -> Path:
    """The file that all databases of one server write to."""
    return Path(config["data_dir"]) / "lampo_privacy" / "erasures.jsonl"


def _database(env) -> str:
    # sudo: the uuid is a system parameter
    return env["ir.config_parameter"].sudo().get_param("database.uuid")


def note(env, erased: list[tuple[int, str, int]]) -> None:
    """Append (partner id, ground, phase) lines once the transaction is committed."""
    if not erased:
        return
    uuid = _database(env)
    day = fields.Date.to_string(fields.Date.today())
    lines = "".join(
        json.dumps({"database": uuid, "partner": person, "day": day, "ground": ground, "phase": phase}) + "\n"
        for person, ground, phase in erased)
    env.cr.postcommit.add(lambda: _append(lines))


def _append(lines: str) -> None:
    path = ledger_file()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # one write to a file opened for appending: two workers' lines do not mix
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, lines.encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def pending(env) -> list[int]:
    """Ids of partners that the ledger knows as erased and the database does not: a backup was restored.

    An id may have been given to somebody else since; so only partners count that are older than their line.
    """
    erased = _erased(_database(env))
    if not erased:
        return []
    rows = env.execute_query(SQL(
        """SELECT d.id FROM unnest(%s::int4[], %s::date[], %s::int4[]) AS d(id, day, phase)
             JOIN res_partner p ON p.id = d.id AND p.create_date < d.day
            WHERE p.anonymised_on IS NULL
              AND NOT (d.phase = 1 AND EXISTS (SELECT 1 FROM lampo_privacy_erasure e
                                                WHERE e.partner_id = p.id AND e.state IN ('waiting', 'done')))
              AND NOT EXISTS (SELECT 1 FROM lampo_privacy_erasure e WHERE e.partner_id = p.id AND e.ground = 'restored')
            ORDER BY d.id""",
        list(erased), [day for day, _phase in erased.values()], [phase for _day, phase in erased.values()]))
    return [person for person, in rows]


def _erased(database: str) -> dict[int, tuple[date, int]]:
    """{partner id: (day, phase)} of the last line of each person of one database. A torn last line is passed over."""
    found: dict[int, tuple[date, int]] = {}
    if not ledger_file().exists():
        return found
    with ledger_file().open(encoding="utf-8") as lines:
        for line in lines:
            if database in line and line.endswith("\n"):
                entry = json.loads(line)
                found[entry["partner"]] = (date.fromisoformat(entry["day"]), entry["phase"])
    return found
