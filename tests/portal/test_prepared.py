"""A prepared query answers as its queryset does, each time with other values."""

from datetime import date

import pytest
from django.db.models import F, Q

from policies.models import Milestone
from portal.models.curated import State, as_if_published
from portal.prepared import Given, Prepared, among
from tests.universe import milestone, policy

pytestmark = pytest.mark.django_db

SINCE = Prepared(
    lambda: (
        Milestone.objects.published()
        .filter(date_start__gte=Given("since"), title=F("slug"))
        .order_by("slug")
        .values_list("slug", "date_start")
    )
)
AMONG = Prepared(
    lambda: Milestone.objects.filter(
        Q(among("slug", "slugs")) | Q(among("policy_id", "policies"))
    ).order_by("slug")
)


@pytest.fixture
def world():
    plan = policy("plan", "2016-09")
    return [
        milestone("jia", "2016-09", policy=plan),
        milestone("yi", "2018"),
        milestone("bing", "2020-05"),
    ]


def test_values_are_given_anew_and_columns_are_read_as_django_reads_them(world):
    assert SINCE.all(since=date(2017, 1, 1)) == [
        ("bing", date(2020, 5, 1)),
        ("yi", date(2018, 1, 1)),
    ]
    assert SINCE.all(since=date(2019, 1, 1)) == [("bing", date(2020, 5, 1))]
    assert SINCE.all(rows=slice(1, 3), since=date(2017, 1, 1)) == [("yi", date(2018, 1, 1))]
    assert SINCE.first(since=date(2017, 1, 1))[0] == "bing"
    assert SINCE.first(since=date(2021, 1, 1)) is None


@pytest.mark.parametrize(
    ("slugs", "expected"),
    [([], []), (["yi"], ["yi"]), (["yi", "bing", "没有", "a%s'?"], ["bing", "yi"])],
)
def test_a_list_may_have_any_number_of_values(world, slugs, expected):
    assert [one.slug for one in AMONG.all(slugs=slugs, policies=[])] == expected


def test_records_are_those_of_the_model(world):
    [jia] = AMONG.all(slugs=[], policies=[world[0].policy_id])
    assert jia == world[0]
    assert jia.policy.slug == "plan"


def test_the_sql_is_built_once(world, django_assert_num_queries):
    declared = []
    prepared = Prepared(lambda: declared.append(1) or Milestone.objects.filter(slug=Given("slug")))
    with django_assert_num_queries(2):
        assert [prepared.first(slug=slug).slug for slug in ("jia", "yi")] == ["jia", "yi"]
    assert declared == [1]


def test_what_is_about_to_be_published_is_in_no_prepared_query(world):
    draft = milestone("ding", "2021", state=State.DRAFT)
    prepared = Prepared(lambda: Milestone.objects.published().filter(slug=Given("slug")))
    with as_if_published({Milestone: [draft.pk]}):
        assert Milestone.objects.published().filter(slug="ding").exists()
        assert prepared.first(slug="ding") is None
    assert prepared.first(slug="ding") is None
