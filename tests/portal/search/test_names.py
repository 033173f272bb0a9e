"""Documents are found by the names of their bodies, each name written once."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policies.models import Body
from portal.index.check import stale
from portal.models import DocumentText, LinkedName
from portal.search import index, sqlite
from portal.search.query import parse
from tests.universe import milestone

pytestmark = pytest.mark.usefixtures("catalogue")


def finds(typed: str, scope: str = "") -> set[str]:
    query = parse(typed)
    found = {str(one) for one in index.matching(query, scope)}
    assert found == {str(one) for one in index.matching_by_reading(query, scope)}
    assert index.count(query, scope) == len(found)
    return found


def held_by(body: Body, *slugs_and_dates: tuple[str, str]) -> set[str]:
    made = [milestone(slug, on, title="甲", wording="乙") for slug, on in slugs_and_dates]
    for one in made:
        one.issuances.create(body=body)
    return {f"milestone {one.pk}" for one in made}


@pytest.fixture
def body(catalogue):
    return Body.objects.create(slug="ju", name="饕餮局", kind="office", state="published")


def test_a_new_name_writes_no_document(body):
    expected = held_by(body, ("one", "2020"), ("two", "2021"))
    texts = set(DocumentText.objects.values_list("folded", flat=True))
    body.name = "魑魅局"
    with CaptureQueriesContext(connection) as queries:
        body.save()
    written = {
        m[1]
        for one in queries
        if (m := re.search(r'(?:INTO|UPDATE|FROM) "?(portal_(?:doc|pairs|char)\w+)', one["sql"]))
    }
    assert written == set()
    assert set(DocumentText.objects.values_list("folded", flat=True)) == texts
    assert finds("魑魅") == expected
    assert finds("饕餮") == set()
    assert list(stale()) == []


def test_an_official_name_finds_what_begins_while_it_holds(body):
    before, after = held_by(body, ("before", "2017-12")), held_by(body, ("after", "2018-03-22"))
    body.periods.create(until="2018-03-21", official_name="旧称魑魅")
    body.official_name = "今称魍魉"
    body.save()
    assert finds("魑魅") == before
    assert finds("魍魉") == after
    assert finds("饕餮") == before | after
    assert finds("魑") == before
    assert finds("饕餮 -魑魅") == after
    assert finds("饕餮 -魑魅 -魍魉") == set()
    assert finds("甲 魑魅", "timeline") == before
    pages = index.page(parse("魍魉"), "timeline", slice(0, 5), 1, newest_first=True)
    assert {f"{type_} {record}" for type_, record in pages} == after
    assert list(stale()) == []


def test_names_of_many_bodies_are_found_by_their_links(monkeypatch, body):
    expected = held_by(body, ("one", "2020"))
    other = Body.objects.create(slug="chu", name="饕餮处", kind="office", state="published")
    expected |= held_by(other, ("two", "2021"))
    for most in (40, 0):
        monkeypatch.setattr(sqlite, "MOST_LINKS", most)
        assert finds("饕餮") == expected
        assert finds("饕餮局 甲") != expected
        assert finds("甲 -饕餮") == set()


def test_a_body_that_is_gone_leaves_no_name(body):
    body.delete()
    assert not LinkedName.objects.filter(folded__contains="饕餮").exists()
    assert list(stale()) == []


def test_a_name_that_is_not_as_it_is_now_is_named(body):
    LinkedName.objects.filter(value=body.pk).update(folded="别的")
    assert list(stale()) == [f"body {body.pk}: its names are indexed otherwise than they are now"]
