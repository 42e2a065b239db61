"""Give a fresh database its Finnish company: country, currency, chart of accounts, language. Run in Odoo's shell."""

company = env.ref("base.main_company")  # noqa: F821 - env is the shell's
company.partner_id.country_id = env.ref("base.fi")  # noqa: F821
company.currency_id = env.ref("base.EUR")  # noqa: F821
env["account.chart.template"].try_loading("fi", company, install_demo=False)  # noqa: F821
env["res.partner"].search([]).lang = "fi_FI"  # noqa: F821
env.ref("base.user_admin").tz = "Europe/Helsinki"  # noqa: F821
env["ir.default"].set("res.partner", "lang", "fi_FI")  # noqa: F821
env.cr.commit()  # noqa: F821
