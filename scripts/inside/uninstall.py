"""Uninstall our addon, as the Apps screen does. Run in Odoo's shell."""

env = env  # noqa: PLW0127 - the shell's, named for the reader
env["ir.module.module"].search([("name", "=", "lampo_privacy")]).button_immediate_uninstall()
