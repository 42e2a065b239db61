# Part of lampo_privacy. LGPL-3.
"""Whom data goes to and under which contract, what people agreed to, what they were in touch about, and the statement
that was approved last year: the register behind the statement (§§ 3–9)."""

from datetime import datetime, time

from dateutil.relativedelta import relativedelta

from ..models.told_to import told_to
from .names import partner, user

# key, name (Finnish, Swedish, English), role, why, contract (months before today it began, months it has left), and
# where notices go
RECIPIENTS = (
    ("tax", ("Verohallinto", "Skatteförvaltningen", "Tax Administration"), "authority", "Lakisääteiset ilmoitukset",
     None, None),
    ("grid", ("Hiilloksen Sähköverkko Oy", "", ""), "energy", "Lämpöpumppujen liittäminen verkkoon", None, None),
    ("printer", ("Mallipaino Oy", "", ""), "processor", "Laskujen tulostus ja postitus", (20, 1),
     "tietosuoja@mallipaino.example"),
    ("meters", ("Mittarihuolto Lukema Oy", "", ""), "processor", "Etäluettavien mittarien ylläpito", (9, None), None),
    ("collection", ("Saatavatoimisto Malli Oy", "", ""), "collection", "Erääntyneiden saatavien perintä", None, None),
)
LATER = ("auditor", ("Tilintarkastus Pöytäkirja Oy", "", ""), "auditor", "Lakisääteinen tilintarkastus", None, None)

# recipient, person, days ago, what, ground
DISCLOSURES = (
    ("printer", "long_standing", 30, "nimi, laskutusosoite, laskun summat", "processor"),
    ("printer", "left_3", 420, "nimi, laskutusosoite, laskun summat", "processor"),
    ("meters", "restricted", 120, "lämmönkäyttöpaikan osoite, mittarin numero", "processor"),
    ("collection", "debtor", 60, "nimi, osoite, avoimet laskut", "interest"),
    ("tax", "sole_trader", 200, "nimi, Y-tunnus, laskutetut määrät", "obligation"),
    ("grid", "swedish", 15, "nimi, lämmönkäyttöpaikan osoite", "contract"),
)

WORDINGS = {
    "marketing": ("Saatte lähettää minulle sähköpostia palveluistanne ja tarjouksistanne. Voin peruuttaa "
                  "suostumukseni milloin tahansa.",
                  "Ni får skicka mig e-post om era tjänster och erbjudanden. Jag kan när som helst återkalla mitt "
                  "samtycke.",
                  "You may send me e-mail about your services and offers. I can withdraw my consent at any time."),
    "survey": ("Saatte pyytää minulta vastauksia asiakaskyselyihin.", "Ni får be mig svara på kundenkäter.",
               "You may ask me to answer customer surveys."),
}

# purpose, person, given (days ago), by, evidence, withdrawn (days ago), by
CONSENTS = (
    ("marketing", "namesake_a", 500, "office", "Lomake kansiossa 3", None, None),
    ("marketing", "couple_b", 340, "web", "Linkki", None, None),
    ("marketing", "long_standing", 700, "phone", "Puhelu 12.15", 210, "phone"),
    ("survey", "left_7_successor", 400, "email", "Sähköposti", 74, "email"),
    ("survey", "swedish", 90, "office", "Lomake kansiossa 3", None, None),
)

# person, kind, channel, days ago, state, who, subject, what, outcome
CONTACTS = (
    ("namesake_b", "complaint", "phone", 4, "new", "service", "Asunto ei lämpene",
     "Patterit ovat kylmät aamuisin.", ""),
    ("couple_b", "complaint", "office", 26, "in_progress", "service", "Lasku liian suuri",
     "Maaliskuun kulutus on kaksinkertainen edelliseen vuoteen.", ""),
    ("mover_successor", "complaint", "email", 160, "done", "service", "Mittari jumissa",
     "Lukema ei liikkunut kahteen viikkoon.", "Mittari vaihdettiin, lasku oikaistiin."),
    ("no_contract", "quote", "web", 40, "done", "service", "Tarjouspyyntö omakotitaloon",
     "150 m², nykyinen öljylämmitys.", ""),
    ("future", "order", "office", 55, "done", "service", "Liittymän tilaus", "Sopimus alkaa ensi kuussa.", ""),
    ("long_standing", "other", "post", 12, "done", "service", "Kiitos nopeasta korjauksesta", "", ""),
)


def load(env, today):
    def ago(days):
        return today - relativedelta(days=days)

    _load_registers(env)
    recipients = {one[0]: _recipient(env, today, *one) for one in RECIPIENTS}
    _load_consents(env, ago)
    _load_contacts(env, ago)
    env["lampo.privacy.disclosure"]._load_records([{
        "xml_id": f"lampo_privacy.demo_disclosure_{number}", "noupdate": True,
        "values": {"recipient_id": recipients[to].id, "partner_id": partner(env, person).id, "date": ago(days),
                   "what": what, "purpose": recipients[to].purpose, "basis": basis,
                   "user_id": user(env, "officer").id},
    } for number, (to, person, days, what, basis) in enumerate(DISCLOSURES, 1)])
    _load_statement(env, ago(300))
    _recipient(env, today, *LATER)  # the statement in force does not name it yet
    env["lampo.privacy.statement"].create({"company_id": env.company.id, "note": "Tilintarkastaja lisätään § 8:aan."})


def _load_registers(env):
    """Who answers for each register, and where the paper lies and who can open it (§ 9)."""
    registers = env["lampo.privacy.register"].search([("company_id", "=", env.company.id)])
    registers.user_id = user(env, "officer")
    user(env, "officer").partner_id.function = "Tietosuojavastaava"
    registers.filtered(lambda one: one.kind == "paper").write({
        "place": "Varikontie 285, arkistohuone 2, kaappi B", "is_locked": True,
        "key_user_ids": [(6, 0, [user(env, "officer").id, user(env, "service").id])]})


def _recipient(env, today, key, names, role, purpose, contract, email):
    begun, left = contract or (None, None)
    return env["lampo.privacy.recipient"]._load_records([{
        "xml_id": f"lampo_privacy.demo_recipient_{key}", "noupdate": True,
        "values": {
            "name": names[0], "text_fi": names[0], "text_sv": names[1] or names[0], "text_en": names[2] or names[0],
            "recipient_role": role, "purpose": purpose, "country_id": env.ref("base.fi").id,
            "company_id": env.company.id, "email": email,
            "contract_reference": contract and "Sopimuskansio 2",
            "contract_from": contract and today - relativedelta(months=begun),
            "contract_to": left and today + relativedelta(months=left),
        },
    }])


def _load_consents(env, ago):
    purposes = {code: env["lampo.privacy.purpose"]._of_company(code, env.company) for code in WORDINGS}
    purposes["marketing"].write({"consent_months": 36, "ask_again_days": 30})
    env["lampo.privacy.consent.wording"].create([
        {"purpose_id": purposes[code].id, "date_from": ago(800), "text_fi": fi, "text_sv": sv, "text_en": en}
        for code, (fi, sv, en) in WORDINGS.items()])
    for number, (code, person, days, channel, evidence, withdrawn, way) in enumerate(CONSENTS, 1):
        consent = env["lampo.privacy.consent"]._load_records([{
            "xml_id": f"lampo_privacy.demo_consent_{number}", "noupdate": True,
            "values": {"purpose_id": purposes[code].id, "partner_id": partner(env, person).id, "given_on": ago(days),
                       "channel": channel, "evidence": evidence, "user_id": user(env, "service").id},
        }])
        if withdrawn:
            consent.action_withdraw(way, ago(withdrawn))
            consent.withdrawn_by = user(env, "service")


def _load_contacts(env, ago):
    contacts = env["lampo.privacy.contact"]._load_records([{
        "xml_id": f"lampo_privacy.demo_contact_{number}", "noupdate": True,
        "values": {"partner_id": partner(env, person).id, "kind": kind, "channel": channel, "name": subject,
                   "date": datetime.combine(ago(days), time(9, 12)), "state": state, "user_id": user(env, who).id,
                   "description": what, "outcome": outcome, "company_id": env.company.id},
    } for number, (person, kind, channel, days, state, who, subject, what, outcome) in enumerate(CONTACTS, 1)])
    contacts.filtered(lambda one: one.state == "done").closed_on = ago(10)


def _load_statement(env, day):
    """The version in force: approved, published, with what stood against it then."""
    statement = env["lampo.privacy.statement"].create({
        "company_id": env.company.id, "note": "Ensimmäinen versio tästä järjestelmästä.",
        "accepted_reason": "Puhelin ja sähköposti lisätään selosteen § 5:een seuraavassa versiossa."})
    told_to(statement, user(env, "officer")).action_approve()  # what stood against it is kept in words
    statement.write({"approved_on": day, "approved_by": user(env, "officer").id})
    statement.action_publish()
