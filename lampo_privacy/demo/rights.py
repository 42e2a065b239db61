# Part of lampo_privacy. LGPL-3.
"""Requests of every type and in every state, a hold, and somebody whose data may only be stored."""

from dateutil.relativedelta import relativedelta

from ..tools.bypass import BYPASS
from .names import partner, user

# key, person, type, channel, received (days ago), state, closed (days ago), who answers, what was asked, more
REQUESTS = (
    ("access_new", "long_standing", "access", "office", 3, "new", None, "service",
     "Haluan nähdä, mitä tietoja minusta on.", {}),
    ("rectification_new", "swedish", "rectification", "email", 0, "new", None, "service",
     "Namnet skrivs Lindåker, inte Lindaker.", {}),
    ("portability_new", "left_2_successor", "portability", "email", 17, "new", None, "service",
     "Kulutustiedot taulukkona uutta lämmityssuunnitelmaa varten.", {}),
    ("erasure_open", "left_2", "erasure", "post", 20, "in_progress", None, "officer",
     "Muutin pois kaksi vuotta sitten. Poistakaa tietoni.", {}),
    ("erasure_run", "left_3", "erasure", "office", 11, "in_progress", None, "officer",
     "Muutin pois kolme vuotta sitten, poistakaa tietoni.", {}),
    ("access_identity", "namesake_b", "access", "phone", 12, "in_progress", None, "officer",
     "Kaikki tiedot, myös kulutus.", {"identity_asked_on": 10}),
    ("access_extended", "shop_caretaker", "access", "email", 50, "in_progress", None, "officer",
     "Kaikki, mitä minusta on kirjattu yrityksen yhteyshenkilönä.",
     {"extended": True, "extended_on": 25, "extension_reason": "Viestejä on useassa järjestelmässä."}),
    ("objection_late", "mover_successor", "objection", "phone", 40, "in_progress", None, "service",
     "Ei markkinointia.", {}),
    ("restriction_open", "restricted", "restriction", "office", 9, "new", None, "officer",
     "Kiistän mittarilukeman; tietojani ei saa käyttää ennen kuin asia on selvitetty.", {}),
    ("access_done", "namesake_a", "access", "office", 150, "done", 131, "officer",
     "Kopio tiedoistani.", {"identity_confirmed_on": 150, "identity_note": "henkilöllisyystodistus nähty"}),
    ("consent_done", "left_7_successor", "consent_withdrawal", "email", 75, "done", 74, "service",
     "Peruutan suostumukseni kyselyihin.", {}),
    ("nobody_done", None, "access", "email", 95, "done", 83, "officer",
     "Onko minusta tietoja rekisterissänne?", {"subject_name": "Ilmo Kankaanranta"}),
    ("erasure_refused", "debtor", "erasure", "post", 66, "refused", 52, "officer",
     "Poistakaa kaikki.", {"refusal_reason": "Laskuja on maksamatta: tiedot tarvitaan saatavan perimiseen."}),
    ("mail_unsorted", None, "access", "email", 1, "new", None, "officer",
     "Hei, olen muuttamassa Lämpötielle. Onko minusta jo jotain tietoja?",
     {"subject_name": "Sirkka Saarnio", "email_from": "sirkka.saarnio@example.org", "to_sort": True}),
    ("portability_withdrawn", "mover", "portability", "email", 210, "withdrawn", 204, "service",
     "Tiedot koneluettavina.", {}),
)
DAYS = ("identity_asked_on", "identity_confirmed_on", "extended_on")


def load(env, today):
    def ago(days):
        return today - relativedelta(days=days)

    env["lampo.privacy.request"]._load_records([
        {
            "xml_id": f"lampo_privacy.demo_request_{key}",
            "noupdate": True,
            "values": {
                "partner_id": person and partner(env, person).id,
                "request_type": kind,
                "channel": channel,
                "received_on": ago(received),
                "state": state,
                "closed_on": closed is not None and ago(closed),
                "user_id": user(env, role).id,
                "description": asked,
                **{name: ago(value) if name in DAYS else value for name, value in more.items()},
            },
        }
        for key, person, kind, channel, received, state, closed, role, asked, more in REQUESTS
    ])
    _load_register_lines(env)
    _load_letters(env)
    env.ref("lampo_privacy.demo_request_restriction_open").action_start()
    _load_hold(env, ago)
    _load_erasures(env, today)


def _load_register_lines(env):
    """Every answered request was searched for in each register; those in work in the billing program at least."""
    answered = _request(env, "access_done") | _request(env, "consent_done") | _request(env, "nobody_done")
    answered.with_context(lampo_bypass=BYPASS)._add_register_lines()
    started = _request(env, "erasure_run") | _request(env, "access_extended") | _request(env, "erasure_open")
    for line in (answered | started).register_line_ids:
        request, in_billing = line.request_id, line.register_id.kind == "billing"
        if in_billing or request != _request(env, "access_extended"):
            line.with_context(lampo_bypass=BYPASS).write({
                "result": "found" if in_billing and request.partner_id else "nothing",
                "searched_by": request.user_id.id,
                "searched_on": request.closed_on or request.received_on,
            })


def _load_letters(env):
    """The extension and the refusal were told on their days; the papers themselves are not part of the demo."""
    told = ((_request(env, "access_extended"), "extension", "extended_on"),
            (_request(env, "erasure_refused"), "refusal", "closed_on"))
    env["lampo.privacy.request.letter"].create([
        {"request_id": request.id, "kind": kind, "lang": "fi", "how": "print", "sent_on": request[day],
         "sent_by": request.user_id.id}
        for request, kind, day in told
    ])


def _request(env, key):
    return env.ref(f"lampo_privacy.demo_request_{key}")


def _load_hold(env, ago):
    env["lampo.privacy.hold"]._load_records([{
        "xml_id": "lampo_privacy.demo_hold",
        "noupdate": True,
        "values": {
            "partner_id": partner(env, "held").id,
            "reason": "Saatavan perintä on kesken (ulosotto)",
            "date_from": ago(400),
            "company_id": env.company.id,
        },
    }])


def _load_erasures(env, today):
    """One that was run and waits for its vouchers, and one that is planned, for the officer to look at."""
    run, planned = (
        env["lampo.privacy.erasure"].create({
            "partner_id": partner(env, person).id,
            "ground": "request",
            "request_id": env.ref(f"lampo_privacy.demo_request_{request}").id,
            "run_on": today + relativedelta(days=wait),
            "company_id": env.company.id,
        })
        for person, request, wait in (("left_3", "erasure_run", 0), ("left_2", "erasure_open", 7))
    )
    run.action_run()
    run.request_id.action_done()
    planned.action_plan()
