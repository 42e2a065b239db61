"""The nightly sweep among a million people with 1.2 million contracts, and the folding of ten million hourly readings.

The sweep: what it finds and writes down for its workers, against the best SQL for the same question, asked of the
contracts themselves and of the dates that are stored with the people. The folding: rows deleted and months written,
against one aggregate of the same rows that writes nothing, and against that aggregate with one DELETE.
"""

import os
import resource
from datetime import date

from alone import alone
from odoo.tools import SQL

PARTNERS = int(os.environ.get("BENCH_PARTNERS", "1000000"))
READINGS = int(os.environ.get("BENCH_READINGS", "10000000"))
HOURS = 8760
SITES_AT_A_TIME = 600  # as a worker takes them
TODAY = date(2026, 11, 24)
FLAT_MB = 100

_PEOPLE = """
    INSERT INTO res_partner (name, complete_name, active, type, is_company, is_data_subject, legal_form, autopost_bills,
                             last_contact_on)
    SELECT 'Henkilö ' || n, 'Henkilö ' || n, TRUE, 'contact', FALSE, TRUE, 'person', 'ask', DATE '2026-06-01'
      FROM generate_series(1, %(partners)s) n;
    UPDATE res_partner SET commercial_partner_id = id WHERE name LIKE 'Henkilö %%'"""
_SITES = """
    INSERT INTO lampo_heat_site (name, code, company_id, building_type, dwellings, active)
    SELECT 'Paikka ' || n, %(prefix)s || n, %(company)s, 'block', 20, TRUE FROM generate_series(1, %(sites)s) n"""
# a third has a contract in force; a fifth had another one before, at another site
_CONTRACTS = """
    INSERT INTO lampo_heat_contract (name, partner_id, site_id, company_id, date_start, date_end)
    SELECT 'S' || g, p.id, s.id, %(company)s, DATE '2000-01-01',
           CASE WHEN g %% 10 < 3 AND g <= %(partners)s THEN NULL
                ELSE DATE '2016-01-01' + (g::bigint * 7919 %% 3950)::int END
      FROM generate_series(1, %(contracts)s) g
      JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM res_partner WHERE name LIKE 'Henkilö %%') p
        ON p.n = (g - 1) %% %(partners)s + 1
      JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM lampo_heat_site WHERE code LIKE 'BENCH-%%') s
        ON s.n = g;
    UPDATE res_partner p SET relationship_start = c.first, relationship_end = c.last
      FROM (SELECT partner_id, min(date_start) AS first,
                   CASE WHEN bool_and(date_end IS NOT NULL) THEN max(date_end) END AS last
              FROM lampo_heat_contract GROUP BY 1) c
     WHERE c.partner_id = p.id"""
# checked row by row it would take longer than everything that is measured; it comes back with the rollback
_NO_OVERLAP = "ALTER TABLE lampo_heat_contract DROP CONSTRAINT lampo_heat_contract_no_overlap"
_HOLDS = """
    INSERT INTO lampo_privacy_hold (partner_id, reason, date_from, company_id)
    SELECT id, 'Riita', DATE '2020-01-01', %(company)s FROM res_partner WHERE name LIKE 'Henkilö %%5000'"""

_REST = """
    AND NOT EXISTS (SELECT FROM lampo_privacy_hold h
                     WHERE h.partner_id IN (p.id, p.commercial_partner_id) AND h.lifted_on IS NULL)
    AND NOT EXISTS (SELECT FROM lampo_privacy_erasure e WHERE e.partner_id = p.id AND e.state <> 'done')
    AND NOT EXISTS (SELECT FROM res_users u WHERE u.partner_id = p.id AND u.active)
    AND NOT EXISTS (SELECT FROM res_company c WHERE c.partner_id = p.commercial_partner_id)
    AND NOT EXISTS (SELECT FROM account_move m WHERE m.commercial_partner_id = p.commercial_partner_id
                       AND m.state <> 'cancel' AND m.date > DATE '2024-11-24')
    AND NOT EXISTS (SELECT FROM account_move_line l WHERE l.partner_id = p.id AND l.amount_residual <> 0)
    AND NOT EXISTS (SELECT FROM lampo_privacy_request q WHERE q.partner_id = p.id AND q.state IN ('new', 'in_progress'))
"""
_BY_CONTRACTS = """
    CREATE TEMP TABLE yard AS
    SELECT p.id, (c.last + interval '10 years')::date AS due
      FROM (SELECT partner_id, max(date_end) AS last FROM lampo_heat_contract
             GROUP BY 1 HAVING bool_and(date_end IS NOT NULL) AND max(date_end) <= %(last)s) c
      JOIN res_partner p ON p.id = c.partner_id
     WHERE p.is_data_subject AND p.anonymised_on IS NULL""" + _REST
_BY_DATES = """
    CREATE TEMP TABLE yard AS
    SELECT p.id, p.retention_due FROM res_partner p
     WHERE p.retention_due <= %(due)s AND p.is_data_subject AND p.anonymised_on IS NULL""" + _REST

_READINGS = """
    INSERT INTO lampo_heat_consumption (site_id, company_id, granularity, period_start, period_end, energy_mwh,
                                        volume_m3, quality)
    SELECT s.id, s.company_id, 'hour', h, h + interval '1 hour', 0.001 * (1 + (s.id + extract(hour FROM h)) %% 7), 0.04,
           'measured'
      FROM lampo_heat_site s
     CROSS JOIN generate_series(TIMESTAMP '2020-12-31 22:00', TIMESTAMP '2021-12-31 21:00', interval '1 hour') h
     WHERE s.code LIKE 'FOLD-%%'"""
_AGGREGATE = """
    SELECT site_id, date_trunc('month', period_start AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Helsinki'),
           sum(energy_mwh), sum(volume_m3)
      FROM lampo_heat_consumption WHERE granularity IN ('hour', 'day') GROUP BY 1, 2"""
_DELETE = "DELETE FROM lampo_heat_consumption WHERE granularity IN ('hour', 'day')"


def measure(env, seconds):
    """(what, seconds of ours, seconds of the yardstick) for each comparison."""
    return [*_sweep(env, seconds), *_folding(env, seconds)]


def _run(env, statement, **values):
    env.cr.execute(statement, values)


def _sweep(env, seconds):
    company, contracts = env.company.id, PARTNERS * 6 // 5
    _run(env, _PEOPLE, partners=PARTNERS)
    _run(env, _SITES, sites=contracts, company=company, prefix="BENCH-")
    _run(env, _NO_OVERLAP)
    _run(env, _CONTRACTS, partners=PARTNERS, contracts=contracts, company=company)
    _run(env, _HOLDS, company=company)
    env["res.partner"]._recompute_retention()
    for table in ("res_partner", "lampo_heat_contract", "lampo_privacy_hold", "lampo_heat_site"):
        _run(env, f"ANALYZE {table}")
    for limit in (_BY_DATES, _BY_CONTRACTS):  # each reads the tables once before anything is measured
        _yard(env, seconds, limit)
    by_dates = min(_yard(env, seconds, _BY_DATES) for _round in range(3))
    by_contracts = min(_yard(env, seconds, _BY_CONTRACTS) for _round in range(3))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    ours = min(_ours(env, seconds) for _round in range(3))
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    if grown > FLAT_MB:
        raise SystemExit(f"the sweep took {grown:.0f} MB")
    who = f"{PARTNERS:_} people with {contracts:_} contracts".replace("_", " ")
    people = min(_people_due(env, seconds) for _round in range(3))
    dry = min(seconds(lambda: env["lampo.privacy.sweep"]._dry_run(TODAY)) for _round in range(3))
    return [
        (f"sweep over {who}, found and queued / best SQL over the contracts", ours, by_contracts),
        (f"who is due among {who} / best SQL over the stored dates", people, by_dates),
        (f"dry run over {who}, all rules / best SQL over the stored dates", dry, by_dates),
    ]


def _yard(env, seconds, statement):
    """The best SQL for the question; what it finds is kept, as ours is."""
    _run(env, "DROP TABLE IF EXISTS yard")
    taken = seconds(lambda: _run(env, statement, last=date(2017, 2, 22), due=date(2027, 2, 22)))
    [(found,)] = env.execute_query(SQL("SELECT count(*) FROM yard"))
    _run(env, "CREATE TEMP TABLE IF NOT EXISTS yard_found (n int)")
    _run(env, "DELETE FROM yard_found; INSERT INTO yard_found VALUES (%(n)s)", n=found)
    return taken


def _ours(env, seconds):
    """Everything that the night does before its workers begin: all rules, found and written down."""
    env.cr.execute("SAVEPOINT sweep")
    sweep = env["lampo.privacy.sweep"].create({"day": TODAY})
    env.flush_all()
    taken = seconds(lambda: (sweep._find(), env.flush_all()))
    [(found, yard)] = env.execute_query(SQL(
        """SELECT count(*) FILTER (WHERE i.state = 'open'), (SELECT n FROM yard_found)
             FROM lampo_privacy_sweep_item i JOIN lampo_privacy_sweep_line l ON l.id = i.line_id
            WHERE l.sweep_id = %s AND l.action = 'anonymise'""", sweep.id))
    if found != yard:
        raise SystemExit(f"the sweep found {found} people and the yardstick {yard}")
    env.cr.execute("ROLLBACK TO SAVEPOINT sweep")
    env.invalidate_all(flush=False)
    return taken


def _people_due(env, seconds):
    """The yardstick's question alone: the rules for people, held ones told apart, nothing written."""
    rules = env["lampo.privacy.retention.rule"].search([("action", "=", "anonymise")])
    return seconds(lambda: [
        env.execute_query(SQL("SELECT state, reason, count(*) FROM (%s) q GROUP BY 1, 2",
                              rule._items_query(SQL("NULL::int"), TODAY)))
        for rule in rules])


def _folding(env, seconds):
    sites = max(READINGS // HOURS, 1)
    _run(env, _SITES, sites=sites, company=env.company.id, prefix="FOLD-")
    _run(env, _READINGS)
    env.cr.commit()
    [(rows,)] = env.execute_query(SQL("SELECT count(*) FROM lampo_heat_consumption WHERE granularity = 'hour'"))
    alone(env, lambda: env.execute_query(SQL(_AGGREGATE)))  # reads the table once before anything is measured
    plain = min(alone(env, lambda: seconds(lambda: env.execute_query(SQL(_AGGREGATE)))) for _round in range(2))
    deleting = min(alone(env, lambda: seconds(lambda: _run(env, _DELETE))) for _round in range(2))
    ours = min(alone(env, lambda: _fold_all(env, seconds)) for _round in range(2))
    what = f"folding of {rows:_} hourly rows".replace("_", " ")
    return [(f"{what} / one aggregate that writes nothing", ours, plain),
            (f"{what} / that aggregate and one DELETE", ours, plain + deleting)]


def _fold_all(env, seconds):
    taken = seconds(lambda: _fold(env))
    [(left,)] = env.execute_query(SQL("SELECT count(*) FROM lampo_heat_consumption WHERE granularity = 'hour'"))
    if left:
        raise SystemExit(f"{left} hours were not folded")
    return taken


def _fold(env):
    """As the sweep's workers do: the sites that are due, some at a time."""
    rule = env.ref("lampo_privacy.retention_rule_reading_fine")
    sites = [row_id for row_id, in env.execute_query(rule._sites_due(TODAY))]
    for start in range(0, len(sites), SITES_AT_A_TIME):
        env["lampo.heat.consumption"]._fold_fine(sites[start:start + SITES_AT_A_TIME], rule._fold_before(TODAY))
