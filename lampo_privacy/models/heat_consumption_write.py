# Part of lampo_privacy. LGPL-3.
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

CHUNK = 4096  # rows that are formatted at a time; the file is never in memory as a whole


class Counts(NamedTuple):
    """What a bulk write did, in rows."""

    new: int
    changed: int
    unchanged: int


# The contracts of these sites by the moments (UTC) at which they begin and end, and at which the one before ended. A
# period belongs to the earliest contract that reaches into it: to the one in force on its first Finnish day if there is
# one, else to the first that starts within it. Contracts of a site never overlap, so one contract at most fulfils
# _OWNS; a join that reckons with moments converts time zones once a contract and not once a row.
_OWNERS = """
    SELECT id, partner_id, site_id,
           date_start::timestamp AT TIME ZONE 'Europe/Helsinki' AT TIME ZONE 'UTC' AS begins,
           (date_end + 1)::timestamp AT TIME ZONE 'Europe/Helsinki' AT TIME ZONE 'UTC' AS ends,
           (lag(date_end) OVER (PARTITION BY site_id ORDER BY date_start) + 1)::timestamp
               AT TIME ZONE 'Europe/Helsinki' AT TIME ZONE 'UTC' AS before_ends
      FROM lampo_heat_contract"""
_OWNS = """k.site_id = r.site_id AND k.begins < r.period_end
       AND (k.ends IS NULL OR k.ends > r.period_start)
       AND (k.before_ends IS NULL OR k.before_ends <= r.period_start)"""


class _Stream:
    """Rows as the text that COPY reads, made while it is read."""

    def __init__(self, rows: Iterable[tuple]):
        self.lines: Iterator[str] = map(self._line, rows)
        self.rest, self.count = b"", 0

    def _line(self, row: tuple) -> str:
        self.count += 1
        site_id, granularity, start, end, energy, volume, quality = row
        water = r"\N" if volume is None else f"{volume:.3f}"
        return f"{site_id}\t{granularity}\t{start}\t{end}\t{energy:.6f}\t{water}\t{quality}\n"

    def read(self, size: int = 8192) -> bytes:
        while len(self.rest) < size and (chunk := list(islice(self.lines, CHUNK))):
            self.rest += "".join(chunk).encode()
        taken, self.rest = self.rest[:size], self.rest[size:]
        return taken


class HeatConsumption(models.Model):
    """The two statements that write many rows: attribution to contracts, and readings in bulk."""

    _inherit = "lampo.heat.consumption"

    @api.private
    def _attribute(self, site_ids, row_ids=None) -> int:
        """Give the rows of these sites (only `row_ids`, if given) the contract and customer of their period; returns
        how many changed. One UPDATE, which touches only rows whose contract or customer is another one."""
        if not site_ids:
            return 0
        self.env.flush_all()
        rows = SQL("TRUE") if row_ids is None else SQL("r.id = ANY(%s)", list(row_ids))
        self.env.cr.execute(SQL(_ATTRIBUTE, sites=list(site_ids), rows=rows))
        changed = self.env.cr.rowcount
        self.env.invalidate_all(flush=False)
        return changed

    @api.private
    def _write_readings(self, rows: Iterable[tuple]) -> Counts:
        """Write readings in bulk: new periods are added, known ones changed only where a value differs.

        `rows`: (site id, granularity, start, end, MWh, m³ or None, quality); starts and ends naive UTC, on the bounds
        of their period; one row a period and site. Streamed by COPY, so any number. A volume that is not known does
        not wipe out one that is. The caller checks access. Returns Counts."""
        self.env.flush_all()
        self.env.cr.execute(
            """
            CREATE TEMP TABLE IF NOT EXISTS lampo_heat_reading (
                site_id int4, granularity varchar, period_start timestamp, period_end timestamp,
                energy_mwh numeric, volume_m3 numeric, quality varchar) ON COMMIT DROP;
            TRUNCATE lampo_heat_reading
            """
        )
        stream = _Stream(rows)
        self.env.cr.copy_expert("COPY lampo_heat_reading FROM STDIN", stream, 1 << 16)
        [(new, changed)] = self.env.execute_query(_UPSERT)
        if new >= _MANY:  # the figures are read at once, and the planner would still take the table for a small one
            self.env.cr.execute("ANALYZE lampo_heat_consumption")
        self.env.cr.execute("TRUNCATE lampo_heat_reading")
        self.env.invalidate_all(flush=False)
        return Counts(new, changed, stream.count - new - changed)


# By ctid, so that no estimate of the planner, however stale, turns the join with itself into a loop in a loop.
_ATTRIBUTE = f"""
    WITH moved AS MATERIALIZED (
        SELECT r.ctid AS place, k.id AS contract_id, k.partner_id
          FROM lampo_heat_consumption r
     LEFT JOIN ({_OWNERS} WHERE site_id = ANY(%(sites)s)) k ON {_OWNS}
         WHERE r.site_id = ANY(%(sites)s) AND %(rows)s
           AND (r.contract_id, r.partner_id) IS DISTINCT FROM (k.id, k.partner_id)
    )
    UPDATE lampo_heat_consumption c
       SET contract_id = moved.contract_id, partner_id = moved.partner_id
      FROM moved
     WHERE c.ctid = moved.place
"""

# so many new rows change what the planner must know of the table
_MANY = 5000
_UPSERT = SQL(
    f"""
    WITH written AS (
        INSERT INTO lampo_heat_consumption AS c (
               site_id, company_id, contract_id, partner_id, granularity, period_start, period_end,
               energy_mwh, volume_m3, quality)
        SELECT r.site_id, s.company_id, k.id, k.partner_id, r.granularity, r.period_start, r.period_end,
               r.energy_mwh, r.volume_m3, r.quality
          FROM lampo_heat_reading r
          JOIN lampo_heat_site s ON s.id = r.site_id
     LEFT JOIN ({_OWNERS}) k ON {_OWNS}
            ON CONFLICT (site_id, granularity, period_start) DO UPDATE
           SET period_end = EXCLUDED.period_end, energy_mwh = EXCLUDED.energy_mwh, quality = EXCLUDED.quality,
               volume_m3 = COALESCE(EXCLUDED.volume_m3, c.volume_m3)
         WHERE (c.period_end, c.energy_mwh, c.quality, c.volume_m3) IS DISTINCT FROM
               (EXCLUDED.period_end, EXCLUDED.energy_mwh, EXCLUDED.quality,
                COALESCE(EXCLUDED.volume_m3, c.volume_m3))
     RETURNING xmax = 0 AS fresh
    )
    SELECT count(*) FILTER (WHERE fresh), count(*) FILTER (WHERE NOT fresh) FROM written
    """
)
