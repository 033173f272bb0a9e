"""What must hold of units and excerpts beyond the database's constraints."""

from collections.abc import Iterator

from portal.invariants import errata_stand_once, wording_is_the_sources
from provinces.models import Excerpt


def breaches() -> Iterator[str]:
    yield from wording_is_the_sources(Excerpt)
    yield from errata_stand_once(Excerpt)
