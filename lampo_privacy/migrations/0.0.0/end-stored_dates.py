# Part of lampo_privacy. LGPL-3.
"""With every new version: the stored dates of retention are those that this version reckons.

At the end, when all modules are loaded: the vouchers for which an erasure waits are found in all of them.
"""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """:param version: the version that was installed before, None on a first installation"""
    if version:
        api.Environment(cr, SUPERUSER_ID, {})["lampo.privacy.retention.rule"]._refresh_stored_dates()
