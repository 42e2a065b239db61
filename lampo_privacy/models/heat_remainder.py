# Part of lampo_privacy. LGPL-3.
"""The erased households' figures that no cell of `lampo.heat.fold` shows yet, as sums that single nobody out.

By year and building type; what is too small there, over all building types of the year; what is too small even then,
over all years. So a part is in one sum only, and no difference between two of them is a household's. What is too small
to the last is in no sum."""

from odoo.tools import SQL

from ..tools.k_anonymity import K

# The open parts of a year and building type. A household is counted once a year, and its share is that of the whole
# year (engine/heat_fold.py).
_TYPES = SQL(
    """SELECT company_id, year, building_type, min(id) AS id, sum(households) AS households,
              sum(energy_mwh) AS energy_mwh, max(largest_mwh) AS largest_mwh,
              sum(COALESCE(households_m3, 0)) AS households_m3, sum(COALESCE(volume_m3, 0)) AS volume_m3,
              max(COALESCE(largest_m3, volume_m3, 0)) AS largest_m3
         FROM lampo_heat_fold WHERE NOT published GROUP BY 1, 2, 3"""
)

# `tools.k_anonymity.may_publish_both`, in the database
SHOWN = SQL(
    """(households >= %(k)s AND largest_mwh > 0 AND largest_mwh * 2 <= energy_mwh
        AND (volume_m3 = 0 OR households_m3 >= %(k)s AND largest_m3 > 0 AND largest_m3 * 2 <= volume_m3))""",
    k=K,
)

_COLUMNS = "company_id, year, building_type, %s AS level, id, energy_mwh, volume_m3"
_LEVELS = tuple(SQL(_COLUMNS, level) for level in (1, 2, 3))


def exact_remainder() -> SQL:
    """One row a company, year and building type, however few households it is."""
    return SQL("SELECT %s FROM (%s) type", _LEVELS[0], _TYPES)


def merged_remainder() -> SQL:
    """Rows of the same columns, of five households and more each, none of which has more than half.

    A household may be in every year: over the years only the fullest one counts, and the greatest shares add up."""
    return SQL(
        """WITH type AS (%(types)s),
        yearly AS (
            SELECT company_id, year, NULL AS building_type, min(id) AS id, sum(households) AS households,
                   sum(energy_mwh) AS energy_mwh, max(largest_mwh) AS largest_mwh,
                   sum(households_m3) AS households_m3, sum(volume_m3) AS volume_m3, max(largest_m3) AS largest_m3
              FROM type WHERE NOT %(shown)s GROUP BY 1, 2),
        ever AS (
            SELECT company_id, NULL::int AS year, NULL AS building_type, min(id) AS id, max(households) AS households,
                   sum(energy_mwh) AS energy_mwh, sum(largest_mwh) AS largest_mwh,
                   max(households_m3) AS households_m3, sum(volume_m3) AS volume_m3, sum(largest_m3) AS largest_m3
              FROM yearly WHERE NOT %(shown)s GROUP BY 1)
        SELECT %(of_type)s FROM type WHERE %(shown)s
         UNION ALL
        SELECT %(of_year)s FROM yearly WHERE %(shown)s
         UNION ALL
        SELECT %(of_ever)s FROM ever WHERE %(shown)s""",
        types=_TYPES,
        shown=SHOWN,
        **dict(zip(("of_type", "of_year", "of_ever"), _LEVELS, strict=True)),
    )
