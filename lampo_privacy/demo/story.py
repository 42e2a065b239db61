# Part of lampo_privacy. LGPL-3.
"""What happened in the demo company until today: told in months before today, so that it never ages."""

from odoo.fields import Date
from odoo.tools.convert import convert_file

from ..tools.bypass import BYPASS
from . import books, contracts, languages, old_papers, readings, register, rights
from .names import user

# Loaded here and not by the manifest: an update would bring back people who have been erased since.
TABLES = ("res.partner", "lampo.heat.site", "lampo.heat.meter")


def load(env):
    """Tell the story once; an update of the addon leaves what became of it."""
    if env.ref("lampo_privacy.demo_story_told", raise_if_not_found=False):
        return
    company = env.ref("lampo_privacy.demo_company")
    # quiet: nobody of the demo gets mail about what is loaded. Bypass: Odoo counts the invoices of a customer after
    # the transaction, when one of them is restricted already.
    env = env(context={
        **env.context, "allowed_company_ids": company.ids, "tracking_disable": True, "lampo_bypass": BYPASS,
        "mail_activity_quick_update": True, "mail_create_nosubscribe": True,
    })  # fmt: skip
    for model in TABLES:
        convert_file(env, "lampo_privacy", f"demo/{model}.csv", {}, mode="init", noupdate=True)
    today = Date.context_today(company.with_context(tz="Europe/Helsinki"))
    for chapter in (languages, contracts, readings, books, old_papers, register):
        chapter.load(env, today)
    # what is done with the requests is noted in the language of those who read it
    rights.load(env(context={**env.context, "lang": user(env, "officer").lang}), today)
    env["ir.model.data"]._update_xmlids([
        {"xml_id": "lampo_privacy.demo_story_told", "record": company, "noupdate": True}
    ])
