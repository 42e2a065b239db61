"""Beside Odoo's website, its sending of letters and its employees: what they do on their own is seen, and who works
here is kept (statement §§ 4, 6 and 8)."""

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
                       ("custom_code_head", "<script>follow()</script>"),
                       ("custom_code_footer", "<img src='//follow.example/p.gif'/>")):
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

# By Odoo's own Peppol in its demo mode: sent; not written, for a line has no tax; not sent, for the person is not on
# it. "Install" refuses the module without a library that it needs for the telephone number of who registers the company
# for the real network. So it is marked here as that button would mark it.
PEPPOL = """
import json
from odoo import Command
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
module = env["ir.module.module"].search([("name", "=", "account_peppol")])
(module | module.upstream_dependencies(exclude_states=("installed", "uninstallable"))).write({"state": "to install"})
env.cr.commit()
env = env(cr=Registry.new(env.cr.dbname, update_module=True).cursor())
company, finland = env.company, env.ref("base.fi")
company.partner_id.write({"street": "Varikontie 1", "zip": "41400", "city": "Lievestuore", "country_id": finland.id,
                          "vat": "FI23064613", "peppol_eas": "0216", "peppol_endpoint": "003723064613"})
env["ir.config_parameter"].set_param("account_peppol.edi.mode", "demo")
env["peppol.registration"]._create_connection("0216:003723064613", "x", company)
tax = env["account.tax"].search([("type_tax_use", "=", "sale"), ("company_id", "=", company.id)], limit=1)
on_peppol = {"peppol_eas": "0216", "peppol_endpoint": "003700000001", "invoice_edi_format": "ubl_bis3"}
found = {}
for case, more, taxes in (("sent", on_peppol, tax.ids), ("failed", on_peppol, []), ("not there", {}, tax.ids)):
    person = env["res.partner"].create({"name": f"Aune Lehtokangas {case}", "street": "Kuja 3", "zip": "41400",
                                        "city": "Lievestuore", "country_id": finland.id, **more})
    move = env["account.move"].create({
        "move_type": "out_invoice", "partner_id": person.id, "invoice_date": "2026-10-01",
        "invoice_line_ids": [Command.create({"name": "Kaukolämpö", "price_unit": 100.0, "tax_ids": taxes})]})
    move.action_post()
    told = ""
    for _again in range(2):
        env.cr.commit()  # as each press of the button is a transaction of its own
        try:
            env["account.move.send"]._generate_and_send_invoices(move, sending_methods=["peppol"])
        except UserError:
            env.cr.rollback()
            told = "refused"
    lines = person.disclosure_ids
    found[case] = [told, move.peppol_move_state, [
        [one.recipient_id.name, one.recipient_id.sending_method, one.origin, one.move_id == move] for one in lines]]
print("FOUND", json.dumps(found))
"""

# a former customer who works here, until the last day of work
EMPLOYEE = """
import json
person = env["res.partner"].create({"name": "Tyyne Lehtokangas"})
site = env["lampo.heat.site"].create({"name": "Talo", "building_type": "block", "dwellings": 20})
env["lampo.heat.contract"].create({"partner_id": person.id, "site_id": site.id, "date_start": "2001-01-01",
                                   "date_end": "2010-12-31"})
employee = env["hr.employee"].create({"name": "Tyyne Lehtokangas", "work_contact_id": person.id})
rule = env.ref("lampo_privacy.retention_rule_customer")
def seen():
    env.flush_all()
    [row] = [row for row in env["lampo.privacy.sweep"]._dry_run() if row["rule_id"] == rule.id]
    return [env["res.partner"]._open_relations_of(person.ids).get(person.id), row["due"], row["held"]]
found = {"at work": seen()}
employee.active = False
found["has left"] = seen()
print("FOUND", json.dumps(found))
"""


@pytest.fixture(scope="module")
def database():
    fresh_database(DATABASE)
    odoo_once(DATABASE, "-i", "lampo_privacy,website,snailmail_account,hr", log=f"install-{DATABASE}")
    yield DATABASE
    drop(DATABASE)


def _found(database: str, script: str) -> dict:
    """What a script in Odoo's shell found."""
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
        "custom_code_footer": [["The website uses program code of its own on every page."], False],
        "own page tracked": visits, "off again": clean,
    }


def test_an_invoice_through_a_printing_house_is_a_disclosure_and_to_the_person_is_none(database):
    assert _found(database, SENDING) == {"manual": [], "email": [], "snailmail": [["snailmail", "sending", True]]}


def test_an_invoice_by_peppol_is_a_disclosure_once_and_one_that_was_not_sent_is_none(database):
    assert _found(database, PEPPOL) == {
        "sent": ["", "processing", [["Peppol", "peppol", "sending", True]]],
        "failed": ["refused", "ready", []],
        "not there": ["", False, []],
    }


def test_an_employee_is_not_at_the_end_of_the_relationship_until_the_work_ends(database):
    assert _found(database, EMPLOYEE) == {"at work": ["employee", 0, {"employee": 1}], "has left": [None, 1, {}]}
