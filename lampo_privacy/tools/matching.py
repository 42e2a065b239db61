# Part of lampo_privacy. LGPL-3.
"""Finding and replacing what identifies one person in any text.

`Traits` says what identifies the person, `Matcher` finds it. Strong traits (e-mail, phone, IBAN, codes) count
everywhere; names in full only where nobody else bears them; surname and address only inside records that are tied to
the person.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from .names import Name, name_words, tokens
from .plain_text import PlainText, has_marks

MASK = "•••"
_DROPPED = {ord(sign): None for sign in " \t\r\n\u00a0().-/,_+"}
# a sign that no text in a database can hold
_APART = "\0"
_PHONE_SIGNS = frozenset("0123456789+()-./ \u00a0\t")

Found = tuple[int, int, str]
# how to write the expression, and of what: most are never needed
Pattern = tuple[Callable[[str], str], str]


@dataclass(frozen=True)
class Traits:
    """What identifies one person.

    names: full names as written; own_names: those of them that nobody else in the register bears; strong: e-mail
    addresses, IBANs, logins, numbers of their own; phones: as written; addresses: street lines, short numbers.
    """

    names: frozenset[str] = frozenset()
    strong: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    own_names: frozenset[str] = frozenset()


def phone_digits(phone: str) -> str:
    """A number without country code, leading zero and signs: +358 44 7223 270 → 447223270."""
    digits = re.sub(r"\D", "", phone)
    for prefix in ("00358", "358", "0"):
        if digits.startswith(prefix):
            return digits[len(prefix):].lstrip("0")
    return digits


def squeeze(text: str) -> str:
    """Lower case, without blanks and the signs inside numbers."""
    return text.casefold().translate(_DROPPED)


def readings_of(text: str) -> list[str]:
    """The text as written and, where that differs, as a reader sees it."""
    return [text, PlainText(text).plain] if has_marks(text) else [text]


def _phone_pattern(digits: str) -> str:
    body = r"[\s\u00a0().\-/]*".join(digits)
    return rf"(?<!\d)(?:\+?\s?(?:00)?358[\s\u00a0().\-]*(?:\(0\))?[\s\u00a0().\-]*|\(?0)?{body}(?!\d)"


def _strong_pattern(value: str) -> str:
    """An address as it is; a code with or without blanks between its signs, as IBANs are printed."""
    if "@" in value:
        return rf"(?<![\w.+-]){re.escape(value)}(?![\w-])(?!\.\w)"
    return r"(?<!\w)" + r"[\s\u00a0]?".join(re.escape(sign) for sign in value if not sign.isspace()) + r"(?!\w)"


def _address_pattern(line: str) -> str:
    """A street line; its number must end where ours ends: Koivutie 1 is not Koivutie 12."""
    return r"(?<!\w)" + r"[\s\u00a0,]+".join(map(re.escape, line.split())) + r"(?!\w)"


@dataclass
class Matcher:
    """Finds one person's traits in text. An expression is compiled only when its needle was seen, for most texts hold
    none and there are thousands of persons in a run."""

    traits: Traits
    _compiled: dict[tuple, re.Pattern] = field(default_factory=dict)

    @cached_property
    def _names(self) -> list[Name]:
        """Full names and, without the middle ones, as people are called."""
        words = [name_words(name) for name in self.traits.names]
        called = {f"{found[0]} {found[-1]}" for found in words if len(found) > 2}
        return [name for name in map(Name, sorted(self.traits.names | called)) if name]

    @cached_property
    def _own_names(self) -> list[Name]:
        return [name for name in map(Name, sorted(self.traits.own_names)) if name.is_full]

    @cached_property
    def _phones(self) -> frozenset[str]:
        return frozenset(phone_digits(phone) for phone in self.traits.phones)

    @cached_property
    def _strong(self) -> dict[str, Pattern]:
        """Pattern by needle, for the traits that count everywhere."""
        found = {squeeze(value): (_strong_pattern, value) for value in self.traits.strong}
        return {**found, **{digits: (_phone_pattern, digits) for digits in self._phones}}

    @cached_property
    def _weak(self) -> dict[str, Pattern]:
        return {squeeze(line): (_address_pattern, line) for line in self.traits.addresses}

    def needles(self, tied: bool) -> list[str]:
        """Squeezed strings one of which stands in the squeezed form of every text that matches."""
        return self._tied_needles if tied else self._untied_needles

    @cached_property
    def _tied_needles(self) -> list[str]:
        return _distinct([*self._strong, *self._weak, *(n for name in self._names for n in name.needles(True))])

    @cached_property
    def _untied_needles(self) -> list[str]:
        return _distinct([*self._strong, *(n for name in self._own_names for n in name.needles(False))])

    def may_hold(self, text: str, tied: bool) -> bool:
        """A quick look: False means that the text surely holds nothing of the person."""
        readings = [squeeze(reading) for reading in readings_of(text)]
        return any(needed in reading for needed in self.needles(tied) for reading in readings)

    def which_may_hold(self, texts: list[str], tied: bool) -> list[int]:
        """Which of many short texts may hold something (their indexes): one quick look at all of them."""
        joined = _APART.join(texts)
        if has_marks(joined):  # a tag may not reach from one text into the next
            return [number for number, text in enumerate(texts) if text and self.may_hold(text, tied)]
        squeezed = squeeze(joined)
        seen = [needed for needed in self.needles(tied) if needed in squeezed]
        return [number for number, text in enumerate(squeezed.split(_APART) if seen else [])
                if any(needed in text for needed in seen)]

    def find(self, text: str, tied: bool) -> list[Found]:
        """(start, end, "name" or "other") of every trait in a plain text, in order, none over another."""
        found = [(*span, "other") for span in self._find_numbers(text, tied)]
        names = self._names if tied else self._own_names
        words = tokens(text) if names else []
        found += [(*span, "name") for name in names for span in name.spans(text, words, tied)]
        return _apart(found)

    def _find_numbers(self, text: str, tied: bool) -> list[tuple[int, int]]:
        squeezed = squeeze(text)
        patterns = {**self._strong, **self._weak} if tied else self._strong
        return [match.span() for needed, pattern in patterns.items() if needed in squeezed
                for match in self._regex(pattern).finditer(text)]

    def _regex(self, pattern: Pattern) -> re.Pattern:
        if pattern not in self._compiled:
            make, value = pattern
            self._compiled[pattern] = re.compile(make(value.casefold()), re.IGNORECASE)
        return self._compiled[pattern]

    def holds(self, text: str, tied: bool = False) -> bool:
        """Whether the text holds any trait."""
        if not text or not self.may_hold(text, tied):
            return False
        return any(self.find(reading, tied) for reading in readings_of(text))

    def scrub(self, text: str, label: str, tied: bool = False) -> str:
        """The text without the person's traits: names become the label, everything else the mask."""
        if not text or not self.may_hold(text, tied):
            return text
        shown = PlainText(text)
        text = shown.replace(self._replacements(shown.plain, label, tied))
        if has_marks(text):  # inside the tags too: a mailto link, a title
            text = "".join(_pieces(text, self._replacements(text, label, tied)))
        return text

    def _replacements(self, text: str, label: str, tied: bool) -> list[Found]:
        return [(start, end, label if kind == "name" else MASK) for start, end, kind in self.find(text, tied)]

    def is_whole(self, text: str, tied: bool = False) -> str | None:
        """'name' or 'other' where the whole text is one trait and nothing else, else None."""
        bare = text.strip()
        squeezed = squeeze(bare)
        if squeezed in self._whole_strong or (tied and squeezed in self._weak):
            return "other"
        if set(bare) <= _PHONE_SIGNS and phone_digits(bare) in self._phones:
            return "other"
        return "name" if self.find(bare, tied) == [(0, len(bare), "name")] else None

    @cached_property
    def _whole_strong(self) -> frozenset[str]:
        return frozenset(map(squeeze, self.traits.strong))

    def scrub_json(self, value, label: str, tied: bool = False):
        """A JSON value with every string in it scrubbed, keys included."""
        if isinstance(value, str):
            return self.scrub(value, label, tied)
        if isinstance(value, list):
            return [self.scrub_json(item, label, tied) for item in value]
        if isinstance(value, dict):
            return {self.scrub(key, label, tied): self.scrub_json(item, label, tied) for key, item in value.items()}
        return value


def _distinct(needles: list[str]) -> list[str]:
    return [text for text in dict.fromkeys(needles) if text]


def _apart(found: list[Found]) -> list[Found]:
    """The spans in order; of two that overlap the longer one, for an address goes whole, not only the name in it."""
    kept: list[Found] = []
    for span in sorted(found, key=lambda item: (item[0] - item[1], item[0])):
        if all(span[1] <= other[0] or span[0] >= other[1] for other in kept):
            kept.append(span)
    return sorted(kept)


def _pieces(text: str, replacements: list[Found]) -> list[str]:
    parts, last = [], 0
    for start, end, replacement in replacements:
        parts += [text[last:start], replacement]
        last = end
    return [*parts, text[last:]]
