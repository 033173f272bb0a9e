"""The revision token, which changes with every change of a record; lock, and cache by revision."""

import hashlib
import secrets
from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache

from portal.changes.models import Revision

Answer = TypeVar("Answer")
_A_DAY = 24 * 60 * 60


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


def cached_for_revision(token: str, question: object, compute: Callable[[], Answer]) -> Answer:
    """`compute()`, e.g. counts or a page's keys, cached until a record changes.

    The repr of `question` must contain everything but the records that the result depends on.
    """
    if not token:  # no record has been saved by this code
        return compute()
    key = hashlib.sha256(f"{token} {question!r}".encode()).hexdigest()
    return cache.get_or_set(f"revision:{key}", compute, _A_DAY)


def _row():
    return Revision.objects.filter(pk=1)
