# Part of lampo_privacy. LGPL-3.
"""The privacy statement in Swedish: words only, with places for the facts."""

DOCUMENT = "Register- och dataskyddsbeskrivning"

TITLES = (
    "Personuppgiftsansvarig",
    "Kontaktperson i ärenden som gäller registret",
    "Fjärrvärmekundernas person- och adressregister",
    "Grund för och ändamål med behandlingen av personuppgifter",
    "Registrets innehåll",
    "Principer för lagring av personuppgifter",
    "Regelmässiga uppgiftskällor",
    "Regelmässigt utlämnande och överföring av uppgifter till tredje part",
    "Principer för skyddet av registret",
    "Rätt till insyn och rätt att kräva rättelse",
    "Övriga rättigheter i fråga om behandlingen av personuppgifter",
    "Kontakt",
)

# (unit, one) -> the word after the number
UNITS = {
    ("year", True): "år",
    ("year", False): "år",
    ("month", True): "månad",
    ("month", False): "månader",
}

ROLES = {
    "authority": "Myndigheter",
    "energy": "Övriga bolag inom energibranschen",
    "processor": "Personuppgiftsbiträden för vår räkning",
    "collection": "Inkasso",
    "auditor": "Revisorer",
}

RULES = {
    "no_contract": "personer utan avtal, efter den senaste kontakten",
    "reading_fine": "förbrukning per timme och dygn",
    "reading_month": "förbrukning per månad",
    "contact": "anteckningar om kontakter",
    "consent": "samtycken efter att de återkallats eller upphört",
    "consent_ask": "länkar för begäran om samtycke",
    "disclosure": "uppgifter om utlämnanden",
    "notice": "uppgifter om vad mottagarna har underrättats om",
    "request": "begäranden efter att de avslutats",
    "certificate": "intyg över radering",
    "erasure_batch": "uppgifter om raderingar av många på en gång",
    "restriction": "avslutade begränsningar av behandlingen",
    "access_log": "åtkomstlogg",
    "hold": "avslutade raderingsspärrar",
    "sweep": "uppgifter om nattkörningar av lagringstider",
    "package": "svarspaket efter att de gjorts",
    "voucher": "verifikationer efter det år då räkenskapsperioden gick ut (bokföringslagen)",
    "books": "bokföringsböcker efter räkenskapsperiodens utgång (bokföringslagen)",
}

TRACKERS = {
    "google_analytics": "Google Analytics",
    "google_maps": "Google Maps",
    "plausible": "Plausible",
    "cookies": "kakor",
    "cdn": "innehållsleveransnätverk (CDN)",
    "visits": "besökarspårning",
    "code": "programkod som lagts till på sidorna",
}

TEXTS = {
    "phone": "Tfn {phone}",
    "email": "E-post {email}",
    "no_officer": "Ingen kontaktperson har utsetts.",
    "registers": "Beskrivningen gäller följande register hos {company}:",
    "purpose": (
        "Personuppgifter behandlas för att {company} ska kunna erbjuda sina tjänster till kunderna. Behandlingen "
        "håller sig inom ramarna för EU:s dataskyddsförordning och den nationella dataskyddslagen, och dess "
        "ändamål är:"
    ),
    "basis": (
        "Behandlingen grundar sig i första hand på kundens samtycke. Om samtycke inte har getts är grunden att "
        "personen själv har lämnat sina uppgifter för att få tjänsten. I övriga fall är grunden den "
        "personuppgiftsansvariges berättigade intresse."
    ),
    "marketing": (
        "Marknadsföring, enkäter och motsvarande kommunikation upphör genast när personen återkallar sitt "
        "samtycke eller invänder mot behandlingen."
    ),
    "no_cookies": (
        "{company} använder i sin tjänst varken kakor eller spårning av nättrafik för att räkna besökare eller "
        "föra statistik."
    ),
    "cookies": "På webbplatsen för {company} används: {trackers}.",
    "contents": "Registret innehåller följande uppgifter om de registrerade:",
    "kept": "Uppgifterna lagras så länge kundrelationen gäller och därefter högst {period}.",
    "kept_longer": "Tiden är längre än {limit} eftersom: {reason}",
    "kept_law": (
        "Uppgifterna kan behöva lagras längre om lag eller ett avtal som binder den personuppgiftsansvarige "
        "kräver det."
    ),
    "kept_rules": "Dessutom iakttas följande längsta tider:",
    "anonymise": (
        "I stället för att raderas kan uppgifterna anonymiseras: det som tjänsten behöver blir kvar, men alla "
        "kopplingar till personen tas bort."
    ),
    "sources": (
        "Uppgifterna fås av kunden själv, bland annat i offertförfrågningar, beställningar, avtal och andra "
        "kontakter, samt av hur tjänsten används, till exempel från värmemätare. Varaktigt lagras endast "
        "uppgifter om kunder i avtalsförhållande."
    ),
    "contacts": (
        "Kundens kontakter kan sparas. De används för att styrka affärshändelser, behandla reklamationer och "
        "utveckla kundtjänsten."
    ),
    "disclosed": (
        "Uppgifter kan lämnas ut för ovannämnda ändamål inom de ramar som lag, myndigheters föreskrifter "
        "och branschorganisationers anvisningar tillåter och kräver. Mottagare är:"
    ),
    "disclosed_none": (
        "Uppgifter kan lämnas ut för ovannämnda ändamål inom de ramar som lag, myndigheters föreskrifter "
        "och branschorganisationers anvisningar tillåter och kräver, till exempel till myndigheter och andra bolag i "
        "energibranschen."
    ),
    "processors": (
        "Samarbetspartner och underleverantörer behandlar uppgifter endast för vår räkning och endast för att "
        "sköta eller upprätthålla kundrelationen. Genom avtal ser vi till att uppgifterna inte används till "
        "annat."
    ),
    "eea": "Uppgifter lämnas inte ut utanför Europeiska unionen eller Europeiska ekonomiska samarbetsområdet.",
    "outside": "Uppgifter lämnas också ut utanför Europeiska ekonomiska samarbetsområdet: {countries}.",
    "both": "Uppgifterna lagras både elektroniskt och på papper.",
    "electronic": "Uppgifterna lagras elektroniskt.",
    "tls": "Uppgifter som överförs i nätet skyddas med TLS-kryptering.",
    "server": "Servern sköts enligt god praxis.",
    "paper": "Pappersmaterial förvaras i låsta utrymmen i den personuppgiftsansvariges övervakade lokaler.",
    "paper_open": "Pappersmaterial förvaras i den personuppgiftsansvariges lokaler.",
    "roles": (
        "Endast den vars arbete kräver det får tillgång till registret, med personligt användarnamn och lösenord; "
        "åtkomsten begränsas också med nätverksteknik. Rätten att underhålla registret har endast ett fåtal anställda "
        "till vars uppgifter underhållet hör (nu {managers})."
    ),
    "secrecy": (
        "Registrets användning har instruerats, och personalen och samarbetspartnerna har förbundit sig till "
        "tystnadsplikt."
    ),
    "secrecy_asked": (
        "Registrets användning har instruerats, och av personalen och samarbetspartnerna krävs att de förbinder sig "
        "till tystnadsplikt."
    ),
    "sealed": "Personbeteckningar lagras krypterade, och varje gång någon ser på dem antecknas det.",
    "access": (
        "Var och en som finns i registret har rätt att se sina uppgifter och kräva att felaktiga uppgifter "
        "rättas eller bristfälliga kompletteras. Begäran sänds skriftligt till den personuppgiftsansvarige."
    ),
    "identity": "Den personuppgiftsansvarige kan vid behov be den som framställer begäran att styrka sin identitet.",
    "answer": "Begäran besvaras inom den tid som EU:s dataskyddsförordning föreskriver, i regel inom {months}.",
    "answer_months": ("en månad", "{n} månader"),
    "rights": (
        "Den registrerade har rätt att begära att uppgifterna raderas (”rätten att bli bortglömd”) och övriga "
        "rättigheter enligt dataskyddsförordningen: begränsning av behandlingen, invändning mot behandlingen, "
        "överföring av uppgifter och återkallande av samtycke. Begäran sänds skriftligt till den "
        "personuppgiftsansvarige."
    ),
    "complaint": "Den registrerade kan också lämna klagomål till dataombudsmannen.",
    "contact": (
        "Frågor om hur rättigheterna används och andra kontakter riktas till kundtjänsten. Begäran om uppgifter "
        "görs i första hand personligen och skriftligt på kontoret; en begäran på annat sätt behandlas på samma "
        "sätt."
    ),
    "contact_how": "Kontaktuppgifter för att utöva rättigheterna:",
    "contact_phone": "Telefonnummer: {phone}",
    "contact_request": "E-postadress för begäranden: {email}",
    "contact_email": "E-postadress: {email}",
    "contact_visit": "Besöksadress: {address}",
    "display": "Beskrivningen finns till påseende i lokalerna för {company}, {address}.",
}
