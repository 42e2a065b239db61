"""Three years of hourly readings through the import screen, against PostgreSQL's plain COPY of the same rows."""

import base64
import io
import math
from datetime import datetime, timedelta
from itertools import pairwise

HOURS = 26_256
ROUNDS = 3
START = datetime(2018, 1, 1)
TITLE = f"import of {HOURS:,} hourly readings / plain COPY".replace(",", " ")


def measure(env, seconds):
    """Returns the best of some rounds of ours and of the yardstick, in seconds, taken in turns."""
    file = base64.b64encode(_csv().encode())
    rows = _rows()
    _yard_table(env)
    ours, yard = [], []
    for number in range(ROUNDS):
        site = env["lampo.heat.site"].create({"name": f"Mittauskuja {number}"})
        meter = env["lampo.heat.meter"].create({"serial": f"BENCH-{number}", "site_id": site.id})
        env.flush_all()
        ours.append(seconds(lambda meter=meter: _import(env, file, meter)))
        yard.append(seconds(lambda site=site: _copy(env, rows, site)))
    return min(ours), min(yard)


def _counters():
    """A counter that grows as a heat meter's does: kWh, and 25 litres of water a kWh."""
    total = 5000.0
    for hour in range(HOURS + 1):
        yield START + timedelta(hours=hour), total
        total += 2.0 + 1.5 * math.cos(hour * math.tau / 8766) + 0.3 * math.cos(hour * math.tau / 24)


def _csv():
    lines = (f"{moment:%Y-%m-%dT%H:%M:%SZ},{total:.6f},{total * 0.025:.3f}" for moment, total in _counters())
    return "time,energy_heat_kwh,volume_m3\n" + "\n".join(lines) + "\n"


def _import(env, file, meter):
    wizard = env["lampo.heat.import"].create({"file": file, "filename": "mittari.csv", "meter_id": meter.id})
    wizard.action_import()
    env.flush_all()
    if wizard.new_count != HOURS:
        raise SystemExit(f"the import wrote {wizard.new_count} rows instead of {HOURS}")


def _rows():
    return [
        f"%d\thour\t{start}\t{end}\t{(after - before) / 1000:.6f}\t{(after - before) * 0.025:.3f}\tmeasured\n"
        for (start, before), (end, after) in pairwise(_counters())
    ]


def _yard_table(env):
    """The same columns, indexes and checks."""
    env.cr.execute("CREATE TEMP TABLE yard (LIKE lampo_heat_consumption INCLUDING ALL)")


def _copy(env, rows, site):
    text = io.StringIO("".join(row % site.id for row in rows))
    env.cr.copy_expert(
        "COPY yard (site_id, granularity, period_start, period_end, energy_mwh, volume_m3, quality) FROM STDIN", text
    )
