"""Run the nightly actions of the demo company once and tell what they did. Run in Odoo's shell."""

from table import finnish, heading, show

env = env  # noqa: PLW0127 - the shell's, named for the reader
NIGHTLY = ("cron_request_deadlines", "cron_retention", "cron_erasures")
company = env.ref("lampo_privacy.demo_company")
env = env(context={"lang": "en_US", "tz": "Europe/Helsinki", "allowed_company_ids": company.ids, "active_test": False})


def trial_balance():
    """Code, name and balance of every account that was used."""
    groups = env["account.move.line"]._read_group(
        [("company_id", "=", company.id), ("parent_state", "=", "posted")], ["account_id"], ["balance:sum"])
    return {(account.code, account.name): round(balance, 2) for account, balance in groups}


def due_names():
    today = env["lampo.privacy.request"]._today()
    people = env["res.partner"].search([("retention_due", "<", today), ("anonymised_on", "=", False)])
    return {person.id: person.name for person in people}


def register():
    consumption = env["lampo.heat.consumption"]
    sites = env["lampo.heat.site"].search([("company_id", "=", company.id)])
    customers = env["lampo.heat.contract"].search([("company_id", "=", company.id)]).partner_id
    running = env["lampo.heat.contract"].search([("company_id", "=", company.id), ("state", "=", "running")])
    energy = consumption._read_group([("site_id", "in", sites.ids)], [], ["energy_mwh:sum", "__count"])[0]
    heading("The register")
    show((
        ("customers", len(customers)),
        ("of them people", len(customers.filtered("is_data_subject"))),
        ("heat-use sites", len(sites)),
        ("contracts in force", len(running)),
        ("readings", energy[1]),
        ("MWh in three years", energy[0]),
    ))


def requests():
    model = env["lampo.privacy.request"]
    states = dict(model._fields["state"]._description_selection(env))
    types = dict(model._fields["request_type"]._description_selection(env))
    found = model.search([("company_id", "=", company.id)])
    heading("Requests of data subjects")
    show((label, len(found.filtered(lambda request, state=state: request.state == state)))
         for state, label in states.items())
    heading("Their next deadlines")
    show((request.name, types[request.request_type], request.due_on,
          f"{-request.days_left} days late" if request.is_overdue else f"{request.days_left} days left")
         for request in found.filtered(lambda request: request.state in ("new", "in_progress")).sorted("due_on")[:6])


def erasures(names):
    """Each erasure with the name that the person bore this evening, and whose time comes next."""
    states = dict(env["lampo.privacy.erasure"]._fields["state"]._description_selection(env))
    found = env["lampo.privacy.erasure"].search([("company_id", "=", company.id)], order="id")
    heading("Erasures")
    show([(erasure.name, names.get(erasure.partner_id.id) or erasure.partner_id.name, states[erasure.state],
           _outcome(erasure)) for erasure in found] or [("none",)])
    heading("Whose time comes next (statement § 6)")
    domain = [("retention_due", "!=", False), ("id", "not in", found.partner_id.ids), ("company_id", "=", company.id),
              ("user_ids", "=", False)]
    show((person.name, person.retention_due, "held" if person.retention_held else "")
         for person in env["res.partner"].search(domain, order="retention_due", limit=4))


def _outcome(erasure):
    if erasure.state == "done":
        return f"now “{erasure.partner_id.name}”, {erasure.residue_count} places left over"
    if erasure.refusal:
        return erasure.refusal.splitlines()[-1]
    return f"goes on {finnish(erasure.next_on)}" if erasure.next_on else f"not before {finnish(erasure.run_on)}"


def books(before, after):
    heading("Trial balance, before the night and after")
    accounts = sorted(before.keys() | after.keys())
    show((code, name, before.get((code, name), 0.0), after.get((code, name), 0.0)) for code, name in accounts)
    show([("unchanged" if before == after else "CHANGED",)])


balance, names = trial_balance(), due_names()
for action in NIGHTLY:
    # as by night, when nobody is logged in: what is written is in the language of its reader
    env.ref(f"lampo_privacy.{action}").with_context(lang=None).method_direct_trigger()
env.cr.commit()  # the actions have committed in transactions of their own: begin one that sees them
env.invalidate_all()
register()
requests()
erasures(names)
books(balance, trial_balance())
if trial_balance() != balance:
    raise SystemExit("the nightly actions have changed the books")
