# Part of lampo_privacy. LGPL-3.
"""Files of readings without Odoo: a year of a real meter, to the watt-hour."""

import csv
import io
from collections import defaultdict
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

import pytest
from readings_common import HOUR, MEASURED_FILE, rows_of, table

from lampo_privacy.tools.local_time import period_end, period_start, to_utc
from lampo_privacy.tools.readings import read


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
