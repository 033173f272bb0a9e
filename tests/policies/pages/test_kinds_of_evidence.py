"""Ten kinds of record that rest on other sources than the two texts; all of them are invented.

Each reads well on its page, in lists and in search, and nothing empty stands on its page.
"""

import re
from collections.abc import Callable
from html import unescape

import pytest

from policies.models import Body, Difference, Entry, PolicyIssuance
from portal.models import Source
from portal.models.curated import State
from provinces.models import Excerpt, Unit
from tests.portal.archived_files.copies import archived, web_page
from tests.universe import milestone, policy, says

pytestmark = pytest.mark.usefixtures("catalogue")


def cite(record, source: Source, **fields):
    citation = record.citations.model(record=record, source=source, **fields)
    citation.full_clean()
    citation.save()
    return record


def gazette(slug: str) -> Source:
    return web_page(slug, kind="print", url="", published_on="2025-04")


def known_from_a_web_page() -> Entry:
    return cite(policy("yi", "2025-03", title="虚构通知一"), web_page("wang-ye"))


def with_a_page_of_a_gazette() -> Entry:
    made = cite(policy("er", "2025-03", title="虚构通知二"), web_page("wang-ye-er"))
    return cite(made, gazette("gong-bao"), place="第 12 页", quote="虚构的引文。", position=2)


def with_a_pdf() -> Entry:
    source = web_page("pdf", kind="document")
    archived(source)
    return cite(policy("san", "2025-03", title="虚构通知三"), source)


def of_six_bodies() -> Entry:
    made = cite(policy("si", "2025-03", title="虚构的六家通知"), web_page("liu-jia"))
    for position, body in enumerate(Body.objects.order_by("pk")[:6], 1):
        PolicyIssuance.objects.create(record=made, body=body, position=position)
    return made


def a_revised_law() -> Entry:
    former = policy("wu-jiu", "2007-04", title="虚构条例（旧）", kind="legislation")
    made = policy("wu", "2019-04", title="虚构条例（新）", kind="legislation")
    says(made, "amends", former, quote="虚构的引文。", source=web_page("tiao-li"))
    return cite(made, Source.objects.get(slug="tiao-li"), place="第五十六条")


def a_repealed_notice() -> Entry:
    later = policy("liu-xin", "2024-05", title="虚构的废止决定")
    made = policy("liu", "2016-05", title="虚构的旧通知", status="repealed")
    says(later, "repeals", made, source=web_page("fei-zhi"))
    return cite(made, Source.objects.get(slug="fei-zhi"), supports="title date wording status")


def a_meeting_of_uncertain_date() -> Entry:
    made = milestone("qi", "2025年3月下旬", title="虚构的座谈会", kind="meeting")
    return cite(made, web_page("hui-yi"))


def a_provincial_plan() -> Excerpt:
    made = Excerpt(
        unit=Unit.objects.get(slug="beijing"),
        source=web_page("gui-hua"),
        plan_title="虚构的第十五个五年规划",
        plan_date="2026-01",
        wording="虚构的规划原文。",
        state=State.PUBLISHED,
    )
    made.full_clean()
    made.save()
    return cite(made, made.source, place="第三章")


def of_two_differing_sources() -> Entry:
    made = policy("jiu", "2025-03", title="虚构的报告")
    told = milestone("jiu-shi", "2025-04", title="虚构的报告", policy=made)
    Difference.objects.create(
        policy=made, milestone=told, field="date", prefers="policy", reason="虚构的理由。"
    )
    cite(told, web_page("bao-dao"))
    return cite(made, gazette("bao-gao"), place="第 3 页")


def known_by_number_alone() -> Entry:
    made = policy("shi", "2025", title="虚发〔2025〕10号", number="虚发〔2025〕10号")
    return cite(made, gazette("mu-lu"), place="第 7 页", supports="title number date")


KINDS: list[Callable] = [
    *(known_from_a_web_page, with_a_page_of_a_gazette, with_a_pdf, of_six_bodies, a_revised_law),
    *(a_repealed_notice, a_meeting_of_uncertain_date, a_provincial_plan),
    *(of_two_differing_sources, known_by_number_alone),
]


def text_of(html: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)))


@pytest.mark.parametrize("make", KINDS)
def test_it_reads_well_on_its_page_in_lists_and_in_search(client, make):
    record = make()
    page = client.get(record.get_absolute_url().partition("#")[0]).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert not re.search(r"<(dd|td|p|li|q|dt|th|h[1-6])\b[^>]*>\s*</\1>", main)
    shown = text_of(main)
    assert "None" not in shown
    for citation in record.citations.select_related("source"):
        assert citation.source.title in shown
        assert citation.place in shown
        assert citation.quote in shown
        if citation.source.url:
            assert citation.source.url in main
    title = getattr(record, "title", None) or record.plan_title
    assert title in shown
    assert title in text_of(client.get("/search/", {"q": f'"{title}"'}).content.decode())
    source = record.citations.first().source.slug
    found = client.get("/search/", {"source": source}).content.decode()
    assert title in text_of(found)


@pytest.mark.parametrize("typed", ["虚发[2025]10号", "虚发（2025）10号", "虚发〔２０２５〕１０号"])
def test_a_document_is_found_by_its_number_however_it_is_written(client, typed):
    made = known_by_number_alone()
    for asked in ({"q": typed}, {"number": typed}):
        assert made.get_absolute_url() in client.get("/policies/", asked).content.decode()


def test_a_record_says_what_no_source_supports(client):
    made = known_by_number_alone()
    page = client.get(made.get_absolute_url()).content.decode()
    evidence = page[page.index('class="evidence"') :]
    assert re.search(r"<dt>原文</dt>\s*<dd>\s*没有注明出处", evidence)
    assert re.search(r"<dt>题名、发文字号、日期</dt>\s*<dd>\s*<p class=\"cited\">", evidence)
