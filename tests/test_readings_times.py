# Part of lampo_privacy. LGPL-3.
"""Files of readings without Odoo: times and periods."""

from datetime import datetime

import pytest
from readings_common import HOUR, faults, rows_of, starts, table

from lampo_privacy.tools.local_time import period_start, to_utc


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-31T14:00:00Z", datetime(2026, 1, 31, 14)),
        ("2026-01-31T14:00+02:00", datetime(2026, 1, 31, 12)),
        ("2026-01-31 14:00", datetime(2026, 1, 31, 12)),
        ("31.1.2026 14:00", datetime(2026, 1, 31, 12)),
        ("31.01.2026 klo 14.00", datetime(2026, 1, 31, 12)),
        ("30.1.2026 24:00", datetime(2026, 1, 30, 22)),
        ("20260131 14:00", datetime(2026, 1, 31, 12)),
        ("2026/01/31 14:00:00.000", datetime(2026, 1, 31, 12)),
    ],
)
def test_a_time_is_read_as_it_is_usually_written(text, expected):
    data = table("aika;kulutus_kwh", f"{text};1")
    assert [(row.granularity, row.start, row.end) for row in rows_of(data)] == [("hour", expected, expected + HOUR)]


@pytest.mark.parametrize(
    "text",
    ["", "tänään", "31.2.2026", "2026-13", "31/1/2026", "1.1.26", "0001-01-01 00:00", "2026-01-01 25:00", "9999"],
)
def test_what_is_no_time_is_a_faulty_line(text):
    assert faults(table("aika;kulutus_kwh", f"{text};1")) == [(2, "no_time")]


@pytest.mark.parametrize(
    ("header", "texts", "granularity"),
    [
        ("aika", ("2026", "2027"), "year"),
        ("vuosi", ("2026",), "year"),
        ("kuukausi", ("2026-01",), "month"),
        ("kk", ("1/2026", "2/2026"), "month"),
        ("pvm", ("1.1.2026", "1.2.2026"), "month"),
        ("kuukausi", ("1.1.2026",), "month"),
        ("pvm", ("1.1.2025", "1.1.2026"), "year"),
        ("pvm", ("31.1.2026",), "day"),
        ("pvm", ("1.1.2026", "2.1.2026"), "day"),
        ("aika", ("1.1.2026 0:00", "2.1.2026 0:00"), "day"),
        ("aika", ("2025-12-31T22:00Z", "2026-01-31T22:00Z"), "month"),
        ("aika", ("1.1.2026 0:00", "1.1.2026 1:00"), "hour"),
    ],
)
def test_the_granularity_shows_in_the_times(header, texts, granularity):
    data = table(f"{header};kulutus_kwh", *(f"{text};1" for text in texts))
    rows = rows_of(data)
    assert {row.granularity for row in rows} == {granularity}
    assert all(period_start(row.start, granularity) == row.start for row in rows)


def test_a_month_begins_and_ends_at_finnish_midnight():
    [row] = rows_of(table("kk;kulutus_kwh", "2026-03;1"))
    assert (row.start, row.end - row.start) == (datetime(2026, 2, 28, 22), 743 * HOUR)


def test_year_and_month_in_two_columns():
    assert starts(table("vuosi;kuukausi;kulutus_kwh", "2026;1;1", "2026;2;1")) == [
        datetime(2025, 12, 31, 22),
        datetime(2026, 1, 31, 22),
    ]


@pytest.mark.parametrize(
    "hours",
    [
        ("0", "1", "23"),
        ("00:00", "01:00", "23:00"),
        ("1", "2", "24"),
        ("00-01", "01-02", "23-24"),
        ("00:00-01:00", "01:00-02:00", "23:00-24:00"),
    ],
)
def test_hours_are_numbered_from_0_or_from_1_as_the_data_show(hours):
    data = table("pvm;tunti;kulutus_kwh", *(f"1.1.2026;{hour};1" for hour in hours))
    first = datetime(2025, 12, 31, 22)
    assert starts(data) == [first, first + HOUR, first + 23 * HOUR]


def test_hours_counted_to_25_run_through_the_night_of_the_change():
    lines = [f"25.10.2026;{hour};{hour}" for hour in range(1, 26)]
    assert starts(table("pvm;tunti;kulutus_kwh", *lines)) == [
        datetime(2026, 10, 24, 21) + number * HOUR for number in range(25)
    ]


def test_a_column_of_times_next_to_a_date_is_the_hour():
    assert starts(table("date;time;energy_kwh", "2026-01-31;14:00;1")) == [datetime(2026, 1, 31, 12)]


AUTUMN = [datetime(2026, 10, 24, 23) + number * HOUR for number in range(4)]  # 02, 03, 03, 04 on the wall
AUTUMN_LINES = ["25.10.2026 2:00;1", "25.10.2026 3:00;2", "25.10.2026 3:00;3", "25.10.2026 4:00;4"]


def test_the_hour_that_comes_twice_is_told_apart_by_the_order_of_the_lines():
    data = table("aika;kulutus_kwh", *AUTUMN_LINES)
    assert [(row.start, row.wh) for row in rows_of(data)] == list(zip(AUTUMN, (1000, 2000, 3000, 4000), strict=True))


def test_in_a_file_that_runs_backwards_the_later_line_is_summer_time():
    data = table("aika;kulutus_kwh", *reversed(AUTUMN_LINES))
    assert [(row.start, row.wh) for row in rows_of(data)] == list(zip(AUTUMN, (1000, 2000, 3000, 4000), strict=True))


def test_two_meters_each_have_the_hour_twice():
    lines = [f"{meter};{line}" for line in AUTUMN_LINES for meter in "AB"]
    assert starts(table("mittari;aika;kulutus_kwh", *lines)) == AUTUMN * 2


def test_quarters_of_the_hour_that_comes_twice_make_two_hours():
    quarters = [f"25.10.2026 3:{minute:02};1" for _turn in range(2) for minute in (0, 15, 30, 45)]
    assert [(row.start, row.wh) for row in rows_of(table("aika;kulutus_kwh", *quarters))] == [
        (AUTUMN[1], 4000),
        (AUTUMN[2], 4000),
    ]


def test_a_time_that_the_clock_skips_in_spring_is_a_faulty_line():
    data = table("aika;kulutus_kwh", "29.3.2026 2:00;1", "29.3.2026 3:00;1", "29.3.2026 4:00;1")
    assert faults(data) == [(3, "no_such_time")]


def test_without_the_skipped_hour_the_spring_night_has_no_gap():
    data = table("aika;kulutus_kwh", "29.3.2026 2:00;1", "29.3.2026 4:00;1")
    assert starts(data) == [datetime(2026, 3, 29, 0), datetime(2026, 3, 29, 1)]


@pytest.mark.parametrize(
    ("start", "end", "granularity"),
    [
        ("1.1.2026", "31.1.2026", "month"),
        ("1.1.2026", "1.2.2026", "month"),
        ("1.1.2026", "31.12.2026", "year"),
        ("1.1.2026", "1.1.2026", "day"),
        ("1.1.2026 10:00", "1.1.2026 11:00", "hour"),
        ("29.3.2026 0:00", "30.3.2026 0:00", "day"),
    ],
)
def test_start_and_end_tell_the_granularity(start, end, granularity):
    [row] = rows_of(table("alkaa;päättyy;kulutus_kwh", f"{start};{end};1"))
    assert (row.granularity, row.start) == (granularity, to_utc(datetime(2026, *_month_day(start), *_hour(start))))


def _month_day(text):
    day, month, _year = text.split()[0].split(".")
    return int(month), int(day)


def _hour(text):
    return [int(text.split()[1].split(":")[0])] if " " in text else []


def test_a_period_of_another_length_is_a_faulty_line():
    data = table("alku;loppu;kulutus_kwh", "1.1.2026;31.1.2026;1", "1.2.2026;15.2.2026;1")
    assert faults(data) == [(3, "odd_period")]


@pytest.mark.parametrize(
    ("texts", "granularity", "first"),
    [
        (("31.1.2026", "28.2.2026"), "month", datetime(2025, 12, 31, 22)),
        (("1.2.2026", "1.3.2026"), "month", datetime(2025, 12, 31, 22)),
        (("1.1.2026", "2.1.2026"), "day", datetime(2025, 12, 31, 22)),
        (("1.1.2026 1:00", "1.1.2026 2:00"), "hour", datetime(2025, 12, 31, 22)),
    ],
)
def test_where_only_ends_are_named_the_period_lies_before(texts, granularity, first):
    row = rows_of(table("päättyy;kulutus_kwh", *(f"{text};1" for text in texts)))[0]
    assert (row.granularity, row.start) == (granularity, first)
