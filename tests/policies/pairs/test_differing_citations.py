"""Two sources that a record cites may differ; all records and quotations here are invented."""

import re
from html import unescape

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils.timezone import localdate

from policies.admin.dashboard import undecided
from policies.models import Difference, Entry, FoundDifference, Policy, PolicyCitation
from policies.models.said import FIELDS, differing, texts
from policies.pairs.disagreements import attach_citations
from policies.pairs.found import published, stale
from portal.curation.history.revert import undo
from portal.curation.merging.merge import merge
from portal.curation.workflow.transitions import TRANSITIONS, move
from portal.models import Merger
from portal.models.curated import State
from tests.policies.admin.test_admin import filled_form
from tests.portal.archived_files.copies import web_page
from tests.portal.curation.importing.spreadsheets import exported, imported, undone
from tests.universe import milestone, policy

pytestmark = pytest.mark.usefixtures("catalogue")


def cite(record: Entry, slug: str, quote: str, supports: str = "date", place: str = ""):
    source = web_page(slug, kind="print", url="", short_title=f"{slug}（虚构）")
    citation = record.citations.model(
        record=record, source=source, quote=quote, supports=supports, place=place
    )
    citation.full_clean()
    citation.save()
    return citation


@pytest.fixture
def report() -> Policy:
    """A report of which two sources give different days."""
    made = policy("baogao", "2025-03-01", title="虚构的报告")
    cite(made, "ribao", "2025年3月1日", "title date", "第 1 版")
    cite(made, "gongbao", "公布日期：2025年3月9日", place="第 3 页")
    return made


def text_of(page) -> str:
    main = page.content.decode().partition("<main")[2]
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", main)))


def sound() -> bool:
    """Whether what is derived is as it would be made anew."""
    return not list(stale(published()))


def offered(user) -> str:
    """The address of the form of the one ruling that the desk asks for."""
    [item] = undecided(user).items
    return item.address


def rule(curating, user, chosen: str) -> Difference:
    """As on the desk: the link, a side, a reason, saved."""
    form = offered(user)
    assert form in unescape(curating.get(reverse("admin:index")).content.decode())
    data = filled_form(curating.get(form)) | {"prefers": chosen, "reason": "虚构的理由。"}
    answer = curating.post(form, data)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    return Difference.objects.latest("pk")


def test_a_report_with_two_differing_sources_says_so_wherever_it_stands(client, report):
    page = text_of(client.get(report.get_absolute_url()))
    assert "ribao（测试虚构） 第 1 版 2025年3月1日" in page
    assert "gongbao（测试虚构） 第 3 页 2025年3月9日" in page
    assert "尚未裁定" in page
    listed = text_of(client.get("/differences/"))
    assert "共 12 处" in listed
    assert listed.count("尚未裁定") == 1
    assert "虚构的报告 日期" in listed
    assert "Not ruled yet" in text_of(client.get("/en/differences/"))
    row = client.get("/", {"from": "2025-03-01"}).context["page"][0]
    assert (row.title, row.differs) == ("虚构的报告", True)
    with pytest.raises(CommandError):
        call_command("check_catalogue")
    assert sound()


def test_its_ruling_opens_filled_in_and_decides_until_a_third_source_differs(
    client, curating, curator, report
):
    form = offered(curator)
    assert form.endswith(f"?policy={report.pk}&field=date")
    choices = curating.get(form).context["adminform"].form.fields["prefers"].choices
    assert choices == [
        ("policy", "国家政策表、ribao（虚构） 第 1 版：2025年3月1日"),
        ("citation:2025年3月9日", "gongbao（虚构） 第 3 页：2025年3月9日"),
    ]
    ruling = rule(curating, curator, "citation:2025年3月9日")
    assert (ruling.policy, ruling.milestone, ruling.adopted) == (report, None, "2025年3月9日")
    report.refresh_from_db()
    assert (str(report.date), str(report.timeline_date)) == ("2025年3月1日", "2025年3月9日")
    page = text_of(client.get(report.get_absolute_url()))
    assert "2025年3月9日 本站采用" in page
    assert "虚构的理由。" in page
    assert "尚未裁定" not in page
    past = text_of(client.get(report.get_absolute_url(), {"as_of": f"{localdate()}"}))
    assert "2025年3月9日 本站采用" in past
    assert "日期2025年3月9日" in past
    assert not FoundDifference.objects.undecided().exists()
    call_command("check_catalogue")
    cite(report, "wangye", "2025年3月12日")
    assert "裁定之后又有出处另有一说" in text_of(client.get("/differences/"))
    assert offered(curator) == reverse("admin:policies_difference_change", args=[ruling.pk])
    again = rule(curating, curator, "citation:2025年3月9日")
    assert (again.pk, again.adopted, again.rejected) == (
        *(ruling.pk, "2025年3月9日", "2025年3月12日"),
    )
    assert sound()


def test_what_no_reader_may_see_differs_from_nothing(client, curator, report):
    found = FoundDifference.objects.filter(policy=report)
    assert found.exists()
    moved = TRANSITIONS["withdraw"], Policy, [report.pk], curator, "虚构的理由。"
    move(*moved)
    assert not found.exists()
    Policy.objects.filter(pk=report.pk).update(
        state=State.PUBLISHED, withdrawn_on=None, withdrawn_because=""
    )
    assert found.exists()
    # Past its transitions, which do not let a source of public records be withdrawn.
    source = report.citations.get(source__slug="gongbao").source
    type(source).objects.filter(pk=source.pk).update(state=State.DRAFT)
    for address in (report.get_absolute_url(), "/differences/"):
        assert "尚未裁定" not in text_of(client.get(address))
    draft = milestone("cao", "2025-04-01", title="虚构的报告", policy=report, state=State.DRAFT)
    cite(draft, "caogao", "2025年4月7日")
    assert "4月" not in text_of(client.get("/differences/"))
    assert "4月" not in text_of(client.get(report.get_absolute_url()))
    assert sound()


def test_a_ruling_goes_along_wherever_its_record_goes(curating, curator, report):
    ruling = rule(curating, curator, "citation:2025年3月9日")

    def dated() -> str:
        report.refresh_from_db()
        assert sound()
        return str(report.timeline_date)

    citation = report.citations.get(source__slug="gongbao")
    for quote, day in (("2025年3月10日", "2025年3月1日"), ("2025年3月9日", "2025年3月9日")):
        citation.quote = quote
        citation.save()
        assert dated() == day  # once nobody says any more what was adopted, its own
    [row] = [one for one in exported(curating, Difference) if one["采用的引文之说"]]
    batch = imported(curating, Difference, row | {"理由": "改过的虚构理由。"})
    assert (Difference.objects.get(pk=ruling.pk).reason, dated()) == (
        *("改过的虚构理由。", "2025年3月9日"),
    )
    undone(curating, Difference, batch)
    assert Difference.objects.get(pk=ruling.pk).reason == "虚构的理由。"
    kept = policy("kept", "2025-03-01", title="虚构的报告")
    report.refresh_from_db()
    merge(kept, report, curator)
    kept.refresh_from_db()
    assert (kept.differences.get().pk, str(kept.timeline_date)) == (ruling.pk, "2025年3月9日")
    assert PolicyCitation.objects.filter(record=kept).count() == 2
    undo(Merger.objects.latest("pk"), curator)
    assert dated() == "2025年3月9日"
    Difference.objects.get(pk=ruling.pk).delete()
    assert dated() == "2025年3月1日"


def test_citations_of_twins_are_compared_and_a_ruled_title_is_the_heading(
    client, curating, curator, report
):
    told = milestone("jizai", "2025-03-01", title="虚构的报告", policy=report)
    cite(told, "tongxun", "《虚构的总报告》", "title", "第二段")
    page = text_of(client.get(told.get_absolute_url()))
    assert "国家政策表" in page
    assert "tongxun（测试虚构） 第二段 虚构的总报告" in page
    for found in FoundDifference.objects.filter(policy=report):
        assert (found.field, found.milestone) in {("date", told), ("title", told)}
    FoundDifference.objects.filter(field="date").delete()  # one at a time
    rule(curating, curator, "citation:虚构的总报告")
    assert "<h1" in client.get(told.get_absolute_url()).content.decode()
    for record in (told, report):
        assert "虚构的总报告" in client.get(record.get_absolute_url()).content.decode()
        listed = client.get("/search/", {"q": "虚构的总报告"}).content.decode()
        assert "虚构的总报告" in listed
    call_command("rebuild_search")
    assert sound()


def test_what_only_citations_say_is_not_called_unstated_and_a_ruling_states_it(
    client, curating, curator
):
    made = policy("hao", "2025-03-01", title="虚构的通知")
    cite(made, "wangye", "虚发〔2025〕3号", "number")
    assert "来源未载发文字号" in text_of(client.get(made.get_absolute_url()))
    cite(made, "zhuanzai", "虚发〔2025〕4号", "number")
    page = text_of(client.get(made.get_absolute_url()))
    assert "来源未载成文日期" in page
    rule(curating, curator, "citation:虚发〔2025〕4号")
    page = text_of(client.get(made.get_absolute_url()))
    assert "发文字号 虚发〔2025〕4号" in page
    assert "依来源分歧的裁定" in page


def test_a_page_costs_the_same_however_many_citations_differ(
    client, report, django_assert_max_num_queries
):
    pages = ("/differences/", 3), (report.get_absolute_url(), 8)
    for number in range(4):
        cite(report, f"xin-{number}", f"2025年4月{number + 1}日")
        for address, most in pages:
            with django_assert_max_num_queries(most):
                assert f"4月{number + 1}日" in text_of(client.get(address))


# What is cited for a policy of 1 March 2025 with the number 虚发〔2025〕3号: field → what differs.
UNCERTAIN = {
    "a less precise date": ("2025年3月", "date", {}),
    "one of several dates": ("2025年3月2日成文，3月9日发布", "date", {}),
    "a date in a text": ("到2027年3月9日，全面建成", "title date wording", {}),
    "a date of either kind": ("2025年3月9日", "date written_on", {"written_on": "2025-03-01"}),
    "a number of another document": ("根据虚发〔2020〕1号", "number", {}),
    "the same number": ("文号：虚发[2025]3号", "number", {}),
    "titles in a text": ("落实《另一件》", "title date wording", {}),
    "the title with its marks": ("《 虚构的 报告 》", "title", {}),
    "what supports another statement": ("2025年3月9日", "wording", {}),
    "a status in a sentence": ("没有废止", "status", {}),
}


@pytest.mark.parametrize("name", UNCERTAIN)
def test_no_difference_is_invented(name):
    quote, supports, fields = UNCERTAIN[name]
    made = policy("jian", "2025-03-01", title="虚构的报告", number="虚发〔2025〕3号", **fields)
    cite(made, "yuanwen", "", " ".join(FIELDS))
    cite(made, "zhuanzai", quote, supports)
    assert not FoundDifference.objects.filter(policy=made).exists()


CERTAIN = {
    "title": ("虚构的总报告", "title", ["虚构的报告", "虚构的总报告"]),
    "number": ("虚发〔2025〕4号", "number date", ["虚发〔2025〕3号", "虚发〔2025〕4号"]),
    "in_force_on": ("自2025年5月1日起施行", "in_force_on", ["2025年4月1日", "2025年5月1日"]),
    "body": ("虚构部、另一部", "body", ["某办公厅", "虚构部、另一部"]),
    "status": ("已废止", "status", ["现行有效", "废止"]),
}


@pytest.mark.parametrize("field", CERTAIN)
def test_every_statement_is_compared(field):
    quote, supports, values = CERTAIN[field]
    made = policy(
        *("jian", "2025-03-01"),
        **{"title": "虚构的报告", "number": "虚发〔2025〕3号", "in_force_on": "2025-04-01"},
        **{"bodies_text": "某办公厅", "status": "in_force"},
    )
    cite(made, "yuanwen", "", " ".join(FIELDS))
    cite(made, "zhuanzai", quote, supports)
    assert FoundDifference.objects.get(policy=made).field == field
    attach_citations([made])
    assert texts(differing([made], field)) == values
