"""The reviewed errata, compared with the texts themselves."""

import re

import pytest
from django.conf import settings

from portal.sources.catalogue import read_catalogue
from portal.text.folding import fold


@pytest.fixture(scope="module")
def catalogue():
    return read_catalogue(settings.BASE_DIR / "fixtures" / "sources")


def of(catalogue, record, printed):
    [found] = [one for one in catalogue.errata[record] if one.printed == printed]
    return found


def test_the_regulation_reads_as_the_official_account_counts_its_points(catalogue):
    read = of(catalogue, "zhengfu-xinxi-gongkai-tiaoli", "是强化")
    assert (read.kind, read.reading) == ("dropped", "三是强化")
    assert "新华社2019年4月15日" in read.reason
    assert "news.ijjnews.com/system/2019/04/16/011048476.shtml" in read.reason


def test_a_quotation_that_leaves_clauses_out_without_a_sign_is_queried(catalogue):
    read = of(catalogue, "2024-07-15", "“到二〇三五年，基本实现国家治理体系和治理能力现代化”")
    assert (read.kind, read.reading) == ("query", "")
    assert "全面建成高水平社会主义市场经济体制，中国特色社会主义制度更加完善" in read.reason


def test_only_two_items_print_half_width_brackets_and_each_reason_names_the_other(catalogue):
    items = catalogue.milestones
    half = [item.slug for item in items if re.search("[()]", item.printed.wording)]
    assert half == ["2020-12-20", "2021-11-26"]
    others = dict(zip(half, ["2021年11月26日条", "2020年12月20日条"], strict=True))
    for slug, other in others.items():
        reasons = [one.reason for one in catalogue.errata[slug] if "(" in one.printed]
        assert len(reasons) == 2
        assert all(other in reason for reason in reasons)


def test_an_excerpt_of_nothing_but_the_central_sentences_is_queried(catalogue):
    """The sentences are those that the chronicle quotes from the 《建议》 of October 2020."""
    [proposal] = [entry for entry in catalogue.milestones if entry.slug == "2020-10-29"]
    central = {fold(quoted) for quoted in re.findall("“(.+?)”", proposal.printed.wording)}
    assert len(central) == 2
    copies = [
        unit
        for unit, excerpt in catalogue.excerpts.items()
        if {fold(part) for part in excerpt.wording.split("。") if part} <= central
    ]
    assert copies == ["hubei"]
    for unit in (*copies, "shanghai"):
        assert [one.kind for one in catalogue.errata[unit]] == ["query"]


def test_plenums_and_congresses_are_of_one_kind(catalogue):
    kinds = {entry.slug: entry.kind for entry in catalogue.milestones}
    meetings = ("2017-10-18", "2020-10-29", "2022-04-19", "2022-10-16", "2024-07-15")
    assert {kinds[slug] for slug in meetings} == {"meeting"}
