"""The revision token, which changes with every change of a record, and the lock of changes."""

import secrets

from portal.changes.models import Revision


def current() -> str:
    """The token of the revision that this connection sees; one query."""
    return _row().values_list("token", flat=True).first() or ""


def lock() -> None:
    """Take the lock of all changes until the transaction ends; other writers wait here."""
    _row().select_for_update().first()


def renew() -> None:
    """Set a new token. It is random, so that a restored database never repeats one."""
    _note(token=secrets.token_hex(16))


def listings_form() -> int:
    """The form in which the listings were last built; 0 for never."""
    return _row().values_list("listings_form", flat=True).first() or 0


def note_listings_form(form: int) -> None:
    _note(token=secrets.token_hex(16), listings_form=form)


def _note(**values) -> None:
    if not _row().update(**values):
        _row().bulk_create([Revision(pk=1, **values)], ignore_conflicts=True)


def _row():
    return Revision.objects.filter(pk=1)
