"""The revision token, which changes with every change of a record, and the lock of changes."""

import secrets
import time
from typing import NamedTuple

from django.db import transaction

from portal.changes.models import Revision
from portal.prepared import Prepared

REMEMBERED = 0.5  # seconds


class Look(NamedTuple):
    """What a look at the revision has found; `until` when it is trusted (time.monotonic)."""

    token: str
    moment: int
    until: float


_last_look = Look("", 0, 0.0)


def current() -> str:
    """The token of the revision that this connection sees; one query."""
    return _TOKEN.first() or ""


def look() -> Look:
    """The revision as it was within the last half second; mostly without a query."""
    global _last_look
    last, now = _last_look, time.monotonic()
    if now < last.until:
        return last
    token, moment = _row().values_list("token", "moment").first() or ("", 0)
    _last_look = Look(token, moment, now + REMEMBERED)
    return _last_look


def forget() -> None:
    """Let the next look read the database."""
    global _last_look
    _last_look = Look("", 0, 0.0)


def lock() -> None:
    """Take the lock of all changes until the transaction ends; other writers wait here.

    On SQLite they have waited already, because every transaction begins by taking its lock
    (`transaction_mode` in the settings).
    """
    _row().select_for_update().first()


def renew(**columns) -> None:
    """Set a new token and moment. The token is random, so that no database ever repeats one."""
    _write(token=secrets.token_hex(16), **columns)


def advance() -> None:
    """Set a new moment: pages have changed because what is derived after a commit has."""
    _write()


def _write(**columns) -> None:
    columns["moment"] = max(int(time.time()) // 2 * 2, moment() + 2)
    if not _row().update(**columns):
        _row().bulk_create([Revision(pk=1, **columns)], ignore_conflicts=True)
    forget()
    # Again after the commit, because other threads read the former one until then.
    transaction.on_commit(forget)


def moment() -> int:
    """When the revision that this connection sees began, in seconds since 1970."""
    return _row().values_list("moment", flat=True).first() or 0


def listings_form() -> int:
    """The form in which the listings were last built; 0 for never."""
    return _row().values_list("listings_form", flat=True).first() or 0


def _row():
    return Revision.objects.filter(pk=1)


_TOKEN = Prepared(lambda: _row().values_list("token", flat=True))
