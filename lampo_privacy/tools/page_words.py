# Part of lampo_privacy. LGPL-3.
"""The words of the pages and mails that people outside the company see, in the three languages of the statement,
whichever languages the server has."""


def page_lang(code: str | None) -> str:
    """The language of the statement nearest to a locale code; Finnish where it is none of them.

    >>> page_lang("sv_SE"), page_lang("de_DE"), page_lang(None), page_lang("en_GB")
    ('sv', 'fi', 'fi', 'en')
    """
    short = (code or "")[:2].lower()
    return short if short in PAGE_WORDS else "fi"


PAGE_WORDS = {
    "fi": {
        "mail_subject": "%s pyytää suostumustasi",
        "mail_intro": "%s pyytää suostumustasi seuraavaan:",
        "mail_link": "Avaa linkki ja valitse, suostutko. Linkkiä voi käyttää kerran, ja se on voimassa 30 päivää.",
        "mail_free": "Suostumus on vapaaehtoinen, eikä kieltäytyminen vaikuta lämmöntoimitukseen. Voit peruuttaa "
                     "suostumuksen milloin tahansa.",
        "title": "Suostumus",
        "question": "Suostutko tähän?",
        "yes": "Suostun",
        "no": "En suostu",
        "free": "Suostumus on vapaaehtoinen, ja voit peruuttaa sen milloin tahansa ottamalla meihin yhteyttä.",
        "thanks_given": "Kiitos. Suostumuksesi on kirjattu.",
        "thanks_declined": "Kiitos. Emme käytä tietojasi tähän tarkoitukseen suostumuksesi perusteella.",
        "used": "Tähän linkkiin on jo vastattu.",
        "invalid": "Linkki ei ole voimassa. Ota yhteyttä asiakaspalveluumme.",
        "no_cookies": "Tämä sivu ei aseta evästeitä eikä seuraa käyntejä.",
        "statement": "Rekisteri- ja tietosuojaseloste",
        "version": "Versio %(version)s, hyväksytty %(day)s",
        "nothing": "Selostetta ei ole vielä julkaistu. Se on nähtävänä toimipisteessämme.",
    },
    "sv": {
        "mail_subject": "%s ber om ditt samtycke",
        "mail_intro": "%s ber om ditt samtycke till följande:",
        "mail_link": "Öppna länken och välj om du samtycker. Länken kan användas en gång och gäller i 30 dagar.",
        "mail_free": "Samtycket är frivilligt och ett nej påverkar inte värmeleveransen. Du kan när som helst "
                     "återkalla samtycket.",
        "title": "Samtycke",
        "question": "Samtycker du till detta?",
        "yes": "Jag samtycker",
        "no": "Jag samtycker inte",
        "free": "Samtycket är frivilligt och du kan när som helst återkalla det genom att kontakta oss.",
        "thanks_given": "Tack. Ditt samtycke har antecknats.",
        "thanks_declined": "Tack. Vi använder inte dina uppgifter för detta ändamål med stöd av ditt samtycke.",
        "used": "Den här länken har redan besvarats.",
        "invalid": "Länken är inte giltig. Kontakta vår kundtjänst.",
        "no_cookies": "Den här sidan använder inga kakor och följer inte besök.",
        "statement": "Register- och dataskyddsbeskrivning",
        "version": "Version %(version)s, godkänd %(day)s",
        "nothing": "Beskrivningen har ännu inte publicerats. Den finns till påseende på vårt kontor.",
    },
    "en": {
        "mail_subject": "%s asks for your consent",
        "mail_intro": "%s asks for your consent to the following:",
        "mail_link": "Open the link and choose whether you agree. It can be used once and is valid for 30 days.",
        "mail_free": "Consent is voluntary, and a refusal does not affect your heat. You can withdraw it at any time.",
        "title": "Consent",
        "question": "Do you agree to this?",
        "yes": "I agree",
        "no": "I do not agree",
        "free": "Consent is voluntary, and you can withdraw it at any time by contacting us.",
        "thanks_given": "Thank you. Your consent has been recorded.",
        "thanks_declined": "Thank you. We do not use your data for this purpose on the ground of your consent.",
        "used": "This link has been answered already.",
        "invalid": "This link is not valid. Please contact our customer service.",
        "no_cookies": "This page sets no cookies and follows no visits.",
        "statement": "Register and privacy statement",
        "version": "Version %(version)s, approved %(day)s",
        "nothing": "The statement has not been published yet. It is on display at our office.",
    },
}
