# Part of lampo_privacy. LGPL-3.
"""Files of the store. Odoo leaves a deleted attachment's file to the nightly collection; an erasure does not wait."""

import logging
import re
from pathlib import Path

import psycopg2
from odoo import SUPERUSER_ID, api
from odoo.tools import SQL

_logger = logging.getLogger(__name__)
_ASKED = "lampo_privacy.collect_files"
# A stored file is named by the checksum of its content
_STORED = re.compile(r"[0-9a-f]{40}")


def remove_files(env, names: list[str]) -> None:
    """Remove stored files once the transaction is committed, unless another attachment needs them then.

    Call it after the rows were deleted or changed: their locks hold the collection back until the commit.

    :param names: `store_fname` of attachments whose rows are gone or lead to another file now
    """
    for name in set(names):
        env["ir.attachment"]._file_delete(name)
    postcommit = env.cr.postcommit
    if names and _ASKED not in postcommit.data:
        postcommit.data[_ASKED] = True
        registry = env.registry
        postcommit.add(lambda: collect(registry))


def list_orphans(env) -> list[str]:
    """Put files of the store that no attachment leads to on Odoo's list; returns their names.

    They are left by crashes and restored backups, no search by records finds them, and Odoo never looks for them. One
    that another transaction is just bringing in is safe: the collection waits for it and looks at the rows again.
    """
    store = Path(env["ir.attachment"]._filestore())
    found: list[str] = []
    for folder in sorted(store.glob("[0-9a-f][0-9a-f]")):
        names = {f"{folder.name}/{file.name}" for file in folder.iterdir() if _STORED.fullmatch(file.name)}
        known = {name for name, in env.execute_query(SQL(
            "SELECT store_fname FROM ir_attachment WHERE store_fname = ANY(%s)", list(names)))}
        found += sorted(names - known)
    remove_files(env, found)
    return found


def collect(registry) -> bool:
    """Odoo's own collection, now: what is on its list and no attachment needs leaves the disk.

    Looks at the rows anew under a lock: an erasure that was undone after its files were listed keeps them, and so does
    who uploaded the same file a moment ago. Where the lock is not to be had the nightly collection does it.
    """
    with registry.cursor() as cr:
        # first, as in ir.attachment's _gc_file_store: whatever is read before would fix what the transaction sees
        cr.execute("SET LOCAL lock_timeout TO '10s'")
        try:
            cr.execute("LOCK ir_attachment IN SHARE MODE")
        except psycopg2.errors.LockNotAvailable:
            _logger.info("Files of erased records are left to the nightly collection: the attachments are in use")
            cr.rollback()
            return False
        api.Environment(cr, SUPERUSER_ID, {})["ir.attachment"]._gc_file_store_unsafe()
    return True
