"""Relations in spreadsheets; everything wrong is named. The records are invented."""

import pytest

from policies.models import Milestone, Policy
from tests.portal.archived_files.copies import web_page
from tests.portal.curation.importing.spreadsheets import (
    exported,
    imported,
    previewed,
    undone,
)
from tests.universe import milestone, policy, says

pytestmark = pytest.mark.usefixtures("catalogue")
SOURCE = "egov-report-2014-2024"


@pytest.fixture
def rules():
    """Three invented rules: each newer one amends the older one."""
    found = [policy(f"invented-{year}", year, title=f"虚构办法{year}") for year in YEARS]
    gazette = web_page("gazette", kind="print", url="")
    where = {"source": gazette, "place": "第 3 页", "url": "https://example.cn/a#3"}
    says(found[1], "amends", found[0], **where)
    says(found[2], "amends", found[1], quote="第一行，\n依据｜修改：\n依据|某\\n规定｜")
    return found


YEARS = ["2001", "2010", "2020"]


def cell(client, record) -> str:
    [row] = [row for row in exported(client, type(record)) if row["地址标识"] == record.slug]
    return row["关系"]


def said(record, text: str) -> dict[str, str]:
    return {"地址标识": record.slug, "关系": text}


def test_a_cell_is_read_as_it_was_written(curating, rules):
    told = milestone("told", "2021", title="虚构的一条")
    says(rules[2], "based_on", told)
    for record in rules:
        written = cell(curating, record)
        _, seen = previewed(curating, Policy, said(record, written))
        assert seen.errors == []
        assert seen.counts.get("不变") == "1", written
    assert cell(curating, rules[1]).startswith("修订｜invented-2001｜")
    assert cell(curating, rules[1]).endswith("｜第 3 页｜https://example.cn/a#3")
    assert "依据｜大事记：told｜" in cell(curating, rules[2])


def test_relations_are_added_changed_and_removed_and_undone(curating, rules):
    first, second, third = rules
    before = [list(one.relations.order_by("pk").values()) for one in rules]
    batch = imported(
        curating,
        Policy,
        said(second, "修订｜虚构办法2001｜gazette\n落实 | invented-2020 | gazette | 第二条"),
        said(third, ""),
    )
    amends, implements = second.relations.order_by("pk")
    assert (amends.target, amends.place, amends.url) == (
        first,
        "第 3 页",
        "https://example.cn/a#3",
    ), "what is left out stays"
    assert (implements.kind, implements.target, implements.place) == ("implements", third, "第二条")
    assert not third.relations.exists()
    undone(curating, Policy, batch)
    assert [list(one.relations.order_by("pk").values()) for one in rules] == before


WRONG = {
    "修正｜invented-2001｜" + SOURCE: "“修正”不是关系",
    "修订｜没有的办法｜" + SOURCE: "没有名为“没有的办法”的国家政策",
    "修订｜大事记：没有的一条｜" + SOURCE: "没有名为“没有的一条”的大事记条目",
    "修订｜invented-2001｜没有的公报": "没有名为“没有的公报”的来源",
    "修订｜invented-2001": "须写明另一条记录和来源",
    f"修订｜invented-2001｜{SOURCE}\n修订｜invented-2001｜{SOURCE}": "不止一次",
    "修订｜invented-2001｜gazette｜第 3 页｜javascript:alert(1)": "不是网址",
    f"修订｜invented-2001｜{SOURCE}｜{'页' * 101}": "100",
    f"修订｜invented-2001｜{SOURCE}｜第 3 页": "不是行号",
    f"修订｜invented-2001｜{SOURCE}｜33｜｜没有的话": "“没有的话”不在这几行里",
    f"修订｜invented-2001｜{SOURCE}｜｜｜一｜二": "至多六项",
    f"落实｜invented-2020｜{SOURCE}": "不能与自己有关系",
}


@pytest.mark.parametrize("text", WRONG, ids=WRONG.values())
def test_what_is_wrong_is_named(curating, rules, text):
    _, seen = previewed(curating, Policy, said(rules[2], text))
    assert WRONG[text] in "".join(seen.errors), seen.html


def test_a_circle_with_a_stored_relation_is_named(curating, rules):
    _, seen = previewed(curating, Policy, said(rules[0], f"废止｜invented-2020｜{SOURCE}"))
    assert "“虚构办法2001”废止“虚构办法2020”，“虚构办法2020”修订“虚构办法2010”" in seen.errors[0]


def test_rows_of_one_file_may_not_close_a_circle_together(curating):
    one, other = (policy(slug, "2019", title=f"虚构{slug}") for slug in "ab")
    _, seen = previewed(
        curating, Policy, said(one, f"修订｜b｜{SOURCE}"), said(other, f"修订｜a｜{SOURCE}")
    )
    assert "绕成一圈" in "".join(seen.errors)


def test_a_file_may_turn_a_relation_round(curating, rules):
    first, second, _ = rules
    imported(curating, Policy, said(first, f"修订｜invented-2010｜{SOURCE}"), said(second, ""))
    assert first.relations.get().target == second
    assert not second.relations.exists()


@pytest.mark.parametrize("end", ["does", "suffers"])
def test_a_link_to_a_policy_that_closes_a_circle_is_refused_in_its_cell(curating, rules, end):
    """The milestone repeals what leads to the policy, or is repealed by what that leads to."""
    first, _, third = rules
    told, about = milestone("told", "2021", title="虚构的一条"), first
    if end == "does":
        says(told, "repeals", third)
    else:
        about = third
        says(first, "repeals", told)
    linked = {"地址标识": "told", "所记政策": about.slug}
    _, seen = previewed(curating, Milestone, linked)
    [error] = seen.errors
    assert error.startswith(f"第 2 行“所记政策”：记“{about}”就绕成一圈：“虚构")
    assert "废止" in error
    if end == "does":
        _, seen = previewed(curating, Milestone, linked | {"关系": ""})
        assert seen.errors == []
