"""A page, its CSV, XLSX and JSON Lines hold the same records in the same order."""

import csv
import io
import json
import re
from datetime import date
from itertools import zip_longest
from random import Random
from urllib.parse import urlencode
from zipfile import ZipFile

import pytest
from django.http import QueryDict
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from policies.lists.timeline import Timeline
from policies.models import Body, MilestoneIssuance
from tests.universe import milestone, policy

pytestmark = pytest.mark.django_db
SCOPES = {"timeline": "timeline", "policies": "policy", "milestones": "milestone"}
SCOPES["search"] = "search"


def read_csv(client, address: str) -> list[dict]:
    response = client.get(address)
    assert response.status_code == 200, response.content
    return list(csv.DictReader(io.StringIO(response.getvalue().decode("utf-8-sig"))))


def read_jsonl(client, address: str) -> list[dict]:
    return [json.loads(line) for line in client.get(address).getvalue().decode().splitlines()]


def read_xlsx(client, address: str):
    return load_workbook(io.BytesIO(client.get(address).getvalue()), read_only=True)


def rows_of(sheet) -> list[dict]:
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip_longest(head, row)) for row in rows]  # which end at the last full cell


def ids_in_xlsx(client, address: str) -> list[str]:
    """Column C of the first sheet, read without building a workbook: 200 are read."""
    with ZipFile(io.BytesIO(client.get(address).getvalue())) as file:
        sheet = file.read("xl/worksheets/sheet1.xml").decode()
    return re.findall(r'<c r="C(?!1")\d+"[^>]*><is><t[^>]*>([^<]*)', sheet)


def random_filters(number: int) -> list[tuple[str, str]]:
    """(list, query string), the same ones each time."""
    random = Random(17)
    values = {
        "year": ["2015", "2016", "2018", "2021", "2024"],
        "from": ["2015", "2016-09", "2019-03-01"],
        "to": ["2020", "2023-06", "2024-12-31"],
        "kind": ["document", "meeting", "legislation", "platform"],
        "body": ["guowuyuan", "guowuyuan-bangongting", "none"],
        "source": ["egov-report-2014-2024", "guanyan-policy-tables"],
        "status": ["unknown", "in_force"],
        "q": ["数据", "政务服务", "2016年", "一网通办 -试点", "智慧"],
    }
    bodies = set(Body.objects.values_list("slug", flat=True))
    values["body"] = [one for one in values["body"] if one in bodies]
    found = []
    for _ in range(number):
        chosen = random.sample(sorted(values), random.choice((1, 2, 2, 2, 3)))
        query = [(name, one) for name in chosen for one in random.sample(values[name], 1)]
        sorts = ["", "date", "-date"] + (["relevance"] if "q" in chosen else [])
        query.append(("sort", random.choice(sorts)))
        found.append((random.choice(sorted(SCOPES)), urlencode([one for one in query if one[1]])))
    return found


def test_all_formats_hold_the_records_of_the_pages_in_their_order(client):
    assert len(set(random_filters(200))) > 100
    for number, (name, query) in enumerate(sorted(set(random_filters(200)))):
        page = "/" if name == "timeline" else f"/{name}/"
        response = client.get(f"{page}?{query}&page_size=200")
        listed = Timeline(QueryDict(query), SCOPES[name])
        total = response.context["page"].paginator.count
        wanted = [f"http://testserver{row.url}" for row in response.context["page"].object_list]
        assert total == len(wanted) == len(listed), query
        lines = read_jsonl(client, f"/{name}.jsonl?{query}")
        assert [one["url"] for one in lines] == wanted, query
        cells = read_csv(client, f"/{name}.csv?{query}")
        assert [one["id"] for one in cells] == [one["id"] for one in lines], query
        if number % 4 == 0:  # they take longest
            ids = ids_in_xlsx(client, f"/{name}.xlsx?{query}")
            assert ids == [one["id"] for one in lines], query


def test_cells_say_what_the_record_says(client):
    """The record is invented."""
    told = policy("invented-policy", "2016", number="国发〔2016〕55号")
    titled = {"title": "=HYPERLINK(1)", "wording": "+1\n第二行,“引”"}
    entry = milestone("invented", "2016-09", policy=told, **titled)
    body, other = Body.objects.order_by("pk")[:2]
    MilestoneIssuance.objects.create(record=entry, body=body)
    MilestoneIssuance.objects.create(record=entry, body=other, role="hosted", stated=False)
    [data] = [one for one in read_jsonl(client, "/milestones.jsonl") if one["slug"] == "invented"]
    [cells] = [one for one in read_csv(client, "/milestones.csv") if one["slug"] == "invented"]
    assert cells["title"] == "'=HYPERLINK(1)"  # a formula elsewhere
    assert cells["text"] == f"'{entry.wording}"
    assert data["title"] == entry.title
    assert data["text"] == entry.wording
    assert cells["bodies"] == f"{body.name}；{other.name}"
    assert cells["body_roles"] == "issued；hosted"
    assert cells["body_role_labels"] == "发布；主办"
    assert cells["bodies_stated"] == "true；false"
    assert (cells["date_start"], cells["date_end"]) == ("2016-09-01", "2016-09-30")
    assert (cells["date_precision"], cells["number"]) == ("month", "国发〔2016〕55号")
    assert (cells["kind"], cells["kind_label"]) == ("document", "政策文件")
    assert cells["version"] == "1"


def test_a_workbook_has_days_as_dates_text_as_text_and_says_what_it_is(client):
    """The record is invented."""
    milestone("invented", "2016-09-25", title="=饕餮", wording="_x0041_\x07" + "长" * 40_000)
    book = read_xlsx(client, "/milestones.xlsx?q=饕餮&kind=document")
    [row] = rows_of(book["数据"])
    assert row["title"] == "=饕餮"
    assert row["date_start"].date() == date(2016, 9, 25)
    assert row["date_text"] == "2016年9月25日"
    assert unescape(row["text"]).startswith("_x0041_␇长长")
    assert row["text"].endswith("全文见 CSV）")
    assert row["version"] == 1
    about = {row[0]: row[1] for row in book["说明"].iter_rows(values_only=True)}
    assert about["条数"] == "1"
    assert about["类型 kind"] == "政策文件"
    assert about["检索词 q"] == "饕餮"
    assert "/milestones.xlsx?q=" in about["网址"]
    assert about["bodies"] == "发布主体：依来源的次序。"
    data_type = load_workbook(io.BytesIO(client.get("/milestones.xlsx?q=饕餮").getvalue()))["数据"][
        "G2"
    ]
    assert (data_type.value, data_type.data_type) == ("=饕餮", "s")


def test_other_lists_are_files_too(client):
    for name, number in (("bodies", 46), ("differences", None), ("sources", 2), ("provinces", 31)):
        total = client.get(f"/{name}/").context
        lines = read_jsonl(client, f"/{name}.jsonl")
        cells = read_csv(client, f"/{name}.csv")
        assert len(lines) == len(cells) == (number or total["page"].paginator.count), name
        rows = rows_of(read_xlsx(client, f"/{name}.xlsx")["数据"])
        assert [row["title" if "title" in row else "name"] for row in rows] == [
            one.get("title") or one["name"] for one in lines
        ]
    listed = client.get("/bodies/guowuyuan/?year=2016").context["page"]
    lines = read_jsonl(client, "/bodies/guowuyuan.jsonl?year=2016")
    assert len(lines) == listed.paginator.count > 0
    assert all("guowuyuan" in [body["slug"] for body in one["bodies"]] for one in lines)
    [cell, *_] = read_csv(client, "/provinces.csv?q=数据")
    assert cell["occurrences"].isdigit()
    assert cell["characters"].isdigit()


def test_a_record_is_the_same_object_as_its_line(client):
    lists = ("policies", "milestones", "bodies", "provinces", "sources")
    for name in lists:
        line = read_jsonl(client, f"/{name}.jsonl")[0]
        data = client.get(f"/{name}/{line['slug']}.json").json()
        data.pop("digest", None)  # which only the record's own file has
        assert data == line, name
        assert client.get(f"/{name}/no-such.json").status_code == 404
    assert client.get("/nothing/of-the-kind.json").status_code == 404


def test_a_bad_value_is_refused_in_words(client):
    for address, words in (
        ("/timeline.csv?year=abc", ["year", "abc"]),
        ("/bodies/guowuyuan.jsonl?body=nobody", ["body", "nobody"]),
        ("/search.xlsx?from=2016-13&kind=x", ["from", "2016-13", "kind", "“x”"]),
        ("/policies.csv?bom=2", ["bom", "2"]),
        ("/milestones.csv?as_of=2026-11-27", ["as_of", "2026-11-27", "网页"]),
        ("/milestones/2015-08-31.json?version=1", ["version", "1", "网页"]),
        ("/provinces.csv?measure=weight", ["measure", "weight"]),
    ):
        response = client.get(address)
        said = response.content.decode()
        assert response.status_code == 400, address
        assert response["Content-Type"] == "text/plain; charset=utf-8"
        assert all(word in said for word in words), said
    assert client.get("/timeline.csv?bom=0").getvalue()[:4] == b"type"
    assert client.get("/timeline.csv").getvalue()[:3] == b"\xef\xbb\xbf"
    assert client.get("/bodies/no-such-body.csv").status_code == 404
    assert client.get("/timeline.ods").status_code == 404


def test_the_pages_link_to_their_files_and_have_an_address_to_copy(client):
    page = client.get("/en/search/?q=数据&kind=document&page_size=1&page=2").content.decode()
    query = "q=%E6%95%B0%E6%8D%AE&amp;kind=document"
    assert f'href="/search.csv?{query}"' in page
    assert f'value="http://testserver/en/search/?{query}&amp;page_size=1"' in page
    assert 'href="/bodies/guowuyuan.xlsx"' in client.get("/bodies/guowuyuan/").content.decode()
    for name in ("bodies", "differences", "sources", "provinces"):
        assert f'href="/{name}.jsonl"' in client.get(f"/{name}/").content.decode()
    assert 'class="downloads"' not in client.get("/?q=无此词").content.decode()
