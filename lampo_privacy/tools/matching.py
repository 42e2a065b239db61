# Part of lampo_privacy. LGPL-3.
"""Finding and replacing what identifies one person in any text.

`Traits` says what identifies the person, `Matcher` finds it. Strong traits (e-mail, phone, IBAN, codes) count
everywhere; names in full only where the caller says that no one else bears them; surname and address only inside
records that are tied to the person.
"""

import json
import re
from dataclasses import dataclass, field

from .names import name_needles, name_pattern, name_words, needle, surname_pattern
from .plain_text import PlainText, has_marks

MASK = "•••"


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


def _phone_pattern(phone: str) -> str:
    digits = phone_digits(phone)
    body = r"[\s\u00a0().\-/]*".join(digits)
    return rf"(?<!\d)(?:\+?\s?(?:00)?358[\s\u00a0().\-]*(?:\(0\))?[\s\u00a0().\-]*|\(?0)?{body}(?!\d)"


def _spaced(code: str) -> str:
    """A code with or without blanks between its signs, as IBANs are printed."""
    return r"[\s\u00a0]?".join(re.escape(sign) for sign in code if not sign.isspace())


def _strong_pattern(value: str) -> str:
    if "@" in value:
        return rf"(?<![\w.+-]){re.escape(value.casefold())}(?![\w-])(?!\.\w)"
    return rf"(?<!\w){_spaced(value.casefold())}(?!\w)"


def _address_pattern(line: str) -> str:
    """A street line; its number must end where ours ends: Koivutie 1 is not Koivutie 12."""
    return r"(?<!\w)" + r"[\s\u00a0,]+".join(map(re.escape, line.casefold().split())) + r"(?!\w)"


@dataclass
class Matcher:
    """Finds one person's traits in text. Compiling waits until a needle was seen, for most texts hold none."""

    traits: Traits
    _compiled: dict = field(default_factory=dict)

    def _words(self, tied: bool) -> list[tuple[str, ...]]:
        names = self.traits.names if tied else self.traits.own_names
        return [words for words in map(name_words, sorted(names)) if words]

    def patterns(self, tied: bool) -> list[tuple[str, str]]:
        """(kind, regular expression) pairs; `tied`: inside records that belong to the person."""
        found = [("strong", _strong_pattern(value)) for value in sorted(self.traits.strong)]
        found += [("strong", _phone_pattern(phone)) for phone in sorted(self.traits.phones)]
        if tied:
            found += [("address", _address_pattern(line)) for line in sorted(self.traits.addresses)]
        for words in self._words(tied):
            if len(words) > 1:
                found.append(("name", name_pattern(words, tied)))
                if tied and len(words) > 2:
                    found.append(("name", name_pattern((words[0], words[-1]), tied)))
            if tied:
                found.append(("name", surname_pattern(words[-1])))
        return found

    def needles(self, tied: bool) -> list[str]:
        """Lower-case strings one of which stands in every text that matches, blanks and signs of numbers left out."""
        found = [re.sub(r"\s", "", value.casefold()) for value in self.traits.strong]
        found += [phone_digits(phone) for phone in self.traits.phones]
        if tied:
            found += ["".join(line.casefold().split()) for line in self.traits.addresses]
            found += [needle(words[-1]) for words in self._words(tied)]
        else:
            found += [text for words in self._words(tied) if len(words) > 1 for text in name_needles(words)]
        return [text for text in dict.fromkeys(found) if text]

    def _regex(self, tied: bool, names: bool) -> re.Pattern | None:
        """One expression of all names, or of all other traits; None where there are none."""
        key = (tied, names)
        if key not in self._compiled:
            parts = [f"(?:{pattern})" for kind, pattern in self.patterns(tied) if (kind == "name") is names]
            self._compiled[key] = re.compile("|".join(parts), re.IGNORECASE) if parts else None
        return self._compiled[key]

    def _may_hold(self, text: str, tied: bool) -> bool:
        readings = [squeeze(reading) for reading in readings_of(text)]
        return any(needed in reading for needed in self._needles(tied) for reading in readings)

    def _needles(self, tied: bool) -> list[str]:
        key = ("needles", tied)
        if key not in self._compiled:
            self._compiled[key] = [squeeze(text) for text in self.needles(tied)]
        return self._compiled[key]

    def holds(self, text: str, tied: bool = False) -> bool:
        """Whether the text holds any trait."""
        if not text or not self._may_hold(text, tied):
            return False
        regexes = [regex for regex in (self._regex(tied, False), self._regex(tied, True)) if regex]
        return any(regex.search(reading) for reading in readings_of(text) for regex in regexes)

    def scrub(self, text: str, label: str, tied: bool = False) -> str:
        """The text without the person's traits: names become the label, everything else the mask."""
        if not text or not self._may_hold(text, tied):
            return text
        # Addresses and numbers first: an e-mail address goes whole, not only the name inside it.
        for names, replacement in ((False, MASK), (True, label)):
            regex = self._regex(tied, names)
            if regex:
                text = PlainText(text).replace(regex, lambda _match, new=replacement: new)
                if has_marks(text):  # inside the tags too: a mailto link, a title
                    text = regex.sub(replacement, text)
        return text

    def is_whole(self, text: str, tied: bool = False) -> str | None:
        """'name' or 'other' where the whole text is one trait and nothing else, else None."""
        bare = text.strip()
        for kind, pattern in self.patterns(tied):
            if re.fullmatch(pattern, bare, re.IGNORECASE):
                return "name" if kind == "name" else "other"
        return None

    def scrub_json(self, value, label: str, tied: bool = False):
        """A JSON value with every string in it scrubbed, keys included."""
        if isinstance(value, str):
            return self.scrub(value, label, tied)
        if isinstance(value, list):
            return [self.scrub_json(item, label, tied) for item in value]
        if isinstance(value, dict):
            return {self.scrub(key, label, tied): self.scrub_json(item, label, tied) for key, item in value.items()}
        return value


_SIGNS = {ord(sign): None for sign in " \t\r\n\u00a0().-/,_+"}


def readings_of(text: str) -> list[str]:
    """The text as written and, where that differs, as a reader sees it."""
    return [text, PlainText(text).plain] if has_marks(text) else [text]


def squeeze(text: str) -> str:
    """Lower case, without blanks and the signs inside numbers."""
    return text.casefold().translate(_SIGNS)


def json_text(value) -> str:
    """A JSON value as text, letters plain."""
    return json.dumps(value, ensure_ascii=False)
