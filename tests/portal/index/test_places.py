"""The keys of listings say on which lists they stand and in which order, whatever changes."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from policies.lists.timeline import Timeline
from policies.models import Milestone, Policy
from portal.index import places
from portal.index.check import stale
from portal.index.places import GAP, between, key, keys_of, ranges
from portal.models import Listing
from portal.text.dates import read_query
from provinces.models import Excerpt
from tests.universe import milestone, policy

SCOPES = ("", "timeline", "policy", "milestone", "excerpt", "search")


@pytest.mark.parametrize("scope", SCOPES)
def test_a_list_is_one_range_of_keys(scope):
    found = [*ranges(scope)]
    assert keys_of(scope) == (found[0][0], found[-1][1])
    for (_, end), (start, _) in pairwise(found):
        assert start == end + 1
    for band in places.BANDS:
        of_type, on_timeline, on_search = band
        stands = {"": True, "timeline": on_timeline, "search": on_search}
        first, last = keys_of(scope)
        for place in (1, 10**6, places.PLACE):
            assert (first <= key(band, place) <= last) == stands.get(scope, scope == of_type)


@given(st.integers(0, 50), st.integers(1, 50) | st.none(), st.integers(1, 20))
def test_places_between_two_are_free_and_in_order(below, room, number):
    above = None if room is None else below + room
    found = list(between(below, above, number))
    if room is not None and room <= number:
        assert not found
        return
    assert len(found) == number
    taken = [below, *found] + ([above] if above is not None else [])
    assert taken == sorted(set(taken))


def by_dates(scope: str) -> list[tuple[str, int]]:
    """What a list holds in its order, read from the records."""
    policies = Policy.objects.filter(milestones=None) if scope == "timeline" else Policy.objects
    milestones = Milestone.objects.filter(policy=None) if scope == "search" else Milestone.objects
    dated = [*policies.all()] * (scope != "milestone") + [*milestones.all()] * (scope != "policy")
    dated.sort(key=lambda one: (one.timeline_start, one.timeline_end, one.pk, one._meta.model_name))
    undated = [*Excerpt.objects.order_by("pk")] * (scope == "search")
    return [(one._meta.model_name, one.pk) for one in [*reversed(dated), *undated]]


def by_keys(scope: str) -> list[tuple[str, int]]:
    def order(listing):
        undated = listing.pk >= places.UNDATED
        return undated, listing.place if undated else -listing.place

    listed = Listing.objects.filter(pk__range=keys_of(scope))
    return [(one.type, one.record) for one in sorted(listed, key=order)]


def assert_placed():
    assert list(stale()) == []
    for scope in ("timeline", "policy", "milestone", "search"):
        assert by_keys(scope) == by_dates(scope)


@pytest.mark.usefixtures("catalogue")
def test_the_catalogue_stands_in_its_order():
    assert_placed()
    assert len(Timeline({"q": "的"})[0:5]) == 5


@pytest.mark.django_db
@pytest.mark.parametrize("dates", ["oldest first", "newest first", "to the middle"])
def test_there_is_always_room_for_one_more(dates):
    for number in range(3 * GAP):
        year = 2000 + {"oldest first": number, "newest first": -number, "to the middle": 0}[dates]
        if dates == "to the middle" and number < 2:
            year += 10 * number
        milestone(f"one-{number}", f"{year:04d}", wording=f"第{number}件")
    assert_placed()


class AnyChanges(TestCase):
    """Records come, change their dates, are paired and parted, and go."""

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
        assert_placed()
