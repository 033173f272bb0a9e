"""What the browser tests share: windows, and places on a page of a list."""

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
LIGHT, DARK = "rgb(253, 252, 249)", "rgb(25, 24, 21)"


def heading(page):
    return page.locator("#results-heading")


def background(page):
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def search_box(page):
    """A search field by itself, a combobox with the script that brings suggestions."""
    return page.locator("#id_q")
