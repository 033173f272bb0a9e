"""Feeds have the records of their list, say what changed, and are read by outside parsers."""

from pathlib import Path

import feedparser
import pytest
from django.core.cache import cache
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from lxml import etree

from policies.lists.timeline import Timeline
from policies.models import Difference, FoundDifference, MilestoneErratum
from portal.feeds.atom import ATOM, TOMBSTONES
from portal.models.curated import State
from tests.universe import crowd, milestone

pytestmark = pytest.mark.usefixtures("catalogue")
GRAMMAR = etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))
ENTRY, DELETED = f"{{{ATOM}}}entry", f"{{{TOMBSTONES}}}deleted-entry"


def read(client, address: str) -> etree._Element:
    """The feed, after both parsers have read it."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.content.decode()
    root = etree.fromstring(answer.content)
    GRAMMAR.assertValid(root)
    told = feedparser.parse(answer.content)
    assert not told.bozo, told.bozo_exception
    assert len(told.entries) == len(root.findall(ENTRY))
    return root


def link(root, relation: str) -> str | None:
    return next(
        (one.get("href") for one in root.iter(f"{{{ATOM}}}link") if one.get("rel") == relation),
        None,
    )


def pages(client, address: str):
    while address:
        root = read(client, address)
        yield root
        address = link(root, "next")


def says(entry, name: str) -> str:
    return entry.findtext(f"{{{ATOM}}}{name}")


@pytest.mark.parametrize(
    ("feed", "scope"),
    [
        ("/timeline.atom", "timeline"),
        ("/timeline.atom?year=2018&body=guowuyuan&sort=date", "timeline"),
        ("/timeline.atom?q=数据&kind=document&kind=meeting", "timeline"),
        ("/timeline.atom?number=国发〔1999〕1号", "timeline"),
        ("/policies.atom", "policy"),
        ("/milestones.atom?from=2019-05", "milestone"),
        ("/provinces.atom", "excerpt"),
    ],
)
def test_a_feed_has_the_records_of_its_list(client, feed, scope):
    listed = Timeline(QueryDict(feed.partition("?")[2]), scope)
    expected = {f"tag:testserver,2026:{type_}-{key}" for type_, key in listed.keys(slice(0, 200))}
    found = [says(entry, "id") for root in pages(client, feed) for entry in root.iter(ENTRY)]
    assert sorted(found) == sorted(expected)
    assert len(found) == len(listed)


def test_a_feed_says_in_words_what_it_is_of(client):
    root = read(client, "/timeline.atom?year=2018&body=guowuyuan")
    assert (
        says(root, "title") == "中国电子政务政策时间线 · 时间线（年份：2018年；发布主体：国务院）"
    )
    assert link(root, "alternate") == "http://testserver/?year=2018&body=guowuyuan"
    assert says(root, "id").startswith("tag:testserver,2026:timeline.atom?year=2018")
    assert read(client, "/timeline.atom?year=1999").find(ENTRY) is None


def test_a_page_names_its_feed(client):
    for page, feed in (
        ("/?year=2018&view=lanes", "/timeline.atom?year=2018"),
        ("/policies/?sort=date&page_size=5", "/policies.atom?sort=date"),
        ("/milestones/", "/milestones.atom"),
        ("/bodies/guowuyuan/?year=2018", "/bodies/guowuyuan.atom?year=2018"),
        ("/provinces/", "/provinces.atom"),
    ):
        named = f'type="application/atom+xml" title="订阅这个列表的更新" href="{feed}">'
        shown = client.get(page).content.decode()
        assert named in shown
        assert f'<a href="{feed}" data-hx-boost="false">订阅</a>' in shown
    assert "atom" not in client.get("/search/?q=数据").content.decode()


def test_a_body_has_a_feed_of_its_timeline(client):
    listed = Timeline(QueryDict("body=guowuyuan&year=2018"))
    root = read(client, "/bodies/guowuyuan.atom?year=2018")
    assert len(root.findall(ENTRY)) == len(listed)
    assert says(root, "title").endswith(" · 国务院（年份：2018年）")
    assert link(root, "alternate") == "http://testserver/bodies/guowuyuan/?year=2018"
    assert client.get("/bodies/nobody.atom").status_code == 404
    assert client.get("/bodies/guowuyuan.atom?body=gongxinbu").status_code == 400


def test_a_feed_of_differences_has_each_with_its_ruling(client):
    root = read(client, "/differences.atom")
    entries = {says(one, "title"): one for one in root.findall(ENTRY)}
    assert len(entries) == FoundDifference.objects.count() > 0
    told = entries["促进大数据发展行动纲要：日期"]
    assert says(told, "summary") == "新收录"
    assert "2018年1月；2015年8月31日（本站采用）。两说相差" in says(told, "content")
    assert link(told, "alternate").startswith("http://testserver/milestones/2015-08-31/")
    assert 'href="/differences.atom"' in client.get("/differences/").content.decode()
    ruling = Difference.objects.get(pk=says(told, "id").rpartition("-")[2])
    ruling.reason = "编造的理由。"
    ruling.save()
    entries = read(client, "/differences.atom").findall(ENTRY)
    [changed] = [one for one in entries if says(one, "id") == says(told, "id")]
    assert says(changed, "summary") == "更正：理由"
    assert says(changed, "updated") == says(entries[0], "updated")
    ruling.delete()
    root = read(client, "/differences.atom")
    assert says(told, "id") in [one.get("ref") for one in root.findall(DELETED)]
    assert "尚未裁定" in {says(one, "summary") for one in root.findall(ENTRY)}


def test_the_newest_change_comes_first_and_says_what_changed(client):
    old, new = milestone("invented-old", "2018-06"), milestone("invented-new", "2018-07")

    def told() -> dict[str, str]:
        root = read(client, "/timeline.atom")
        return {says(one, "title"): says(one, "summary") for one in root.findall(ENTRY)}

    assert list(told().items())[:2] == [("invented-new", "新收录"), ("invented-old", "新收录")]
    old.title = "改过的题名"
    old.save()
    assert next(iter(told().items())) == ("改过的题名", "更正：题名")
    erratum = {"field": "wording", "kind": "mistaken", "printed": new.wording, "reason": "编造"}
    draft = MilestoneErratum.objects.create(record=new, **erratum)
    assert "勘误" not in told()["invented-new"]
    draft.delete()
    MilestoneErratum.objects.create(record=new, state=State.PUBLISHED, **erratum)
    assert told()["invented-new"] == "更正：大事记勘误"


def test_what_is_withdrawn_or_deleted_is_a_tombstone(client):
    gone, dead = milestone("invented-gone", "2018-06"), milestone("invented-dead", "2018-07")
    milestone("invented-draft", "2018-08", state=State.DRAFT)
    root = read(client, "/timeline.atom?year=2018")
    ids = {says(one, "title"): says(one, "id") for one in root.findall(ENTRY)}
    assert {"invented-gone", "invented-dead"} <= ids.keys()
    assert "invented-draft" not in ids
    fields = {"withdrawn_on": "2026-11-28", "withdrawn_because": "编造的理由"}
    type(gone).objects.filter(pk=gone.pk).update(state=State.WITHDRAWN, **fields)
    dead.delete()
    root = read(client, "/timeline.atom?year=2018")
    refs = [one.get("ref") for one in root.findall(DELETED)]
    assert sorted(refs) == sorted([ids["invented-gone"], ids["invented-dead"]])
    assert not {*refs} & {says(one, "id") for one in root.findall(ENTRY)}


def test_a_bad_value_is_named(client):
    for asked, named in (("before=x", "“x”"), ("year=abc", "“abc”"), ("body=nobody", "nobody")):
        answer = client.get(f"/timeline.atom?{asked}")
        assert (answer.status_code, answer["Content-Type"]) == (400, "text/plain; charset=utf-8")
        assert named in answer.content.decode()
        assert asked.partition("=")[0] in answer.content.decode()
    place = "before=20261128T090928.000000-policy-1"
    assert client.get(f"/milestones.atom?{place}").status_code == 400
    assert client.get(f"/policies.atom?{place}").status_code == 200


def test_a_page_costs_a_fixed_number_of_queries(client):
    def cost() -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            client.get("/timeline.atom")
        return len(queries)

    cost()  # the SQL of some queries is built once
    crowd(60)
    before = cost()
    crowd(300, first=60)
    assert cost() == before <= 33
