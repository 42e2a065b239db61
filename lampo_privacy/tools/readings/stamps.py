# Part of lampo_privacy. LGPL-3.
"""Times as people and machines write them. A stamp is (datetime, is_utc, precision): naive, in UTC where the text
names a zone, else the Finnish clock; precision `year`, `month`, `day` or `time`."""

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from ..local_time import floor_local, to_utc

Stamp = tuple[datetime, bool, str]
YEARS = range(1981, 2101)  # since 1981 the Finnish clock follows today's rule

_CLOCK = r"(?:[T ]\s*(?:klo\s*)?(?P<h>\d{1,2})(?:[:.](?P<min>\d{2})(?:[:.](?P<s>\d{2})(?:[.,]\d+)?)?)?)?"
_ZONE = r"\s*(?P<zone>Z|UTC|[+-]\d{2}(?::?\d{2})?)?"
_DAY = tuple(
    re.compile(form + _CLOCK + _ZONE, re.IGNORECASE)
    for form in (
        r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})",
        r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})",
        r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})",
    )
)
_MONTH = tuple(
    map(
        re.compile,
        (r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})", r"(?P<m>\d{1,2})[/.-](?P<y>\d{4})", r"(?P<y>\d{4})(?P<m>\d{2})"),
    )
)
_HOUR = re.compile(
    r"(?:klo\s*)?(\d{1,2})(?:[:.](\d{2}))?(?:[:.]\d{2})?(\s*[-–]\s*\d{1,2}(?:[:.]\d{2})?)?", re.IGNORECASE
)


def parse(text: str) -> Stamp | None:
    """The stamp that the text writes, None if it is none."""
    text = text.strip()
    if len(text) >= 16 and text[4] == "-":
        # 24:00, one-digit hours: the forms below know them
        with suppress(ValueError):
            return _of_moment(datetime.fromisoformat(text))
    try:
        return _by_form(text)
    except (ValueError, OverflowError):
        return None


def _of_moment(moment: datetime) -> Stamp:
    if moment.year not in YEARS:
        raise ValueError(moment)
    if moment.tzinfo is None:
        return moment.replace(microsecond=0), False, "time"
    return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0), True, "time"


def _by_form(text: str) -> Stamp | None:
    for form in _DAY:
        if match := form.fullmatch(text):
            return _day(match)
    for form in _MONTH:
        if match := form.fullmatch(text):
            return _checked(datetime(int(match["y"]), int(match["m"]), 1)), False, "month"
    return (_checked(datetime(int(text), 1, 1)), False, "year") if re.fullmatch(r"\d{4}", text) else None


def _day(match: re.Match) -> Stamp | None:
    day = _checked(datetime(int(match["y"]), int(match["m"]), int(match["d"])))
    if match["h"] is None:
        return None if match["zone"] else (day, False, "day")
    hour, rest = int(match["h"]), {"minute": int(match["min"] or 0), "second": int(match["s"] or 0)}
    if hour == 24 and not any(rest.values()):
        day, hour = day + timedelta(days=1), 0
    moment = day.replace(hour=hour, **rest)
    if zone := match["zone"]:
        zone = "+00:00" if zone.upper() in ("Z", "UTC") else zone
        return _of_moment(datetime.fromisoformat(moment.isoformat() + zone))
    return moment, False, "time"


def _checked(moment: datetime) -> datetime:
    if moment.year not in YEARS:
        raise ValueError(moment)
    return moment


def parse_parts(parts: dict[str, Sequence[str]]) -> list[Stamp | None]:
    """One stamp a row from the columns year, month, date and hour, whichever there are."""
    days = [_calendar(dict(zip(parts, texts, strict=True))) for texts in zip(*parts.values(), strict=True)]
    if "hour" not in parts:
        return days
    hours = [_HOUR.fullmatch(text.strip()) for text in parts["hour"]]
    return list(map(_Hours(hours).stamp, days, hours))


def _calendar(row: dict[str, str]) -> Stamp | None:
    year, month, day = (row.get(name, "").strip() for name in ("year", "month", "date"))
    if "year" in row and month.isdigit() and len(month) <= 2:
        return parse(f"{year}-{month}-{day}" if day.isdigit() and len(day) <= 2 else day or f"{year}-{month}")
    return parse(day or month or year)


class _Hours:
    """Hours are numbered 0–23 or 1–24: a 24 without a 0 tells. A 25 tells that they are counted through the night on
    which the clock is set back (and so through that in spring)."""

    def __init__(self, matches: Sequence[re.Match | None]):
        found = [match for match in matches if match]
        numbers = {int(match[1]) for match in found}
        ranges = any(match[3] for match in found)
        self.base = int(not ranges and 0 not in numbers and bool(numbers & {24, 25}))
        self.counted = self.base == 1 and 25 in numbers

    def stamp(self, day: Stamp | None, match: re.Match | None) -> Stamp | None:
        if day is None or match is None or day[1] or day[0] != floor_local(day[0], "day"):
            return None
        hour, minute = int(match[1]) - self.base, int(match[2] or 0)
        if not (0 <= hour < (25 if self.counted else 24) and minute < 60):
            return None
        length = timedelta(hours=hour, minutes=minute)
        if not self.counted:
            return day[0] + length, False, "time"
        start = to_utc(day[0])
        if start + length >= to_utc(day[0] + timedelta(days=1)):
            return None  # an hour 25 on a day of 24 hours
        return start + length, True, "time"
