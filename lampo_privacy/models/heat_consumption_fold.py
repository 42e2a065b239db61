# Part of lampo_privacy. LGPL-3.
from datetime import date, datetime

from odoo import api, models
from odoo.tools import SQL

from ..engine.holds import held_spans
from ..tools.local_time import to_utc
from .heat_consumption_write import _OWNERS, _OWNS
from .heat_contract import finnish_today

FINE = ("hour", "day")
_WORST = SQL(
    """CASE WHEN bool_or(quality = 'estimated') THEN 'estimated'
            WHEN bool_or(quality = 'customer') THEN 'customer' ELSE 'measured' END"""
)


def _local(moment: SQL, unit: str) -> SQL:
    return SQL("date_trunc(%s, %s AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Helsinki')", SQL(f"'{unit}'"), moment)


# Hours and days of a day are the same heat: where there is a day, it counts. A month that the site has already is the
# same heat once more: it stays as it is. So the sums of lampo.heat.report do not move.
_FOLD_FINE = """
    WITH gone AS (
        DELETE FROM lampo_heat_consumption c
         WHERE c.site_id = ANY(%(sites)s) AND c.granularity IN %(fine)s AND c.period_start < %(cutoff)s AND %(free)s
     RETURNING c.site_id, c.company_id, c.granularity, c.period_start, c.energy_mwh, c.volume_m3, c.quality
    ), days AS (
        SELECT site_id, company_id, %(day)s AS day, granularity = 'day' AS whole, sum(energy_mwh) AS energy_mwh,
               sum(volume_m3) AS volume_m3, %(worst)s AS quality, count(*) AS number
          FROM gone GROUP BY 1, 2, 3, 4
    ), months AS (
        SELECT site_id, company_id, date_trunc('month', day) AS month, sum(energy_mwh) AS energy_mwh,
               sum(volume_m3) AS volume_m3, %(worst)s AS quality
          FROM (SELECT *, bool_or(whole) OVER (PARTITION BY site_id, day) AS has_day FROM days) d
         WHERE whole OR NOT has_day GROUP BY 1, 2, 3
    ), bounded AS (
        SELECT *, month AT TIME ZONE 'Europe/Helsinki' AT TIME ZONE 'UTC' AS period_start,
               (month + interval '1 month') AT TIME ZONE 'Europe/Helsinki' AT TIME ZONE 'UTC' AS period_end FROM months
    ), written AS (
        INSERT INTO lampo_heat_consumption (site_id, company_id, contract_id, partner_id, granularity, period_start,
                                            period_end, energy_mwh, volume_m3, quality)
        SELECT r.site_id, r.company_id, k.id, k.partner_id, 'month', r.period_start, r.period_end, r.energy_mwh,
               r.volume_m3, r.quality
          FROM bounded r LEFT JOIN (%(owners)s) k ON %(owns)s
            ON CONFLICT (site_id, granularity, period_start) DO NOTHING
     RETURNING 1
    )
    SELECT COALESCE((SELECT sum(number) FROM days), 0)::bigint, (SELECT count(*) FROM written)"""

# A year in which the site changed hands stays in months: one figure for both would be another's.
_FOLD_MONTHS = """
    WITH whole AS (
        SELECT c.site_id, %(year)s AS year FROM lampo_heat_consumption c
         WHERE c.site_id = ANY(%(sites)s) AND c.period_start < %(cutoff)s AND c.granularity <> 'year' AND %(free)s
         GROUP BY 1, 2
        HAVING count(DISTINCT COALESCE(c.contract_id, 0)) = 1 AND bool_and(c.granularity = 'month')
    ), gone AS (
        DELETE FROM lampo_heat_consumption c USING whole w
         WHERE c.site_id = w.site_id AND c.granularity = 'month' AND c.period_start < %(cutoff)s AND %(year)s = w.year
     RETURNING c.site_id, c.company_id, c.contract_id, c.partner_id, w.year, c.energy_mwh, c.volume_m3, c.quality
    ), years AS (
        SELECT site_id, company_id, contract_id, partner_id, year, sum(energy_mwh) AS energy_mwh,
               sum(volume_m3) AS volume_m3, %(worst)s AS quality, count(*) AS number FROM gone GROUP BY 1, 2, 3, 4, 5
    ), written AS (
        INSERT INTO lampo_heat_consumption (site_id, company_id, contract_id, partner_id, granularity, period_start,
                                            period_end, energy_mwh, volume_m3, quality)
        SELECT site_id, company_id, contract_id, partner_id, 'year',
               year AT TIME ZONE 'Europe/Helsinki' AT TIME ZONE 'UTC',
               (year + interval '1 year') AT TIME ZONE 'Europe/Helsinki' AT TIME ZONE 'UTC', energy_mwh, volume_m3,
               quality
          FROM years
            ON CONFLICT (site_id, granularity, period_start) DO NOTHING
     RETURNING 1
    )
    SELECT COALESCE((SELECT sum(number) FROM years), 0)::bigint, (SELECT count(*) FROM written)"""


class HeatConsumption(models.Model):
    """Readings past their rule become coarser; the sums of the network stay right to the watt-hour."""

    _inherit = "lampo.heat.consumption"

    @api.model
    @api.private
    def _fold_fine(self, site_ids, before: date) -> tuple[int, int]:
        """Fold the hours and days of these sites before a day (the first of a month) into months, bounded in Finland.

        What a hold in force keeps stays. One statement. Returns how many rows went and how many months are new."""
        return self._fold(_FOLD_FINE, site_ids, before, "month")

    @api.model
    @api.private
    def _fold_months(self, site_ids, before: date) -> tuple[int, int]:
        """Fold the months of these sites before a day (1 January) into years, a contract's own years only.

        What a hold in force keeps stays. One statement. Returns how many rows went and how many years are new."""
        return self._fold(_FOLD_MONTHS, site_ids, before, "year")

    def _fold(self, statement, site_ids, before, unit):
        self.env.flush_all()
        # some sites at a time: their hours are summed in memory, not sorted on disk
        self.env.cr.execute("SELECT set_config('work_mem', '128MB', TRUE)")
        [(gone, new)] = self.env.execute_query(SQL(
            statement, sites=list(site_ids), fine=FINE, cutoff=self._utc_start(before), free=self._free(unit),
            worst=_WORST, owns=SQL(_OWNS),
            owners=SQL(f"{_OWNERS} WHERE site_id = ANY(%s)", list(site_ids)),
            day=_local(SQL.identifier("period_start"), "day"),
            year=_local(SQL.identifier("c", "period_start"), "year")))
        self.env.invalidate_all(flush=False)
        return gone, new

    @api.model
    def _utc_start(self, day: date) -> datetime:
        return to_utc(datetime(day.year, day.month, day.day))

    def _free(self, unit: str = "month") -> SQL:
        """Condition on a row `c`: no hold keeps any reading of its site in its month (or year).

        Spans are few: read once, so that ten million rows need no join when there is none."""
        spans = self.env.execute_query(held_spans(finnish_today(self)))
        if not spans:
            return SQL("TRUE")
        sites, firsts, afters = (list(column) for column in zip(*spans, strict=True))
        return SQL(
            """NOT EXISTS (SELECT FROM unnest(%(sites)s::int4[], %(firsts)s::date[], %(afters)s::date[])
                                       AS held(site_id, first, after)
                            WHERE held.site_id = c.site_id
                              AND (held.first IS NULL OR %(start)s + %(step)s::interval > held.first)
                              AND (held.after IS NULL OR %(start)s < held.after))""",
            sites=sites, firsts=firsts, afters=afters, step=f"1 {unit}",
            start=_local(SQL.identifier("c", "period_start"), unit))

    @api.model
    @api.private
    def _sites_to_fold(self, granularities, before: date, company_ids) -> SQL:
        """Query of the sites with readings of these granularities before a day.

        The index is read by jumps from site to site: ten million readings cost as much as their sites."""
        return SQL(
            """
            WITH RECURSIVE measured(id) AS (
                (SELECT site_id FROM lampo_heat_consumption ORDER BY site_id LIMIT 1)
                 UNION ALL
                SELECT (SELECT site_id FROM lampo_heat_consumption WHERE site_id > m.id ORDER BY site_id LIMIT 1)
                  FROM measured m WHERE m.id IS NOT NULL)
            SELECT m.id FROM measured m
             WHERE EXISTS (
                    SELECT FROM lampo_heat_consumption c
                     WHERE c.site_id = m.id AND c.granularity IN %(granularities)s AND c.period_start < %(cutoff)s
                       AND c.company_id = ANY(%(companies)s) AND %(free)s)""",
            companies=list(company_ids), granularities=tuple(granularities), cutoff=self._utc_start(before),
            free=self._free("month" if "hour" in granularities else "year"))
