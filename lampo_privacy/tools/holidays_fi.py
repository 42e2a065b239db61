# Part of lampo_privacy. LGPL-3.
"""Public holidays of Finland since 1991, the year Epiphany and Ascension Day went back to their own dates."""

from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter

SATURDAY = 5
# (month, day) of the holidays that do not move
FIXED = ((1, 1), (1, 6), (5, 1), (12, 6), (12, 25), (12, 26))
# Good Friday, Easter Day, Easter Monday, Ascension Day, Pentecost: days after Easter Day
FROM_EASTER = (-2, 0, 1, 39, 49)


def _saturday_from(day: date) -> date:
    """The first Saturday on or after a day."""
    return day + timedelta(days=(SATURDAY - day.weekday()) % 7)


def midsummer_day(year: int) -> date:
    """The Saturday of 20–26 June."""
    return _saturday_from(date(year, 6, 20))


def all_saints_day(year: int) -> date:
    """The Saturday of 31 October–6 November."""
    return _saturday_from(date(year, 10, 31))


@lru_cache(maxsize=512)
def public_holidays(year: int, eves: bool = False) -> frozenset[date]:
    """The public holidays of a year: the church's feast days, New Year, 1 May and 6 December (1182/71 art. 2(1)).

    :param year: a year from 1991 on; before, Epiphany and Ascension Day were kept on a Saturday
    :param eves: also Midsummer Eve and Christmas Eve. By law they are working days, most offices are closed
    """
    easter_day = easter(year)
    days = {date(year, month, day) for month, day in FIXED}
    days |= {easter_day + timedelta(days=offset) for offset in FROM_EASTER}
    days |= {midsummer_day(year), all_saints_day(year)}
    if eves:
        days |= {midsummer_day(year) - timedelta(days=1), date(year, 12, 24)}
    return frozenset(days)
