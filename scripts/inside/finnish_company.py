"""Give a fresh database its Finnish company: country, currency, chart of accounts, language. Run in Odoo's shell.

Odoo's own calls to the outside are switched off: no customer of a test or a demo is looked up elsewhere.
"""

env = env  # noqa: PLW0127 - the shell's, named for the reader
company = env.ref("base.main_company")
company.partner_id.country_id = env.ref("base.fi")
company.currency_id = env.ref("base.EUR")
env["account.chart.template"].try_loading("fi", company, install_demo=False)
env["res.partner"].search([]).lang = "fi_FI"
env.ref("base.user_admin").tz = "Europe/Helsinki"
env["ir.default"].set("res.partner", "lang", "fi_FI")
env.ref("mail.ir_cron_module_update_notification").active = False
for key in ("iap.endpoint", "iap.partner_autocomplete.endpoint", "sms.endpoint", "snailmail.endpoint"):
    env["ir.config_parameter"].set_param(key, "http://127.0.0.1:9")
env.cr.commit()
