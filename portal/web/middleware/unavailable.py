"""Answers 503 with a plain sentence when the database is unavailable or read-only.

Our own faults that the database reports (no such table, too many variables) stay a 500 with a
logged traceback.
"""

import logging
import sqlite3

import psycopg2
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin

from portal.web.forms.typed_forms import is_saving, typed

RETRY_AFTER = 60  # seconds
log = logging.getLogger(__name__)

# SQLite's primary result codes …
_SQLITE_READ_ONLY = sqlite3.SQLITE_READONLY
_SQLITE_UNAVAILABLE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_NOTADB,
}
# … and PostgreSQL's SQLSTATE classes: connection, rollback by the server (deadlock), lack of
# resources, object in use, operator intervention, system error. A connection that broke or was
# never made has no code.
_POSTGRESQL_READ_ONLY = "25006"
_POSTGRESQL_UNAVAILABLE = {"08", "40", "53", "55", "57", "58"}


class Unavailable(MiddlewareMixin):
    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return response_for(request, exception)


def response_for(request: HttpRequest, exception: BaseException | None) -> HttpResponse | None:
    """The 503 for an error that means an unavailable database; None for any other."""
    if not (read_only := is_read_only(exception)) and not is_unavailable(exception):
        return None
    reason = " ".join(str(exception).split())
    log.error("503 for %s %s: %s", request.method, request.path, reason)
    context = {"read_only": read_only, "typed": typed(request) if is_saving(request) else []}
    response = render(request, "503.html", context, status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    return response


def is_read_only(exception: BaseException | None) -> bool:
    """Whether the database answers queries but refuses writes."""
    cause = _cause(exception)
    if isinstance(cause, psycopg2.Error):
        return cause.pgcode == _POSTGRESQL_READ_ONLY
    return _sqlite_code(cause) == _SQLITE_READ_ONLY


def is_unavailable(exception: BaseException | None) -> bool:
    cause = _cause(exception)
    if isinstance(cause, psycopg2.OperationalError | psycopg2.InterfaceError):
        return cause.pgcode is None or cause.pgcode[:2] in _POSTGRESQL_UNAVAILABLE
    return _sqlite_code(cause) in _SQLITE_UNAVAILABLE


def _cause(exception: BaseException | None) -> BaseException | None:
    """The exception of the database's own library."""
    return exception.__cause__ if isinstance(exception, Error) else None


def _sqlite_code(cause: BaseException | None) -> int | None:
    """The primary result code, without the detail in its upper bytes."""
    code = getattr(cause, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF
