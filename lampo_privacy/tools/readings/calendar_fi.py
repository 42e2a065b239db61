# Part of lampo_privacy. LGPL-3.
"""Stamps of one series to UTC (both changes of the clock), and the granularity that their spacing shows."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

from ..local_time import HOUR, ZONE, is_skipped, is_twice, next_local, to_local, to_utc
from .stamps import Stamp

MIDNIGHTS = (21, 22)  # the UTC hours at which a Finnish day begins
DAY = timedelta(days=1)


class Clock:
    """Turns Finnish clock faces into UTC. Most days have one offset throughout: it is looked up once a day."""

    def __init__(self):
        self.offsets: dict[date, timedelta | None] = {}

    def _offset(self, day: date) -> timedelta | None:
        """The offset of that whole day, None on the two nights of change."""
        if day not in self.offsets:
            start = datetime(day.year, day.month, day.day, tzinfo=ZONE)
            first, last = ZONE.utcoffset(start), ZONE.utcoffset(start + DAY)
            self.offsets[day] = first if first == last else None
        return self.offsets[day]

    def to_utc(self, stamps: Sequence[Stamp]) -> list[datetime | None]:
        """UTC of one series in the order of the file; None for a time that the clock skipped in spring. Of two equal
        times in autumn the earlier row is summer time (the later one, where the file runs backwards)."""
        backwards = bool(stamps) and stamps[0][0] > stamps[-1][0]
        seen: Counter = Counter()
        moments = [self._one(stamp, seen) for stamp in (reversed(stamps) if backwards else stamps)]
        return moments[::-1] if backwards else moments

    def _one(self, stamp: Stamp, seen: Counter) -> datetime | None:
        moment, is_utc, _precision = stamp
        if is_utc:
            return moment
        if (offset := self._offset(moment.date())) is not None:
            return moment - offset
        if is_skipped(moment):
            return None
        if not is_twice(moment):
            return to_utc(moment)
        seen[moment] += 1
        return to_utc(moment, fold=(seen[moment] + 1) % 2)


def granularity_of(precisions: set[str], series: Iterable[Sequence[datetime]]) -> str:
    """`hour`, `day`, `month` or `year`, from how the stamps are written and how far apart they are (`series`: the
    UTC moments of each, sorted)."""
    if precisions in ({"year"}, {"month"}):
        return next(iter(precisions))
    series = list(series)
    if any(moment.hour not in MIDNIGHTS or moment.minute or moment.second for moments in series for moment in moments):
        return "hour"
    local = [sorted({to_local(moment) for moment in moments}) for moments in series]
    days = [day for moments in local for day in moments]
    gaps = [after - before for moments in local for before, after in pairwise(moments)]
    if any(day.hour for day in days) or (not gaps and precisions == {"time"}):
        return "hour"
    return _by_gap(days, min(gaps, default=DAY))


def _by_gap(days: Sequence[datetime], gap: timedelta) -> str:
    if gap >= 365 * DAY and all((day.month, day.day) == (1, 1) for day in days):
        return "year"
    return "month" if gap >= 28 * DAY and all(day.day == 1 for day in days) else "day"


def length_of(start: datetime, end: datetime, end_is_day: bool) -> str | None:
    """The granularity of the period between two UTC moments. A last day written as a date may be inclusive."""
    if timedelta() < end - start <= HOUR:
        return "hour"
    first, last = to_local(start), to_local(end)
    for bound in (last, last + DAY)[: 1 + end_is_day]:
        for granularity in ("day", "month", "year"):
            if next_local(first, granularity) == bound:
                return granularity
    return None


def exclusive_ends(ends: Sequence[datetime], as_days: bool) -> list[datetime]:
    """Ends (UTC) that are written as dates, made exclusive: `31.1.` closes that day; `1.2.`, where all of them are
    firsts of months, closes January."""
    local = [to_local(end) for end in ends]
    if not as_days or (len(set(local)) > 1 and all(end.day == 1 for end in local)):
        return list(ends)
    return [to_utc(end + DAY) for end in local]
