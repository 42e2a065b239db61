# Part of lampo_privacy. LGPL-3.
"""Files of readings without Odoo: faulty lines, and differences of a register."""

from datetime import datetime

import pytest
from readings_common import HOUR, faults, rows_of, table, wh

from lampo_privacy.tools.readings import read, step


def test_consumption_below_zero_is_a_faulty_line():
    assert faults(table("kk;kulutus_kwh", "2026-01;-1", "2026-02;−2,5")) == [(2, "below_zero"), (3, "below_zero")]


def test_a_line_without_a_figure_is_faulty():
    assert faults(table("kk;kulutus_kwh", "2026-01;1", "2026-02;")) == [(3, "no_value")]


def test_a_quality_that_nobody_knows_is_a_faulty_line():
    assert faults(table("kk;kulutus_kwh;laatu", "2026-01;1;mitattu", "2026-02;1;höpö")) == [(3, "unknown_quality")]


def test_qualities_are_read():
    data = table("kk;kulutus_kwh;laatu", "2026-01;1;Mitattu", "2026-02;1;arvio", "2026-03;1;asiakkaan ilmoittama")
    assert [row.quality for row in rows_of(data)] == ["measured", "estimated", "customer"]


def test_the_same_moment_twice_is_one_row_if_equal_and_faulty_if_not():
    assert wh(table("kk;kulutus_kwh", "2026-01;1", "2026-01;1,0")) == [1000]
    assert faults(table("kk;kulutus_kwh", "2026-01;1", "2026-01;2")) == [(3, "repeated")]


def test_every_faulty_line_is_named_at_once():
    data = table("aika;kulutus_kwh", "2026-01-01 00:00;x", "nyt;1", "29.3.2026 3:15;1", "2026-01-01 01:00;-1")
    assert faults(data) == [(2, "not_a_number"), (3, "no_time"), (4, "no_such_time"), (5, "below_zero")]


def cumulative(*values, unit="kwh", start="2026-01-01T00:00Z", gap=1):
    at = datetime.fromisoformat(start)
    lines = [f"A;{(at + gap * i * HOUR):%Y-%m-%dT%H:%MZ};{value}" for i, value in enumerate(values)]
    return table(f"meter;time;reading {unit}", *lines)


def test_differences_of_readings_begin_at_the_earlier_reading():
    rows = rows_of(cumulative("5000", "5001.5", "5001.5", "5004"))
    assert [(row.start.hour, row.wh) for row in rows] == [(0, 1500), (1, 0), (2, 2500)]


def test_readings_are_rounded_before_the_difference_is_taken():
    assert wh(cumulative("1.0004", "1.0008", "1.0012")) == [1, 0]


def test_a_gap_is_spread_over_its_hours_and_estimated():
    data = table(
        "meter;time;reading kwh", "A;2026-01-01T00:00Z;10", "A;2026-01-01T01:00Z;11", "A;2026-01-01T04:00Z;11.1"
    )
    assert [(row.wh, row.quality) for row in rows_of(data)] == [
        (1000, "measured"),
        (33, "estimated"),
        (33, "estimated"),
        (34, "estimated"),
    ]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [(9_990, 5, 15), (99_990, 9, 19), (999, 1, 2), (5, 9, 4), (8_990, 5, None), (9_990, 1_001, None), (99, 1, None)],
)
def test_a_register_rolls_over_only_from_its_end_to_its_beginning(before, after, expected):
    scaled = None if expected is None else expected * 1000
    assert step(before * 1000, after * 1000, 1000) == scaled


def test_a_rollover_is_counted_through():
    assert wh(cumulative("99990", "99998", "3", "8")) == [8000, 5000, 5000]


def test_another_decrease_is_a_faulty_line():
    file = read(cumulative("5000", "5001", "4000"))
    assert [(fault.line, fault.code) for fault in file.rows_of(file.series[0].points).faults] == [(4, "decrease")]


def test_another_meter_starts_a_series_of_its_own():
    data = table(
        "kohde;mittari;aika;lukema kWh",
        "K1;A;2026-01-01 00:00;5000",
        "K1;A;2026-01-01 01:00;5002",
        "K1;B;2026-01-01 01:00;0",
        "K1;B;2026-01-01 02:00;3",
    )
    assert wh(data) == [2000, 3000]


def test_on_the_day_of_a_meter_change_the_drop_is_no_fault():
    data = table(
        "kohde;aika;lukema kWh",
        "K;2026-01-05 10:00;5000",
        "K;2026-01-05 11:00;5002",
        "K;2026-01-05 12:00;1",
        "K;2026-01-05 13:00;4",
    )
    file = read(data)
    found = file.rows_of(file.series[0].points, [datetime(2026, 1, 5).date()])
    assert ([row.wh for row in found.rows], found.faults) == ([2000, 3000], [])


def test_a_new_meter_that_starts_higher_makes_no_consumption():
    data = table(
        "kohde;aika;lukema kWh",
        "K;2026-01-05 10:00;50",
        "K;2026-01-05 11:00;52",
        "K;2026-01-05 12:00;9000",
        "K;2026-01-05 13:00;9004",
    )
    file = read(data)
    assert [row.wh for row in file.rows_of(file.series[0].points, [datetime(2026, 1, 5).date()]).rows] == [2000, 4000]


def test_days_and_months_of_readings_give_days_and_months():
    days = rows_of(table("pvm;lukema kWh", "28.3.2026;100", "29.3.2026;110", "30.3.2026;130"))
    assert [(row.granularity, row.wh, row.end - row.start) for row in days] == [
        ("day", 10_000, 24 * HOUR),
        ("day", 20_000, 23 * HOUR),
    ]
    months = rows_of(table("kk;lukema MWh", "1/2026;100", "2/2026;110", "4/2026;115,9"))
    assert [(row.granularity, row.wh, row.quality) for row in months] == [
        ("month", 10_000_000, "measured"),
        ("month", 2_801_978, "estimated"),
        ("month", 3_098_022, "estimated"),
    ]


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        (("5000", "5003", "5004"), "cumulative"),
        (("5", "3", "4"), "consumption"),
        (("1", "2", "3"), "consumption"),
        (("5000", "5003"), "consumption"),
        (("5", "5", "5"), "consumption"),
    ],
)
def test_the_figures_show_whether_they_are_cumulative(lines, kind):
    data = table("aika;energia kWh", *(f"2026-01-01 0{hour}:00;{value}" for hour, value in enumerate(lines)))
    assert read(data).kind == kind


def test_a_column_called_consumption_is_never_taken_for_readings():
    data = table("aika;kulutus kWh", *(f"2026-01-01 0{hour}:00;{5000 + hour}" for hour in range(5)))
    assert read(data).kind == "consumption"


def test_readings_within_the_hour_leave_a_reading_at_its_beginning_for_the_next_file():
    data = table("meter;time;reading kwh", *(f"A;2026-01-01T{i // 4:02}:{i % 4 * 15:02}Z;{100 + i}" for i in range(7)))
    file = read(data)
    found = file.rows_of(file.series[0].points)
    assert [(row.wh, row.whole) for row in found.rows] == [(4000, True), (2000, False)]
    assert (found.last.at, found.last.wh) == (datetime(2026, 1, 1, 1), 104_000)
