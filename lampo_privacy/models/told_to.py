# Part of lampo_privacy. LGPL-3.
"""By night and in the mail gateway nobody is logged in, and Odoo speaks English: what is written there has a reader."""


def told_to(records, reader):
    """The records in an environment that speaks the reader's language.

    :param reader: a user, a contact, or a company for its staff; where it has no language, that of the records stays
    """
    lang = reader.partner_id.lang if reader._name == "res.company" else reader.lang
    return records.with_context(lang=lang or records.env.lang)


def told_to_staff(records, company):
    """The records as they are where somebody is logged in, else in the language of the company's staff."""
    return records if records.env.lang else told_to(records, company)
