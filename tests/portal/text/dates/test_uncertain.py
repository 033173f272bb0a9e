"""Uncertain dates, and dates counted in months and years."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.text.dates import (
    ABOUT,
    AFTER,
    BEFORE,
    DAY,
    MONTH,
    MONTHS,
    QUALIFIERS,
    RANGE,
    YEAR,
    YEARS,
    DateError,
    PartialDate,
    read_printed,
    read_query,
    read_typed,
    timeline_date,
)

FORMS = [
    "约{year}年",
    "约{year}年{month}月",
    "约{year}年{month}月{day}日",
    "{year}年之前",
    "{year}年{month}月之前",
    "{year}年{month}月{day}日之前",
    "{year}年之后",
    "{year}年{month}月之后",
    "{year}年{month}月{day}日之后",
    *(f"{{year}}年{{month}}月{word}" for word in ("上旬", "中旬", "下旬", "初", "中", "底")),
    *(f"{{year}}年{word}" for word in "初中底"),
    "{year}年3—{last}月",
    "{year}年11月—2060年{month}月",
    "{year}—2060年",
]
written = st.dates(date(1000, 1, 1))
uncertain_texts = st.builds(
    lambda form, **parts: form.format(**parts),
    st.sampled_from(FORMS),
    year=st.integers(1950, 2059),
    month=st.integers(1, 12),
    day=st.integers(2, 27),
    last=st.integers(4, 12),
)


@pytest.mark.parametrize(
    ("text", "start", "end", "precision", "qualifier"),
    [
        ("约2016年", "2016-01-01", "2016-12-31", YEAR, ABOUT),
        ("2016年7月左右", "2016-07-01", "2016-07-31", MONTH, ABOUT),
        ("大约9月25日", "2016-09-25", "2016-09-25", DAY, ABOUT),
        ("2016年前后", "2016-01-01", "2016-12-31", YEAR, ABOUT),
        ("2016年之前", "1949-10-01", "2015-12-31", RANGE, BEFORE),
        ("2016年9月以前", "1949-10-01", "2016-08-31", RANGE, BEFORE),
        ("9月25日前", "1949-10-01", "2016-09-24", RANGE, BEFORE),
        ("2016年之后", "2017-01-01", "2099-12-31", RANGE, AFTER),
        ("2016年12月以后", "2017-01-01", "2099-12-31", RANGE, AFTER),
        ("2016年3月上旬", "2016-03-01", "2016-03-10", RANGE, "first_ten"),
        ("三月中旬", "2016-03-11", "2016-03-20", RANGE, "middle_ten"),
        ("2016年2月下旬", "2016-02-21", "2016-02-29", RANGE, "last_ten"),
        ("2016年3月初", "2016-03-01", "2016-03-10", RANGE, "month_start"),
        ("2016年3月末", "2016-03-21", "2016-03-31", RANGE, "month_end"),
        ("年初", "2016-01-01", "2016-04-30", RANGE, "year_start"),
        ("2016年中", "2016-05-01", "2016-08-31", RANGE, "year_middle"),
        ("2016年年末", "2016-09-01", "2016-12-31", RANGE, "year_end"),
        ("2016年3月至5月", "2016-03-01", "2016-05-31", RANGE, MONTHS),
        ("3—5月", "2016-03-01", "2016-05-31", RANGE, MONTHS),
        ("2016年11月——2017年2月", "2016-11-01", "2017-02-28", RANGE, MONTHS),
        ("2016—2018年", "2016-01-01", "2018-12-31", RANGE, YEARS),
        ("2016年至2018年", "2016-01-01", "2018-12-31", RANGE, YEARS),
    ],
)
def test_an_uncertain_date_is_an_interval_with_its_words(text, start, end, precision, qualifier):
    expected = PartialDate(date.fromisoformat(start), date.fromisoformat(end), precision, qualifier)
    assert read_printed(text, 2016) == read_typed(text, 2016) == expected


@pytest.mark.parametrize(
    ("text", "shown", "english"),
    [
        ("约2016", "约2016年", "about 2016"),
        ("2016-07左右", "约2016年7月", "about July 2016"),
        ("2016-09-25以前", "2016年9月25日之前", "before 25 September 2016"),
        ("2016年12月31日之后", "2016年之后", "after 2016"),
        ("2016年1月1日前", "2016年之前", "before 2016"),
        ("2016年三月下旬", "2016年3月下旬", "late March 2016"),
        ("2016年3月底", "2016年3月底", "end of March 2016"),
        ("2016年末", "2016年底", "end of 2016"),
        ("2016年3月至2016年5月", "2016年3—5月", "March–May 2016"),
        ("2016年11月至2017年2月", "2016年11月—2017年2月", "November 2016 – February 2017"),
        ("2016-2018", "2016—2018年", "2016–2018"),
    ],
)
def test_it_is_shown_in_words_and_never_as_days(text, shown, english):
    assert str(read_typed(text)) == shown
    assert read_typed(text).english == english


@given(uncertain_texts)
def test_what_is_shown_reads_back_as_the_same_date_in_no_more_detail(text):
    known = read_printed(text)
    assert read_printed(str(known)) == read_typed(str(known)) == known
    assert len(str(known)) <= len(text)  # 2016年12月31日之后 is 2016年之后
    # The days between which it is filed are not printed.
    assert known.machine_readable in ("", str(known.year), f"{known.start:%Y-%m}")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2016年底前", "“2016年底前”无法识别为日期：“之前”“之后”只用于"),
        ("约2016年3月至5月", "“约2016年3月至5月”无法识别为日期：“约”只用于"),
        ("约2016年之前", "“约2016年之前”无法识别为日期：“约”只用于"),
        ("1949年10月之前", "“1949年10月之前”太早：“之前”须在 1949 年 10 月之后"),
        ("2100年之后", "“2100年之后”不在 1949 年至 2099 年之间"),
        ("2016年13月下旬", "没有“2016年13月”这个日期"),
        ("2016年5月至3月", "“2016年5月至3月”的终点不晚于起点"),
        ("2018—2016年", "“2018—2016年”的终点不晚于起点"),
        ("0999年之前", "“0999年”的年份不足四位"),
        ("年底", "“年底”无法识别为日期"),
        ("9月之前", "“9月”没有年份"),
        ("2016年3月5日下旬", "“2016年3月5日下旬”无法识别为日期"),
        ("约", "“约”无法识别为日期"),
    ],
)
def test_what_cannot_be_filed_is_refused_in_a_sentence(text, sentence):
    with pytest.raises(DateError, match=sentence):
        read_typed(text)


@given(written, written, st.sampled_from([YEAR, MONTH, DAY, RANGE]), st.sampled_from([*QUALIFIERS]))
def test_ends_that_a_qualifier_does_not_have_are_refused(start, end, precision, qualifier):
    try:
        made = PartialDate(start, end, precision, qualifier)
    except DateError:
        return
    assert read_printed(str(made)) == made
    assert made.precision == RANGE or made.qualifier == ABOUT


def test_it_overlaps_each_day_that_it_may_be():
    before, late = read_typed("2016年之前"), read_typed("2016年3月下旬")
    assert before.overlaps(read_query("2010-05"))
    assert not before.overlaps(read_query("2016"))
    assert late.overlaps(read_query("2016-03-21"))
    assert not late.overlaps(read_query("2016-03-20"))


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("约2016年", "2017年3月5日", True),
        ("约2016年", "2018年3月5日", False),
        ("约2016年9月25日", "2016年9月26日", True),
        ("约2016年9月25日", "2016年9月27日", False),
        ("2016年3月下旬", "2016年3月21日", True),
        ("2016年3月下旬", "2016年3月20日", False),
        ("2018年之前", "2015年之后", True),
        ("2016年之前", "2015年之后", False),
        ("2016年底", "2016年12月—2017年1月", True),
        ("2016年3—5月", "2016年5—6月", False),  # two extents, of which one must be wrong
        ("2016年3—5月", "2016年4月2日", True),
    ],
)
def test_two_dates_agree_if_both_may_be_true(one, other, agree):
    one, other = read_typed(one), read_typed(other)
    assert one.agrees_with(other) == other.agrees_with(one) == agree


def test_of_two_dates_that_agree_the_narrower_and_the_certain_one_is_used():
    about, day = read_typed("约2016年9月25日"), read_typed("2016年9月26日")
    assert timeline_date(about, day, None) == timeline_date(day, about, None) == day
    before, month = read_typed("2018年之前"), read_typed("2016年3月")
    assert timeline_date(before, month, None) == month
