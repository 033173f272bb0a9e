"""A curator archives a PDF of a source that they propose; a reader fetches it."""

import hashlib

from playwright.sync_api import expect

from tests.browser.curating import confirm, save_and_stay
from tests.portal.archived_files.pdfs import harmful, pdf


def choose_file(page, name, content):
    """In the first row of the copies."""
    file = {"name": name, "mimeType": "application/pdf", "buffer": content}
    page.locator("#id_copies-0-upload").set_input_files(file)


def test_a_curator_archives_a_pdf_and_a_reader_fetches_it(window, tmp_path):
    luru, shenhe, public = window("luru"), window("shenhe"), window()
    content = pdf()

    luru.goto("/admin/portal/source/add/")
    luru.get_by_label("题名").fill("某通知（测试虚构）")
    luru.get_by_label("简称").fill("某通知")
    luru.get_by_label("地址标识").fill("mou-tongzhi")
    luru.get_by_label("发布者").fill("某办公厅")
    luru.get_by_label("网址").fill("https://www.example.gov.cn/a.pdf")
    luru.get_by_role("button", name="添加另一个 存档副本").click()
    choose_file(luru, "通知.pdf", harmful()["in a compressed object stream"])
    save_and_stay(luru)
    expect(luru.get_by_text("“通知.pdf”含有脚本（/JavaScript）")).to_be_visible()
    choose_file(luru, "通知.pdf", content)
    save_and_stay(luru)
    expect(luru.get_by_text("状态：草稿")).to_be_visible()
    luru.get_by_role("link", name="预览").click()
    with luru.expect_download() as fetched:
        luru.get_by_role("link", name="存档的 PDF").click()
    assert fetched.value.path().read_bytes() == content
    luru.go_back()
    confirm(luru, "提交审核")
    assert public.goto("/sources/mou-tongzhi/").status == 404

    shenhe.goto("/admin/portal/source/?q=mou-tongzhi")
    shenhe.get_by_role("main").get_by_role("link", name="某通知", exact=True).click()
    confirm(shenhe, "发布")
    expect(shenhe.get_by_text("状态：已发布")).to_be_visible()

    public.goto("/sources/mou-tongzhi/")
    expect(public.get_by_text(hashlib.sha256(content).hexdigest())).to_be_visible()
    with public.expect_download() as fetched:
        public.get_by_role("link", name="存档的 PDF").click()
    file = tmp_path / "fetched.pdf"
    fetched.value.save_as(file)
    assert file.read_bytes() == content
    assert fetched.value.suggested_filename.startswith("mou-tongzhi-")
    expect(public.get_by_role("heading", level=1)).to_have_text("某通知（测试虚构）")
