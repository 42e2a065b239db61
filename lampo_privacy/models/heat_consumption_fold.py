# Part of lampo_privacy. LGPL-3.
from datetime import date, datetime, timedelta

from odoo import api, models
from odoo.tools import SQL

from ..engine.holds import held_spans
from ..tools.local_time import local_date, to_utc
from .heat_consumption_write import _OWNERS, _OWNS
from .heat_contract import finnish_today

FINE = ("hour", "day")
_WORST = SQL(
    """(ARRAY['measured', 'customer', 'estimated'])[
           max(CASE quality WHEN 'measured' THEN 1 WHEN 'customer' THEN 2 ELSE 3 END)]"""
)


def _local(moment: SQL, unit: str) -> SQL:
    return SQL("date_trunc(%s, %s AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Helsinki')", SQL(f"'{unit}'"), moment)


_YEAR = _local(SQL.identifier("c", "period_start"), "year")

# Hours and days of a day are the same heat: where there is a day, it counts. By numbers of a list of Finnish months (or
# days): to convert every row's time zone takes longer than to add it up. A statement that only reads, so that several
# processors may share it.
_MONTHS = """
    CREATE TEMP TABLE lampo_fold_month ON COMMIT DROP AS
    SELECT site_id, nr, sum(energy_mwh) AS energy_mwh, sum(volume_m3) AS volume_m3, %(worst)s AS quality
      FROM (SELECT c.site_id, %(month)s AS nr, c.energy_mwh, c.volume_m3, c.quality
              FROM lampo_heat_consumption c WHERE %(due)s AND c.granularity = 'day'
             UNION ALL
            SELECT c.site_id, %(month)s, c.energy_mwh, c.volume_m3, c.quality
              FROM lampo_heat_consumption c
             WHERE %(due)s AND c.granularity = 'hour' AND (c.site_id, %(day)s) NOT IN (
                   SELECT c.site_id, %(day)s FROM lampo_heat_consumption c WHERE %(due)s AND c.granularity = 'day')) r
     GROUP BY 1, 2"""

# A month that the site has already is the same heat once more: it stays as it is. So the sums of lampo.heat.report do
# not move.
_WRITE = """
    INSERT INTO lampo_heat_consumption (site_id, company_id, contract_id, partner_id, granularity, period_start,
                                        period_end, energy_mwh, volume_m3, quality)
    SELECT r.site_id, s.company_id, k.id, k.partner_id, 'month', r.period_start, r.period_end, r.energy_mwh,
           r.volume_m3, r.quality
      FROM (SELECT *, (%(months)s::timestamp[])[nr] AS period_start, (%(months)s::timestamp[])[nr + 1] AS period_end
              FROM lampo_fold_month) r
      JOIN lampo_heat_site s ON s.id = r.site_id
      LEFT JOIN (%(owners)s) k ON %(owns)s
        ON CONFLICT (site_id, granularity, period_start) DO NOTHING"""

# A year in which the site changed hands stays in months: one figure for both would be another's. And a year waits for
# the last of its hours and days.
_WHOLE_YEARS = """
    SELECT c.site_id, %(year)s AS year FROM lampo_heat_consumption c
     WHERE c.site_id %(sites)s AND c.granularity IN ('hour', 'day', 'month') AND c.period_start < %(cutoff)s
       AND %(free)s
     GROUP BY 1, 2
    HAVING count(DISTINCT COALESCE(c.contract_id, 0)) = 1 AND bool_and(c.granularity = 'month')"""

_FOLD_MONTHS = """
    WITH whole AS (%(whole)s
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

        What a hold in force keeps stays. The statements see one snapshot, as in every transaction of Odoo's, and so the
        same rows. Returns how many rows went and how many months are new."""
        due = SQL("c.site_id = ANY(%s) AND c.period_start < %s AND %s", list(site_ids), self._utc_start(before),
                  self._free("month"))
        days = self._days(site_ids, before)
        months = [self._utc_start(day) for day in days if day.day == 1]
        number = "width_bucket(c.period_start, %s::timestamp[])"
        cr = self._begin_fold()
        cr.execute("DROP TABLE IF EXISTS lampo_fold_month")
        cr.execute(SQL(_MONTHS, worst=_WORST, due=due, month=SQL(number, months),
                       day=SQL(number, [self._utc_start(day) for day in days])))
        cr.execute(SQL("DELETE FROM lampo_heat_consumption c WHERE %s AND c.granularity IN %s", due, FINE))
        gone = cr.rowcount
        cr.execute(SQL(_WRITE, months=months, owns=SQL(_OWNS),
                       owners=SQL(f"{_OWNERS} WHERE site_id = ANY(%s)", list(site_ids))))
        new = cr.rowcount
        self.env.invalidate_all(flush=False)
        return gone, new

    @api.model
    @api.private
    def _fold_months(self, site_ids, before: date) -> tuple[int, int]:
        """Fold the months of these sites before a day (1 January) into years, a contract's own years only.

        What a hold in force keeps stays. One statement. Returns how many rows went and how many years are new."""
        self._begin_fold()
        [(gone, new)] = self.env.execute_query(SQL(
            _FOLD_MONTHS, whole=self._whole_years(SQL("= ANY(%s)", list(site_ids)), before),
            cutoff=self._utc_start(before), worst=_WORST, year=_YEAR))
        self.env.invalidate_all(flush=False)
        return gone, new

    def _whole_years(self, sites: SQL, before: date) -> SQL:
        """Query of the sites' years before a day that become one row each. `sites`: what follows `site_id`."""
        return SQL(_WHOLE_YEARS, sites=sites, cutoff=self._utc_start(before), free=self._free("year"), year=_YEAR)

    def _begin_fold(self):
        self.env.flush_all()
        # some sites at a time: their hours are summed in memory, not sorted on disk
        self.env.cr.execute("SELECT set_config('work_mem', '64MB', TRUE)")
        return self.env.cr

    @api.model
    def _days(self, site_ids, before: date) -> list[date]:
        """Every day from the first of the month of the first fine reading of these sites to a day, itself included."""
        [(first,)] = self.env.execute_query(SQL(
            """SELECT min(c.period_start) FROM unnest(%s::int4[]) s(id) CROSS JOIN unnest(%s::varchar[]) g(name)
                CROSS JOIN LATERAL (SELECT period_start FROM lampo_heat_consumption
                                     WHERE site_id = s.id AND granularity = g.name ORDER BY period_start LIMIT 1) c""",
            list(site_ids), list(FINE)))
        start = min(local_date(first).replace(day=1), before) if first else before
        return [start + timedelta(days=n) for n in range((before - start).days + 1)]

    @api.model
    def _utc_start(self, day: date) -> datetime:
        return to_utc(datetime(day.year, day.month, day.day))

    def _free(self, unit: str = "month") -> SQL:
        """Condition on a row `c`: no hold keeps any reading of its site in its month (or year).

        Spans are few: read once, so that ten million rows need no join when there is none."""
        spans = self.env.execute_query(held_spans(finnish_today(self)))
        if not spans:
            return SQL("TRUE")
        sites, firsts, afters, _until = (list(column) for column in zip(*spans, strict=True))
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
        """Query of the sites with readings of these granularities before a day that the night can fold.

        The index is read by jumps from site to site: ten million readings cost as much as their sites."""
        fine = "hour" in granularities
        whole = SQL("TRUE") if fine else SQL("EXISTS (%s)", self._whole_years(SQL("= m.id"), before))
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
                       AND c.company_id = ANY(%(companies)s) AND %(free)s)
               AND %(whole)s""",
            companies=list(company_ids), granularities=tuple(granularities), cutoff=self._utc_start(before),
            free=self._free("month" if fine else "year"), whole=whole)
