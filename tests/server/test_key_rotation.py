"""The key of the identity codes is changed under load: nobody is refused, nothing is lost, old keys can go."""

import json
from pathlib import Path

import psycopg2
import pytest
from cluster import ROLE, psql
from odoo_command import odoo_script
from place import socket_dir

DATABASE, OTHER = "test_keys", "test_keys_other"
INSIDE = str(Path(__file__).with_name("keys_inside.py"))


@pytest.fixture(scope="module")
def keys(installed, copied, tmp_path_factory):
    """The folder of the keys of both databases; not the server's own, for other databases' keys are not touched."""
    copied(installed, DATABASE)
    copied(DATABASE, OTHER)
    return str(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def told(keys):
    printed = odoo_script(DATABASE, "rotate_under_load.py", log=f"rotate-{DATABASE}", LAMPO_KEY_FOLDER=keys)
    return json.loads(printed.strip().splitlines()[-1])


def _steps(database, keys, steps):
    """What each step answered in that database; they share the keys and nothing else."""
    printed = odoo_script(database, INSIDE, log=f"keys-{database}", LAMPO_KEY_FOLDER=keys, LAMPO_STEPS=steps)
    return json.loads(printed.strip().splitlines()[-1])


def test_nobody_at_work_is_refused(told):
    assert told["errors"] == []
    assert min(told["stored"], told["revealed"], told["found"]) > 20


def test_the_old_keys_are_gone_and_every_code_opens(told):
    assert (told["retired"], told["keys"]) == (3, 1)
    assert told["opened"] == told["people"]


def test_all_codes_lie_under_one_key(told):
    marks = psql(DATABASE, "SELECT DISTINCT left(identity_code_cipher, 8) FROM res_partner"
                           " WHERE identity_code_cipher IS NOT NULL")
    assert len(marks) == 1


def test_a_key_that_another_database_needs_is_not_retired(told, keys):
    """One folder of keys serves all databases of a server."""
    assert told["errors"] == []
    _steps(OTHER, keys, "store")
    [*_done, refused] = _steps(DATABASE, keys, "new_key reseal retire")
    assert refused.startswith("refused") and OTHER in refused
    assert _steps(OTHER, keys, "reveal objects reseal") == ["010170-901K", True, None]
    assert _steps(DATABASE, keys, "retire") == [1]
    assert _steps(OTHER, keys, "reveal objects") == ["010170-901K", True]


def test_a_database_that_is_busy_is_not_waited_for_for_ever(told, keys):
    assert told["errors"] == []
    busy = psycopg2.connect(host=str(socket_dir()), user=ROLE, dbname=OTHER)
    try:
        busy.cursor().execute("SELECT pg_advisory_xact_lock_shared(%s)", [0x4C414D50])  # somebody stores a code there
        [*_done, refused] = _steps(DATABASE, keys, "new_key reseal retire")
    finally:
        busy.close()
    assert refused.startswith("refused") and OTHER in refused
    assert _steps(OTHER, keys, "reseal") == [None]
    assert _steps(DATABASE, keys, "retire") == [1]


def test_without_asking_the_other_database_its_codes_would_be_unreadable(told, keys):
    assert told["errors"] == []
    assert _steps(DATABASE, keys, "new_key reseal retire_unguarded")[2] == 1
    [answer] = _steps(OTHER, keys, "reveal")
    assert answer.startswith("refused") and "key" in answer
