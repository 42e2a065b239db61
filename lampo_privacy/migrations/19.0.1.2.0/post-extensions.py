# Part of lampo_privacy. LGPL-3.
"""An extension counts once the person was told of it: those that nobody was told of are due when the month ends."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """:param version: the version that was installed before, None on a first installation"""
    if version:
        requests = api.Environment(cr, SUPERUSER_ID, {})["lampo.privacy.request"]
        # what is closed keeps its dates
        requests.search([("extended", "=", True), ("closed_on", "=", False)])._compute_due()
