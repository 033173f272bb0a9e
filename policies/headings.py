"""The heading of an entry on every page: its title after rulings and errata.

The record keeps its printed title, which is shown beside the heading and found by search.
"""

from collections.abc import Iterable

from policies.models import Difference, Milestone, Policy
from portal.models import Erratum
from portal.text.titles import corrected


def heading(entry: Policy | Milestone, twins: Iterable[Policy | Milestone]) -> str:
    """`twins` are the published records of the other source about the same document."""
    for twin in twins:
        if _is_ruled_right(twin, entry):
            return twin.__dict__.get("heading") or corrected_title(twin)
    return corrected_title(entry)


def _is_ruled_right(twin: Policy | Milestone, entry: Policy | Milestone) -> bool:
    """Whether a ruling on the two titles prefers the twin's."""
    table = twin._meta.model_name
    return any(
        ruling.field == Difference.Field.TITLE
        and ruling.prefers == table
        and getattr(ruling, f"{table}_id") == twin.pk
        for ruling in entry.differences.all()
    )


def corrected_title(entry: Policy | Milestone) -> str:
    """The title corrected by its text's errata; errata that only query do not change it."""
    field = entry.title_stands_in
    corrections = [
        (erratum.printed, erratum.reading)
        for erratum in entry.errata.all()
        if erratum.field == field and erratum.reading and erratum.kind != Erratum.Kind.QUERY
    ]
    return corrected(entry.title, getattr(entry, field), corrections)
