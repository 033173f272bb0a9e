"""The English interface: complete, at its own addresses, with the records left in Chinese."""

import gettext
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings

pytestmark = pytest.mark.usefixtures("catalogue")

CATALOGUES = sorted(settings.BASE_DIR.glob("*/locale/en/LC_MESSAGES/django.po"))
PAGES = {
    "/": 200,
    "/?view=lanes": 200,
    "/?year=2018&kind=document&from=2018-02&q=政务": 200,
    "/?year=2018&kind=assessment": 200,
    "/?q=一网统办": 200,
    "/?page_size=10&page=2&sort=date": 200,
    "/?year=x&from=2016-13&to=2015&kind=y&body=z&source=w&sort=v&page=0&view=u": 400,
    "/?from=2018&to=2016&page_size=900": 400,
    f"/?q={'长' * 300}": 400,
    "/?from=2016&from=2017": 400,
    "/?page=99": 404,
    "/policies/": 200,
    "/policies/cujin-dashuju-fazhan-xingdong-gangyao/": 200,
    "/policies/shuzi/": 404,
    "/milestones/": 200,
    "/milestones/2022-01-26/": 200,
    "/milestones/2018-12-08/": 200,
    "/bodies/": 200,
    "/bodies/guojia-fazhan-gaigewei/": 200,
    "/provinces/": 200,
    "/provinces/?q=一网通办": 200,
    "/provinces/?q=-试点": 400,
    "/search/": 200,
    "/search/?q=一网通办&type=excerpt": 200,
    "/search/?q=国办 2018&sort=relevance": 200,
    "/search/?q=没有的词 数据&type=milestone": 200,
    "/search/?type=x&sort=relevance": 400,
    "/provinces/?measure=x": 400,
    "/provinces/anhui/": 200,
    "/provinces/xinjiang/": 200,
    "/differences/": 200,
    "/sources/": 200,
    "/sources/guanyan-policy-tables/?lines=8-10": 200,
    "/sources/guanyan-policy-tables/?lines=x": 400,
    "/about/": 200,
    "/about/data/": 200,
    "/about/verify/": 200,
    "/nowhere/": 404,
}
HAN = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
MARKED_AS_CHINESE = re.compile('<span lang="zh-Hans">[^<]*</span>')
SPOKEN = ("title", "aria-label", "placeholder", "alt")
VOID = {"meta", "link", "input", "br", "hr", "img", "rect", "path", "circle", "line"}


class Untranslated(HTMLParser):
    """Collects the Chinese that is not marked as Chinese."""

    def __init__(self):
        super().__init__()
        self.open, self.found = [], []

    @property
    def language(self):
        return next((lang for _, lang in reversed(self.open) if lang), None)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.open.append((tag, attrs.get("lang")))
        for name in SPOKEN:
            self.say(attrs.get(name) or "")
        if tag in VOID:
            self.open.pop()

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        # A title has one language only, and a record's is in its own words; a script holds data.
        if not (self.open and self.open[-1][0] in ("title", "script")):
            self.say(data)

    def say(self, text):
        # What was typed into the address is quoted as it was typed.
        said = re.sub(r"“[^”]*”", "", text)
        if self.language != "zh-Hans" and HAN.search(said):
            self.found.append(text.strip())


@pytest.mark.parametrize("address", PAGES)
def test_no_interface_word_is_left_in_chinese(client, address):
    response = client.get(f"/en{address}")
    assert response.status_code == PAGES[address]
    page = response.content.decode()
    parser = Untranslated()
    parser.feed(page)
    assert parser.found == []
    assert '<html lang="en">' in page
    assert response.headers["Content-Language"] == "en"


@pytest.mark.parametrize(
    "address",
    ["/", "/?view=lanes", "/policies/", "/milestones/2018-07-25/", "/provinces/", "/bodies/"],
)
def test_both_languages_hold_the_same_records_and_numbers(client, address):
    def read(page):
        main = page.partition("<main")[2].partition("</main>")[0]
        records = re.findall(r'href="(?:/en)?(/(?!en/)\w+/[\w-]+/)[?#"]', main)
        return records, re.findall(r'(?:facet|rail)-count">(\d+)', main)

    chinese, english = (client.get(part + address).content.decode() for part in ("", "/en"))
    assert read(chinese) == read(english)
    assert read(chinese)[0]


def test_links_stay_in_the_language_and_each_page_names_its_other_one(client):
    page = client.get("/en/policies/?year=2016&sort=date").content.decode()
    # Files have no language of their own.
    others = r"en/|static/|[\w/-]+\.(?:txt|csv|xlsx|jsonl|atom)|admin"
    foreign = re.findall(rf'href="(/(?!{others})[^"]*)"', page)
    assert foreign == ["/policies/?year=2016&amp;sort=date"]
    assert 'hreflang="zh-Hans" href="http://testserver/policies/?year=2016&amp;sort=date"' in page
    chinese = client.get("/policies/?year=2016&sort=date").content.decode()
    assert 'href="/en/policies/?year=2016&amp;sort=date"' in chinese


@pytest.mark.parametrize("accepted", ["en", "en-GB,en;q=0.9", "fr", ""])
def test_the_address_and_not_the_browser_says_the_language(client, accepted):
    response = client.get("/", headers={"accept-language": accepted})
    assert '<html lang="zh-Hans">' in response.content.decode()


def test_dates_are_written_out_in_english(client):
    page = client.get("/en/?year=2018").content.decode()
    for date in ("25 July 2018", "22–24 April 2018", "January 2018"):
        assert f">{date}</time>" in page


def test_what_is_kept_in_one_language_is_not_served_in_the_other(client):
    for _ in range(2):
        assert "政策文件" in client.get("/").content.decode()
        assert "Policy document" in client.get("/en/").content.decode()
        assert "2018年" in client.get("/").content.decode()


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parents[3].name)
def test_a_catalogue_is_complete_and_compiled_as_it_stands(path: Path):
    with path.open("rb") as file:
        messages = [message for message in read_po(file) if message.id]
    assert messages
    with path.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for message in messages:
        assert not message.fuzzy
        forms = message.string if message.pluralizable else (message.string,)
        assert all(forms), message.id
        said = MARKED_AS_CHINESE.sub("", "".join(forms))
        assert not HAN.search(said), message.id
        if message.context:
            assert compiled.pgettext(message.context, message.id) == message.string
        elif message.pluralizable:
            assert (compiled.ngettext(*message.id, 1), compiled.ngettext(*message.id, 2)) == forms
        else:
            assert compiled.gettext(message.id) == message.string
