# Part of lampo_privacy. LGPL-3.
"""Every company gets the addresses for contacts and for complaints, which the version before did not have."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """:param version: the version that was installed before, None on a first installation"""
    if version:
        env = api.Environment(cr, SUPERUSER_ID, {})
        env["res.company"].search([])._lampo_add_aliases(("lampo_contact_alias", "lampo_complaint_alias"))
