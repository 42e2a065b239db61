# Part of lampo_privacy. LGPL-3.
"""An extension counts once the person was told of it: those that nobody was told of are due when the month ends."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """:param version: the version that was installed before, None on a first installation"""
    if version:
        requests = api.Environment(cr, SUPERUSER_ID, {})["lampo.privacy.request"]
        # what is closed keeps its dates
        extended = requests.search([("extended", "=", True), ("closed_on", "=", False)])
        for name in ("due_on", "first_due_on"):
            requests.env.add_to_compute(requests._fields[name], extended)
        requests.env.flush_all()
