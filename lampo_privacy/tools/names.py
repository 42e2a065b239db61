# Part of lampo_privacy. LGPL-3.
"""Finnish names as they stand in text: inflected, turned round, with a title or a tag between.

A name is matched by *forms*, a closed list made from its stems and the endings of the language. A closed list, because
"Virta" must not match "Virtanen": the other one is another person.
"""

import re
from functools import lru_cache

# Consonant gradation, strong to weak, as it meets the last syllable of a name.
GRADATION = (
    ("kk", "k"), ("pp", "p"), ("tt", "t"), ("nk", "ng"), ("nt", "nn"), ("lt", "ll"), ("rt", "rr"), ("mp", "mm"),
    ("ht", "hd"), ("lk", "l"), ("rk", "r"), ("hk", "h"), ("k", ""), ("p", "v"), ("t", "d"),
)
ENDINGS = (
    "n", "a", "ä", "ta", "tä", "tta", "ttä", "ssa", "ssä", "sta", "stä", "lla", "llä", "lta", "ltä", "lle", "na", "nä",
    "ksi", "an", "än", "en", "in", "on", "un", "yn", "ön", "hin", "seen", "ni", "nsa", "nsä", "kin", "kaan", "kään",
    "lla", "t", "iden", "ien", "ja", "jä", "ille", "illa", "illä", "ilta", "iltä", "issa", "issä", "ista", "istä",
    "ko", "kö", "han", "hän", "lle", "s",
)
_VOWELS = "aeiouyäöå"
_ENDING = "(?:" + "|".join(sorted(set(ENDINGS), key=len, reverse=True)) + ")?"
# What may stand between two words of one name: blanks, a comma; in records of the person's own the signs of an address
# too. Elsewhere "matti.virtanen@…" can be the address of the household that another one uses.
GAP = r"[\s\u00a0,]+"
ADDRESS_GAP = r"[\s\u00a0,._+-]+"
EDGE_BEFORE, EDGE_AFTER = r"(?<![^\W\d_])", r"(?![^\W\d_])"


def _weak(stem: str) -> list[str]:
    """The weak grade of a stem that ends in a vowel: Pekka → Peka, Lahti → Lahdi, Mäki → Mäi."""
    body, vowel = stem[:-1], stem[-1]
    for strong, weak in GRADATION:
        if body.endswith(strong) and len(body) > len(strong):
            return [body[: -len(strong)] + weak + vowel]
    return []


@lru_cache(maxsize=65536)
def stems(word: str) -> tuple[str, ...]:
    """The stems to which Finnish adds its endings, in lower case: Virtanen → virtanen, virtase, virtas."""
    word = word.casefold()
    found = [word]
    if word.endswith("nen"):
        found += [word[:-3] + "se", word[:-3] + "s"]
    elif word[-1] in _VOWELS:
        found += _weak(word)
        if word.endswith("i"):  # Niemi → Nieme-, Mäki → Mäe-
            found += [stem[:-1] + "e" for stem in (word, *_weak(word))]
        if word.endswith("e"):  # Laine → Lainee-
            found.append(word + "e")
    else:
        found.append(word + "i")  # Johansson → Johanssoni-
        if word.endswith("s"):  # Markus → Markukse-, Hannes → Hannekse-, Tuomas → Tuomaa-
            found += [word[:-1] + "kse", word[:-1] + word[-2] if word[-2] in _VOWELS else word]
            found += [strengthened + word[-2] for strengthened in _strong(word[:-1])]
    return tuple(dict.fromkeys(found))


def _strong(stem: str) -> list[str]:
    """The strong grade of a stem whose nominative is weak: Kangas → Kanka-, Allas → Alta-."""
    body, vowel = stem[:-1], stem[-1]
    return [body[: -len(weak)] + strong + vowel for strong, weak in GRADATION if weak and body.endswith(weak)]


def word_pattern(word: str) -> str:
    """A regular expression of every form of one word; parts joined by a hyphen inflect at the end."""
    alternatives = "|".join(sorted(map(re.escape, stems(word)), key=len, reverse=True))
    return f"(?:{alternatives}){_ENDING}"


def _genitives(word: str) -> list[str]:
    """Nominative and genitive: the two forms in which a surname stands before a first name."""
    return [word.casefold(), *(stem + "n" for stem in stems(word))]


def _turned(words: tuple[str, ...], gap: str) -> str:
    surname = "|".join(map(re.escape, _genitives(words[-1])))
    between = [re.escape(word.casefold()) for word in words[:-2]]
    return gap.join((f"(?:{surname})", *between, word_pattern(words[-2])))


def name_pattern(words: tuple[str, ...], in_addresses: bool) -> str:
    """A regular expression of a full name, surname last or first; the last word of either order inflects.

    :param in_addresses: also as part of an e-mail address or login
    """
    gap = ADDRESS_GAP if in_addresses else GAP
    forward = gap.join((*map(re.escape, map(str.casefold, words[:-1])), word_pattern(words[-1])))
    return f"{EDGE_BEFORE}(?:{forward}|{_turned(words, gap)}){EDGE_AFTER}"


def name_needles(words: tuple[str, ...]) -> list[str]:
    """Strings, blanks left out, one of which stands in every text that `name_pattern` matches."""
    first = "".join(words[:-1]).casefold()
    between = "".join(words[:-2]).casefold()
    turned = [form + between + needle(words[-2]) for form in _genitives(words[-1])]
    return [first + needle(words[-1]), *turned]


def surname_pattern(word: str) -> str:
    """A regular expression of a surname that stands alone, any form; not inside an e-mail address, often another's."""
    return rf"(?<![@\w]\.)(?<!@){EDGE_BEFORE}{word_pattern(word)}{EDGE_AFTER}(?![\w.+-]*@)"


def needle(word: str) -> str:
    """The longest beginning that all forms of a word share: what a quick search looks for first."""
    found = stems(word)
    shortest = min(found, key=len)
    for length in range(len(shortest), 0, -1):
        if all(stem.startswith(shortest[:length]) for stem in found):
            return shortest[:length]
    return ""


def name_words(name: str) -> tuple[str, ...]:
    """The words of a person's name, without titles, initials' dots and what stands in brackets."""
    bare = re.sub(r"\(.*?\)", " ", name)
    return tuple(word for word in re.split(r"[\s,.;]+", bare) if len(word) > 1 and any(map(str.isalpha, word)))
