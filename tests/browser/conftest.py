"""A real browser on a real server.

The public's pages are only read, so one server serves all their tests; curators write, and have
one for each file of tests.
"""

import os
import re
import shutil

import pytest
from pytest_django.live_server_helper import LiveServer

from tests.browser.curating import log_in, served

CHROMIUM = shutil.which("chromium")
# Chromium alone tries to reach its maker's hosts; a test must see the page's requests only.
# What the console is told of answers that a test asks for: bad values, unknown addresses,
# requests that a later one took the place of.
FORESEEN = ("400", "404", "htmx:afterRequest", "htmx:sendAbort", "htmx:historyCacheMissLoadError")
REFUSED = re.compile("the server responded with a status of (400|403|404|409|410) ")
QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]


def pytest_collection_modifyitems(items):
    missing = None if CHROMIUM else "Chromium is not installed"
    if missing and os.environ.get("CI"):
        raise pytest.UsageError(f"{missing}, and a CI run leaves nothing out.")
    for item in items:
        if "/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)
            # Without it, browser tests run by themselves would be given the real database.
            item.add_marker(pytest.mark.django_db)
            if missing:
                item.add_marker(pytest.mark.skip(reason=missing))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": QUIET}


@pytest.fixture(scope="session")
def site(django_db_setup, django_db_blocker):
    """The address of a server on the test database with the catalogue in it."""
    with django_db_blocker.unblock():
        server = LiveServer("127.0.0.1")
        yield server.url
        server.stop()


@pytest.fixture
def open_page(new_context, site):
    """`open_page("/")`, with options of the browser context; fails on any foreign request."""
    foreign, problems = [], []

    def open_page(path, **options):
        context = new_context(base_url=site, locale="zh-CN", **options)
        page = context.new_page()
        page.on(
            "request",
            lambda request: None if request.url.startswith(site) else foreign.append(request.url),
        )
        page.on(
            "console",
            lambda message: problems.append(message.text) if message.type == "error" else None,
        )
        page.goto(path)
        return page

    yield open_page
    assert foreign == []
    assert [problem for problem in problems if not any(word in problem for word in FORESEEN)] == []


@pytest.fixture(scope="module")
def desk(tmp_path_factory, django_db_setup, django_db_blocker):
    """The address of a portal that only the tests of one file read and write."""
    with django_db_blocker.unblock(), served(tmp_path_factory.mktemp("desk")) as url:
        yield url


@pytest.fixture(scope="module")
def logins():
    """The browser's storage (cookies) after each curator's login."""
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
    assert [problem for problem in problems if not REFUSED.search(problem)] == []
