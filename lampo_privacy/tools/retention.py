# Part of lampo_privacy. LGPL-3.
"""When a period of retention is over, as pure functions: the last event whose period has ended."""

from datetime import date, timedelta

from .deadlines import add_months


def month_end(day: date) -> date:
    """The last day of the month."""
    return add_months(day.replace(day=1), 1) - timedelta(days=1)


def cutoff(today: date, months: int) -> date:
    """The latest day whose period of so many months has reached its limit today: `add_months(day, months) <= today`.

    Months are of different lengths, so it is not always today less the months: one month from 31 January ends on 28
    February, the limit of 28, 29, 30 and 31 January alike.
    """
    day = add_months(today, -months) + timedelta(days=4)
    while add_months(day, months) > today:
        day -= timedelta(days=1)
    return day


def month_cutoff(today: date, months: int) -> date:
    """The first day that is not to be folded yet, always the first of a month.

    The period of a month's readings runs from the month's last day: they are billed by the month.
    """
    last = cutoff(today, months)
    return last + timedelta(days=1) if last == month_end(last) else last.replace(day=1)


def year_cutoff(today: date, months: int) -> date:
    """The first day that is not to be folded yet, always 1 January: the period of a year runs from 31 December."""
    last = cutoff(today, months)
    return date(last.year + (last == date(last.year, 12, 31)), 1, 1)
