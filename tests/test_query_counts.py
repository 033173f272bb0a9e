"""Each public address costs a fixed number of queries, with 100 entries and with 10,000."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from portal.changes import revision
from portal.index.querysets import documents
from portal.record_types import TIMELINE
from tests.portal.archived_files.copies import SHA256, archived, web_page
from tests.universe import crowd

pytestmark = pytest.mark.usefixtures("catalogue")

# (nothing cached, and again while no record has changed). The tests cache no whole answers.
PAGES = {
    "/": (10, 5),
    "/?year=2018&body=guowuyuan&source=egov-report-2014-2024": (14, 7),
    # With words to look for, four more: the names that have them, and for the hits errata and the
    # bodies' other names.
    "/?page=2&page_size=20": (10, 5),
    "/?view=lanes": (10, 5),
    "/en/": (10, 5),
    "/?q=数据": (14, 8),
    "/?q=数据&sort=relevance": (14, 8),
    "/search/": (9, 5),
    # Undated records of other tables among the hits, however many entries there are beside them.
    "/search/?q=数据共享": (15, 10),
    "/search/?q=数据共享&sort=relevance": (15, 10),
    "/search/?q=没有的词 数据": (8, 6),
    "/search/?q=一网统办&year=2018": (10, 7),
    "/search/?q=2016年": (13, 8),
    "/search/suggestions/?q=sj": (3, 3),
    "/policies/": (9, 5),
    "/milestones/": (9, 5),
    "/bodies/": (6, 4),
    "/bodies/?q=国务院": (7, 5),
    "/bodies/guowuyuan/": (18, 11),
    "/differences/": (3, 3),
    # Of each type its newest, its withdrawn and its deleted records, and what their last changes
    # were, from the history of each of its tables.
    "/timeline.atom?q=一网通办": (21, 21),
    "/bodies/guowuyuan.atom?q=一网通办": (23, 23),
    "/provinces.atom": (9, 9),
    "/differences.atom": (5, 5),
    "/policies.atom": (18, 18),
    "/milestones.atom": (18, 18),
    "/embed/timeline/": (9, 5),
    "/embed/years/?year=2018": (10, 5),
    "/embed/provinces/": (4, 4),
    "/facets/timeline/body/?year=2018": (4, 4),
    "/facets/search/body/?q=数据&by=name": (5, 5),
    "/sources/": (2, 2),
    "/sources/guanyan-policy-tables/": (9, 9),
    "/sources/guanyan-policy-tables/?lines=8-10": (9, 9),
    f"/sources/notice/copies/{SHA256[:16]}.html": (3, 3),
    "/sources/guanyan-policy-tables.txt": (4, 4),
    "/provinces/": (4, 4),
    "/provinces/?q=数据": (6, 6),
    "/provinces/anhui/": (6, 6),
    # All rows of a short list; a long one costs the same for each batch.
    "/timeline.csv?q=一网通办": (16, 15),
    "/policies.jsonl?q=大数据发展行动纲要": (16, 15),
    "/milestones.csv?q=一网通办": (16, 15),
    "/search.xlsx?q=没有的词": (6, 5),
    "/bodies.csv": (5, 5),
    "/bodies/guowuyuan.csv?year=2018&kind=work_report": (17, 16),
    # Of which there are more with more entries; a file costs some queries for each 500 rows.
    "/differences.csv?bom=2": (1, 1),
    "/sources.csv": (2, 2),
    "/provinces.csv": (5, 5),
    "/policies/cujin-dashuju-fazhan-xingdong-gangyao.json": (10, 10),
    "/about/": (11, 11),
    "/about/data/": (0, 0),
    "/about/verify/": (0, 0),
    "/policies/cujin-dashuju-fazhan-xingdong-gangyao/": (8, 8),
    "/milestones/2015-08-31/": (8, 8),
    "/id/policy/cujin-dashuju-fazhan-xingdong-gangyao": (1, 1),
    "/llms.txt": (0, 0),
    "/mcp": (0, 0),  # what it costs to ask is in tests/portal/mcp
    "/milestones/2015-08-31.bib": (3, 3),
    "/catalogue.jsonld": (1, 1),
    "/sitemap.xml": (5, 5),
    "/sitemap-milestone-1.xml": (1, 1),
    "/robots.txt": (0, 0),
    "/favicon.ico": (0, 0),
    "/appearance/": (0, 0),
    "/appearance.css": (0, 0),
    "/api/": (0, 0),
    "/api/v1/": (0, 0),
    "/api/v1/docs/": (0, 0),
    "/api/v1/openapi.json": (0, 0),
    "/api/v1/timeline/?page_size=50": (11, 9),
    "/api/v1/timeline/?page_size=50&cursor=*": (11, 11),
    "/api/v1/timeline/?page_size=50&year=2018&body=guowuyuan": (13, 10),
    "/api/v1/timeline/facets/?year=2018": (5, 1),
    # PostgreSQL's text index cuts no page in order, so the years of all hits are read as well.
    "/api/v1/search/?q=数据共享&page_size=50": (14 + (connection.vendor == "postgresql"), 11),
    "/api/v1/search/?modified_since=2020-01-01T00:00:00Z&page_size=50": (22, 22),
    "/api/v1/search/facets/?q=数据": (5, 1),
    "/api/v1/policies/?page_size=5": (11, 9),
    "/api/v1/policies/cujin-dashuju-fazhan-xingdong-gangyao/": (9, 9),
    "/api/v1/milestones/?page_size=5": (8, 6),
    "/api/v1/milestones/2015-08-31/": (9, 9),
    "/api/v1/bodies/?page_size=5&q=国务院": (8, 7),
    "/api/v1/bodies/guowuyuan/": (4, 4),
    "/api/v1/provinces/": (6, 5),
    "/api/v1/provinces/anhui/": (4, 4),
    "/api/v1/sources/": (4, 3),
    "/api/v1/sources/guanyan-policy-tables/": (2, 2),
    "/api/v1/citations/?page_size=5": (6, 3),
    "/api/v1/errata/?page_size=5": (7, 4),
    "/api/v1/relations/": (3, 1),
    "/api/v1/differences/": (4, 3),
    "/healthz": (0, 0),
    "/readyz": (1, 1),
    "/policies/no-such-record/": (3, 3),
    "/no-such-page/": (0, 0),
}

# Names of addresses that read the whole catalogue, some hundred records with each query.
IN_BATCHES = {"catalogue", "catalogue_digest"}


def number_of_queries(client, address: str) -> int:
    revision.forget()  # which is remembered for half a second
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
        assert response.status_code < 500
        assert response.getvalue() or response.status_code in (302, 303)  # streamed ones are read
    return len(queries)


def costs(client) -> dict[str, tuple[int, int]]:
    found = {}
    for address in PAGES:
        cache.clear()
        revision.forget()
        found[address] = tuple(number_of_queries(client, address) for _ in range(2))
    return found


def test_every_address_costs_the_same_with_100_entries_and_with_10_000(client):
    archived(web_page("notice"))
    crowd(20)
    assert documents().on(TIMELINE).count() == 100
    assert costs(client) == PAGES
    crowd(11_000, first=20)
    assert documents().on(TIMELINE).count() == 10_000
    assert costs(client) == PAGES
    cache.clear()
    assert number_of_queries(client, "/?page=90") == PAGES["/"][0]


def test_every_kind_of_address_is_among_them():
    named = set()
    for address in PAGES:
        with suppress(Resolver404):
            named.add(resolve(address.partition("?")[0]).url_name)
    assert set(names(get_resolver())) - named - IN_BATCHES == set()


def names(resolver: URLResolver) -> Iterator[str]:
    """The names of all addresses except the admin's, which are in a namespace."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.name
        elif not pattern.namespace:
            yield from names(pattern)


def test_the_promised_bounds_hold():
    lists = ["/", "/?year=2018&body=guowuyuan&source=egov-report-2014-2024"]
    records = ["/policies/cujin-dashuju-fazhan-xingdong-gangyao/", "/milestones/2015-08-31/"]
    assert max(PAGES[address][0] for address in lists) <= 14
    assert max(PAGES[address][0] for address in [*records, "/provinces/anhui/"]) <= 8
