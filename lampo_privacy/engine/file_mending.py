# Part of lampo_privacy. LGPL-3.
"""What becomes of a stored file that names somebody.

- part of the person, or a voucher whose clock has run out: the erasure's own steps delete it
- a voucher that a ground keeps, the person's or somebody else's: stays, and is listed
- on a record about the person: deleted, row and file; where it could not be read it is left over, for nobody knows
- on any other record: text is written anew without the person, other formats are left over; a wizard's copy is emptied

What is left over fails the erasure, which names the place.
"""

import base64
from collections import defaultdict
from collections.abc import Callable

from odoo.tools import SQL

from ..tools.file_text import REWRITABLE, Reading, rewrite
from .dossier import DOC, PART, VOUCHER
from .files import list_orphans, remove_files
from .proof import Place
from .steps import Counts, Key, add
from .stored_files import ATTACHMENTS, FilePlace, file_places, unwrapped

DELETE, SCRUB, BLANK, KEEP, LEFT = "delete", "scrub", "blank", "keep", "left"


def preview_files(run, counts: Counts) -> None:
    """Count what an erasure would do with the files that no step of its own reaches."""
    _count(run, _fates(run, file_places(run)), counts)


def search_files(run, counts: Counts) -> list[Place]:
    """Search every file, mend and count, and return what is left and no ground keeps."""
    fates = _fates(run, file_places(run))
    _count(run, fates, counts)
    list_orphans(run.env)
    return _mend(run, fates)


def mend_files(run, places: list[FilePlace]) -> list[Place]:
    """Do with these places what the rules say; returns what is left."""
    return _mend(run, _fates(run, places))


def _count(run, fates: dict[FilePlace, str], counts: Counts) -> None:
    for place, fate in fates.items():
        if fate != LEFT:
            # which of the two columns holds the file is a setting of the server's
            field = "raw" if place.table == ATTACHMENTS else place.column
            model = run.map.tables.get(place.table, place.table)
            add(counts, place.person, Key(model, field, fate, "accounting" if fate == KEEP else ""), 1)


def _fates(run, places: list[FilePlace]) -> dict[FilePlace, str]:
    """What becomes of each place; those that the steps reach are left out."""
    ties, books = _ties(run, places), _in_the_books(run, places)
    found = {}
    for place in places:
        kind = ties.get((place.table, place.key, place.person))
        if kind in (PART, VOUCHER):
            continue
        found[place] = _fate(run, place, kind, in_books=place.table == ATTACHMENTS and place.key in books)
    # what one person's rule deletes needs no mending for another's
    gone = {(place.table, place.key) for place, fate in found.items() if fate == DELETE}
    return {place: fate for place, fate in found.items() if fate == DELETE or (place.table, place.key) not in gone}


def _fate(run, place: FilePlace, kind: int | None, *, in_books: bool) -> str:
    if place.table != ATTACHMENTS:
        return _fate_of_bytes(run, place)
    if kind == DOC:
        return LEFT if place.closed else DELETE
    if in_books:
        return KEEP
    return SCRUB if place.kind in REWRITABLE else LEFT


def _fate_of_bytes(run, place: FilePlace) -> str:
    """A column of bytes: a wizard's copy of an upload is nobody's record; elsewhere text is written anew."""
    model = run.map.models.get(run.map.tables.get(place.table))
    required = run.map.physical[place.table][place.column][1]
    if model is not None and model._transient and not required:
        return BLANK
    return SCRUB if place.kind in REWRITABLE and not place.closed else LEFT


def _ties(run, places: list[FilePlace]) -> dict[tuple[str, str, int], int]:
    tables = sorted({place.table for place in places})
    ids = sorted({int(place.key) for place in places if place.key.isdigit()})
    rows = run.env.execute_query(SQL(
        "SELECT tbl, id, person, kind FROM lampo_tie WHERE tbl = ANY(%s) AND id = ANY(%s)", tables, ids))
    return {(table, str(row), person): kind for table, row, person, kind in rows}


def _in_the_books(run, places: list[FilePlace]) -> set[str]:
    """The attachments of entries in the books: vouchers, whoever is named in them (Kirjanpitolaki 2:10)."""
    ids = sorted({int(place.key) for place in places if place.table == ATTACHMENTS})
    return {str(row) for row, in run.env.execute_query(SQL(
        """SELECT a.id FROM ir_attachment a JOIN account_move m ON m.id = a.res_id
            WHERE a.id = ANY(%s) AND a.res_model = 'account.move' AND m.state = 'posted'""", ids))}


def _mend(run, fates: dict[FilePlace, str]) -> list[Place]:
    by_fate: dict[str, list[FilePlace]] = defaultdict(list)
    for place, fate in fates.items():
        by_fate[fate].append(place)
    _delete(run, sorted({int(place.key) for place in by_fate[DELETE]}))
    for place in by_fate[BLANK]:
        _write_bytes(run, place, None)
    return [*by_fate[LEFT], *_scrub(run, by_fate[SCRUB])]


def _delete(run, ids: list[int]) -> None:
    """Attachments and what hangs on them (their thumbnails), rows and files."""
    if not ids:
        return
    rows = run.env.execute_query(SQL(
        """DELETE FROM ir_attachment WHERE id = ANY(%s) OR (res_model = 'ir.attachment' AND res_id = ANY(%s))
           RETURNING store_fname""", ids, ids))
    run.env["ir.attachment"].invalidate_model()
    remove_files(run.env, [name for name, in rows if name])


def _scrub(run, places: list[FilePlace]) -> list[Place]:
    """Write each file anew without everybody it names; returns where somebody is still found."""
    by_row: dict[tuple[str, str, str], list[FilePlace]] = defaultdict(list)
    for place in places:
        by_row[place.table, place.column, place.key].append(place)
    left: list[Place] = []
    for (table, _column, key), named in by_row.items():
        stored = _bytes_of(run, named[0])
        old = stored if table == ATTACHMENTS else unwrapped(stored)
        new = rewrite(old, _scrubber(run, [place.person for place in named]))
        still = [place for place in named if new is None or _holds(run, new, place.person)]
        left += still
        if still:
            continue
        if table == ATTACHMENTS:
            _write_attachment(run, int(key), new)
        else:
            _write_bytes(run, named[0], new if old == stored else base64.b64encode(new))
    return left


def _scrubber(run, persons: list[int]) -> Callable[[str], str]:
    def scrub(text: str) -> str:
        for person in persons:
            text = run.matchers[person].scrub(text, run.labels[person])
        return text
    return scrub


def _holds(run, data: bytes, person: int) -> bool:
    return any(run.matchers[person].holds(text) for text in Reading(data))


def _bytes_of(run, place: FilePlace) -> bytes:
    if place.table == ATTACHMENTS:
        return run.env["ir.attachment"].browse(int(place.key)).raw or b""
    [[data]] = run.env.execute_query(SQL(
        "SELECT %s FROM %s WHERE %s", SQL.identifier(place.column), SQL.identifier(place.table), _row(run, place)))
    return bytes(data)


def _row(run, place: FilePlace) -> SQL:
    return SQL("id = %s", int(place.key)) if place.key.isdigit() else SQL("ctid = %s::tid", place.key)


def _write_bytes(run, place: FilePlace, data: bytes | None) -> None:
    run.env.cr.execute(SQL(
        "UPDATE %s SET %s = %s WHERE %s", SQL.identifier(place.table), SQL.identifier(place.column), data,
        _row(run, place)))


def _write_attachment(run, row: int, data: bytes) -> None:
    """What Odoo writes with new content; below the ORM, which would guess another type for an officer's file."""
    attachment = run.env["ir.attachment"].browse(row)
    old = attachment.store_fname
    values = attachment._get_datas_related_values(data, attachment.mimetype)
    sets = SQL(", ").join(SQL("%s = %s", SQL.identifier(name), value or None) for name, value in values.items())
    run.env.cr.execute(SQL(
        "UPDATE ir_attachment SET %s, write_date = now() AT TIME ZONE 'UTC', write_uid = %s WHERE id = %s",
        sets, run.env.uid, row))
    attachment.invalidate_recordset()
    # after the row: its lock holds the collection back until the commit
    if values["store_fname"]:
        attachment._file_write(data, values["checksum"])
    remove_files(run.env, [old] if old else [])
