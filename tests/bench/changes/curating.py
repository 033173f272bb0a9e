"""What a curator waits for: a new name, a merger, a title, a file of rows."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from random import Random

from tests.bench.changes.browser import Browser, Page
from tests.bench.changes.sides import Side, Took

COMMONEST = "corpus-body-1"
OF_2000 = ("corpus-body-16", "corpus-body-17")  # bodies of about a fiftieth of all entries each
BODIES, MILESTONES = "/admin/policies/body/", "/admin/policies/milestone/"
CHARACTERS = "关于推进政务数据共享平台建设发展服务改革治理安全创新管理信息资源体系公开企业群众标准"
Taken = Iterator[tuple[str, Took]]


class WrongError(Exception):
    """An answer that is not what it has to be."""


def key_of(curator: Browser, table: str, slug: str) -> str:
    found = re.findall(rf'href="{table}(\d+)/change/[^>]*>', curator.get(f"{table}?q={slug}").html)
    for key in dict.fromkeys(found):
        if dict(curator.get(f"{table}{key}/change/").form("slug").fields)["slug"] == slug:
            return key
    raise WrongError(f"No record {slug} in {table}")


def keys_on(curator: Browser, page: int) -> list[str]:
    """Of the published milestones on a page of the admin's list."""
    html = curator.get(f"{MILESTONES}?state__exact=published&p={page}").html
    return list(dict.fromkeys(re.findall(rf'href="{MILESTONES}(\d+)/change/', html)))


def rename(side: Side, number: int) -> Taken:
    """The commonest body, which is found by its new name as soon as it is answered."""
    curator = side.curator()
    address = f"{BODIES}{key_of(curator, BODIES, COMMONEST)}/change/"
    page = curator.get(address)
    form = page.form("name")
    before = curator.get(f"/?q={dict(form.fields)['name']}").total()
    name = f"龘靐齉{side.name}第{number}次更名"
    took, answer = side.timed(lambda: curator.submit(page, form, name=name))
    found = curator.get(f"/?q={name}").total()
    expect_moved(answer)
    if not found or found != before:
        raise WrongError(f"{side.name}: {found} entries by the new name, {before} by the old one")
    yield "renaming the commonest body", took


def merge(side: Side, number: int) -> Taken:
    """Two bodies become one, and are parted again."""
    curator = side.curator()
    kept, gone = (key_of(curator, BODIES, slug) for slug in OF_2000)
    address = f"{BODIES}{kept}/merge/{gone}/"
    took, page = side.timed(lambda: curator.get(address))
    yield "the page of a merger", took
    took, answer = side.timed(lambda: curator.submit(page, page.form("seen")))
    if "已合并" not in answer.html:  # of many rows the page itself shows the outcome
        expect_moved(answer)
    yield "a merger", took
    history = curator.get(f"{BODIES}{kept}/history/")
    address = re.search(rf'action="({BODIES}merge/\d+/undo/)"', history.html)[1]
    form = next(one for one in history.forms() if one.action == address)
    took, answer = side.timed(lambda: curator.submit(history, form))
    expect_moved(answer)
    yield "undoing it", took
    key_of(curator, BODIES, OF_2000[1])


def save_title(side: Side, number: int) -> Taken:
    """Of a record about which nothing is asked, as of one with a twin or a namesake."""
    curator = side.curator()
    for key in keys_on(curator, 2)[number * 20 :]:
        took, answer = side.timed(saving(curator, key, "title"))
        if answer.status == 302:
            break
    expect_moved(answer)
    yield "a save that changes a title", took


def saving(curator: Browser, key: str, field: str) -> Callable[[], Page]:
    """What sends the form with one more character in a field."""
    page = curator.get(f"{MILESTONES}{key}/change/")
    form = page.form(field)
    changed = f"{dict(form.fields)[field]}改"
    return lambda: curator.submit(page, form, **{field: changed})


def take_file(side: Side, number: int) -> Taken:
    """2,000 new rows: looked at, carried out, undone."""
    curator = side.curator()
    address = uploaded(curator, rows(2_000, f"file-{number}"))
    took, page = side.timed(lambda: curator.get(address))
    yield "2,000 rows: preview", took
    took, _ = side.timed(lambda: carry_out(curator, page))
    yield "2,000 rows: carried out", took
    page = curator.get(address)
    undo = next(one for one in page.forms() if one.action.endswith("/undo/"))
    took, answer = side.timed(lambda: curator.submit(page, undo))
    expect_moved(answer)
    yield "2,000 rows: undone", took
    if curator.get(f"{MILESTONES}?q=file-{number}-").html.count('class="action-select"'):
        raise WrongError(f"{side.name}: the import was not undone")


def uploaded(curator: Browser, content: bytes) -> str:
    """The address of the batch."""
    page = curator.get(f"{MILESTONES}import/")
    answer = curator.upload(page, "file", "rows.csv", content)
    expect_moved(answer)
    return answer.to


def carry_out(curator: Browser, page: Page) -> Page:
    form = page.form("signature")
    boxes = re.findall(
        'type="checkbox" name="(distinct|confirmed)"(?: value="([^"]*)")?', page.html
    )
    asked = {name: value or "on" for name, value in boxes}
    answer = curator.submit(page, form, **asked)
    if "已导入" not in answer.html:
        raise WrongError(f"Nothing was imported: {answer.said()}")
    return answer


def rows(number: int, slug: str) -> bytes:
    """Drafts to be, each of another title; the same each time."""
    random, file = Random(slug), io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(["地址标识", "题名", "类型", "日期", "发布主体", "原文"])
    for at in range(1, number + 1):
        title = "".join(random.choices(CHARACTERS, k=14))
        wording = "".join(random.choices(CHARACTERS, k=120))
        date = f"{random.randint(2000, 2024)}年{random.randint(1, 12)}月"
        body = "甲省人民政府办公厅（合成）"
        title = f"{title}通知，之{at}"  # a number that no other title has: no likely duplicate
        writer.writerow([f"{slug}-{at}", title, "政策文件", date, body, f"{wording}。"])
    return file.getvalue().encode()


def expect_moved(answer: Page) -> None:
    """An answer that leads on: what was sent has been done."""
    if answer.status != 302:
        raise WrongError(f"{answer.address} ({answer.status}): {answer.said()}")
