# Part of lampo_privacy. LGPL-3.
"""The privacy statement in Finnish: words only, with places for the facts."""

DOCUMENT = "Rekisteri- ja tietosuojaseloste"

TITLES = (
    "Rekisterinpitäjä",
    "Yhteyshenkilö rekisteriä koskevissa asioissa",
    "Kaukolämpöasiakkaiden henkilötieto- ja osoiterekisteri",
    "Henkilötietojen käsittelyn peruste ja käyttötarkoitus",
    "Rekisterin tietosisältö",
    "Henkilötietojen säilyttämisen periaatteet",
    "Säännönmukaiset tietolähteet",
    "Tietojen säännönmukaiset luovutukset ja siirrot kolmansille osapuolille",
    "Rekisterin suojauksen periaatteet",
    "Tarkastusoikeus ja oikeus vaatia tiedon korjaamista",
    "Muut henkilötietojen käsittelyyn liittyvät oikeudet",
    "Yhteydenotot",
)

# (unit, one) -> the word after the number
UNITS = {
    ("year", True): "vuosi",
    ("year", False): "vuotta",
    ("month", True): "kuukausi",
    ("month", False): "kuukautta",
}

ROLES = {
    "authority": "Viranomaiset",
    "energy": "Muut energia-alan yhtiöt",
    "processor": "Lukuumme toimivat käsittelijät",
    "collection": "Perintä",
    "auditor": "Tilintarkastajat",
}

RULES = {
    "no_contract": "henkilöt, joilla ei ole sopimusta, viimeisen yhteydenoton jälkeen",
    "reading_fine": "tunti- ja päiväkohtaiset kulutustiedot",
    "reading_month": "kuukausikohtaiset kulutustiedot",
    "contact": "yhteydenottojen tallenteet",
    "consent": "suostumukset niiden peruuttamisen tai päättymisen jälkeen",
    "consent_ask": "suostumuspyyntöjen linkit",
    "disclosure": "tiedot luovutuksista",
    "notice": "tiedot siitä, mitä vastaanottajille on ilmoitettu",
    "request": "pyynnöt niiden päättymisen jälkeen",
    "certificate": "todistukset tietojen poistamisesta",
    "erasure_batch": "tiedot useiden henkilöiden poistoajoista",
    "restriction": "päättyneet käsittelyn rajoitukset",
    "access_log": "käyttöloki",
    "hold": "päättyneet poistokiellot",
    "sweep": "tiedot säilytysaikojen yöajoista",
    "package": "vastauspaketit niiden tekemisen jälkeen",
    "voucher": "tositteet tilikauden päättymisvuoden jälkeen (kirjanpitolaki)",
    "books": "kirjanpitokirjat tilikauden päättymisen jälkeen (kirjanpitolaki)",
}

TRACKERS = {
    "google_analytics": "Google Analytics",
    "google_maps": "Google Maps",
    "plausible": "Plausible",
    "cookies": "evästeet",
    "cdn": "sisällönjakeluverkko (CDN)",
    "visits": "kävijäseuranta",
    "code": "sivuille lisätty ohjelmakoodi",
}

TEXTS = {
    "phone": "Puh. {phone}",
    "email": "Sähköposti {email}",
    "no_officer": "Yhteyshenkilöä ei ole nimetty.",
    "registers": "Selosteessa kuvataan seuraavat {company}:n rekisterit:",
    "purpose": (
        "Henkilötietoja käsitellään, jotta {company} voi tarjota palvelunsa asiakkailleen. Käsittely pysyy EU:n "
        "tietosuoja-asetuksen ja kansallisen tietosuojalain rajoissa, ja sen tarkoitukset ovat:"
    ),
    "basis": (
        "Käsittely perustuu ensisijaisesti asiakkaan suostumukseen. Jos suostumusta ei ole annettu, perusteena "
        "on, että henkilö on itse antanut tietonsa saadakseen palvelua. Muuten perusteena on rekisterinpitäjän "
        "oikeutettu etu."
    ),
    "marketing": (
        "Markkinointi, kyselyt ja muu vastaava viestintä päättyvät heti, kun henkilö peruuttaa suostumuksensa "
        "tai vastustaa käsittelyä."
    ),
    "no_cookies": (
        "{company} ei käytä palvelussaan evästeitä eikä verkkoliikenteen seurantaa kävijöiden laskentaan tai "
        "tilastointiin."
    ),
    "cookies": "{company}:n verkkosivuilla on käytössä: {trackers}.",
    "contents": "Rekisterissä on rekisteröidyistä seuraavat tiedot:",
    "kept": (
        "Tietoja säilytetään niin kauan kuin asiakassuhde on voimassa, ja sen päättymisen jälkeen enintään "
        "{period}."
    ),
    "kept_longer": "Aika on pidempi kuin {limit}, koska: {reason}",
    "kept_law": (
        "Tietoja voidaan joutua säilyttämään kauemmin, jos laki tai rekisterinpitäjää sitova sopimus sitä vaatii."
    ),
    "kept_rules": "Lisäksi noudatetaan seuraavia enimmäisaikoja:",
    "anonymise": (
        "Poistamisen sijasta tiedot voidaan anonymisoida: palvelun tarvitsema tieto jää, mutta kaikki yhteydet "
        "henkilöön poistetaan."
    ),
    "sources": (
        "Tiedot saadaan asiakkaalta itseltään muun muassa tarjouspyynnöistä, tilauksista, sopimuksista ja muista "
        "yhteydenotoista sekä palvelun käytöstä, kuten lämpömittareista. Pysyvästi tallennetaan vain "
        "sopimussuhteessa olevien asiakkaiden tiedot."
    ),
    "contacts": (
        "Asiakkaan yhteydenotot voidaan tallentaa. Tallenteilla todennetaan liiketapahtumia, käsitellään "
        "reklamaatioita ja kehitetään asiakaspalvelua."
    ),
    "disclosed": (
        "Tietoja voidaan luovuttaa edellä kuvattuihin tarkoituksiin lain, viranomaisten määräysten ja "
        "toimialajärjestöjen ohjeiden sallimissa ja edellyttämissä rajoissa. Vastaanottajia ovat:"
    ),
    "disclosed_none": (
        "Tietoja voidaan luovuttaa edellä kuvattuihin tarkoituksiin lain, viranomaisten määräysten ja "
        "toimialajärjestöjen ohjeiden sallimissa ja edellyttämissä rajoissa, esimerkiksi viranomaisille ja "
        "muille energia-alan yhtiöille."
    ),
    "processors": (
        "Yhteistyökumppanit ja alihankkijat käsittelevät tietoja vain lukuumme ja vain asiakassuhteen hoitoa tai "
        "ylläpitoa varten. Varmistamme sopimuksin, ettei tietoja käytetä muuhun."
    ),
    "eea": "Tietoja ei luovuteta Euroopan unionin tai Euroopan talousalueen ulkopuolelle.",
    "outside": "Tietoja luovutetaan myös Euroopan talousalueen ulkopuolelle: {countries}.",
    "both": "Tietoja säilytetään sekä sähköisesti että paperilla.",
    "electronic": "Tietoja säilytetään sähköisesti.",
    "tls": "Verkossa siirrettävät tiedot suojataan TLS-salauksella.",
    "server": "Palvelinta ylläpidetään hyvän ylläpitotavan mukaisesti.",
    "paper": "Paperiaineisto säilytetään lukitussa tilassa rekisterinpitäjän valvotuissa toimitiloissa.",
    "paper_open": "Paperiaineisto säilytetään rekisterinpitäjän toimitiloissa.",
    "roles": (
        "Rekisteriin pääsee henkilökohtaisella käyttäjätunnuksella ja salasanalla vain se, jonka työ sitä vaatii; "
        "pääsyä rajataan myös verkkotekniikalla. Ylläpito-oikeus on vain harvoilla toimihenkilöillä, joiden tehtäviin "
        "järjestelmän ylläpito kuuluu (nyt {managers})."
    ),
    "secrecy": (
        "Rekisterin käyttö on ohjeistettu, ja henkilöstö ja yhteistyökumppanit ovat sitoutuneet salassapitoon."
    ),
    "secrecy_asked": (
        "Rekisterin käyttö on ohjeistettu, ja henkilöstöltä ja yhteistyökumppaneilta edellytetään sitoutumista "
        "salassapitoon."
    ),
    "sealed": "Henkilötunnukset säilytetään salattuina, ja jokainen niiden katselu kirjataan.",
    "access": (
        "Jokaisella rekisterissä olevalla on oikeus nähdä tietonsa ja vaatia virheellisen tiedon korjaamista tai "
        "puutteellisen täydentämistä. Pyyntö lähetetään rekisterinpitäjälle kirjallisesti."
    ),
    "identity": "Rekisterinpitäjä voi tarvittaessa pyytää pyynnön esittäjää todistamaan henkilöllisyytensä.",
    "answer": "Pyyntöön vastataan EU:n tietosuoja-asetuksen määräajassa, pääsääntöisesti {months} kuluessa.",
    "answer_months": ("kuukauden", "{n} kuukauden"),
    "rights": (
        "Rekisteröidyllä on oikeus pyytää tietojensa poistamista (”oikeus tulla unohdetuksi”) sekä muut "
        "tietosuoja-asetuksen mukaiset oikeudet: käsittelyn rajoittaminen, käsittelyn vastustaminen, tietojen "
        "siirtäminen ja suostumuksen peruuttaminen. Pyyntö lähetetään rekisterinpitäjälle kirjallisesti."
    ),
    "complaint": "Rekisteröity voi myös tehdä valituksen tietosuojavaltuutetulle.",
    "contact": (
        "Oikeuksien käyttöä koskevat kysymykset ja muut yhteydenotot osoitetaan asiakaspalveluun. Tietopyyntö "
        "tehdään ensisijaisesti henkilökohtaisesti ja kirjallisesti toimipisteessä; muulla tavalla tehty pyyntö "
        "käsitellään samoin."
    ),
    "contact_how": "Yhteystiedot oikeuksien käyttämiseksi:",
    "contact_phone": "Puhelinnumero: {phone}",
    "contact_request": "Sähköpostiosoite pyyntöjä varten: {email}",
    "contact_email": "Sähköpostiosoite: {email}",
    "contact_visit": "Käyntiosoite: {address}",
    "display": "Seloste on nähtävänä {company}:n toimitiloissa, {address}.",
}
