"""Ten kinds of record that rest on other sources than the two texts; all of them are invented.

Each is entered through the admin's own forms, submitted and published. It reads well on its page,
in lists and in search, and nothing empty stands on its page.
"""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from policies.models import Body, Difference, Entry, Milestone, Policy
from portal.curation.accounts.groups import EDITORS, REVIEWERS
from portal.models import Source
from provinces.models import Excerpt, Unit
from tests.portal.archived_files.pdfs import pdf
from tests.portal.curation.desk import Desk

pytestmark = pytest.mark.usefixtures("catalogue")


@pytest.fixture
def desk(in_group) -> Desk:
    enters, reviews = Client(), Client()
    enters.force_login(in_group(EDITORS))
    reviews.force_login(in_group(REVIEWERS))
    return Desk(enters, reviews)


def new(title: str, date: str = "2025年3月27日", **typed) -> dict[str, str]:
    """What is typed of an entry."""
    return {"title": title, "date": date, "kind": "document", "bodies_said": "国务院"} | typed


def page_of(name: str) -> dict[str, str]:
    """What is typed of a source that is a web page, with the words quoted from it."""
    return {
        "source_title": f"{name}（测试虚构）",
        "source_url": f"https://www.example.gov.cn/{name}.html",
        "source_publisher": "某办公厅",
        "source_quote": f"{name}的虚构原话。",
    }


def gazette(desk: Desk, title: str) -> Source:
    return desk.enter(Source, title=title, kind="print", publisher="某出版社")


def cited(source: Source, place: str, **fields) -> dict[str, list[dict]]:
    return {"citations": [{"source": source.pk, "place": place} | fields]}


def known_from_a_web_page(desk: Desk) -> Entry:
    return desk.publish(Policy, **new("虚构通知一"), **page_of("网页"))


def with_a_page_of_a_gazette(desk: Desk) -> Entry:
    rows = cited(gazette(desk, "虚构公报"), "第 12 页", quote="虚构的引文。")
    return desk.publish(Policy, rows, **new("虚构通知二"), **page_of("网页"))


def with_a_pdf(desk: Desk) -> Entry:
    source = page_of("文件") | {"source_url": ""}
    made = desk.submit(Policy, **new("虚构通知三"), **source)
    [citation] = made.citations.all()
    upload = SimpleUploadedFile("虚构.pdf", pdf())
    desk.change(citation.source, {"copies": [{"upload": upload}]})
    desk.move(made, "发布")
    return made


def of_six_bodies(desk: Desk) -> Entry:
    names = "、".join(Body.objects.order_by("pk").values_list("name", flat=True)[:6])
    return desk.publish(Policy, **new("虚构的六家通知", bodies_said=names), **page_of("六家"))


def a_revised_law(desk: Desk) -> Entry:
    law = {"kind": "legislation", "bodies_said": ""}
    former = desk.publish(Policy, **new("虚构条例（旧）", "2007年", **law), **page_of("旧条例"))
    says = {"kind": "amends", "policy": former.pk, "quote": "虚构的引文。"}
    typed = new("虚构条例（新）", "2019年4月3日", **law)
    made = desk.publish(Policy, {"relations": [says]}, **typed, **page_of("新条例"))
    assert made.relations.get().source == made.citations.get().source, "the one typed in the form"
    return made


def a_repealed_notice(desk: Desk) -> Entry:
    made = desk.publish(Policy, **new("虚构的旧通知", "2016年5月"), **page_of("旧通知"))
    says = {"kind": "repeals", "policy": made.pk}
    desk.publish(Policy, {"relations": [says]}, **new("虚构的废止决定"), **page_of("废止"))
    desk.change(made, status="repealed")
    return made


def a_meeting_of_uncertain_date(desk: Desk) -> Entry:
    typed = new("虚构的座谈会", "2025年3月下旬", kind="meeting", bodies_said="国务院（举行）")
    return desk.publish(Milestone, **typed, **page_of("会议"))


def a_provincial_plan(desk: Desk) -> Excerpt:
    source = desk.enter(
        Source,
        title="规划全文（测试虚构）",
        publisher="某省政府",
        url="https://www.example.gov.cn/gui-hua.html",
    )
    return desk.publish(
        Excerpt,
        cited(source, "第三章"),
        unit=Unit.objects.get(slug="beijing").pk,
        source=source.pk,
        plan_title="虚构的第十五个五年规划",
        plan_date="2026年1月",
        wording="虚构的规划原文。",
    )


def of_two_differing_sources(desk: Desk) -> Entry:
    rows = cited(gazette(desk, "虚构的报告汇编"), "第 3 页")
    typed = new("虚构的报告", "2025年3月", wording="虚构的报告原文。")
    made = desk.publish(Policy, rows, **typed)
    told = desk.submit(Milestone, **new("虚构的报告", "2025年4月"), **page_of("报道"))
    assert told.policy == made
    desk.move(told, "发布")
    ruling = desk.follow(told, "裁定")
    desk.answer(ruling, prefers="policy", reason="虚构的理由。")
    assert Difference.objects.get(milestone=told).policy == made
    return made


def known_by_number_alone(desk: Desk) -> Entry:
    number = "虚发〔2025〕10号"
    rows = cited(gazette(desk, "虚构的目录"), "第 7 页", supports=["title", "number", "date"])
    typed = new(number, "2025年", number=number, wording=number, bodies_said="")
    return desk.publish(Policy, rows, **typed)


KINDS: list[Callable] = [
    *(known_from_a_web_page, with_a_page_of_a_gazette, with_a_pdf, of_six_bodies, a_revised_law),
    *(a_repealed_notice, a_meeting_of_uncertain_date, a_provincial_plan),
    *(of_two_differing_sources, known_by_number_alone),
]


# Of records that begin when these do, where all are listed.
LISTS = {
    Policy: ("/policies/", "/?kind=document&kind=legislation"),
    Milestone: ("/milestones/", "/?kind=meeting"),
    Excerpt: (),  # listed by their units
}


def text_of(html: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)))


@pytest.mark.parametrize("make", KINDS)
def test_it_reads_well_on_its_page_in_lists_and_in_search(client, desk, make):
    record = make(desk)
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
    for address in LISTS[type(record)]:
        assert title in text_of(client.get(address).content.decode())
    source = record.citations.first().source.slug
    found = client.get("/search/", {"source": source}).content.decode()
    assert title in text_of(found)


def test_a_document_known_by_its_number_alone_is_found_and_says_what_is_not_known(client, desk):
    made = known_by_number_alone(desk)
    for typed in ("虚发[2025]10号", "虚发（2025）10号", "虚发〔２０２５〕１０号"):
        for asked in ({"q": typed}, {"number": typed}):
            assert made.get_absolute_url() in client.get("/policies/", asked).content.decode()
    page = client.get(made.get_absolute_url()).content.decode()
    evidence = page[page.index('class="evidence"') :]
    assert re.search(r"<dt>原文</dt>\s*<dd>\s*没有注明出处", evidence)
    assert re.search(r"<dt>题名、发文字号、日期</dt>\s*<dd>\s*<p class=\"cited\">", evidence)
