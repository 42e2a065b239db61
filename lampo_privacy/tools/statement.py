# Part of lampo_privacy. LGPL-3.
"""The privacy statement as twelve sections, made from facts; and the difference between two of them.

Plain Python: what is printed under which set-up can be tested without a server.
"""

import difflib
import re
from dataclasses import dataclass, field
from html import escape

from .statement_texts import LANGS

LIMIT_MONTHS = 120  # statement § 6: at most 10 years


@dataclass(frozen=True)
class Rule:
    """A retention rule: its kind, its name for kinds without words here, the number and "month" or "year"."""

    kind: str
    name: str
    number: int
    unit: str
    reason: str = ""

    @property
    def months(self) -> int:
        return self.number * (12 if self.unit == "year" else 1)


@dataclass(frozen=True)
class Facts:
    """What the statement says, read from the settings in one language."""

    company: str = ""
    street: str = ""
    town: str = ""
    phone: str = ""
    email: str = ""
    request_email: str = ""  # where requests arrive by themselves, if that is an address of its own
    officer: str = ""
    officer_title: str = ""
    officer_phone: str = ""
    registers: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    trackers: tuple[str, ...] = ()  # codes with words in TRACKERS of the texts, or names
    contents: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    recipients: tuple[tuple[str, str], ...] = ()  # (role, name)
    outside: tuple[str, ...] = ()  # countries
    has_paper: bool = False
    paper_locked: bool = False
    tls: bool = False
    sworn: bool = False
    managers: int = 0
    answer_months: int = 1
    notes: dict[int, tuple[str, ...]] = field(default_factory=dict)  # the company's own paragraphs by section

    @property
    def address(self) -> str:
        return ", ".join(filter(None, (self.street, self.town)))


Block = str | tuple[str, ...]  # a paragraph, or the items of a list


def sections(facts: Facts, lang: str) -> list[tuple[str, list[Block]]]:
    """The twelve sections: [(title, blocks)]. `lang`: fi, sv or en."""
    say = _Speaker(facts, lang)
    makers = (_controller, _contact_person, _registers, _purposes, _contents, _retention, _sources, _disclosures,
              _protection, _access, _rights, _contacts)
    return [(title, [block for block in (*maker(facts, say), *facts.notes.get(number, ())) if block])
            for number, (title, maker) in enumerate(zip(LANGS[lang].TITLES, makers, strict=True), 1)]


class _Speaker:
    """Sentences of one language with the facts in their places."""

    def __init__(self, facts: Facts, lang: str):
        self.language = LANGS[lang]
        self.words = self.language.TEXTS
        self._facts = {"company": facts.company, "address": facts.address}

    def __call__(self, key: str, **more) -> str:
        return self.words[key].format(**self._facts, **more)

    def period(self, number: int, unit: str) -> str:
        return f"{number} {self.language.UNITS[unit, number == 1]}"


def _controller(facts: Facts, say: _Speaker) -> list[Block]:
    return [facts.company, facts.address, facts.phone and say("phone", phone=facts.phone)]


def _contact_person(facts: Facts, say: _Speaker) -> list[Block]:
    if not facts.officer:
        return [say("no_officer")]
    phone = facts.officer_phone or facts.phone
    return [" ".join(filter(None, (facts.officer_title, facts.officer))), facts.address,
            phone and say("phone", phone=phone)]


def _registers(facts: Facts, say: _Speaker) -> list[Block]:
    return [say("registers"), facts.registers]


def _purposes(facts: Facts, say: _Speaker) -> list[Block]:
    used = ", ".join(say.language.TRACKERS.get(code, code) for code in facts.trackers)
    cookies = say("cookies", trackers=used) if used else say("no_cookies")
    return [say("purpose"), facts.purposes, say("basis"), say("marketing"), cookies]


def _contents(facts: Facts, say: _Speaker) -> list[Block]:
    return [say("contents"), facts.contents]


def _retention(facts: Facts, say: _Speaker) -> list[Block]:
    blocks: list[Block] = []
    for rule in facts.rules:
        if rule.kind == "customer":
            blocks.append(say("kept", period=say.period(rule.number, rule.unit)))
            if rule.months > LIMIT_MONTHS:
                blocks.append(say("kept_longer", limit=say.period(LIMIT_MONTHS // 12, "year"), reason=rule.reason))
    others = tuple(f"{say.language.RULES.get(rule.kind, rule.name)}: {say.period(rule.number, rule.unit)}"
                   for rule in facts.rules if rule.kind != "customer")
    return [*blocks, say("kept_law"), *([say("kept_rules"), others] if others else []), say("anonymise")]


def _sources(facts: Facts, say: _Speaker) -> list[Block]:
    return [say("sources"), say("contacts")]


def _disclosures(facts: Facts, say: _Speaker) -> list[Block]:
    by_role: dict[str, list[str]] = {}
    for role, name in facts.recipients:
        by_role.setdefault(role, []).append(name)
    words = say.language.ROLES.items()
    listed = tuple(f"{word}: {', '.join(by_role[role])}" for role, word in words if role in by_role)
    first = [say("disclosed"), listed] if listed else [say("disclosed_none")]
    last = say("outside", countries=", ".join(facts.outside)) if facts.outside else say("eea")
    return [*first, say("processors"), last]


def _protection(facts: Facts, say: _Speaker) -> list[Block]:
    paper = (say("paper") if facts.paper_locked else say("paper_open")) if facts.has_paper else ""
    where = say("both") if facts.has_paper else say("electronic")
    return [where, say("tls") if facts.tls else "", say("server"), paper,
            say("roles", managers=facts.managers), say("secrecy" if facts.sworn else "secrecy_asked"), say("sealed")]


def _access(facts: Facts, say: _Speaker) -> list[Block]:
    return [say("access"), say("identity"), _answer(facts, say)]


def _answer(facts: Facts, say: _Speaker) -> str:
    one, many = say.words["answer_months"]
    return say("answer", months=one if facts.answer_months == 1 else many.format(n=facts.answer_months))


def _rights(facts: Facts, say: _Speaker) -> list[Block]:
    return [say("rights"), say("identity"), _answer(facts, say), say("complaint")]


def _contacts(facts: Facts, say: _Speaker) -> list[Block]:
    ways = tuple(filter(None, (
        facts.phone and say("contact_phone", phone=facts.phone),
        facts.request_email and say("contact_request", email=facts.request_email),
        facts.email and say("contact_email", email=facts.email),
        facts.address and say("contact_visit"))))
    return [say("contact"), say("contact_how"), ways, say("display")]


def as_html(chapters: list[tuple[str, list[Block]]]) -> str:
    """The sections as HTML, every text escaped."""
    parts = []
    for number, (title, blocks) in enumerate(chapters, 1):
        body = "".join(_block_html(block) for block in blocks)
        parts.append(f"<section><h2>{number}. {escape(title)}</h2>{body}</section>")
    return "\n".join(parts)


def _block_html(block: Block) -> str:
    if isinstance(block, str):
        return f"<p>{escape(block)}</p>"
    return "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in block) + "</ul>"


_BLOCKS = re.compile(r"<(h2|p|li)\b[^>]*>(.*?)</\1>", re.DOTALL)


def difference(old: str, new: str) -> str:
    """What changed from one statement to another, both as HTML: the changed passages, marked, under their headings.

    Empty where nothing changed.
    """
    before, after = ([text for _tag, text in _BLOCKS.findall(html or "")] for html in (old, new))
    heads = {text for tag, text in _BLOCKS.findall((old or "") + (new or "")) if tag == "h2"}
    out, head, said = [], "", None
    for mark, text in _marked(before, after):
        if text in heads:
            head = text
        if mark == " ":
            continue
        if head != said:
            out.append(f"<h4>{head}</h4>")
            said = head
        tag = "ins" if mark == "+" else "del"
        out.append(f"<p><{tag}>{text}</{tag}></p>")
    return "".join(out)


def _marked(before: list[str], after: list[str]) -> list[tuple[str, str]]:
    """[(" ", "-" or "+", passage)] in reading order."""
    marked = []
    for what, i1, i2, j1, j2 in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            marked += [(" ", text) for text in after[j1:j2]]
        else:
            marked += [("-", text) for text in before[i1:i2]] + [("+", text) for text in after[j1:j2]]
    return marked
