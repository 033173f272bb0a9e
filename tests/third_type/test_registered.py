"""A record type that nothing outside its app knows appears wherever the others do."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from portal.models import Source
from portal.models.curated import State
from portal.open_data.digests import all_digested, digests_of
from portal.text.dates import read_query
from tests import sitemap
from tests.third_type.models import Level, ProvincialDocument

pytestmark = pytest.mark.usefixtures("catalogue")

# A word that stands in no record of the catalogue.
WORD = "饕餮"


def document(slug: str, level: Level, on: str = "", **fields) -> ProvincialDocument:
    date = read_query(on) if on else None
    made = ProvincialDocument(
        slug=slug,
        title=f"{WORD}{slug}",
        wording=f"{slug}的原文。",
        level=level,
        state=State.PUBLISHED,
        date_start=date and date.start,
        date_end=date and date.end,
        date_precision=date.precision if date else "",
        **fields,
    )
    made.save()
    made.citations.create(source=Source.objects.first())
    return made


@pytest.fixture
def documents(db):
    """One of a province, dated; one of a city, dated; one of a city without a date."""
    return [
        document("jia", Level.PROVINCE, "2018-04-22"),
        document("yi", Level.CITY, "2019-05"),
        document("bing", Level.CITY),
    ]


def titles(page) -> list[str]:
    return [row.title for row in page.context["page"]]


def facet(page, name: str) -> dict[str, int]:
    [found] = [one for one in page.context["facets"] if one.name == name]
    return {one.value: one.count for one in found.values}


def test_it_stands_on_the_timeline_through_its_own_template(client, documents):
    page = client.get("/?year=2018")
    assert f"{WORD}jia" in titles(page)
    assert '<li class="entry provincial">' in page.content.decode()
    assert not {f"{WORD}yi", f"{WORD}bing"} & set(titles(client.get("/?page_size=200")))


def test_search_finds_it_dated_or_not_with_the_undated_last(client, documents):
    for sort in ("", "date"):
        found = titles(client.get("/search/", {"q": WORD, "sort": sort}))
        assert len(found) == 3
        assert found[-1] == f"{WORD}bing"
    assert titles(client.get(f"/search/?q={WORD}&sort=relevance"))[-1] == f"{WORD}bing"
    assert len(titles(client.get(f"/search/?q={WORD}&type=provincialdocument"))) == 3
    tabs = {tab.value: tab.count for tab in client.get(f"/search/?q={WORD}").context["tabs"]}
    assert tabs["provincialdocument"] == tabs[""] == 3


def test_its_dimension_filters_counts_and_is_named(client, documents):
    assert facet(client.get("/"), "level") == {"province": 1}
    assert facet(client.get("/search/"), "level") == {"province": 1, "city": 2}
    page = client.get("/search/?level=city")
    assert sorted(titles(page)) == [f"{WORD}bing", f"{WORD}yi"]
    assert [(one.filter, one.label) for one in page.context["active_filters"]] == [("层级", "市级")]
    assert facet(page, "level") == {"province": 1, "city": 2}
    refused = client.get("/search/?level=nation")
    assert refused.status_code == 400
    assert "“nation”不是可用的层级" in refused.content.decode()
    assert "level" not in client.get("/policies/").context["form"].fields


def test_an_empty_result_says_which_filter_to_drop(client, documents):
    [drop] = client.get(f"/search/?q={WORD}jia&level=city").context["removable_filters"][:1]
    assert drop.filter in ("层级", "检索词")
    left_out = client.get(f"/search/?q={WORD}&kind=forum").context["left_out"]
    assert [one.sentence for one in left_out] == ["另有 3 份省级文件没有类型，不在其中。"]


def test_the_rail_stacks_what_has_no_kind(client, documents):
    bars = {bar.period: bar for bar in client.get("/").context["rail"].bars}
    assert "none" in {brick.colour for brick in bars["2018"].bricks}
    assert len(bars["2018"].bricks) == bars["2018"].count


def test_it_is_suggested_within_its_own_filter(client, documents):
    call_command("rebuild_search", stdout=io.StringIO())
    asked = {"q": WORD, "list": "provincialdocument", "within": "level=province"}
    found = client.get("/search/suggestions/", asked).json()["suggestions"]
    assert [one["text"] for one in found] == [f"{WORD}jia"]


def test_its_pages_are_reached_and_in_the_sitemap(client, documents):
    assert client.get("/provincial/jia/").status_code == 200
    assert client.get("/en/provincial/").status_code == 200
    assert {"/provincial/", "/provincial/bing/"} <= set(sitemap.paths(client))
    assert "省级文件" in client.get("/about/").content.decode()


def test_it_is_cited_by_its_page_and_in_files(client, documents):
    address = "http://testserver/id/provincialdocument/yi?version=1"
    page = client.get("/en/provincial/yi/").content.decode()
    assert f"{WORD}yi[EB/OL]. （2019-05）[" in page
    assert 'href="/provincial/yi.ris" download' in page
    assert f'<meta name="citation_title" content="{WORD}yi">' in page
    assert '"@type":"Legislation"' in page
    assert address in client.get("/provincial/yi.csl.json").json()[0]["URL"]
    assert client.get("/provincial/bing.bib").status_code == 200
    assert client.get("/provincial/wu.bib").status_code == 404


def test_it_is_cited_and_read_as_it_stood(client, documents):
    jia = documents[0]
    jia.title, jia.version = "改过的题名", 2
    jia.save()
    assert client.get("/id/provincialdocument/jia?version=1")["Location"].endswith("jia/?version=1")
    assert f"{WORD}jia" in client.get("/provincial/jia/?version=1").content.decode()
    assert "改过的题名" in client.get("/provincial/jia/?version=2").content.decode()
    today = timezone.localdate()
    assert "改过的题名" in titles(client.get(f"/?as_of={today}&year=2018"))
    assert titles(client.get(f"/?as_of={today}&level=province")) == ["改过的题名"]
    assert titles(client.get(f"/?as_of={today}&year=2018&body=guowuyuan&level=province")) == []


def test_a_neighbour_on_the_timeline_may_be_one(client, documents):
    newest = document("ding", Level.PROVINCE, "2030-01-01")
    last = titles(client.get("/"))[1]
    row = client.get("/").context["page"].object_list[1]
    assert row.title == last
    assert newest.title in client.get(row.url).content.decode()


def test_the_api_lists_counts_describes_and_harvests_it(client, documents):
    found = client.get("/api/v1/timeline/?level=province&fields=level").json()["results"]
    assert found == [{"type": "provincialdocument", "slug": "jia", "level": "province"}]
    whole = client.get(f"/api/v1/search/?q={WORD}&cursor=*&page_size=2").json()
    rest = client.get(whole["next"]).json()
    slugs = [one["slug"] for one in whole["results"] + rest["results"]]
    assert slugs == ["yi", "jia", "bing"]
    facets = client.get("/api/v1/search/facets/").json()
    assert {one["value"]: one["count"] for one in facets["level"]} == {"province": 1, "city": 2}
    described = client.get("/api/v1/openapi.json").json()
    assert "level" in described["components"]["schemas"]["ProvincialDocument"]["properties"]
    documents[0].delete()
    since = documents[0].modified_at.isoformat()
    gone = client.get("/api/v1/search/", {"modified_since": since}).json()["results"][-1]
    assert (gone["type"], gone["slug"]) == ("provincialdocument", "jia")
    assert client.get("/api/v1/citations/?type=provincialdocument").json()["count"] == 2


def test_curators_edit_it_and_import_it(curating, documents):
    admin = "admin:third_type_provincialdocument"
    for name in ("changelist", "add", "import", "export"):
        assert curating.get(reverse(f"{admin}_{name}")).status_code == 200
    assert "省级文件" in curating.get(reverse("admin:index")).content.decode()


def test_check_catalogue_and_rebuild_search_know_it(documents):
    call_command("check_catalogue", stdout=io.StringIO())
    ProvincialDocument.objects.filter(slug="jia").update(title="？")
    with pytest.raises(CommandError, match="1 breaches"):
        call_command("check_catalogue", stdout=io.StringIO(), stderr=io.StringIO())
    before, after = io.StringIO(), io.StringIO()
    call_command("rebuild_search", stdout=before)
    document("wu", Level.CITY)
    call_command("rebuild_search", stdout=after)
    assert int(after.getvalue().split()[0]) == int(before.getvalue().split()[0]) + 1


def test_it_has_a_digest(documents):
    jia, *_ = documents
    key = ("provincialdocument", jia.pk)
    before = digests_of([key])[key]
    assert before in [one.digest for one in all_digested()]
    jia.citations.update(quote="引")
    assert digests_of([key])[key] != before


def test_it_is_loaded_in_bulk(tmp_path, catalogue):
    file = tmp_path / "documents.jsonl"
    line = {"type": "provincialdocument", "slug": "bulk", "title": WORD, "wording": "原文。"}
    file.write_text(json.dumps(line | {"level": "city", "date_start": "2016-13"}))
    with pytest.raises(CommandError, match="line 1: date_start"):
        call_command("load_bulk", file)
    file.write_text(json.dumps(line | {"level": "city"}))
    call_command("load_bulk", file, stdout=io.StringIO())
    assert ProvincialDocument.objects.get(slug="bulk").state == State.PUBLISHED
