"""Search finds a record exactly when a spelling of each word stands in its folded texts.

The oracle reads the records themselves, one text after another, and knows no listing.
"""

from dataclasses import dataclass, field
from datetime import date

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from policies.models import Milestone, Policy
from portal.search.query import Query, parse
from portal.text.folding import fold, may_cut
from provinces.models import Excerpt
from tests.portal.search.drawn_queries import DOUBLE, queries
from tests.portal.search.oracle import (
    SCOPES,
    Told,
    assert_exact,
    everything,
    found,
    readings_of,
    texts_of,
    told_entry,
)
from tests.universe import milestone

pytestmark = pytest.mark.usefixtures("catalogue")


@dataclass(frozen=True)
class Oracle:
    """All records of the catalogue, and their texts as they are printed."""

    told: list[Told] = field(repr=False)
    printed: list[str] = field(repr=False)


@pytest.fixture(scope="module")
def oracle(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        entries = [*Policy.objects.all(), *Milestone.objects.all()]
        texts = {text for entry in entries for text in texts_of(entry)}
        for excerpt in Excerpt.objects.all():
            texts |= {excerpt.wording, excerpt.unit.name, *readings_of(excerpt)}
        return Oracle(everything(), sorted(filter(None, texts)))


reading_only = hypothesis_settings(
    max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@reading_only
@given(st.data(), st.sampled_from(SCOPES))
def test_what_is_cut_out_of_the_catalogue_is_found_where_it_stands(oracle, data, scope):
    assert_exact(oracle.told, data.draw(queries(oracle.printed)), scope)


@reading_only
@given(st.data())
def test_what_is_cut_out_between_characters_is_found(oracle, data):
    text = data.draw(st.sampled_from(oracle.printed))
    cuts = [at for at in range(len(text) + 1) if may_cut(text, at)]
    start, end = sorted(data.draw(st.tuples(st.sampled_from(cuts), st.sampled_from(cuts))))
    query = parse("“" + "".join(one for one in text[start:end] if one not in DOUBLE) + "”")
    if query:
        holding = {one.key for one in oracle.told if fold(text) in one.texts}
        assert holding
        assert holding <= set(found(query))


@pytest.mark.parametrize("scope", SCOPES)
def test_no_word_asks_for_the_whole_list(oracle, scope):
    assert_exact(oracle.told, Query(), scope)


@pytest.mark.parametrize(
    "query",
    [
        "的",
        "的 政务服务",
        "-的",
        "-的 政务",
        "-政务",
        "-政务 -的 2018",
        "政 务 服 务 数 据 共 享 一 网",
        "数据 共享 政务 服务 建设 平台 国家 推进 发展 全国",
        "1 a -2",
        "“,”",
        "“互联网+政务服务”",
        "“。”",
        "2016",
        "-2016",
        "2016 -政务",
        "2016年",
        "电子政务 2016年",
        "2016 年 9 月",
        "二〇一六年九月",
        "2016.9 -2016-09-25",
        "-2016年9月",
        "政务 -2016年9月25日",
        "“2016年”",
        "-“2016”",
        "2018年4月22—24日",
        "2018-04-23",
        "4096",
        "4128",
        "4133",
        "9999",
        "1000",
        "第十四届",
        "12月",
        "不存在的词语",
    ],
)
def test_words_of_every_sort_are_found_exactly(oracle, query):
    for scope in SCOPES:
        assert_exact(oracle.told, parse(query), scope)


@pytest.mark.parametrize("year", [1, 999, 1000, 2020, 4096, 4133, 9998])
def test_a_record_of_any_year_is_found_by_it(year):
    record = milestone("of-a-year", f"{year:04d}", wording="甲乙")
    for asked in (1000, 2020, 4096, 4133, 9998):
        assert found(parse(f"{asked} 甲乙")) == [("milestone", record.pk)] * (asked == year)


@pytest.mark.parametrize(
    ("on", "finding", "missing"),
    [
        ("2016", "2016 2016年9月 2016.2.29 2016-12-31", "2015年12月31日 2017 2017-01"),
        ("2016-09", "2016年 2016/9 2016年9月1日 2016.9.30", "2016年8月 2016-10 2016-08-31"),
        ("2016-09-25", "2016 2016年9月 2016年9月25日 2016.9.25", "2016-9-24 2016年9月26日 2016.10"),
    ],
)
def test_a_record_is_found_by_each_date_that_overlaps_its_own(on, finding, missing):
    record = milestone("dated", on, wording="甲乙")
    for asked in finding.split():
        assert found(parse(f"{asked} 甲乙")) == [("milestone", record.pk)], asked
        assert found(parse(f"甲乙 -{asked}")) == []
        assert found(parse(f"“{asked}” 甲乙")) == []
    for asked in missing.split():
        assert found(parse(f"{asked} 甲乙")) == []
        assert found(parse(f"甲乙 -{asked}")) == [("milestone", record.pk)], asked


def test_a_span_is_found_by_every_day_month_and_year_that_it_touches():
    days = {"date_start": date(2015, 11, 29), "date_end": date(2017, 2, 2)}
    milestone("span", "2016", wording="甲乙", date_precision="range", date_text="跨年", **days)
    for asked in (
        "2015",
        "2017年",
        "2015年11月",
        "2015-12",
        "2016年7月1日",
        "2017.2",
        "2017-02-02",
    ):
        assert found(parse(f"{asked} 甲乙")), asked
    for asked in ("2014", "2015年10月", "2015-11-28", "2017-02-03", "2017年3月", "2018"):
        assert not found(parse(f"{asked} 甲乙")), asked


REPEATED = {
    "one character many times": "数" * 300 + "据",
    "a pair many times": "数据" * 200 + "库",
    "tens of thousands of characters": "".join(
        chr(0x4E00 + at * 7 % 20000) for at in range(30_000)
    ),
    "one long line of a few": "政务服务数据" * 5_000 + "止",
    "signs only": "'\"\\%_*:&|!()" * 30,
}


@pytest.mark.parametrize("name", REPEATED)
def test_a_long_text_is_found_by_any_part_of_it(oracle, name):
    wording = REPEATED[name]
    made = milestone("long", "2020", wording=wording)
    told = [*oracle.told, told_entry(made, [])]
    size = len(wording)
    parts = [
        wording[start : start + length]
        for start in (0, size // 2, size - 160)
        for length in (1, 2, 3, 160)
    ]
    parts += ["数" * 100, "数" * 300 + "据", "数" * 301, "据数", "库数", "止政", wording[-9:]]
    for part in [*parts, *(f"{part} 数" for part in parts[:4])]:
        query = parse(f"“{part}”" if " " not in part else part)
        if query:
            assert_exact(told, query, "milestone")
