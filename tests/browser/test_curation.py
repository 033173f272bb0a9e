"""Curators at work in two windows: what they enter, publish, change at once, restore, import."""

import csv
import re
from functools import partial
from pprint import pformat

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import expect

from tests.browser.curating import (
    OWNER,
    bodies,
    choose,
    confirm,
    findings,
    log_in,
    message,
    open_record,
    save_and_stay,
    served,
)

# What the console is told of answers that a test asks for.
FORESEEN = re.compile("the server responded with a status of (400|403|404|409|410) ")


@pytest.fixture(scope="module")
def desk(tmp_path_factory, django_db_setup, django_db_blocker):
    """The address of a portal that only the tests of this module read and write."""
    with django_db_blocker.unblock(), served(tmp_path_factory.mktemp("desk")) as url:
        yield url


@pytest.fixture(scope="module")
def logins():
    """What the browser keeps of each curator's login."""
    return {}


@pytest.fixture
def window(new_context, desk, logins):
    """`window("shenhe")`: a curator's, logged in; `window()`: the public's."""
    problems = []

    def window(name=None, **options):
        options |= {"base_url": desk, "locale": "zh-CN", "storage_state": logins.get(name)}
        context = new_context(**options)
        page = context.new_page()
        page.on(
            "request",
            lambda request: None if request.url.startswith(desk) else problems.append(request.url),
        )
        page.on(
            "console",
            lambda message: problems.append(message.text) if message.type == "error" else None,
        )
        page.on("pageerror", lambda error: problems.append(str(error)))
        if name and name not in logins:
            log_in(page, name)
            logins[name] = context.storage_state()
        return page

    yield window
    assert [problem for problem in problems if not FORESEEN.search(problem)] == []


# Entered, reviewed, published, withdrawn


IS_SUGGESTED = """async ([typed, text]) => {
    const answer = await fetch(`/search/suggestions/?q=${typed}`, {cache: "no-store"});
    return (await answer.json()).suggestions.some((one) => one.text === text);
}"""


def enter(page, title, wording):
    page.goto("/admin/policies/milestone/add/")
    page.get_by_label("题名").fill(title)
    page.get_by_label("类型").select_option("政策文件")
    page.get_by_label("日期:", exact=True).fill("2026年11月")
    page.get_by_label("原文:", exact=True).fill(wording)
    choose(page, page.locator(".field-source").get_by_role("combobox"), "电子政务发展报告")
    page.get_by_role("button", name="添加另一个 发布主体").click()
    choose(page, bodies(page).get_by_role("combobox").first, "国务院办公厅")
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
    expect(luru.get_by_label("题名")).to_have_count(0)
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
    public.get_by_role("link", name=title).click()
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
    """What one of the two wrote in a field, on the page that shows both."""
    return page.get_by_role("group", name=re.compile(label)).get_by_role("radio", name=whose)


def test_of_two_who_save_the_second_chooses_field_by_field(window):
    title = "2017（第十二届）中国电子政务论坛召开"
    guanli, shenhe = window("guanli"), window("shenhe")
    for page in (guanli, shenhe):
        open_record(page, title)
    wording = shenhe.get_by_label("原文:", exact=True)
    ours = wording.input_value() + "会期一天。"

    guanli.get_by_label("题名").fill(f"{title}并发布报告")
    guanli.get_by_label("改动说明").fill("据会议公报")
    save_and_stay(guanli)
    expect(message(guanli)).to_contain_text("修改")
    shenhe.get_by_label("题名").fill(f"{title}并闭幕")
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

    page.get_by_label("题名").fill(changed)
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


def export(page, folder):
    """The meetings among the milestones, as a file and as rows."""
    page.goto("/admin/policies/milestone/")
    page.get_by_role("navigation", name="过滤器").get_by_role("link", name="会议讲话").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="导出 CSV").click()
    file = folder / "exported.csv"
    download.value.save_as(file)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def upload(page, file, rows):
    with file.open("w", encoding="utf-8-sig", newline="") as lines:
        writer = csv.DictWriter(lines, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    page.goto("/admin/policies/milestone/import/")
    page.get_by_label("文件").set_input_files(file)
    page.get_by_role("button", name="预览").click()


def spoil(rows):
    return [
        rows[0] | {"日期": "2018年2月30日"},
        rows[1] | {"发布主体": "国务院办公庁"},
        rows[2] | {"类型": "平台"},
        *rows[3:],
    ]


def test_a_file_is_mended_imported_and_undone(window, tmp_path):
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
    expect(page.locator(".counts li")).to_have_text(["新增 1", "修改 1", "不变 5", "有误 3"])
    for row, said in enumerate(
        ("“日期”：没有“2018年2月30日”", "最接近的有 国务院办公厅", "“类型”：“平台”"), start=2
    ):
        errors = page.get_by_role("row", name=re.compile(f"^{row} 有误"))
        expect(errors).to_contain_text(f"第 {row} 行")
        expect(errors).to_contain_text(said)
    expect(page.get_by_role("button", name="导入")).to_have_count(0)
    assert export(page, tmp_path) == exported

    upload(page, tmp_path / "改好.csv", mended)
    expect(page.locator(".counts li")).to_have_text(["新增 1", "修改 1", "不变 8", "有误 0"])
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
    """A version is never given twice: what is undone is one more of them."""
    return [row | {"版本": ""} for row in rows]


# Merged


def test_two_bodies_become_one_and_two_again(window):
    kept, gone = "国务院办公厅", "国务院办公厅电子政务办公室"
    page, public = window("guanli"), window()
    public.goto("/bodies/")
    public.get_by_role("link", name=gone, exact=True).click()
    address = public.url
    entry = public.locator("main").locator("a[href^='/milestones/'], a[href^='/policies/']").first
    title = entry.inner_text()

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


# Every page of the admin is Chinese, and axe finds nothing serious on it

RECORDS = (
    *("policies/policy", "policies/milestone", "policies/body", "policies/difference"),
    *("provinces/excerpt", "provinces/unit", "portal/source", "portal/sourceline"),
)
ERRATA = ("policies/policyerratum", "policies/milestoneerratum", "provinces/excerpterratum")
FEW = "?q=一体化"  # records on a list are enough, and examined sooner
PAGES = {
    "": ["", "policies/", "provinces/", "portal/", "password_change/", "nowhere/"],
    **{table: [FEW, "add/", "1/change/", "1/delete/", "import/"] for table in RECORDS},
    **{table: [FEW, "1/change/", "1/history/", "import/"] for table in ERRATA},
    "portal/importbatch": [FEW],
    "portal/merger": [FEW],
}
PAGES["policies/policy"] += ["1/history/"]
PAGES["policies/body"] += ["1/merge/2/", "add/?_to_field=id&_popup=1"]
PAGES["policies/milestone"] += [
    *("1/move/submit/", "1/move/withdraw/", "1/preview/", "1/history/1/restore/"),
    *("?q=2018&_facets=True&o=2.3", "?timeline_start__year=2018&kind__exact=forum"),
]
ACCOUNTS = {
    "auth/user": ["", "add/", "1/change/", "1/delete/", "1/password/", "1/history/"],
    "auth/group": ["", "add/", "1/change/", "1/delete/", "1/history/"],
}
PAGES |= ACCOUNTS


@pytest.fixture
def examined(window):
    """A window whose pages axe may set styles in."""
    return partial(window, bypass_csp=True)


@pytest.mark.parametrize("table", PAGES)
def test_pages_are_chinese_and_axe_finds_nothing_serious(examined, table):
    page = examined(OWNER if table in ACCOUNTS else "guanli")
    found = {}
    for address in PAGES[table]:
        page.goto(f"/admin/{table}/{address}" if table else f"/admin/{address}")
        if said := findings(page):
            found[address] = said
    assert not found, pformat(found)


def the_login_refused(window):
    page = window()
    page.goto("/admin/")
    page.get_by_label("用户名").fill("nobody")
    page.get_by_label("密码").fill("nothing")
    page.get_by_role("button", name="登录").click()
    expect(page.locator(".errornote")).to_be_visible()
    return page


def the_logout(window):
    page = window()
    log_in(page, "luru")
    page.get_by_role("button", name="注销").click()
    expect(page.get_by_role("link", name="重新登录")).to_be_visible()
    return page


def a_password_refused(window):
    page = window("guanli")
    page.goto("/admin/password_change/")
    for typed, field in zip(
        ("wrong", "1", "2"), page.locator("[type=password]").all(), strict=True
    ):
        field.fill(typed)
    page.get_by_role("button", name="修改我的密码").click()
    expect(page.locator(".errornote")).to_be_visible()
    return page


def a_login_that_ended(window):
    page = window("guanli")
    page.goto("/admin/policies/milestone/1/change/")
    page.context.clear_cookies(name="sessionid")
    save_and_stay(page)
    expect(page.get_by_role("button", name="登录并保存")).to_be_visible()
    return page


def a_login_elsewhere(window):
    page = window()
    log_in(page, "guanli")
    page.goto("/admin/policies/milestone/1/change/")
    page.context.clear_cookies(name="sessionid")
    other = page.context.new_page()
    log_in(other, "guanli")
    other.close()
    page.get_by_label("改动说明").fill("两个窗口")
    save_and_stay(page)
    expect(page.get_by_text("这张表单已经过期")).to_be_visible()
    return page


def test_a_login_elsewhere_costs_nothing_that_was_typed(window):
    page = a_login_elsewhere(window)
    page.get_by_role("button", name="保存").click()
    expect(message(page)).to_contain_text("成功")
    page.goto("/admin/policies/milestone/1/history/")
    expect(page.get_by_text("两个窗口").first).to_be_visible()


def what_one_may_only_look_at(window):
    page = window("luru")
    page.goto("/admin/policies/milestone/1/change/")
    return page


def what_one_may_not_do(window):
    page = window("luru")
    page.goto("/admin/policies/milestone/1/move/publish/")
    return page


def act(page, action, number):
    """Do something with the first records of a list."""
    for at in range(number):
        page.locator(".action-select").nth(at).check()
    page.get_by_label("动作").select_option(action)
    page.get_by_role("button", name="执行").click()


def an_action_on_nothing(window):
    page = window("guanli")
    page.goto("/admin/policies/milestone/?q=2018")
    act(page, "撤回所选的记录", 0)
    expect(message(page)).to_be_visible()
    return page


def an_action_on_two(window):
    page = window("guanli")
    page.goto("/admin/policies/milestone/?q=2018")
    act(page, "撤回所选的记录", 2)
    expect(page.get_by_role("heading", name="撤回：请确认")).to_be_visible()
    return page


def deleting_two(window):
    page = window("guanli")
    page.goto("/admin/policies/body/?q=国务院")
    act(page, "删除所选的 发布主体", 2)
    expect(page.get_by_role("heading", name="删除")).to_be_visible()
    return page


def a_form_with_errors(window):
    page = window("guanli")
    page.goto("/admin/policies/milestone/add/")
    page.get_by_label("日期:", exact=True).fill("2018年2月30日")
    for part in ("发布主体", "大事记勘误"):
        page.get_by_role("button", name=f"添加另一个 {part}").click()
    bodies(page).get_by_role("spinbutton").fill("-1")
    page.locator(".dynamic-errata textarea").first.fill("误")
    page.locator("#milestone_form").evaluate("form => form.noValidate = true")
    save_and_stay(page)
    expect(page.locator(".errornote")).to_be_visible()
    return page


def a_list_that_opens(window):
    page = window("guanli")
    page.goto("/admin/policies/milestone/add/")
    page.locator(".field-source").get_by_role("combobox").click()
    page.locator(".select2-search__field").fill("没有的来源")
    expect(page.get_by_text("未找到结果")).to_be_visible()
    return page


def a_conflict(window):
    title = "2016（第十一届）中国电子政务论坛召开"
    first, second = window("guanli"), window("shenhe")
    for page, added in ((first, "一"), (second, "二")):
        open_record(page, title)
        page.get_by_label("原文:", exact=True).press_sequentially(added)
    for page in (first, second):
        save_and_stay(page)
    expect(second.get_by_role("heading", name="还没有保存")).to_be_visible()
    return second


def the_history_of_what_was_changed(window):
    page = window("guanli")
    open_record(page, "2015（第十届）中国电子政务论坛召开")
    page.get_by_label("原文:", exact=True).press_sequentially("一")
    save_and_stay(page)
    page.get_by_role("link", name="历史").click()
    expect(page.get_by_role("link", name="恢复为这一版").first).to_be_visible()
    return page


def an_import_of_no_table(window):
    page = window("guanli")
    page.goto("/admin/policies/milestone/import/")
    page.get_by_label("文件").set_input_files(
        {"name": "空.csv", "mimeType": "text/csv", "buffer": b""}
    )
    page.get_by_role("button", name="预览").click()
    expect(page.locator(".errorlist")).to_be_visible()
    return page


def a_preview_with_errors(window, tmp_path):
    page = window("shenhe")
    upload(page, tmp_path / "有误.csv", spoil(export(page, tmp_path)))
    expect(page.get_by_role("link", name="换改好的文件")).to_be_visible()
    return page


def an_import_carried_out(window, tmp_path):
    page = window("shenhe")
    rows = export(page, tmp_path)
    upload(page, tmp_path / "改好.csv", [rows[0] | {"原文": rows[0]["原文"] + "一"}])
    page.get_by_role("button", name="导入").click()
    expect(page.get_by_role("link", name="这一批的记录，撤销")).to_be_visible()
    return page


def a_batch(window, tmp_path):
    page = an_import_carried_out(window, tmp_path)
    page.get_by_role("link", name="这一批的记录，撤销").click()
    expect(page.get_by_role("button", name="撤销这次导入")).to_be_visible()
    return page


def the_batches(window, tmp_path):
    page = an_import_carried_out(window, tmp_path)
    page.goto("/admin/portal/importbatch/")
    return page


STEPS = (
    *(the_login_refused, the_logout, a_login_that_ended, a_login_elsewhere, a_password_refused),
    *(what_one_may_only_look_at, what_one_may_not_do),
    *(an_action_on_nothing, an_action_on_two, deleting_two, a_form_with_errors),
    *(a_list_that_opens, a_conflict, the_history_of_what_was_changed, an_import_of_no_table),
)
STEPS_WITH_FILES = (a_preview_with_errors, an_import_carried_out, a_batch, the_batches)


@pytest.mark.parametrize("reach", STEPS, ids=lambda reach: reach.__name__)
def test_what_is_reached_is_chinese_and_axe_finds_nothing_serious(examined, reach):
    found = findings(reach(examined))
    assert not found, pformat(found)


@pytest.mark.parametrize("reach", STEPS_WITH_FILES, ids=lambda reach: reach.__name__)
def test_an_import_is_chinese_and_axe_finds_nothing_serious(examined, tmp_path, reach):
    found = findings(reach(examined, tmp_path))
    assert not found, pformat(found)
