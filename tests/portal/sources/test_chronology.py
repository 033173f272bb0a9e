import pytest

from portal.sources.chronology import read_chronology
from portal.sources.records import SourceError

HEADING = "附录 国家电子政务发展大事记（2014—2024 年）\n"


def chronology(tmp_path, text):
    """Reads `text` below the heading, which is line 1."""
    path = tmp_path / "chronicle.txt"
    path.write_text(HEADING + text, encoding="utf-8")
    return read_chronology(path)


def test_years_and_items_are_read_in_all_their_styles(tmp_path):
    items = chronology(
        tmp_path,
        "\n● 2014 年\n\n- ◆ 2月27日：甲。\n\n- 2015年\n\n◆ 3月：乙。\n",
    )
    assert [(item.date.start.year, item.date_text, item.wording) for item in items] == [
        (2014, "2月27日", "甲。"),
        (2015, "3月", "乙。"),
    ]


def test_a_sentence_broken_by_a_page_is_joined_without_a_space(tmp_path):
    [item] = chronology(tmp_path, "● 2014 年\n- ◆ 2月27日：建设廉洁政府、\n\n法治政府。\n")
    assert item.wording == "建设廉洁政府、法治政府。"
    assert (item.line_start, item.line_end) == (3, 5)


def test_a_quotation_broken_before_its_end_is_joined(tmp_path):
    [item] = chronology(tmp_path, "● 2014 年\n- ◆ 2月27日：强调“新渠\n\n道”。\n")
    assert item.wording == "强调“新渠道”。"


@pytest.mark.parametrize(
    ("text", "line", "seen"),
    [
        ("● 2014 年\n* 2月27日：甲。\n", 2, "* 2月27日"),
        ("● 2014 年\n■ 2月27日：甲。\n", 2, "■"),
        ("● 2014 年\n- ◆ 上半年：甲。\n", 2, "上半年"),
        ("● 2014 年\n- ◆ 13月1日：甲。\n", 2, "13月1日"),
        ("- ◆ 2月27日：甲。\n", 1, "2月27日"),
        ("● 2014 年\n- ◆ 2月27日：甲。\n\n又一句。\n", 4, "又一句"),
        ("● 2014 年\n- ◆ 2月27日：没有说完\n- ◆ 2月28日：乙。\n", 2, "没有说完"),
        ("● 2014 年\n- ◆ 2月27日,甲。\n", 2, "2月27日,甲"),
        ("● 2014 年\n- ◆ 2月27日：，甲。\n", 2, "：，甲"),
        ("● 2014 年\n- ◆ 2月27日：甲、\n\n12\n\n乙。\n", 4, "'12'"),
    ],
)
def test_what_cannot_be_read_stops_with_file_line_and_what_was_seen(tmp_path, text, line, seen):
    with pytest.raises(SourceError) as error:
        chronology(tmp_path, text)
    assert f"chronicle.txt:{line + 1}:" in str(error.value)
    assert seen in str(error.value)


def test_a_text_without_items_stops(tmp_path):
    with pytest.raises(SourceError, match="no item"):
        chronology(tmp_path, "● 2014 年\n")


def test_a_text_without_its_heading_stops(tmp_path):
    path = tmp_path / "chronicle.txt"
    path.write_text("● 2014 年\n- ◆ 2月27日：甲。\n", encoding="utf-8")
    with pytest.raises(SourceError, match=r"chronicle.txt:1: expected the heading"):
        read_chronology(path)
