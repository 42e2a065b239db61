# Part of lampo_privacy. LGPL-3.
"""Finnish local time: days, months and years in UTC, and the two nights on which the clock changes."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from lampo_privacy.tools import local_time
from lampo_privacy.tools.local_time import is_skipped, is_twice, local_date, period_end, period_start, to_local, to_utc

moments = st.datetimes(datetime(1985, 1, 1), datetime(2100, 1, 1)).map(lambda at: at.replace(second=0, microsecond=0))
granularities = st.sampled_from(local_time.GRANULARITIES)


def test_a_summer_noon_is_three_hours_ahead_and_a_winter_noon_two():
    assert to_utc(datetime(2026, 7, 1, 12)) == datetime(2026, 7, 1, 9)
    assert to_utc(datetime(2026, 1, 1, 12)) == datetime(2026, 1, 1, 10)


def test_the_hour_that_comes_twice_is_first_summer_then_winter_time():
    assert to_utc(datetime(2026, 10, 25, 3, 30), fold=0) == datetime(2026, 10, 25, 0, 30)
    assert to_utc(datetime(2026, 10, 25, 3, 30), fold=1) == datetime(2026, 10, 25, 1, 30)
    assert is_twice(datetime(2026, 10, 25, 3, 30)) and not is_twice(datetime(2026, 10, 25, 4))


def test_the_hour_that_is_missing_in_spring_is_known():
    assert is_skipped(datetime(2026, 3, 29, 3)) and is_skipped(datetime(2026, 3, 29, 3, 59))
    assert not is_skipped(datetime(2026, 3, 29, 2, 59)) and not is_skipped(datetime(2026, 3, 29, 4))


def test_midnight_in_utc_on_new_years_day_lies_in_the_finnish_january():
    assert period_start(datetime(2026, 1, 1), "month") == datetime(2025, 12, 31, 22)
    assert local_date(datetime(2025, 12, 31, 22)) == date(2026, 1, 1)


@pytest.mark.parametrize(("month", "hours"), [(1, 744), (2, 672), (3, 743), (4, 720), (10, 745)])
def test_a_month_has_as_many_hours_as_the_clock_shows(month, hours):
    start = to_utc(datetime(2026, month, 1))
    assert period_end(start, "month") - start == timedelta(hours=hours)


def test_the_zone_is_found_where_the_system_has_no_time_zones(monkeypatch):
    class Slim:
        from_file = ZoneInfo.from_file

        def __init__(self, name):
            raise local_time.ZoneInfoNotFoundError(name)

    monkeypatch.setattr(local_time, "ZoneInfo", Slim)
    zone = local_time._zone("Europe/Helsinki")
    assert datetime(2026, 7, 1, tzinfo=zone).utcoffset() == timedelta(hours=3)


@given(moments)
def test_utc_to_local_agrees_with_the_library(at):
    assert to_local(at) == at.replace(tzinfo=UTC).astimezone(ZoneInfo("Europe/Helsinki")).replace(tzinfo=None)


@given(moments)
def test_local_time_and_back_is_the_same_moment(at):
    local = to_local(at)
    assert to_utc(local, fold=local.fold) == at and not is_skipped(local)


@given(moments, granularities)
def test_every_moment_lies_in_its_period(at, granularity):
    start = period_start(at, granularity)
    assert start <= at < period_end(start, granularity)


@given(moments, granularities)
def test_the_start_of_a_period_is_in_the_period_that_it_starts(at, granularity):
    start = period_start(at, granularity)
    assert period_start(start, granularity) == start


@given(moments, granularities)
def test_periods_follow_each_other_without_gap(at, granularity):
    end = period_end(period_start(at, granularity), granularity)
    assert period_start(end, granularity) == end
