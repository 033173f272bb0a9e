"""Search finds a record exactly when a spelling of each word stands in its folded texts.

The oracle reads the records themselves, one text after another, and knows no listing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from opencc import OpenCC

from policies.lists.timeline import Timeline
from policies.models import Body, Milestone, Policy
from portal.models import Listing
from portal.search import index
from portal.search.query import Query, Word, parse
from portal.text.dates import PartialDate
from portal.text.folding import fold, may_cut
from provinces.models import Excerpt
from tests.universe import milestone, policy

pytestmark = pytest.mark.usefixtures("catalogue")

SCOPES = ["", "timeline", "policy", "milestone", "excerpt", "search"]


@dataclass(frozen=True)
class Told:
    """A record with all its texts, folded, and those of its twins."""

    key: tuple[str, int]
    scopes: frozenset[str]
    texts: tuple[str, ...]
    date: PartialDate | None

    def holds(self, word: Word) -> bool:
        spelt = any(spelling in text for spelling in word.spellings for text in self.texts)
        return spelt or bool(word.date and self.date and self.date.overlaps(word.date))

    def answers(self, query: Query, scope: str) -> bool:
        return (
            scope in self.scopes
            and all(map(self.holds, query.words))
            and not any(map(self.holds, query.without))
        )


def everything() -> list[Told]:
    return [
        *(told_entry(one, one.milestones.all()) for one in Policy.objects.all()),
        *(told_entry(one, [one.policy] if one.policy else []) for one in Milestone.objects.all()),
        *map(told_excerpt, Excerpt.objects.all()),
    ]


def told_entry(entry: Policy | Milestone, twins: Iterable[Policy | Milestone]) -> Told:
    kind, twins = entry._meta.model_name, list(twins)
    scopes = {"", kind}
    scopes |= {"timeline"} if kind == "milestone" or not twins else set()
    scopes |= {"search"} if kind == "policy" or not twins else set()
    texts = tuple(fold(text) for one in (entry, *twins) for text in texts_of(one))
    return Told((kind, entry.pk), frozenset(scopes), texts, entry.timeline_date)


def texts_of(entry: Policy | Milestone) -> Iterator[str]:
    yield from (entry.title, entry.wording)
    if isinstance(entry, Policy):
        yield from (entry.title_text, entry.bodies_text)
    for body in entry.bodies.all():
        yield from (body.name, official_name_then(body, entry.timeline_start))
        yield from body.aliases.values_list("name", flat=True)
    yield from readings_of(entry)


def official_name_then(body: Body, day: date) -> str:
    """Of the periods that end later, the first; after all of them, the body's own."""
    ending = sorted((one.until, one.official_name) for one in body.periods.all())
    later = [name for until, name in ending if until > day.isoformat()]
    return [*later, body.official_name][0]


def readings_of(record) -> Iterator[str]:
    """Each field that has errata, with all of them put right."""
    for name in record.errata.model.FIELDS:
        text = getattr(record, name)
        for erratum in record.errata.filter(field=name).exclude(reading=""):
            text = text.replace(erratum.printed, erratum.reading)
        yield text


def told_excerpt(excerpt: Excerpt) -> Told:
    unit = excerpt.unit
    texts = (unit.name, unit.short_name, excerpt.unit_text, excerpt.wording)
    texts = tuple(map(fold, (*texts, *readings_of(excerpt))))
    return Told(("excerpt", excerpt.pk), frozenset({"", "excerpt", "search"}), texts, None)


def assert_exact(told: list[Told], query: Query, scope: str) -> None:
    """Both roads to an answer, and its number, are the oracle's."""
    expected = {one.key for one in told if one.answers(query, scope)}
    for found in (
        Listing.objects.matching(query, scope),
        Listing.objects.on_reading(query, scope),
    ):
        keys = list(found.values_list("type", "record"))
        assert set(keys) == expected, str(query)
        assert len(keys) == len(expected)
    assert index.count(query, scope) == len(expected)


def found(query: Query, scope: str = "") -> list[tuple[str, int]]:
    return list(Listing.objects.matching(query, scope).values_list("type", "record"))


# Queries

TRADITIONAL = OpenCC("s2t")
WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)} | {" ": "　"})
AS_TYPED = [
    lambda text: text,
    lambda text: text,
    str.upper,
    lambda text: text.translate(WIDE),
    lambda text: "".join(map(TRADITIONAL.convert, text)),
    lambda text: f"“{text}”",
    lambda text: f"“{' '.join(text)}”",
    lambda text: f"「{text.upper()}」",
    lambda text: f"-{text}",
    lambda text: f'-"{text}"',
]
DOUBLE = '"＂“”„‟〝〞〟'
YEARS = st.integers(1000, 9999) | st.integers(2014, 2025)
DATES = st.dates(date(2013, 1, 1), date(2025, 12, 31))
AS_DATED = ["{0}年", "{0}年{1}月", "{0}.{1}", "{0}-{1:02}", "{0}年{1}月{2}日", "{0}/{1}/{2}"]


@st.composite
def cuts(draw, texts: list[str]) -> str:
    text = draw(st.sampled_from(texts))
    start = draw(st.integers(0, len(text) - 1))
    return text[start : start + draw(st.integers(1, 20))]


@st.composite
def queries(draw, texts: list[str]) -> Query:
    words = [
        draw(st.sampled_from(AS_TYPED))(draw(cuts(texts)))
        for _ in range(draw(st.sampled_from([1, 1, 2, 3, 4])))
    ]
    if draw(st.integers(0, 4)) == 0:
        words.append(str(draw(YEARS)))
    if draw(st.integers(0, 4)) == 0:
        day = draw(DATES)
        dated = draw(st.sampled_from(AS_DATED)).format(day.year, day.month, day.day)
        words.append(draw(st.sampled_from(["", "", "-", '"'])) + dated)
    return parse(" ".join(words))


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


@pytest.mark.parametrize("scope", SCOPES)
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
def test_words_of_every_sort_are_found_exactly(oracle, query, scope):
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


# Texts of any kind

SPECIAL = (
    "政務务國国零〇一2０aAß①㈱ﬁ \t\n\u3000\"'“”‘’「」\\%_*?:&|!()^~-+,.;/<>=@#$[]{}，。、"
    "e\u0301ｶﾞ\u200d👩🏻💻\ufe0f\U000e0100\ue000\U000f0000\U000f1fe0\U000f2000\U00100000"
    "\x01\x0b\x0c\x1c\x1d\x1f\x7f\u0085\u2028\U00020000"
)
FTS = [
    "NEAR(a b)",
    "AND",
    "OR",
    "NOT",
    "a*",
    '""',
    "tokens:",
    "^a",
    "{a b}:",
    "a + b",
    "'a':*",
    "<->",
]
characters = st.sampled_from(SPECIAL) | st.characters(codec="utf-8", exclude_characters="\x00")
any_text = st.lists(characters | st.sampled_from(FTS), min_size=1, max_size=30).map("".join)


class AnyText(TestCase):
    """Each example writes its records, and is rolled back."""

    @classmethod
    def setUpTestData(cls):
        cls.told = everything()

    @hypothesis_settings(max_examples=60)
    @given(st.lists(any_text, min_size=1, max_size=3), st.data())
    def test_is_found_exactly(self, wordings, data):
        told = [*self.told]
        for number, wording in enumerate(wordings):
            made = milestone(f"any-{number}", "2020", title=f"t{number}", wording=wording)
            told.append(told_entry(made, []))
        for _ in range(6):
            asked = st.one_of(queries(wordings), any_text.map(parse))
            scope = data.draw(st.sampled_from(["", "milestone", "search"]))
            assert_exact(told, data.draw(asked), scope)


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


def test_no_word_runs_from_one_text_into_the_next():
    told = policy(
        "told", "2020", title="甲乙", wording="丙丁", title_text="甲乙", bodies_text="戊己"
    )
    telling = milestone("telling", "2020", title="庚辛", wording="壬癸", policy=told)
    assert [pk for _, pk in found(parse("丙丁"), "policy")] == [told.pk]
    assert [pk for _, pk in found(parse("壬癸"), "milestone")] == [telling.pk]
    for across in ("甲乙庚辛", "乙丙", "己丙", "丁壬", "癸丁", "乙戊", "乙甲", "辛甲"):
        assert found(parse(across)) == []


# What stands on top of it


@pytest.mark.parametrize(
    "q",
    ["政务", "的", "数据 共享", "-数据", "2018", "没有的词", "国务院 2016", "2018年", "-2018年4月"],
)
@pytest.mark.parametrize("scope", ["timeline", "policy", "milestone"])
def test_every_number_is_the_number_of_rows(q, scope):
    for sort in ("-date", "date", "relevance"):
        listed = Timeline({"q": q, "sort": sort}, scope)
        expected = found(parse(q), scope)
        rows = [row for start in range(0, 200, 7) for row in listed[start : start + 7]]
        assert len(rows) == len(listed) == listed.counts.total == len(expected)
        assert len({(row.type, row.slug) for row in rows}) == len(rows)
        assert index.count(parse(q), scope) == len(rows)
        assert sum(listed.counts.kinds.values()) == len(rows)


@pytest.mark.parametrize("q", ["政务", "的", "2018 -数据"])
def test_a_list_is_in_the_order_asked_for_by_both_roads(q):
    def places(found, newest_first):
        ordered = found.in_order(newest_first=newest_first)
        return list(ordered.values_list("start", "end", "record", "type"))

    query = parse(q)
    for scope in ("timeline", "policy", "milestone"):
        searched = Listing.objects.matching(query, scope)
        read = Listing.objects.on_reading(query, scope)
        for newest_first in (False, True):
            expected = sorted(places(searched, newest_first), reverse=newest_first)
            assert places(searched, newest_first) == places(read, newest_first) == expected


@pytest.mark.parametrize("few", [0, 1_000])
@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("q", ["政务", "的 -数据", "-的", "数 政务"])
def test_pages_cut_by_the_index_make_up_the_list(monkeypatch, q, newest_first, few):
    """Both where the first of each band are taken and where all are."""
    monkeypatch.setattr(index, "FEW", few)
    for scope in SCOPES:
        listed = Listing.objects.matching(parse(q), scope)
        dated = sorted((one for one in listed if one.start), key=lambda one: one.order)
        undated = sorted((one for one in listed if not one.start), key=lambda one: one.record)
        expected = [*(reversed(dated) if newest_first else dated), *undated]
        total = len(expected)
        cut = [
            key
            for at in range(0, total, 3)
            for key in index.page(
                parse(q), scope, slice(at, at + 3), total, newest_first=newest_first
            )
        ]
        assert cut == [(one.type, one.record) for one in expected]
