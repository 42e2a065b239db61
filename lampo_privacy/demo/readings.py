# Part of lampo_privacy. LGPL-3.
"""Three years of consumption for every site, by months with the shape of a Finnish year; one meter by hours."""

import random
from datetime import datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from ..tools import local_time
from .names import site

YEARLY = {  # MWh a year of a site
    "lampotie1": 17.2, "lampotie3": 20.4, "lampotie5": 15.1, "lampotie7": 18.3, "lampotie9": 21.6,
    "hoyrykuja2": 74.0, "hoyrykuja2a1": 9.4, "kattilakatu4": 236.0,
    "putkipolku2": 13.8, "putkipolku5": 10.9, "putkipolku7": 15.9, "putkipolku9": 16.4,
    "hiillostie12": 22.7, "hiillostie14": 18.8, "varaajantie2": 15.3, "varaajantie4": 38.0,
    "varaajantie10": 72.0, "saunakuja1": 4.6, "koulutie1": 402.0, "koulutie3": 104.0, "seurantie8": 58.0,
}  # fmt: skip
# a year's share of each month, January first
SHARES = (0.155, 0.140, 0.125, 0.090, 0.050, 0.028, 0.022, 0.025, 0.045, 0.085, 0.110, 0.125)
EMPTY = "putkipolku5"  # nobody lives here now: frost protection only
BY_HOURS, HOURLY_MONTHS = "lampotie3", 14
MONTHS = 36
WATER = 25.0  # m³ of district-heating water that give one MWh


def load(env, today):
    # ids first: while the rows stream to the database, nothing can be asked of it
    sites = {key: site(env, key).id for key in YEARLY}
    env["lampo.heat.consumption"]._write_readings(_rows(sites, today))
    for key, yearly in YEARLY.items():
        meter = site(env, key).meter_ids.filtered(lambda one: not one.removed_on)
        counted = yearly * (today - meter.installed_on).days / 365
        meter.write({
            "last_reading_on": _midnight(today.replace(day=1)),
            "last_reading_mwh": round(counted, 3),
            "last_reading_m3": round(counted * WATER, 1),
        })


def _midnight(day):
    """The moment (naive UTC) at which the day begins in Finland."""
    return local_time.to_utc(datetime.combine(day, time.min))


def _rows(sites, today):
    this_month = today.replace(day=1)
    for key, yearly in YEARLY.items():
        noise = random.Random(key)  # the same figures in every demo
        for ago in range(MONTHS, 0, -1):
            month = this_month - relativedelta(months=ago)
            energy = yearly * SHARES[month.month - 1] * noise.uniform(0.92, 1.08) * (0.3 if key == EMPTY else 1)
            start, end = _midnight(month), _midnight(month + relativedelta(months=1))
            if key == BY_HOURS and ago <= HOURLY_MONTHS:
                yield from _hours(sites[key], start, end, energy, noise)
            else:
                yield _row(sites[key], "month", start, end, energy)


def _hours(site_id, start, end, energy, noise):
    """The month's energy over its hours: more before work and in the evening, never twice the same."""
    count = int((end - start) / timedelta(hours=1))
    weights = [_weight((nr + 2) % 24) * noise.uniform(0.7, 1.3) for nr in range(count)]
    one = energy / sum(weights)
    for nr, weight in enumerate(weights):
        begins = start + timedelta(hours=nr)
        yield _row(site_id, "hour", begins, begins + timedelta(hours=1), one * weight)


def _weight(hour):
    return 1.5 if hour in (6, 7, 8, 18, 19, 20, 21) else 0.8 if hour < 5 else 1.0


def _row(site_id, granularity, start, end, energy):
    return site_id, granularity, start, end, round(energy, 6), round(energy * WATER, 3), "measured"
