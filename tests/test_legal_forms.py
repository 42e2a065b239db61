# Part of lampo_privacy. LGPL-3.
import pytest

from lampo_privacy.tools.legal_forms import legal_form


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Koivu Oy", "limited_company"),
        ("OY KOIVU AB", "limited_company"),
        ("Koivu Oyj", "limited_company"),
        ("Björk Abp", "limited_company"),
        ("Koivu O.Y.", "limited_company"),
        ("As Oy Koivula", "housing_company"),
        ("As. Oy Koivula", "housing_company"),
        ("Asunto Oy Koivula", "housing_company"),
        ("Koivulan Asunto-osakeyhtiö", "housing_company"),
        ("Kiinteistö Oy Koivula", "housing_company"),
        ("KOy Koivula", "housing_company"),
        ("Bostads Ab Björkbacka", "housing_company"),
        ("Koivula, As Oy", "housing_company"),
        ("Tmi Kaarlo Koivu", "sole_trader"),
        ("Kaarlo Koivu T:mi", "sole_trader"),
        ("Toiminimi Kaarlo Koivu", "sole_trader"),
        ("F:ma Karl Björk", "sole_trader"),
        ("Koivu & Kumppanit Ky", "partnership"),
        ("Björk & Co Kb", "partnership"),
        ("Veljekset Koivu Ay", "partnership"),
        ("Koivulan Lämpö Osk", "cooperative"),
        ("Osuuskunta Koivula", "cooperative"),
        ("Koivulan Vesiosuuskunta", "cooperative"),
        ("Koivulan Martat ry", "association"),
        ("Koivulan Martat r.y.", "association"),
        ("Björkby Marthor rf", "association"),
        ("Koivulan Nuorisoyhdistys", "association"),
        ("Koivulan Säätiö", "association"),
        ("Koivulan kunta", "public"),
        ("Koivulan kaupunki", "public"),
        ("Koivulan kaupunki, tilapalvelut", "public"),
        ("Koivulan ev.lut. seurakunta", "public"),
        ("Koivumaan hyvinvointialue", "public"),
        ("Koivumaan kuntayhtymä", "public"),
    ],
)
def test_a_marker_tells_the_form(name, expected):
    assert legal_form(name) == expected


@pytest.mark.parametrize(
    "name",
    ["", None, "Kaarlo Koivu", "Oyster Baari", "Koyote Grilli", "Ravintola Oy Vey Baari", "Abborre Baari",
     "Kyllikki Salo", "Asunto Koivula", "Aykut Demir", "Tmix Studio", "Valkeakunta Baari"],
)  # fmt: skip
def test_a_name_without_a_marker_has_no_form(name):
    assert legal_form(name) is None


def test_a_pure_marker_precedence_prefers_the_housing_company():
    assert legal_form("Asunto Oy Koivulan Säätiö") == "housing_company"
