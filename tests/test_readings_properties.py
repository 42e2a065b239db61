# Part of lampo_privacy. LGPL-3.
"""Files of readings without Odoo: what holds for any file."""

import contextlib
import csv
import io
from datetime import datetime, timedelta
from decimal import Decimal

from hypothesis import given, settings, strategies as st
from readings_common import HOUR, table

from lampo_privacy.tools.local_time import period_start, to_local
from lampo_privacy.tools.readings import Options, ReadingsError, read

zones = {
    "utc": lambda at: f"{at:%Y-%m-%dT%H:%M:%SZ}",
    "finnish": lambda at: f"{to_local(at):%d.%m.%Y %H:%M}",
    "iso": lambda at: f"{to_local(at):%Y-%m-%d %H:%M}",
    "excel": lambda at: f"{to_local(at):%d.%m.%Y}" + (f" {to_local(at):%H:%M}" if to_local(at).hour else ""),
}
dialects = st.fixed_dictionaries(
    {
        "delimiter": st.sampled_from(";,\t"),
        "mark": st.sampled_from(",."),
        "unit": st.sampled_from(("kWh", "MWh")),
        "encoding": st.sampled_from(("utf-8", "utf-8-sig", "cp1252", "utf-16")),
        "time": st.sampled_from(sorted(zones)),
        "end": st.sampled_from(("\n", "\r\n")),
        "thousands": st.booleans(),
        "backwards": st.booleans(),
    }
)
hours = st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1)).map(lambda at: period_start(at, "hour"))
change_nights = (
    st.integers(2000, 2090)
    .flatmap(lambda year: st.sampled_from([_last_sunday(year, 3), _last_sunday(year, 10)]))
    .map(lambda day: day - 5 * HOUR)
)


def _last_sunday(year, month):
    day = datetime(year, month, 31)
    return day - timedelta(days=(day.weekday() + 1) % 7)


def number(amount, dialect):
    digits = 3 if dialect["unit"] == "kWh" else 6
    text = f"{Decimal(amount).scaleb(-digits):.{digits}f}"
    whole, decimals = text.split(".")
    if dialect["thousands"]:
        whole = f"{int(whole):,}".replace(",", "\u00a0")
    return f"{whole}{dialect['mark']}{decimals}"


def write(dialect, header, lines):
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=dialect["delimiter"], lineterminator=dialect["end"])
    writer.writerow([*header[:-1], f"{header[-1]} ({dialect['unit']})"])
    writer.writerows(lines[::-1] if dialect["backwards"] else lines)
    return stream.getvalue().encode(dialect["encoding"])


@settings(max_examples=150, deadline=None)
@given(dialects, st.one_of(hours, change_nights), st.lists(st.integers(0, 10**9), min_size=2, max_size=40))
def test_hours_written_in_any_dialect_come_back_equal(dialect, first, amounts):
    expected = [(first + i * HOUR, amount) for i, amount in enumerate(amounts)]
    lines = [("Ä 1", zones[dialect["time"]](at), number(amount, dialect)) for at, amount in expected]
    data = write(dialect, ("Käyttöpaikka", "Aikaleima", "Kulutus"), lines)
    file = read(data)
    assert [(s.site, s.meter) for s in file.series] == [("Ä 1", "")]
    assert [(row.start, row.wh) for row in file.rows_of(file.series[0].points).rows] == expected


@settings(max_examples=150, deadline=None)
@given(
    dialects,
    st.one_of(hours, change_nights),
    st.integers(0, 10**8),
    st.lists(st.tuples(st.integers(1, 30), st.integers(0, 10**7)), min_size=1, max_size=30),
)
def test_the_sum_of_differences_is_the_last_reading_less_the_first(dialect, first, reading, steps):
    points = [(first, reading)]
    for gap, used in steps:
        points.append((points[-1][0] + gap * HOUR, points[-1][1] + used))
    lines = [(zones["utc"](at), number(amount, dialect)) for at, amount in points]
    file = read(write(dialect, ("time", "reading"), lines), Options(granularity="hour"))
    rows = file.rows_of(file.series[0].points).rows
    assert sum(row.wh for row in rows) == points[-1][1] - reading
    assert [row.start for row in rows] == [first + i * HOUR for i in range(sum(gap for gap, _used in steps))]


@settings(max_examples=100, deadline=None)
@given(hours, st.lists(st.integers(0, 10**6), min_size=2, max_size=30), st.integers(900, 9_999))
def test_a_register_that_rolls_over_anywhere_loses_nothing(first, steps, start):
    register, value, lines = 10_000_000, start * 1000, []
    for i, used in enumerate([0, *steps]):
        value += used
        lines.append(f"{zones['utc'](first + i * HOUR)};{Decimal(value % register) / 1000:.4f}")
    file = read(table("time;reading kwh", *lines), Options(granularity="hour"))
    found = file.rows_of(file.series[0].points)
    assert (found.faults, sum(row.wh for row in found.rows)) == ([], sum(steps))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 200), st.integers(0, 10**6)), min_size=2, max_size=30), st.data())
def test_two_files_of_one_meter_give_what_one_file_gives(steps, data):
    points = [(datetime(2026, 1, 1), 10**6)]
    for minutes, used in steps:
        points.append((points[-1][0] + timedelta(minutes=minutes), points[-1][1] + used))
    cut = data.draw(st.integers(1, len(points) - 1))
    lines = [f"{zones['utc'](at)};{Decimal(amount) / 1000:.4f}" for at, amount in points]
    options = Options(granularity="hour")
    whole, *parts = (read(table("time;reading kwh", *some), options) for some in (lines, lines[:cut], lines[cut:]))
    expected = {row.start: row.wh for row in whole.rows_of(whole.series[0].points).rows}
    first = parts[0].rows_of(parts[0].series[0].points)
    second = parts[1].rows_of([first.last, *parts[1].series[0].points])
    both = {row.start: row.wh for row in [*first.rows, *second.rows]}
    assert sum(both.values()) == sum(expected.values())
    assert both.keys() == expected.keys()


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_with_a_reason(data):
    with contextlib.suppress(ReadingsError):
        read(data)


CELLS = [
    "2026-01",
    "1.1.2026",
    "3",
    "1,5",
    "-1",
    "x",
    "",
    "24",
    "kWh",
    "25.10.2026 3:00",
    "2026-01-01T00:00Z",
    "arvio",
    '"',
    "9" * 30,
]
NAMES = ["aika", "loppu", "pvm", "tunti", "kk", "vuosi", "kulutus kWh", "lukema", "m3", "laatu", "yksikkö", "mittari"]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(CELLS), min_size=1, max_size=5), min_size=1, max_size=8),
    st.lists(st.sampled_from(NAMES), min_size=2, max_size=5),
)
def test_any_table_is_read_or_refused_with_a_reason(cells, header):
    try:
        file = read(table(";".join(header), *(";".join(row) for row in cells)))
    except ReadingsError:
        return
    for series in file.series:
        file.rows_of(series.points)
