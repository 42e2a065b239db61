# Part of lampo_privacy. LGPL-3.
"""Vouchers and books that may go have an activity of a type of their own: those told before are told anew."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """:param version: the version that was installed before, None on a first installation"""
    if version:
        clocks = api.Environment(cr, SUPERUSER_ID, {})["lampo.privacy.clock"].search([])
        clocks.activity_unlink(["mail.mail_activity_data_todo"])
        clocks.filtered(lambda clock: not clock.vouchers_destroyed_on).vouchers_told_on = False
        clocks.filtered(lambda clock: not clock.books_destroyed_on).books_told_on = False
        clocks._tell_run_down()
