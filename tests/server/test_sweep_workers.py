"""Two workers and one that is killed, on one database: every person planned once, none forgotten.

And two workers that erase at once people whose consumption goes into the same sum of households: one is refused by
the database, begins its batch again, and nothing is counted twice or lost."""

import subprocess

import pytest
from cluster import psql
from odoo_command import environment, odoo_words
from place import ROOT

DATABASE = "test_sweep_workers"
PEOPLE = 60

MAKE = f"""
site = env["lampo.heat.site"].create({{"name": "Talo", "building_type": "block", "dwellings": 20}})
people = env["res.partner"].create([{{"name": f"Väkeä {{n}}"}} for n in range({PEOPLE})])
env["lampo.heat.contract"].create([
    {{"partner_id": person.id, "site_id": site.id, "date_start": f"{{1950 + n}}-01-01",
      "date_end": f"{{1950 + n}}-12-31"}} for n, person in enumerate(people)])
env.cr.commit()
env["lampo.privacy.sweep"]._begin()
env.cr.commit()
"""

# small batches, and both begin at the same moment
WORK = """
import os, time
from odoo.addons.lampo_privacy.models import privacy_sweep_records
privacy_sweep_records.BATCHES["anonymise"] = 3
line = env.registry["lampo.privacy.sweep.line"]
carry_out, done = line._carry_out, []
def counted(self, items):
    carry_out(self, items)
    done.extend(items)
    if os.environ.get("DIE_AFTER") and len(done) >= int(os.environ["DIE_AFTER"]):
        os._exit(9)
line._carry_out = counted
while time.time() < float(os.environ["START_AT"]):
    time.sleep(0.01)
env["lampo.privacy.sweep"]._cron_help()
env.cr.commit()
print("WORKED", len(done))
"""

HOUSES = 24
MAKE_HOUSES = f"""
from datetime import datetime
today = env["lampo.privacy.sweep"].new({{}}).day
env["lampo.privacy.erasure"].search([]).unlink()
for n in range({HOUSES}):
    site = env["lampo.heat.site"].create({{"name": f"Talo {{n}}", "building_type": "house", "zip": "33990"}})
    person = env["res.partner"].create({{"name": f"Taloväkeä {{n}}"}})
    env["lampo.heat.contract"].create({{"partner_id": person.id, "site_id": site.id, "date_start": "2014-01-01",
                                        "date_end": "2014-12-31"}})
    env["lampo.heat.consumption"].create({{"site_id": site.id, "granularity": "month",
                                           "energy_mwh": 1.000001 + n / 1000,
                                           "period_start": datetime(2014, 3, 31, 21)}})
    env["lampo.privacy.erasure"].create({{"partner_id": person.id, "state": "planned", "run_on": today}})
env.cr.commit()
"""
HEAT = """SELECT round((SELECT COALESCE(sum(energy_mwh), 0) FROM lampo_heat_consumption)
                       + (SELECT COALESCE(sum(energy_mwh), 0) FROM lampo_heat_fold), 6)"""
# two houses at a time, and a pause before the end of each: the other's are under way meanwhile
ERASE = """
import os, time
from odoo.addons.lampo_privacy.models import privacy_erasure_batch
privacy_erasure_batch.BATCH = 2
erasures = env["lampo.privacy.erasure"].with_context(lampo_helper=True)
kind = env.registry["lampo.privacy.erasure"]
run, done, begun = kind._run_batch, [], [0]
def counted(self):
    begun[0] += len(self)
    run(self)
    done.extend(self.ids)
    time.sleep(0.3)
kind._run_batch = counted
while time.time() < float(os.environ["START_AT"]):
    time.sleep(0.01)
erasures._cron_run()
env.cr.commit()
print("AGAIN", begun[0] - len(done))
print("WORKED", len(done))
"""
# each closes slowly, so that the other one arrives meanwhile
FINISH = """
import os, time
kind = env.registry["lampo.privacy.sweep"]
close, closed = kind._close, []
def slowly(self, state):
    close(self, state)
    closed.append(state)
    time.sleep(4)
kind._close = slowly
while time.time() < float(os.environ["START_AT"]):
    time.sleep(0.01)
env["lampo.privacy.sweep"].search([("state", "=", "running")])._finish()
env.cr.commit()
print("WORKED", len(closed))
"""


@pytest.fixture(scope="module")
def database(installed, copied):
    return copied(installed, DATABASE)


def _start(script, **variables):
    words = odoo_words("shell", "-d", DATABASE, "--no-http", "--log-level=error")
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               text=True, cwd=ROOT, env=environment(**variables))
    process.stdin.write(script)
    process.stdin.close()
    return process


def _worked(process):
    output = process.stdout.read()
    assert process.wait() == 0, output
    return int(output.rpartition("WORKED ")[2].split()[0])


def test_two_workers_share_the_sweep_and_a_killed_one_loses_nothing(database):
    making = _start(MAKE)
    output = making.stdout.read()
    assert making.wait() == 0, output
    killed = _start(WORK, START_AT="0", DIE_AFTER="6")
    killed.stdout.read()
    assert killed.wait() == 9
    # what it had committed is done, what it had in hand is as if it had never been
    assert psql(database, "SELECT count(*) FROM lampo_privacy_erasure") == ["3"]
    [now] = psql(database, "SELECT extract(epoch FROM clock_timestamp()) + 12")
    workers = [_start(WORK, START_AT=now) for _number in range(2)]
    shares = [_worked(worker) for worker in workers]
    assert sum(shares) == PEOPLE - 3
    assert min(shares) > 0
    assert psql(database, "SELECT count(*), count(DISTINCT partner_id) FROM lampo_privacy_erasure") == [
        f"{PEOPLE}|{PEOPLE}"]
    assert psql(database, "SELECT state FROM lampo_privacy_sweep") == ["done"]
    assert psql(database, "SELECT kept_found, kept_done, kept_failed FROM lampo_privacy_sweep_line"
                          " WHERE kept_done > 0") == [f"{PEOPLE}|{PEOPLE}|0"]


def _run(script):
    making = _start(script)
    output = making.stdout.read()
    assert making.wait() == 0, output


def _outcome(process):
    output = process.stdout.read()
    assert process.wait() == 0, output
    return [int(output.rpartition(word)[2].split()[0]) for word in ("AGAIN ", "WORKED ")]


def test_two_workers_erase_into_one_sum_of_households_and_nothing_is_lost_or_counted_twice(database):
    _run(MAKE_HOUSES)
    before = psql(database, HEAT)
    [now] = psql(database, "SELECT extract(epoch FROM clock_timestamp()) + 12")
    workers = [_start(ERASE, START_AT=now) for _number in range(2)]
    outcomes = [_outcome(worker) for worker in workers]
    assert sum(worked for _again, worked in outcomes) == HOUSES
    assert min(worked for _again, worked in outcomes) > 0
    assert sum(again for again, _worked in outcomes) > 0, "they never met in the sum"
    people = psql(database, "SELECT count(*), count(anonymised_on) FROM res_partner p"
                            " JOIN lampo_privacy_erasure e ON e.partner_id = p.id WHERE e.ground <> 'retention'")
    assert people == [f"{HOUSES}|{HOUSES}"]
    assert psql(database, "SELECT sum(households) FROM lampo_heat_fold WHERE zip = '33990'") == [f"{HOUSES}"]
    assert psql(database, HEAT) == before


def test_two_workers_that_end_at_once_close_the_sweep_once(database):
    _run('env["lampo.privacy.sweep"].create({}); env.cr.commit()')
    [now] = psql(database, "SELECT extract(epoch FROM clock_timestamp()) + 12")
    workers = [_start(FINISH, START_AT=now) for _number in range(2)]
    assert sorted(_worked(worker) for worker in workers) == [0, 1]
    assert psql(database, "SELECT DISTINCT state, finished_at IS NOT NULL FROM lampo_privacy_sweep") == ["done|t"]
