"""Counts, order and pages of the index agree with its hits."""

from itertools import product

import pytest
from django.http import QueryDict

from policies.lists.timeline import Timeline
from portal.search import index
from portal.search.query import parse
from tests.portal.search.oracle import SCOPES, found

pytestmark = pytest.mark.usefixtures("catalogue")


@pytest.mark.parametrize(
    "q",
    ["政务", "的", "数据 共享", "-数据", "2018", "没有的词", "国务院 2016", "2018年", "-2018年4月"],
)
def test_every_number_is_the_number_of_rows(q):
    for scope, sort in product(("timeline", "policy", "milestone"), ("-date", "date", "relevance")):
        listed = Timeline(QueryDict(f"q={q}&sort={sort}"), scope)
        expected = found(parse(q), scope)
        rows = [row for start in range(0, 200, 7) for row in listed[start : start + 7]]
        assert len(rows) == len(listed) == listed.counts.total == len(expected)
        assert len({row.url for row in rows}) == len(rows)
        assert index.count(parse(q), scope) == len(rows)
        assert sum(listed.counts.of["kind"].values()) == len(rows)


@pytest.mark.parametrize("q", ["政务", "的", "2018 -数据"])
def test_a_list_is_in_the_order_asked_for_by_both_roads(q):
    def places(found, newest_first):
        ordered = found.in_order(newest_first=newest_first)
        return list(ordered.values_list("start", "end", "record", "type"))

    query = parse(q)
    for scope in ("timeline", "policy", "milestone"):
        searched = index.matching(query, scope)
        read = index.matching_by_reading(query, scope)
        for newest_first in (False, True):
            expected = sorted(places(searched, newest_first), reverse=newest_first)
            assert places(searched, newest_first) == places(read, newest_first) == expected


def in_order(document) -> tuple:
    return document.start, document.end, document.record, document.type


@pytest.mark.parametrize("few", [0, 1_000])
@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("q", ["政务", "的 -数据", "-的", "数 政务"])
def test_pages_cut_by_the_index_make_up_the_list(monkeypatch, q, newest_first, few):
    """Both when only the first days are read and when all are."""
    monkeypatch.setattr(index, "FEW", few)
    for scope in SCOPES:
        listed = index.matching(parse(q), scope)
        dated = sorted((one for one in listed if one.start), key=in_order)
        undated = sorted((one for one in listed if not one.start), key=lambda one: one.record)
        expected = [*(reversed(dated) if newest_first else dated), *undated]
        total = len(expected)
        cut = [
            key
            for at in range(0, total, 3)
            for key in index.page(
                parse(q), scope, slice(at, at + 3), total, newest_first=newest_first
            )
        ]
        assert cut == [(one.type, one.record) for one in expected]
