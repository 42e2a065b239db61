"""Install, update and uninstall beside nothing but what the addon depends on, each in an Odoo process of its own."""

import pytest
from cluster import psql
from database import complain_about_warnings, drop, fresh_database
from odoo_command import odoo_once, odoo_script

DATABASE = "test_install"


@pytest.fixture(scope="module")
def database():
    fresh_database(DATABASE)
    odoo_once(DATABASE, "-i", "lampo_privacy", log=f"install-{DATABASE}")
    yield DATABASE
    drop(DATABASE)


def _schema(database):
    return psql(
        database,
        "SELECT table_name, column_name, data_type FROM information_schema.columns"
        " WHERE table_schema = 'public' ORDER BY 1, 2",
    )


def _records(database):
    return psql(database, "SELECT name, model, res_id FROM ir_model_data WHERE module = 'lampo_privacy' ORDER BY 1, 2")


def test_it_installs_with_a_log_without_warnings(database):
    complain_about_warnings(f"install-{database}")
    assert psql(database, "SELECT state FROM ir_module_module WHERE name = 'lampo_privacy'") == ["installed"]


def test_an_update_changes_nothing_however_often_it_is_run(database):
    before = _schema(database), _records(database)
    for turn in ("first", "second"):
        odoo_once(database, "-u", "lampo_privacy", log=f"{turn}-update-{database}")
        complain_about_warnings(f"{turn}-update-{database}")
    assert (_schema(database), _records(database)) == before


def test_after_the_demo_company_s_night_an_update_brings_nobody_back(database):
    odoo_script(database, "load_demo.py", log=f"demo-{database}", LAMPO_PASSWORDS="{}")
    complain_about_warnings(f"demo-{database}")
    told = odoo_script(database, "nightly.py", log=f"nightly-{database}")
    assert "0 places left over" in told
    assert "\n  unchanged" in told
    people = psql(database, "SELECT id, name FROM res_partner ORDER BY id")
    odoo_once(database, "-u", "lampo_privacy", log=f"demo-update-{database}")
    complain_about_warnings(f"demo-update-{database}")
    assert psql(database, "SELECT id, name FROM res_partner ORDER BY id") == people
    assert not [person for person in people if "Mäntysuo" in person]


def test_it_leaves_with_its_tables_and_the_customers_stay(database):
    psql(database, "INSERT INTO res_partner (name, active, type, autopost_bills)"
                   " VALUES ('Liisa Jääskö', TRUE, 'contact', 'ask')")
    books = "SELECT sum(debit), sum(credit), count(*) FROM account_move_line"
    before = psql(database, books)
    odoo_script(database, "uninstall.py", log=f"uninstall-{database}")
    # Odoo leaves demo records that the books refer to, and nothing else
    left = psql(database, "SELECT name FROM ir_model_data WHERE module = 'lampo_privacy'")
    assert [name for name in left if not name.startswith("demo_")] == []
    assert not [row for row in _schema(database) if row.startswith("lampo_")]
    assert psql(database, "SELECT count(*) FROM res_partner WHERE name = 'Liisa Jääskö'") == ["1"]
    assert psql(database, books) == before
