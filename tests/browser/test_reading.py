"""On paper, in the dark, in the other language: the same records."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.pages import DARK, DESK, LIGHT, PHONE, background

scripting = pytest.mark.parametrize("scripting", [True, False], ids=["script", "no-script"])


def test_on_paper_a_list_is_a_clean_document_with_its_address_and_date(open_page):
    page = open_page("/?year=2018", viewport=DESK, color_scheme="dark")
    page.emulate_media(media="print")
    for hidden in (".nav", ".tools", ".search", ".filters", ".switches", ".skip"):
        expect(page.locator(hidden).first).to_be_hidden()
    address = page.locator(".print-only")
    expect(address).to_be_visible()
    expect(address).to_have_text(
        re.compile(r"^\s*\d{4}年\d{1,2}月\d{1,2}日取自 http.*/\?year=2018\s*$")
    )
    assert background(page) == LIGHT
    clipped = page.locator(".entry-text").evaluate_all(
        "texts => texts.filter(text => text.scrollHeight > text.clientHeight + 1).length"
    )
    assert clipped == 0


def test_on_paper_a_record_keeps_its_wording_and_differences(open_page):
    page = open_page("/milestones/2018-07-25/", viewport=DESK)
    page.emulate_media(media="print")
    for shown in ("[data-printed=wording]", ".difference >> nth=0", ".print-only"):
        expect(page.locator(shown)).to_be_visible()
    for hidden in (".nav", ".breadcrumbs", ".neighbours"):
        expect(page.locator(hidden)).to_be_hidden()


def is_marked(page, name: str, scripting: bool) -> bool:
    """The page is the same for all, so without scripts the stylesheet marks the choice."""
    button = page.get_by_role("button", name=name)
    if scripting:
        return button.get_attribute("aria-pressed") == "true"
    return "✓" in button.evaluate("(button) => getComputedStyle(button, '::after').content")


@scripting
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_colours_follow_the_system_until_the_reader_chooses(open_page, scripting, scheme):
    page = open_page("/", color_scheme=scheme, java_script_enabled=scripting)
    colours = {"浅色": LIGHT, "深色": DARK, "跟随系统": DARK if scheme == "dark" else LIGHT}
    assert background(page) == colours["跟随系统"]
    for chosen, colour in colours.items():
        page.get_by_role("button", name=chosen).click()
        page.wait_for_load_state()
        assert page.url.endswith("/")
        for address in ("", "/policies/"):
            if address:
                page.goto(address)
            assert background(page) == colour
            assert [name for name in colours if is_marked(page, name, scripting)] == [chosen]
        assert page.url.endswith("/policies/")


@scripting
def test_the_language_switch_keeps_the_page_and_the_filters(open_page, scripting):
    page = open_page("/policies/?year=2016&sort=date", java_script_enabled=scripting)
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(re.compile(r"/en/policies/\?year=2016&sort=date$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("National policies")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    title = page.locator(".entry-title").first
    expect(title).to_have_attribute("lang", "zh-Hans")
    title.get_by_role("link").click()
    expect(page).to_have_url(re.compile("/en/milestones/|/en/policies/"))
    page.get_by_role("link", name="中文").click()
    expect(page.get_by_role("heading", name="原文")).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize(
    "path", ["/", "/policies/", "/provinces/", "/search/?q=政务服务", "/about/"]
)
def test_nothing_moves_while_the_page_loads(open_page, path, size):
    """The page comes in pieces, each of them shown, as on a slow line; no line is cut in two."""
    page = open_page("/healthz", viewport=size)
    moved = page.evaluate(
        """async (path) => {
          const html = await (await fetch(path)).text();
          const moved = [];
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries())
              moved.push([entry.value, ...entry.sources.map(({ node }) => node?.outerHTML ?? "")]);
          }).observe({ type: "layout-shift" });
          const shown = () => new Promise((resolve) => requestAnimationFrame(() =>
            requestAnimationFrame(resolve)));
          document.open();
          const body = html.indexOf("<body>") + 6;
          const end = /<\\/(li|p|tr|h\\d|form|button|ul|div)>/g;
          document.write(html.slice(0, body));
          // Before scripts and styles of the head are there, a browser shows nothing.
          while (!document.body) await shown();
          await Promise.all([...document.querySelectorAll("link[rel=stylesheet]")].map((link) =>
            link.sheet || new Promise((resolve) => link.addEventListener("load", resolve))));
          for (let from = body; from < html.length; from = end.lastIndex || html.length) {
            end.lastIndex = from + (from < body + 6000 ? 50 : 1500);  // what is first seen
            end.exec(html);
            document.write(html.slice(from, end.lastIndex || html.length));
            await shown();
          }
          document.close();
          await shown();
          return moved;
        }""",
        path,
    )
    expect(page.get_by_role("contentinfo")).to_be_visible()
    assert moved == []
