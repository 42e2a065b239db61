"""Beside Odoo's website and its sending of letters: what they do on their own is seen (statement §§ 4 and 8)."""

import json
import subprocess

import pytest
from database import drop, fresh_database
from odoo_command import environment, odoo_once, odoo_words
from place import ROOT

DATABASE = "test_beside"

# each setting of the website on and off again: what is listed, and whether the promise of § 4 is still printed
WEBSITE = """
import json
site = env["website"].search([], limit=1)
company = site.company_id
find = env["lampo.privacy.deviation"].with_context(lang="en_US")
statement = env["lampo.privacy.statement"].create({"company_id": company.id})
def seen():
    listed = [line["name"] for line in find._find(company) if line["kind"] == "cookies"]
    return [listed, "uses neither cookies" in statement._live_bodies()["en"]]
found = {"as installed": seen()}
pages = env["ir.ui.view"].search([("track", "=", True)])
own = pages.filtered("website_id")
common = pages.filtered(lambda view: not view.website_id and view.key not in own.mapped("key"))
own.track = False
found["common pages tracked"] = seen()
common.track = False
found["nothing on"] = seen()
for setting, value in (("cookies_bar", True), ("google_analytics_key", "G-1"), ("plausible_site", "lampo.example"),
                       ("google_maps_api_key", "k"), ("cdn_activated", True),
                       ("custom_code_head", "<script>follow()</script>")):
    site[setting] = value
    found[setting] = seen()
    site[setting] = False
site.custom_code_head = "<meta name='x'/>"
own[:1].track = True
found["own page tracked"] = seen()
own.track = False
found["off again"] = seen()
print("FOUND", json.dumps(found))
"""

# an invoice sent by Odoo's own step, on paper through a printing house and to the person's own mailbox
SENDING = """
import json
from odoo import Command
person = env["res.partner"].create({"name": "Aune Lehtokangas", "street": "Kuja 3", "zip": "41400",
                                    "city": "Lievestuore", "country_id": env.ref("base.fi").id,
                                    "email": "aune@posti.example"})
found = {}
for way in ("manual", "email", "snailmail"):
    move = env["account.move"].create({
        "move_type": "out_invoice", "partner_id": person.id, "invoice_date": "2026-10-01",
        "invoice_line_ids": [Command.create({"name": "Kaukolämpö", "price_unit": 100.0, "tax_ids": []})]})
    move.action_post()
    env["account.move.send"]._generate_and_send_invoices(move, sending_methods=[way])
    line = person.disclosure_ids.filtered(lambda one: one.move_id == move)
    found[way] = [[one.recipient_id.sending_method, one.origin, one.name == move.name] for one in line]
print("FOUND", json.dumps(found))
"""


@pytest.fixture(scope="module")
def database():
    fresh_database(DATABASE)
    odoo_once(DATABASE, "-i", "lampo_privacy,website,snailmail_account", log=f"install-{DATABASE}")
    yield DATABASE
    drop(DATABASE)


def _found(database: str, script: str) -> dict:
    """What a script in Odoo's shell found; nothing is committed."""
    words = odoo_words("shell", "-d", database, "--no-http", "--log-level=error")
    done = subprocess.run(words, input=script, text=True, cwd=ROOT, env=environment(), capture_output=True, check=True)
    [line] = [line for line in done.stdout.splitlines() if line.startswith("FOUND ")]
    return json.loads(line.removeprefix("FOUND "))


def test_every_tracker_of_the_website_is_listed_and_said_and_only_while_it_is_on(database):
    found = _found(database, WEBSITE)
    visits = [["The website uses visitor tracking."], False]
    clean = [[], True]
    assert found == {
        "as installed": visits, "common pages tracked": visits, "nothing on": clean,
        "cookies_bar": [["The website uses cookies."], False],
        "google_analytics_key": [["The website uses Google Analytics."], False],
        "plausible_site": [["The website uses Plausible."], False],
        "google_maps_api_key": [["The website uses Google Maps."], False],
        "cdn_activated": [["The website uses a content delivery network."], False],
        "custom_code_head": [["The website uses program code of its own on every page."], False],
        "own page tracked": visits, "off again": clean,
    }


def test_an_invoice_through_a_printing_house_is_a_disclosure_and_to_the_person_is_none(database):
    assert _found(database, SENDING) == {"manual": [], "email": [], "snailmail": [["snailmail", "sending", True]]}
