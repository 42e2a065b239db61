# Part of lampo_privacy. LGPL-3.
from odoo import models


def in_house_language(records: models.BaseModel) -> models.BaseModel:
    """The same records in the language that the house reads: its privacy officer's, else its company's own.

    A scheduled action runs as a user without a language; what it writes down for the officers is read by people.
    """
    # sudo: which company has an officer does not hang on who runs the action
    company = records.env["res.company"].sudo().search([("lampo_officer_id", "!=", False)], limit=1)
    lang = company.lampo_officer_id.lang or records.env.company.partner_id.lang
    return records.with_context(lang=lang) if lang else records
