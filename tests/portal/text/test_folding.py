import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.text import folding
from portal.text.folding import beginning, fold, fold_with_positions, may_cut

# What folds in a way of its own comes up more often than by chance.
SPECIAL = "国務务國0零〇○aAß㈱①ﬁİǰͅŉ１ﶺ¨薴后後发發髮“”《》'\"（(【—-・·～ \u3000\t\n\r\x00\x1f\ufeff"
SPECIAL += "e\u0301ｶﾞ\u3099\ufe0f\u200d\u200b\u00ad👩💻🏻⃣1가\u1161ㄱㅏ\u202e\ud800ा"
texts = st.text(st.sampled_from(SPECIAL) | st.characters(exclude_categories=[]), max_size=40)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("２０１６年Ｇｏｖ", "2016年gov"),
        ("國務院關於網站檢查", "国务院关于网站检查"),
        ("頭髮與發展", "头发与发展"),
        ("薴", "苎"),  # converted twice: 薴 → 苧 → 苎
        ("“一网通办”『』「」《目录》〈〉'x'\"y\"‘z’", "一网通办目录xyz"),
        ("国办发〔2016〕［1］【2】（3）〖4〗", "国办发(2016)(1)(2)(3)(4)"),
        ("a–b—c―d－e‐f‑g−h", "a-b-c-d-e-f-g-h"),
        ("习·近•平・‧", "习·近·平··"),
        ("1～2〜3~4", "1~2~3~4"),
        ("二零一六、二〇一六、二○一六", "二〇一六、二〇一六、二〇一六"),
        ("Straße ﬁ ㈱ ① ㎡", "strasse fi(株)1 m2"),
        ("ｶﾞ e\u0301", "ガé"),
        ("政\u200b务\ufeff\u202e\u00ad\ufe0f\x00\x07", "政务"),
        ("1\ufe0f\u20e3👩\u200d💻", "1\u20e3👩💻"),
        ("一个\ud800", "一个"),
    ],
)
def test_a_text_folds(written, folded):
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        (" 政务 \n 服务\u3000", "政务服务"),
        ("电子 Digital  China\n2016 年", "电子digital china 2016年"),
        ("a “ b”", "a b"),
        ("a , b", "a,b"),
        ("да нет", "да нет"),
        ("e\u0301 ", "é"),
        ("\u0301🏻 🏻 \u200d👩", "🏻🏻👩"),
        ("“\u0301a \u0301b", "a b"),
    ],
)
def test_a_space_stands_only_between_letters_of_other_scripts(written, folded):
    assert fold(written) == folded


def test_a_character_that_converts_to_several_stays(monkeypatch):
    class Converter:
        def convert(self, character):
            return character * 2

    monkeypatch.setattr(folding, "_converter", Converter)
    assert folding._simplified("字") == "字"


@given(texts)
@example("a“\u0301")
@example("ㄱㅏ")
@example("a\u200b\u0301")
@example("\u0345a")
def test_folding_a_folded_text_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


def test_every_character_folds_to_something_stable_and_written():
    for character in map(chr, range(0x30000)):
        folded = fold(character)
        assert fold(folded) == folded
        assert not {"Cc", "Cf", "Cs"} & set(map(unicodedata.category, folded))


@given(texts, st.integers(0, 40), st.integers(0, 40))
def test_what_is_cut_out_of_a_text_folds_to_a_part_of_the_folded_text(text, start, end):
    if may_cut(text, start) and may_cut(text, end):
        assert fold(text[start:end]) in fold(text)


@given(texts)
@example(" 🏻")
@example(" \u200d👩")
@example("\u0301" * 3000)
def test_the_folded_text_is_the_same_with_positions(text):
    folded = fold_with_positions(text)
    assert folded.text == fold(text)
    assert len(folded.sources) == len(folded.text)


@given(texts, st.integers(0, 40), st.integers(1, 40))
def test_a_span_of_the_folded_text_leads_back_to_the_clusters_it_came_from(text, start, length):
    folded = fold_with_positions(text)
    end = min(start + length, len(folded.text))
    if start < end:
        first, last = folded.original(start, end)
        assert may_cut(text, first)
        assert may_cut(text, last)
        assert folded.text[start:end].strip() in fold(text[first:last])


@pytest.mark.parametrize(
    ("text", "found", "original"),
    [
        ("在全国“一网通办”", "全国一网通办", "全国“一网通办"),
        ("某㈱社", "株", "㈱"),
        ("Straße", "s", "S"),
        ("Straße", "as", "aß"),
        ("cafe\u0301s", "é", "e\u0301"),
        ("x👩🏻\u200d💻y", "💻", "👩🏻\u200d💻"),
        ("國\ufe00務", "国", "國\ufe00"),
        ("a   b", "a b", "a   b"),
    ],
)
def test_the_original_of_a_span_is_whole(text, found, original):
    folded = fold_with_positions(text)
    at = folded.text.index(found)
    assert text[slice(*folded.original(at, at + len(found)))] == original


def test_a_million_characters_fold_in_a_second():
    text = "国务院关于加快推进“互联网＋政务服务”工作的指导意见，2016年 9月\n" * 30_000
    fold(text[:100])
    start = time.process_time()
    fold(text)
    assert time.process_time() - start < 1


WHOLE = {
    "a family": "👩\u200d👩\u200d👧\u200d👦",
    "a letter with accents": "e\u0301\u0323",
    "a sign with a selector": "❤\ufe0f",
    "a key": "1\ufe0f\u20e3",
    "a colour of skin": "👋🏽",
    "a flag": "🇨🇳",
    "a flag of a region": "🏴\U000e0067\U000e0062\U000e0065\U000e007f",
}


@pytest.mark.parametrize("name", WHOLE)
def test_no_character_as_readers_see_it_is_cut(name):
    whole = WHOLE[name]
    text = "甲" + whole * 3 + "乙"
    cuts = [at for at in range(len(text) + 1) if may_cut(text, at)]
    assert cuts == [0, *(1 + len(whole) * number for number in range(4)), len(text)]
    assert beginning(text, 2) == "甲" + whole
    assert beginning(text, 1000) == text
    assert fold(text) == fold("甲") + fold(whole) * 3 + fold("乙")
