"""A token that changes with every change to a record, and answers kept until it does."""

import hashlib
import secrets
from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache

from portal.changes.models import Revision

Answer = TypeVar("Answer")
_A_DAY = 24 * 60 * 60


def current() -> str:
    """The token of what this connection sees; one query."""
    return _row().values_list("token", flat=True).first() or ""


def lock() -> None:
    """Until the transaction ends, nobody else changes a record: whoever would, waits here."""
    _row().select_for_update().first()


def renew() -> None:
    """Say that records have changed. Random, so that a restored database repeats no token."""
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
    """`compute()`, kept in the cache for as long as `token` is the current one.

    `question` has to say by its repr all that the answer depends on besides the records.
    """
    if not token:  # no record has ever been saved, or not by this code
        return compute()
    key = hashlib.sha256(f"{token} {question!r}".encode()).hexdigest()
    return cache.get_or_set(f"revision:{key}", compute, _A_DAY)


def _row():
    return Revision.objects.filter(pk=1)
