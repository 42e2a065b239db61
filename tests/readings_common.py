# Part of lampo_privacy. LGPL-3.
"""What the tests of files of readings share: reading a text, and what came of it."""

from datetime import timedelta
from pathlib import Path

import pytest

from lampo_privacy.tools.readings import Options, ReadingsError, read

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
