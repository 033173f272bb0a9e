"""The heading of an entry on every page: its title after rulings and errata.

The record keeps its printed title, which is shown beside the heading and found by search.
"""

from collections.abc import Iterable

from policies.models import Difference, Entry
from portal.models.corrections import corrections
from portal.text.titles import corrected


def heading(entry: Entry, twins: Iterable[Entry]) -> str:
    """`twins` are the published records of the other source about the same document."""
    for twin in twins:
        if _is_ruled_right(twin, entry):
            return twin.__dict__.get("heading") or corrected_title(twin)
    return corrected_title(entry)


def _is_ruled_right(twin: Entry, entry: Entry) -> bool:
    table = twin._meta.model_name
    return any(
        ruling.field == Difference.Field.TITLE
        and ruling.prefers == table
        and getattr(ruling, f"{table}_id") == twin.pk
        for ruling in entry.differences.all()
    )


def corrected_title(entry: Entry) -> str:
    """The title corrected by its text's errata; errata that only query do not change it."""
    field = entry.title_stands_in
    certain = corrections(entry.errata.all(), field, certain=True)
    return corrected(entry.title, getattr(entry, field), certain)
