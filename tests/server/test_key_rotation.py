"""The key of the identity codes is changed under load: nobody is refused, nothing is lost, old keys can go."""

import json

import pytest
from cluster import psql
from database import drop, fresh_database
from odoo_command import odoo_once, odoo_script

DATABASE = "test_keys"


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    fresh_database(DATABASE)
    odoo_once(DATABASE, "-i", "lampo_privacy", log=f"install-{DATABASE}")
    # a data directory of its own: other databases' keys are not touched
    keys = tmp_path_factory.mktemp("keys")
    printed = odoo_script(DATABASE, "rotate_under_load.py", log=f"rotate-{DATABASE}", LAMPO_KEY_FOLDER=str(keys))
    yield json.loads(printed.strip().splitlines()[-1])
    drop(DATABASE)


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
