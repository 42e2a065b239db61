# Part of lampo_privacy. LGPL-3.
"""Files of readings without Odoo: dialects and columns."""

import io
from datetime import datetime

import openpyxl
import pytest
from readings_common import code, faults, table, wh

from lampo_privacy.tools.readings import meaning_of, read


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
