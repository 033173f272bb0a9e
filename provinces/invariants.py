"""Invariants of units and excerpts beyond the database's constraints."""

from collections.abc import Iterator

from portal.checks.invariants import (
    errata_stand_once,
    what_is_public_rests_on_what_is,
    wording_is_the_sources,
)
from provinces.models import Excerpt


def breaches() -> Iterator[str]:
    yield from wording_is_the_sources(Excerpt)
    yield from errata_stand_once(Excerpt)
    yield from what_is_public_rests_on_what_is(Excerpt)
