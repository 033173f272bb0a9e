from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.text.dates import (
    DAY,
    MONTH,
    RANGE,
    YEAR,
    DateError,
    PartialDate,
    read_printed,
    read_query,
    read_typed,
    timeline_date,
)

days = st.dates(date(1, 1, 1), date(9999, 12, 31))


@st.composite
def partial_dates(draw):
    start = draw(days)
    precision = draw(st.sampled_from([YEAR, MONTH, DAY, RANGE]))
    if precision == RANGE:
        end = draw(st.dates(start, date.max))
        return PartialDate(start, end, RANGE) if end > start else PartialDate(start, start, DAY)
    text = {YEAR: f"{start.year:04d}", MONTH: start.isoformat()[:7], DAY: start.isoformat()}
    return read_query(text[precision])


@pytest.mark.parametrize(
    ("text", "year", "start", "end", "precision"),
    [
        ("2016年", None, "2016-01-01", "2016-12-31", YEAR),
        ("2016年2月", None, "2016-02-01", "2016-02-29", MONTH),
        ("8月", 2016, "2016-08-01", "2016-08-31", MONTH),
        ("9月25日", 2016, "2016-09-25", "2016-09-25", DAY),
        ("10月18—24日", 2017, "2017-10-18", "2017-10-24", RANGE),
        ("4月30日—5月2日", 2019, "2019-04-30", "2019-05-02", RANGE),
        ("2019年12月30日—2020年1月2日", None, "2019-12-30", "2020-01-02", RANGE),
    ],
)
def test_a_printed_date_is_read_as_precisely_as_it_stands(text, year, start, end, precision):
    expected = PartialDate(date.fromisoformat(start), date.fromisoformat(end), precision)
    assert read_printed(text, year) == expected


@pytest.mark.parametrize(
    "text", ["", "年", "2016年13月", "2016年2月30日", "上半年", "9月25", "24—18日", "4月24—22日"]
)
def test_an_unreadable_printed_date_is_an_error_that_names_it(text):
    with pytest.raises(DateError, match=text or "“”"):
        read_printed(text, 2016)


@pytest.mark.parametrize("text", ["二十〇年", "二〇一六年十三月", "2016年1 2月", "近日"])
def test_what_only_looks_like_a_chinese_date_is_refused(text):
    with pytest.raises(DateError, match=text):
        read_typed(text)


def test_a_refused_date_is_told_with_the_forms_that_are_read():
    with pytest.raises(DateError, match="可写作 2016、2016年7月、2016-07-27"):
        read_typed("近日")


def test_a_date_without_a_year_anywhere_is_an_error():
    with pytest.raises(DateError, match="没有年份"):
        read_printed("9月25日")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2016", "2016年"),
        ("2016年7月", "2016年7月"),
        ("2016-07-27", "2016年7月27日"),
        ("2016/7/27", "2016年7月27日"),
        ("2018年4月22—24日", "2018年4月22—24日"),
        ("2016-7", "2016年7月"),
        ("二〇一六年七月二十七日", "2016年7月27日"),
        ("二零一六年十月", "2016年10月"),
        ("二○一六年", "2016年"),
        ("二〇一八年四月二十二日至三十日", "2018年4月22—30日"),
        ("2016 年 7 月 27 日", "2016年7月27日"),
        ("２０１６　年７月２７日", "2016年7月27日"),
        ("2018年4月22日 — 24 日", "2018年4月22—24日"),
        ("2018-04-22 - 2018-04-24", "2018年4月22—24日"),
    ],
)
def test_people_may_type_dates_in_their_own_ways(text, shown):
    assert str(read_typed(text)) == shown


@pytest.mark.parametrize(
    "text", ["2016-13", "2016-02-30", "0000", "abc", "2016-7", "16", "２０１６"]
)
def test_a_bad_query_date_is_an_error_that_names_it(text):
    with pytest.raises(DateError, match=text):
        read_query(text)


@given(partial_dates())
def test_a_date_is_never_shown_more_precisely_than_it_is_known(known):
    shown = str(known)
    assert ("日" in shown) == (known.precision in (DAY, RANGE))
    assert ("月" in shown) == (known.precision != YEAR)
    assert (known.iso.count("-") == 0) == (known.precision == YEAR)


@given(partial_dates())
def test_what_is_shown_reads_back_as_the_same_date(known):
    if known.start.year >= 1000:
        assert read_printed(str(known)) == known


@given(partial_dates(), partial_dates())
def test_two_dates_overlap_when_they_share_a_day(one, other):
    last_start, first_end = max(one.start, other.start), min(one.end, other.end)
    shares_a_day = last_start <= first_end
    assert one.overlaps(other) == other.overlaps(one) == shares_a_day


@given(partial_dates(), days)
def test_from_takes_the_first_day_and_to_takes_the_last(asked, day):
    single = PartialDate(day, day, DAY)
    inside = asked.start <= day <= asked.end
    assert single.overlaps(asked) == inside
    assert asked.contains(single) == inside


@given(partial_dates(), partial_dates(), partial_dates())
def test_intervals_order_totally(one, other, third):
    assert [one < other, one == other, one > other].count(True) == 1
    first, second, last = sorted([one, other, third])
    assert first <= second <= last
    assert first <= last
    assert (first.start, first.end) <= (second.start, second.end) <= (last.start, last.end)


@given(days, st.sampled_from([YEAR, MONTH]))
def test_an_interval_that_is_no_whole_year_or_month_is_refused(day, precision):
    with pytest.raises(DateError):
        PartialDate(day, day, precision)


@given(days)
def test_an_end_before_its_start_is_refused(day):
    if day > date.min:
        with pytest.raises(DateError):
            PartialDate(day, day - timedelta(days=1), RANGE)


def test_of_two_statements_that_agree_the_narrower_rules():
    month, day = read_query("2018-06"), read_query("2018-06-10")
    assert timeline_date(month, day, None) == timeline_date(day, month, None) == day


def test_of_two_statements_that_disagree_only_a_ruling_moves_one():
    table, chronicle = read_query("2018-01"), read_query("2015-08-31")
    assert timeline_date(table, chronicle, None) == table
    assert timeline_date(table, chronicle, chronicle) == chronicle


@pytest.mark.parametrize("text", ["0016年7月", "0016-07", "0016/7/27", "0999", "0001-01-01"])
def test_a_year_that_lost_a_digit_is_refused(text):
    with pytest.raises(DateError, match="年份不足四位"):
        read_typed(text)
