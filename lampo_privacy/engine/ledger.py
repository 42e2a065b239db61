# Part of lampo_privacy. LGPL-3.
"""The ledger of erasures outside the database, so that an erasure survives a restored backup.

One JSON line an erasure: the database's uuid, the partner's id, the day, the ground and the phase. No name, no hash
of a name. Append-only; a line is written when the erasure is committed, never before.
"""

import json
import os
from pathlib import Path

from odoo import fields
from odoo.tools import config


def ledger_file() -> Path:
    """The file that all databases of one server write to."""
    return Path(config["data_dir"]) / "lampo_privacy" / "erasures.jsonl"


def note(env, erased: list[tuple[int, str, int]]) -> None:
    """Append (partner id, ground, phase) lines once the transaction is committed."""
    # sudo: the uuid is a system parameter
    uuid = env["ir.config_parameter"].sudo().get_param("database.uuid")
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
