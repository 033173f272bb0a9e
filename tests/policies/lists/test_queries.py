"""A page costs a fixed number of queries, with the catalogue alone and with 2,000 entries more."""

import pytest
from django.core.cache import cache

from policies.models import Milestone, Policy
from tests.universe import crowd

pytestmark = pytest.mark.usefixtures("catalogue")

# (the first time, and again while no record has changed)
PAGES = {
    "/": (10, 5),
    "/?year=2018&body=guowuyuan&source=egov-report-2014-2024": (14, 7),
    # With words to look for, four more: the names that have them, and for the hits errata and the
    # bodies' other names.
    "/?q=数据": (14, 8),
    "/?q=数据&sort=relevance": (14, 8),
    "/search/?q=数据": (15, 10),
    "/search/?q=数据&sort=relevance": (15, 10),
    "/search/?q=没有的词 数据": (8, 6),
    "/search/?q=一网统办&year=2018": (10, 7),
    "/search/?q=2016年": (13, 8),
    "/search/suggestions/?q=sj": (3, 3),
    "/policies/": (9, 5),
    "/milestones/": (9, 5),
    "/bodies/": (6, 4),
    "/bodies/guowuyuan/": (18, 11),
    "/differences/": (3, 3),
    "/sources/": (1, 1),
    "/sources/guanyan-policy-tables/": (6, 6),
    "/provinces/": (4, 4),
    "/provinces/?q=数据": (6, 6),
    "/provinces/anhui/": (6, 6),
    "/about/": (11, 11),
    "/policies/cujin-dashuju-fazhan-xingdong-gangyao/": (8, 8),
    "/milestones/2015-08-31/": (8, 8),
}


@pytest.mark.parametrize("address", PAGES)
def test_a_page_costs_a_fixed_number_of_queries(client, django_assert_num_queries, address):
    for queries in PAGES[address]:
        with django_assert_num_queries(queries):
            assert client.get(address).status_code == 200


def test_two_thousand_more_entries_cost_not_one_query_more(
    client, django_assert_num_queries, django_assert_max_num_queries
):
    crowd(2_000)
    assert Milestone.objects.count() + Policy.objects.count() > 2_000
    for address, costs in PAGES.items():
        cache.clear()
        # What the page has no record of, an excerpt or an erratum, is not asked for.
        within = django_assert_max_num_queries if "q=" in address else django_assert_num_queries
        for queries in costs:
            with within(queries):
                assert client.get(address).status_code == 200
    cache.clear()
    with django_assert_num_queries(PAGES["/"][0]):
        assert client.get("/", {"page": 15}).status_code == 200


def test_the_promised_bounds_hold():
    lists = ["/", "/?year=2018&body=guowuyuan&source=egov-report-2014-2024"]
    records = ["/policies/cujin-dashuju-fazhan-xingdong-gangyao/", "/milestones/2015-08-31/"]
    assert max(PAGES[address][0] for address in lists) <= 14
    assert max(PAGES[address][0] for address in [*records, "/provinces/anhui/"]) <= 8
