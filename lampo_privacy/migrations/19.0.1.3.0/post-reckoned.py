# Part of lampo_privacy. LGPL-3.
"""No extension makes a late refusal one in time, and an erased person's consent ended with the erasure."""

from odoo import SUPERUSER_ID, api

ANEW = (
    ("lampo.privacy.request", "on_time", [("state", "=", "refused")]),
    ("lampo.privacy.consent", "ended_on", [("partner_id.anonymised_on", "!=", False)]),
)


def migrate(cr, version):
    """:param version: the version that was installed before, None on a first installation"""
    if version:
        env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
        for model, name, domain in ANEW:
            env.add_to_compute(env[model]._fields[name], env[model].search(domain))
        env.flush_all()
