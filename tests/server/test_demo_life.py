"""Fifteen years of the demo company: each event of retention on its own night, none before, none later."""

import json
import subprocess
from pathlib import Path

import pytest
from odoo_command import environment, odoo_words
from place import ROOT

DATABASE = "test_demo_life"
LIFE = Path(__file__).with_name("demo_life.py")
KINDS = ("planned", "phase 1", "phase 2", "whole", "folded: months", "vouchers of", "books of",
         "gone: lampo.privacy.consent", "gone: lampo.privacy.contact", "gone: lampo.privacy.request")


@pytest.fixture(scope="module")
def life(demo, copied):
    copied(demo, DATABASE)
    words = odoo_words("shell", "-d", DATABASE, "--no-http", "--log-level=error")
    done = subprocess.run(words, input=LIFE.read_text(), text=True, capture_output=True, cwd=ROOT, env=environment(),
                          check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.rpartition("LIFE ")[2]), done.stderr


def test_everything_happens_on_its_night_and_nothing_else(life):
    told, log = life
    assert told["wrong"] == [], told["wrong_events"]
    assert "bad query" not in log
    assert told["nights"] > 180


def test_events_of_every_kind_were_waited_for(life):
    told, _log = life
    assert [kind for kind in KINDS if not any(what.startswith(kind) for what in told["events"])] == []
    # customers in force, people with an open request, held ones
    assert told["kept"] >= 10


def test_the_consumption_by_year_and_building_type_is_the_same_to_the_watt_hour(life):
    assert life[0]["same_table"]
