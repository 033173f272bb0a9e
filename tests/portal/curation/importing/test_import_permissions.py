"""Permissions are checked at the moment of the import."""

import pytest
from django.urls import reverse

from policies.models import (
    Body,
    Milestone,
    MilestoneErratum,
    Policy,
)
from portal.models.curated import State
from tests.portal.curation.importing.spreadsheets import (
    NEW,
    confirm,
    imported,
    page,
    previewed,
    row_of,
)
from tests.universe import milestone

pytestmark = pytest.mark.usefixtures("catalogue")


def test_an_erratum_is_proposed_by_import_and_waits_for_review(client, in_group):
    record = milestone("told", "2018-06", wording="旧的原文。")
    client.force_login(in_group("录入员"))
    row = {"大事记条目": "told", "所在栏": "原文", "原样": "旧的", "理由": "笔误。"}
    imported(client, MilestoneErratum, row | {"类别": "误字", "应作": "新的"})
    erratum = record.errata.get()
    assert (erratum.reading, erratum.state) == ("新的", State.DRAFT)
    _, seen = previewed(client, MilestoneErratum, row | {"类别": "误字", "原样": "没有的"})
    assert "“没有的”须在所选的栏里恰好出现一次" in seen.errors[0]


def test_who_enters_imports_drafts_and_nothing_else(client, in_group):
    client.force_login(in_group("录入员"))
    record = Milestone.objects.get(slug="2016-09-25")
    _, seen = previewed(client, Milestone, row_of(record, 题名="改了"))
    assert seen.errors == ["第 2 行：这条记录已发布，您不能修改。"]
    imported(client, Milestone, NEW)
    draft = Milestone.objects.get(title=NEW["题名"])
    imported(client, Milestone, row_of(draft, 题名="草稿改名"))
    assert client.get(page(Body, "import")).status_code == 403
    assert "导入</a>" not in client.get(page(Body, "changelist")).content.decode()


def test_the_rights_are_those_of_the_moment_of_the_import(client, in_group):
    user = in_group("审核员")
    client.force_login(user)
    record = Milestone.objects.get(slug="2016-09-25")
    batch, seen = previewed(client, Milestone, row_of(record, 题名="改了"))
    user.groups.set([in_group("录入员").groups.get()])
    said = confirm(client, Milestone, batch, seen)
    assert "您的权限有了变化，没有导入" in said.html
    assert Milestone.objects.get(pk=record.pk).title == record.title


def test_a_batch_is_found_only_under_its_own_table(curating):
    batch = imported(curating, Milestone, NEW)
    assert curating.get(page(Policy, "batch", batch.pk)).status_code == 404
    listed = curating.get(reverse("admin:portal_importbatch_changelist")).content.decode()
    assert page(Milestone, "batch", batch.pk) in listed
