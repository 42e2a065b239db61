# Part of lampo_privacy. LGPL-3.
"""Cells made from what people typed, harmless for the program that opens them (OWASP: CSV injection).

    harmless_formula   for every file: what Excel's own format would store as a formula
    harmless_cell      for CSV: also what a spreadsheet takes for one when it reads plain text
"""

import re

# what stands before a formula and is not shown, or dropped by the program that reads the file
_BEFORE = r"[\s\ufeff\u200b\"]*"
_FORMULA = ("=", "{=", "＝")
STARTERS = "=+@＝＋－＠-"
_STARTED = re.compile(rf"{_BEFORE}[{STARTERS}]|[\t\r\n]")
# A Finnish Excel parts cells at semicolons, also within the quotes of a file whose own separator is the comma.
_PARTED = re.compile(rf"([;\t\r\n]{_BEFORE})([{STARTERS}])")
_NUMBER = re.compile(r"[+-]?\d[\d\s.,\xa0]*")


def harmless_formula(cell):
    """The cell with an apostrophe before a formula; anything but text as it is."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def harmless_cell(cell):
    """The cell for a CSV file: whatever a spreadsheet could run gets an apostrophe; a plain number does not."""
    if not isinstance(cell, str) or _NUMBER.fullmatch(cell):
        return cell
    parted = _PARTED.sub(r"\1'\2", cell)
    return f"'{parted}" if _STARTED.match(cell) else parted
