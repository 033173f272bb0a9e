"""For code that may only read: any statement that writes or locks fails the test."""

from contextlib import contextmanager

from django.db import connection

READS = ("SELECT", "WITH", "EXPLAIN")


class WritesError(AssertionError):
    """A statement that writes or locks."""


SAVEPOINTS = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")


@contextmanager
def only_looking(*, checks: bool = False):
    """A savepoint counts as a lock: outside of tests it is a transaction, which locks on SQLite.

    `checks` lets them pass: Django makes one around a check constraint, within a transaction alone.
    """
    allowed = READS + SAVEPOINTS if checks else READS

    def refuse(execute, sql, params, many, context):
        if not sql.lstrip(" (").upper().startswith(allowed) or "FOR UPDATE" in sql:
            raise WritesError(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield
