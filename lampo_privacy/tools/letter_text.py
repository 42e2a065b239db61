# Part of lampo_privacy. LGPL-3.
"""The words of letters that a template cannot hold: placeholders, dates and names of rights in fi, sv and en.

A letter is written in the language of who reads it, whatever languages the server has; so these few words are here and
not in a `.po` file. A template holds `{{ name }}` of a closed list and no code: nobody can make a letter run anything.
"""

import re
from collections.abc import Mapping
from datetime import date

from babel.dates import format_date
from markupsafe import Markup, escape

LANGUAGES = ("fi", "sv", "en")
_PLACEHOLDER = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
# A name with nothing behind it takes the sign with it that led to it: no letter says "contact us: , ."
_EMPTY = "\0"
_BLANKS = r"(?:\s|&nbsp;)*"
_LEFT_OVER = (
    (re.compile(rf"([:(,>]{_BLANKS}){_EMPTY}{_BLANKS},{_BLANKS}"), r"\1"),
    (re.compile(rf",{_BLANKS}{_EMPTY}"), ""),
    (re.compile(rf"{_BLANKS}\({_BLANKS}{_EMPTY}{_BLANKS}\)"), ""),
    (re.compile(rf":{_BLANKS}{_EMPTY}(?={_BLANKS}(?:[.;)<]|$))"), ""),
    (re.compile(_EMPTY), ""),
)
_TEXT = re.compile(r"[^<>]+(?=<|$)")
_AFTER_NUMBER = re.compile(r"(?<=\d) (?=[^\W_])")
_E_WORD = re.compile(r"(?<=\be)-(?=(?:post|mail)\b)", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s@,;:()]+@[^\s@,;:()]*[^\s@,;:().]")
_PATTERNS = {"fi": "d.M.yyyy", "sv": "d.M.yyyy", "en": "d MMMM yyyy"}
_NARROW = {**_PATTERNS, "en": "d MMM yyyy"}
# The right in the genitive or as the object of "your request for": Pyyntönne koskee: …
_RIGHTS = {
    "fi": {
        "access": "oikeus tarkastaa omat tiedot",
        "rectification": "tietojen oikaiseminen tai täydentäminen",
        "erasure": "tietojen poistaminen",
        "restriction": "käsittelyn rajoittaminen",
        "objection": "käsittelyn vastustaminen",
        "portability": "tietojen siirtäminen järjestelmästä toiseen",
        "consent_withdrawal": "suostumuksen peruuttaminen",
    },
    "sv": {
        "access": "rätt att få tillgång till egna uppgifter",
        "rectification": "rättelse eller komplettering av uppgifter",
        "erasure": "radering av uppgifter",
        "restriction": "begränsning av behandlingen",
        "objection": "invändning mot behandlingen",
        "portability": "överföring av uppgifter från ett system till ett annat",
        "consent_withdrawal": "återkallelse av samtycke",
    },
    "en": {
        "access": "access to your own data",
        "rectification": "rectification or completion of data",
        "erasure": "erasure of data",
        "restriction": "restriction of processing",
        "objection": "objection to processing",
        "portability": "data portability",
        "consent_withdrawal": "withdrawal of consent",
    },
}


def letter_language(code: str | None) -> str:
    """fi, sv or en of an Odoo language code; Finnish where it is none of them (the office's own language)."""
    short = (code or "").split("_")[0].split("@")[0]
    return short if short in LANGUAGES else "fi"


def letter_date(day: date | None, lang: str) -> str:
    """A day as it is written in that language; empty for none."""
    return format_date(day, _PATTERNS[lang], locale=lang) if day else ""


def narrow_date(day: date | None, lang: str) -> str:
    """The same in the width of a table's column. Never in figures alone in English, where 3/4 is two days."""
    return format_date(day, _NARROW[lang], locale=lang) if day else ""


def right_name(request_type: str, lang: str) -> str:
    """The name of a right in that language."""
    return _RIGHTS[lang][request_type]


def anybody(lang: str) -> str:
    """The word for somebody whose name is not known any more."""
    return _ANYBODY[lang]


def unbroken(html: str) -> Markup:
    """The HTML of a letter for a paper whose printer breaks a line at any blank or hyphen.

    A number stays with the word behind it (15 December, 12 artiklan, 029 566 6700), an e-mail address and the word
    "e-mail" in one piece. Tags are left as they are.
    """
    return Markup(_TEXT.sub(lambda match: _keep_together(match.group()), str(html or "")))


def _keep_together(text: str) -> str:
    text = _AFTER_NUMBER.sub("\N{NO-BREAK SPACE}", text)
    text = _E_WORD.sub("\N{NON-BREAKING HYPHEN}", text)
    return _ADDRESS.sub(r'<span style="white-space: nowrap">\g<0></span>', text)


def placeholders(text: str) -> set[str]:
    """The names between double braces, tags and blanks left out."""
    return {_name(match) for match in _PLACEHOLDER.finditer(text or "")}


def fill(text: str, values: Mapping[str, object]) -> Markup:
    """The HTML text with its placeholders filled in.

    :param values: text (escaped here, its lines kept), or Markup (taken as it is); what is missing becomes empty, and
        so does the comma, the colon or the pair of brackets that it stands with
    """
    filled = _PLACEHOLDER.sub(lambda match: _as_html(values.get(_name(match))) or _EMPTY, text or "")
    for pattern, instead in _LEFT_OVER:
        filled = pattern.sub(instead, filled)
    return Markup(filled)


def _name(match: re.Match) -> str:
    return re.sub(r"<[^>]*>|&nbsp;|\s", "", match.group(1))


def _as_html(value) -> str:
    if isinstance(value, Markup):
        return str(value)
    return str(escape(value or "")).replace("\n", "<br/>")


# What an erasure did: all of it, or the first of its two phases (with a day, or without where none is known)
_ERASED = {
    "fi": "Tietonne on poistettu. Rekistereissämme ei ole enää teitä koskevia henkilötietoja.",
    "sv": "Uppgifterna om er har raderats. Våra register innehåller inte längre några personuppgifter om er.",
    "en": "Your data has been erased. Our registers no longer hold any personal data about you.",
}
_ERASED_NOW = {
    "fi": "Olemme poistaneet tietonne lukuun ottamatta niitä, jotka meidän on lain mukaan säilytettävä.",
    "sv": "Vi har raderat uppgifterna om er med undantag för dem som vi enligt lag är skyldiga att bevara.",
    "en": "We have erased your data, except for what the law obliges us to keep.",
}
_KEPT = {
    "fi": "Kirjanpitolain (1336/1997) 2 luvun 10 § velvoittaa meidät säilyttämään tositteet, kuten laskut ja niissä "
          "olevat nimen ja osoitteen{until}. Niitä ei käytetä muuhun, ja ne poistetaan sen jälkeen ilman eri pyyntöä.",
    "sv": "Enligt 2 kap. 10 § i bokföringslagen (1336/1997) ska vi bevara verifikat, såsom fakturor med namn och "
          "adress{until}. De används inte till något annat och raderas därefter utan ny begäran.",
    "en": "Chapter 2, section 10 of the Accounting Act (1336/1997) obliges us to keep vouchers, such as invoices with "
          "the name and address on them{until}. They are used for nothing else and are erased afterwards without a "
          "new request.",
}
_UNTIL = {"fi": ", {day} asti", "sv": ", till och med den {day}", "en": ", until {day}"}
# who is addressed once the name is erased
_ANYBODY = {"fi": "asiakas", "sv": "kund", "en": "customer"}


def erasure_words(is_waiting: bool, until: date | None, lang: str) -> list[str]:
    """The paragraphs that tell what an erasure did.

    :param is_waiting: whether vouchers are kept for now
    :param until: the last day of that, where it is known
    """
    if not is_waiting:
        return [_ERASED[lang]]
    tail = _UNTIL[lang].format(day=letter_date(until, lang)) if until else ""
    return [_ERASED_NOW[lang], _KEPT[lang].format(until=tail)]
