# Part of lampo_privacy. LGPL-3.
"""Numbers as people write them, to whole watt-hours and litres (integers, so that sums are exact)."""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from .errors import ReadingsError

NOT_A_NUMBER = "not_a_number"
LIMIT = 10**15  # a billion MWh or m³: beyond it is a slip of the pen
_BLANKS = "\\s\u00a0\u2009\u202f'’"
_EXPONENT = r"(?:[eE][+-]?\d{1,2})?"
_SIGNS = str.maketrans({"−": "-", "–": "-"})


def _pattern(mark: str) -> re.Pattern:
    """Digits, in groups of three where they are grouped, and decimals behind the mark."""
    other = re.escape("." if mark == "," else ",")
    whole = rf"(?:\d{{1,3}}(?:[{_BLANKS}{other}]\d{{3}})+|\d+)"
    point = re.escape(mark)
    return re.compile(rf"[+-]?(?:{whole}(?:{point}\d*)?|{point}\d+){_EXPONENT}")


_PATTERNS = {mark: _pattern(mark) for mark in ",."}
_NOISE = {mark: re.compile(rf"[{_BLANKS}{'.' if mark == ',' else ','}]") for mark in ",."}
_PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?")


def _both(text: str) -> str | None:
    """The mark that shows itself as the decimal one in this value, if any does."""
    comma, point = text.count(","), text.count(".")
    if comma and point:
        return "," if text.rfind(",") > text.rfind(".") else "."
    if comma > 1 or point > 1:
        return "." if comma > 1 else ","
    return None


def _groups_only(text: str, mark: str) -> bool:
    return re.fullmatch(rf"[+-]?[1-9]\d{{0,2}}\{mark}\d{{3}}", text) is not None


def decimal_mark(texts: Sequence[str]) -> str:
    """`,` or `.`: which one this column writes before decimals. Raises `ambiguous_number` where 1.234 next to 950
    could as well be one thousand as one: a factor of a thousand is never guessed."""
    marked = [text for text in texts if "," in text or "." in text]
    for text in marked:
        if (mark := _both(text)) and _PATTERNS[mark].fullmatch(text):
            return mark
    comma, point = ([t for t in marked if mark in t] for mark in ",.")
    if comma and point:
        for mark, values in ((",", point), (".", comma)):
            if all(_groups_only(text, "." if mark == "," else ",") for text in values):
                return mark
    mark = "," if comma else "."
    if marked and len(marked) < len(texts) and all(_groups_only(text, mark) for text in marked):
        plain = [text for text in texts if text.isdigit() and text != "0"]
        if plain and all(len(text) <= 3 for text in plain):
            raise ReadingsError("ambiguous_number", value=marked[0], other=plain[0])
    return mark


def to_units(texts: Sequence[str], scale: int, mark: str) -> list[int | str | None]:
    """Each text times `scale`, rounded to a whole (half up); None where empty, NOT_A_NUMBER where it is none."""
    # Most files write plain numbers with one mark; that road costs a third of the careful one.
    quick, results = _PLAIN.fullmatch, []
    for text in texts:
        plain = text.replace(",", ".") if mark == "," else text
        if quick(plain) and (mark == "." or "." not in text):
            results.append(_whole(plain, scale))
        else:
            results.append(_careful(text.strip().translate(_SIGNS), scale, mark))
    return results


def _careful(text: str, scale: int, mark: str) -> int | str | None:
    if not text:
        return None
    if not _PATTERNS[mark].fullmatch(text):
        return NOT_A_NUMBER
    return _whole(_NOISE[mark].sub("", text).replace(",", "."), scale)


def _whole(text: str, scale: int) -> int | str:
    value = (Decimal(text) * scale).to_integral_value(ROUND_HALF_UP)
    return int(value) if abs(value) < LIMIT else NOT_A_NUMBER
