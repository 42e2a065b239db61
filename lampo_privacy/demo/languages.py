# Part of lampo_privacy. LGPL-3.
"""Everybody speaks Finnish, one customer Swedish, as far as these languages are installed."""

from .names import partner, user

ROLES = ("service", "officer", "manager", "accountant")


def load(env, today):
    installed = {code for code, _name in env["res.lang"].get_installed()}
    if "fi_FI" in installed:
        company = env.ref("lampo_privacy.demo_company")
        people = env["res.partner"].search([("company_id", "=", company.id)]) | company.partner_id
        people.lang = "fi_FI"
        for role in ROLES:
            user(env, role).lang = "fi_FI"
    if "sv_SE" in installed:
        partner(env, "swedish").lang = "sv_SE"
