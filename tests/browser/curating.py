"""A portal that curators may write to, on a database of its own, and what they do in a window."""

import csv
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from playwright.sync_api import Locator, Page, expect

from portal.curation.accounts.groups import EDITORS, MANAGERS, REVIEWERS
from tests.copies import database_of_its_own, manage

OWNER = "zhanzhang"  # of the portal: a superuser
CURATORS = {"luru": EDITORS, "shenhe": REVIEWERS, "guanli": MANAGERS}
PASSWORD = "for-the-tests-only"
MAKE_CURATORS = f"""
from django.contrib.auth.models import Group, User
for name, group in {CURATORS!r}.items():
    user = User.objects.create_user(name, password={PASSWORD!r}, is_staff=True)
    user.groups.add(Group.objects.get(name=group))
User.objects.create_superuser({OWNER!r}, password={PASSWORD!r})
"""
SERVER = [
    "gunicorn",
    "tests.browser.curating:application()",
    "--threads",
    "4",
    "--no-control-socket",
]
LONGEST_START = 60  # seconds


def application():
    """The portal with its static files, which without DEBUG are served from STATIC_ROOT alone."""
    from portal.wsgi import application

    return StaticFilesHandler(application)


@contextmanager
def served(folder: Path, more: str = "") -> Iterator[str]:
    """The address of a portal with the catalogue and the curators in it, and what `more` makes."""
    with database_of_its_own(folder) as url:
        env = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
        env |= {"RESPONSE_CACHE_BYTES": "24000000"}  # as it is served to readers
        manage(["shell", "-c", MAKE_CURATORS + more], env)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            address = "127.0.0.1:{1}".format(*free.getsockname())
        # The file, not a pipe, which would fill up and stop the server.
        with (folder / "server.log").open("w+") as log:
            server = subprocess.Popen(
                [sys.executable, "-m", *SERVER, "--bind", address],
                cwd=settings.BASE_DIR,
                env=env,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
            try:
                _wait(f"http://{address}/readyz", server, log)
                yield f"http://{address}"
            finally:
                server.terminate()
                server.wait(30)


def _wait(url: str, server: subprocess.Popen, log) -> None:
    latest = time.monotonic() + LONGEST_START
    while server.poll() is None and time.monotonic() < latest:
        try:
            urllib.request.urlopen(url, timeout=5)
        except OSError:
            time.sleep(0.1)
        else:
            return
    log.seek(0)
    raise AssertionError(f"The server did not start:\n{log.read()}")


def log_in(page: Page, name: str) -> None:
    page.goto("/admin/")
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("button", name="注销")).to_be_visible()


def open_record(page: Page, title: str) -> None:
    """The form of the milestone of this title."""
    page.goto(f"/admin/policies/milestone/?q={title}")
    page.get_by_role("main").get_by_role("link", name=title, exact=True).click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()


def cite(page, source):
    """In a new row of the citations."""
    number = page.locator(".inline-related.dynamic-citations").count()
    page.get_by_role("button", name="添加另一个 出处").click()
    row = page.locator(f"#citations-{number} .fieldBox.field-source")
    choose(page, row.get_by_role("combobox"), source)


def choose(page: Page, box: Locator, name: str) -> None:
    """Type a name into a field's autocomplete list and select the match."""
    box.click()
    page.locator(".select2-search__field").fill(name)
    page.get_by_role("option", name=name, exact=True).click()


def bodies_box(page: Page) -> Locator:
    """The box in which a record's issuing bodies are typed."""
    return page.get_by_label("发布主体:", exact=True)


def bodies(page: Page) -> Locator:
    """The rows of the issuing bodies in a record's form, unfolded."""
    if not page.locator("#issuances-group details[open]").count():
        page.locator("#issuances-group summary").click()
    return page.locator("#issuances-group tr.has_original, #issuances-group tr.dynamic-issuances")


def save_and_stay(page: Page) -> None:
    page.get_by_role("button", name="保存并继续编辑").last.click()


def confirm(page: Page, name: str) -> None:
    """Follow the link in a record's form, then confirm on the next page."""
    page.get_by_role("main").get_by_role("link", name=name, exact=True).click()
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def message(page: Page) -> Locator:
    return page.locator(".messagelist")


def export(page: Page, folder: Path) -> list[dict[str, str]]:
    """The meetings among the milestones, as a file and as rows."""
    page.goto("/admin/policies/milestone/")
    page.get_by_role("navigation", name="过滤器").get_by_role("link", name="会议讲话").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="导出 CSV").click()
    file = folder / "exported.csv"
    download.value.save_as(file)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def upload(page: Page, file: Path, rows: list[dict[str, str]]) -> None:
    """Upload the rows as a file, which opens the preview."""
    with file.open("w", encoding="utf-8-sig", newline="") as lines:
        writer = csv.DictWriter(lines, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    page.goto("/admin/policies/milestone/import/")
    page.get_by_label("文件").set_input_files(file)
    page.get_by_role("button", name="预览").click()


def spoil(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Put an error into each of the first three rows: a day, a body, a kind."""
    return [
        rows[0] | {"日期": "2018年2月30日"},
        rows[1] | {"发布主体": "国务院办公庁"},
        rows[2] | {"类型": "平台"},
        *rows[3:],
    ]


def act(page: Page, action: str, number: int) -> None:
    """Do something with the first records of a list."""
    for at in range(number):
        page.locator(".action-select").nth(at).check()
    page.get_by_label("动作").select_option(action)
    page.get_by_role("button", name="执行").click()


def log_in_elsewhere(window) -> Page:
    """The page that a curator sees who saves after logging in again in another window."""
    page = window()
    log_in(page, "guanli")
    page.goto("/admin/policies/milestone/1/change/")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    other = page.context.new_page()
    log_in(other, "guanli")
    other.close()
    page.get_by_label("改动说明").fill("两个窗口")
    save_and_stay(page)
    expect(page.get_by_text("这张表单已经过期")).to_be_visible()
    return page
