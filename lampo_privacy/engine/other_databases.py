# Part of lampo_privacy. LGPL-3.
"""The other databases of this server, for the keys beside which they live are theirs too.

Asked of PostgreSQL itself and of each database, and of no list that somebody would have to keep: a copy, a restored
backup and a test database have codes under our keys as well.
"""

import contextlib
from collections.abc import Iterator

import psycopg2
from odoo.exceptions import UserError
from odoo.sql_db import connection_info_for
from odoo.tools import SQL

PATIENCE = "20s"  # longer than anybody's saving of one record takes
_TABLES = """SELECT to_regclass('lampo_privacy_objection') IS NOT NULL AND EXISTS (
                        SELECT 1 FROM information_schema.columns WHERE table_schema = current_schema()
                           AND table_name = 'res_partner' AND column_name = 'identity_code_cipher')"""


def names(env) -> list[str]:
    """Every database of the PostgreSQL server that Odoo's role may enter, this one too, always in the same order."""
    return [name for name, in env.execute_query(SQL(
        """SELECT datname FROM pg_database
            WHERE datallowconn AND NOT datistemplate
              AND has_database_privilege(datname, 'CONNECT') ORDER BY 1"""))]


@contextlib.contextmanager
def _entered(name: str) -> Iterator[psycopg2.extensions.cursor]:
    """A cursor in another database. Odoo's pool would keep the connection, and nobody could copy or drop that one."""
    connection = psycopg2.connect(**connection_info_for(name)[1])
    try:
        with connection.cursor() as cr:
            yield cr
    finally:
        connection.close()


@contextlib.contextmanager
def held(env, lock: int, own) -> Iterator[list[str]]:
    """The names of the other databases that have this addon's tables, while this advisory lock is held in each.

    One after the other in the same order for every database, and not for ever: PostgreSQL sees no circle of databases
    that wait for one another.

    :param own: context manager that holds the lock in this database
    :raises UserError: a database cannot be entered or is busy, so nobody knows what lies in it
    """
    with contextlib.ExitStack() as stack:
        found = []
        for name in names(env):
            if name == env.cr.dbname:
                stack.enter_context(own)
                continue
            try:
                cr = stack.enter_context(_entered(name))
                cr.execute(_TABLES)
                if cr.fetchone()[0]:
                    cr.execute("SET LOCAL lock_timeout = %s; SELECT pg_advisory_xact_lock(%s)", [PATIENCE, lock])
                    found.append(name)
            except psycopg2.Error:
                raise UserError(env._(
                    "The database “%(name)s” of this server could not be asked whether it uses the older keys. Nothing "
                    "was changed. Try again, or let the administrator look at it.", name=name)) from None
        yield found


def ask(name: str, query: SQL) -> list[tuple]:
    """The rows of a query in another database, as it is now: the transaction that waited for a lock began before it."""
    with _entered(name) as cr:
        cr.execute(query.code, query.params)
        return cr.fetchall()
