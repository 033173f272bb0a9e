"""The order of hits is total, whichever strategy finds them."""

import pytest
from django.core.cache import cache

from tests.policies.lists.searching import rows, search

pytestmark = pytest.mark.usefixtures("catalogue")


def test_what_has_no_date_comes_last_in_either_order(client):
    for sort in ("-date", "date"):
        types = [row.type for row in rows(search(client, q="政务服务", sort=sort))]
        assert "excerpt" in types
        assert types == sorted(types, key=lambda type_: type_ == "excerpt")
    newest = rows(search(client, q="政务服务"))
    dated = [row.date.start for row in newest if row.type != "excerpt"]
    assert dated == sorted(dated, reverse=True)


def test_pages_join_up_over_the_end_of_what_is_dated(client):
    whole = [row.url for row in rows(search(client, q="政务服务", page_size=200))]
    for size in (1, 7, 10):
        paged = [
            row.url
            for page in range(1, -(-len(whole) // size) + 1)
            for row in rows(search(client, q="政务服务", page_size=size, page=page))
        ]
        assert paged == whole


def test_by_relevance_titles_come_first(client):
    found = rows(search(client, q="大数据", sort="relevance"))
    in_title = ["大数据" in row.title for row in found]
    assert in_title == sorted(in_title, reverse=True)
    assert in_title[0]
    assert not in_title[-1]


def test_many_hits_are_listed_by_either_road_alike(client, monkeypatch):
    """Three strategies: cut by the index, found by it and sorted, read from the end of the list."""

    def found():
        cache.clear()
        pages = [(1, 100), (2, 50), (3, 25), (7, 10)]
        return [
            [row.url for row in rows(search(client, q="的", sort=sort, page=page, page_size=size))]
            for sort in ("date", "-date")
            for page, size in pages
        ]

    by_index = found()
    monkeypatch.setattr("portal.search.index.FEW", 0)
    assert found() == by_index
    monkeypatch.setattr("policies.lists.timeline.Timeline.is_cut_by_index", lambda *_: False)
    assert found() == by_index
    monkeypatch.setattr("policies.lists.timeline.READING", 0)
    assert found() == by_index
