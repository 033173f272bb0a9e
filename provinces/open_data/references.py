"""How to cite the excerpts on the page of a unit."""

from collections.abc import Iterable

from portal.references.reference import Reference
from provinces.models import Excerpt, Unit


def references(unit: Unit) -> list[Reference]:
    """Of its published excerpts, the newest first; one query."""
    return references_to(unit, unit.excerpts.published().select_related("source"))


def references_to(unit: Unit, excerpts: Iterable[Excerpt]) -> list[Reference]:
    """The sources do not say who issued a plan, so an excerpt has no authors."""
    return [
        Reference(
            type="province",
            slug=unit.slug,
            part=excerpt.anchor,
            title=_title(unit, excerpt),
            date=excerpt.date,
        )
        for excerpt in excerpts
    ]


def _title(unit: Unit, excerpt: Excerpt) -> str:
    excerpt.unit = unit  # not read again
    return str(excerpt)
