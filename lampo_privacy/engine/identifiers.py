# Part of lampo_privacy. LGPL-3.
"""What identifies each of some persons, read from their own records; what another person shares is left out.

A household shares an address and often an e-mail, two people share a name. A trait that stands on another living
person's record too is not this person's, and replacing it would change the other one's data.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from odoo.tools import SQL

from ..tools.legal_forms import legal_form
from ..tools.matching import Matcher, Traits, phone_digits
from ..tools.names import name_words
from .data_map import Column, DataMap
from .dossier import DOC, OWN, VOUCHER
from .stand_ins import is_stand_in

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# The parts of an address, and links that many share: no rule can tell them from a person's number.
PLACE_FIELDS = frozenset(["street", "street2"])
COMMON_FIELDS = frozenset(["zip", "city", "website", "function", "complete_name", "commercial_company_name"])
NAME_FIELDS = frozenset(["name", "acc_holder_name"])
PHONE_FIELDS = re.compile(r"phone|mobile|fax")
SECRET_FIELDS = re.compile(r"password|secret|token|cipher|hash|signature")
_CODE_LENGTH = 6
# tools.matching.phone_digits, for a whole column
_PHONE_IN_SQL = r"ltrim(regexp_replace(regexp_replace(%s, '\D', '', 'g'), '^(00)?358', ''), '0')"


@dataclass
class Found:
    """What was read of one person before the shared is taken out."""

    names: set[str] = field(default_factory=set)
    strong: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)


def matchers(data_map: DataMap, persons: list[int], *, former: bool = True) -> dict[int, Matcher]:
    """A matcher for each person (partner id) whose ties are gathered.

    `former`: with the names, addresses and numbers that the person had before.
    """
    reader = _Reader(data_map)
    found = reader.read(persons, former=former)
    shared = reader.shared(found)
    return {person: Matcher(_traits(traits, shared)) for person, traits in found.items()}


def _traits(found: Found, shared: Found) -> Traits:
    names = {name for name in found.names if name_words(name)}
    return Traits(
        names=frozenset(names),
        strong=frozenset(found.strong - shared.strong),
        phones=frozenset(phone for phone in found.phones if phone_digits(phone) not in shared.phones),
        addresses=frozenset(found.places),
        own_names=frozenset(name for name in names if not both_orders(name) & shared.names),
    )


def both_orders(name: str) -> set[str]:
    """A name as written and with the surname first, in lower case."""
    words = [word.casefold() for word in name_words(name)]
    return {" ".join(words), " ".join(words[-1:] + words[:-1]), " ".join(words[1:] + words[:1]), name.casefold()}


class _Reader:
    def __init__(self, data_map: DataMap):
        self.map = data_map
        self.env = data_map.env

    def read(self, persons: list[int], *, former: bool) -> dict[int, Found]:
        """Read the identity columns of the persons' own records, and the values they had before."""
        found: dict[int, Found] = {person: Found() for person in persons}
        for column in self.columns():
            for person, value in self._values(column, persons):
                for text in _strings(value):
                    self._sort(found[person], column.name, text)
        if former:
            self._former(found)
        self._references(found)
        self._identity_codes(found)
        for person in found.values():
            person.names |= {bare for name in person.names if (bare := _without_form(name))}
        return found

    def columns(self) -> list[Column]:
        """The short texts on a person's own records that can be an identifier."""
        return [column for table in self.map.own for column in self.map.texts(table)
                if column.udt in ("varchar", "jsonb") and self._is_short_text(column)]

    def _is_short_text(self, column: Column) -> bool:
        model_field = self.map.models[column.model]._fields.get(column.name)
        return bool(model_field is not None and model_field.type == "char" and not SECRET_FIELDS.search(column.name))

    def _values(self, column: Column, persons: list[int]):
        """What stands in a column of these persons' own records; others may have ties too."""
        return self.env.execute_query(SQL(
            """SELECT tie.person, t.%s FROM %s t JOIN lampo_tie tie ON tie.tbl = %s AND tie.id = t.id AND tie.kind = %s
                WHERE t.%s IS NOT NULL AND tie.person = ANY(%s)""",
            SQL.identifier(column.name), SQL.identifier(column.table), column.table, OWN, SQL.identifier(column.name),
            persons))

    def _sort(self, person: Found, column: str, value: str) -> None:
        """Put one value where it belongs."""
        value = value.strip()
        if is_stand_in(value):  # written by the first phase of the same erasure
            return
        if column in NAME_FIELDS:
            person.names.add(value)
        elif column in PLACE_FIELDS:
            person.places.add(value)
        elif column in COMMON_FIELDS or not value:
            return
        elif PHONE_FIELDS.search(column):
            if len(phone_digits(value)) >= _CODE_LENGTH:
                person.phones.add(value)
        elif "@" in value:
            person.strong.update(address.casefold() for address in EMAIL.findall(value))
        elif sum(map(str.isdigit, value)) >= 3:
            self._add_code(person, value)

    def _former(self, found: dict[int, Found]) -> None:
        """Names, addresses and numbers that the chatter says the person had before."""
        rows = self.env.execute_query(SQL(
            """SELECT tie.person, f.name, v.old_value_char, v.new_value_char
                 FROM lampo_tie tie JOIN mail_message m ON m.model = 'res.partner' AND m.res_id = tie.id
                 JOIN mail_tracking_value v ON v.mail_message_id = m.id
                 JOIN ir_model_fields f ON f.id = v.field_id
                WHERE tie.tbl = 'res_partner' AND tie.kind = %s AND f.ttype = 'char'""", OWN))
        # a correction on request is kept with the request and not in the chatter
        rows += self.env.execute_query(SQL(
            """SELECT tie.person, c.field, c.old_value, c.new_value FROM lampo_privacy_rectification c
                 JOIN lampo_tie tie ON tie.tbl = replace(c.model, '.', '_') AND tie.id = c.res_id
                WHERE c.model IN ('res.partner', 'res.partner.bank') AND tie.kind = %s""", OWN))
        for person, name, old, new in rows:
            for value in filter(None, (old, new)):
                self._sort(found[person], name, value)

    def _references(self, found: dict[int, Found]) -> None:
        """Payment references made of the partner's id: a number that leads from old papers to the record.

        While vouchers must stay their references stay too.
        """
        rows = self.env.execute_query(SQL(
            """SELECT DISTINCT tie.person, m.payment_reference FROM account_move m
                 JOIN account_journal j ON j.id = m.journal_id AND j.invoice_reference_type = 'partner'
                 JOIN lampo_tie tie ON tie.tbl = 'account_move' AND tie.id = m.id AND tie.kind IN (%s, %s)
                 JOIN lampo_run r ON r.person = tie.person AND r.complete
                WHERE m.payment_reference <> '' AND tie.person = ANY(%s)""", VOUCHER, DOC, list(found)))
        for person, reference in rows:
            self._add_code(found[person], reference)

    @staticmethod
    def _add_code(person: Found, code: str) -> None:
        """A short number ("1042") means something only beside the person's name."""
        (person.strong if len(code) >= _CODE_LENGTH else person.places).add(code.casefold())

    def _identity_codes(self, found: dict[int, Found]) -> None:
        """Identity codes, opened only here and only to look for them; they are written nowhere."""
        sealed = self.env.execute_query(SQL(
            """SELECT tie.person, p.identity_code_cipher FROM res_partner p
                 JOIN lampo_tie tie ON tie.tbl = 'res_partner' AND tie.id = p.id AND tie.kind = %s
                WHERE p.identity_code_cipher IS NOT NULL AND tie.person = ANY(%s)""", OWN, list(found)))
        if sealed:
            from . import keyring  # noqa: PLC0415 - only where a code is stored

            box = keyring.box(self.env)
            for person, cipher in sealed:
                found[person].strong.add(box.open(cipher).casefold())

    def shared(self, found: dict[int, Found]) -> Found:
        """What stands on the record of somebody else too."""
        strong = sorted({value for person in found.values() for value in person.strong})
        phones = sorted({phone_digits(phone) for person in found.values() for phone in person.phones})
        names = sorted({turned for person in found.values() for name in person.names for turned in both_orders(name)})
        return Found(
            strong=self._elsewhere(strong, "lower(%s)", lambda name: not PHONE_FIELDS.search(name)),
            phones=self._elsewhere(phones, _PHONE_IN_SQL, PHONE_FIELDS.search),
            names=self._elsewhere(names, "lower(%s)", NAME_FIELDS.__contains__),
        )

    def _elsewhere(self, values: list[str], reading: str, wanted) -> set[str]:
        """Which of the values stand in some identity column of a record that is nobody's of ours."""
        seen: set[str] = set()
        columns: dict[str, list[SQL]] = defaultdict(list)
        for column in self.columns() if values else []:
            if column.udt == "varchar" and wanted(column.name):
                columns[column.table].append(SQL("(%s)", SQL(reading, SQL.identifier("t", column.name))))
        for table, readings in columns.items():
            seen.update(value for value, in self.env.execute_query(SQL(
                """SELECT DISTINCT v.value FROM %s t CROSS JOIN LATERAL (VALUES %s) v(value)
                    WHERE v.value = ANY(%s) AND NOT EXISTS (
                          SELECT 1 FROM lampo_tie tie WHERE tie.tbl = %s AND tie.id = t.id AND tie.kind = %s)""",
                SQL.identifier(table), SQL(", ").join(readings), values, table, OWN)))
        return seen


def _strings(value) -> list[str]:
    """The strings in a column's value: itself, or those of a JSON value by company or language."""
    if isinstance(value, dict):
        return [text for text in value.values() if isinstance(text, str)]
    return [value] if isinstance(value, str) else []


def _without_form(name: str) -> str:
    """A firm's name without the words that say it is one: Tmi Matti Virtanen → Matti Virtanen."""
    if not legal_form(name):
        return ""
    words = [word for word in name.split() if not legal_form(word)]
    return " ".join(words)

