# Part of lampo_privacy. LGPL-3.
"""Files of readings without Odoo: dialects, columns, times, differences."""

import contextlib
import csv
import io
from collections import defaultdict
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings, strategies as st

from lampo_privacy.tools.local_time import period_end, period_start, to_local, to_utc
from lampo_privacy.tools.readings import Options, ReadingsError, meaning_of, read, step

HOUR = timedelta(hours=1)
MEASURED_FILE = Path(__file__).resolve().parents[2] / "shared" / "data" / "heat_meter_hourly_dk.csv"


def table(*lines, end="\n"):
    return end.join(lines).encode()


def rows_of(data, **options):
    file = read(data, Options(**options))
    return [row for series in file.series for row in file.rows_of(series.points).rows]


def wh(data, **options):
    return [row.wh for row in rows_of(data, **options)]


def starts(data, **options):
    return [row.start for row in rows_of(data, **options)]


def faults(data, **options):
    with pytest.raises(ReadingsError) as caught:
        read(data, Options(**options))
    assert caught.value.code == "faults"
    return [(fault.line, fault.code) for fault in caught.value.faults]


def code(data, **options):
    with pytest.raises(ReadingsError) as caught:
        read(data, Options(**options))
    return caught.value.code


# -- dialects


@pytest.mark.parametrize(
    "data",
    [
        "Mittari;Aika;Kulutus (MWh)\nÄ1;2026-01;1,5\n".encode(),
        "Mittari;Aika;Kulutus (MWh)\nÄ1;2026-01;1,5\n".encode("utf-8-sig"),
        "Mittari;Aika;Kulutus (MWh)\nÄ1;2026-01;1,5\n".encode("latin-1"),
        "Mittari;Aika;Kulutus (MWh)\r\nÄ1;2026-01;1,5\r\n".encode("cp1252"),
        "Mittari\tAika\tKulutus (MWh)\nÄ1\t2026-01\t1,5\n".encode("utf-16"),
        "meter,time,consumption_mwh\nÄ1,2026-01,1.5\n".encode(),
        'meter,time,consumption_mwh\nÄ1,2026-01,"1,5"\n'.encode(),
        "sep=;\nMITTARI;AIKA;KULUTUS MWH\nÄ1;2026-01;1,5\n".encode(),
    ],
)
def test_delimiter_decimals_and_encoding_are_found(data):
    file = read(data)
    assert [(series.meter, series.points[0].wh) for series in file.series] == [("Ä1", 1_500_000)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 234,5", 1_234_500),
        ("1\u00a0234,5", 1_234_500),
        ("1\u202f234,5", 1_234_500),
        ("1.234,5", 1_234_500),
        ("1,234.5", 1_234_500),
        ("1'234.5", 1_234_500),
        ("1234", 1_234_000),
        ("0,0004", 0),
        ("0,0005", 1),
        ("1e3", 1_000_000),
    ],
)
def test_a_number_is_read_as_people_write_it(text, expected):
    assert wh(table("kuukausi;kulutus_kwh", f'2026-01;"{text}"')) == [expected]


@pytest.mark.parametrize("text", ["abc", "1 23,5", "1,2,3", "--1", "nan", "inf", "1e99", "99999999999999999"])
def test_what_is_no_number_is_a_faulty_line(text):
    assert faults(table("kuukausi;kulutus_kwh", "2025-12;1,5", f'2026-01;"{text}"')) == [(3, "not_a_number")]


def test_a_factor_of_a_thousand_is_not_guessed_from_points():
    assert code(table("kk;kulutus kWh", "2026-01;950", "2026-02;1.050")) == "ambiguous_number"


def test_a_unit_that_nothing_names_is_not_guessed():
    data = table("kk;kulutus", "2026-01;950")
    assert code(data) == "no_unit"
    assert wh(data, unit="mwh") == [950_000_000]


def test_a_column_of_units_tells_the_unit_of_each_line():
    assert wh(table("kk;kulutus;yksikkö", "2026-01;950;kWh", "2026-02;1;MWh")) == [950_000, 1_000_000]


def test_an_xlsx_file_is_read_too():
    book, stream = openpyxl.Workbook(), io.BytesIO()
    for row in (("Mittari", "Pvm", "Kulutus MWh"), ("A1", datetime(2026, 1, 1), 1.5), ("A1", datetime(2026, 2, 1), 2)):
        book.active.append(row)
    book.save(stream)
    file = read(stream.getvalue())
    assert (file.granularity, [point.wh for point in file.series[0].points]) == ("month", [1_500_000, 2_000_000])


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "empty"),
        (b" \n \n", "empty"),
        (b"%PDF-1.7 stuff", "not_table"),
        (b"\x00\x01\x02\x03", "not_table"),
        (b"PK\x03\x04nonsense", "not_table"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not_table"),
        (b"just words", "not_table"),
        (b"a;b;c\n1;2;3\n", "no_known_column"),
        (b"meter;serial;energy_kwh\n1;2;3\n", "no_time_column"),
        (b"mittari;aika\n1;2026-01\n", "no_value_column"),
        (b"aika;kulutus_kwh\n", "no_rows"),
        (b'aika;kulutus_kwh\n"2026-01;3\n', "bad_quote"),
        (b"aika;kulutus_kwh;kulutus_kwh\n2026;1;2\n", "ambiguous_columns"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(data, expected):
    assert code(data) == expected


def test_a_title_above_the_names_does_not_matter_and_lines_keep_their_numbers():
    data = table("Kaukolämmön raportti", "", "aika;kulutus_kwh", "2026-01;1", "2026-02;x")
    assert faults(data) == [(5, "not_a_number")]


def test_a_line_with_too_few_columns_is_faulty():
    assert faults(table("aika;mittari;kulutus_kwh", "2026-01;A;1", "2026-02;A", "2026-03;A;1;2")) == [
        (3, "width"),
        (4, "width"),
    ]


# -- columns


@pytest.mark.parametrize(
    ("header", "meaning", "unit"),
    [
        ("Mittarinumero", "meter", ""),
        ("meter_id", "meter", ""),
        ("Sarjanumero", "meter", ""),
        ("Lämmönkäyttöpaikka", "site", ""),
        ("KÄYTTÖPAIKKANUMERO", "site", ""),
        ("site code", "site", ""),
        ("time_rounded", "start", ""),
        ("Aikaleima", "start", ""),
        ("Päättyy", "end", ""),
        ("Pvm.", "date", ""),
        ("Tunti", "hour", ""),
        ("kk", "month", ""),
        ("Vuosi", "year", ""),
        ("energia_kwh", "energy", "kwh"),
        ("Kulutus (MWh)", "energy", "mwh"),
        ("energy_heat_kwh", "energy", "kwh"),
        ("Lämpöenergia [MWh]", "energy", "mwh"),
        ("Mittarilukema MWh", "reading", "mwh"),
        ("cumulative", "reading", ""),
        ("Vesimäärä (m³)", "volume", "m3"),
        ("volume_flow_m3", "volume", "m3"),
        ("Kulutus (m3)", "volume", "m3"),
        ("Laatu", "quality", ""),
        ("inlet_flow_energy_m3xC", "unused", ""),
        ("customer_id", "unused", ""),
        ("Normeerattu kulutus (MWh)", "unused", "mwh"),
        ("Teho (kW)", "unused", ""),
        ("Kaukolämmön kokonaiskulutus MWh", "energy", "mwh"),
    ],
)
def test_a_column_is_known_by_its_usual_names(header, meaning, unit):
    assert meaning_of(header)[:2] == (meaning, unit)


def test_what_the_user_chose_goes_before_the_name():
    data = table("aika;foo kWh;kulutus kWh", "2026-01;7;8")
    assert wh(data, meanings={1: "energy"}) == [7_000]
    assert wh(data) == [8_000]


# -- times


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


# -- lines


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


# -- differences


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


# -- properties

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


# -- a year of a real meter


def _measured_file():
    """The file beside the project where there is one, else one of the same shape."""
    return MEASURED_FILE.read_bytes() if MEASURED_FILE.exists() else _same_shape()


def _same_shape():
    at, value, lines = datetime(2018, 1, 2, 23), Decimal("5347.61445783133"), []
    for number_ in range(9000):
        lines.append(f"772,660,{at:%Y-%m-%dT%H:%M:%SZ},{value},{value / 47:.9f},{value * 2},{value}")
        at, value = at + HOUR, value + Decimal(number_ % 7) / 3
    return table(
        "customer_id,meter_id,time_rounded,energy_heat_kwh,volume_flow_m3,inlet_flow_energy_m3xC,back_flow_energy_m3xC",
        *lines,
    )


@pytest.mark.parametrize("make", [_same_shape, _measured_file])
def test_the_monthly_sums_of_a_meter_are_right_to_the_watt_hour(make):
    data = make()
    file = read(data)
    [series] = file.series
    sums = defaultdict(int)
    for row in file.rows_of(series.points).rows:
        sums[period_start(row.start, "month")] += row.wh
    assert (file.kind, file.unit, file.granularity, series.meter) == ("cumulative", "kwh", "hour", "660")
    assert dict(sums) == _sums_by_hand(data)


def _sums_by_hand(data):
    """Reading at the end of each Finnish month less that at its beginning, each rounded to the watt-hour."""
    readings = {}
    for line in csv.DictReader(io.StringIO(data.decode())):
        at = datetime.fromisoformat(line["time_rounded"]).replace(tzinfo=None)
        readings[at] = int((Decimal(line["energy_heat_kwh"]) * 1000).quantize(Decimal(1), ROUND_HALF_UP))
    months = sorted({period_start(at, "month") for at in readings})
    first, last = min(readings), max(readings)
    return {
        month: readings[min(period_end(month, "month"), last)] - readings[max(month, first)]
        for month in months
        if month < last
    }


def test_the_measured_meter_has_its_known_sums():
    if not MEASURED_FILE.exists():
        assert len(_sums_by_hand(_same_shape())) == 13
        return
    rows = rows_of(MEASURED_FILE.read_bytes())
    january = [row.wh for row in rows if period_start(row.start, "month") == to_utc(datetime(2019, 1, 1))]
    assert (len(rows), round(sum(row.wh for row in rows) / 1000), round(sum(january) / 1000)) == (26_255, 51_627, 2_791)
