# Part of lampo_privacy. LGPL-3.
"""Three answers said in their subject what was perhaps still to be done. Subjects that somebody edited stay."""

from odoo import SUPERUSER_ID, api

_WERE = {
    "Tietonne on oikaistu": "Vastaus pyyntöönne oikaista tietojanne",
    "Tietonne on poistettu": "Vastaus pyyntöönne poistaa tietonne",
    "Tietojenne käsittelyä on rajoitettu": "Vastaus pyyntöönne rajoittaa tietojenne käsittelyä",
    "Uppgifterna om er har rättats": "Svar på er begäran om rättelse av uppgifter",
    "Uppgifterna om er har raderats": "Svar på er begäran om radering av uppgifter",
    "Behandlingen av era uppgifter har begränsats": "Svar på er begäran om begränsning av behandlingen",
    "Your data has been rectified": "Answer to your request to rectify your data",
    "Your data has been erased": "Answer to your request to erase your data",
    "The processing of your data is restricted": "Answer to your request to restrict the processing of your data",
}


def migrate(cr, version):
    """:param version: the version that was installed before, None on a first installation"""
    if version:
        letters = api.Environment(cr, SUPERUSER_ID, {"active_test": False})["lampo.privacy.letter"]
        for letter in letters.search([("kind", "=", "answer"), ("name", "in", list(_WERE))]):
            letter.name = _WERE[letter.name]
