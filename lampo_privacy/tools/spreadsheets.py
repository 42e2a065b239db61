# Part of lampo_privacy. LGPL-3.
"""Cells made from what people typed, harmless for the program that opens them (OWASP: CSV injection).

    harmless_formula   for every file: what Excel's own format would store as a formula
    harmless_cell      for CSV: also what a spreadsheet takes for one when it reads plain text
"""

import re

_FORMULA = ("=", "{=", "＝")
_STARTERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?\d[\d\s.,\xa0]*")


def harmless_formula(cell):
    """The cell with an apostrophe before a formula; anything but text as it is."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def harmless_cell(cell):
    """The cell for a CSV file: whatever a spreadsheet could run gets an apostrophe; a plain number does not."""
    if isinstance(cell, str) and cell.startswith(_STARTERS) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell
