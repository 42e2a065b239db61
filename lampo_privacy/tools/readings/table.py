# Part of lampo_privacy. LGPL-3.
"""From the bytes of a file to a header and rows of text: encoding, delimiter, line numbers."""

import csv
import io
import re
import zipfile
from dataclasses import dataclass, field

from .columns import known_columns
from .errors import Fault, ReadingsError

DELIMITERS = (";", "\t", ",")
HEADER_WITHIN = 20  # some meters' systems write a title above the header
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


@dataclass
class Table:
    """A header and its rows; `lines[i]` is the line of the file in which `rows[i]` starts (the first line is 1)."""

    header: list[str]
    rows: list[list[str]]
    lines: list[int]
    encoding: str = ""
    delimiter: str = ""
    faults: list[Fault] = field(default_factory=list)


def read_table(data: bytes) -> Table:
    """The table in a CSV (or XLSX) file. Raises `empty`, `not_table`, `bad_quote`."""
    if not data.strip():
        raise ReadingsError("empty")
    if data.startswith(b"PK\x03\x04"):
        return _with_header(_sheet(data), "xlsx", "")
    text, encoding = _decode(data)
    text, announced = _announced(text)
    delimiter = announced or _delimiter(text)
    return _with_header(_records(text, delimiter, 1 + bool(announced)), encoding, delimiter)


def _decode(data: bytes) -> tuple[str, str]:
    """UTF-8 where it is valid UTF-8, else what Windows wrote in Finland."""
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252", "latin-1")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text) or text.startswith("%PDF"):
            break
        return text, encoding
    raise ReadingsError("not_table")


def _announced(text: str) -> tuple[str, str]:
    """Excel's first line `sep=;` names the delimiter."""
    first, _end, rest = text.partition("\n")
    match = re.fullmatch(r'"?sep=([;,\t])"?\s*', first, re.IGNORECASE)
    return (rest, match[1]) if match else (text, "")


def _delimiter(text: str) -> str:
    """The one by which most columns become known names; else the one that makes most columns."""
    head = "\n".join(text.splitlines()[:HEADER_WITHIN])

    def score(delimiter: str) -> tuple[int, int]:
        rows = list(csv.reader(io.StringIO(head), delimiter=delimiter))
        return max((known_columns(row), len(row)) for row in rows) if rows else (0, 0)

    try:
        return max(DELIMITERS, key=score)
    except csv.Error:
        raise ReadingsError("not_table") from None


def _records(text: str, delimiter: str, first: int) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records, line = [], first
    try:
        for row in reader:
            records.append((line, row))
            line = first + reader.line_num
    except csv.Error:
        raise ReadingsError("bad_quote", line=line) from None
    return records


def _sheet(data: bytes) -> list[tuple[int, list[str]]]:
    """The first sheet of an Excel workbook, as text; rows are numbered as Excel does."""
    try:
        import openpyxl  # noqa: PLC0415

        workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = workbook.worksheets[0]
        return [(line, [_cell(value) for value in row]) for line, row in enumerate(sheet.values, start=1)]
    except (ImportError, zipfile.BadZipFile, KeyError, ValueError, TypeError, IndexError, OSError, SyntaxError):
        raise ReadingsError("not_table") from None


def _cell(value) -> str:
    if value is None:
        return ""
    return (
        value.isoformat(sep=" ", timespec="seconds") if hasattr(value, "hour") and hasattr(value, "day") else str(value)
    )


def _with_header(records: list[tuple[int, list[str]]], encoding: str, delimiter: str) -> Table:
    """The header is the line with most known names among the first; rows of another width are faulty."""
    filled = [(line, row) for line, row in records if any(map(str.strip, row))]
    if not filled:
        raise ReadingsError("empty")
    at = max(range(min(HEADER_WITHIN, len(filled))), key=lambda i: (known_columns(filled[i][1]), -i))
    header = [name.strip() for name in filled[at][1]]
    while header and not header[-1]:
        header.pop()
    if len(header) < 2:
        raise ReadingsError("not_table")
    table = Table(header, [], [], encoding, delimiter)
    for line, row in filled[at + 1 :]:
        _add(table, line, row)
    return table


def _add(table: Table, line: int, row: list[str]) -> None:
    width = len(table.header)
    if len(row) < width or any(map(str.strip, row[width:])):
        table.faults.append(Fault(line, "width", {"count": len(row), "expected": width}))
        return
    table.rows.append(row[:width])
    table.lines.append(line)
