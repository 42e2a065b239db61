# Part of lampo_privacy. LGPL-3.
"""Which kinds of data the words of a disclosure name: who has a value is told its correction (GDPR art. 19).

People write “nimi, osoite”, an export the headings of its columns, the system its own words, in three languages.
"""

import re
from collections.abc import Iterable

EVERYTHING = "everything"
KIND_OF_FIELD = {
    "res.partner": {
        "name": "name", "street": "address", "street2": "address", "zip": "address", "city": "address",
        "email": "email", "phone": "phone", "vat": "business_id", "company_registry": "business_id",
        "function": "function", "website": "website"},
    "lampo.heat.site": {"name": "site", "street": "site", "zip": "site", "city": "site"},
    "res.partner.bank": {"acc_number": "account", "acc_holder_name": "account"},
}
_CONTACT_DETAILS = ("address", "email", "phone")
# of a part of the words the first line that fits holds: “sähköpostiosoite” is no address, “käyttöpaikan nimi” no name
_KINDS = tuple((re.compile(pattern), kinds) for pattern, kinds in (
    (r"\b(all|kaikki|alla)\b|asiakastie|henkilötie|customer data|personal data|kunduppgift|personuppgift",
     (EVERYTHING,)),
    (r"\bsites?\b|käyttöpai|kulutuspai|förbrukningsplats|användningsplats", ("site",)),
    (r"e-?mail|sähköposti|e-?post(adress)?\b", ("email",)),
    (r"website|verkkosivu|kotisivu|webb", ("website",)),
    (r"\biban\b|\bbank|account (number|holder)|tilinumero|pankkitil|kontonummer", ("account",)),
    (r"business id|company id|\btax id|\bvat\b|y-tunnus|\balv|fo-nummer|momsnummer", ("business_id",)),
    (r"contact (details|information)|yhteystie|kontaktuppgift", _CONTACT_DETAILS),
    (r"phone|mobile|puhelin|telefon", ("phone",)),
    (r"position|job|tehtävänimi|ammatti|befattning|yrkestitel", ("function",)),
    (r"address|osoit|adress|\bstreet|katu|gatu|\bzip\b|postinumero|postnummer|\bcity\b|postitoimipai|kaupunki|postort",
     ("address",)),
    (r"name\b|nimi|nimet|namn", ("name",)),
))
_BETWEEN = re.compile(r"[,;:·/&()\n]|\b(?:and|ja|sekä|och|samt)\b")


def kinds_named(what: str) -> set[str]:
    """The kinds of data that a text names; everything where nobody can tell which.

    >>> sorted(kinds_named("Lasku: nimi, laskutusosoite, summat")), kinds_named("sähköpostiosoite")
    (['address', 'name'], {'email'})
    >>> kinds_named("asiakkaan tilanne")
    {'everything'}
    """
    found: set[str] = set()
    for part in _parts(what):
        found.update(next((kinds for pattern, kinds in _KINDS if pattern.search(part)), ()))
    return found or {EVERYTHING}


def names(what: str, model: str, field: str, labels: Iterable[str] = ()) -> bool:
    """Whether a text names the kind of data that lies in a field.

    :param labels: what the field and its kind of data are called, in any language
    """
    kinds = kinds_named(what)
    if EVERYTHING in kinds or KIND_OF_FIELD.get(model, {}).get(field) in kinds:
        return True
    return not {label.strip().casefold() for label in labels if label}.isdisjoint(_parts(what))


def _parts(what: str) -> list[str]:
    return [part for part in (part.strip() for part in _BETWEEN.split((what or "").casefold())) if part]
