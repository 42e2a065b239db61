"""The answer package of a customer of ten years, against PostgreSQL's plain COPY of the same rows plus the printing of
the same document. The memory that the archive takes must not grow with the readings."""

import os
from datetime import date
from pathlib import Path

from memory import peak, require_flat
from odoo import Command
from odoo.addons.lampo_privacy.models.package_document import PackageDocument
from odoo.tools import SQL

HOURS, INVOICES, MESSAGES, ROUNDS = 87_600, 120, 500, 3
# what ten times the readings may take more than one tenth of them, in MB
FLAT = 8
TITLE = f"answer package of {HOURS} hours, {INVOICES} invoices, {MESSAGES} messages / COPY and printing"


def measure(env, seconds):
    """Returns the best of some rounds of ours and of the yardstick, in seconds, taken in turns."""
    big, small = _package(env, "Kymmenen Vuotta", HOURS), _package(env, "Yksi Vuosi", HOURS // 10)
    _require_flat(big, small)
    ours, yard = [], []
    for _number in range(ROUNDS):
        ours.append(seconds(big.action_make))
        yard.append(seconds(lambda: _yardstick(env, big)))
        big.action_back()
    return min(ours), min(yard)


def _package(env, name, hours):
    partner = env["res.partner"].create({"name": name, "email": f"{name.split()[0].lower()}@posti.example"})
    site = env["lampo.heat.site"].create({"name": "Kaukokatu 1"})
    contract = env["lampo.heat.contract"].create(
        {"partner_id": partner.id, "site_id": site.id, "date_start": date(2015, 1, 1)})
    env.flush_all()
    env.cr.execute(
        """INSERT INTO lampo_heat_consumption (site_id, contract_id, partner_id, company_id, granularity, period_start,
                                               period_end, energy_mwh, volume_m3, quality)
           SELECT %s, %s, %s, %s, 'hour', h, h + interval '1 hour', 0.002 + 0.0015 * cos(n * 6.283 / 8766), 0.05,
                  'measured'
             FROM generate_series(0, %s - 1) n,
                  LATERAL (SELECT timestamp '2015-01-01' + n * interval '1 hour' AS h) q""",
        [site.id, contract.id, partner.id, env.company.id, hours])
    _papers(env, partner)
    request = env["lampo.privacy.request"].create({"partner_id": partner.id, "request_type": "access"})
    request.action_start()
    return env["lampo.privacy.package"].browse(request.action_open_package()["res_id"])


def _papers(env, partner):
    moves = env["account.move"].create([
        {"move_type": "out_invoice", "partner_id": partner.id,
         "invoice_date": date(2015 + number // 12, number % 12 + 1, 5),
         "invoice_line_ids": [Command.create({"name": "Energia", "price_unit": 80 + number, "tax_ids": False})]}
        for number in range(INVOICES)])
    moves.action_post()
    env["mail.message"].create([
        {"model": "res.partner", "res_id": partner.id, "author_id": (partner.id, env.user.partner_id.id)[number % 2],
         "message_type": "email", "body": f"<p>Hei, mittarin lukema on {number}.</p><p>{'Terveisin ' * 20}</p>"}
        for number in range(MESSAGES)])


def _require_flat(big, small):
    peak(small.action_make)  # whatever is loaded once is loaded now
    growth = -peak(small.action_make) + peak(big.action_make)
    require_flat("the answer package for ten times the readings", growth, FLAT)


def _yardstick(env, package):
    """Every tied row by COPY, whole and once; and the document that the package has, printed anew."""
    answer = package._answer()
    document = PackageDocument(package.with_env(answer.env), answer)
    with Path(os.devnull).open("wb") as nowhere:
        for table in answer.tables:
            inner = SQL("SELECT t.* FROM %s t JOIN lampo_tie tie ON tie.tbl = %s AND tie.id = t.id",
                        SQL.identifier(table.name), table.name)
            statement = SQL("COPY (%s) TO STDOUT (FORMAT csv)", inner)
            env.cr.copy_expert(env.cr.mogrify(statement.code, statement.params).decode(), nowhere)
            if table.has_text:
                answer.rows.read(table, lambda row, table=table: document.see(table, row))
    return document.render()
