"""What the browser tests share: windows, and places on a page of a list."""

from django.http import QueryDict

from policies.lists.timeline import Timeline
from portal.record_types import TIMELINE

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
LIGHT, DARK = "rgb(253, 252, 249)", "rgb(25, 24, 21)"


def heading(page):
    return page.locator("#results-heading")


def number(query: str = "", scope: str = TIMELINE) -> int:
    """The number of entries that a query such as `year=2018` finds, without rendering a page."""
    return len(Timeline(QueryDict(query), scope))


def counted(query: str = "", scope: str = TIMELINE) -> str:
    """The number of entries as the heading of the list shows it."""
    return f"共 {number(query, scope)} 条"


def background(page):
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def search_box(page):
    """A search field by itself, a combobox with the script that brings suggestions."""
    return page.locator("#id_q")
