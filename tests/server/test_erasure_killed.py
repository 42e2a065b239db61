"""An erasure of many that is killed in the middle of a batch: who was done is done, who was not is whole."""

import subprocess

import pytest
from cluster import psql
from odoo_command import environment, odoo_words
from place import ROOT

DATABASE = "test_erasure_killed"
PEOPLE, BATCH = 20, 5

MAKE = f"""
people = env["res.partner"].create([
    {{"name": f"Etu{{chr(97 + n)}} Väki{{chr(97 + n)}}nen", "email": f"vaki{{n}}@posti.example",
      "phone": f"+358 40 55500{{n:02}}"}} for n in range({PEOPLE})])
for person in people:
    person.message_post(body=f"{{person.name}} soitti")
erasures = env["lampo.privacy.erasure"].create([{{"partner_id": person.id}} for person in people])
erasures.action_plan()
env.cr.commit()
"""

# killed by the system, as when memory runs out: after everything of the second batch was written, before its commit
WORK = f"""
import os, signal
from odoo.addons.lampo_privacy.engine import erase
from odoo.addons.lampo_privacy.models import privacy_erasure_batch
privacy_erasure_batch.BATCH = {BATCH}
search, searched = erase.proof.search, []
def counted(run, counts):
    left = search(run, counts)
    searched.append(run)
    if os.environ.get("DIE_IN") == str(len(searched)):
        os.kill(os.getpid(), signal.SIGKILL)
    return left
erase.proof.search = counted
env["lampo.privacy.erasure"]._cron_run()
env.cr.commit()
"""
STATES = """
    SELECT e.state, p.name LIKE 'Anonymisoitu%', p.email IS NULL, p.phone IS NULL,
           EXISTS (SELECT FROM mail_message m WHERE m.model = 'res.partner' AND m.res_id = p.id), count(*)
      FROM lampo_privacy_erasure e JOIN res_partner p ON p.id = e.partner_id GROUP BY 1, 2, 3, 4, 5 ORDER BY 1"""
DONE, UNTOUCHED = "done|t|t|t|f", "planned|f|f|f|t"


@pytest.fixture(scope="module")
def database(installed, copied):
    return copied(installed, DATABASE)


def _run(script, **variables):
    words = odoo_words("shell", "-d", DATABASE, "--no-http", "--log-level=error")
    return subprocess.run(words, input=script, text=True, cwd=ROOT, env=environment(**variables), capture_output=True,
                          check=False)


def test_whoever_was_in_hand_when_it_was_killed_is_whole_and_the_next_run_goes_on(database):
    made = _run(MAKE)
    assert made.returncode == 0, made.stderr[-3000:]
    killed = _run(WORK, DIE_IN="2")
    assert killed.returncode == -9, killed.stderr[-3000:]
    assert psql(database, STATES) == [f"{DONE}|{BATCH}", f"{UNTOUCHED}|{PEOPLE - BATCH}"]
    again = _run(WORK)
    assert again.returncode == 0, again.stderr[-3000:]
    assert psql(database, STATES) == [f"{DONE}|{PEOPLE}"]
