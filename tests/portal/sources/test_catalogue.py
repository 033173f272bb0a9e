"""Golden readings of both sources, and what happens where a decision is missing."""

import shutil

import pytest
from django.conf import settings

from portal.sources import decisions
from portal.sources.catalogue import read_catalogue
from portal.sources.records import SourceError

TEXTS = settings.BASE_DIR / "fixtures" / "sources"


@pytest.fixture(scope="module")
def catalogue():
    return read_catalogue(TEXTS)


@pytest.fixture
def judged(tmp_path):
    """A copy of the decisions to break: `judged(file, old, new)`."""
    folder = shutil.copytree(decisions.FOLDER, tmp_path / "decisions")

    def change(file, old, new):
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return change


def entry(entries, slug):
    return next(entry for entry in entries if entry.slug == slug)


def test_units_without_an_excerpt_are_known_all_the_same(catalogue):
    with_excerpt = set(catalogue.excerpts)
    assert with_excerpt < {unit.slug for unit in catalogue.units}


def test_a_golden_policy(catalogue):
    read = entry(catalogue.policies, "jiakuai-tuijin-hulianwang-zhengwu-fuwu-gongzuo")
    assert read.title == "关于加快推进“互联网+政务服务”工作的指导"
    assert read.printed.title_text == "《关于加快推进“互联网+政务服务”工作的指导》"
    assert read.printed.date_text == "2016年7月"
    assert str(read.printed.date) == "2016年7月"
    assert str(read.timeline_date) == "2016年9月25日"
    assert (read.printed.line_start, read.printed.line_end) == (17, 20)
    assert read.printed.wording == (
        "2020年底前,实现互联网与政务服务深度融合,建成覆盖全国的整体联动、部门协同、省级统筹、"
        "一网办理的“互联网+政务服务”体系。"
    )


def test_a_golden_milestone_joined_over_a_page_break(catalogue):
    read = entry(catalogue.milestones, "2014-11-26")
    assert read.title == "关于促进电子政务协调发展的指导意见"
    assert "创新政府、廉洁政府、法治政府建设，不断提升" in read.printed.wording
    assert (read.printed.line_start, read.printed.line_end) == (8, 10)


def test_a_golden_excerpt_whose_cell_breaks_over_two_lines(catalogue):
    read = catalogue.excerpts["chongqing"]
    assert "数据统一共享开放平台,强化城市大数据资源中心服务能力" in read.wording
    assert read.line_end - read.line_start == 2


def test_a_shortened_name_of_an_autonomous_region_finds_its_unit(catalogue):
    printed = {unit: excerpt.unit_text for unit, excerpt in catalogue.excerpts.items()}
    assert printed["ningxia"] == "宁夏自治区"
    assert printed["guangxi"] == "广西自治区"


def test_ten_bodies_of_one_document_stand_in_the_order_stated(catalogue):
    read = entry(catalogue.milestones, "2022-01-26")
    assert len(read.issuances) == 10
    assert [issuance.body for issuance in read.issuances][:2] == [
        "zhongyang-wangxinban",
        "nongye-nongcunbu",
    ]


def test_three_bodies_with_similar_names_are_not_one(catalogue):
    slugs = {body.name: body.slug for body in catalogue.bodies}
    names = ["中央网信办", "国家网信办", "中央网络安全和信息化委员会"]
    assert len({slugs[name] for name in names}) == 3


def test_a_body_that_the_source_does_not_state_is_marked_inferred(catalogue):
    issuances = entry(catalogue.milestones, "2017-03-05").issuances
    assert [one.stated for one in issuances] == [False, False]
    assert all("推定" in one.basis for one in issuances)


@pytest.mark.parametrize("year", range(2014, 2025))
def test_the_state_council_reports_and_the_congress_hears_it(catalogue, year):
    [told] = [one for one in catalogue.milestones if one.title == f"{year}年政府工作报告"]
    acts = [("guowuyuan", "reported"), ("quanguo-renda", "heard")]
    assert [(one.body, one.role) for one in told.issuances] == acts
    if told.policy:  # the table prints the congress, and nobody the State Council
        row = entry(catalogue.policies, told.policy)
        assert [(one.body, one.role) for one in row.issuances] == acts
        assert [one.stated for one in row.issuances] == [False, True]
        [query] = [one for one in catalogue.errata[row.slug] if one.field == "bodies_text"]
        assert (query.kind, query.printed, query.reading) == ("query", "全国人大", "")


@pytest.mark.parametrize("slug", ["2018-04-22", "2019-05-06"])
def test_a_body_that_hosts_a_summit_and_a_session_of_it_has_both_roles(catalogue, slug):
    issuances = entry(catalogue.milestones, slug).issuances
    roles = [one.role for one in issuances if one.body == "guojia-wangxinban"]
    assert roles == ["hosted", "hosted_session"]


def test_a_list_of_bodies_that_the_wording_leaves_open_says_so(catalogue):
    found = {
        told.slug: (one.body, one.others)
        for told in catalogue.milestones
        for one in told.issuances
        if one.others
    }
    assert found == {
        "2016-08": ("zhongyang-wangxinban", "牵头"),
        "2018-02": ("guojia-biaozhunwei", "等部门"),
        "2018-04-22": ("guojia-wangxinban", "会同有关部门"),
    }


def test_an_anniversary_has_no_host(catalogue):
    assert entry(catalogue.milestones, "2024-05-31").issuances == ()


def test_a_meeting_or_a_term_tells_the_body_and_is_no_name_of_it(catalogue):
    names = {name for body in catalogue.bodies for name in (body.name, *body.printed)}
    assert not [name for name in names if "第" in name]
    told = entry(catalogue.milestones, "2022-10-16")
    assert [one.body for one in told.issuances] == ["zhonggong-quanguo-daibiao-dahui"]


def test_where_no_body_can_be_inferred_none_is_given(catalogue):
    assert entry(catalogue.milestones, "2016-04-19").issuances == ()


def test_all_policies_have_their_milestone(catalogue):
    told = [milestone.policy for milestone in catalogue.milestones if milestone.policy]
    assert sorted(told) == sorted(policy.slug for policy in catalogue.policies)


def test_every_disagreement_is_ruled_on(catalogue):
    assert {difference.field for difference in catalogue.differences} == {
        "date",
        "title",
        "passage",
    }
    assert all(difference.reason for difference in catalogue.differences)


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("kinds.toml", '    "2016-08",\n', "", "2016-08: undecided kind"),
        ("kinds.toml", '"2016-08"', '"2016-09-09"', "undecided kind|no such record"),
        (
            "bodies.toml",
            'name = "国家信息中心"',
            'name = "国家信息"',
            "undecided body '国家信息中心'",
        ),
        ("bodies.toml", 'parent = "国务院"', 'parent = "国务"', "no parent '国务'"),
        (
            "periods.toml",
            'until = "2018-03"',
            'until = "2018-3"',
            "periods.toml: 中央网信办: “2018-3”",
        ),
        (
            "periods.toml",
            'parent = "中央网络',
            'parent = "中国网络',
            "periods.toml: .* no body '中国网络",
        ),
        (
            "issuances.toml",
            'evidence = "国务院办公厅印发"',
            'evidence = "国办印发"',
            "not in the wording",
        ),
        ("issuances.toml", 'record = "2016-08"', 'record = "2016-10-09"', "undecided bodies"),
        ("issuances.toml", 'others = "等部门"', 'others = "等单位"', "'等单位' is not in"),
        (
            "issuances.toml",
            'evidence = "全国人大"',
            'inferred = true # evidence = "全国人大"',
            r"the cell also names \['全国人大'\]",
        ),
        (
            "issuances.toml",
            'role = "hosted_session"\nbodies = ["国家网信办"]',
            'role = "hosted"\nbodies = ["国家网信办"]',
            "stands twice",
        ),
        (
            "titles.toml",
            'printed = "2015年政府',
            'printed = "2014年政府',
            "no such record|undecided title",
        ),
        ("units.toml", 'printed = "宁夏自治区"', 'printed = "宁夏"', "undecided unit '宁夏自治区'"),
        (
            "pairs.toml",
            'milestone = "2015-08-31"',
            'milestone = "2015-08-30"',
            "no record '2015-08-30'",
        ),
        ("rulings.toml", 'field = "passage"', 'field = "title"', "undecided difference"),
        ("rulings.toml", 'field = "title"', 'field = "date"', "stands twice"),
        ("errata.toml", 'field = "title_text"', 'field = "date_text"', "no printed field"),
        ("pairs.toml", 'reason = "同为2015年政府工作报告。"', 'reason = ""', "has no reason"),
        ("bodies.toml", "[[body]]", "[body]", "cannot be read|holds more"),
        ("issuances.toml", "inferred = true", 'inferred = "no"', "inferred is no bool"),
        ("rulings.toml", 'prefers = "milestone"', 'prefers = "neither"', "prefers 'neither'"),
        ("errata.toml", 'printed = "人们群众"', 'printed = "人门群众"', "must stand once"),
        ("errata.toml", 'record = "jiangsu"', 'record = "jiang"', "no such record: jiang"),
        ("errata.toml", "reason = ", "why = ", "errata.toml: entry 1"),
        ("pairs.toml", "[[pair]]", "[[pair", "pairs.toml: cannot be read"),
        ("adoptions.toml", '"2017-10-18"', '"2017-10-19"', "undecided adoption: .*2017-10-18"),
        (
            "adoptions.toml",
            'own_record = "2022-06-06"',
            'own_record = "2022-09-28"',
            "2022-09-28: not",
        ),
    ],
)
def test_what_is_undecided_or_decided_for_nothing_stops(judged, file, old, new, says):
    with pytest.raises(SourceError, match=says):
        read_catalogue(TEXTS, judged(file, old, new))


def test_a_pair_left_out_stops(judged):
    folder = judged(
        "pairs.toml",
        '[[pair]]\npolicy = "zhengfu-gongzuo-baogao-2015"\nmilestone = "2015-03-05"\n'
        'reason = "同为2015年政府工作报告。"\n',
        "",
    )
    with pytest.raises(SourceError, match=r"undecided pair: .*toml: zhengfu-gongzuo-baogao-2015"):
        read_catalogue(TEXTS, folder)


def test_a_pair_decided_twice_stops(judged):
    folder = judged("pairs.toml", '"zhengfu-gongzuo-baogao-2015"', '"zhengfu-gongzuo-baogao-2016"')
    with pytest.raises(SourceError, match="stands twice: zhengfu-gongzuo-baogao-2016"):
        read_catalogue(TEXTS, folder)


@pytest.mark.parametrize(
    "row", ["北京市 |\n又一段。 |\n", "2020年 |\n全国人大 |\n2020年政府工作报告 |\n甲。 |\n"]
)
def test_a_row_that_stands_twice_stops(tmp_path, row):
    texts = shutil.copytree(TEXTS, tmp_path / "sources")
    path = texts / "guanyan-policy-tables.txt"
    text = path.read_text(encoding="utf-8")
    at = text.index("省市 |") if row.startswith("2020") else text.index("\n\n") + 1
    path.write_text(text[:at] + row + text[at:], encoding="utf-8")
    with pytest.raises(SourceError, match="stands twice"):
        read_catalogue(texts)
