"""Spreadsheets as people send them: read as shown, or refused with the row and the column."""

import io
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from portal.curation.importing.files import tables
from portal.curation.importing.files.tables import CSV, XLSX, TableError, read, write

HEADERS = ["题名", "日期"]


def xlsx(*rows, formats=()) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for place, shown_as in formats:
        book.active[place].number_format = shown_as
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("gb18030", "GB18030"), ("utf-16", "UTF-16")],
)
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_is_read_as_excel_writes_it(encoding, said, delimiter):
    text = f"题名{delimiter}日期\r\n“数字政府”{delimiter}2016\r\n"
    table = read(text.encode(encoding))
    assert table.reading == f"CSV（{said}）"
    assert table.rows == [(2, {"题名": "“数字政府”", "日期": "2016"})]


def test_rows_bear_the_numbers_that_the_spreadsheet_shows():
    table = read('题名,日期\n"两\n行",2016\n,\n三,2017\n'.encode())
    assert [number for number, _ in table.rows] == [2, 4]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "第 1 行：第一行须是栏名，这里是空的。"),
        ("题名,,日期\n1,2,3".encode(), "第 1 行：有一栏没有栏名。"),
        ("题名,题名\n1,2".encode(), "第 1 行“题名”：这个栏名出现了不止一次。"),
        ('题名,日期\n"1"2,3'.encode(), "第 2 行：不合 CSV 的写法：引号之后须是分隔符"),
        ('题名,日期\n"1,2'.encode(), "第 2 行：不合 CSV 的写法：引号没有收尾。"),
        (("栏," * 101).encode(), "第 1 行：有 102 栏，最多 100 栏。"),
        (b"\xff\x81\xff", "看不出文字的编码"),
        (b"PK\x03\x04 no zip", "这不是完好的 XLSX 文件。"),
        (b"\xd0\xcf\x11\xe0 old", "这是旧版的 .xls 文件"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "这个文件加了密码"),
    ],
    ids=range(10),
)
def test_what_cannot_be_read_is_refused_with_its_place(content, sentence):
    with pytest.raises(TableError) as refused:
        read(content)
    assert sentence in str(refused.value)


def test_all_unreadable_cells_are_reported_at_once():
    table = read("题名,日期\n1,2,3\n4,5\n6\n\x077,\x008".encode())
    assert table.errors == {
        2: [("", "这一行有 3 格，栏名只有 2 个。")],
        4: [("", "这一行只有 1 格，栏名有 2 个。")],
        5: [
            ("题名", "第 1 个字符是看不见的控制字符（U+0007）：请删去。"),
            ("日期", "第 1 个字符是看不见的控制字符（U+0000）：请删去。"),
        ],
    }
    assert table.rows[1] == (3, {"题名": "4", "日期": "5"})


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr(tables, "MOST_ROWS", 2)
    assert len(read(b"a\n1\n2\n").rows) == 2
    with pytest.raises(TableError, match="第 4 行：一次最多导入 2 行"):
        read(b"a\n1\n2\n3\n")


@pytest.mark.parametrize(
    ("value", "shown_as", "text"),
    [
        (datetime(2016, 7, 27), "yyyy-mm-dd", "2016-07-27"),
        (datetime(2016, 7, 1), 'yyyy"年"m"月"', "2016年7月"),
        (datetime(2016, 7, 1), "mmm-yy", "Jul-16"),
        (datetime(2016, 1, 1), 'yyyy"年"', "2016年"),
        (date(2016, 7, 27), "yyyy/m/d", "2016/7/27"),
        (datetime(2016, 7, 27, 8, 30), "yyyy-mm-dd hh:mm", "2016-07-27 08:30"),
        (datetime(2016, 7, 27, 8, 30), "yyyy-mm-dd", "2016-07-27"),
        (date(2016, 7, 27), '[DBNum1][$-804]yyyy"年"m"月"d"日";@', "二〇一六年七月二十七日"),
        (date(2016, 7, 27), "[$-F800]dddd\\, m\\-d", "Wed, 7-27"),
        (2016, "General", "2016"),
        (2016.0, "General", "2016"),
        (True, "General", "是"),
        ("2016年7月", "General", "2016年7月"),
        (None, "General", ""),
    ],
)
def test_a_cell_of_xlsx_is_read_as_it_is_shown(value, shown_as, text):
    content = xlsx(HEADERS, ["题", value], formats=[("B2", shown_as)])
    assert read(content).rows == [(2, {"题名": "题", "日期": text})]


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("=A1", "是公式：请先粘贴为数值。"),
        ("#N/A", "是错误值 #N/A。"),
        (2016.10, "是带小数的数 2016.1，看不出原来写的是什么（2016.10 也会存成 2016.1）"),
        (0.5, "是带小数的数 0.5"),
        (10**15, "是 1000000000000000，位数超过表格能准确保存的 15 位"),
    ],
)
def test_what_a_cell_does_not_say_for_certain_is_an_error_of_that_cell(value, sentence):
    table = read(xlsx(HEADERS, ["题", value]))
    [(column, said)] = table.errors[2]
    assert (column, table.rows) == ("日期", [(2, {"题名": "题", "日期": ""})])
    assert said.startswith(sentence)


characters = st.characters(
    exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\ufffe\uffff"
)
cell = st.text(characters, max_size=20)
lines = st.lists(st.tuples(cell, cell).filter(lambda row: any(text.strip() for text in row)))


@given(lines)
def test_what_is_written_is_read_again(rows):
    for kind in (CSV, XLSX):
        read_again = [tuple(row.values()) for _, row in read(write(kind, HEADERS, rows)).rows]
        assert read_again == rows


@pytest.mark.parametrize(
    "text", ["=1+1", "+86", "-1", "@SUM(A1)", "'=1", "'twas", "=\n", "_x0041_"]
)
def test_no_spreadsheet_takes_a_text_for_a_formula(text):
    written = write(CSV, ["题名"], [[text]]).decode("utf-8-sig")
    assert not written.splitlines()[1].strip('"').startswith(("=", "+", "-", "@"))
    for kind in (CSV, XLSX):
        assert read(write(kind, ["题名"], [[text]])).rows == [(2, {"题名": text})]


def test_what_xlsx_cannot_hold_is_refused_not_cut():
    text = "长" * 32_768
    with pytest.raises(TableError, match="“甲”的“题名”有 32768 字"):
        write(XLSX, ["地址标识", "题名"], [["甲", text]])
    assert read(write(CSV, ["题名"], [[text]])).rows[0][1] == {"题名": text}


def test_a_control_character_stops_no_export_and_is_noted_in_it():
    content = write(XLSX, ["地址标识", "题名"], [["甲", "响\x07铃"], ["乙", "好"]])
    table = read(content, ["题名"])
    assert [row["题名"] for _, row in table.rows] == ["响␇铃", "好"]
    [(_, note)] = read(content, ["说明"]).rows
    assert (note["记录"], note["栏"]) == ("甲", "题名")
    assert "第 2 个字符是看不见的控制字符（U+0007）" in note["说明"]
    assert "响\x07铃" in write(CSV, ["题名"], [["响\x07铃"]]).decode("utf-8-sig")


def test_a_broken_file_is_refused_wherever_it_is_broken():
    whole = write(XLSX, ["题名"], [[f"第{number}行"] for number in range(50)])
    refused = 0
    for at in range(30, len(whole) - 30, 7):
        broken = whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]
        try:
            read(broken)
        except TableError:
            refused += 1
    assert refused


def test_empty_cells_far_to_the_right_are_nothing():
    book = Workbook()
    book.active.append(["题名"])
    book.active.append(["甲"])
    book.active.cell(2, 16_384).number_format = "@"
    file = io.BytesIO()
    book.save(file)
    assert read(file.getvalue()).rows == [(2, {"题名": "甲"})]
