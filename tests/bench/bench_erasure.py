"""Erasing ten thousand people: against the hand-written SQL that updates the same columns, and against OCA's addon.

The proof is measured by itself, for neither yardstick has one: against `grep -F -f` over the text of the same columns,
written out by COPY, and against plain COPY.
"""

import os
import subprocess
import tempfile
from pathlib import Path

from alone import alone
from crowd import Crowd
from memory import peak, require_flat
from odoo import fields
from odoo.addons.lampo_privacy.engine import proof
from odoo.addons.lampo_privacy.engine.erase import Run
from odoo.tools import SQL

PEOPLE = int(os.environ.get("BENCH_PEOPLE", "10000"))
BY_PEER = 40
ROUNDS = 2
# what five times the text may take more, in MB
FLAT = 8
_FLOOR = (
    """UPDATE res_partner SET name = 'Anonymisoitu asiakas ' || id, complete_name = 'Anonymisoitu asiakas ' || id,
              email = NULL, email_normalized = NULL, phone = NULL, phone_sanitized = NULL, street = NULL, zip = NULL,
              city = NULL, comment = NULL, ref = NULL, vat = NULL, peppol_endpoint = NULL, active = FALSE,
              anonymised_on = now() WHERE id = ANY(%(ids)s)""",
    """UPDATE res_partner_bank SET acc_number = 'anonymised-' || id, sanitized_acc_number = 'ANONYMISED' || id,
              acc_holder_name = NULL, active = FALSE WHERE partner_id = ANY(%(ids)s)""",
    """UPDATE account_move SET invoice_partner_display_name = 'Anonymisoitu asiakas ' || partner_id
        WHERE partner_id = ANY(%(ids)s)""",
    "DELETE FROM mail_message WHERE model = 'res.partner' AND res_id = ANY(%(ids)s)",
    "DELETE FROM ir_attachment WHERE res_model = 'res.partner' AND res_id = ANY(%(ids)s)",
)
_MORE_TEXT = """
    INSERT INTO ir_logging (name, type, level, message, path, func, line)
    SELECT 'odoo', 'server', 'INFO', repeat('Kaukolämmön kulutus tarkistettiin. ', 10), 'x', 'y', '1'
      FROM generate_series(1, 300000)"""


def measure(env, seconds):
    """(what, seconds of ours, seconds of the yardstick) for each comparison."""
    people = Crowd(env, PEOPLE).partners
    env.cr.commit()
    rounds = [(alone(env, lambda: seconds(lambda: _floor(env, people))),
               *alone(env, lambda: _ours(env, seconds, people))) for _round in range(ROUNDS)]
    floor, ours, proving = min(took[0] for took in rounds), *min((took[1:] for took in rounds), key=_rest)
    rows = [_peer(env, seconds, people, ours)] if "anonymize_partner_data" in dir(env["res.partner"]) else []
    rows.append((f"erasure of {PEOPLE} people, proof not counted / hand-written SQL", ours - proving, floor))
    rows.append((f"erasure of {PEOPLE} people, proof counted / hand-written SQL", ours, floor))
    nightly = alone(env, lambda: _by_night(env, seconds, people))
    rows.append(("the same by the nightly run, with plans and evidence written / hand-written SQL", nightly, floor))
    few = people[:len(people) // 4]
    each = 1000 * ours / len(people), 1000 * alone(env, lambda: _ours(env, seconds, few))[0] / len(few)
    rows.append((f"one of {PEOPLE} / one of {len(few)}, proof counted, in ms", *each))
    return rows + alone(env, lambda: _proof(env, seconds, people))


def _rest(times):
    ours, proving = times
    return ours - proving


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


def _by_night(env, seconds, people):
    """As the nightly run does: in batches, each with a search of its own, and everything that the officer sees."""
    erasures = env["lampo.privacy.erasure"].create([{"partner_id": person} for person in people])
    env.flush_all()
    taken = seconds(lambda: (erasures.action_run(), env.flush_all()))
    if set(erasures.mapped("state")) != {"done"}:
        raise SystemExit("an erasure was not done")
    return taken


def _peer(env, seconds, people, ours):
    """OCA's addon, person by person as it works; the same number by ours, scaled from the whole run."""
    few = env["res.partner"].browse(people[:BY_PEER])
    theirs = alone(env, lambda: seconds(lambda: [one.anonymize_partner_data() for one in few]))
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
    ours = min(seconds(lambda: list(proof.scan(run))) for _round in range(ROUNDS))
    _require_flat(env, run)
    what = f"search of {size:.0f} MB for {len(needles)} identifiers"
    return [(f"{what} / COPY and grep -i -F -f", ours, plain + grep), (f"{what} / plain COPY", ours, plain)]


def _require_flat(env, run):
    small = peak(lambda: list(proof.scan(run)))
    before = run.searched.text_bytes
    env.cr.execute(_MORE_TEXT)
    growth = peak(lambda: list(proof.scan(run))) - small
    require_flat(f"the search of {run.searched.text_bytes / before:.1f} times the text", growth, FLAT)


def _copy_all(env, run, path):
    with path.open("wb") as file:
        for table in sorted(run.map.physical):
            columns = run.map.texts(table)
            if columns:
                names = SQL(", ").join(SQL.identifier(column.name) for column in columns)
                statement = SQL("COPY (SELECT %s FROM %s) TO STDOUT", names, SQL.identifier(table))
                env.cr.copy_expert(env.cr.mogrify(statement.code, statement.params).decode(), file)
