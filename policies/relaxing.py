"""What an empty list can say: which single filter to drop, and how many entries that gives."""

from dataclasses import dataclass

from django.db.models import Count, Value
from django.http import QueryDict

from policies.chips import chips
from policies.timeline import Timeline
from portal.addresses import without


@dataclass(frozen=True)
class Relaxation:
    """`name` is the parameter, `filter` its name for people, `values` what was asked of it."""

    name: str
    filter: str
    values: list[str]
    count: int
    url: str


def relaxations(listed: Timeline, links: QueryDict, fixed: str = "") -> list[Relaxation]:
    """The filters that alone stand in the way, the one that hides most first; one query."""
    asked: dict[str, list] = {}
    for chip in chips(listed.filters, links, fixed):
        asked.setdefault(chip.name, []).append(chip)
    counts = _counts_without(listed, list(asked))
    found = [
        Relaxation(
            name,
            chosen[0].filter,
            [chip.label for chip in chosen],
            counts[name],
            without(links, name),
        )
        for name, chosen in asked.items()
        if counts[name]
    ]
    return sorted(found, key=lambda relaxation: -relaxation.count)


def _counts_without(listed: Timeline, names: list[str]) -> dict[str, int]:
    counts = dict.fromkeys(names, 0)
    parts = [
        listed.narrowed(name)
        .order_by()
        .values(dropped=Value(name))
        .annotate(number=Count("*"))
        .values_list("dropped", "number")
        for name in names
    ]
    counts.update(parts[0].union(*parts[1:], all=True) if parts else [])
    return counts
