# Part of lampo_privacy. LGPL-3.
"""The demo company, by the public facts of the privacy statement (§§ 1 and 12)."""

FACTS = {
    "name": "Lievestuoreen Lämpö Oy",
    "street": "Varikontie 285",
    "zip": "41400",
    "city": "Lievestuore",
    "phone": "+358 44 7223 270",
    "email": "laskutus@lievestuoreenlampo.fi",
}


def load(env):
    """Make the company, or take Odoo's own where nothing was booked yet; it gets the Finnish chart of accounts."""
    if env.ref("lampo_privacy.demo_company", raise_if_not_found=False):
        return
    main = env.ref("base.main_company")
    company = main if _is_empty(env, main) else env["res.company"].create({"name": FACTS["name"]})
    company.write({**FACTS, "country_id": env.ref("base.fi").id})
    if company.chart_template != "fi":
        # try_loading warns while Odoo still loads modules, unless the accounts' own demo data is wanted
        env["account.chart.template"]._load("fi", company, install_demo=False)
    env["ir.model.data"]._update_xmlids([
        {"xml_id": "lampo_privacy.demo_company", "record": company, "noupdate": True},
        {"xml_id": "lampo_privacy.demo_company_partner", "record": company.partner_id, "noupdate": True},
    ])
    env.ref("base.user_admin").company_ids += company


def _is_empty(env, company):
    """Nothing is booked and no other country's chart is in use: Odoo's own demo data has both."""
    booked = env["account.move"].search_count([("company_id", "=", company.id)], limit=1)
    return not booked and company.chart_template in (False, "fi")
