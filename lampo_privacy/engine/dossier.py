# Part of lampo_privacy. LGPL-3.
"""All records that are tied to some persons, as one table in the database: `lampo_tie`.

The same ties serve reading, erasing and proving. They live in a temporary table, for ten thousand persons have millions
of them, and every later step is one statement over a join with it.
"""

from odoo.tools import SQL

from .data_map import DataMap, Link

# How a record belongs to a person, nearest first; the nearest way counts.
OWN = 0  # is the person: partner, address, user, bank account
PART = 1  # goes with the person by Odoo's own cascade, hangs on the person's record, or was written by the person
VOUCHER = 2  # accounting record of the person
DOC = 3  # any other record about the person
STAFF = 4  # work the person did or was given as a user

MOVE = "account.move"
# Classes that no rule can find, each with its reason.
WRITTEN_BY = {("mail_message", "author_id"): "what a person wrote is the person's, though Odoo only forgets the author"}
PART_ANYWAY = {
    "mail_push_device": "keys of the person's own telephone; Odoo restricts where it should cascade",
    "res_device_log": "from where and with what the person signed in; Odoo only forgets who it was",
}
PLACES = {("lampo_heat_contract", "site_id"): "a site is often named after who lives there"}
_ROUNDS = 5
# rounds from here on start from records that were found by a strong identifier
_ADOPTED = 20


def begin_run(env) -> None:
    """An empty `lampo_run`: who is erased in this transaction, under which number and label, and whether completely."""
    env.cr.execute("DROP TABLE IF EXISTS lampo_run")
    env.cr.execute("""CREATE TEMP TABLE lampo_run (person int4 PRIMARY KEY, number int4, label text, complete bool)
                      ON COMMIT DROP""")


def own_contacts(env, persons: list[int]) -> list[int]:
    """Ids of the contacts that are these persons (ids of res.partner), whose ties are gathered in this transaction."""
    return [row_id for row_id, in env.execute_query(SQL(
        "SELECT DISTINCT id FROM lampo_tie WHERE tbl = 'res_partner' AND kind = %s AND person = ANY(%s)",
        OWN, persons))]


def another_person(child: str) -> SQL:
    """Condition on a row of res_partner, named `child`, that hangs under another: a person in their own right."""
    return SQL(
        """(COALESCE(%(child)s.is_company, FALSE)
            OR EXISTS (SELECT FROM lampo_heat_contract c WHERE c.partner_id = %(child)s.id)
            OR EXISTS (SELECT FROM res_users u WHERE u.partner_id = %(child)s.id AND u.active AND NOT u.share))""",
        child=SQL.identifier(child))


def goes_with_parent(child: str) -> SQL:
    """Condition on a row of res_partner, named `child`: it goes when the person above it goes, and has no time of its
    own. A contact of an organisation has one, and so has whoever was left when the person above went."""
    return SQL(
        """(%(child)s.parent_id IS NOT NULL AND NOT %(another)s AND EXISTS (
               SELECT FROM res_partner o
                WHERE o.id = %(child)s.parent_id AND o.is_data_subject AND o.anonymised_on IS NULL))""",
        child=SQL.identifier(child), another=another_person(child))


class Dossier:
    """The ties of some persons (ids of res.partner). Call `gather` first; its table ends with the transaction."""

    def __init__(self, data_map: DataMap, persons: list[int]):
        self.map = data_map
        self.env = data_map.env
        self.persons = persons

    def gather(self) -> "Dossier":
        """Fill `lampo_tie` (tbl, id, person, kind, round)."""
        self.env.flush_all()
        # millions of ties are sorted and joined in memory, not on disk
        self.env.cr.execute("SELECT set_config('work_mem', '64MB', TRUE)")
        self.env.cr.execute("DROP TABLE IF EXISTS lampo_tie")
        self.env.cr.execute("""
            CREATE TEMP TABLE lampo_tie (tbl text, id int4, person int4, kind int2, round int2,
                                         PRIMARY KEY (tbl, id, person)) ON COMMIT DROP""")
        self.extend(self.persons)
        self.env.cr.execute("ANALYZE lampo_tie")
        return self

    def extend(self, persons: list[int]) -> None:
        """Tie what belongs to these persons too."""
        self._own(persons)
        self._direct()
        for number in range(2, 2 + _ROUNDS):
            if not self._spread(number):
                break

    def adopt(self, records: list[tuple[str, int, int]]) -> None:
        """Tie records (table, id, person) that a strong identifier shows to be about a person, and what hangs on."""
        for table in sorted({table for table, _id, _person in records}):
            pairs = [(row, person) for found, row, person in records if found == table]
            ids, persons = [list(column) for column in zip(*pairs, strict=True)]
            self._tie(table, DOC, _ADOPTED, SQL(
                "SELECT * FROM unnest(%s::int4[], %s::int4[]) AS d(id, person)", ids, persons))
        for number in range(_ADOPTED + 1, _ADOPTED + 1 + _ROUNDS):
            if not self._spread(number):
                break

    def _tie(self, table: str, kind, number: int, query: SQL) -> int:
        """Add ties of a table from a query of (id, person[, kind]); a nearer kind wins over a farther one."""
        cr = self.env.cr
        cr.execute(SQL(
            """INSERT INTO lampo_tie (tbl, id, person, kind, round)
               SELECT DISTINCT ON (q.id, q.person) %s, q.id, q.person, %s, %s FROM (%s) q
                WHERE q.id IS NOT NULL ORDER BY q.id, q.person, %s
               ON CONFLICT (tbl, id, person) DO UPDATE SET kind = EXCLUDED.kind, round = EXCLUDED.round
                WHERE lampo_tie.kind > EXCLUDED.kind""",
            table, kind, number, query, kind if isinstance(kind, SQL) else SQL("1")))
        return cr.rowcount

    def _own(self, persons: list[int]) -> None:
        """The partners themselves, their addresses and contacts at any depth, their users and bank accounts.

        A contact who is a customer or an active colleague in their own right is another person.
        """
        self._tie("res_partner", OWN, 0, SQL("""
            WITH RECURSIVE family(id, person) AS (
                SELECT id, id FROM res_partner WHERE id = ANY(%s)
                UNION
                SELECT child.id, family.person FROM res_partner child JOIN family ON child.parent_id = family.id
                 WHERE NOT %s
            ) SELECT id, person FROM family""", persons, another_person("child")))
        for table, column in self.map.own.items():
            if table != "res_partner":
                self._tie(table, OWN, 0, SQL(
                    "SELECT t.id, tie.person FROM %s t JOIN lampo_tie tie ON tie.tbl = 'res_partner' AND tie.id = t.%s",
                    SQL.identifier(table), SQL.identifier(column)))

    def _direct(self) -> None:
        """Every record that leads to one of the person's own, whatever the way."""
        for link in self.map.links:
            if link.table not in self.map.own:
                self._follow_directly(link)
        for (table, column), _why in PLACES.items():
            self._tie(self.map.models["lampo.heat.site"]._table, DOC, 1, SQL(
                """SELECT t.%s AS id, tie.person FROM %s t JOIN lampo_tie tie ON tie.tbl = %s AND tie.id = t.id""",
                SQL.identifier(column), SQL.identifier(table), table))

    def _follow_directly(self, link: Link) -> None:
        if link.kind == "pair":
            for model in self.map.own_models:
                self._follow_pair(link, model, PART, 1, kinds=(OWN,))
        elif link.kind == "reference":
            for model in self.map.own_models:
                self._follow_reference(link, model)
        elif link.target not in self.map.own_models:
            return
        elif link.kind == "m2o":
            self._follow(link, self._kind_of(link), 1, kinds=(OWN,))
        elif link.kind == "m2m":
            self._follow_relation(link)
        else:
            self._follow_json(link)

    def _kind_of(self, link: Link):
        """How near a record is that points at one of the person's own by this link."""
        if link.table in PART_ANYWAY:
            return PART
        if (link.table, link.column) in WRITTEN_BY:
            return self._message_kind(PART)
        to_user = link.target == "res.users"
        if link.cascade and not (to_user and self._hangs_on_documents(link.table)):
            return PART
        if to_user:
            return STAFF
        return self._voucher_kind(link.table)

    def _hangs_on_documents(self, table: str) -> bool:
        """Whether a row belongs to the document that it names, as an activity does, and not to its user."""
        return any(link.kind == "pair" and link.table == table for link in self.map.links)

    def _voucher_kind(self, table: str):
        """VOUCHER for posted entries and what is part of them, else DOC; as SQL where the row decides."""
        if table == "account_move":
            return SQL("CASE WHEN t.state = 'posted' THEN 2 ELSE 3 END")
        if table == "account_move_line":
            return SQL("CASE WHEN t.parent_state = 'posted' THEN 2 ELSE 3 END")
        if "move_id" in self.map.physical[table] and self._points_at_moves(table):
            if table == "account_payment":  # a payment has its entry only once it is matched
                return SQL("CASE WHEN t.state IN ('in_process', 'paid') THEN 2 ELSE 3 END")
            return SQL("""CASE WHEN EXISTS (SELECT 1 FROM account_move m WHERE m.id = t.move_id AND m.state = 'posted')
                               THEN 2 ELSE 3 END""")
        return DOC

    def _points_at_moves(self, table: str) -> bool:
        return any(link.table == table and link.column == "move_id" and link.target == MOVE for link in self.map.links)

    def _message_kind(self, otherwise: int) -> SQL:
        """The audit trail of an entry is part of the books where the company has set it to be unchangeable."""
        return SQL("""CASE WHEN t.model = 'account.move' AND t.message_type = 'notification' AND EXISTS (
                              SELECT 1 FROM account_move m JOIN res_company c ON c.id = m.company_id
                               WHERE m.id = t.res_id AND m.state = 'posted' AND c.restrictive_audit_trail)
                           THEN 2 ELSE %s END""", otherwise)

    def _follow(self, link: Link, kind, number: int, kinds: tuple[int, ...]) -> int:
        as_kind = kind if isinstance(kind, SQL) else SQL("%s", kind)
        return self._tie(link.table, SQL("q.kind"), number, SQL(
            """SELECT t.id, tie.person, (%s)::int2 AS kind FROM %s t
                 JOIN lampo_tie tie ON tie.tbl = %s AND tie.id = t.%s
                WHERE tie.kind = ANY(%s) AND tie.round = %s""",
            as_kind, SQL.identifier(link.table), self.map.models[link.target]._table, SQL.identifier(link.column),
            list(kinds), number - 1))

    def _follow_relation(self, link: Link) -> None:
        self._tie(link.table, DOC if link.target != "res.users" else STAFF, 1, SQL(
            """SELECT r.%s AS id, tie.person FROM %s r JOIN lampo_tie tie ON tie.tbl = %s AND tie.id = r.%s
                WHERE tie.kind = 0""",
            SQL.identifier(link.column), SQL.identifier(link.relation), self.map.models[link.target]._table,
            SQL.identifier(link.other)))

    def _follow_json(self, link: Link) -> None:
        """Ids in a JSON value: alone, or several in an array; of properties only those that lead to this model."""
        named = SQL("TRUE")
        if link.relation:
            named = SQL(
                """v.key IN (SELECT p ->> 'name' FROM %s d
                     CROSS JOIN LATERAL jsonb_array_elements(CASE jsonb_typeof(d.%s) WHEN 'array' THEN d.%s END) p
                     WHERE p ->> 'comodel' = %s)""",
                SQL.identifier(link.relation), SQL.identifier(link.other), SQL.identifier(link.other), link.target)
        self._tie(link.table, DOC if link.target != "res.users" else STAFF, 1, SQL(
            """SELECT t.id, tie.person FROM %s t
                CROSS JOIN LATERAL jsonb_each(CASE jsonb_typeof(t.%s) WHEN 'object' THEN t.%s END) v
                CROSS JOIN LATERAL jsonb_array_elements(
                    CASE jsonb_typeof(v.value) WHEN 'array' THEN v.value ELSE jsonb_build_array(v.value) END) x
                 JOIN lampo_tie tie ON tie.tbl = %s AND to_jsonb(tie.id) = x
                WHERE tie.kind = 0 AND %s""",
            SQL.identifier(link.table), SQL.identifier(link.column), SQL.identifier(link.column),
            self.map.models[link.target]._table, named))

    def _follow_pair(self, link: Link, model: str, kind, number: int, kinds: tuple[int, ...]) -> int:
        as_kind = kind if isinstance(kind, SQL) else SQL("%s", kind)
        return self._tie(link.table, SQL("q.kind"), number, SQL(
            """SELECT t.id, tie.person, (%s)::int2 AS kind FROM %s t
                 JOIN lampo_tie tie ON tie.tbl = %s AND tie.id = t.%s
                WHERE t.%s = %s AND tie.kind = ANY(%s) AND tie.round = %s""",
            as_kind, SQL.identifier(link.table), self.map.models[model]._table, SQL.identifier(link.column),
            SQL.identifier(link.other), model, list(kinds), number - 1))

    def _follow_reference(self, link: Link, model: str) -> None:
        self._tie(link.table, DOC, 1, SQL(
            """SELECT t.id, tie.person FROM %s t JOIN lampo_tie tie ON tie.tbl = %s AND t.%s = %s || ',' || tie.id""",
            SQL.identifier(link.table), self.map.models[model]._table, SQL.identifier(link.column), model))

    def _spread(self, number: int) -> int:
        """From the ties of the round before to what is part of them or hangs on them; returns how many were added."""
        rows = self.env.execute_query(SQL(
            "SELECT DISTINCT tbl FROM lampo_tie WHERE round = %s AND kind IN (1, 2, 3)", number - 1))
        found = {self.map.tables[table] for table, in rows if table in self.map.tables and table not in self.map.own}
        spreading = (PART, VOUCHER, DOC)
        added = 0
        for link in self.map.links:
            if link.table in self.map.own:
                continue
            if link.kind == "m2o" and link.cascade and link.target in found:
                added += self._follow(link, SQL("tie.kind"), number, spreading)
            elif link.kind == "pair":
                hanging = self._hanging_kind(link.table)
                added += sum(self._follow_pair(link, model, hanging, number, spreading) for model in found)
        return added

    def _hanging_kind(self, table: str) -> SQL:
        """What hangs on a voucher: its files are the voucher; its chatter is not, the audit trail apart."""
        if table == "ir_attachment":
            return SQL("tie.kind")
        of_voucher = self._message_kind(DOC) if table == "mail_message" else SQL("%s", DOC)
        return SQL("CASE WHEN tie.kind = 2 THEN (%s) ELSE tie.kind END", of_voucher)
