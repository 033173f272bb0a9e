"""The version of all public answers: of the records, of the program, and of the day.

Pages print today's date. A version never comes back, because the revision's token is random.
"""

import hashlib
import time
from dataclasses import dataclass

from django.utils import timezone
from django.utils.http import http_date

from portal.changes import revision
from portal.serving import build

_latest: tuple[revision.Look, "Version"] | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """`moment` is when it began, in seconds since 1970; no two versions have the same one."""

    name: str
    moment: int

    def last_modified(self) -> str:
        """For the header; empty while a burst of changes has put the moment into the future."""
        return http_date(self.moment) if self.moment <= time.time() else ""


def current() -> Version | None:
    """The version as of half a second ago or later; None before any record has been saved."""
    global _latest
    look = revision.look()
    if _latest and _latest[0] is look:
        return _latest[1]
    found = _version(look) if look.token else None
    if found and _latest and _latest[1] == found:
        found = _latest[1]  # the same object, by which others notice a change
    _latest = (look, found) if found else None
    return found


def _version(look: revision.Look) -> Version:
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    parts = (look.token, look.moment, build.digest(), midnight.date())
    name = hashlib.blake2b(repr(parts).encode(), digest_size=12).hexdigest()
    # Days and builds begin in odd seconds, revisions in even ones.
    began = max(int(midnight.timestamp()), build.STARTED) | 1
    return Version(name, max(look.moment, began))
