"""A body's periods: entries show the parent and official name of their date."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from policies.models import Body, BodyPeriod, MilestoneIssuance
from portal.checks.invariants import breaches
from portal.index.check import stale
from tests.policies.admin.test_admin import filled_form
from tests.universe import milestone

pytestmark = pytest.mark.usefixtures("catalogue")

BEFORE, SINCE = "中央网络安全和信息化领导小组办公室", "中央网络安全和信息化委员会办公室"


@pytest.fixture
def office() -> Body:
    return Body.objects.get(slug="zhongyang-wangxinban")


def found(client, words) -> set[str]:
    rows = client.get("/", {"q": words}).context["page"]
    return {row.url.split("/")[-2] for row in rows}


def text(response) -> str:
    return re.sub("<[^>]*>|\\s", "", response.content.decode())


def test_an_entry_is_found_by_what_its_body_was_called_at_its_date(client):
    assert found(client, BEFORE) == {"2016-08", "2018-01", "2018-02"}
    assert found(client, SINCE) == {"2022-01-26", "2024-05-15"}
    page = client.get("/", {"q": BEFORE})
    assert all(("全称", BEFORE) in row.elsewhere for row in page.context["page"])


def test_a_record_says_whom_its_body_was_under_then(client):
    before = text(client.get("/milestones/2018-02/"))
    assert f"当时全称{BEFORE}当时上级中央网络安全和信息化领导小组" in before
    assert "当时" not in text(client.get("/milestones/2022-01-26/"))


def test_the_pages_of_bodies_say_until_and_since_when(client, office):
    page = text(client.get(office.get_absolute_url()))
    assert f"全称{SINCE}2018年3月起上级中央网络安全和信息化委员会2018年3月起" in page
    assert f"2018年3月以前{BEFORE}上级中央网络安全和信息化领导小组" in page
    group = text(client.get("/bodies/zhongyang-wangxin-lingdao-xiaozu/"))
    assert "下属中央网信办2018年3月以前" in group
    commission = text(client.get("/bodies/zhongyang-wangxin-weiyuanhui/"))
    assert "下属中央网信办来源另作" in commission


def test_a_parent_without_periods_is_valid_at_all_times(client):
    page = text(client.get("/bodies/guowuyuan-bangongting/"))
    assert "上级国务院下属" in page
    assert "当时" not in text(client.get("/milestones/2014-11-26/"))


@pytest.mark.parametrize(
    ("until", "called"), [("2015", "新称"), ("2016-05", "新称"), ("2016-05-02", "旧称")]
)
def test_an_entry_is_of_the_period_in_which_it_begins(until, called):
    body = Body.objects.create(slug="ju", name="某局", kind="department", official_name="新称")
    told = milestone("told", "2016-05-01")
    MilestoneIssuance.objects.create(record=told, body=body)
    body.periods.create(until="2014", official_name="最早的称呼")
    body.periods.create(until=until, official_name="旧称")
    assert MilestoneIssuance.objects.as_then().get(record=told).full_name == called
    assert list(stale()) == []


def test_a_period_ends_on_a_date_as_people_type_it(office):
    period = BodyPeriod(body=office, until="2014年2月")
    period.full_clean()
    assert (period.until, str(period)) == ("2014-02", "2014年2月以前")
    for wrong in ("不久前", "2014年2月3—4日"):
        with pytest.raises(ValidationError, match="until"):
            BodyPeriod(body=office, until=wrong).full_clean()
    with pytest.raises(ValidationError, match="上级不能是自己"):
        BodyPeriod(body=office, until="2014", parent=office).full_clean()


def test_no_body_was_ever_its_own_ancestor(office):
    """The office was below the group until 2018."""
    group = Body.objects.get(slug="zhongyang-wangxin-lingdao-xiaozu")
    for until in ("2015", "2018-02", "2018-03"):
        circular = BodyPeriod(body=group, until=until, parent=office)
        with pytest.raises(ValidationError, match="“中央网信办”当时是它的下属，不能作它的上级"):
            circular.full_clean()
    circular.save()
    named = [said.partition(":")[0] for said in breaches()]
    assert "policies.bodyperiod zhongyang-wangxin-lingdao-xiaozu 2018-03" in named


def test_a_curator_enters_a_period_with_its_body(curating, client):
    body = Body.objects.get(slug="guojia-biaozhunwei")
    address = reverse("admin:policies_body_change", args=[body.pk])
    data = filled_form(curating.get(address))
    data |= {"periods-TOTAL_FORMS": "1", "periods-0-until": "2018年3月"}
    data |= {"periods-0-official_name": "从前的全称", "periods-0-parent": "", "periods-0-note": ""}
    assert curating.post(address, data).status_code == 302
    assert body.periods.get().until == "2018-03"
    assert found(client, "从前的全称") == {"2018-02"}
