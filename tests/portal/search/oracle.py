"""Which records a query should find: read from the records themselves, without the index."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from policies.models import Body, Milestone, Policy
from portal.search import index
from portal.search.query import Query, Word
from portal.text.dates import PartialDate
from portal.text.folding import fold
from provinces.models import Excerpt

SCOPES = ["", "timeline", "policy", "milestone", "excerpt", "search"]


@dataclass(frozen=True)
class Told:
    """A record with all its texts, folded, and those of its twins."""

    key: tuple[str, int]
    scopes: frozenset[str]
    texts: tuple[str, ...]
    date: PartialDate | None

    def holds(self, word: Word) -> bool:
        spelt = any(spelling in text for spelling in word.spellings for text in self.texts)
        return spelt or bool(word.date and self.date and self.date.overlaps(word.date))

    def answers(self, query: Query, scope: str) -> bool:
        return (
            scope in self.scopes
            and all(map(self.holds, query.words))
            and not any(map(self.holds, query.without))
        )


def everything() -> list[Told]:
    return [
        *(told_entry(one, one.milestones.all()) for one in Policy.objects.all()),
        *(told_entry(one, [one.policy] if one.policy else []) for one in Milestone.objects.all()),
        *map(told_excerpt, Excerpt.objects.all()),
    ]


def told_entry(entry: Policy | Milestone, twins: Iterable[Policy | Milestone]) -> Told:
    kind, twins = entry._meta.model_name, list(twins)
    scopes = {"", kind}
    scopes |= {"timeline"} if kind == "milestone" or not twins else set()
    scopes |= {"search"} if kind == "policy" or not twins else set()
    texts = tuple(fold(text) for one in (entry, *twins) for text in texts_of(one))
    return Told((kind, entry.pk), frozenset(scopes), texts, entry.timeline_date)


def texts_of(entry: Policy | Milestone) -> Iterator[str]:
    yield from (entry.title, entry.wording)
    if isinstance(entry, Policy):
        yield from (entry.title_text, entry.bodies_text)
    for body in entry.bodies.all():
        yield from (body.name, official_name_then(body, entry.timeline_start))
        yield from body.aliases.values_list("name", flat=True)
    yield from readings_of(entry)


def official_name_then(body: Body, day: date) -> str:
    """The name of the first period that ends later; after all periods, the body's own."""
    ending = sorted((one.until, one.official_name) for one in body.periods.all())
    later = [name for until, name in ending if until > day.isoformat()]
    return [*later, body.official_name][0]


def readings_of(record) -> Iterator[str]:
    """The text of each field with all its errata applied."""
    for name in record.errata.model.FIELDS:
        text = getattr(record, name)
        for erratum in record.errata.filter(field=name).exclude(reading=""):
            text = text.replace(erratum.printed, erratum.reading)
        yield text


def told_excerpt(excerpt: Excerpt) -> Told:
    unit = excerpt.unit
    texts = (unit.name, unit.short_name, excerpt.unit_text, excerpt.wording)
    texts = tuple(map(fold, (*texts, *readings_of(excerpt))))
    return Told(("excerpt", excerpt.pk), frozenset({"", "excerpt", "search"}), texts, None)


def assert_exact(told: list[Told], query: Query, scope: str) -> None:
    """Both search strategies, and the count, equal the oracle's answer."""
    expected = {one.key for one in told if one.answers(query, scope)}
    for found in (
        index.matching(query, scope),
        index.matching_by_reading(query, scope),
    ):
        keys = list(found.values_list("type", "record"))
        assert set(keys) == expected, str(query)
        assert len(keys) == len(expected)
    assert index.count(query, scope) == len(expected)


def found(query: Query, scope: str = "") -> list[tuple[str, int]]:
    return list(index.matching(query, scope).values_list("type", "record"))
