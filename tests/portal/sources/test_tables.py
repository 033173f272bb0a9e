import pytest

from portal.sources.records import SourceError
from portal.sources.tables import read_tables

HEADERS = "时间 |\n发布主体 |\n政策规划 |\n要点 |\n"
EXCERPTS = "省市 |\n内容 |\n北京市 |\n加快数字政府建设。 |\n"


def tables(tmp_path, rows, excerpts=EXCERPTS):
    path = tmp_path / "tables.txt"
    path.write_text(HEADERS + rows + excerpts, encoding="utf-8")
    return read_tables(path)


def test_a_row_keeps_each_cell_as_printed_and_its_lines(tmp_path):
    [row], [excerpt] = tables(
        tmp_path, "2016年7月 |\n国务院 |\n《意见》 |\n2020年底前,建成体系。 |\n"
    )
    assert (row.date_text, row.bodies_text, row.title_text) == ("2016年7月", "国务院", "《意见》")
    assert row.wording == "2020年底前,建成体系。"
    assert (row.line_start, row.line_end) == (5, 8)
    assert (excerpt.unit_text, excerpt.line_start, excerpt.line_end) == ("北京市", 11, 12)


def test_a_cell_may_run_over_several_lines(tmp_path):
    [row], _ = tables(tmp_path, "2016年 |\n国务院 |\n《意见》 |\n建设平台\n,强化服务。 |\n")
    assert row.wording == "建设平台,强化服务。"
    assert row.line_end == 9


@pytest.mark.parametrize(
    ("rows", "line", "seen"),
    [
        ("2016年 |\n国务院 |\n《意见》 |\n", 5, "2016年"),
        ("2016年 |\n国务院 |\n2018年 |\n国务院 |\n《意见》 |\n要点。 |\n", 5, "2016年"),
        ("2016年 |\n国务院 |\n《意见》 |\n要点。 |\n多余 |\n", 9, "多余"),
        ("2016年13月 |\n国务院 |\n《意见》 |\n要点。 |\n", 5, "2016年13月"),
        ("上半年 |\n国务院 |\n《意见》 |\n要点。 |\n", 5, "上半年"),
        ("2016年 |\n |\n《意见》 |\n要点。 |\n", 6, " |"),
    ],
)
def test_a_row_without_its_four_cells_stops_with_file_line_and_what_was_seen(
    tmp_path, rows, line, seen
):
    with pytest.raises(SourceError) as error:
        tables(tmp_path, rows)
    assert f"tables.txt:{line}:" in str(error.value)
    assert seen in str(error.value)


def test_a_cell_without_its_end_stops(tmp_path):
    with pytest.raises(SourceError, match="a cell that ends in"):
        tables(tmp_path, "", EXCERPTS + "上海市\n")


def test_sentences_after_an_empty_line_are_no_cells(tmp_path):
    row = "2016年 |\n国务院 |\n《意见》 |\n要点。 |\n"
    rows, excerpts = tables(tmp_path, row, EXCERPTS + "\n与此同时,各省积极响应。\n")
    assert (len(rows), len(excerpts)) == (1, 1)
    with pytest.raises(SourceError, match="no cell after"):
        tables(tmp_path, row, EXCERPTS + "\n上海市 |\n")


def test_a_missing_table_stops(tmp_path):
    with pytest.raises(SourceError, match="header"):
        tables(tmp_path, "", "")
