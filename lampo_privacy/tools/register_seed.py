# Part of lampo_privacy. LGPL-3.
"""What every company's register begins with, in the words of the privacy statement (§§ 3–5) and in three languages.

A company changes it afterwards; these are the records that are made once, for it and for every new company.
"""

LANGS = ("fi", "sv", "en")

# kind -> name (fi, sv, en), who is in it, where the data comes from, where it lies
REGISTERS = {
    "billing": {
        "name": ("Kaukolämmön laskutusohjelma – asiakasrekisteri", "Fjärrvärmens faktureringsprogram – kundregister",
                 "District heating billing program – customer register"),
        "subject_groups": "Heat customers, their contact people, and people who asked for an offer",
        "sources": "The people themselves in offers, orders, contracts and other contacts; the meters",
    },
    "website": {
        "name": ("Verkkosivujen asiakasrekisteri", "Webbplatsens kundregister", "Customer register of the website"),
        "subject_groups": "People who write to the company through its website",
        "sources": "The people themselves, through the forms of the website",
    },
    "paper": {
        "name": ("Paperiarkisto", "Pappersarkiv", "Paper archive"),
        "subject_groups": "Heat customers and people who asked for an offer",
        "sources": "Signed contracts, letters and written requests",
        "place": "Archive room of the office, locked cabinet",
        "is_locked": True,
    },
}

# register, code, is_marketing, basis, (fi, sv, en): the purposes of statement § 4
PURPOSES = [
    ("billing", "service", False, "statement",
     ("asiakassuhteen hoitaminen ja hallinnointi: sopimukset, lämmöntoimitus, asiakaspalvelu",
      "skötsel och administration av kundrelationen: avtal, värmeleverans, kundtjänst",
      "managing the customer relationship: contracts, delivery of heat, customer service")),
    ("billing", "billing", False, "statement",
     ("laskutus ja maksujen seuranta", "fakturering och uppföljning av betalningar",
      "invoicing and keeping track of payments")),
    ("billing", "law", False, "obligation",
     ("lakisääteisten velvoitteiden hoitaminen, kuten kirjanpito",
      "skötsel av lagstadgade skyldigheter, såsom bokföring",
      "legal obligations, such as bookkeeping")),
    ("billing", "development", False, "statement",
     ("palvelun kehittäminen, analysointi ja tilastointi", "utveckling, analys och statistik",
      "development of the service, analysis and statistics")),
    ("billing", "security", False, "statement",
     ("todentaminen ja tietoturva", "verifiering och informationssäkerhet", "verification and information security")),
    ("billing", "marketing", True, "statement",
     ("kohdennettu viestintä ja markkinointi", "riktad kommunikation och marknadsföring",
      "targeted communication and marketing")),
    ("billing", "survey", True, "statement", ("asiakaskyselyt", "kundenkäter", "customer surveys")),
    ("website", "website_contact", False, "statement",
     ("verkkosivujen kautta tulleisiin yhteydenottoihin vastaaminen", "besvarande av kontakter via webbplatsen",
      "answering those who write through the website")),
    ("paper", "archive", False, "statement",
     ("allekirjoitettujen sopimusten ja kirjeiden säilyttäminen", "bevarande av undertecknade avtal och brev",
      "keeping signed contracts and letters")),
]

# code, (fi, sv, en), the fields that it names: statement § 5
CONTENTS = [
    ("name", ("Asiakkaan nimi", "Kundens namn", "Customer's name"), ["res.partner.name"]),
    ("code", ("Y- tai henkilötunnus", "FO-nummer eller personbeteckning", "Business ID or personal identity code"),
     ["res.partner.company_registry", "res.partner.vat", "res.partner.identity_code_cipher",
      "res.partner.identity_code_hash"]),
    ("address", ("Asiakkaan laskutusosoite", "Kundens faktureringsadress", "Customer's billing address"),
     ["res.partner.street", "res.partner.street2", "res.partner.zip", "res.partner.city"]),
    ("site_name", ("Lämmönkäyttöpaikan nimi", "Värmeförbrukningsplatsens namn", "Name of the heat-use site"),
     ["lampo.heat.site.name", "lampo.heat.site.code"]),
    ("site_address", ("Lämmönkäyttöpaikan osoite", "Värmeförbrukningsplatsens adress", "Address of the heat-use site"),
     ["lampo.heat.site.street", "lampo.heat.site.zip", "lampo.heat.site.city"]),
    ("consumption", ("Kulutustiedot", "Förbrukningsuppgifter", "Consumption"), ["lampo.heat.consumption.energy_mwh"]),
]
