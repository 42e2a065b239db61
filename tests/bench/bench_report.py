"""The consumption report over ten million hourly rows, each heat once, against one aggregate that counts every row.

Once with hours alone, as where months are folded, and once with a tenth of the sites metered by the month as well.
"""

import os

from bench_sweep import _READINGS, _SITES, HOURS
from odoo.tools import SQL

ROWS = int(os.environ.get("BENCH_READINGS", "10000000"))
ROUNDS = 3
_MONTHS = """
    INSERT INTO lampo_heat_consumption (site_id, company_id, granularity, period_start, period_end, energy_mwh, quality)
    SELECT s.id, s.company_id, 'month', m AT TIME ZONE 'Europe/Helsinki' AT TIME ZONE 'UTC',
           (m + interval '1 month') AT TIME ZONE 'Europe/Helsinki' AT TIME ZONE 'UTC', 2.5, 'measured'
      FROM lampo_heat_site s
     CROSS JOIN generate_series(TIMESTAMP '2021-01-01', TIMESTAMP '2021-12-01', interval '1 month') m
     WHERE s.code LIKE 'FOLD-%%' AND s.id %% 10 = 0"""
_AGGREGATE = """
    SELECT date_trunc('month', period_start AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Helsinki'), sum(energy_mwh)
      FROM lampo_heat_consumption GROUP BY 1"""


def measure(env, seconds):
    """(what, seconds of the report, seconds of the aggregate) for both."""
    values = {"sites": max(ROWS // HOURS, 1), "company": env.company.id, "prefix": "FOLD-"}
    env.cr.execute(_SITES, values)
    env.cr.execute(_READINGS, values)
    env.cr.execute("ANALYZE lampo_heat_consumption")
    alone = _pair(env, seconds)
    env.cr.execute(_MONTHS, values)
    return [(f"consumption by month, {title} / one aggregate of all rows", *pair) for title, pair in (
        ("hours alone", alone), ("hours, and months at a tenth of the sites", _pair(env, seconds)))]


def _pair(env, seconds):
    report = env["lampo.heat.report"]
    return [min(seconds(action) for _round in range(ROUNDS)) for action in (
        lambda: report._read_group([], ["month:month"], ["energy_mwh:sum"]),
        lambda: env.execute_query(SQL(_AGGREGATE)))]
