# Part of lampo_privacy. LGPL-3.
"""Words for the quality of a reading."""

_WORDS = {
    "measured": "measured mitattu ok m luettu etäluettu etaluettu mitattu arvo normal good valid 0",
    "estimated": "estimated estimate e arvio arvioitu laskettu interpoloitu calculated interpolated",
    "customer": "customer asiakas asiakkaan ilmoitettu ilmoittama itseluettu self-read",
}
_KNOWN = {word: quality for quality, words in _WORDS.items() for word in words.split()}


def quality_of(text: str) -> str | None:
    """`measured` (also where nothing is said), `estimated` or `customer`; None for a word that is not known."""
    words = text.strip().casefold().split()
    return _KNOWN.get(words[0]) if words else "measured"
