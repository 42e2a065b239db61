# Part of lampo_privacy. LGPL-3.
"""Finnish names as they stand in text: inflected, turned round, in capitals, inside an address.

A name is found by *forms*, the stems of a word and the endings of the language. A closed list of endings, because
"Virta" must not match "Virtanen": the other one is another person.
"""

import re
from functools import lru_cache

# Consonant gradation, strong to weak, as it meets the last syllable of a name.
GRADATION = (
    ("kk", "k"), ("pp", "p"), ("tt", "t"), ("nk", "ng"), ("nt", "nn"), ("lt", "ll"), ("rt", "rr"), ("mp", "mm"),
    ("ht", "hd"), ("lk", "l"), ("rk", "r"), ("hk", "h"), ("k", ""), ("p", "v"), ("t", "d"),
)  # fmt: skip
ENDINGS = frozenset([
    "", "n", "a", "ä", "ta", "tä", "tta", "ttä", "ssa", "ssä", "sta", "stä", "lla", "llä", "lta", "ltä", "lle", "na",
    "nä", "ksi", "an", "än", "en", "in", "on", "un", "yn", "ön", "hin", "seen", "ni", "nsa", "nsä", "kin", "kaan",
    "kään", "t", "iden", "ien", "ja", "jä", "ille", "illa", "illä", "ilta", "iltä", "issa", "issä", "ista", "istä",
    "ko", "kö", "han", "hän", "s",
])  # fmt: skip
_VOWELS = "aeiouyäöå"
# What may stand between two words of one name: blanks, a comma, a hyphen; in records of the person's own the signs of
# an address too. Elsewhere "matti.virtanen@…" can be the address of the household that another one uses.
GAP = frozenset(" \t\r\n\u00a0,-")
ADDRESS_GAP = GAP | frozenset("._+")
_WORD = re.compile(r"[^\W\d_]+")
_EMAIL = re.compile(r"[\w.+-]+@[\w.-]+")

Token = tuple[int, int, str]
Span = tuple[int, int]


def _weak(stem: str) -> list[str]:
    """The weak grade of a stem that ends in a vowel: Pekka → Peka, Lahti → Lahdi, Mäki → Mäi."""
    body, vowel = stem[:-1], stem[-1]
    for strong, weak in GRADATION:
        if body.endswith(strong) and len(body) > len(strong):
            return [body[: -len(strong)] + weak + vowel]
    return []


def _strong(stem: str) -> list[str]:
    """The strong grades of a stem whose nominative is weak: Kangas → Kanka-, Allas → Alta-."""
    body, vowel = stem[:-1], stem[-1]
    return [body[: -len(weak)] + strong + vowel for strong, weak in GRADATION if weak and body.endswith(weak)]


@lru_cache(maxsize=65536)
def stems(word: str) -> tuple[str, ...]:
    """The stems to which Finnish adds its endings, in lower case: Virtanen → virtanen, virtase, virtas."""
    word = word.casefold()
    found = [word]
    if word.endswith("nen"):
        found += [word[:-3] + "se", word[:-3] + "s"]
    elif word[-1:] in _VOWELS:
        found += _weak(word)
        if word.endswith("i"):  # Niemi → Nieme-, Mäki → Mäe-
            found += [stem[:-1] + "e" for stem in (word, *_weak(word))]
        if word.endswith(("li", "ni", "ri")):  # Saari → saarta; not a stem saar-, for Saara is another name
            found += [word[:-1] + "ta", word[:-1] + "tä"]
        if word.endswith("e"):  # Laine → Lainee-
            found.append(word + "e")
    else:
        found.append(word + "i")  # Johansson → Johanssoni-
        if word.endswith("s") and len(word) > 2:  # Markus → Markukse-, Hannes → Hannekse-, Kangas → Kankaa-
            found += [word[:-1] + "kse", word[:-1] + word[-2]]
            found += [strong + word[-2] for strong in _strong(word[:-1])]
    return tuple(dict.fromkeys(found))


def is_form(word: str, of_stems: tuple[str, ...]) -> bool:
    """Whether a word in lower case is one of the stems, bare or with an ending of the language."""
    return any(word.startswith(stem) and word[len(stem):] in ENDINGS for stem in of_stems)


@lru_cache(maxsize=65536)
def needle(word: str) -> str:
    """The longest beginning that all forms of a word share: what a quick search looks for first."""
    found = stems(word)
    shortest = min(found, key=len)
    for length in range(len(shortest), 0, -1):
        if all(stem.startswith(shortest[:length]) for stem in found):
            return shortest[:length]
    return ""


def name_words(name: str) -> tuple[str, ...]:
    """The words of a person's name, without initials' dots and what stands in brackets."""
    bare = re.sub(r"\(.*?\)", " ", name)
    return tuple(word for word in re.split(r"[\s,.;]+", bare) if len(word) > 1 and any(map(str.isalpha, word)))


def tokens(text: str) -> list[Token]:
    """The words of a text, in lower case, with their places."""
    return [(match.start(), match.end(), match.group().casefold()) for match in _WORD.finditer(text)]


class Name:
    """One person's name and how to find it among the words of a text; no expression is compiled for it."""

    def __init__(self, name: str):
        words = name_words(name)
        self.first = [part[2] for word in words[:-1] for part in tokens(word)]
        self.last = [part[2] for word in words[-1:] for part in tokens(word)]
        self._last_stems = stems(self.last[-1]) if self.last else ()
        self._first_stems = stems(self.first[-1]) if self.first else ()
        # nominative and genitive: the forms in which a surname stands before a first name
        self._genitives = {self.last[-1], *(stem + "n" for stem in self._last_stems)} if self.last else set()

    def __bool__(self) -> bool:
        return bool(self.last)

    @property
    def is_full(self) -> bool:
        return bool(self.first)

    def needles(self, tied: bool) -> list[str]:
        """Strings, blanks and hyphens left out, one of which stands in every text in which `spans` finds the name."""
        surname, between = "".join(self.last[:-1]), "".join(self.first[:-1])
        if tied:
            return [surname + needle(self.last[-1])]
        if not self.first:
            return []
        turned = [surname + form + between + needle(self.first[-1]) for form in sorted(self._genitives)]
        return [between + self.first[-1] + surname + needle(self.last[-1]), *turned]

    def spans(self, text: str, words: list[Token], tied: bool) -> list[Span]:
        """Where the name stands: in full either way round and, in records tied to the person, the surname alone."""
        gap = ADDRESS_GAP if tied else GAP
        addresses = [match.span() for match in _EMAIL.finditer(text)] if "@" in text else []
        found = []
        for number, (start, _end, _word) in enumerate(words):
            inside = any(low <= start < high for low, high in addresses)
            end = self._full(text, words, number, gap) if tied or not inside else None
            if end is None and tied and not inside:
                end = _run(text, words, number, self.last[:-1], self._last_stems, gap)
            if end is not None:
                found.append((start, end))
        return found

    def _full(self, text: str, words: list[Token], number: int, gap: frozenset) -> int | None:
        """The end of the full name that begins at a word, or None."""
        word = words[number][2]
        if self.first and word == self.first[0]:
            return _run(text, words, number, [*self.first, *self.last[:-1]], self._last_stems, gap)
        if self.first and (word == self.last[0] or word in self._genitives):
            return self._turned(text, words, number, gap)
        return None

    def _turned(self, text: str, words: list[Token], number: int, gap: frozenset) -> int | None:
        """Surname first: Virtanen Matti, Virtasen Matti, Virtanen, Matti."""
        place = number + len(self.last) - 1
        if place + 1 >= len(words) or words[place][2] not in self._genitives:
            return None
        if _run(text, words, number, self.last[:-1], None, gap) is None:
            return None
        if not _apart(text, words[place], words[place + 1], gap):
            return None
        return _run(text, words, place + 1, self.first[:-1], self._first_stems, gap)


def _run(text, words, number, exact: list[str], last: tuple[str, ...] | None, gap: frozenset) -> int | None:
    """The end of a run of words that are just `exact` and then a form of `last` (None: any word), or None."""
    run = words[number:number + len(exact) + 1]
    if len(run) <= len(exact) or [word for _start, _end, word in run[:-1]] != exact:
        return None
    if last is not None and not is_form(run[-1][2], last):
        return None
    if not all(_apart(text, run[at], run[at + 1], gap) for at in range(len(run) - 1)):
        return None
    return run[-1][1]


def _apart(text: str, one: Token, other: Token, gap: frozenset) -> bool:
    """Whether only signs of the gap stand between two words."""
    return set(text[one[1]:other[0]]) <= gap
