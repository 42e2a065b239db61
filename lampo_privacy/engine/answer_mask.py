# Part of lampo_privacy. LGPL-3.
"""Taking other people out of a person's answer (GDPR art. 15(4)): their names, addresses and numbers.

Who else there is follows from the same ties: whoever a tied record leads to, who else had the same sites, and the
company's own people, who are told by their role (judgment C-579/21).
"""

import re

from odoo.tools import SQL

from ..tools.identity_codes import CODE_IN_TEXT, is_identity_code
from ..tools.matching import MASK, Matcher, Traits, phone_digits
from ..tools.names import name_words
from ..tools.plain_text import PlainText, has_marks
from .data_map import DataMap
from .dossier import OWN
from .identifiers import EMAIL

_BLANKS = re.compile(r"[ \t\u00a0]*\n\s*\n\s*")


class Mask:
    """What must not be read in the answer of one person, whose ties are gathered."""

    def __init__(self, data_map: DataMap, person: int, staff: str, other: str, code: str = ""):
        """`staff` and `other` stand in place of names; `code`: the person's own identity code, to be shortened."""
        self.map, self.env = data_map, data_map.env
        self.staff, self.other, self.code = staff, other, code.casefold()
        self._read_own(person)
        self.matchers = [(matcher, tied, label) for matcher, tied, label in self._others()]

    def _read_own(self, person: int) -> None:
        rows = self.env.execute_query(SQL(
            """SELECT p.name, p.email, p.phone FROM res_partner p JOIN lampo_tie tie
                   ON tie.tbl = 'res_partner' AND tie.id = p.id AND tie.kind = %s AND tie.person = %s""", OWN, person))
        self.own_words = {word.casefold() for name, _email, _phone in rows for word in name_words(name or "")}
        self.own_phones = {phone_digits(phone) for _name, _email, phone in rows if phone}
        company = self.env.execute_query(SQL(
            "SELECT p.email FROM res_company c JOIN res_partner p ON p.id = c.partner_id WHERE p.email IS NOT NULL"))
        texts = [email for _name, email, _phone in rows if email] + [email for email, in company]
        self.open_emails = {found.casefold() for text in texts for found in EMAIL.findall(text)}

    def _others(self):
        """A matcher for each other living person, whether a surname alone counts, and what stands in its place."""
        rows = self.env.execute_query(SQL(
            """SELECT p.name, p.email, p.phone, EXISTS (
                      SELECT 1 FROM res_users u WHERE u.partner_id = p.id AND NOT COALESCE(u.share, FALSE))
                 FROM res_partner p
                WHERE p.id IN (%s) AND COALESCE(p.is_data_subject, TRUE) AND p.name IS NOT NULL AND NOT EXISTS (
                      SELECT 1 FROM lampo_tie own WHERE own.tbl = 'res_partner' AND own.id = p.id AND own.kind = %s)""",
            SQL(" UNION ").join(self._ways_to_others()), OWN))
        for name, email, phone, is_staff in rows:
            words = {word.casefold() for word in name_words(name)}
            strong = {found.casefold() for found in EMAIL.findall(email or "")} - self.open_emails
            phones = {phone} if phone and phone_digits(phone) not in self.own_phones else set()
            # one word that is the person's own too (a first name, the family's surname) says nothing about the other
            names = {name} if len(words) > 1 or words.isdisjoint(self.own_words) else set()
            traits = Traits(names=frozenset(names), own_names=frozenset(names), strong=frozenset(strong),
                            phones=frozenset(phones))
            yield Matcher(traits), words.isdisjoint(self.own_words), self.staff if is_staff else self.other

    def _ways_to_others(self) -> list[SQL]:
        """Queries of ids of partners to whom the tied records lead, and of the company's people."""
        found = [
            SQL("SELECT partner_id FROM res_users WHERE NOT COALESCE(share, FALSE)"),
            SQL("""SELECT c.partner_id FROM lampo_heat_contract c JOIN lampo_tie tie
                       ON tie.tbl = 'lampo_heat_site' AND tie.id = c.site_id"""),
        ]
        tied = {table for table, in self.env.execute_query(SQL("SELECT DISTINCT tbl FROM lampo_tie"))}
        for link in self.map.links:
            # a reading leads to the customer of its contract, who is found above
            if link.target != "res.partner" or link.table not in tied or link.table == "lampo_heat_consumption":
                continue
            if link.kind == "m2o":
                found.append(SQL("SELECT t.%s FROM %s t JOIN lampo_tie tie ON tie.tbl = %s AND tie.id = t.id",
                                 SQL.identifier(link.column), SQL.identifier(link.table), link.table))
            elif link.kind == "m2m":
                found.append(SQL("SELECT r.%s FROM %s r JOIN lampo_tie tie ON tie.tbl = %s AND tie.id = r.%s",
                                 SQL.identifier(link.other), SQL.identifier(link.relation), link.table,
                                 SQL.identifier(link.column)))
        return found

    def text(self, value: str) -> str:
        """The text as the person may read it: without marks, without other people, codes shortened."""
        if has_marks(value):
            value = _BLANKS.sub("\n", PlainText(value).plain).strip()
        for matcher, tied, label in self.matchers:
            value = matcher.scrub(value, label, tied)
        if "@" in value:
            value = EMAIL.sub(self._email, value)
        return CODE_IN_TEXT.sub(self._code, value)

    def _email(self, match: re.Match) -> str:
        return match.group() if match.group().casefold() in self.open_emails else MASK

    def _code(self, match: re.Match) -> str:
        text = match.group()
        if not is_identity_code(text):
            return text
        own = re.sub(r"\s", "", text).casefold() == self.code
        return last_four(text) if own else MASK

    def holds(self, text: str) -> bool:
        """Whether another person is named in the text: a file cannot be masked, only left out."""
        return any(matcher.holds(text, tied) for matcher, tied, _label in self.matchers)


def last_four(code: str) -> str:
    """An identity code of which only the last four characters are told."""
    return f"{MASK}{code.strip()[-4:]}"
