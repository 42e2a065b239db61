# Part of lampo_privacy. LGPL-3.
from odoo import fields, models
from odoo.tools import SQL

from ..tools.local_time import GRANULARITIES
from .heat_remainder import exact_remainder, merged_remainder
from .heat_site import BUILDING_TYPES


def granularities_up_to(coarsest: str) -> tuple[str, ...]:
    """The granularities from hour to ``coarsest``, itself included."""
    return GRANULARITIES[: GRANULARITIES.index(coarsest) + 1]


def local_start(moment: SQL, unit: str) -> SQL:
    """Finnish local time at which the ``unit`` (day, month, year) around ``moment`` (UTC) begins."""
    return SQL("date_trunc(%s, %s AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Helsinki')", SQL(f"'{unit}'"), moment)


def counted_once(alias: str = "c", coarsest: str = "year") -> SQL:
    """Condition on a row ``alias`` of lampo_heat_consumption: no coarser row of the same site covers its period.

    The same heat may stand in hours and in months; only the coarsest counts. Rows coarser than ``coarsest`` are not
    looked at. One anti-join a granularity, by equality on the unique index (site, granularity, start)."""
    granularities = granularities_up_to(coarsest)
    return SQL(" AND ").join(
        SQL(
            """NOT EXISTS (
                SELECT FROM lampo_heat_consumption coarser
                 WHERE coarser.site_id = %(site)s
                   AND coarser.granularity = %(unit)s
                   AND %(granularity)s IN %(finer)s
                   AND coarser.period_start = %(start)s AT TIME ZONE 'Europe/Helsinki' AT TIME ZONE 'UTC')""",
            site=SQL.identifier(alias, "site_id"),
            granularity=SQL.identifier(alias, "granularity"),
            finer=granularities[:rank],
            unit=unit,
            start=local_start(SQL.identifier(alias, "period_start"), unit),
        )
        for rank, unit in enumerate(granularities)
        if rank
    )


def sites_with_both() -> SQL:
    """Query (id) of the sites that have a reading of a finer kind from before a coarser one's end: only there may the
    same heat stand twice. Six looks into the unique index a site, however many readings it has."""
    looks = [
        SQL("(SELECT min(period_start) FROM lampo_heat_consumption WHERE site_id = s.id AND granularity = %s) AS %s",
            unit, SQL.identifier(f"first_{unit}"))
        for unit in GRANULARITIES[:-1]
    ] + [
        SQL(
            """(SELECT period_end FROM lampo_heat_consumption WHERE site_id = s.id AND granularity = %s
                 ORDER BY period_start DESC LIMIT 1) AS %s""", unit, SQL.identifier(f"last_{unit}"))
        for unit in GRANULARITIES[1:]
    ]
    both = SQL(" OR ").join(
        SQL("LEAST(%s) < %s", SQL(", ").join(SQL.identifier(f"first_{finer}") for finer in GRANULARITIES[:rank]),
            SQL.identifier(f"last_{unit}"))
        for rank, unit in enumerate(GRANULARITIES) if rank
    )
    return SQL("SELECT id FROM (SELECT s.id, %s FROM lampo_heat_site s OFFSET 0) looked WHERE %s",
               SQL(", ").join(looks), both)


class HeatReport(models.Model):
    """Consumption by site, customer and month, each MWh once. What customer service and the accountant sum up, so
    that nobody needs to export single readings of a household (statement § 4; GDPR art. 5(1)(c)).

    What erased households used is in the totals too (`lampo.heat.fold`), by year and building type, without a site or a
    customer. Such a row has a negative id. A published cell is a row with its postal code. Of the others

    - the officer, the manager and the software itself have one sum a year and building type, exact whatever its size:
      for them the table by year and building type never moves by an erasure;
    - everybody else has sums that single nobody out, where need be over all building types of a year or all years
      (heat_remainder.py). Their network's total is exact to the watt-hour too, except for what is too small even over
      all years: there the household's secrecy wins, and it is in no row."""

    _name = "lampo.heat.report"
    _description = "Heat consumption report"
    _auto = False
    _rec_name = "month"
    _order = "month desc, site_id"

    month = fields.Date(readonly=True, help="Month (Finnish time) in which the period begins.")
    site_id = fields.Many2one("lampo.heat.site", "Heat-use Site", readonly=True)
    building_type = fields.Selection(BUILDING_TYPES, readonly=True)
    zip = fields.Char("Postal Code", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    contract_id = fields.Many2one("lampo.heat.contract", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    granularity = fields.Selection(
        [("hour", "Hour"), ("day", "Day"), ("month", "Month"), ("year", "Year")],
        readonly=True,
        help="Length of the periods that the figure is summed from.",
    )
    quality = fields.Selection(
        [("measured", "Measured"), ("estimated", "Estimated"), ("customer", "Reported by the customer")], readonly=True
    )
    energy_mwh = fields.Float("Energy (MWh)", digits=(16, 3), readonly=True)
    volume_m3 = fields.Float("Water (m³)", digits=(16, 3), readonly=True)

    _depends = {
        "lampo.heat.consumption": [
            "site_id", "partner_id", "contract_id", "company_id", "granularity", "period_start", "quality",
            "energy_mwh", "volume_m3",
        ],
        "lampo.heat.site": ["building_type", "zip"],
        "lampo.heat.fold": [
            "company_id", "zip", "building_type", "year", "households", "energy_mwh", "largest_mwh", "households_m3",
            "volume_m3", "largest_m3", "published",
        ],
    }  # fmt: skip

    @property
    def _table_query(self) -> SQL:
        return SQL(
            """
            %(readings)s
             UNION ALL
            SELECT -4 * f.id - f.level, make_date(f.year, 1, 1), NULL, f.building_type, f.zip, NULL,
                   NULL, f.company_id, 'year', NULL, f.energy_mwh, f.volume_m3
              FROM (SELECT company_id, year, building_type, zip, 0 AS level, id, energy_mwh, volume_m3
                      FROM lampo_heat_fold WHERE published
                     UNION ALL
                    SELECT company_id, year, building_type, NULL, level, id, energy_mwh, volume_m3
                      FROM (%(remainder)s) remainder) f
            """,
            remainder=exact_remainder() if self._sees_every_sum() else merged_remainder(),
            readings=self._readings_once(),
        )

    def _readings_once(self) -> SQL:
        """Query of the readings, each heat once. Looking for a coarser row takes several times the sum itself, so it is
        done where there may be one: most sites have hours from where their folded months end."""
        self.env["lampo.heat.consumption"].flush_model(["site_id", "granularity", "period_start", "period_end"])
        both = [row_id for row_id, in self.env.execute_query(sites_with_both())]
        if not both:
            return self._readings(SQL("TRUE"))
        return SQL("%s UNION ALL %s", self._readings(SQL("c.site_id <> ALL(%s)", both)),
                   self._readings(SQL("c.site_id = ANY(%s) AND %s", both, counted_once("c"))))

    def _readings(self, which: SQL) -> SQL:
        return SQL(
            """
            SELECT c.id, %s::date AS month, c.site_id, s.building_type, s.zip, c.partner_id, c.contract_id,
                   c.company_id, c.granularity, c.quality, c.energy_mwh, c.volume_m3
              FROM lampo_heat_consumption c
              JOIN lampo_heat_site s ON s.id = c.site_id
             WHERE %s""",
            local_start(SQL.identifier("c", "period_start"), "month"), which)

    def _sees_every_sum(self) -> bool:
        """Whether the reader has the exact table by year and building type, however few households a sum is.

        Different sums have different ids: the cache, which all readers of a transaction share, mixes none up."""
        return self.env.su or self.env.user.has_group("lampo_privacy.group_officer")
