"""Caches results, such as counts and the keys of a page, until a record changes."""

import hashlib
from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache

from portal.changes.point import point

Result = TypeVar("Result")
_A_DAY = 24 * 60 * 60  # seconds


def cached_for_revision(token: str, key: object, compute: Callable[[], Result]) -> Result:
    """`compute()`, cached as long as `token` is the token of the current revision.

    The repr of `key` must contain everything but the records that the result depends on, and the
    point of the history at which they are read.
    """
    if not token:  # no record has been saved by this code
        return compute()
    digest = hashlib.sha256(f"{token} {point()} {key!r}".encode()).hexdigest()
    return cache.get_or_set(f"revision:{digest}", compute, _A_DAY)
