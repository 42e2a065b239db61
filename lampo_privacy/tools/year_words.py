# Part of lampo_privacy. LGPL-3.
"""The words of the yearly report in fi, sv and en: it is read by an authority, whatever languages the server has."""

YEAR_WORDS = {
    "fi": {
        "title": "Rekisteröityjen pyynnöt {year}",
        "subtitle": "Tunnusluvut johdolle ja valvontaviranomaiselle",
        "until": "Luvut {day} asti",
        "summary": "Yhteenveto",
        "received": "Vastaanotettu", "done": "Vastattu", "refused": "Kieltäydytty", "withdrawn": "Peruttu",
        "open": "Avoinna vuoden pyynnöistä", "overdue": "Niistä myöhässä",
        "extended": "Määräaikaa jatkettu", "late": "Myöhässä päätetty",
        "closed": "Päätetty", "rate": "Määräajassa", "days": "Päiviä vastaukseen",
        "by_type": "Oikeuden mukaan", "by_channel": "Saapumistavan mukaan", "by_month": "Vastaanotetut kuukausittain",
        "type": "Oikeus", "channel_head": "Saapumistapa", "month": "Kuukausi", "total": "Yhteensä",
        "note": "Vastaanotetut on laskettu vastaanottopäivän ja päätetyt päättämispäivän mukaan. Määräajassa: päätetty "
                "viimeistään tietosuoja-asetuksen 12 artiklan 3 kohdan määräpäivänä (asetus 1182/71), jatkoaika mukaan "
                "luettuna ilman henkilöllisyyden todentamisen odotusaikaa; kieltäytymiseen ei lueta jatkoaikaa "
                "(12 artiklan 4 kohta). Yhdistetyt pyynnöt on laskettu kerran. Raportti ei sisällä henkilötietoja.",
        "nothing": "Vuonna ei ollut pyyntöjä.",
        "request_type": {
            "access": "Tarkastusoikeus (15 art.)", "rectification": "Oikaisu (16 art.)", "erasure": "Poisto (17 art.)",
            "restriction": "Käsittelyn rajoittaminen (18 art.)", "portability": "Siirto (20 art.)",
            "objection": "Vastustaminen (21 art.)", "consent_withdrawal": "Suostumuksen peruutus (7 art.)",
        },
        "channel": {"office": "Toimipisteessä", "post": "Posti", "email": "Sähköposti", "phone": "Puhelin"},
    },
    "sv": {
        "title": "De registrerades begäranden {year}",
        "subtitle": "Nyckeltal för ledningen och tillsynsmyndigheten",
        "until": "Siffrorna gäller till och med {day}",
        "summary": "Sammandrag",
        "received": "Mottagna", "done": "Besvarade", "refused": "Avslagna", "withdrawn": "Återtagna",
        "open": "Öppna av årets begäranden", "overdue": "Av dem försenade",
        "extended": "Tiden förlängd", "late": "Avslutade för sent",
        "closed": "Avslutade", "rate": "I tid", "days": "Dagar till svar",
        "by_type": "Enligt rättighet", "by_channel": "Enligt kanal", "by_month": "Mottagna per månad",
        "type": "Rättighet", "channel_head": "Kanal", "month": "Månad", "total": "Totalt",
        "note": "Mottagna räknas enligt mottagningsdag, avslutade enligt avslutningsdag. I tid: avslutad senast den "
                "dag som följer av artikel 12.3 i dataskyddsförordningen (förordning 1182/71), förlängning medräknad "
                "men inte väntan på styrkt identitet; för ett avslag räknas ingen förlängning (artikel 12.4). "
                "Sammanslagna begäranden räknas en gång. Rapporten innehåller inga personuppgifter.",
        "nothing": "Inga begäranden under året.",
        "request_type": {
            "access": "Tillgång (art. 15)", "rectification": "Rättelse (art. 16)", "erasure": "Radering (art. 17)",
            "restriction": "Begränsning (art. 18)", "portability": "Överföring (art. 20)",
            "objection": "Invändning (art. 21)", "consent_withdrawal": "Återkallat samtycke (art. 7)",
        },
        "channel": {"office": "På kontoret", "post": "Post", "email": "E-post", "phone": "Telefon"},
    },
    "en": {
        "title": "Requests of data subjects {year}",
        "subtitle": "Figures for the management and the supervisory authority",
        "until": "Figures until {day}",
        "summary": "Summary",
        "received": "Received", "done": "Answered", "refused": "Refused", "withdrawn": "Withdrawn",
        "open": "Open of the year's requests", "overdue": "Of these overdue",
        "extended": "Time extended", "late": "Closed late",
        "closed": "Closed", "rate": "In time", "days": "Days to answer",
        "by_type": "By right", "by_channel": "By channel", "by_month": "Received by month",
        "type": "Right", "channel_head": "Channel", "month": "Month", "total": "Total",
        "note": "Received ones are counted by the day of receipt, closed ones by the day of closing. In time: closed "
                "no later than the day that follows from article 12(3) of the GDPR (Regulation 1182/71), an extension "
                "included and the wait for proof of identity not; for a refusal no extension counts (article 12(4)). "
                "Joined requests are counted once. The report holds no personal data.",
        "nothing": "There were no requests in the year.",
        "request_type": {
            "access": "Access (art. 15)", "rectification": "Rectification (art. 16)", "erasure": "Erasure (art. 17)",
            "restriction": "Restriction (art. 18)", "portability": "Portability (art. 20)",
            "objection": "Objection (art. 21)", "consent_withdrawal": "Withdrawal of consent (art. 7)",
        },
        "channel": {"office": "At the office", "post": "Post", "email": "E-mail", "phone": "Phone"},
    },
}
