"""Every page of the admin that is visited is Chinese, and axe finds nothing serious on it."""

import re
from functools import partial
from pprint import pformat

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.browser.axe import ALL_BUT_COLOURS, ONLY_COLOURS, THIN_OUT, violations
from tests.browser.curating import (
    CURATORS,
    OWNER,
    act,
    bodies,
    bodies_box,
    export,
    log_in,
    log_in_elsewhere,
    message,
    open_record,
    save_and_stay,
    spoil,
    upload,
)

# What is no English of the page: formats of files, user names, an abbreviation in a source,
# names in computing, hashes that are shown in part; addresses and their last parts.
NO_ENGLISH = re.compile(
    r"https?://\S+|“/[a-z/]+”|\b[a-z0-9]+(-[a-z0-9]+)+\b|\S+\*{3}|LDAP"
    rf"|\.(csv|txt)\b|\b(CSV|XLSX|PDF|HTML|EGDI|UTF|md5|{'|'.join([*CURATORS, OWNER])})\b"
)
# All that a page says or may come to say, to the eye and to a screen reader.
SAID = """() => {
    const said = [document.title];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const around = texts.currentNode.parentElement;
        if (!around.closest("script, style, textarea, .hidden, .field-slug, [lang=en]"))
            said.push(texts.currentNode.data);
    }
    for (const name of ["alt", "aria-label", "aria-description", "label", "placeholder", "title"])
        for (const element of document.querySelectorAll(`[${name}]`))
            said.push(element.getAttribute(name));
    for (const button of document.querySelectorAll("input:is([type=submit], [type=button])"))
        said.push(button.value);
    return said;
}"""
RECORDS = (
    *("policies/policy", "policies/milestone", "policies/body", "policies/difference"),
    *("provinces/excerpt", "provinces/unit", "portal/source", "portal/sourceline"),
)
ERRATA = ("policies/policyerratum", "policies/milestoneerratum", "provinces/excerpterratum")
WIDE = ("policies/milestone", "policies/difference", "policies/body", "provinces/excerpt")
FEW = "?q=一体化"  # records on a list are enough, and examined sooner
PAGES = {
    "": ["", "policies/", "provinces/", "portal/", "password_change/", "nowhere/"],
    **{table: [FEW, "add/", "1/change/", "1/delete/", "import/"] for table in RECORDS},
    **{table: [FEW, "1/change/", "1/history/", "import/"] for table in ERRATA},
    "portal/importbatch": [FEW],
    "portal/merger": [FEW],
}
PAGES["policies/policy"] += ["1/history/"]
PAGES["portal/source"] += ["1/preview/"]
PAGES["policies/body"] += ["1/merge/2/", "add/?_to_field=id&_popup=1"]
PAGES["policies/milestone"] += [
    *("1/move/submit/", "1/move/withdraw/", "1/preview/", "1/history/1/restore/"),
    *("?q=2018&_facets=True&o=2.3", "?timeline_start__year=2018&kind__exact=forum"),
]
ACCOUNTS = {
    "auth/user": ["", "add/", "1/change/", "1/password/", "1/history/"],
    "auth/group": ["", "add/", "1/change/", "1/delete/", "1/history/"],
}
PAGES |= ACCOUNTS


def findings(page: Page) -> list:
    return [*unchinese(page), *serious(page)]


def unchinese(page: Page) -> list[str]:
    """The texts of a page that contain an English word."""
    said = {" ".join(text.split()) for text in page.evaluate(SAID)}
    return sorted(text for text in said if re.search("[A-Za-z]{3}", NO_ENGLISH.sub("", text)))


def serious(page: Page) -> list[tuple]:
    found = violations(page, ALL_BUT_COLOURS)
    page.evaluate(THIN_OUT)
    found += violations(page, ONLY_COLOURS)
    return [one for one in found if one[1] in ("serious", "critical")]


@pytest.fixture
def examined(window):
    """A window whose security policy lets axe set styles."""
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


@pytest.mark.parametrize("width", [390, 1440])
def test_lists_show_all_their_columns_in_lines_that_can_be_read(window, width):
    page = window("guanli", viewport={"width": width, "height": 900})
    for table in WIDE:
        page.goto(f"/admin/{table}/")
        table_of_records = page.locator("#result_list")
        hidden, narrowest = table_of_records.evaluate(
            """list => [
                list.parentElement.scrollWidth - list.parentElement.clientWidth,
                Math.min(...[...list.querySelectorAll("tbody :is(th, td:not(.action-checkbox))")]
                    .map(cell => cell.clientWidth / parseFloat(getComputedStyle(cell).fontSize))),
            ]"""
        )
        assert (table, hidden) == (table, 0)
        assert (table, narrowest >= 4) == (table, True)


@pytest.mark.parametrize("width", [1280, 1440])
def test_no_form_is_wider_than_its_window(window, width):
    page = window("guanli", viewport={"width": width, "height": 900})
    for table in ("policies/policy", "policies/milestone", "policies/body", "provinces/excerpt"):
        page.goto(f"/admin/{table}/1/change/")
        root = page.locator("html")
        hidden = root.evaluate("root => root.scrollWidth - root.clientWidth")
        assert (table, hidden) == (table, 0)


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
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    save_and_stay(page)
    expect(page.get_by_role("button", name="登录并保存")).to_be_visible()
    return page


def what_one_may_only_look_at(window):
    page = window("luru")
    page.goto("/admin/policies/milestone/1/change/")
    return page


def what_one_may_not_do(window):
    page = window("luru")
    page.goto("/admin/policies/milestone/1/move/publish/")
    return page


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
    act(page, "删除所选的记录", 2)
    expect(page.get_by_role("heading", name="删除")).to_be_visible()
    return page


def a_form_with_errors(window):
    page = window("guanli")
    page.goto("/admin/policies/milestone/add/")
    page.get_by_label("日期:", exact=True).fill("2018年2月30日")
    bodies_box(page).fill("无此部门")
    rows = bodies(page)
    for part in ("发布主体", "大事记勘误"):
        page.get_by_role("button", name=f"添加另一个 {part}").click()
    rows.get_by_role("spinbutton").fill("-1")
    page.locator(".dynamic-errata textarea").first.fill("误")
    page.locator("#milestone_form").evaluate("form => form.noValidate = true")
    save_and_stay(page)
    expect(page.locator(".errornote")).to_be_visible()
    return page


def a_list_that_opens(window):
    page = window("guanli")
    page.goto("/admin/policies/milestone/add/")
    page.get_by_role("button", name="添加另一个 出处").click()
    page.locator("#citations-0 .fieldBox.field-source").get_by_role("combobox").click()
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
    *(the_login_refused, the_logout, a_login_that_ended, log_in_elsewhere, a_password_refused),
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
