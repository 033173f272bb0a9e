"""A page of the past says which it is, shows only what was public, and refuses bad values.

The records here are invented.
"""

import html
import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from policies.models import Milestone
from portal.changes.models import ChangeSet
from portal.models.curated import State
from provinces.models import Excerpt
from tests.universe import crowd, milestone, policy

pytestmark = pytest.mark.usefixtures("catalogue")

# Before the real catalogue was loaded, whose change sets have lower numbers all the same.
DAYS = [date(2026, 1, day) for day in range(1, 8)]


def said(page) -> str:
    text = html.unescape(page.content.decode())
    main = text.partition("<main")[2] or text
    return re.sub(r"\s+", " ", re.sub("<[^>]*>", "", main))


def dated(day: date) -> None:
    last = ChangeSet.objects.order_by("-pk").first()
    ChangeSet.objects.filter(pk=last.pk).update(moment=f"{day}T23:59:59+08:00")


@pytest.fixture
def record():
    """Version 1 is a draft, 2 public, 3 a draft again, 4 public under another slug, 5 too."""
    made = milestone("invented", "2001", title="草稿的题名", state=State.DRAFT)
    dated(DAYS[0])
    steps = [
        {"title": "第二版的题名", "state": State.PUBLISHED},
        {"title": "不公开的题名", "state": State.DRAFT},
        {"title": "第四版的题名", "state": State.PUBLISHED, "slug": "renamed"},
        {"title": "第五版的题名"},
    ]
    for day, fields in zip(DAYS[1:], steps, strict=False):
        for name, value in fields.items():
            setattr(made, name, value)
        made.version += 1
        made.save()
        dated(day)
    return made


def test_a_version_is_shown_with_what_is_current(client, record):
    page = client.get("/milestones/renamed/?version=2&q=题名")
    assert page.status_code == 200
    assert "第二版的" in said(page)
    assert "第五版的题名" not in said(page)
    assert "这是第 2 版的样子：" in said(page)
    assert "现行的是第 5 版。" in said(page)
    source = page.content.decode()
    assert '<a href="/milestones/renamed/">看现行的页面</a>' in source
    assert '<meta name="robots" content="noindex">' in source
    assert '<link rel="canonical" href="http://testserver/milestones/renamed/">' in source
    current = client.get("/milestones/renamed/?version=5")
    assert "这是第 5 版，" in said(current)
    assert "就是现行的版本" in said(current)
    assert client.get("/milestones/invented/?version=2").headers["Location"] == (
        "/milestones/renamed/?version=2"
    )
    now = client.get("/milestones/renamed/")
    assert "noindex" not in now.content.decode()
    assert "公开过的 3 个版本" in said(now)
    assert '<a href="/id/milestone/renamed?version=5" rel="bookmark">' in now.content.decode()
    assert "This is version 2 as it stood" in said(client.get("/en/milestones/renamed/?version=2"))


def test_what_was_never_public_is_not_shown(client, record):
    for number in (1, 3, 6, 99):
        page = client.get(f"/milestones/renamed/?version={number}")
        assert page.status_code == 404
        assert f"没有公开过第 {number} 版：公开过的版本是 2、4、5。" in said(page)
        assert "不公开的题名" not in said(page)
    for day in (DAYS[0], DAYS[2]):
        page = client.get(f"/milestones/renamed/?as_of={day}")
        assert page.status_code == 404
        assert f"“{day}”那天结束时，这条记录还没有公开" in said(page)
        shown = client.get(f"/milestones/?year=2001&as_of={day}").context["page"]
        assert [row.url for row in shown] == []
    page = client.get(f"/milestones/renamed/?as_of={DAYS[1]}")
    assert "第二版的题名" in said(page)
    assert "当时是第 2 版，现行的是第 5 版。" in said(page)


def test_bad_values_are_refused_and_named(client, record):
    tomorrow = timezone.localdate() + timedelta(days=1)
    for address, sentence in {
        "/milestones/renamed/?version=two": "version：“two”不是版本号",
        "/milestones/renamed/?version=0": "“0”不是版本号",
        "/milestones/renamed/?version=99999999999": "“99999999999”不是版本号",
        "/milestones/renamed/?version=1&version=2": "“1”、“2”：版本只能给一个值。",
        "/milestones/renamed/?as_of=2026-02-30": "as_of：“2026-02-30”不是日期",
        f"/milestones/renamed/?as_of={tomorrow}": f"“{tomorrow}”还没有到",
        "/milestones/renamed/?as_of=2026-01-02&version=2": "“2026-01-02”与版本 2 不能同用",
        "/?as_of=2026": "“2026”不是日期",
        f"/policies/?as_of={tomorrow}": f"“{tomorrow}”还没有到",
        "/?as_of=2026-01-02&q=数据": "（“数据”）筛选：可用 year、from、to、body、kind、source",
        "/?as_of=2026-01-02&status=in_force": "不能按 status（“in_force”）筛选",
        "/?as_of=2026-01-02&number=国发〔2016〕55号": "不能按 number（“国发〔2016〕55号”）筛选",
        "/?as_of=2026-01-02&body=nobody": "没有标识为“nobody”的发布主体",
        "/search/?as_of=2026-01-02": "“2026-01-02”：这一页只有现在的记录",
        "/provinces/?as_of=yesterday": "“yesterday”不是日期",
        "/provinces/?as_of=2026-01-02&q=数据": "“数据”只在现在的摘录里查",
        "/embed/timeline/?as_of=2026-01-02": "“2026-01-02”：这一页只有现在的记录",
        "/embed/provinces/?as_of=2026-01-02": "as_of",
        "/timeline.atom?as_of=2026-01-02": "“2026-01-02”不能用于文件",
        "/bodies/guowuyuan/?as_of=2026-01-32": "“2026-01-32”不是日期",
    }.items():
        page = client.get(address)
        assert page.status_code == 400, address
        assert sentence in said(page), address
    assert client.get(f"/?as_of={DAYS[0]}&page=9").status_code == 404


def test_before_the_first_load_there_is_nothing(client):
    for address in ("/", "/policies/", "/milestones/", "/provinces/"):
        page = client.get(f"{address}?as_of=2013-12-31")
        assert page.status_code == 200
        assert "2013年12月31日结束时（北京时间），这里还没有收录任何记录。" in said(page)
        assert 'class="entry' not in page.content.decode()


def test_links_of_a_list_keep_the_day(client, record):
    page = client.get(f"/?as_of={DAYS[4]}&page_size=20&kind=document&kind=forum")
    source = html.unescape(page.content.decode())
    assert page.context["page"].paginator.num_pages > 1
    links = re.findall(r'<a[^>]*href="(\?[^"]*)"', source)
    assert len(links) > 5
    assert [link for link in links if f"as_of={DAYS[4]}" not in link] == []
    assert f'<input type="hidden" name="as_of" value="{DAYS[4]}">' in source
    assert "不分类计数" in said(page)


def test_what_was_withdrawn_since_is_gone_from_the_past_too(client, record):
    told = policy("invented-policy", "2001")
    Milestone.objects.filter(pk=record.pk).update(policy=told)
    dated(DAYS[5])
    withdrawn = {"withdrawn_on": DAYS[6], "withdrawn_because": "虚构的理由。"}
    Milestone.objects.filter(pk=record.pk).update(state=State.WITHDRAWN, **withdrawn)
    for query in ("version=2", f"as_of={DAYS[1]}"):
        page = client.get(f"/milestones/renamed/?{query}")
        assert page.status_code == 410
        assert "虚构的理由。" in said(page)
        assert client.get(f"/id/milestone/renamed?{query}").status_code == 410
    shown = client.get(f"/?year=2001&as_of={DAYS[5]}").context["page"]
    assert [row.url for row in shown] == ["/policies/invented-policy/"]
    assert "第五版的题名" not in said(client.get(f"/policies/invented-policy/?as_of={DAYS[5]}"))
    excerpt = Excerpt.objects.get(unit__slug="beijing")
    Excerpt.objects.filter(pk=excerpt.pk).update(state=State.WITHDRAWN, **withdrawn)
    page = client.get(f"/provinces/beijing/?as_of={DAYS[5]}")
    assert "虚构的理由。" in said(page)
    assert excerpt.wording[:40] not in said(page)


def test_a_list_of_the_past_costs_the_same_however_long_it_is(client):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            shown = client.get(f"/?as_of={timezone.localdate()}&page_size=50").context["page"]
        assert len(shown) == 50
        return len(queries)

    crowd(100)
    first = cost()
    crowd(400, first=100)
    assert cost() == first <= 55
