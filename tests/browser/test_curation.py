"""Curators at work in two windows: what they enter, publish, change at once, restore, import."""

import re

from django.utils.timezone import localdate
from playwright.sync_api import expect

from tests.browser.curating import (
    act,
    bodies,
    bodies_box,
    choose,
    cite,
    confirm,
    export,
    log_in_elsewhere,
    message,
    open_record,
    save_and_stay,
    spoil,
    upload,
)

# Entered, reviewed, published, withdrawn


IS_SUGGESTED = """async ([typed, text]) => {
    const answer = await fetch(`/search/suggestions/?q=${typed}`, {cache: "no-store"});
    return (await answer.json()).suggestions.some((one) => one.text === text);
}"""


def enter(page, title, wording):
    page.goto("/admin/policies/milestone/add/")
    page.locator("#id_title").fill(title)
    page.get_by_label("类型").select_option("政策文件")
    page.get_by_label("日期:", exact=True).fill("2026年11月")
    page.get_by_label("原文:", exact=True).fill(wording)
    cite(page, "电子政务发展报告")
    bodies_box(page).fill("国务院办公厅")
    save_and_stay(page)


def test_what_one_enters_another_publishes_and_withdraws(window):
    title, wording = "政务服务“一表通办”指引印发", "国务院办公厅印发指引，推行一表通办。"
    luru, shenhe, public = window("luru"), window("shenhe"), window()

    enter(luru, title, wording)
    expect(luru.get_by_text("状态：草稿")).to_be_visible()
    expect(luru.get_by_label("原文日期")).to_have_value("2026年11月")
    address = f"/milestones/{luru.get_by_label('地址标识').input_value()}/"
    luru.get_by_role("link", name="预览").click()
    expect(luru.get_by_role("heading", level=1)).to_have_text(title)
    expect(luru.get_by_text(wording)).to_be_visible()
    assert public.goto(address).status == 404

    open_record(luru, title)
    confirm(luru, "提交审核")
    expect(luru.get_by_text("状态：待审核")).to_be_visible()
    expect(luru.locator("#id_title")).to_have_count(0)
    expect(luru.get_by_role("button", name=re.compile("保存"))).to_have_count(0)
    expect(luru.get_by_role("link", name="发布", exact=True)).to_have_count(0)
    assert public.goto(address).status == 404

    open_record(shenhe, title)
    confirm(shenhe, "发布")
    expect(shenhe.get_by_text("状态：已发布")).to_be_visible()
    assert public.goto(address).status == 200
    expect(public.get_by_role("heading", level=1)).to_have_text(title)
    expect(public.get_by_role("main")).to_contain_text("2026年11月")
    public.goto("/search/?q=一表通办")
    # Suggestions follow when the answer has been sent.
    public.wait_for_function(IS_SUGGESTED, arg=["ybtb", title])
    public.get_by_role("link", name=title, exact=True).click()
    expect(public.get_by_role("link", name="国务院办公厅").first).to_be_visible()

    shenhe.get_by_role("link", name="撤回", exact=True).click()
    shenhe.get_by_role("button", name="撤回").click()  # without a reason
    expect(shenhe.get_by_role("heading", name="撤回：请确认")).to_be_visible()
    shenhe.get_by_label("理由").fill("所记文件尚未公布。")
    shenhe.get_by_role("button", name="撤回").click()
    expect(shenhe.get_by_text("状态：已撤回")).to_be_visible()
    assert public.goto(address).status == 410
    for said in (title, "所记文件尚未公布。", str(localdate())):
        expect(public.get_by_role("main")).to_contain_text(said)
    public.goto("/search/?q=一表通办")
    expect(public.get_by_role("link", name=title)).to_have_count(0)


# Two at once


def side(page, label, whose):
    """The radio button of one curator's value, on the page of a conflict."""
    return page.get_by_role("group", name=re.compile(label)).get_by_role("radio", name=whose)


def test_of_two_who_save_the_second_chooses_field_by_field(window):
    title = "2017（第十二届）中国电子政务论坛召开"
    guanli, shenhe = window("guanli"), window("shenhe")
    for page in (guanli, shenhe):
        open_record(page, title)
    wording = shenhe.get_by_label("原文:", exact=True)
    ours = wording.input_value() + "会期一天。"

    guanli.locator("#id_title").fill(f"{title}并发布报告")
    guanli.get_by_label("改动说明").fill("据会议公报")
    save_and_stay(guanli)
    expect(message(guanli)).to_contain_text("修改")
    shenhe.locator("#id_title").fill(f"{title}并闭幕")
    wording.fill(ours)
    save_and_stay(shenhe)

    expect(shenhe.get_by_role("heading", name="还没有保存")).to_be_visible()
    expect(shenhe.get_by_text("guanli：据会议公报")).to_be_visible()
    both = shenhe.get_by_role("group", name=re.compile("题名"))
    expect(both).to_contain_text("两人都改了")
    expect(both.locator("ins")).to_have_text(["并闭幕", "并发布报告"])
    expect(side(shenhe, "原文", "您写的")).to_be_checked()
    side(shenhe, "题名", "现在的").check()
    shenhe.get_by_role("button", name="按所选保存").click()

    expect(message(shenhe)).to_contain_text("修改")
    open_record(guanli, f"{title}并发布报告")
    expect(guanli.get_by_label("原文:", exact=True)).to_have_value(ours)
    guanli.get_by_role("link", name="历史").click()
    newest, before = (guanli.locator(".version").nth(at) for at in (0, 1))
    expect(newest).to_contain_text("shenhe")
    expect(newest.locator("ins")).to_have_text("会期一天。")
    expect(before).to_contain_text("guanli")
    expect(before).to_contain_text("题名")


# Brought back


def test_a_version_is_restored_with_its_bodies(window):
    title, changed = "首届数字中国建设峰会在福建福州召开", "首届数字中国建设峰会召开"
    page, public = window("shenhe"), window()
    public.goto("/search/?q=首届数字中国建设峰会")
    public.get_by_role("link", name=title).first.click()
    open_record(page, title)
    names = bodies(page).locator(".field-body .select2-selection__rendered").all_inner_texts()
    assert len(names) > 2

    page.locator("#id_title").fill(changed)
    bodies(page).last.get_by_role("checkbox").last.check()
    page.get_by_label("改动说明").fill("误删一个主体")
    save_and_stay(page)
    expect(bodies(page)).to_have_count(len(names) - 1)
    public.reload()
    expect(public.get_by_role("heading", level=1)).to_have_text(changed)

    page.get_by_role("link", name="历史").click()
    newest = page.locator(".version").first
    for said in ("shenhe", "误删一个主体", str(localdate()), "题名", "发布主体"):
        expect(newest).to_contain_text(said)
    expect(newest.locator("del").first).to_be_visible()
    page.get_by_role("link", name="恢复为这一版").first.click()
    page.get_by_role("button", name="恢复").click()
    expect(message(page)).to_contain_text("已恢复")
    open_record(page, title)
    rendered = bodies(page).locator(".field-body .select2-selection__rendered")
    assert rendered.all_inner_texts() == names
    public.reload()
    expect(public.get_by_role("heading", level=1)).to_have_text(title)


# Imported


def test_a_file_is_corrected_imported_and_undone(window, tmp_path):
    page = window("shenhe")
    exported = export(page, tmp_path)
    new = dict.fromkeys(exported[0], "") | {
        "题名": "全国政务热线工作座谈会召开",
        "类型": "会议讲话",
        "日期": "2025年3月",
        "发布主体": "国务院办公厅（主办）",
        "原文": "座谈会召开，交流热线工作。",
    }
    mended = [*exported[:3], exported[3] | {"题名": "中央深改委第二十五次会议召开"}]
    mended += [*exported[4:], new]

    upload(page, tmp_path / "有误.csv", spoil(mended))
    expect(page.locator(".counts li")).to_have_text(["新增 1", "修改 1", "不变 6", "有误 3"])
    for row, said in enumerate(
        ("“日期”：没有“2018年2月30日”", "最接近的有 国务院办公厅", "“类型”：“平台”"), start=2
    ):
        errors = page.get_by_role("row", name=re.compile(f"^{row} 有误"))
        expect(errors).to_contain_text(f"第 {row} 行")
        expect(errors).to_contain_text(said)
    expect(page.get_by_role("button", name="导入")).to_have_count(0)
    assert export(page, tmp_path) == exported

    upload(page, tmp_path / "改好.csv", mended)
    expect(page.locator(".counts li")).to_have_text(["新增 1", "修改 1", "不变 9", "有误 0"])
    page.get_by_role("button", name="导入").click()
    page.get_by_role("link", name="这一批的记录，撤销").click()
    records = page.get_by_role("main").get_by_role("listitem")
    expect(records.filter(has_text=new["题名"])).to_have_count(1)
    expect(records.filter(has_text="中央深改委第二十五次会议召开")).to_have_count(1)
    assert len(export(page, tmp_path)) == len(exported) + 1

    page.goto("/admin/policies/milestone/import/")
    page.get_by_role("link", name="改好.csv").click()
    page.get_by_role("button", name="撤销这次导入").click()
    expect(message(page)).to_contain_text("2 条记录恢复原样")
    expect(page.get_by_role("button", name="撤销这次导入")).to_have_count(0)
    assert without_versions(export(page, tmp_path)) == without_versions(exported)


def without_versions(rows):
    """Rows without their version numbers, because undoing gives a new one."""
    return [row | {"版本": ""} for row in rows]


# Merged


def test_two_bodies_become_one_and_two_again(window):
    kept, gone = "国务院办公厅", "国务院办公厅电子政务办公室"
    page, public = window("guanli"), window()
    public.goto("/bodies/")
    public.get_by_role("link", name=gone, exact=True).click()
    address = public.url
    entry = public.locator("main").locator("a[href^='/milestones/'], a[href^='/policies/']").first
    title = entry.text_content()

    page.goto(f"/admin/policies/body/?q={kept}")
    act(page, "合并所选的两条记录", 2)
    expect(page.get_by_role("heading", name="合并：请核对")).to_be_visible()
    if page.get_by_role("link", name=f"对调：保留“{kept}”").count():
        page.get_by_role("link", name=f"对调：保留“{kept}”").click()
    expect(page.get_by_role("listitem").filter(has_text=title).first).to_be_visible()
    page.get_by_role("button", name="合并", exact=True).click()
    expect(message(page)).to_contain_text(f"“{gone}”并入“{kept}”")
    public.goto(address)
    assert public.url != address
    expect(public.get_by_role("heading", level=1)).to_have_text(kept)
    expect(public.get_by_role("main").get_by_role("link", name=title).first).to_be_visible()

    page.get_by_role("button", name="撤销这次合并").click()
    expect(message(page)).to_contain_text("已撤销合并")
    public.goto(address)
    assert public.url == address
    expect(public.get_by_role("heading", level=1)).to_have_text(gone)
    expect(public.get_by_role("main").get_by_role("link", name=title).first).to_be_visible()


# Saved after a login elsewhere


def test_a_login_elsewhere_costs_nothing_that_was_typed(window):
    page = log_in_elsewhere(window)
    page.get_by_role("button", name="保存").click()
    expect(message(page)).to_contain_text("成功")
    page.goto("/admin/policies/milestone/1/history/")
    expect(page.get_by_text("两个窗口").first).to_be_visible()


# Leaving a form


def stay(page):
    """Follow a link out of the form, and choose to stay."""
    page.once("dialog", lambda dialog: dialog.dismiss())
    with page.expect_event("dialog") as asked:
        page.get_by_role("link", name="首页").click()
    assert asked.value.type == "beforeunload"


def test_who_leaves_a_form_is_asked_only_when_something_would_be_lost(window):
    page = window("guanli")
    page.goto("/admin/policies/milestone/1/change/")
    page.get_by_label("改动说明").fill("没写完")
    stay(page)
    expect(page.get_by_label("改动说明")).to_have_value("没写完")
    save_and_stay(page)
    expect(message(page)).to_be_visible()
    source = page.locator("#citations-0 .fieldBox.field-source").get_by_role("combobox")
    choose(page, source, "观研报告网表格")
    stay(page)
    choose(page, source, "电子政务发展报告")
    asked = []
    page.once("dialog", lambda dialog: asked.append(dialog.type))
    page.get_by_role("link", name="首页").click()
    expect(page).to_have_url(re.compile("/admin/$"))
    assert asked == []
