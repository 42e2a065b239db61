# Part of lampo_privacy. LGPL-3.
"""Periods of law as pure functions: when an answer is due and how long the books are kept.

Sources: GDPR art. 12(3) and 12(6); Regulation (EEC, Euratom) 1182/71 art. 3; Kirjanpitolaki 1336/1997 2:10.
Everything is a calendar day in Finland. A period ends with the last hour of the day that is returned.
"""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from .holidays_fi import public_holidays

# The Regulation has applied since then (GDPR art. 99(2)); an earlier receipt is a slip of the pen.
EARLIEST_RECEIPT = date(2018, 5, 25)
ANSWER_MONTHS = 1  # GDPR art. 12(3), first sentence
EXTENDED_MONTHS = 3  # one month and "two further months", counted as one step from receipt
VOUCHER_YEARS = 6  # Kirjanpitolaki 2:10 § 2
BOOK_YEARS = 10  # Kirjanpitolaki 2:10 § 1


def add_months(day: date, months: int) -> date:
    """The same date so many months on, or the last day of a month without it (1182/71 art. 3(2)(c)).

    One step: 31 January and 3 months is 30 April. Never add the result of an earlier step.
    """
    return day + relativedelta(months=months)


def add_years(day: date, years: int) -> date:
    """The same date so many years on; 29 February leads to 28 February where there is no 29th."""
    return day + relativedelta(years=years)


def is_working_day(day: date, eves_are_holidays: bool = False) -> bool:
    """Neither a Saturday, a Sunday nor a public holiday in Finland (1182/71 art. 2)."""
    return day.weekday() < 5 and day not in public_holidays(day.year, eves_are_holidays)


def next_working_day(day: date, eves_are_holidays: bool = False) -> date:
    """The day itself where it is a working day, else the first one after it (1182/71 art. 3(4))."""
    while not is_working_day(day, eves_are_holidays):
        day += timedelta(days=1)
    return day


def due_date(received: date, months: int = ANSWER_MONTHS, eves_are_holidays: bool = False) -> date:
    """The last day on which an answer is in time.

    :param received: day of receipt in any channel of the company; it is not counted itself
    :param months: 1, or 3 after an extension; always in one step from the receipt
    :param eves_are_holidays: count Midsummer Eve and Christmas Eve as holidays. Off is safe: the day is earlier
    """
    return next_working_day(add_months(received, months), eves_are_holidays)


def extension_limit(received: date, eves_are_holidays: bool = False) -> date:
    """The last day after an extension: three months from the original receipt (GDPR art. 12(3))."""
    return due_date(received, EXTENDED_MONTHS, eves_are_holidays)


def days_waited(asked: date | None, confirmed: date | None) -> int:
    """Full days between asking for proof of identity and seeing it; none where either is missing."""
    return max((confirmed - asked).days, 0) if asked and confirmed else 0


def paused_limit(received: date, waited: int, months: int = ANSWER_MONTHS, eves_are_holidays: bool = False) -> date:
    """The limit with the days added that proof of identity was waited for (GDPR art. 12(6)).

    The days are added to the date before it is rolled, and the sum is rolled: weekends that the first limit
    jumped over are not given twice. That is the earlier of the two readings, and so the safe one.

    :param waited: days, never negative
    :raises ValueError: when ``waited`` is below zero
    """
    if waited < 0:
        raise ValueError("the days waited cannot be negative")
    return next_working_day(add_months(received, months) + timedelta(days=waited), eves_are_holidays)


def voucher_kept_until(fiscal_year_end: date) -> date:
    """The last day a voucher must be kept: 31 December of the 6th year after the calendar year in which the
    financial year ended (Kirjanpitolaki 2:10 § 2). Never rolled to a working day."""
    return date(fiscal_year_end.year + VOUCHER_YEARS, 12, 31)


def books_kept_until(fiscal_year_end: date) -> date:
    """The last day books, chart of accounts and financial statements must be kept: 10 years from the end of
    the financial year (Kirjanpitolaki 2:10 § 1). Never rolled to a working day."""
    return add_years(fiscal_year_end, BOOK_YEARS)
