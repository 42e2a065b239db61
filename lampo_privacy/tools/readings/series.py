# Part of lampo_privacy. LGPL-3.
"""Cumulative readings to consumption: differences in whole watt-hours, rollover, meter change, gaps.

All sums telescope: what is written between two readings is exactly their difference."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from ..local_time import HOUR, period_end, period_start, to_utc
from .errors import Fault

MEASURED, CUSTOMER, ESTIMATED = QUALITIES = ("measured", "customer", "estimated")  # from best to worst
DAY = timedelta(days=1)


class Point(NamedTuple):
    """One row of the file: a moment (UTC), watt-hours, litres, quality, line. Line 0: the meter's stored reading."""

    at: datetime
    wh: int
    litres: int | None
    quality: str
    line: int


class Row(NamedTuple):
    """Consumption of one period (UTC, end exclusive). `whole`: the readings cover all of it."""

    granularity: str
    start: datetime
    end: datetime
    wh: int
    litres: int | None
    quality: str
    whole: bool = True


@dataclass
class Series:
    """The rows of one meter (or site) in time: its names in the file and its points."""

    site: str
    meter: str
    points: list[Point] = field(default_factory=list)


@dataclass
class Differences:
    """Rows, faulty lines, and the reading from which the next file goes on (at the end of the last whole period)."""

    rows: list[Row]
    faults: list[Fault]
    last: Point | None


def step(before: int, after: int, scale: int) -> int | None:
    """What was used between two readings of a register in units of `scale`. A drop from at least 90 % of a power of
    ten (of four digits or more) to at most 10 % of it is a rollover; any other drop is None."""
    if after >= before:
        return after - before
    register = 1000 * scale
    while register <= before:
        register *= 10
    rolled = before * 10 >= register * 9 and after * 10 <= register
    return after + register - before if rolled else None


def differences(points: Sequence[Point], granularity: str, scale: int, changed: Iterable[date] = ()) -> Differences:
    """Consumption between the readings; `scale`: Wh of one unit of the register; `changed`: Finnish dates on which
    the meter was changed (a new series starts there, what was used meanwhile is not known)."""
    cuts = _cuts(points, sorted(set(changed)))
    heap: dict[tuple[str, datetime], list] = {}
    faults = []
    for place, (before, after) in enumerate(pairwise(points)):
        if place in cuts:
            continue
        wh, litres = step(before.wh, after.wh, scale), _litres(before, after)
        if wh is None or (litres is not None and litres < 0):
            faults.append(_drop(before, after, wh is None))
        else:
            _spread(heap, before, after, (wh, litres), granularity)
    rows = [_row(key, *entry) for key, entry in sorted(heap.items(), key=lambda item: item[0][1])]
    return Differences(rows, faults, _last(points, rows, len(points) - 2 in cuts))


def _litres(before: Point, after: Point) -> int | None:
    """Difference of the volume register; -1 for a drop that is no rollover."""
    if before.litres is None or after.litres is None:
        return None
    used = step(before.litres, after.litres, 1000)
    return -1 if used is None else used


def _drop(before: Point, after: Point, energy: bool) -> Fault:
    old, new = (before.wh, after.wh) if energy else (before.litres, after.litres)
    code = "decrease" if energy else "volume_decrease"
    return Fault(after.line, code, {"before": old, "after": new})


def _cuts(points: Sequence[Point], days: Sequence[date]) -> set[int]:
    """The intervals (by the place of their first reading) in which a meter was changed: on each day of a change the
    one in which the register drops, else the largest step of that day."""
    cuts, moments = set(), [point.at for point in points] if days else []
    for day in days:
        midnight = datetime(day.year, day.month, day.day)
        first = max(bisect_left(moments, to_utc(midnight)) - 1, 0)
        end = min(bisect_left(moments, to_utc(midnight + DAY)), len(points) - 1)
        steps = {place: points[place + 1].wh - points[place].wh for place in range(first, end)}
        drops = [place for place, wh in steps.items() if wh < 0]
        if steps and moments[0] < to_utc(midnight + DAY) and moments[-1] >= to_utc(midnight):
            cuts.add(drops[0] if drops else max(steps, key=steps.get))
    return cuts


def _spread(heap: dict, before: Point, after: Point, used: tuple[int, int | None], granularity: str) -> None:
    """Book the difference of two readings on the periods between them."""
    start, end = before.at, after.at
    if granularity == "hour" and end - start == HOUR and not start.minute and not start.second:
        _book(heap, ("hour", start), 3600, used, _worse(before.quality, after.quality))  # the usual case, kept short
        return
    if not (_on_boundary(start, granularity) and _on_boundary(end, granularity)):
        granularity = "hour"
    cells = list(_cells(start, end, granularity))
    total = int((end - start).total_seconds())
    quality = _worse(before.quality, after.quality) if len(cells) == 1 else ESTIMATED
    for key, begins, ends in cells:
        shares = tuple(None if amount is None else _share(amount, begins, ends, total) for amount in used)
        _book(heap, key, ends - begins, shares, quality)


def _worse(one: str, other: str) -> str:
    return one if one == other else max(one, other, key=QUALITIES.index)


def _on_boundary(moment: datetime, granularity: str) -> bool:
    return period_start(moment, granularity) == moment


def _cells(start: datetime, end: datetime, granularity: str) -> Iterable[tuple[tuple[str, datetime], int, int]]:
    """(period, from, to) with seconds counted from `start`."""
    period, begins = period_start(start, granularity), 0
    while period < end:
        following = period_end(period, granularity)
        ends = int((min(following, end) - start).total_seconds())
        yield (granularity, period), begins, ends
        period, begins = following, ends


def _share(amount: int, begins: int, ends: int, total: int) -> int:
    """Whole units of `amount` between two seconds: evenly, the rest distributed, all shares together exactly it."""
    return amount * ends // total - amount * begins // total


def _book(heap: dict, key: tuple, seconds: int, used: tuple[int, int | None], quality: str) -> None:
    entry = heap.get(key)
    if entry is None:
        heap[key] = [used[0], used[1], quality, seconds]
        return
    entry[0] += used[0]
    entry[1] = None if entry[1] is None or used[1] is None else entry[1] + used[1]
    entry[2] = _worse(entry[2], quality)
    entry[3] += seconds


def _row(key: tuple, wh: int, litres: int | None, quality: str, seconds: int) -> Row:
    granularity, start = key
    end = period_end(start, granularity)
    whole = granularity != "hour" or seconds == 3600
    return Row(granularity, start, end, wh, litres, quality if whole else ESTIMATED, whole)


def _last(points: Sequence[Point], rows: Sequence[Row], cut: bool) -> Point | None:
    """The reading at the end of the last whole period. Where the last reading lies inside an hour, that is what the
    register showed when the hour began: the next file then writes the whole hour."""
    if not points or cut or not rows or rows[-1].end == points[-1].at:
        return points[-1] if points else None
    tail, last = rows[-1], points[-1]
    if tail.start < points[0].at or last.wh < tail.wh:
        return points[0]
    litres = None if last.litres is None else max(last.litres - (tail.litres or 0), 0)
    return Point(tail.start, last.wh - tail.wh, litres, last.quality, last.line)
