# Part of lampo_privacy. LGPL-3.
"""Columns in which a document keeps the person's name and nothing else, as every invoice does: one statement a table.

What is written otherwise, inflected or within a sentence, is found by :class:`.scrub.ScrubStep` afterwards.
"""

from odoo.tools import SQL

from .dossier import DOC, STAFF, VOUCHER
from .steps import Counts, Key, add

_NAMES = "lampo_name"


def list_names(env, matchers) -> None:
    """Fill the temporary table of the names (person, name, own) of the persons of a run.

    `own`: nobody else bears it. An address that serves as a name is left to the scrubbing: a household may share it.
    """
    found = [(person, name, name in matcher.traits.own_names) for person, matcher in matchers.items()
             for name in matcher.traits.names if "@" not in name and name not in matcher.traits.addresses]
    persons, names, own = [list(column) for column in zip(*found, strict=True)] if found else ([], [], [])
    env.cr.execute(SQL("DROP TABLE IF EXISTS %s", SQL.identifier(_NAMES)))
    env.cr.execute(SQL(
        """CREATE TEMP TABLE %s ON COMMIT DROP AS
           SELECT * FROM unnest(%s::int4[], %s::text[], %s::bool[]) AS d(person, name, own)""",
        SQL.identifier(_NAMES), persons, names, own))
    env.cr.execute(SQL("ANALYZE %s", SQL.identifier(_NAMES)))


def write_pseudonyms(step, counts: Counts) -> None:
    """Write the pseudonym over whole names in the records that a step is about; counted as the step counts.

    :param step: the :class:`.scrub.ScrubStep` of a table
    """
    covered = step.under_hash()
    columns = [column for column in step.columns if column.udt in ("varchar", "text") and column.name not in covered]
    if step.key != "id" or not columns:
        return
    names = [SQL.identifier("t", column.name) for column in columns]
    sets = [SQL("%s = CASE WHEN %s = n.name THEN r.label ELSE %s END", SQL.identifier(column.name), name, name)
            for column, name in zip(columns, names, strict=True)]
    numbers = [SQL("count(*) FILTER (WHERE %s)", SQL.identifier(column.name)) for column in columns]
    written = [SQL("%s = r.label AS %s", name, SQL.identifier(column.name))
               for column, name in zip(columns, names, strict=True)]
    rows = step.env.execute_query(SQL(
        """WITH written AS (
               UPDATE %s t SET %s
                 FROM lampo_tie tie JOIN lampo_run r ON r.person = tie.person JOIN %s n ON n.person = tie.person
                WHERE tie.tbl = %s AND tie.id = t.id AND n.name IN (%s)
                  AND (tie.kind = %s OR (tie.kind = %s AND n.own) OR (tie.kind = %s AND r.complete))
            RETURNING tie.person AS lampo_person, %s)
           SELECT lampo_person, %s FROM written GROUP BY 1""",
        SQL.identifier(step.table), SQL(", ").join(sets), SQL.identifier(_NAMES), step.table, SQL(", ").join(names),
        DOC, STAFF, VOUCHER, SQL(", ").join(written), SQL(", ").join(numbers)))
    for person, *found in rows:
        for column, number in zip(columns, found, strict=True):
            add(counts, person, Key(column.model or column.table, column.name, "scrub"), number)
