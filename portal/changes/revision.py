"""The revision token, which changes with every change of a record, and the lock of changes."""

import secrets

from portal.changes.models import Revision
from portal.prepared import Prepared


def current() -> str:
    """The token of the revision that this connection sees; one query."""
    return _TOKEN.first() or ""


def lock() -> None:
    """Take the lock of all changes until the transaction ends; other writers wait here.

    On SQLite they have waited already, because every transaction begins by taking its lock
    (`transaction_mode` in the settings).
    """
    _row().select_for_update().first()


def renew(**columns) -> None:
    """Set a new token. It is random, so that a restored database never repeats one."""
    columns["token"] = secrets.token_hex(16)
    if not _row().update(**columns):
        _row().bulk_create([Revision(pk=1, **columns)], ignore_conflicts=True)


def listings_form() -> int:
    """The form in which the listings were last built; 0 for never."""
    return _row().values_list("listings_form", flat=True).first() or 0


def _row():
    return Revision.objects.filter(pk=1)


_TOKEN = Prepared(lambda: _row().values_list("token", flat=True))
