"""After any edits, any cached answer is what a rendering would give, byte for byte."""

import gzip
from datetime import date
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policies.models import Body, Milestone, Policy
from portal.changes import revision
from portal.models import Source
from portal.models.curated import State
from provinces.models import Excerpt
from tests.universe import milestone

PATHS = [
    *("/", "/policies/", "/milestones/", "/search/", "/bodies/", "/differences/", "/provinces/"),
    *("/bodies/guowuyuan/", "/milestones/2018-07-25/", "/provinces/anhui/", "/milestones/new/"),
    *("/sources/", "/about/", "/sitemap.xml", "/robots.txt", "/search/suggestions/", "/nowhere/"),
    *("/api/v1/timeline/", "/api/v1/milestones/new/", "/api/v1/search/facets/", "/api/v1/x/"),
]
VALUES = {
    "year": ["2016", "2018", "1900", "x", ""],
    "from": ["2016", "2016-07", ""],
    "kind": ["document", "forum", ""],
    "body": ["guowuyuan", "gonganbu", "nobody"],
    "q": ["数据", "饕餮", "政务 -平台", "", "x\x00"],
    "sort": ["date", "-date", "relevance"],
    "view": ["lanes", ""],
    "page": ["1", "2", "99", ""],
    "page_size": ["10"],
    "type": ["excerpt", "milestone"],
    "measure": ["length", "phrase"],
    "utm_source": ["mail", ""],
    "lines": ["1", "2-3"],
    "version": ["1", "2", "x"],
    "as_of": [date.today().isoformat(), "2014-01-01", "2100-01-01"],
}
parameters = st.sampled_from([(name, value) for name, found in VALUES.items() for value in found])
pages = st.tuples(st.sampled_from(["", "/en"]), st.sampled_from(PATHS))
# Several query strings of one page, so that they differ in little.
queries = st.lists(st.lists(parameters, max_size=3), min_size=1, max_size=5)


def rename(model):
    def edit(number: int) -> None:
        record = model.objects.order_by("pk")[number % model.objects.count()]
        name = "name" if model is Body else "title"
        setattr(record, name, f"{getattr(record, name)[:20]}饕{number}")
        record.save()

    return edit


def change_state(number: int) -> None:
    record = Milestone.objects.order_by("pk")[number % Milestone.objects.count()]
    record.state = [State.DRAFT, State.PUBLISHED, State.WITHDRAWN][number % 3]
    record.withdrawn_on = date(2026, 1, 5) if record.state == State.WITHDRAWN else None
    record.withdrawn_because = "重复收录。" if record.withdrawn_on else ""
    record.save()


def write_new(number: int) -> None:
    Milestone.objects.filter(slug="new").delete()
    milestone("new", f"201{number % 10}-05", title=f"饕餮数据{number}")


def save_others(number: int) -> None:
    [Excerpt, Source][number % 2].objects.order_by("pk").last().save()


edits = st.tuples(
    st.sampled_from([rename(Policy), rename(Milestone), rename(Body), change_state, write_new]),
    st.integers(0, 1000),
) | st.tuples(st.just(save_others), st.integers(0, 1))


def body(response) -> bytes:
    found = b"".join(response) if response.streaming else response.content
    return gzip.decompress(found) if response.get("Content-Encoding") == "gzip" else found


@pytest.mark.django_db
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    shown=pages,
    queries=queries,
    changes=st.lists(edits, max_size=3),
    coding=st.sampled_from(["gzip", "identity"]),
)
def test_a_cached_answer_is_a_fresh_one(client, caching, settings, shown, queries, changes, coding):
    known = {}
    for change in [None, *changes]:
        if change:
            edit, number = change
            edit(number)
        for query in queries:
            address = f"{''.join(shown)}?{urlencode(query)}"
            settings.RESPONSE_CACHE_BYTES = 0
            fresh = client.get(address)
            settings.RESPONSE_CACHE_BYTES = 2_000_000
            for _ in range(2):
                cached = client.get(address, headers={"accept-encoding": coding})
                assert cached.status_code == fresh.status_code
                assert body(cached) == body(fresh)
            tag, text = cached.get("ETag"), body(fresh)
            assert (tag is None) == (fresh.status_code != 200)
            assert known.setdefault(tag, text) == text or tag is None
    revision.forget()
