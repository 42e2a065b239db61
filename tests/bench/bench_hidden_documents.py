"""What it costs a reader that records of other addons are hidden with a restricted person: a list, a search and a count
of half a million documents about a million contacts, each against the same without our rule."""

import contextlib
import os
from unittest.mock import patch

from bench_sweep import _PEOPLE
from odoo import Command
from odoo.addons.lampo_privacy.models.ir_rule import IrRule

PARTNERS = int(os.environ.get("BENCH_PARTNERS", "1000000"))
ROUNDS, LISTED = 12, 80
MODEL, COLUMNS = "product.supplierinfo", {"product_name": {}, "partner_id": {"fields": {"display_name": {}}}}

_DOCUMENTS = """
    INSERT INTO product_supplierinfo (partner_id, product_tmpl_id, product_name, currency_id, min_qty, price, delay,
                                      company_id, product_uom_id, sequence)
    SELECT p.id, t.id, 'Tarjous ' || p.id, c.currency_id, 1, 1, 1, c.id, t.uom_id, 1
      FROM res_partner p, product_template t, res_company c
     WHERE p.name LIKE 'Henkilö %%' AND p.id %% 2 = 0 AND t.id = %(product)s AND c.id = %(company)s"""
_RESTRICTED = "UPDATE res_partner SET processing_restricted = TRUE WHERE name LIKE 'Henkilö %%7777'"


def measure(env, seconds):
    """(what, seconds with the rule, seconds without) for each; the best of the rounds in turns."""
    env.cr.execute(_PEOPLE, {"partners": PARTNERS})
    product = env["product.template"].create({"name": "Kaivuu"})
    env.flush_all()
    env.cr.execute(_DOCUMENTS, {"product": product.id, "company": env.company.id})
    env.cr.execute(_RESTRICTED)
    for table in ("res_partner", "product_supplierinfo"):
        env.cr.execute(f"ANALYZE {table}")
    documents = env[MODEL].with_user(_reader(env))
    return [(f"{title} of {PARTNERS // 2:_} documents, hidden with restricted people / all".replace("_", " "),
             *_pair(env, seconds, action)) for title, action in (
        (f"a list of {LISTED}", lambda: documents.web_search_read([], COLUMNS, limit=LISTED, count_limit=10_001)),
        ("a search", lambda: documents.search([("product_name", "=like", "Tarjous %77")], limit=LISTED)),
        ("a count", lambda: documents.search_count([])))]


def _reader(env):
    names = ("base.group_user", "lampo_privacy.group_user", "product.group_product_manager")
    groups = [env.ref(name).id for name in names]
    return env["res.users"].with_context(no_reset_password=True).create(
        {"name": "Lukija", "login": "bench_reader", "group_ids": [Command.set(groups)]})


def _pair(env, seconds, action):
    ours, yard = [], []
    for _round in range(ROUNDS):
        for taken, way in ((ours, contextlib.nullcontext()), (yard, _without())):
            env.invalidate_all()
            with way:
                taken.append(seconds(action))
    return min(ours), min(yard)


def _without():
    return patch.object(IrRule, "_lampo_domain", lambda self, model: None)
