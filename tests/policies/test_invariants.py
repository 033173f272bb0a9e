"""check_catalogue names each breach that no constraint can catch; constraints catch the rest."""

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from policies.models import (
    Body,
    Difference,
    Milestone,
    MilestoneErratum,
    MilestoneIssuance,
    Policy,
    PolicyErratum,
)
from portal.models import Document, SourceLine
from provinces.models import Excerpt

pytestmark = pytest.mark.usefixtures("catalogue")


def check(capsys) -> str:
    with pytest.raises(CommandError):
        call_command("check_catalogue")
    return capsys.readouterr().err


def record(slug="2016-09-25"):
    return Milestone.objects.filter(slug=slug)


def test_the_catalogue_is_sound(capsys):
    call_command("check_catalogue")
    assert "sound" in capsys.readouterr().out


BREACHES = {
    "another wording": (
        lambda: record().update(wording="别的话。"),
        "policies.milestone 2016-09-25: its wording is not what lines 33—33 say",
    ),
    "an excerpt's wording": (
        lambda: Excerpt.objects.filter(unit__slug="beijing").update(wording="别的话。"),
        "provinces.excerpt beijing guanyan-policy-tables: its wording",
    ),
    "a lost line": (
        lambda: SourceLine.objects.filter(source__slug__startswith="egov", number=33).delete(),
        "2016-09-25: its source has no line 33",
    ),
    "an erratum of words that are not there": (
        lambda: MilestoneErratum.objects.filter(printed="、互联网+政务服务、").update(
            printed="没有"
        ),
        "wording 没有: “没有”须在所选的栏里恰好出现一次",
    ),
    "a title that its errata read otherwise than it is ruled": (
        lambda: PolicyErratum.objects.filter(reading="工作的指导意见》").update(
            reading="工作的指导通知》"
        ),
        "jiakuai-tuijin-hulianwang-zhengwu-fuwu-gongzuo: its errata read",
    ),
    "a heading that does not follow from its record": (
        lambda: Document.objects.exclude(heading="").filter(type="milestone").update(heading="别"),
        "indexed otherwise than it reads now",
    ),
    "a month that is no whole month": (
        # Written past the manager, which would not index such a date.
        lambda: QuerySet(Milestone).filter(slug="2016-08").update(date_end="2016-08-30"),
        "policies.milestone 2016-08:",
    ),
    "a date that is not what is printed": (
        lambda: record().update(date_text="9月26日"),
        "2016-09-25: “9月26日”不是2016年9月25日：两处须一致。",
    ),
    "an inference from nothing": (
        lambda: MilestoneIssuance.objects.filter(record__slug="2017-03-05").update(basis=""),
        "2017-03-05 guowuyuan reported: 推定的主体须写明依据。",
    ),
    "a circle of bodies": (
        lambda: Body.objects.filter(slug="guowuyuan").update(
            parent=Body.objects.get(slug="guowuyuan-bangongting")
        ),
        "policies.body guowuyuan: “国务院办公厅”是它的下属，不能作它的上级。",
    ),
    "a pair that is not settled": (
        lambda: Policy.objects.filter(slug="shisanwu-guojia-xinxihua-guihua").update(
            timeline_start="2016-09-01", timeline_end="2016-09-30", timeline_precision="month"
        ),
        "policies.policy shisanwu-guojia-xinxihua-guihua: stands on 2016年9月, not on",
    ),
    "a disagreement without a ruling": (
        lambda: Difference.objects.filter(field="title").first().delete(),
        "no ruling on title",
    ),
    "a ruling where the sources agree": (
        lambda: Difference.objects.filter(pk=Difference.objects.filter(field="title")[0].pk).update(
            policy=Policy.objects.get(slug="hulianwang-zhengwu-fuwu-jishu-tixi-jianshe-zhinan"),
            milestone=Milestone.objects.get(slug="2016-12-20"),
        ),
        "2016-12-20 title: 两个来源的题名没有分歧",
    ),
}


@pytest.mark.parametrize("name", BREACHES)
def test_a_breach_is_named(capsys, name):
    breach, says = BREACHES[name]
    breach()
    assert says in check(capsys)


@pytest.mark.parametrize(
    "change",
    [
        {"date_start": "2016-09-26"},
        {"date_precision": "range"},
        {"timeline_end": "2016-09-26"},
        {"slug": "2016-09-05"},
    ],
)
def test_the_database_itself_refuses_what_cannot_be(change):
    with pytest.raises(IntegrityError), transaction.atomic():
        record().update(**change)


@pytest.mark.parametrize(
    "change", [{"line_start": 34}, {"line_start": 0, "line_end": 0}, {"source": None}]
)
def test_the_database_itself_refuses_a_place_that_cannot_be(change):
    with pytest.raises(IntegrityError), transaction.atomic():
        record().get().citations.update(**change)


def test_a_body_has_each_role_once_and_an_alias_names_one_body():
    issuance = MilestoneIssuance.objects.first()
    same = {"record": issuance.record, "body": issuance.body}
    with pytest.raises(IntegrityError), transaction.atomic():
        MilestoneIssuance.objects.create(role=issuance.role, **same)
    MilestoneIssuance.objects.create(role=MilestoneIssuance.Role.HOSTED_SESSION, **same)
    alias = Body.objects.exclude(aliases=None).first().aliases.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Body.objects.get(slug="guowuyuan").aliases.create(name=alias.name)
