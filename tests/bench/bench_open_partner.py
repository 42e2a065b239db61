"""What the access log costs: opening a contact, reading a list and exporting many, each against the same without it."""

import contextlib
from unittest.mock import patch

from odoo.addons.lampo_privacy.models import export_access, grouped_access, res_partner_access

ROUNDS = 60
LISTED, EXPORTED = 80, 10_000
WITH = "with the access log / without"


def measure(env, seconds):
    """Returns (title, ours, yardstick) for each: sums of the best quarter of the rounds of both, in seconds."""
    partner, reader = _partner(env), _reader(env)
    opened = partner.with_user(reader)
    specification = _specification(opened)
    many = env["res.partner"].create([{"name": f"Malli Moninen {number}"} for number in range(EXPORTED)])
    env.flush_all()
    many = many.with_user(reader)
    listed = [("id", "in", many.ids[:LISTED])]
    columns = {"name": {}, "email": {}, "phone": {}, "city": {}}
    measured = [
        _pair(env, seconds, "open", ROUNDS, f"opening a contact {ROUNDS} times (aim: under 1.1)",
              lambda: opened.web_read(specification)),
        _pair(env, seconds, "list", ROUNDS, f"reading a list of {LISTED} contacts {ROUNDS} times",
              lambda: opened.browse().web_search_read(listed, columns, limit=LISTED)),
        _pair(env, seconds, "export", 6, f"exporting {EXPORTED} contacts 6 times",
              lambda: many.export_data(["name", "email", "phone", "city"])),
    ]
    return [(f"{title}, {WITH}", ours, yard) for title, ours, yard in measured]


def _pair(env, seconds, kind, rounds, title, action):
    """Both ways in turns, nothing in the cache, as in requests of their own."""
    ours, yard = [], []
    last = env["lampo.privacy.access.log"].search([], order="id desc", limit=1).id or 0
    with patch.object(grouped_access, "request", object()):
        for turn in range(rounds + rounds // 12):
            pair = [(ours, contextlib.nullcontext), (yard, _unlogged)]
            for times, way in pair if turn % 2 else reversed(pair):
                with way():
                    times.append(seconds(lambda: _run(env, action)))
    if not env["lampo.privacy.access.log"].search_count([("id", ">", last), ("kind", "=", kind)]):
        raise SystemExit(f"no {kind} was logged: the benchmark measures nothing")
    # the first rounds fill the caches
    return title, *(sum(sorted(times[rounds // 12:])[: max(rounds // 4, 2)]) for times in (ours, yard))


@contextlib.contextmanager
def _unlogged():
    """The same readers without the line that they write."""
    with (patch.object(res_partner_access.ResPartner, "_is_a_look", lambda self: False),
          patch.object(export_access.Base, "_exported_people", lambda self, columns: None)):
        yield


def _run(env, action):
    """As in a request of its own: an empty cache. A savepoint stands for the commit."""
    env.invalidate_all()
    with env.cr.savepoint():
        action()


def _partner(env):
    partner = env["res.partner"].create({"name": "Malli Mallinen", "street": "Mallitie 1", "email": "m@posti.example"})
    site = env["lampo.heat.site"].create({"name": "Mallitie 1"})
    env["lampo.heat.contract"].create({"partner_id": partner.id, "site_id": site.id, "date_start": "2020-01-01"})
    partner.message_post(body="Soitti")
    env.flush_all()
    return partner


def _reader(env):
    group = env.ref("lampo_privacy.group_officer")
    groups = group | env.ref("base.group_allow_export")
    user = env["res.users"].create({"name": "Lukija", "login": "bench_reader", "group_ids": [(6, 0, groups.ids)]})
    env["lampo.privacy.confidentiality.acceptance"]._accept(user)
    return user


def _specification(partner):
    """The fields of the contact's form, as the web client asks for them."""
    view = partner.get_views([(False, "form")])
    fields = view["models"]["res.partner"]["fields"]
    shown = [name for name in fields if name in partner._fields and f'name="{name}"' in view["views"]["form"]["arch"]]
    named = {"fields": {"display_name": {}}}
    return {name: named if partner._fields[name].type == "many2one" else {} for name in shown}
