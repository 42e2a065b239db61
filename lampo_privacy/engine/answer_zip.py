# Part of lampo_privacy. LGPL-3.
"""An answer as one ZIP archive, written to disk piece by piece: memory stays flat however much is held.

    with building() as folder:
        path = write_archive(folder, answer, ...)
        store(env, path, values)    the file moves into the filestore, where an attachment names it
"""

import csv
import hashlib
import io
import json
import re
import shutil
import tempfile
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from odoo.tools import config

from .answer import Answer
from .answer_columns import Table
from .answer_sheets import MAX_ROWS, Workbook

_CHUNK = 1 << 20
# figures pack well at any level, and the last tenth costs three times the time
_LEVEL = 3


@contextmanager
def building() -> Iterator[Path]:
    """A folder for the drafts of one archive, of the owner only, gone afterwards whatever happens."""
    parent = Path(config["data_dir"]) / "lampo_privacy"
    parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="answer-", dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write_archive(folder: Path, answer: Answer, head: dict, files: list[tuple[str, Callable]],
                  seen: Callable[[Table, dict], None], document: Callable[[], bytes | None]) -> Path:
    """Write the archive and return its path.

    :param head: what stands before the tables in `data.json`
    :param files: (name, function that opens it) of each stored file to put in
    :param seen: gets each row that holds words, for the document
    :param document: called last, when all rows were seen; gives the PDF, or None where there is none
    """
    path, drafted, workbook = folder / "answer.zip", folder / "data.json", folder / "data.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        with drafted.open("wb") as as_json:
            _tables(archive, as_json, workbook, answer, head, seen)
        archive.write(drafted, "data.json")
        archive.write(workbook, "data.xlsx", zipfile.ZIP_STORED)  # packed already
        drafted.unlink()
        workbook.unlink()
        archive.writestr("csv/columns.csv", _columns(answer))
        for number, (name, open_file) in enumerate(files, 1):
            with open_file() as source, archive.open(f"files/{number:04d}-{safe_name(name)}", "w",
                                                     force_zip64=True) as target:
                shutil.copyfileobj(source, target, _CHUNK)
        if (pdf := document()) is not None:
            archive.writestr("answer.pdf", pdf)
    return path


def _tables(archive: zipfile.ZipFile, as_json, workbook: Path, answer: Answer, head: dict, seen) -> None:
    as_json.write(json.dumps(head, ensure_ascii=False, indent=1).encode()[:-2] + b',\n "tables": {')
    before, sheets = b"\n", Workbook(workbook)
    for table in answer.tables:
        as_json.write(before + json.dumps(table.model).encode() + b": [")
        with archive.open(f"csv/{table.name}.csv", "w", force_zip64=True) as as_csv, \
                _sheet(sheets, answer, table) as as_sheet:
            answer.rows.write(table, as_json, as_csv, as_sheet, lambda row, table=table: seen(table, row))
        as_json.write(b"\n]")
        before = b",\n"
    as_json.write(b"\n}}\n")
    sheets.close()


def _sheet(sheets: Workbook, answer: Answer, table: Table):
    """The sheet of a table, in the person's words; of one with more rows than a sheet holds its heading only."""
    model = answer.env[table.model]
    heading = [_meaning(answer, table, told.name) for told in table.columns]
    return sheets.sheet(answer.env["ir.model"]._get(model._name).name or model._name, heading,
                        csv_only=table.count >= MAX_ROWS and f"csv/{table.name}.csv")


def _meaning(answer: Answer, table: Table, column: str) -> str:
    return answer.env[table.model]._fields[column]._description_string(answer.env)


def _columns(answer: Answer) -> str:
    """What the columns of the CSV files mean, in the person's language."""
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(["file", "column", "meaning"])
    for table in answer.tables:
        for told in table.columns:
            lines.writerow([f"{table.name}.csv", told.name, _meaning(answer, table, told.name)])
    return text.getvalue()


def safe_name(name: str) -> str:
    """A file name that no program unpacks anywhere else and that every system can write."""
    plain = unicodedata.normalize("NFKC", name or "").replace("\\", "/").rpartition("/")[2]
    plain = re.sub(r"[^\w.() -]", "_", plain).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[:80]}{dot}{ending[:10]}" if stem else plain[:80] or "file"


def store(env, path: Path, values: dict):
    """Move a file into the filestore and return the attachment that names it.

    `ir.attachment` takes content from memory only; here the file itself moves.
    """
    attachments = env["ir.attachment"]
    if attachments._storage() == "db":
        return attachments.create({**values, "raw": path.read_bytes()})
    with path.open("rb") as file:
        checksum = hashlib.file_digest(file, "sha1").hexdigest()
    size, name = path.stat().st_size, f"{checksum[:2]}/{checksum}"
    place = Path(attachments._full_path(name))
    place.parent.mkdir(parents=True, exist_ok=True)
    # should the transaction be rolled back, the garbage collection finds a file that nothing names
    attachments._mark_for_gc(name)
    path.chmod(0o600)
    shutil.move(path, place)
    attachment = attachments.create(values)
    attachment.flush_recordset()
    # Odoo lets nobody write these three but itself, from content in memory
    env.cr.execute("UPDATE ir_attachment SET store_fname = %s, checksum = %s, file_size = %s WHERE id = %s",
                   [name, checksum, size, attachment.id])
    attachment.invalidate_recordset()
    return attachment
