"""XLSX files as Chinese Excel saves them, and malicious ones."""

import io
import re
import tracemalloc
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from portal.curation.importing.files import unpacking
from portal.curation.importing.files.tables import TableError, read

SERIAL = 42578  # 2016-07-27
SHEET, TEXTS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
OPENED = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
CLOSED = "</sheetData></worksheet>"
HEADER = '<row r="1"><c r="A1" t="inlineStr"><is><t>题名</t></is></c></row>'


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def changed(content: bytes, part: str, *replacements: tuple[str, str]) -> bytes:
    """A workbook with one part changed or added; ".*" matches the whole part."""
    file = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as old, ZipFile(file, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name).decode()
            for pattern, by in replacements if name == part else ():
                text = by if pattern == ".*" else re.sub(pattern, by, text)
            new.writestr(name, text)
        if part not in old.namelist():
            new.writestr(part, replacements[0][1])
    return file.getvalue()


def dated(serial: float, number: int, *, is_1904: bool = False) -> str:
    """The text of a cell with a built-in format, whose code the file does not contain."""
    book = Workbook()
    book.active.append(["日期"])
    book.active.append([serial])
    book.active["A2"].number_format = "[$-804]yyyy"
    code = ('(<xf [^>]*)numFmtId="164"', rf'\1numFmtId="{number}"')
    content = changed(saved(book), "xl/styles.xml", code)
    if is_1904:
        said = (r"<workbookPr\b", '<workbookPr date1904="1"')
        content = changed(content, "xl/workbook.xml", said)
    [(_, row)] = read(content).rows
    return row["日期"]


def row_of(text: str) -> str:
    return f'<row r="2"><c r="A2" t="inlineStr"><is><t>{text}</t></is></c></row>'


def sheet_of(rows: str, *, header: str = HEADER) -> bytes:
    return changed(saved(Workbook()), SHEET, (".*", OPENED + header + rows + CLOSED))


@pytest.mark.parametrize(
    ("number", "text", "iso"),
    [
        (14, "2016/7/27", "2016-07-27"),
        (27, "2016年7月", "2016-07"),
        (28, "7月27日", "2016-07-27"),
        (31, "2016年7月27日", "2016-07-27"),
        (36, "2016年7月", "2016-07"),
        (57, "2016年7月", "2016-07"),
        (58, "7月27日", "2016-07-27"),
        (22, "2016/7/27 8:05", ""),
        (34, "上午8时05分", ""),
        (33, "8时05分00秒", ""),
    ],
)
def test_built_in_formats_show_what_chinese_excel_shows(number, text, iso):
    date = dated(SERIAL + 485 / 1440, number)
    assert (date, date.iso) == (text, iso)


def test_days_are_counted_from_1904_where_the_file_says_so():
    assert dated(SERIAL - 1462, 31, is_1904=True) == "2016年7月27日"


def test_all_formats_of_the_language_are_dates():
    assert all(dated(SERIAL, number) != str(SERIAL) for number in [*range(27, 37), *range(50, 59)])


def test_the_sheet_with_the_columns_is_read_at_any_position():
    book = Workbook()
    book.active.title = "说明"
    book.active.append(["栏", "写法"])
    data = book.create_sheet("数据")
    data.append(["题名", "日期"])
    data.append(["甲", "2016"])
    table = read(saved(book), ["题名", "日期", "原文"])
    assert table.rows == [(2, {"题名": "甲", "日期": "2016"})]
    assert table.reading == "XLSX，工作表“数据”（没有读：“说明”）"


def test_merged_cells_are_an_error_of_every_row_that_they_cover():
    book = Workbook()
    for row in (["题名", "发布主体"], ["甲", "国务院"], ["乙", None], ["丙", "国务院"]):
        book.active.append(row)
    book.active.merge_cells("B2:B3")
    errors = read(saved(book)).errors
    columns = {number: said[0][0] for number, said in errors.items()}
    assert columns == {2: "发布主体", 3: "发布主体"}
    assert "“B2:B3”是合并的单元格" in errors[3][0][1]


def test_a_text_of_several_formats_is_whole_and_its_pronunciation_is_none_of_it():
    runs = "<is><r><t>电子</t></r><r><t>政务</t></r><rPh><t>dianzi</t></rPh></is>"
    table = read(sheet_of(f'<row r="3"><c r="A3" t="inlineStr">{runs}</c></row>'))
    assert table.rows == [(3, {"题名": "电子政务"})]


def test_what_excel_writes_for_a_control_character_is_one():
    table = read(sheet_of(row_of("响_x0007_铃")))
    assert "U+0007" in table.errors[2][0][1]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ('<row r="2"><c r="CW2"><v>1</v></c></row>', "第 100 栏以后还有内容"),
        ('<row r="2"><c r="XFDZ2"><v>1</v></c></row>', "这不是完好的 XLSX 文件。"),
        ("<row>" + "<c/>" * 3_000 + "</row>", "单元格超过 1000 个（空的也算）"),
        ("<row/>" * 3_000, "单元格超过 1000 个"),
        ("<row>" * 50 + "</row>" * 50, "这不是完好的 XLSX 文件。"),
        ('<row r="2"/><row r="2"/>', "这不是完好的 XLSX 文件。"),
        ('<row r="9999999"/>', "这不是完好的 XLSX 文件。"),
        (f'<row r="{"1" * 2_000_000}"/>', "这不是完好的 XLSX 文件。"),
    ],
    ids=range(8),
)
def test_more_than_anybody_means_is_refused_while_it_is_read(monkeypatch, rows, sentence):
    monkeypatch.setattr(unpacking, "MOST_ELEMENTS", 2_000)
    with pytest.raises(TableError, match=sentence):
        read(sheet_of(rows))


def test_entities_are_refused():
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + OPENED + CLOSED
    with pytest.raises(TableError, match="这不是完好的 XLSX 文件。"):
        read(changed(saved(Workbook()), SHEET, (".*", bomb)))


def test_empty_cells_far_to_the_right_cost_nothing_but_their_number():
    row = '<row r="2"><c r="A2" t="inlineStr"><is><t>甲</t></is></c><c r="XFD2" s="0"/></row>'
    assert read(sheet_of(row)).rows == [(2, {"题名": "甲"})]


def sharing(texts: str) -> bytes:
    """Texts as Excel writes them: cells contain indexes into the part of shared strings."""
    link = f'<Relationship Id="s" Type="x/sharedStrings" Target="/{TEXTS}"/></Relationships>'
    content = sheet_of('<row r="2"><c r="A2" t="s"><v>1</v></c></row>')
    content = changed(content, "xl/_rels/workbook.xml.rels", ("</Relationships>", link))
    return changed(content, TEXTS, (".*", f"<sst><si><t>零</t></si>{texts}</sst>"))


def test_texts_that_cells_share_are_read():
    texts = "<si><r><t>电子</t></r><r><t>政务</t></r><rPh><t>dianzi</t></rPh></si>"
    assert read(sharing(texts)).rows == [(2, {"题名": "电子政务"})]


@pytest.mark.parametrize(
    "make", [lambda text: sheet_of(row_of(text)), lambda text: sharing(f"<si><t>{text}</t></si>")]
)
def test_one_text_of_a_hundred_megabytes_is_refused_before_it_is_held(make):
    content = make("x" * 10**8)
    tracemalloc.start()
    try:
        with pytest.raises(TableError, match="展开以后超过 64 MB"):
            read(content)
        assert tracemalloc.get_traced_memory()[1] < 5 * 2**20
    finally:
        tracemalloc.stop()


def test_a_text_longer_than_a_cell_is_an_error_of_its_cell():
    table = read(sheet_of(row_of("x" * 40_000)))
    assert table.errors == {2: [("题名", "超过 32767 字：一格最多这么多。")]}


def test_a_file_of_too_many_parts_is_refused_before_they_are_listed():
    file = io.BytesIO()
    with ZipFile(file, "w") as package:
        for number in range(1_001):
            package.writestr(str(number), "")
    with pytest.raises(TableError, match="1000 个以上的部分"):
        read(file.getvalue())


@pytest.mark.parametrize(
    ("part", "sentence"),
    [("xl/workbook.bin", ".xlsb"), ("content.xml", ".ods"), ("word/document.xml", "Word")],
)
def test_files_of_other_kinds_are_refused_by_name(part, sentence):
    file = io.BytesIO()
    with ZipFile(file, "w") as package:
        package.writestr(part, "")
    with pytest.raises(TableError, match=sentence):
        read(file.getvalue())


def test_a_zip_with_a_password_is_refused(monkeypatch):
    file = io.BytesIO()
    with ZipFile(file, "w") as package:
        package.writestr("a", "")
    content = bytearray(file.getvalue())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(TableError, match="加了密码"):
        read(bytes(content))


def test_dates_written_as_iso_are_read():
    book = Workbook(iso_dates=True)
    book.active.append(["日期"])
    book.active.append([datetime(2016, 7, 27)])
    book.active["A2"].number_format = "yyyy/m/d"
    assert read(saved(book)).rows == [(2, {"日期": "2016/7/27"})]
