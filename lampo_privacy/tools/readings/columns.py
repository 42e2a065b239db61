# Part of lampo_privacy. LGPL-3.
"""What a column means, by its usual Finnish and English names; case, diacritics and punctuation do not matter."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from .errors import ReadingsError

UNITS = {"kwh": 1_000, "mwh": 1_000_000}  # watt-hours
UNUSED = "unused"
# Within a meaning the earlier word is the better one: the code of a site before its name.
WORDS = {
    "site": "kayttopaikkanumero kayttopaikkanro kayttopaikantunnus kayttopaikkatunnus lammonkayttopaikkanumero "
    "kohdenumero kohdetunnus kohteentunnus sitecode siteid siteno sitenumber kayttopaikka lammonkayttopaikka "
    "kohde site meteringpoint mittauspiste premise place kayttopaikannimi kohteennimi sitename",
    "meter": "sarjanumero sarjanro mittarinsarjanumero meterserial serial serialnumber serialno mittarinumero "
    "mittarinro mittarintunnus mittaritunnus mittariid meterid meternumber meterno laitenumero deviceid "
    "mittari meter device",
    "start": "alku alkaa alkuaika alkamisaika alkupvm alkupaiva jaksonalku start starttime startdate periodstart "
    "begin begins from aikaleima timestamp datetime dateandtime pvmjaaika timerounded aika ajankohta time "
    "luentaaika lukuaika lukemaaika luentapvm lukupvm luettu readingtime readingdate readon mittausaika "
    "jakso period",
    "end": "loppu loppuu paattyy paattymisaika loppuaika loppupvm loppupaiva jaksonloppu end ends endtime enddate "
    "periodend to until",
    "date": "paivamaara pvm paiva date day",
    "hour": "tunti hour kellonaika klo kello timeofday hourofday",
    "month": "kuukausi kk month",
    "year": "vuosi year",
    "energy": "kulutus energiankulutus lammonkulutus kaukolammonkulutus lampoenergiankulutus consumption "
    "energyconsumption heatconsumption usage energia lampoenergia kaukolampoenergia energiamaara energy "
    "energyheat heatenergy heat lampo kaukolampo",
    "reading": "lukema mittarilukema mittarinlukema energialukema lampolukema energianlukema reading meterreading "
    "energyreading cumulative cumulativeenergy kumulatiivinen kumulatiivinenenergia",
    "volume": "tilavuus vesimaara virtaama kaukolampovesi vesi volume flow volumeflow flowvolume water watervolume "
    "waterflow m3 tilavuuslukema vesilukema volumereading",
    "quality": "laatu quality mittaustapa lukutapa",
    "unit": "yksikko unit uom",
}
MEANINGS = (*WORDS, UNUSED)
PERIOD_WORDS = ("kulutus", "consumption", "usage")  # these say: of a period, whatever the figures look like
_KNOWN = {word: (meaning, rank) for meaning, words in WORDS.items() for rank, word in enumerate(words.split())}
_HEADS = {
    "kulutus": "energy",
    "energia": "energy",
    "lukema": "reading",
    "tilavuus": "volume",
    "vesimaara": "volume",
    "virtaama": "volume",
    "sarjanumero": "meter",
    "mittarinumero": "meter",
    "kayttopaikka": "site",
    "aikaleima": "start",
    "timestamp": "start",
}
# A column about something else may carry a known word: the energy of the supply flow is not what the customer used.
_OTHER = {
    "meno",
    "paluu",
    "inlet",
    "outlet",
    "back",
    "return",
    "supply",
    "forward",
    "teho",
    "power",
    "lampotila",
    "temperature",
    "temp",
    "hinta",
    "price",
    "cost",
    "eur",
    "euro",
    "asiakas",
    "customer",
    "sahko",
    "electricity",
    "co2",
    "ennuste",
    "forecast",
    "budget",
    "budjetti",
    "edellinen",
    "previous",
}
_OTHER_PARTS = ("normeerat", "normitet", "normalis", "normaliz", "corrected", "korjat", "keskiarvo", "average")
_UNIT_TOKENS = {*UNITS, "m3", "wh", "gwh", "gj", "mj"}


@dataclass
class Column:
    """One column: its place, name, meaning (one of MEANINGS), unit (`kwh`, `mwh`, `m3`, …) and some of its values."""

    index: int
    header: str
    meaning: str
    unit: str
    samples: tuple[str, ...] = ()


def _tokens(header: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", header)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    return re.findall(r"[a-z0-9]+", plain)


@lru_cache(maxsize=1024)
def meaning_of(header: str) -> tuple[str, str, int]:
    """(meaning, unit, rank): the rank orders several columns of one meaning, 0 is best."""
    tokens = _tokens(header)
    unit = next((t for t in tokens if t in _UNIT_TOKENS), "")
    names = [t for t in tokens if t not in _UNIT_TOKENS]
    if not unit and names and (glued := re.fullmatch(r"(.{4,}?)(kwh|mwh|m3)", names[-1])):
        names[-1], unit = glued[1], glued[2]
    meaning, rank = _named("".join(names) or unit, names)
    if meaning in ("energy", "reading") and unit == "m3":
        meaning = "volume"
    return meaning, unit, rank


def _named(name: str, tokens: list[str]) -> tuple[str, int]:
    if name in _KNOWN:
        return _KNOWN[name]
    if _OTHER.intersection(tokens) or any(part in name for part in _OTHER_PARTS):
        return UNUSED, 0
    head = next((meaning for word, meaning in _HEADS.items() if tokens and tokens[-1].endswith(word)), UNUSED)
    return head, 1000


def known_columns(header: Sequence[str]) -> int:
    """How many of these names are known."""
    return sum(meaning_of(name)[0] != UNUSED for name in header)


def says_period(header: str) -> bool:
    """Whether the name itself says that the figures are consumption of a period."""
    return any(word in "".join(_tokens(header)) for word in PERIOD_WORDS)


def recognise(header: Sequence[str], rows: Sequence[Sequence[str]], chosen: dict[int, str]) -> list[Column]:
    """The columns with their meanings; `chosen` (index → meaning) is what the user decided. Of several columns of one
    meaning the best keeps it; equally good ones all keep it, see `refuse_ambiguous`."""
    samples = rows[:3]
    columns, ranks = [], {}
    for index, name in enumerate(header):
        meaning, unit, rank = meaning_of(name)
        ranks[index] = -1 if index in chosen else rank
        columns.append(Column(index, name, chosen.get(index, meaning), unit, tuple(row[index] for row in samples)))
    _time_of_day(columns, rows[:50])
    for meaning in WORDS:
        _keep_one([column for column in columns if column.meaning == meaning], ranks)
    return columns


def _time_of_day(columns: list[Column], rows: Sequence[Sequence[str]]) -> None:
    """Next to a date, a column `time` that holds 14:00 is the hour; one that holds whole stamps makes the date idle."""
    date = next((c for c in columns if c.meaning == "date"), None)
    times = [c for c in columns if c.meaning == "start"]
    if not date or len(times) != 1:
        return
    texts = [row[times[0].index].strip() for row in rows]
    short = all(re.fullmatch(r"(klo\s*)?\d{1,2}([:.]\d\d){0,2}(\s*[-–].*)?", text) for text in texts if text)
    if short and any(texts):
        times[0].meaning = "hour"
    else:
        date.meaning = UNUSED


def _keep_one(same: list[Column], ranks: dict[int, int]) -> None:
    """Take the meaning from all but the best; a figure with a unit is better than one without."""
    if len(same) < 2:
        return

    def rank(column: Column) -> tuple[bool, int]:
        if column.meaning in ("energy", "reading") and ranks[column.index] >= 0:
            return column.unit not in UNITS, 0
        return False, ranks[column.index]

    best = min(map(rank, same))
    for column in same:
        if rank(column) != best:
            column.meaning = UNUSED


def refuse_ambiguous(columns: Sequence[Column]) -> None:
    """Raise `ambiguous_columns` where two columns have one meaning, `no_known_column` where none has any."""
    used = [column for column in columns if column.meaning != UNUSED]
    if not used:
        raise ReadingsError("no_known_column", columns=", ".join(column.header for column in columns)[:200])
    for column in used:
        same = [other.header for other in used if other.meaning == column.meaning]
        if len(same) > 1:
            raise ReadingsError("ambiguous_columns", columns=", ".join(same))
