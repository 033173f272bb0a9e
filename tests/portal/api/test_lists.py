"""The lists of the API: the records of the pages, in pages and by position."""

import random
from urllib.parse import urlencode

import pytest

from policies.models import Body, Kind
from portal import record_types
from portal.models import Citation, Erratum, Source
from portal.models.base import record_tables
from portal.open_data.digests import all_digested
from tests.portal.api.reading import by_position, called, get, problem
from tests.universe import crowd, milestone, policy, says

pytestmark = pytest.mark.usefixtures("catalogue")

WORDS = ["数据", "政务", "一网通办", "服务 -数据", "“数字政府”", "2018年", "没有的词"]


def drawn(number: int) -> list[dict]:
    """Random filters, the same in each run."""
    draw = random.Random(17)
    bodies = list(Body.objects.order_by("pk").values_list("slug", flat=True)[:12])
    sources = list(Source.objects.values_list("slug", flat=True))
    values = {
        "year": lambda: draw.sample(["2015", "2016", "2018", "2020", "2024"], 2),
        "from": lambda: draw.choice(["2015", "2016-07", "2018-04-22"]),
        "to": lambda: draw.choice(["2020", "2021-12", "2024-06-30"]),
        "body": lambda: draw.sample(bodies, 3),
        "kind": lambda: draw.sample(list(Kind.values), 3),
        "source": lambda: draw.choice(sources),
        "status": lambda: "unknown",
        "q": lambda: draw.choice(WORDS),
        "sort": lambda: draw.choice(["date", "-date"]),
    }
    return [
        {name: values[name]() for name in draw.sample(sorted(values), draw.randint(0, 4))}
        for _ in range(number)
    ]


def test_api_and_page_list_the_same_records_in_the_same_order_with_the_same_counts(client):
    crowd(60)
    pages = {"timeline": "/", "search": "/search/", "policies": "/policies/"}
    for at, filters in enumerate(drawn(40)):
        name = list(pages)[at % 3]
        page = client.get(pages[name], {**filters, "page_size": 200})
        answer = get(client, f"{name}/", **filters, page_size=200)
        urls = [one["url"].removeprefix("http://testserver") for one in answer["results"]]
        assert urls == [row.url.partition("?")[0] for row in page.context["page"]], filters
        assert answer["count"] == page.context["page"].paginator.count
        if at % 4 == 0:
            small = {**filters, "page_size": 7}
            assert by_position(client, f"{name}/", **small) == answer["results"], filters
        if name == "timeline" and at % 2:
            facets = get(client, "timeline/facets/", **filters)
            for facet in page.context["facets"]:
                shown = {one.value: one.count for one in facet.values}
                of_api = {one["value"]: one["count"] for one in facets[facet.name]}
                assert shown.items() <= of_api.items()
                assert len(of_api) == max(facet.different, len(shown))


def test_the_last_page_is_reached_and_none_is_after_it(client):
    answer = get(client, "timeline/", page_size=20)
    seen = list(answer["results"])
    while answer["next"]:
        before, answer = answer, client.get(answer["next"]).json()
        assert client.get(answer["previous"]).json()["results"] == before["results"]
        seen += answer["results"]
    assert len(called(seen)) == len(set(called(seen))) == answer["count"]
    assert problem(client, "timeline/", 404, page=99)["errors"][0]["parameter"] == "page"


def test_reading_by_position_neither_repeats_nor_skips_while_records_are_added(client):
    first = get(client, "timeline/", cursor="*", page_size=30)
    expected = called(by_position(client, "timeline/"))
    milestone("invented-newest", "2030-01-01")
    rest = client.get(first["next"]).json()["results"]
    assert called([*first["results"], *rest]) == expected[:60]


def test_lists_of_tables_hold_every_public_row(client):
    new, old = policy("invented-new", "2020-01"), policy("invented-old", "2015-01")
    says(new, "repeals", old)
    says(milestone("invented-milestone", "2021-01"), "amends", old)
    milestone("invented-draft", "2020-05", state="draft", source=Source.objects.first(), place="1")
    tables = record_tables()
    number = {
        "bodies/": Body.objects.published().count(),
        "sources/": Source.objects.published().count(),
        "relations/": 2,
        "errata/": _number(tables, Erratum, state="published"),
        "citations/": _number(tables, Citation),
        "differences/": len(client.get("/differences/").context["differences"]),
        "provinces/": 31,
    }
    for path, expected in number.items():
        whole = get(client, path, page_size=200)
        assert whole["count"] == len(whole["results"]) == expected, path
        assert by_position(client, path, page_size=9) == whole["results"]
        paged = [
            one
            for page in range(1, -(-expected // 20) + 1)
            for one in get(client, path, page_size=20, page=page)["results"]
        ]
        assert paged == whole["results"]
    [relation] = get(client, "relations/", kind="repeals")["results"]
    assert (relation["from"]["slug"], relation["to"]["slug"]) == (new.slug, old.slug)
    of_excerpts = get(client, "citations/", type="excerpt", source="guanyan-policy-tables")
    assert of_excerpts["count"] == 29
    assert of_excerpts["results"][0]["record"] == {"type": "excerpt", "slug": "beijing"}
    assert get(client, "errata/", kind="query")["count"] < number["errata/"]
    assert called(get(client, "bodies/", q="国务院")["results"])[0] == ("body", "guowuyuan")


def _number(tables, part: type, **fields) -> int:
    models = [one for one in tables if issubclass(one, part)]
    return sum(one.objects.filter(record__state="published", **fields).count() for one in models)


def test_a_record_is_what_its_list_says_and_fields_choose_of_it(client):
    for path in ("policies/", "milestones/", "bodies/", "provinces/", "sources/"):
        [first] = get(client, path, page_size=1)["results"]
        assert get(client, f"{path}{first['slug']}/") == first
        [chosen] = get(client, path, page_size=1, fields="id,modified")["results"]
        assert chosen == {name: first[name] for name in ("type", "slug", "id", "modified")}
        assert get(client, f"{path}{first['slug']}/", fields="id,modified") == chosen
    [citation] = get(client, "citations/", page_size=1, fields="place")["results"]
    assert citation == {"place": "5-8"}


def test_the_fields_of_every_type_are_described(client):
    for type_ in record_types.registered():
        if type_.described_by:
            path = f"{type_.list_page or 'search'}/"
            for record in get(client, path, page_size=200)["results"]:
                if record.get("type", type_.name) in (type_.name, type_.page):
                    fields = type_.described_by().fields
                    given = [name for name in fields if name != "digest"]
                    assert list(record) == given, record
                    assert all(record[one] is not None or fields[one].allow_null for one in record)


def test_a_filter_in_the_address_is_in_the_links_to_other_pages(client):
    filters = {"q": "数据", "year": ["2018", "2016"], "fields": "title"}
    answer = get(client, "timeline/", **filters, page_size=1)
    assert urlencode({"q": "数据"}) in answer["next"]
    assert client.get(answer["next"]).json()["previous"].endswith("&page=1")


def test_digests_are_given_when_they_are_asked_for(client):
    given, lists = {}, ("policies", "milestones", "search", "bodies", "provinces", "sources")
    for path in (f"{one}/" for one in (*lists, "differences")):
        for one in get(client, path, page_size=200, fields="digest")["results"]:
            given.setdefault(one.get("type", "difference"), set()).add(one["digest"])
    wanted = {}
    for one in all_digested():
        wanted.setdefault(one.type, set()).add(one.digest)
    assert given == wanted
    slug = "2015-08-31"
    alone = get(client, f"milestones/{slug}/", fields="digest")
    assert alone == {"type": "milestone", "slug": slug, "digest": alone["digest"]}
    assert alone["digest"] in wanted["milestone"]
    assert client.get(f"/milestones/{slug}.json").json()["digest"] == alone["digest"]
    assert "digest" not in get(client, f"milestones/{slug}/")
