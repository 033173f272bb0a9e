"""A page costs a fixed number of queries, with the catalogue alone and with 10,000 entries more."""

import pytest

from policies.models import Milestone, Policy
from tests.universe import crowd

pytestmark = pytest.mark.usefixtures("catalogue")

PAGES = {
    "/": 9,
    "/?year=2018&body=guowuyuan&source=egov-report-2014-2024": 11,
    "/policies/": 9,
    "/milestones/": 9,
    "/bodies/": 2,
    "/bodies/guowuyuan/": 13,
    "/differences/": 1,
    "/sources/": 1,
    "/sources/guanyan-policy-tables/": 5,
    "/provinces/": 1,
    "/provinces/anhui/": 5,
    "/about/": 13,
    "/policies/cujin-dashuju-fazhan-xingdong-gangyao/": 7,
    "/milestones/2015-08-31/": 6,
}


@pytest.mark.parametrize("address", PAGES)
def test_a_page_costs_a_fixed_number_of_queries(client, django_assert_num_queries, address):
    with django_assert_num_queries(PAGES[address]):
        assert client.get(address).status_code == 200


def test_ten_thousand_more_entries_cost_not_one_query_more(client, django_assert_num_queries):
    crowd(10_000)
    assert Milestone.objects.count() + Policy.objects.count() == 10_096
    for address, queries in PAGES.items():
        with django_assert_num_queries(queries):
            assert client.get(address).status_code == 200
    with django_assert_num_queries(PAGES["/"]):
        assert client.get("/", {"page": 50}).status_code == 200


def test_the_promised_bounds_hold():
    assert PAGES["/"] <= 12
    records = [address for address in PAGES if address.count("/") == 3 and "?" not in address]
    assert max(PAGES[address] for address in records if "bod" not in address) <= 8
