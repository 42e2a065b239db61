# Part of lampo_privacy. LGPL-3.
"""The sessions of a portal user who is erased: a session's file holds the log-in, which is an e-mail address."""

import re

from odoo.http import STORED_SESSION_BYTES, root
from odoo.tools import SQL

from .dossier import PART

DEVICES = "res_device_log"
# Odoo removes none of many if one is no identifier
_IDENTIFIER = re.compile(rf"[A-Za-z0-9_-]{{{STORED_SESSION_BYTES}}}")


def open_sessions(env) -> list[str]:
    """Identifiers of the sessions of the persons of a run, of all their devices; read before the rows go."""
    return [name for name, in env.execute_query(SQL(
        """SELECT DISTINCT d.session_identifier FROM res_device_log d
             JOIN lampo_tie tie ON tie.tbl = %s AND tie.id = d.id AND tie.kind = %s
             JOIN lampo_run r ON r.person = tie.person""", DEVICES, PART))]


def end_sessions(env, identifiers: list[str]) -> None:
    """Remove the sessions' files once the transaction is committed, as Odoo does where a device is revoked."""
    registry = env.registry
    if identifiers:
        env.cr.postcommit.add(lambda: _remove(registry, identifiers))


def _remove(registry, identifiers: list[str]) -> None:
    """Looks at the rows once more: an erasure that was undone within the transaction ends no session."""
    with registry.cursor() as cr:
        cr.execute("SELECT session_identifier FROM res_device_log WHERE session_identifier = ANY(%s)", [identifiers])
        left = {name for name, in cr.fetchall()}
    gone = [name for name in identifiers if name not in left and _IDENTIFIER.fullmatch(name)]
    root.session_store.delete_from_identifiers(gone)
