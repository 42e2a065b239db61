"""Fifteen years of the demo company, night by night. Run in Odoo's shell by test_demo_life.py, which says what for.

What must happen when is reckoned here from contracts, bills and events with plain dates, by none of the queries that
the sweep asks. Each of it has a day; the nights are the first of every month, and of every such day also its own and
the one before. In every night all that is due must have happened, and nothing else.
"""

import json
import logging
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time
from odoo.addons.lampo_privacy.tools.deadlines import add_months, books_kept_until, voucher_kept_until
from odoo.addons.lampo_privacy.tools.local_time import local_date

env = env  # noqa: PLW0127 - the shell's, named for the reader
logging.disable(logging.WARNING)
YEARS, NOTICE, ONE = 15, timedelta(days=90), timedelta(days=1)
Partner, Erasure = env["res.partner"].with_context(active_test=False), env["lampo.privacy.erasure"]
today = env["lampo.privacy.sweep"].new({}).day
events = {}  # what -> (the night on which it must happen, how to see that it has)
phase_1, by_request = {}, Partner  # who goes on which night; who goes because of an erasure that was there before
waited = set()
firmly_kept = {}  # who -> why: must be there after fifteen years


def ours(person):
    return person.get_external_id()[person.id].startswith("lampo_privacy.demo")


def month_end(day):
    return day.replace(day=1) + relativedelta(months=1, days=-1)


def expect(what, on, happened):
    events[what] = (max(on, today), happened)


def limit_of(person):
    """The last day of the person's data by the contracts, else by the last contact; None while a contract lasts."""
    contracts, above = person.heat_contract_ids, person.commercial_partner_id
    if above.is_company or not contracts:
        contracts |= above.heat_contract_ids
    if not contracts:
        return add_months(person.last_contact_on, 12)
    ends = contracts.mapped("date_end")
    return add_months(max(ends), 120) if all(ends) else None


def who_decides(person):
    """The person above, with whom a contact of somebody goes; else the person."""
    users = person.user_ids.filtered(lambda user: user.active and not user.share)
    alone = person.is_company or person.heat_contract_ids or users or not person.parent_id.is_data_subject
    return person if alone else who_decides(person.parent_id)


def vouchers_until(person):
    moves = env["account.move"].search([("commercial_partner_id", "=", person.commercial_partner_id.id),
                                        ("state", "=", "posted")])
    return max((voucher_kept_until(date(day.year, 12, 31)) for day in moves.mapped("date")), default=date.min)


def expect_person(person):
    ref = f"{person.id} {person.get_external_id()[person.id].rpartition('demo_')[2]}"
    who = who_decides(person)
    waiting = Erasure.search_count([("partner_id", "=", who.id), ("state", "=", "waiting")])
    limit = None if waiting else limit_of(who)
    relation = Partner._open_relations_of(who.ids).get(who.id)
    if waiting:
        expect(f"phase 2: {ref}", vouchers_until(person) + ONE, lambda: bool(person.anonymised_on))
    elif limit is None or who.retention_held or relation in ("user", "company", "unpaid", "request", "complaint"):
        firmly_kept[ref] = (person, relation or "contract or hold")
    elif not relation:
        phase_1[person] = max(limit, today)
        expect(f"planned: {ref}", limit - NOTICE,
               lambda: bool(who.erasure_ids or person.anonymised_on or person.processing_restricted))
        expect(f"phase 1: {ref}", limit, lambda: bool(person.anonymised_on) or person.processing_restricted)
        expect(f"whole: {ref}", max(limit, vouchers_until(person) + ONE), lambda: bool(person.anonymised_on))


def local_day(value):
    """The Finnish day of a date, or of a moment (UTC)."""
    return local_date(value) if hasattr(value, "hour") else value


def expect_readings():
    rows = env["lampo.heat.consumption"].search([("granularity", "in", ("hour", "day", "month"))])
    # of everybody who is still a customer: the others' go with them
    rows = rows.filtered(lambda row: row.contract_id and not row.contract_id.date_end)
    fine = rows.filtered(lambda row: row.granularity != "month")
    for month, same in fine.grouped(lambda row: month_end(local_day(row.period_start))).items():
        expect(f"folded: {len(same)} hours until {month}", add_months(month, 36), lambda same=same: not same.exists())
    for (contract, year), same in (rows - fine).grouped(
            lambda row: (row.contract_id, local_day(row.period_start).year)).items():
        # a year in which the site has other rows stays as it is
        whole = env["lampo.heat.consumption"].search_count([
            ("site_id", "=", contract.site_id.id), ("period_start", ">=", f"{year - 1}-12-31 22:00:00"),
            ("period_start", "<", f"{year}-12-31 22:00:00")]) == len(same)
        if whole and year < today.year:
            expect(f"folded: months of {year}, contract {contract.id}", add_months(date(year, 12, 31), 120),
                   lambda same=same: not same.exists())


RECORDS = {  # model -> (the event, months, what else must be so)
    "lampo.privacy.contact": ("date", 36, lambda r: r.kind != "complaint" or r.state == "done"),
    "lampo.privacy.consent": ("ended_on", 36, lambda r: True),
    "lampo.privacy.disclosure": ("date", 36, lambda r: True),
    "lampo.privacy.notice": ("sent_on", 36, lambda r: True),
    "lampo.privacy.access.log": ("date", 36, lambda r: True),
    "lampo.privacy.package": ("made_on", 6, lambda r: True),
    "lampo.privacy.hold": ("ended_on", 36, lambda r: True),
    "lampo.privacy.sweep": ("day", 36, lambda r: r.state != "running"),
    "lampo.privacy.erasure": ("done_at", 36, lambda r: r.state == "done"),
    "lampo.privacy.restriction": ("ended_on", 36, lambda r: True),
    "lampo.privacy.request": ("closed_on", 36, lambda r: not Erasure.search_count([("request_id", "=", r.id)])),
}


def expect_records():
    """Each by its rule, or with its person before that."""
    for model, (field, months, counts) in RECORDS.items():
        for record in env[model].with_context(active_test=False).search([(field, "!=", False)]):
            person = record.partner_id if "partner_id" in record._fields else Partner
            first = phase_1.get(person, date.max) if model == "lampo.privacy.contact" else date.max
            if counts(record) and not person.retention_held and person not in by_request:
                expect(f"gone: {model} {record.id}", min(add_months(local_day(record[field]), months), first),
                       lambda r=record: not r.exists())


def overdue(night):
    """What is there though its period is over: whatever was made meanwhile, evidence of the nights included.

    A request that a certificate of tonight's named is found in the next night: it is late in the second."""
    late = set()
    for model, (field, months, counts) in RECORDS.items():
        for record in env[model].with_context(active_test=False).search([(field, "!=", False)]):
            person = record.partner_id if "partner_id" in record._fields else Partner
            over = add_months(local_day(record[field]), months) <= night
            if over and counts(record) and not person.retention_held:
                late.add(f"{model} {record.id} is there")
    waits = {what for what in late if "request" in what} - waited
    waited.clear()
    waited.update(waits)
    return [f"{night}: {what}" for what in sorted(late - waits)]


def expect_clocks():
    for year in {day.year for day in env["account.move"].search([("state", "=", "posted")]).mapped("date")}:
        end = date(year, 12, 31)

        def clock(end=end):
            return env["lampo.privacy.clock"].search([("date_to", "=", end)])
        expect(f"vouchers of {year} may go", voucher_kept_until(end) + ONE, lambda c=clock: all(
            c().mapped("vouchers_told_on")) and bool(c()))
        expect(f"books of {year} may go", books_kept_until(end) + ONE, lambda c=clock: all(
            c().mapped("books_told_on")) and bool(c()))


def table():
    groups = env["lampo.heat.report"]._read_group([], ["month:year", "building_type"], ["energy_mwh:sum"])
    return {f"{year:%Y} {kind}": round(energy * 1_000_000) for year, kind, energy in groups}


for one in Partner.search([("is_data_subject", "=", True), ("anonymised_on", "=", False)]):
    if Erasure.search_count([("partner_id", "=", one.id), ("state", "=", "planned")]):
        by_request += one
    elif ours(one) or Erasure.search_count([("partner_id", "=", one.id), ("state", "=", "waiting")]):
        expect_person(one)
expect_readings()
expect_records()
expect_clocks()
before = table()
last = today + relativedelta(years=YEARS)
firsts = [today.replace(day=1) + relativedelta(months=n) for n in range(1, 12 * YEARS + 1)]
days = [day for day, _happened in events.values()]
nights = sorted({night for night in [today, *firsts, *days, *(day - ONE for day in days)] if today <= night <= last})
wrong = []
for night in nights:
    with freeze_time(f"{night} 02:30:00"):
        env["lampo.privacy.sweep"]._cron_sweep()
        Erasure._cron_run()
        env.cr.commit()
        env.invalidate_all()
        wrong += [f"{night}: {what} ({day})" for what, (day, happened) in events.items()
                  if happened() != (night >= day)]
        wrong += overdue(night)
wrong += [f"{who} is gone though {why}" for who, (person, why) in firmly_kept.items() if person.anonymised_on]
print("LIFE", json.dumps({
    "nights": len(nights), "events": sorted(events), "kept": len(firmly_kept), "same_table": before == table(),
    "wrong": wrong[:20], "wrong_events": sorted({text.partition(": ")[2] for text in wrong})[:40]}))
