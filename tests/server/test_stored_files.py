"""Files leave the store when the erasure is committed, and only then: needs transactions that really end."""

import subprocess

import pytest
from odoo_command import environment, odoo_words
from place import ROOT

DATABASE = "test_stored_files"
NEIGHBOURS = """
from pathlib import Path
from odoo import fields
from odoo.addons.lampo_privacy.engine.erase import Run
from odoo.addons.lampo_privacy.engine.files import remove_files
number = env["res.partner"].with_context(active_test=False).search_count([])
EMAIL = f"henkilo{number}@posti.example"  # nobody else has it

def path(attachment):
    return Path(attachment._full_path(attachment.store_fname))

def file_on(record, raw):
    return env["ir.attachment"].create({"name": "x", "raw": raw, "res_model": record._name, "res_id": record.id})

person = env["res.partner"].create({"name": "Taavetti Kuusenkangas", "email": EMAIL})
other = env["res.partner"].create({"name": "Sivullinen Saarimaa"})
erasure = env["lampo.privacy.erasure"].create({"partner_id": person.id})
"""


@pytest.fixture(scope="module")
def database(installed, copied):
    return copied(installed, DATABASE)


def _said(database, script):
    """What a script prints in Odoo's shell, where commits are real."""
    words = odoo_words("shell", "-d", database, "--no-http", "--log-level=warn")
    done = subprocess.run(words, input=NEIGHBOURS + script, text=True, cwd=ROOT, env=environment(),
                          capture_output=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.split()


def test_a_file_of_the_person_is_gone_once_the_erasure_is_committed(database):
    assert _said(database, """
where = path(file_on(person, b"kirje, jota kukaan muu ei omista"))
env.cr.commit()
erasure.action_run()
print(erasure.state, where.exists())
env.cr.commit()
print(where.exists())
""") == ["done", "True", "False"]


def test_an_erasure_that_is_undone_keeps_the_files(database):
    assert _said(database, """
mine = file_on(person, b"kirje, joka jaa")
where = path(mine)
env.cr.commit()
savepoint = env.cr.savepoint()
erasure.action_run()
savepoint.close(rollback=True)
env.invalidate_all(flush=False)
env.cr.commit()
print(where.exists(), mine.raw == b"kirje, joka jaa")
""") == ["True", "True"]


def test_a_file_that_another_uploads_meanwhile_stays(database):
    assert _said(database, """
mine = file_on(person, b"sama kirje kahdella")
where = path(mine)
env.cr.commit()
erasure.action_run()
with env.registry.cursor() as cr:
    theirs = file_on(other.with_env(env(cr=cr)), b"sama kirje kahdella").id
env.cr.commit()
print(where.exists(), env["ir.attachment"].browse(theirs).raw == b"sama kirje kahdella")
""") == ["True", "True"]


def test_the_old_content_of_a_text_that_was_written_anew_is_gone(database):
    assert _said(database, """
theirs = file_on(other, b"Lista: " + EMAIL.encode())
where = path(theirs)
env.cr.commit()
erasure.action_run()
env.cr.commit()
print(erasure.state, where.exists(), path(theirs).exists(), EMAIL.encode() in theirs.raw)
""") == ["done", "False", "True", "False"]


def test_while_the_attachments_are_in_use_the_file_waits_for_the_nightly_collection(database):
    assert _said(database, """
where = path(file_on(person, b"kirje, joka odottaa yota"))
env.cr.commit()
erasure.action_run()
import psycopg2
from unittest.mock import patch
from odoo.sql_db import Cursor
original = Cursor.execute
def refused(cr, query, *args, **kwargs):
    if str(query).startswith("LOCK ir_attachment"):
        raise psycopg2.errors.LockNotAvailable
    return original(cr, query, *args, **kwargs)
with patch.object(Cursor, "execute", refused):
    env.cr.commit()
print(where.exists())
env["ir.attachment"]._gc_file_store()
print(where.exists())
""") == ["True", "False"]


def test_a_file_that_no_record_leads_to_goes_too(database):
    assert _said(database, """
mine = file_on(other, b"kirje, jonka tietue katoaa")
where = path(mine)
env.cr.execute("DELETE FROM ir_attachment WHERE id = %s", [mine.id])
env.cr.commit()
Path(where.parents[1], "checklist", where.parent.name, where.name).unlink()
env["ir.attachment"]._gc_file_store()
print(where.exists())
erasure.action_run()
env.cr.commit()
print(where.exists())
""") == ["True", "False"]
