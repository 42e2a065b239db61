# Part of lampo_privacy. LGPL-3.
"""Finnish local time and UTC: hours are kept in UTC, days, months and years are bounded in Helsinki time."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

GRANULARITIES = ("hour", "day", "month", "year")
HOUR = timedelta(hours=1)


def _zone(name: str) -> ZoneInfo:
    """The zone from the system; a slim container has none, there pytz (which Odoo needs anyway) brings its own."""
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:
        import pytz  # noqa: PLC0415

        with pytz.open_resource(name) as resource:
            return ZoneInfo.from_file(resource, key=name)


ZONE = _zone("Europe/Helsinki")


def to_utc(local: datetime, fold: int = 0) -> datetime:
    """Naive Helsinki time to naive UTC. `fold=1`: the second of the two equal hours in autumn (winter time)."""
    return local.replace(tzinfo=ZONE, fold=fold).astimezone(UTC).replace(tzinfo=None)


def to_local(utc: datetime) -> datetime:
    """Naive UTC to naive Helsinki time (its `fold` tells the two equal hours in autumn apart)."""
    return utc.replace(tzinfo=UTC).astimezone(ZONE).replace(tzinfo=None)


def local_date(utc: datetime) -> date:
    """The Finnish calendar day on which this moment (naive UTC) falls."""
    return to_local(utc).date()


def _shift(local: datetime) -> timedelta:
    """Offset of the first reading of this clock face less that of the second: above zero in autumn, below in spring."""
    first = ZONE.utcoffset(local.replace(tzinfo=ZONE, fold=0))
    return first - ZONE.utcoffset(local.replace(tzinfo=ZONE, fold=1))


def is_twice(local: datetime) -> bool:
    """Whether the clock shows this time twice (the autumn night)."""
    return _shift(local) > timedelta()


def is_skipped(local: datetime) -> bool:
    """Whether the clock never shows this time (the spring night)."""
    return _shift(local) < timedelta()


def floor_local(local: datetime, granularity: str) -> datetime:
    """The start of the calendar unit, as the clock on the wall shows it."""
    if granularity == "hour":
        return local.replace(minute=0, second=0, microsecond=0)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    if granularity == "day":
        return midnight
    return midnight.replace(day=1) if granularity == "month" else midnight.replace(month=1, day=1)


def next_local(start: datetime, granularity: str) -> datetime:
    """The start of the following day, month or year on the wall."""
    if granularity == "day":
        return start + timedelta(days=1)
    if granularity == "month":
        return start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)
    return start.replace(year=start.year + 1)


def period_start(utc: datetime, granularity: str) -> datetime:
    """The start (naive UTC) of the period in which this moment lies; 1 January 00:00 UTC lies in Finland's January."""
    if granularity == "hour":
        return utc.replace(minute=0, second=0, microsecond=0)
    return to_utc(floor_local(to_local(utc), granularity))


def period_end(start: datetime, granularity: str) -> datetime:
    """The end, exclusive (naive UTC), of the period that starts there: March has 743 hours, October 745."""
    if granularity == "hour":
        return start + HOUR
    return to_utc(next_local(floor_local(to_local(start), granularity), granularity))
