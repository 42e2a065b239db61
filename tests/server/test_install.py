"""Install, update and uninstall beside nothing but what the addon depends on, each in an Odoo process of its own."""

import pytest
from cluster import psql
from database import complain_about_warnings
from odoo_command import odoo_once, odoo_script

DATABASE = "test_install"


# what is stored of how long something is kept, and how to make it stale
DATES = (
    "SELECT id, relationship_start, relationship_end, retention_due,"
    " CASE WHEN retention_due IS NOT NULL THEN retention_rule_id END FROM res_partner ORDER BY id",
    "SELECT id, ended_on FROM lampo_privacy_hold ORDER BY id",
    "SELECT id, voucher_until, books_until FROM lampo_privacy_clock ORDER BY id",
    "SELECT id, next_on FROM lampo_privacy_erasure ORDER BY id",
)
STALE = """
    UPDATE res_partner SET relationship_start = '1990-01-01', relationship_end = NULL, retention_due = '2100-01-01',
           retention_rule_id = NULL
     WHERE anonymised_on IS NULL AND id NOT IN (SELECT partner_id FROM lampo_privacy_erasure WHERE done_at IS NOT NULL);
    UPDATE lampo_privacy_hold SET ended_on = '2100-01-01';
    UPDATE lampo_privacy_clock SET voucher_until = '2100-12-31', books_until = '2100-12-31'
     WHERE vouchers_told_on IS NULL;
    UPDATE lampo_privacy_erasure SET next_on = '2100-01-01' WHERE state = 'waiting';
    INSERT INTO lampo_privacy_erasure_batch (company_id, create_date)
    SELECT min(id), '2024-01-05 22:30:00' FROM res_company;
    UPDATE mail_activity SET activity_type_id = d.res_id FROM ir_model_data d
     WHERE d.name = 'mail_activity_data_todo' AND mail_activity.res_model = 'lampo.privacy.clock';
    UPDATE lampo_privacy_letter SET name = 'Tietonne on poistettu'
     WHERE request_type = 'erasure' AND kind = 'answer' AND lang = 'fi';
    UPDATE lampo_privacy_letter SET name = 'Oma otsikkomme'
     WHERE request_type = 'rectification' AND kind = 'answer' AND lang = 'fi';
    UPDATE lampo_privacy_request SET state = 'refused', closed_on = first_due_on + 1, due_on = first_due_on + 30,
           on_time = TRUE
     WHERE id = (SELECT min(id) FROM lampo_privacy_request WHERE closed_on IS NOT NULL);
    UPDATE ir_module_module SET latest_version = '19.0.1.0.0' WHERE name = 'lampo_privacy'"""


@pytest.fixture(scope="module")
def database(demo, copied):
    return copied(demo, DATABASE)


def _schema(database):
    return psql(
        database,
        "SELECT table_name, column_name, data_type FROM information_schema.columns"
        " WHERE table_schema = 'public' ORDER BY 1, 2",
    )


def _records(database):
    return psql(database, "SELECT name, model, res_id FROM ir_model_data WHERE module = 'lampo_privacy' ORDER BY 1, 2")


def test_it_installs_with_its_demo_and_a_log_without_warnings(database, installed, demo):
    complain_about_warnings(f"install-{installed}")
    complain_about_warnings(f"demo-{demo}")
    assert psql(database, "SELECT state FROM ir_module_module WHERE name = 'lampo_privacy'") == ["installed"]


def test_an_update_changes_nothing_however_often_it_is_run(database):
    before = _schema(database), _records(database)
    for turn in ("first", "second"):
        odoo_once(database, "-u", "lampo_privacy", log=f"{turn}-update-{database}")
        complain_about_warnings(f"{turn}-update-{database}")
    assert (_schema(database), _records(database)) == before


def _dates(database):
    return [psql(database, query) for query in DATES]


@pytest.fixture(scope="module")
def updated(database):
    """The demo company after its night, its stored dates made stale, updated from the version before."""
    told = odoo_script(database, "nightly.py", log=f"nightly-{database}")
    assert "0 places left over" in told
    assert "\n  unchanged" in told
    people, dates = psql(database, "SELECT id, name FROM res_partner ORDER BY id"), _dates(database)
    psql(database, STALE)
    stale = _dates(database)
    odoo_once(database, "-u", "lampo_privacy", log=f"demo-update-{database}")
    complain_about_warnings(f"demo-update-{database}")
    return people, dates, stale


def test_after_the_demo_company_s_night_an_update_brings_nobody_back(database, updated):
    people, _dates_before, _stale = updated
    assert psql(database, "SELECT id, name FROM res_partner ORDER BY id") == people
    assert not [person for person in people if "Mäntysuo" in person]


def test_an_update_to_another_version_reckons_stale_dates_anew(database, updated):
    _people, dates, stale = updated
    assert [one != other for one, other in zip(dates, stale, strict=True)] == [True] * len(DATES)
    assert _dates(database) == dates
    assert psql(database, "SELECT latest_version FROM ir_module_module WHERE name = 'lampo_privacy'") != ["19.0.1.0.0"]


def test_an_update_gives_an_old_run_of_erasures_the_day_of_its_start(database, updated):
    assert updated
    assert psql(database, "SELECT last_run_on FROM lampo_privacy_erasure_batch") == ["2024-01-06"]


def test_an_update_gives_what_the_archive_was_told_activities_of_their_own(database, updated):
    assert updated
    assert psql(database, """
        SELECT d.name, count(*) FROM mail_activity a JOIN ir_model_data d
            ON d.model = 'mail.activity.type' AND d.res_id = a.activity_type_id
         WHERE a.res_model = 'lampo.privacy.clock' GROUP BY 1 ORDER BY 1"""
    ) == ["activity_type_books|1", "activity_type_vouchers|2"]


def test_an_update_changes_a_subject_that_nobody_had_edited(database, updated):
    assert updated
    assert psql(database, """
        SELECT name FROM lampo_privacy_letter
         WHERE request_type IN ('erasure', 'rectification') AND kind = 'answer' AND lang = 'fi' ORDER BY request_type"""
    ) == ["Vastaus pyyntöönne poistaa tietonne", "Oma otsikkomme"]


def test_an_update_says_that_a_refusal_after_the_first_month_was_late(database, updated):
    assert updated
    assert psql(database, "SELECT on_time FROM lampo_privacy_request WHERE state = 'refused'"
                          " AND closed_on > first_due_on") == ["f"]


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
