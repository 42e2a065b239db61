# Part of lampo_privacy. LGPL-3.
import pytest

from lampo_privacy.tools.named_kinds import EVERYTHING, KIND_OF_FIELD, kinds_named, names


@pytest.mark.parametrize(("what", "kinds"), [
    ("nimi, osoite", {"name", "address"}),
    ("Nimi; Katuosoite / Postinumero", {"name", "address"}),
    ("Namn, faktureringsadress och e-post", {"name", "address", "email"}),
    ("Name, Business ID, Billing address, Heat-use sites, Heat in 12 months (MWh)",
     {"name", "business_id", "address", "site"}),
    ("Nimi, Y-tunnus, Laskutusosoite, Lämmönkäyttöpaikat, Lämpö 12 kk:ssa (MWh)",
     {"name", "business_id", "address", "site"}),
    ("Invoice: name, billing address, amounts, heat use", {"name", "address"}),
    ("sähköpostiosoite", {"email"}),
    ("Email address", {"email"}),
    ("matkapuhelin", {"phone"}),
    ("tilinumero", {"account"}),
    ("Account Holder Name", {"account"}),
    ("tehtävänimike", {"function"}),
    ("lämmönkäyttöpaikan nimi", {"site"}),
    ("yhteystiedot", {"address", "email", "phone"}),
    ("electricity and capacity", {EVERYTHING}),
    ("kaikki tiedot", {EVERYTHING}),
    ("asiakastiedot", {EVERYTHING}),
    ("kulutustiedot, nimi", {"name"}),
    ("", {EVERYTHING}),
])
def test_the_words_of_a_disclosure_name_its_kinds_of_data(what, kinds):
    assert kinds_named(what) == kinds


def test_a_persons_name_is_not_the_name_of_a_site():
    assert not names("nimi", "lampo.heat.site", "name")
    assert not names("lämmönkäyttöpaikan nimi", "res.partner", "name")


def test_the_heading_of_a_field_names_it_in_any_language():
    assert names("Verotunniste, nimi", "res.partner", "vat", ["Tax ID", "Verotunniste"])
    assert not names("nimi", "res.partner", "vat", ["Tax ID", "Verotunniste", ""])


def test_what_nobody_can_tell_counts_for_every_field():
    assert all(names("muut", model, field) for model, fields in KIND_OF_FIELD.items() for field in fields)
