"""A real browser on a real server. The pages are only read, so one server serves all tests."""

import os
import shutil

import pytest
from pytest_django.live_server_helper import LiveServer

CHROMIUM = shutil.which("chromium")
# Chromium alone tries to reach its maker's hosts; a test must see the page's requests only.
# What the console is told of answers that a test asks for: bad values, unknown addresses,
# requests that a later one took the place of.
FORESEEN = ("400", "404", "htmx:afterRequest", "htmx:sendAbort", "htmx:historyCacheMissLoadError")
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
