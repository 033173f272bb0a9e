"""The public sees what is published, and nothing else: on no page, in no count."""

import re
from datetime import date

import pytest

from policies.models import Body, MilestoneIssuance, Policy, PolicyIssuance
from portal.index.check import stale
from portal.models import Document, Suggestion
from portal.models.curated import State
from provinces.models import Excerpt, ExcerptErratum, Unit
from tests.universe import milestone, policy

pytestmark = pytest.mark.usefixtures("catalogue")

PAGES = [
    "/",
    "/?q=饕餮",
    "/?year=2018",
    "/?view=lanes",
    "/policies/",
    "/policies/?q=饕餮",
    "/milestones/",
    "/search/?q=饕餮",
    "/search/suggestions/?q=饕餮",
    "/bodies/",
    "/bodies/guowuyuan/",
    "/differences/",
    "/sources/guanyan-policy-tables/",
    "/provinces/",
    "/provinces/?q=饕餮",
    "/about/",
    "/sitemap.xml",
    *(f"/sitemap-{name}-1.xml" for name in ("policy", "milestone", "body", "unit", "source")),
]
HIDDEN = [State.DRAFT, State.REVIEW, State.WITHDRAWN]


def said(client) -> dict[str, tuple[int, str]]:
    """Address → status and text, without the parts of a page that repeat the request."""
    found = {}
    for address in PAGES:
        response = client.get(address)
        found[address] = response.status_code, response.content.decode()
    return found


def undated(found: dict[str, tuple[int, str]]) -> dict[str, tuple[int, str]]:
    """Without the times of modification in the sitemap."""
    return {
        address: (status, re.sub("<lastmod>.*?</lastmod>", "", text))
        for address, (status, text) in found.items()
    }


def hide(record, state: State) -> None:
    record.state = state
    if state == State.WITHDRAWN:
        record.withdrawn_on, record.withdrawn_because = date(2026, 1, 5), "重复收录。"
    record.save()


@pytest.mark.parametrize("state", HIDDEN)
def test_what_is_not_published_changes_no_page(client, state):
    before = said(client)
    body = Body.objects.get(slug="guowuyuan")
    told = policy("taotie", "2018-05", state=State.DRAFT, title="饕餮政策", wording="饕餮一。")
    PolicyIssuance.objects.create(record=told, body=body)
    telling = milestone("taotie", "2018-06", state=State.DRAFT, title="饕餮大事", policy=told)
    MilestoneIssuance.objects.create(record=telling, body=body)
    hide(told, state)
    hide(telling, state)
    assert said(client) == before
    assert not Document.objects.filter(type="policy", record=told.pk).exists()
    assert not Suggestion.objects.filter(text__contains="饕餮").exists()
    assert [*stale()] == []


@pytest.mark.parametrize("state", HIDDEN)
def test_hiding_and_publishing_again_leaves_every_page_as_it_was(client, state):
    before = said(client)
    hidden = [
        Policy.objects.filter(milestones__isnull=False).first(),
        Policy.objects.exclude(milestones=None).last().milestones.first(),
        Excerpt.objects.get(unit__slug="beijing"),
    ]
    for record in hidden:
        hide(record, state)
    assert said(client) != before
    for record in hidden:
        record.state, record.withdrawn_on, record.withdrawn_because = State.PUBLISHED, None, ""
        record.save()
    assert undated(said(client)) == undated(before)
    assert [*stale()] == []


def test_an_erratum_that_is_not_published_is_neither_shown_nor_searched(client):
    erratum = ExcerptErratum.objects.filter(field="wording").exclude(reading="").first()
    page = erratum.record.get_absolute_url()
    assert erratum.reason in client.get(page).content.decode()
    hide(erratum, State.DRAFT)
    assert erratum.reason not in client.get(page).content.decode()
    assert [*stale()] == []


def test_a_hidden_twin_neither_dates_a_document_nor_speaks_for_it(client):
    told = policy("told", "2018")
    telling = milestone("telling", "2018-06", policy=told, title="另有其名")
    told.refresh_from_db()
    assert str(told.timeline_date) == "2018年6月"
    hide(telling, State.DRAFT)
    told.refresh_from_db()
    assert str(told.timeline_date) == "2018年"
    assert "另有其名" not in client.get("/policies/told/").content.decode()
    hide(telling, State.PUBLISHED)
    told.refresh_from_db()
    assert str(told.timeline_date) == "2018年6月"


@pytest.mark.parametrize("make", [policy, milestone])
def test_the_address_of_a_withdrawn_record_says_when_and_why(client, make):
    record = make("gone", "2018-06", title="已撤回的题名")
    hide(record, State.WITHDRAWN)
    response = client.get(record.get_absolute_url())
    page = response.content.decode()
    assert response.status_code == 410
    for part in ("已撤回的题名", "2026-01-05", "重复收录。", 'content="noindex"'):
        assert part in page
    assert record.wording not in page


@pytest.mark.parametrize("state", [State.DRAFT, State.REVIEW])
def test_the_address_of_a_draft_is_unknown(client, state):
    record = policy("draft-of-ours", "2018-06", title="草拟中的题名", state=state)
    for address in (record.get_absolute_url(), "/policies/draft-of-/"):
        response = client.get(address)
        assert response.status_code == 404
        assert "草拟中的题名" not in response.content.decode()


def test_a_unit_says_that_its_excerpt_was_withdrawn(client):
    excerpt = Excerpt.objects.get(unit__slug="beijing")
    hide(excerpt, State.WITHDRAWN)
    response = client.get("/provinces/beijing/")
    page = response.content.decode()
    assert response.status_code == 200
    assert "重复收录。" in page
    assert "2026-01-05" in page
    assert excerpt.wording not in page
    assert "来源没有" not in page


@pytest.mark.parametrize("state", [State.DRAFT, State.REVIEW])
def test_a_unit_does_not_say_that_the_source_lacks_what_is_only_not_published(client, state):
    excerpt = Excerpt.objects.get(unit__slug="beijing")
    hide(excerpt, state)
    page = client.get("/provinces/beijing/").content.decode()
    assert "来源没有" not in page
    assert '<p class="nothing">摘录未公布</p>' in page
    assert excerpt.wording not in page


def test_an_excerpt_that_is_not_published_is_not_said_to_be_wanting_in_the_source(client):
    lacking = Unit.objects.filter(excerpts=None).count()
    hide(Excerpt.objects.get(unit__slug="beijing"), State.REVIEW)
    response = client.get("/provinces/")
    page = response.content.decode()
    assert response.context["with_excerpt"] == Excerpt.objects.count()
    assert page.count("来源没有摘录</td>") == lacking
    assert page.count("摘录未公布</td>") == 1
    assert '摘录未公布 <span class="count" lang="zh-Hans">北京市</span>' in page


@pytest.mark.parametrize("state", [State.DRAFT, State.REVIEW])
def test_a_draft_of_what_the_source_lacks_leaves_no_trace(client, state):
    unit = Unit.objects.get(slug="sichuan")
    Excerpt.objects.filter(unit=unit).delete()
    addresses = ["/provinces/", "/provinces/sichuan/", "/about/", "/en/about/", "/sitemap.xml"]
    addresses.append("/sitemap-unit-1.xml")
    before = [client.get(address).content for address in addresses]
    assert "四川省" in client.get("/about/").content.decode()
    excerpt = Excerpt.objects.create(unit=unit, wording="饕餮四川。", state=state)
    excerpt.errata.create(kind="query", printed="饕餮", reason="存疑。")
    assert [client.get(address).content for address in addresses] == before
