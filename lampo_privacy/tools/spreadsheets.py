# Part of lampo_privacy. LGPL-3.
"""Cells and file names made from what people typed, harmless for the program that opens them (OWASP: CSV injection).

    harmless_formula   for every file: what Excel's own format would store as a formula
    harmless_cell      for CSV: also what a spreadsheet takes for one when it reads plain text
    harmless_filename  for the files in a zip
"""

import re
import unicodedata

_FORMULA = ("=", "{=", "＝")
_STARTERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?\d[\d\s.,\xa0]*")
# reserved names of Windows devices; a zip is often opened there
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


def harmless_formula(cell):
    """The cell with an apostrophe before a formula; anything but text as it is."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def harmless_cell(cell):
    """The cell for a CSV file: whatever a spreadsheet could run gets an apostrophe; a plain number does not."""
    if isinstance(cell, str) and cell.startswith(_STARTERS) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def harmless_filename(name: str, default: str = "file") -> str:
    """A name for a file in a zip: no folders, no control characters, at most 120 characters, the ending kept."""
    name = unicodedata.normalize("NFC", str(name or ""))
    name = re.sub(r"[\x00-\x1f\x7f<>:\"/\\|?*\u202a-\u202e\u2066-\u2069]", "_", name).strip(" .")
    if not name.strip("_ ") or _DEVICES.fullmatch(name):
        name = f"{default}_{name.strip('_ ')}".rstrip("_")
    stem, dot, ending = name.rpartition(".")
    return f"{stem[:100]}{dot}{ending[:19]}" if dot and stem else name[:120]
