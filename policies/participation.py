"""Which bodies took part in what: how often, in which years, and with whom.

A body takes part in an entry as either source tells it; a document counts once.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import CharField, Count, Exists, F, OuterRef, QuerySet
from django.db.models.functions import Cast, Substr

from policies.models import Body
from policies.querysets import EntryQuerySet


@dataclass(frozen=True)
class Parts:
    """Rows of one `body` in one entry; `entry` is the path from a row to the entry's columns.

    `repeated` says that a row may come more than once.
    """

    rows: QuerySet
    entry: str
    repeated: bool = False


def parts_taken(entries: EntryQuerySet) -> Iterator[Parts]:
    """Own issuances, and those of the twins that name a body which the entry itself does not."""
    own = entries.model.bodies.through.objects
    # Counting a whole table by its index is many times quicker than by membership.
    yield Parts(own.filter(record__in=entries) if entries.query.where else own.all(), "record__")
    if entries.has_twins:
        others = entries.annotate(body=F(f"{entries.model.twin}__issuances__body"))
        named = own.filter(record=OuterRef("pk"), body=OuterRef("body"))
        others = others.filter(~Exists(named), body__isnull=False)
        yield Parts(others, "", repeated=entries.model.many_twins)


@dataclass
class Participation:
    """In how many entries a body took part, in all and by year."""

    count: int = 0
    years: Counter = field(default_factory=Counter)


def by_year(querysets: list[EntryQuerySet]) -> dict[int, Participation]:
    """Body primary key → its part; one query, a row for each body and span of years."""
    found: dict[int, Participation] = defaultdict(Participation)
    spans = _counted(querysets, first="timeline_start", last="timeline_end")
    for body, first, last, number in spans:
        found[body].count += number
        for year in range(int(first), int(last) + 1):  # over New Year, it counts in both
            found[body].years[year] += number
    return dict(found)


@dataclass(frozen=True)
class CoIssuer:
    slug: str
    name: str
    count: int


def co_issuers(body: Body, querysets: list[EntryQuerySet]) -> list[CoIssuer]:
    """Who took part in the same entries as `body`, most often first; two queries."""
    counts: Counter = Counter()
    for key, number in _counted([entries.issued_by([body]) for entries in querysets]):
        counts[key] += number
    others = Body.objects.filter(pk__in=counts).exclude(pk=body.pk)
    named = [
        CoIssuer(slug, name, counts[key])
        for key, slug, name in others.values_list("pk", "slug", "name")
    ]
    return sorted(named, key=lambda other: -other.count)


def _counted(querysets: list[EntryQuerySet], **years: str) -> QuerySet:
    """(body, *years, number), the years being those of the entry's columns that are named."""
    counted = [
        parts.rows.order_by()
        .values("body", **{name: _year(parts.entry + column) for name, column in years.items()})
        .annotate(number=Count("pk", distinct=parts.repeated))
        .values_list("body", *years, "number")
        for entries in querysets
        for parts in parts_taken(entries)
    ]
    return counted[0].union(*counted[1:], all=True)


def _year(column: str) -> Substr:
    """The year as text: SQLite extracts one from a date many times slower."""
    return Substr(Cast(column, CharField()), 1, 4)
