"""Functions that raise database errors with their cause, as Django does."""

import sqlite3

import psycopg2
from django.db import OperationalError


class _WithCode(psycopg2.Error):
    """psycopg2 fills `pgcode` itself, from what a server has sent."""

    pgcode = None


def refusing(cause: int | Exception, words: str = "gone", *, code: str | None = None):
    """A function that raises what Django makes of an SQLite result code, or of a psycopg2 error."""
    if isinstance(cause, int):
        known = sqlite3.OperationalError(words)
        known.sqlite_errorcode = cause
    elif code:
        known = type(type(cause).__name__, (_WithCode, type(cause)), {"pgcode": code})(*cause.args)
    else:
        known = cause

    def refuse(*args, **kwargs):
        raise OperationalError(*known.args) from known

    return refuse
