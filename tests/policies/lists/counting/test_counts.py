"""Totals, facets and rail equal a plain count of the records after any change."""

from collections import Counter
from datetime import date

import pytest
from django.db import transaction
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policies.lists.timeline import Timeline
from policies.models import Body, Kind, Milestone, Policy
from portal.index.document import IndexDocument
from portal.index.registry import readers
from portal.index.summaries import inconsistencies
from portal.index.writing import all_keys
from portal.models import Source
from portal.models.curated import State
from portal.search import index
from portal.search.query import parse
from portal.text.dates import PartialDate, read_query, read_typed
from tests.universe import milestone

pytestmark = pytest.mark.usefixtures("catalogue")

SCOPES = ["timeline", "policy", "milestone", "search"]
CHOICES = {
    "year": ["2014", "2016", "2018", "2019", "2021", "1990"],
    "kind": ["document", "forum", "legislation"],
}


def record(number: int) -> Milestone | Policy:
    found = [*Milestone.objects.order_by("pk"), *Policy.objects.order_by("pk")]
    return found[number % len(found)]


def change_kind(number: int) -> None:
    changed = record(number)
    changed.kind = list(Kind)[number % len(Kind)]
    changed.save()


def withdraw(number: int) -> None:
    changed = record(number)
    gone = changed.state == State.PUBLISHED
    changed.state = State.WITHDRAWN if gone else State.PUBLISHED
    changed.withdrawn_on = date(2026, 1, 1) if gone else None
    changed.withdrawn_because = "试验" if gone else ""
    changed.save()


def move(number: int) -> None:
    """Give the record a date, which may extend over several years."""
    changed = record(number)
    start = date(2012 + number % 10, 1 + number % 12, 1)
    end = date(start.year + number % 3, 12, 31)
    changed.date = PartialDate(start, end, "range")
    changed.date_text = "某时"
    changed.save()


def move_to_uncertain(number: int) -> None:
    changed = record(number)
    texts = ("约2016年", "2016年底", "2018年3—5月", "2019年3月下旬", "2016—2018年")
    changed.date_text = texts[number % len(texts)]
    changed.date = read_typed(changed.date_text)
    changed.save()


def link(number: int) -> None:
    issuances, body = record(number).issuances, Body.objects.order_by("pk")[number % 5]
    if issuances.filter(body=body).exists():
        issuances.filter(body=body).first().delete()
    else:
        issuances.create(body=body, position=90)


def unlink_twin(number: int) -> None:
    told = Milestone.objects.order_by("pk")[number % Milestone.objects.count()]
    told.policy = None if told.policy else Policy.objects.order_by("pk")[number % 5]
    told.save()


def add(number: int) -> None:
    if not Milestone.objects.filter(slug=f"added-{number}").exists():
        milestone(f"added-{number}", f"{2010 + number % 14}-0{1 + number % 9}", wording="数据")


def delete(number: int) -> None:
    record(number).delete()


EDITS = st.lists(
    st.tuples(
        st.sampled_from(
            [change_kind, withdraw, move, move_to_uncertain, link, unlink_twin, add, delete]
        ),
        st.integers(0, 400),
    ),
    max_size=6,
)
FILTERS = st.fixed_dictionaries(
    {"scope": st.sampled_from(SCOPES)},
    optional={
        "year": st.lists(st.sampled_from(CHOICES["year"]), min_size=1, max_size=2, unique=True),
        "kind": st.lists(st.sampled_from(CHOICES["kind"]), min_size=1, max_size=2, unique=True),
        "body": st.lists(st.integers(0, 5), min_size=1, max_size=2, unique=True),
        "source": st.integers(0, 1),
        "from": st.sampled_from(["2015", "2016-05"]),
        "to": st.sampled_from(["2018", "2019-11", "2020-03-05"]),
        "q": st.sampled_from(["数据", "政务 -数据"]),
    },
)


class Plain:
    """The filters as a plain loop over all records."""

    def __init__(self, asked: dict):
        self.asked, self.scope = asked, asked["scope"]
        found = index.matching(parse(asked["q"]), self.scope) if "q" in asked else []
        self.hits = {(one.type, one.record) for one in found}
        self.documents = [one for model, read in readers().items() for one in read(all_keys(model))]

    def under(self, *without: str) -> list[IndexDocument]:
        return [
            one
            for one in self.documents
            if self.scope in (one.type, *one.lists)
            and all(
                self.passes(one, name, value)
                for name, value in self.asked.items()
                if name not in ("scope", *without)
            )
        ]

    def passes(self, one: IndexDocument, name: str, value) -> bool:
        if name == "q":
            return (one.type, one.record) in self.hits
        if name == "body":
            return not {*value}.isdisjoint(one.links.get("body", ()))
        if name in ("kind", "source"):
            wanted = value if isinstance(value, list) else [value]
            return not {*wanted}.isdisjoint(one.values.get(name, ()))
        if one.date is None:
            return False
        if name == "year":
            return any(one.date.overlaps(read_query(year)) for year in value)
        bound: PartialDate = read_query(value)
        return one.date.end >= bound.start if name == "from" else one.date.start <= bound.end

    def counts(self) -> dict:
        found = {"total": len(self.under())}
        for name in ("kind", "source"):
            found[name] = Counter(
                str(key) for one in self.under(name) for key in one.values.get(name, ())
            )
        linked = (key for one in self.under("body") for key in {*one.links.get("body", ())})
        found["body"] = Counter(map(str, linked))
        dates = [one.date for one in self.under("year") if one.date]
        found["year"] = Counter(
            f"{year:04d}" for one in dates for year in range(one.start.year, one.end.year + 1)
        )
        if len(self.asked.get("year", [])) == 1:
            [year] = self.asked["year"]
            months = [f"{year}-{number:02d}" for number in range(1, 13)]
            dated = self.under("from", "to")
            found["months"] = Counter(
                month for month in months for one in dated if one.date.overlaps(read_query(month))
            )
        return found


def query_of(asked: dict) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, value in asked.items():
        if name == "body":
            slugs = Body.objects.filter(pk__in=value).values_list("slug", flat=True)
            query.setlist("body", slugs)
        elif name == "source":
            query["source"] = Source.objects.get(pk=value).slug
        elif name != "scope":
            query.setlist(name, value if isinstance(value, list) else [value])
    return query


def counts_of(listed: Timeline) -> dict:
    """Counts by primary key."""
    counts, keys = listed.counts, {}
    for model, name in ((Body, "body"), (Source, "source")):
        keys[name] = {slug: str(pk) for pk, slug in model.objects.values_list("pk", "slug")}
    found = {"total": counts.total, "kind": +counts.of["kind"], "year": +counts.of["year"]}
    for name in ("body", "source"):
        named = {keys[name][slug]: number for (slug, _), number in counts.of[name].items()}
        found[name] = +Counter(named)
    if counts.months:
        found["months"] = +Counter({at: by.total() for at, by in counts.months.items()})
    return found


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=EDITS, filters=st.lists(FILTERS, min_size=3, max_size=8))
def test_counts_are_those_of_a_plain_count_after_any_edits(edits, filters):
    bodies, sources = Body.objects.order_by("pk"), Source.objects.order_by("pk")
    with transaction.atomic():
        for edit, number in edits:
            edit(number)
        assert list(inconsistencies()) == []
        for asked in filters:
            if "body" in asked:
                asked = asked | {"body": [bodies[number].pk for number in asked["body"]]}
            if "source" in asked:
                asked = asked | {"source": sources[asked["source"]].pk}
            listed, wanted = Timeline(query_of(asked), asked["scope"]), Plain(asked).counts()
            if not wanted.get("months"):
                wanted.pop("months", None)
            assert counts_of(listed) == wanted, asked
            assert len(listed) == wanted["total"]
        transaction.set_rollback(True)
