"""The heading of an entry on every page: its title after rulings and errata.

The record keeps its printed title, which is shown beside the heading and found by search.
"""

from collections.abc import Iterable

from policies.models import Difference, Entry
from policies.models.said import said
from portal.models.corrections import corrections
from portal.text.titles import corrected


def heading(entry: Entry, twins: Iterable[Entry]) -> str:
    """`twins` are the published records of the other source about the same document.

    A citation's title counts as far as citations are prefetched (`policies.models.said`).
    """
    twins = list(twins)
    for twin in twins:
        if _is_ruled_right(twin, entry):
            return twin.__dict__.get("heading") or corrected_title(twin)
    return _cited_title(entry, twins) or corrected_title(entry)


def titles_are_cited(entry: Entry) -> bool:
    """Whether a ruling on the title adopts what a citation says."""
    return any(_adopts_cited_title(one) for one in entry.differences.all())


def _adopts_cited_title(ruling: Difference) -> bool:
    is_of_title = ruling.field == Difference.Field.TITLE
    return is_of_title and ruling.prefers == Difference.Side.CITATION


def _cited_title(entry: Entry, twins: list[Entry]) -> str:
    """The title that a ruling takes from a citation that still says so, or ""."""
    for ruling in filter(_adopts_cited_title, entry.differences.all()):
        keys = {"policy": ruling.policy_id, "milestone": ruling.milestone_id}
        entries = [one for one in (entry, *twins) if keys[one._meta.model_name] == one.pk]
        if ruling.adopted_of(said(entries, Difference.Field.TITLE)):
            return ruling.adopted
    return ""


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
