"""What axe finds on a page. Most of its time goes into the colours of a list's many rows."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# Without selectors of all that passes.
VIOLATIONS = {"resultTypes": ["violations"]}
COLOURS = ["color-contrast", "link-in-text-block"]
ONLY_COLOURS = VIOLATIONS | {"runOnly": COLOURS}
ALL_BUT_COLOURS = VIOLATIONS | {"rules": {rule: {"enabled": False} for rule in COLOURS}}
# An element stays if it, or one in it, differs in more than words and place from all before it.
THIN_OUT = """() => {
    const LOOKS = ["class", "style", "type", "hidden", "open", "disabled", "checked", "lang"];
    const looks = (element) =>
        [element.tagName, ...LOOKS.map((name) => element.getAttribute(name))].join();
    const seen = new Set();
    const thinOut = (parent, path) => {
        for (const child of [...parent.children]) {
            const at = `${path} ${looks(child)}`;
            if (isKnown(child, at)) child.remove();
            else thinOut(child, at);
            seen.add(at);
        }
    };
    const isKnown = (element, at) => seen.has(at)
        && [...element.children].every((child) => isKnown(child, `${at} ${looks(child)}`));
    thinOut(document.body, "");
}"""


def findings(page: Page, widths=(390, 1440)) -> list[tuple]:
    """At each width, light and dark. Colours are looked at last, without rows that look alike."""
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        found += [(width, *one) for one in violations(page, ALL_BUT_COLOURS)]
    page.evaluate(THIN_OUT)
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        found += [(width, *one) for one in of_colours(page)]
    return found


def of_colours(page: Page, within: str | None = None) -> list[tuple]:
    """In the light and in the dark, within an element or everywhere."""
    found = []
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        found += [(theme, *one) for one in violations(page, ONLY_COLOURS, within)]
    return found


def violations(page: Page, options: dict, within: str | None = None) -> list[tuple]:
    """Rule, impact, selector and HTML of each finding."""
    # Given to the page once, because reading half a megabyte of script takes as long as asking.
    axe = Axe("0") if page.evaluate("'axe' in window") else Axe()
    found = axe.run(page, context=within, options=options).response["violations"]
    return [
        (violation["id"], violation["impact"], str(node["target"]), node["html"])
        for violation in found
        for node in violation["nodes"]
    ]
