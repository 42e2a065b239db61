"""Erasing ten thousand people: against the hand-written SQL that updates the same columns, and against OCA's addon.

The proof is measured by itself, for neither yardstick has one: against `grep -F -f` over the text of the same columns,
written out by COPY, and against plain COPY.
"""

import os
import subprocess
import tempfile
from pathlib import Path

from crowd import Crowd
from odoo import fields
from odoo.addons.lampo_privacy.engine import proof
from odoo.addons.lampo_privacy.engine.erase import Run
from odoo.tools import SQL

PEOPLE = int(os.environ.get("BENCH_PEOPLE", "10000"))
BY_PEER = 40
_FLOOR = (
    """UPDATE res_partner SET name = 'Anonymisoitu asiakas ' || id, complete_name = 'Anonymisoitu asiakas ' || id,
              email = NULL, email_normalized = NULL, phone = NULL, phone_sanitized = NULL, street = NULL, zip = NULL,
              city = NULL, comment = NULL, active = FALSE, anonymised_on = now() WHERE id = ANY(%(ids)s)""",
    """UPDATE account_move SET invoice_partner_display_name = 'Anonymisoitu asiakas ' || partner_id
        WHERE partner_id = ANY(%(ids)s)""",
    "DELETE FROM mail_message WHERE model = 'res.partner' AND res_id = ANY(%(ids)s)",
    "DELETE FROM ir_attachment WHERE res_model = 'res.partner' AND res_id = ANY(%(ids)s)",
)


def measure(env, seconds):
    """(what, seconds of ours, seconds of the yardstick) for each comparison."""
    people = Crowd(env, PEOPLE).partners
    env.cr.execute("ANALYZE")
    rows = [_peer(env, seconds, people)] if "anonymize_partner_data" in dir(env["res.partner"]) else []
    floor = _undone(env, lambda: seconds(lambda: _floor(env, people)))
    ours, proving = _undone(env, lambda: _ours(env, seconds, people))
    rows.append((f"erasure of {PEOPLE} people, proof not counted / hand-written SQL", ours - proving, floor))
    rows.append((f"erasure of {PEOPLE} people, proof counted / hand-written SQL", ours, floor))
    return rows + _proof(env, seconds, people)


def _undone(env, action):
    """What the action returns; what it wrote is rolled back."""
    env.cr.execute("SAVEPOINT bench")
    result = action()
    env.cr.execute("ROLLBACK TO SAVEPOINT bench")
    env.invalidate_all(flush=False)
    return result


def _floor(env, people):
    for statement in _FLOOR:
        env.cr.execute(statement, {"ids": people})


def _ours(env, seconds, people):
    run = None

    def erase():
        nonlocal run
        run = Run(env, {person: 900_000 + number for number, person in enumerate(people)}, fields.Date.today())
        run.erase()

    taken = seconds(erase)
    if run.residue or run.refused or len(run.numbers) != len(people):
        raise SystemExit("the erasure left something or refused somebody")
    return taken, run.proof_seconds


def _peer(env, seconds, people):
    """OCA's addon, person by person as it works; the same number by ours, scaled from the whole run."""
    few = env["res.partner"].browse(people[:BY_PEER])
    theirs = _undone(env, lambda: seconds(lambda: [one.anonymize_partner_data() for one in few]))
    ours, _proving = _undone(env, lambda: _ours(env, seconds, people))
    return (f"a person's erasure of {PEOPLE}, proof counted / OCA's addon, in ms", 1000 * ours / len(people),
            1000 * theirs / len(few))


def _proof(env, seconds, people):
    """In the state in which the proof is made: after the erasure."""
    run = Run(env, {person: 900_000 + number for number, person in enumerate(people)}, fields.Date.today())
    run.erase()
    traits = [matcher.traits for matcher in run.matchers.values()]
    needles = sorted({text for person in traits for text in person.strong | person.phones | person.names})
    with tempfile.TemporaryDirectory() as folder:
        text, patterns = Path(folder) / "text", Path(folder) / "needles"
        patterns.write_text("\n".join(needles) + "\n")
        plain = seconds(lambda: _copy_all(env, run, text))
        grep = seconds(lambda: subprocess.run(
            ["grep", "-a", "-i", "-c", "-F", "-f", patterns, text], check=False, stdout=subprocess.DEVNULL))
        size = text.stat().st_size / 1e6
    ours = seconds(lambda: list(proof.scan(run)))
    what = f"search of {size:.0f} MB for {len(needles)} identifiers"
    return [(f"{what} / COPY and grep -i -F -f", ours, plain + grep), (f"{what} / plain COPY", ours, plain)]


def _copy_all(env, run, path):
    with path.open("wb") as file:
        for table in sorted(run.map.physical):
            columns = run.map.texts(table)
            if columns:
                names = SQL(", ").join(SQL.identifier(column.name) for column in columns)
                statement = SQL("COPY (SELECT %s FROM %s) TO STDOUT", names, SQL.identifier(table))
                env.cr.copy_expert(env.cr.mogrify(statement.code, statement.params).decode(), file)
