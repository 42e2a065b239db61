"""Plain tables for a terminal: numbers to the right, one blank line before a heading."""

import sys
from collections.abc import Iterable
from datetime import date


def heading(text: str) -> None:
    sys.stdout.write(f"\n  {text}\n  {'─' * len(text)}\n")


def show(rows: Iterable[tuple]) -> None:
    """Print rows with columns as wide as their widest cell."""
    cells = [[_text(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    numbers = [all(_is_number(cell) for cell in column) for column in zip(*cells, strict=True)]
    for row in cells:
        padded = (cell.rjust(width) if number else cell.ljust(width)
                  for cell, width, number in zip(row, widths, numbers, strict=True))
        sys.stdout.write(f"  {'   '.join(padded)}".rstrip() + "\n")


def finnish(day: date) -> str:
    return f"{day.day}.{day.month}.{day.year}"


def _text(cell: object) -> str:
    if isinstance(cell, float):
        return f"{cell:,.2f}".replace(",", " ")
    if isinstance(cell, date):
        return finnish(cell)
    return f"{cell:,}".replace(",", " ") if isinstance(cell, int) else cell


def _is_number(cell: str) -> bool:
    return not cell.strip("-0123456789., ")
