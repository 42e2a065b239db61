"""What the access log costs: opening a contact's form with its line in the log, against the same without it."""

import contextlib
from unittest.mock import patch

from odoo.addons.lampo_privacy.models import res_partner_access

ROUNDS = 60
TITLE = f"opening a contact {ROUNDS} times, with the access log / without (aim: under 1.1)"


def measure(env, seconds):
    """Returns the sums of the best quarter of the rounds of both, taken in turns, in seconds."""
    partner, reader = _partner(env), _reader(env)
    opened = partner.with_user(reader)
    specification = _specification(opened)
    ours, yard = [], []
    with patch.object(res_partner_access, "request", object()):
        for turn in range(ROUNDS + 5):
            pair = [(ours, contextlib.nullcontext), (yard, _unlogged)]
            for times, way in pair if turn % 2 else reversed(pair):
                with way():
                    times.append(seconds(lambda: _open(opened, specification)))
    if not env["lampo.privacy.access.log"].search_count([("partner_id", "=", partner.id), ("kind", "=", "open")]):
        raise SystemExit("no look was logged: the benchmark measures nothing")
    return _best(ours), _best(yard)


def _best(times):
    """The quickest quarter, without the first rounds, which fill the caches."""
    return sum(sorted(times[5:])[: ROUNDS // 4])


def _unlogged():
    return patch.object(res_partner_access.ResPartner, "_is_a_look", lambda self: False)


def _open(partner, specification):
    """What the form sends; nothing is in the cache, as in a request of its own. A savepoint stands for the commit."""
    partner.env.invalidate_all()
    with partner.env.cr.savepoint():
        partner.web_read(specification)


def _partner(env):
    partner = env["res.partner"].create({"name": "Malli Mallinen", "street": "Mallitie 1", "email": "m@posti.example"})
    site = env["lampo.heat.site"].create({"name": "Mallitie 1"})
    env["lampo.heat.contract"].create({"partner_id": partner.id, "site_id": site.id, "date_start": "2020-01-01"})
    partner.message_post(body="Soitti")
    env.flush_all()
    return partner


def _reader(env):
    group = env.ref("lampo_privacy.group_officer")
    user = env["res.users"].create({"name": "Lukija", "login": "bench_reader", "group_ids": [(6, 0, group.ids)]})
    env["lampo.privacy.confidentiality.acceptance"]._accept(user)
    return user


def _specification(partner):
    """The fields of the contact's form, as the web client asks for them."""
    view = partner.get_views([(False, "form")])
    fields = view["models"]["res.partner"]["fields"]
    shown = [name for name in fields if name in partner._fields and f'name="{name}"' in view["views"]["form"]["arch"]]
    named = {"fields": {"display_name": {}}}
    return {name: named if partner._fields[name].type == "many2one" else {} for name in shown}
