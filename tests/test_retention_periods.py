# Part of lampo_privacy. LGPL-3.
"""When a period is over, without Odoo: `pytest -p no:odoo tests/test_retention_periods.py`."""

from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from lampo_privacy.tools.deadlines import add_months
from lampo_privacy.tools.retention import cutoff, month_cutoff, month_end, year_cutoff

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
MONTHS = st.integers(1, 200)
ONE = timedelta(days=1)


@given(DAYS, MONTHS)
def test_the_limit_of_the_cutoff_has_come_and_that_of_the_day_after_has_not(today, months):
    day = cutoff(today, months)
    assert add_months(day, months) <= today < add_months(day + ONE, months)


@given(DAYS, MONTHS)
def test_no_limit_is_passed_and_none_is_anticipated(event, months):
    limit = add_months(event, months)
    assert cutoff(limit, months) >= event
    assert cutoff(limit - ONE, months) < event


@given(DAYS, MONTHS)
def test_a_month_is_folded_on_the_limit_of_its_last_day_and_not_earlier(day, months):
    last = month_end(day)
    limit = add_months(last, months)
    assert month_cutoff(limit, months) > last
    assert month_cutoff(limit - ONE, months) <= day.replace(day=1)
    assert month_cutoff(limit, months).day == 1


@given(DAYS, MONTHS)
def test_a_year_is_folded_on_the_limit_of_its_last_day_and_not_earlier(day, months):
    last = date(day.year, 12, 31)
    limit = add_months(last, months)
    assert year_cutoff(limit, months) > last
    assert year_cutoff(limit - ONE, months) <= date(day.year, 1, 1)


@pytest.mark.parametrize(
    ("today", "months", "last"),
    [("2026-02-28", 1, "2026-01-31"), ("2026-02-27", 1, "2026-01-27"), ("2028-02-29", 12, "2027-02-28"),
     ("2028-02-28", 12, "2027-02-28"), ("2027-02-28", 36, "2024-02-29"), ("2026-03-31", 1, "2026-02-28")],
)
def test_worked_days(today, months, last):
    assert cutoff(date.fromisoformat(today), months) == date.fromisoformat(last)
