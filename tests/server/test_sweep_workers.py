"""Two workers and one that is killed, on one database: every person planned once, none forgotten."""

import subprocess

import pytest
from cluster import psql
from database import drop, fresh_database, install_addon
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


@pytest.fixture(scope="module")
def database():
    fresh_database(DATABASE)
    install_addon(DATABASE)
    yield DATABASE
    drop(DATABASE)


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
