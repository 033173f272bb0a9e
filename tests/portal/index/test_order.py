"""Lists are complete and in the order of dates after any changes."""

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from policies.lists.timeline import Timeline
from policies.models import Milestone, Policy
from portal.index.check import stale
from portal.index.querysets import documents
from portal.search import index
from portal.search.query import parse
from portal.text.dates import read_query
from provinces.models import Excerpt
from tests.universe import milestone, policy

ALL = parse("-没有一篇有的词语")


def by_dates(scope: str) -> list[tuple[str, int]]:
    """The expected content of a list in its order, read from the records."""
    policies = Policy.objects.filter(milestones=None) if scope == "timeline" else Policy.objects
    milestones = Milestone.objects.filter(policy=None) if scope == "search" else Milestone.objects
    dated = [*policies.all()] * (scope != "milestone") + [*milestones.all()] * (scope != "policy")
    dated.sort(key=lambda one: (one.timeline_start, one.timeline_end, one.pk, one._meta.model_name))
    undated = [*Excerpt.objects.order_by("pk")] * (scope == "search")
    return [(one._meta.model_name, one.pk) for one in [*reversed(dated), *undated]]


def by_text_index(scope: str) -> list[tuple[str, int]]:
    total = index.count(ALL, scope)
    return index.page(ALL, scope, slice(0, total), total, newest_first=True)


def assert_in_order():
    assert list(stale()) == []
    for scope in ("timeline", "policy", "milestone", "search"):
        expected = by_dates(scope)
        assert by_text_index(scope) == expected
        ordered = documents().on(scope).filter(start__isnull=False).in_order(newest_first=True)
        dated = [*ordered.values_list("type", "record")]
        assert dated == expected[: len(dated)]


@pytest.mark.usefixtures("catalogue")
def test_the_catalogue_stands_in_its_order():
    assert_in_order()
    assert len(Timeline(QueryDict("q=的"))[0:5]) == 5


class AnyChanges(TestCase):
    """Random changes: records are created, dated, paired, unpaired and deleted."""

    @hypothesis_settings(max_examples=30)
    @given(st.data())
    def test_leave_all_in_order(self, data):
        years = st.integers(2000, 2003).map(str)
        for number in range(data.draw(st.integers(1, 25))):
            match data.draw(st.sampled_from(["policy", "milestone", "telling", "date", "gone"])):
                case "policy":
                    policy(f"p{number}", data.draw(years))
                case "milestone":
                    milestone(f"m{number}", data.draw(years))
                case "telling" if told := Policy.objects.last():
                    milestone(f"m{number}", data.draw(years), policy=told)
                case "date" if one := Milestone.objects.filter(policy=None).last():
                    stated = read_query(data.draw(years))
                    one.date_start, one.date_end = stated.start, stated.end
                    one.date_precision = stated.precision
                    one.save()
                case "gone" if one := Milestone.objects.first():
                    one.delete()
        assert_in_order()
