# Part of lampo_privacy. LGPL-3.
"""The legal form of a company, read from the marker in its Finnish or Swedish name.

A marker counts only as a word of its own at the start or the end of the name or of one of its parts between commas:
"Koivu Oy" has one, "Oyster Baari" has none. Nothing is guessed beyond that: a name without a marker has no form here.
"""

import re

# In the order of precedence: "Asunto Oy" is a housing company although "Oy" alone is a limited one.
_MARKERS: dict[str, tuple[str, ...]] = {
    "housing_company": (
        "as oy", "asunto oy", "asunto-oy", "asunto-osakeyhtiö", "asunto osakeyhtiö", "asoy",
        "kiinteistö oy", "kiinteistö-oy", "kiinteistöosakeyhtiö", "kiinteistö osakeyhtiö", "koy",
        "bostads ab", "bostadsaktiebolag", "fastighets ab", "fastighetsaktiebolag",
    ),
    "limited_company": ("oy", "oyj", "ab", "abp", "osakeyhtiö", "aktiebolag"),
    "partnership": ("ky", "kb", "ay", "öb", "kommandiittiyhtiö", "avoin yhtiö", "kommanditbolag", "öppet bolag"),
    "cooperative": ("osk", "osuuskunta", "andelslag"),
    "association": ("ry", "rf", "yhdistys", "säätiö", "sr", "förening", "stiftelse"),
    "sole_trader": ("tmi", "t:mi", "toiminimi", "f:ma", "firma"),
    "public": (
        "kunta", "kaupunki", "kuntayhtymä", "seurakunta", "seurakuntayhtymä", "hyvinvointialue", "valtio",
        "kommun", "stad", "samkommun", "församling", "välfärdsområde", "staten",
    ),
}  # fmt: skip

_MARKER_WORDS = {form: [marker.split() for marker in markers] for form, markers in _MARKERS.items()}

# Long words that Finnish glues to others without changing their meaning: "Kylän Vesiosuuskunta".
_LAST_PARTS: dict[str, tuple[str, ...]] = {
    "cooperative": ("osuuskunta", "andelslag"),
    "association": ("yhdistys", "säätiö", "stiftelse"),
    "public": ("seurakunta", "kuntayhtymä", "seurakuntayhtymä"),
}


def legal_form(name: str | None) -> str | None:
    """The form that the name's marker tells, or None when it has no marker.

    :return: one of ``housing_company``, ``limited_company``, ``partnership``, ``cooperative``, ``association``,
        ``sole_trader``, ``public``
    """
    parts = [words for part in re.split(r"[,;]", name or "") if (words := _words(part))]
    for form, markers in _MARKER_WORDS.items():
        if any(_has_at_an_end(words, marker) for words in parts for marker in markers):
            return form
    return next((form for form, ends in _LAST_PARTS.items() if any(_glued(words[-1], ends) for words in parts)), None)


def _words(part: str) -> list[str]:
    """The words in small letters; full stops gone ("As. Oy", "r.y."), brackets and quotes at their ends too."""
    words = (word.casefold().replace(".", "").strip("()\"'”’") for word in part.split())
    return [word for word in words if word]


def _has_at_an_end(words: list[str], marker: list[str]) -> bool:
    # the first look is cheap and says no to nearly everything
    return (words[0] == marker[0] and words[: len(marker)] == marker) or (
        words[-1] == marker[-1] and words[-len(marker) :] == marker)


def _glued(word: str, ends: tuple[str, ...]) -> bool:
    return any(word.endswith(end) for end in ends)
