import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.search.query import Query, Word, parse

SPECIAL = "政务國a1 \t\u3000\x00\"“”‘’'＂「」『』《》-－—\u200b２2016年第一"
texts = st.text(st.sampled_from(SPECIAL) | st.characters(exclude_categories=[]), max_size=30)


def typed(words):
    return [word.typed for word in words]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("政务 服务", ["政务", "服务"]),
        (" 政务\u3000服务\n数据\t", ["政务", "服务", "数据"]),
        ("“政务 服务”", ["“政务 服务”"]),
        ('"a b" 「c d」『e f』‘g h’ ＂i j＂', ['"a b"', "「c d」", "『e f』", "‘g h’", "＂i j＂"]),
        ('“mixed up" ”the other way“', ['“mixed up"', "”the other way“"]),
        ("“放管服”“一网通办”", ["“放管服”", "“一网通办”"]),
        ("推进“一网 通办”改革 试点", ["推进“一网 通办”改革", "试点"]),
        ("《政务 服务》", ["《政务", "服务》"]),
        ("“没有 结束", ["“没有", "结束"]),
        ("o'clock 'tis", ["o'clock", "'tis"]),
        ("2014-2024 a - b -- --c", ["2014-2024", "a", "-", "b", "--", "--c"]),
    ],
)
def test_words_stand_apart_and_phrases_together(text, words):
    assert parse(text) == Query(tuple(parse(word).words[0] for word in words))
    assert typed(parse(text).words) == words


def test_a_word_is_spelt_in_all_ways_and_a_phrase_as_it_stands():
    assert parse("第十四届 “第十四届”").words == (
        Word("第十四届", ("第十四届", "第14届")),
        Word("“第十四届”", ("第十四届",), quoted=True),
    )


def test_words_are_folded_but_kept_as_typed():
    assert parse("國務院ＡＢＣ《》").words == (Word("國務院ＡＢＣ《》", ("国务院abc",)),)


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("-试点", ["试点"]),
        ("政务 －试点", ["试点"]),
        ('-"试 点"', ['"试 点"']),
        ("-“试 点”-a", ["“试 点”-a"]),
        ("-“没有 结束", ["“没有"]),
        ("-a -b", ["a", "b"]),
    ],
)
def test_a_hyphen_in_front_leaves_out(text, without):
    assert typed(parse(text).without) == without


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2016", "2016"),
        ("２０１６", "2016"),
        ("1000", "1000"),
        ("2016年", "2016"),
        ("二〇一六年", "2016"),
        ("二○一六年九月", "2016-09"),
        ("2016年9月", "2016-09"),
        ("2016年09月", "2016-09"),
        ("2016.9", "2016-09"),
        ("2016-09", "2016-09"),
        ("2016/9", "2016-09"),
        ("2016年9月5日", "2016-09-05"),
        ("2016年9月5号", "2016-09-05"),
        ("2016.09.05", "2016-09-05"),
        ("2016 年 9 月 5 日", "2016-09-05"),
        ("2018年4月22—24日", "2018-04-22/2018-04-24"),
        ("0999", None),
        ("999", None),
        ("20166", None),
        ("2016-13", None),
        ("2016年2月30日", None),
        ("9月", None),
        ("2016年底", None),
        ("2014-2024", None),
        ("“2016”", None),
        ("“2016年”", None),
        ("《2016年》", None),
        ("٢٠١٦", None),
        ("②⓪①⑥", None),
    ],
)
def test_a_date_alone_is_a_date_besides_its_spelling(text, iso):
    [word] = parse(text).words
    assert (word.date and word.date.iso) == iso
    assert word.spellings
    assert parse(f"-{text}").without == (word,)


def test_a_date_with_spaces_is_one_word_only_where_it_is_a_whole_one():
    assert typed(parse("政务 2016 年 9 月 试点").words) == ["政务", "2016 年 9 月", "试点"]
    assert typed(parse("2016 年底 12016 年").words) == ["2016", "年底", "12016", "年"]


@pytest.mark.parametrize("text", ["", "  ", "“”", '""', "《》", "\u200b \x00", "-“”", "'"])
def test_what_has_nothing_to_look_for_is_no_query(text):
    assert not parse(text)


@pytest.mark.parametrize("text", ["政务", "-政务"])
def test_what_has_something_to_look_for_is_a_query(text):
    assert parse(text)


def test_repeated_words_are_kept_once():
    query = parse("政务 政務 第14届 第十四届 2016 “2016” -a -A")
    assert typed(query.words) == ["政务", "第14届", "2016", "“2016”"]
    assert query.typed == "政务 第14届 2016 “2016” -a"
    assert typed(query.without) == ["a"]


@given(texts)
def test_any_text_is_a_query(text):
    query = parse(text)
    for word in query.words + query.without:
        assert word.typed in text
        assert all(word.spellings)


@given(texts)
def test_every_word_reads_the_same_alone(text):
    query = parse(text)
    for word in query.words:
        assert parse(word.typed) == Query((word,))
    for word in query.without:
        assert parse("-" + word.typed) == Query(without=(word,))


def test_queries_of_one_meaning_ask_for_the_same_and_no_others():
    assert parse("数据 政務").meaning == parse("政务 “数据”").meaning
    different = ["2017", "“2017”", "2017年", "-2017", "-“2017”", "第14届", "“第14届”", "2017 年9"]
    assert len({parse(text).meaning for text in different}) == len(different)


@given(texts.filter(lambda text: "年" not in text))  # which joins what stands around it
def test_what_is_typed_of_a_query_is_the_query(text):
    assert parse(parse(text).typed).meaning == parse(text).meaning


@given(texts)
def test_white_space_around_changes_nothing(text):
    assert parse(f"\n{text}\u3000") == parse(text)
