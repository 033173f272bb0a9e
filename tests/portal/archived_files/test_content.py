"""What a file is, is decided by its content; a PDF with a script is refused."""

import time

import pytest
from pikepdf import Dictionary, Name, String

from portal.archived_files import inspection
from portal.archived_files.content import HTML, PDF, RefusedFileError, recognise
from tests.portal.archived_files.pdfs import bomb, harmful, pdf

LARGEST = 2**20
PAGE = "<!DOCTYPE html>\n<title>虚构的通知</title><script>alert(1)</script>".encode()


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(RefusedFileError) as refused:
        recognise(name, content, LARGEST)
    return str(refused.value)


@pytest.mark.parametrize("name", ["通知.pdf", "通知.PDF", "通知", r"C:\\下载\\通知.pdf"])
def test_a_pdf_is_known_by_its_content(name):
    assert recognise(name, pdf(), LARGEST) == PDF
    assert recognise(name, pdf(in_streams=True), LARGEST) == PDF


@pytest.mark.parametrize(
    "content",
    [
        PAGE,
        b"\xef\xbb\xbf \n<HTML><body>a</body></HTML>",
        b'<?xml version="1.0"?>\n<!-- saved -->\n<!-- again --><html xmlns="a"></html>',
        b"<!-- a page of 2003 --><head><title>a</title></head>",
        '<!doctype html><meta charset="gb18030">国务院'.encode("gb18030"),
    ],
)
def test_a_page_is_known_by_its_beginning(content):
    assert recognise("通知.html", content, LARGEST) == HTML


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 a document of an office program",
        b"\x7fELF\x02",
        b"plain text",
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"></svg>',
        b"<htmlx>",
        b"<!doctype html>\x00",
        b"<!-- " * 10_000,
        b"<!---->" * 10_000,
        b" ",
    ],
)
def test_what_is_neither_is_refused_by_its_name(content):
    assert refusal("通知.html", content) == (
        "“通知.html”的内容既不是 PDF，也不是 HTML 网页：只存档这两种文件。"
    )


def test_a_file_that_is_not_what_it_calls_itself_is_refused():
    assert refusal("通知.pdf", PAGE) == "“通知.pdf”按名称是 PDF，内容却是 HTML 网页。"
    assert refusal("通知.html", pdf()) == "“通知.html”按名称是 HTML 网页，内容却是 PDF。"
    assert refusal("通知.docx", pdf()) == "“通知.docx”按名称是 .docx 文件，内容却是 PDF。"


def test_an_empty_or_too_large_file_is_refused():
    assert refusal("空.pdf", b"") == "“空.pdf”是空的。"
    assert refusal("大.html", PAGE + b" " * LARGEST) == (
        f"“大.html”有 1 MB（{len(PAGE) + LARGEST} 字节），最多 1 MB。"
    )


@pytest.mark.parametrize("name", harmful())
def test_a_pdf_with_a_script_is_refused(name):
    assert refusal("通知.pdf", harmful()[name]).startswith("“通知.pdf”含有脚本（/")


def test_a_pdf_that_only_writes_of_scripts_is_taken():
    said = Dictionary(Title=String("About /JavaScript and /Launch"), JS=Dictionary(Type=Name.Font))
    link = Dictionary(S=Name.URI, URI=String("https://www.example.gov.cn/JavaScript"))
    assert recognise("通知.pdf", pdf(A=said, B=link), LARGEST) == PDF


def test_a_pdf_that_cannot_be_looked_into_is_refused():
    assert "加了密码" in refusal("密.pdf", pdf(password="x"))
    assert "不能作为 PDF 打开" in refusal("坏.pdf", b"%PDF-1.7\nnothing")
    assert "不能作为 PDF 打开" in refusal("半.pdf", pdf(in_streams=True)[:400])


def test_a_pdf_that_unpacks_to_gigabytes_is_refused_soon():
    content = bomb()
    assert len(content) < 2 * LARGEST
    began = time.monotonic()
    with pytest.raises(RefusedFileError, match=r"“通知\.pdf”有损坏或太大的部分，没有查完"):
        recognise("通知.pdf", content, 2 * LARGEST)
    assert time.monotonic() - began < inspection.LONGEST
