# Part of lampo_privacy. LGPL-3.
"""Files of the store. Odoo leaves a deleted attachment's file to the garbage collection; an erasure does not wait."""

import contextlib
from pathlib import Path

from odoo.tools import SQL


def remove_files(env, names: list[str]) -> None:
    """Remove stored files once the transaction is committed, unless another attachment still needs them.

    :param names: `store_fname` of attachments whose rows are gone
    """
    if not names:
        return
    attachments = env["ir.attachment"]
    needed = {name for name, in env.execute_query(SQL(
        "SELECT DISTINCT store_fname FROM ir_attachment WHERE store_fname = ANY(%s)", names))}
    paths = [Path(attachments._full_path(name)) for name in set(names) - needed]
    # marked for the collection too: should the process die between commit and removal, the file still goes
    for name in set(names) - needed:
        attachments._file_delete(name)

    def remove() -> None:
        for path in paths:
            with contextlib.suppress(FileNotFoundError):
                path.unlink()

    env.cr.postcommit.add(remove)
