"""What every page says, as JSON: address → its status and its lines of text. Run as a program.

Then it undoes an import and a merger that were made before the upgrade, and reads what follows.
It asks through addresses alone, so that the same file reads the pages of an older commit:

    cd <a checkout> && PYTHONPATH=. DATABASE_URL=… DJANGO_SETTINGS_MODULE=tests.settings \
        python …/tests/upgrade/pages.py > words.json
"""

import json
import re
import sys
from collections.abc import Iterator
from html import unescape
from urllib.parse import quote

from tests import sitemap

LISTS = [
    *("/", "/policies/", "/milestones/", "/bodies/", "/provinces/", "/differences/", "/sources/"),
    *("/about/", "/?year=2019", "/?kind=document&sort=date", "/?body=guowuyuan&year=2016"),
    *("/?source=egov-report-2014-2024&q=数据", "/?q=渔船", "/?q=海关", "/?year=abc"),
    *("/search/?q=数字政府", "/search/?q=一网通办&sort=relevance", "/search/?q=国家网信办"),
    *("/policies/?q=改名", "/milestones/?from=2016&to=2017", "/en/", "/en/bodies/", "/robots.txt"),
]
CHANGES = ["/admin/portal/importbatch/", "/admin/portal/merger/"]
TABLES = [
    *("policies/policy", "policies/milestone", "policies/body", "policies/difference"),
    *("policies/policyerratum", "policies/milestoneerratum", "provinces/unit"),
    *("provinces/excerpt", "provinces/excerpterratum", "portal/source"),
]
# Parts that stand on every page of a kind since, each with tests of its own.
ADDED = re.compile(
    r'<(details|div) class="(?:references|digest|embed|downloads|this-version)".*?</\1>', re.DOTALL
)
OF_TODAY = re.compile("日取自$|^Retrieved on")  # printed with a page
# Where it is offered, and the address of the form. The first file's rows have been changed since.
UNDOING = [
    ("/admin/policies/policy/import/1/", "/admin/policies/policy/import/1/undo/"),
    ("/admin/policies/milestone/import/2/", "/admin/policies/milestone/import/2/undo/"),
    ("/admin/policies/milestone/import/3/", "/admin/policies/milestone/import/3/undo/"),
    ("/admin/policies/body/6/history/", "/admin/policies/body/merge/1/undo/"),
]
AFTERWARDS = [
    *("/", "/milestones/", "/bodies/", "/search/?q=国家网信办", "/bodies/zhongyang-wangxinban/"),
    *("/admin/policies/body/6/history/", "/admin/policies/milestone/83/history/", *CHANGES),
    "/admin/policies/milestone/deleted/",
]


def main() -> None:
    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django.test import Client

    reader, chief = Client(), Client()
    chief.force_login(get_user_model().objects.get(username="chief"))
    found = {address: said(reader, address) for address in [*LISTS, *of_records(reader)]}
    found |= {address: said(chief, address) for address in [*CHANGES, *in_admin(chief)]}
    for offered, pressed in UNDOING:
        found[f"undo {pressed}"] = at_no_time(press(chief, offered, pressed))
    for address in AFTERWARDS:
        found[f"after undoing {address}"] = at_no_time(said(chief, address))
    json.dump(found, sys.stdout, ensure_ascii=False, indent=0)


def of_records(reader) -> list[str]:
    """All that the site map names, and the pages that are gone or lead elsewhere."""
    gone = ["/bodies/zhongyang-wangxinban/", "/policies/zhengfu-gongzuo-baogao-2020/"]
    return sorted({*sitemap.paths(reader), *gone} - set(LISTS))


def in_admin(chief) -> Iterator[str]:
    """Each table's list, its deleted records, and the history of every record."""
    for table in TABLES:
        address = f"/admin/{table}/"
        html = chief.get(address, {"all": ""}).content.decode()
        keys = re.findall(rf'href="{address}(\d+)/change/', html)
        yield address
        if not address.endswith("erratum/"):
            yield f"{address}deleted/"
        yield from (f"{address}{key}/history/" for key in sorted(set(keys), key=int))


def said(client, address: str) -> list[str]:
    return lines(address, client.get(quote(address, safe="/?&=")))


def press(client, offered: str, pressed: str) -> list[str]:
    """The messages after posting the form of the page `offered` unchanged."""
    html = client.get(offered).content.decode()
    form = re.search(rf'<form[^>]* action="{pressed}".*?</form>', html, re.DOTALL)
    if not form:
        return ["not offered"]
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="(.*?)"', form[0])
    response = client.post(pressed, {name: unescape(value) for name, value in hidden}, follow=True)
    messages = re.findall(
        r'<li class="(?:success|error|warning)">(.*?)</li>', response.content.decode()
    )
    return [unescape(message) for message in messages] + lines(offered, response)


def lines(address: str, response) -> list[str]:
    html = response.content.decode()
    if address.startswith("/admin/"):  # what stands around it is the same on each page
        html = html.partition('id="content"')[2].partition("<footer")[0].partition(">")[2]
    html = ADDED.sub("", html)
    html = re.sub(r"<(script|style|svg)\b.*?</\1>|<!--.*?-->", "", html, flags=re.DOTALL)
    texts = (" ".join(unescape(text).split()) for text in re.split("<[^>]+>", html))
    status = f"{response.status_code} {response.headers.get('Location', '')}".strip()
    return [status, *(text for text in texts if text and not OF_TODAY.search(text))]


def at_no_time(found: list[str]) -> list[str]:
    """Without the times of what has just been done."""
    return [re.sub(r"20[0-9]{2}[-年][0-9]+[-月][0-9]+日? [0-9:]+", "…", line) for line in found]


main()
