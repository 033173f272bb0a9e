"""What readers ask for: each page right after a record has changed, and then again."""

import re
from collections.abc import Iterator

from tests.bench.changes.browser import Browser
from tests.bench.changes.curating import WrongError, expect_moved, keys_on, saving
from tests.bench.changes.sides import Side, Took

PAGES = {
    "the first page, with its facets": "/",
    "a year and a body": "/?year=2020&body=corpus-body-1",
    "a common word": "/?q=数据",
    "a rare word": "/?q={rare}",
    "a common word, a year and a kind": "/?q=一网通办&year=2020&kind=document",
    "by relevance": "/?q=一网通办&sort=relevance",
    "a search": "/search/?q=政务服务",
    "a deep page": "/?page={deep}",
    "a record": "{record}",
    "the bodies": "/bodies/",
    "a body": "/bodies/corpus-body-2/",
    "the policies of a year": "/policies/?year=2019",
}


def addresses(browser: Browser) -> dict[str, str]:
    """The same on both sides: they are found where the corpus is the same."""
    last = max(browser.get("/").total() // 100, 1)
    deep = max(last * 9 // 10, 1)
    listed = browser.get(f"/?page={deep}").html
    record = re.search(r'href="(/milestones/corpus-\d+/)"', listed)[1]
    title = re.search("<h1[^>]*>(.*?)</h1>", browser.get(record).html, re.DOTALL)[1]
    rare = re.sub("<[^>]+>|\\s", "", title)[2:10]
    return {name: page.format(rare=rare, deep=deep, record=record) for name, page in PAGES.items()}


def both(sides: list[Side], times: int) -> Iterator[tuple[str, Side, Took]]:
    """Right after a record has changed, and again; the sides in turn.

    The first round only makes the processes ready: it compiles their templates.
    """
    found = addresses(Browser(sides[0].host))
    curators = {side.name: side.curator() for side in sides}
    keys = {side.name: keys_on(curators[side.name], 4) for side in sides}
    for name, address in found.items():
        for number in range(times + 1):
            for side in sides:
                curator, key = curators[side.name], keys[side.name][number]
                expect_moved(saving(curator, key, "wording")())
                for what in (name, f"{name}, again"):
                    took = ask(side, address)
                    if number:
                        yield what, side, took


def ask(side: Side, address: str) -> Took:
    browser = Browser(side.host)
    took, page = side.timed(lambda: browser.get(address))
    if page.status != 200:
        raise WrongError(f"{side.name}: {address}: {page.status} {page.said()}")
    return took
