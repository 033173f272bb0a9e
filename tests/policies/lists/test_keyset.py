"""A list read by position gives the records of its pages, in their order, and none twice."""

from datetime import date
from itertools import islice

import pytest
from django.http import QueryDict

from policies.lists.keyset import Place, batches, read_after
from policies.lists.timeline import Timeline
from tests.universe import crowd, milestone

pytestmark = pytest.mark.django_db

QUERIES = ["", "sort=date", "q=数据", "q=数据&sort=relevance", "body=guowuyuan", "from=2018-07"]


@pytest.mark.parametrize("scope", ["timeline", "search", "policy", "excerpt"])
def test_batches_are_the_pages(scope):
    for query in QUERIES:
        listed = Timeline(QueryDict(query), scope)
        found = [key for batch in islice(batches(listed, 7), 100) for key in batch]
        assert found == listed.keys(slice(0, len(listed))), query
        assert found, query


def test_what_comes_after_a_place_is_the_same_when_records_are_added():
    crowd(30)
    listed = Timeline(QueryDict(""))
    first = read_after(listed, None, 10)
    rest = read_after(Timeline(QueryDict("")), first[-1], 1000)
    milestone("newest-of-all", "2025-01-01")
    assert read_after(Timeline(QueryDict("")), first[-1], 1000) == rest
    assert read_after(Timeline(QueryDict("")), None, 1)[0].start == date(2025, 1, 1)


def test_a_place_of_a_record_that_is_gone_still_is_a_place():
    first, second = read_after(Timeline(QueryDict("")), None, 2)
    between = Place(first.start, first.end, first.record - 1, first.type)
    assert between != second
    assert read_after(Timeline(QueryDict("")), between, 1) == [second]
