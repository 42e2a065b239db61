# Part of lampo_privacy. LGPL-3.
"""An erased person's readings leave the site, and the network's sums stay right to the watt-hour.

What goes: hours and days everywhere; months and years too where the building tells of a person (a house, fewer than
five dwellings, or everywhere if the company says so). How much a site's counted heat falls by that is measured, not
reckoned: the sum over the rows that count, before and after. The same heat may stand in hours and in months, and a
month that goes may uncover another customer's days; the difference is right in all cases. It becomes

- a month of the site without a person, where the building keeps months and nobody else has readings in that month;
- else a part of the cell (postal code, building type, year) of `lampo.heat.fold`.
"""

from odoo.tools import SQL

from ..tools.k_anonymity import may_publish_both
from .data_map import DataMap
from .dossier import OWN
from .steps import Counts, Key, add

FINE = ("hour", "day")
READINGS = "lampo.heat.consumption"
_LEVELS = SQL("CASE c.granularity WHEN 'hour' THEN 0 WHEN 'day' THEN 1 WHEN 'month' THEN 2 ELSE 3 END")
_LOCAL = SQL("c.period_start AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Helsinki'")

# The rows that go, with whose they are. `single`: the building tells of a person.
_GOING = SQL(
    """SELECT c.id, own.person, c.site_id, c.granularity IN %(fine)s AS fine, k.single
         FROM lampo_heat_consumption c
         JOIN lampo_tie own ON own.tbl = 'res_partner' AND own.id = c.partner_id AND own.kind = %(own)s
         JOIN lampo_run r ON r.person = own.person
         JOIN (SELECT s.id, s.building_type = 'house' OR COALESCE(s.dwellings, 0) < 5
                            OR COALESCE(o.lampo_fold_everywhere, FALSE) AS single
                 FROM lampo_heat_site s JOIN res_company o ON o.id = s.company_id) k ON k.id = c.site_id
        WHERE c.granularity IN %(fine)s OR k.single""", fine=FINE, own=OWN)

# All rows of the sites concerned; a row counts where no coarser one of the site covers it (see lampo.heat.report),
# among all of them and among those that stay.
_PART = SQL(
    """CREATE TEMP TABLE lampo_part ON COMMIT DROP AS
       SELECT q.*, NOT (level < 3 AND bool_or(level = 3) OVER year_ OR level < 2 AND bool_or(level = 2) OVER month_
                        OR level < 1 AND bool_or(level = 1) OVER day_) AS counts,
              person IS NULL
              AND NOT (level < 3 AND bool_or(level = 3) FILTER (WHERE person IS NULL) OVER year_
                       OR level < 2 AND bool_or(level = 2) FILTER (WHERE person IS NULL) OVER month_
                       OR level < 1 AND bool_or(level = 1) FILTER (WHERE person IS NULL) OVER day_)
              AS counts_then
         FROM (SELECT c.id, c.site_id, %(level)s AS level, c.energy_mwh, c.volume_m3,
                      c.quality, date_trunc('day', %(local)s) AS day, date_trunc('month', %(local)s) AS month,
                      date_trunc('year', %(local)s) AS year, cut.person, site.single
                 FROM lampo_heat_consumption c
                 JOIN (SELECT DISTINCT site_id, single FROM lampo_cut) site ON site.site_id = c.site_id
                 LEFT JOIN lampo_cut cut ON cut.id = c.id) q
       WINDOW year_ AS (PARTITION BY site_id, year), month_ AS (PARTITION BY site_id, month),
              day_ AS (PARTITION BY site_id, day)""", level=_LEVELS, local=_LOCAL)

# By how much a site's counted heat falls in a month. In a house the whole year is one figure.
_FALL = SQL(
    """CREATE TEMP TABLE lampo_fall ON COMMIT DROP AS
       SELECT site_id, single, year, CASE WHEN single THEN year ELSE month END AS period, min(person) AS person,
              COALESCE(sum(energy_mwh) FILTER (WHERE counts), 0)
              - COALESCE(sum(energy_mwh) FILTER (WHERE counts_then), 0) AS energy_mwh,
              COALESCE(sum(volume_m3) FILTER (WHERE counts), 0)
              - COALESCE(sum(volume_m3) FILTER (WHERE counts_then), 0) AS volume_m3,
              bool_and(person IS NOT NULL) AS alone,
              CASE WHEN bool_or(quality = 'estimated') THEN 'estimated'
                   WHEN bool_or(quality = 'customer') THEN 'customer' ELSE 'measured' END AS quality
         FROM lampo_part GROUP BY 1, 2, 3, 4 HAVING count(person) > 0""")

# Others' figures that come to light are more than the coarse row that would go: that row stays with the site instead,
# without the person.
_SPARE = SQL(
    """DELETE FROM lampo_cut cut USING lampo_part p, lampo_fall f
        WHERE cut.id = p.id AND NOT cut.fine AND f.site_id = p.site_id AND f.year = p.year
          AND (f.energy_mwh < 0 OR f.volume_m3 < 0)""")

_MONTHS = SQL(
    """INSERT INTO lampo_heat_consumption (site_id, company_id, granularity, period_start, period_end, energy_mwh,
                                           volume_m3, quality)
       SELECT f.site_id, s.company_id, 'month', f.period AT TIME ZONE 'Europe/Helsinki' AT TIME ZONE 'UTC',
              (f.period + interval '1 month') AT TIME ZONE 'Europe/Helsinki' AT TIME ZONE 'UTC',
              f.energy_mwh, NULLIF(f.volume_m3, 0), f.quality
         FROM lampo_fall f JOIN lampo_heat_site s ON s.id = f.site_id
        WHERE NOT f.single AND f.alone AND (f.energy_mwh > 0 OR f.volume_m3 > 0)""")

# A household is counted once a year, in the cell where it used most, and only where it used any: so the households of
# several cells of a year may be added up. For the same reason its share is what it used in all of them.
_CELLS = SQL(
    """INSERT INTO lampo_heat_fold AS cell (company_id, zip, building_type, year, households, energy_mwh, largest_mwh,
                                            households_m3, volume_m3, largest_m3, published)
       SELECT company_id, zip, building_type, year, count(*) FILTER (WHERE energy_mwh > 0 AND nr_mwh = 1),
              sum(energy_mwh), max(year_mwh), count(*) FILTER (WHERE volume_m3 > 0 AND nr_m3 = 1), sum(volume_m3),
              max(year_m3), FALSE
         FROM (SELECT *, sum(energy_mwh) OVER year_ AS year_mwh, sum(volume_m3) OVER year_ AS year_m3,
                      row_number() OVER (year_ ORDER BY energy_mwh DESC, zip, building_type) AS nr_mwh,
                      row_number() OVER (year_ ORDER BY volume_m3 DESC, zip, building_type) AS nr_m3
                 FROM (SELECT s.company_id, COALESCE(s.zip, '') AS zip, s.building_type,
                              extract(year FROM f.year)::int AS year, f.person, sum(f.energy_mwh) AS energy_mwh,
                              sum(f.volume_m3) AS volume_m3
                         FROM lampo_fall f JOIN lampo_heat_site s ON s.id = f.site_id
                        WHERE (f.single OR NOT f.alone) AND (f.energy_mwh > 0 OR f.volume_m3 > 0)
                        GROUP BY 1, 2, 3, 4, 5) part
               WINDOW year_ AS (PARTITION BY company_id, year, person)) household
        GROUP BY 1, 2, 3, 4
       ON CONFLICT (company_id, zip, building_type, year) WHERE NOT published DO UPDATE
          SET households = cell.households + EXCLUDED.households, energy_mwh = cell.energy_mwh + EXCLUDED.energy_mwh,
              largest_mwh = GREATEST(cell.largest_mwh, EXCLUDED.largest_mwh),
              households_m3 = COALESCE(cell.households_m3, 0) + EXCLUDED.households_m3,
              volume_m3 = COALESCE(cell.volume_m3, 0) + EXCLUDED.volume_m3,
              -- a cell from before the share of water was kept: as if one household had it all
              largest_m3 = GREATEST(COALESCE(cell.largest_m3, cell.volume_m3), EXCLUDED.largest_m3)
       RETURNING id, households, (energy_mwh * 1000000)::bigint, (largest_mwh * 1000000)::bigint,
                 households_m3, (volume_m3 * 1000)::bigint, (largest_m3 * 1000)::bigint""")


class FoldStep:
    """The readings of the persons of a run that must not stay as they are."""

    def __init__(self, data_map: DataMap):
        self.env = data_map.env

    def count(self, counts: Counts) -> None:
        """Hours and days as deleted, longer periods as folded."""
        rows = self.env.execute_query(SQL("SELECT person, fine, count(*) FROM (%s) q GROUP BY 1, 2", _GOING))
        for person, fine, number in rows:
            add(counts, person, Key(READINGS, "", "delete" if fine else "fold"), number)

    def act(self) -> int:
        """Take the rows away and put their sums where nobody is seen in them; returns the rows that went."""
        cr = self.env.cr
        cr.execute("DROP TABLE IF EXISTS lampo_cut")
        cr.execute(SQL("CREATE TEMP TABLE lampo_cut ON COMMIT DROP AS %s", _GOING))
        if not cr.rowcount:
            return 0
        self._measure()
        cr.execute(_SPARE)
        if cr.rowcount:
            self._measure()
        cr.execute("DELETE FROM lampo_heat_consumption c USING lampo_cut cut WHERE cut.id = c.id")
        gone = cr.rowcount
        cr.execute(_MONTHS)
        self._publish(self.env.execute_query(_CELLS))
        return gone

    def _measure(self) -> None:
        self.env.cr.execute("DROP TABLE IF EXISTS lampo_part, lampo_fall")
        self.env.cr.execute(_PART)
        self.env.cr.execute(_FALL)

    def _publish(self, cells) -> None:
        """Close the cells in which nobody can be singled out any more, neither by energy nor by water."""
        ids = [row_id for row_id, *figures in cells if may_publish_both(figures[:3], figures[3:])]
        self.env.cr.execute(SQL(
            "UPDATE lampo_heat_fold SET published = TRUE, largest_mwh = 0, largest_m3 = 0 WHERE id = ANY(%s)", ids))
