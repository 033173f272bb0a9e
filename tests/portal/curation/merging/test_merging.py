"""Merging two records loses nothing and can be undone."""

import pytest
from django.contrib.auth.models import Permission
from django.core import serializers
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from policies.models import (
    Body,
    BodyAlias,
    Difference,
    Milestone,
    MilestoneErratum,
    MilestoneIssuance,
    Policy,
    PolicyIssuance,
)
from portal.curation.history.revert import RevertError, undo
from portal.curation.history.versions import versions
from portal.curation.merging.merge import MergeError, merge, rehearse
from portal.index.check import stale
from portal.models import Merger, Source
from portal.models.base import record_tables
from portal.models.curated import State
from portal.models.timestamps import TIMESTAMPS
from tests.looking import only_looking
from tests.policies.admin.test_admin import address, opened_form, post
from tests.portal.curation.confirming import shown
from tests.universe import milestone, policy

pytestmark = pytest.mark.usefixtures("catalogue")


def body(slug: str, name: str, **fields) -> Body:
    return Body.objects.create(slug=slug, name=name, kind="department", **fields, state="published")


def everything() -> dict[str, list]:
    """All rows of all records, without version numbers and timestamps."""
    return {
        model.__name__: sorted(
            (
                {**row["fields"], "pk": row["pk"], "version": None, **dict.fromkeys(TIMESTAMPS)}
                for row in serializers.serialize("python", model.objects.all())
            ),
            key=lambda row: row["pk"],
        )
        for model in record_tables()
    }


def merging(kept, gone) -> str:
    return reverse(
        f"admin:{kept._meta.app_label}_{kept._meta.model_name}_merge", args=[kept.pk, gone.pk]
    )


@pytest.fixture
def bodies():
    """Two records of one body: in records alone and together, with children and aliases."""
    kept = body("bu", "工业信息部")
    gone = body("gong-xin", "工信部委", official_name="工业信息部委", parent=kept)
    body("si", "工信司局", parent=gone)
    BodyAlias.objects.create(body=gone, name="工信")
    both, alone = milestone("both", "2018-06"), policy("alone", "2018-07")
    for position, one in enumerate((kept, gone), start=1):
        MilestoneIssuance.objects.create(record=both, body=one, position=position)
    PolicyIssuance.objects.create(record=alone, body=gone, basis="原文如此")
    return kept, gone


def test_what_pointed_to_the_one_points_to_the_other(bodies, curator):
    kept, gone = bodies
    merge(kept, gone, curator)
    assert not Body.objects.filter(pk=gone.pk).exists()
    assert Body.objects.get(slug="si").parent == kept
    assert PolicyIssuance.objects.get(record__slug="alone").body == kept
    assert [one.body for one in MilestoneIssuance.objects.filter(record__slug="both")] == [kept]
    assert {one.name for one in kept.aliases.all()} == {"工信", "工信部委", "工业信息部委"}
    assert list(stale()) == []


def test_parting_them_brings_all_of_it_back(bodies, curator):
    before = everything()
    merger = merge(*bodies, curator)
    assert everything() != before
    undo(merger)
    assert everything() == before
    assert list(stale()) == []
    with pytest.raises(RevertError, match="已经撤销"):
        undo(merger)


def test_a_body_above_the_one_it_goes_into_leaves_its_place(curator):
    above = body("shang", "上级机构")
    gone = body("gone", "并入机构", parent=above)
    kept = body("kept", "保留机构", parent=gone)
    merge(kept, gone, curator)
    assert Body.objects.get(pk=kept.pk).parent == above


def test_a_merger_that_would_make_a_circle_is_refused(curator):
    gone = body("gone", "并入机构")
    between = body("between", "中间机构", parent=gone)
    kept = body("kept", "保留机构", parent=between)
    with pytest.raises(MergeError, match="“中间机构”离不开“并入机构”"):
        merge(kept, gone, curator)
    assert Body.objects.get(pk=between.pk).parent == gone


def test_a_rehearsal_tells_all_and_changes_nothing(bodies):
    before = everything()
    merged = rehearse(*bodies)
    assert [type(row).__name__ for row in merged.lost] == ["MilestoneIssuance"]
    assert {type(row).__name__ for row in merged.moved} == {"Body", "BodyAlias", "PolicyIssuance"}
    assert everything() == before


def test_the_page_of_a_merger_only_looks(bodies, curating):
    with only_looking(checks=True):
        assert curating.get(merging(*bodies)).status_code == 200


def test_parts_are_moved_in_as_many_statements_however_many_they_are(curator, query_count):
    """So the time under the lock does not grow with the number of a body's records."""

    def merged(number: int) -> int:
        kept, gone = (body(f"{name}-{number}", f"{name}{number}号") for name in ("kept", "gone"))
        for one in range(number):
            record = milestone(f"told-{number}-{one}", "2018-06")
            MilestoneIssuance.objects.create(record=record, body=gone)
        return query_count(lambda: merge(kept, gone, curator))

    assert merged(12) == merged(2)


@pytest.fixture
def query_count():
    def count(work) -> int:
        with CaptureQueriesContext(connection) as queries:
            work()
        return len(queries)

    return count


@pytest.fixture
def policies():
    """Two records of one policy, each with a milestone, one with a ruling on its date."""
    kept, gone = policy("kept", "2018-06", title="甲"), policy("gone", "2018-07", title="乙")
    told = milestone("told", "2018-07-03", policy=gone)
    milestone("also", "2018-06-02", policy=kept)
    Difference.objects.create(
        policy=gone,
        milestone=told,
        field="date",
        prefers="milestone",
        reason="更细。",
    )
    PolicyIssuance.objects.create(record=gone, body=Body.objects.get(slug="guowuyuan"))
    return kept, gone


def test_milestones_differences_and_bodies_of_a_policy_go_along(policies, curator):
    kept, gone = policies
    before = everything()
    merger = merge(kept, gone, curator)
    assert {one.slug for one in kept.milestones.all()} == {"told", "also"}
    assert kept.differences.get().milestone.slug == "told"
    assert kept.issuances.get().body.slug == "guowuyuan"
    assert list(stale()) == []
    undo(merger)
    assert everything() == before


def test_an_erratum_of_words_that_the_kept_record_lacks_is_named_and_restored(curator):
    kept, gone = milestone("kept", "2018-06"), milestone("gone", "2018-06")
    MilestoneErratum.objects.create(record=gone, kind="query", printed="gone", reason="存疑。")
    before = everything()
    assert [type(row).__name__ for row in rehearse(kept, gone).lost] == ["MilestoneErratum"]
    merger = merge(kept, gone, curator)
    undo(merger)
    assert everything() == before


def test_a_merger_is_in_the_history_of_the_kept_record(bodies, curator, curating):
    kept, gone = bodies
    page = curating.get(merging(kept, gone))
    assert "工信部委" in page.content.decode()
    response = curating.post(merging(kept, gone), shown(page), follow=True)
    newest = versions(Body.objects.get(pk=kept.pk))[0]
    assert (newest.change_set.user, newest.change_set.why) == (
        curator,
        "合并：“工信部委”并入“工业信息部”。",
    )
    merger = Merger.objects.get()
    undoing = reverse("admin:policies_body_part", args=[merger.pk])
    assert f'action="{undoing}"' in response.content.decode()
    response = curating.post(undoing, follow=True)
    assert "已撤销合并" in response.content.decode()
    assert Body.objects.filter(pk=gone.pk).exists()
    assert f'action="{undoing}"' not in response.content.decode()
    assert "合并" in versions(gone)[0].change_set.why


def test_who_has_changed_one_meanwhile_is_not_passed_over(bodies, curating):
    kept, gone = bodies
    page = curating.get(merging(kept, gone))
    assert post(curating, gone, note="其间写的").status_code == 302
    response = curating.post(merging(kept, gone), shown(page))
    assert response.status_code == 409
    assert f"“{gone}”又由 curator 改过" in response.content.decode()
    assert "其间写的" in response.content.decode()
    assert Body.objects.filter(pk=gone.pk).exists()


def test_what_was_touched_since_is_named_and_nothing_is_parted(bodies, curator, curating):
    kept, gone = bodies
    merger = merge(kept, gone, curator)
    assert post(curating, Body.objects.get(pk=kept.pk), note="后来写的").status_code == 302
    with pytest.raises(RevertError, match="合并之后又改过，没有撤销：“工业信息部”"):
        undo(merger)
    assert not Body.objects.filter(pk=gone.pk).exists()


def test_what_was_lost_with_a_later_merger_is_named_too(curator):
    first, second, third = (body(slug, slug) for slug in ("eins", "zwei", "drei"))
    record = milestone("told", "2018-06")
    for one in (first, third):
        MilestoneIssuance.objects.create(record=record, body=one)
    merger = merge(second, first, curator)
    merge(third, Body.objects.get(pk=second.pk), curator)
    with pytest.raises(RevertError, match=r"又改过，没有撤销：.*发布主体 [0-9]+"):
        undo(merger)


def test_what_is_published_goes_into_nothing_that_is_not(curator):
    kept = milestone("kept", "2018-06", state=State.DRAFT)
    gone = milestone("gone", "2018-06")
    with pytest.raises(MergeError, match="已发布，“kept”草稿"):
        merge(kept, gone, curator)
    merge(gone, kept, curator)


def test_the_address_of_the_one_leads_to_the_other(client, curator):
    first, second, third = (milestone(slug, "2018-06") for slug in ("eins", "zwei", "drei"))
    old = first.get_absolute_url()
    merge(second, first, curator)
    second.refresh_from_db()
    merger = merge(third, second, curator)
    response = client.get(old)
    assert (response.status_code, response["Location"]) == (301, third.get_absolute_url())
    assert "no-cache" in response["Cache-Control"]
    undo(merger)
    assert client.get(old)["Location"] == second.get_absolute_url()


def test_loading_again_leaves_a_merger_as_it_is(curator, capsys):
    kept, gone = Body.objects.get(slug="guowuyuan"), Body.objects.get(slug="guowuyuan-bangongting")
    assert PolicyIssuance.objects.filter(body=gone).exists()
    merger = merge(kept, gone, curator)
    merged = everything()
    call_command("load_catalogue")
    assert "0 created, 0 updated" in capsys.readouterr().out
    assert everything() == merged
    undo(merger)
    call_command("load_catalogue")
    assert "0 left alone" in capsys.readouterr().out


def test_the_action_takes_exactly_two(curating):
    records = list(Milestone.objects.all()[:3])
    changelist = reverse("admin:policies_milestone_changelist")
    data = {"action": "merge_two", "_selected_action": [one.pk for one in records]}
    assert "请恰好选择两条记录" in curating.post(changelist, data, follow=True).content.decode()
    data["_selected_action"] = data["_selected_action"][:2]
    response = curating.post(changelist, data)
    pair = sorted(records[:2], key=lambda one: one.pk)
    assert response["Location"] == merging(*pair)


def test_only_who_may_delete_merges(client, in_group):
    kept, gone = milestone("kept", "2018-06"), milestone("gone", "2018-06")
    client.force_login(in_group("审核员"))
    assert client.get(merging(kept, gone)).status_code == 403
    assert client.post(merging(kept, gone)).status_code == 403
    changelist = client.get(reverse("admin:policies_milestone_changelist")).content.decode()
    assert "merge_two" not in changelist
    client.force_login(in_group("管理员"))
    assert client.get(merging(kept, gone)).status_code == 200


def test_one_record_or_none_is_no_pair(curating):
    record = milestone("kept", "2018-06")
    for gone in (record.pk, 10**9):
        page = reverse("admin:policies_milestone_merge", args=[record.pk, gone])
        assert "已不存在，或是同一条" in curating.get(page, follow=True).content.decode()
    assert curating.get(address(record)).status_code == 200


def test_a_policy_merged_twice_is_parted_in_turn(curator):
    first, second, third = (policy(slug, "2018-06") for slug in ("eins", "zwei", "drei"))
    before = everything()
    one = merge(second, first, curator)
    second = Policy.objects.get(pk=second.pk)
    two = merge(third, second, curator)
    with pytest.raises(RevertError, match="又改过"):
        undo(one)
    undo(two)
    assert Policy.objects.filter(slug="zwei").exists()
    undo(one)
    assert everything() == before


def test_a_form_opened_before_a_merger_overwrites_nothing(bodies, curating, curator):
    kept, gone = bodies
    record = Policy.objects.get(slug="alone")
    merger = merge(kept, gone, curator)
    typed = opened_form(curating, record)
    undo(merger)
    assert curating.post(address(record), typed | {"title": "改了"}).status_code == 409
    assert PolicyIssuance.objects.get(record=record).body == gone


def test_a_record_that_was_merged_for_a_while_can_be_edited(bodies, curating, curator):
    """Later edits stay, and the deletion is not offered as a version to restore."""
    kept, gone = bodies
    typed = opened_form(curating, gone)
    undo(merge(kept, gone, curator))
    assert curating.post(address(gone), typed | {"note": "我写的"}).status_code == 302
    gone.refresh_from_db()
    assert gone.note == "我写的"
    deleted = next(
        number
        for number, version in enumerate(versions(gone)[::-1], start=1)
        if not version.is_there
    )
    assert curating.get(address(gone, "restore", deleted)).status_code == 404
    history = curating.get(address(gone, "history")).content.decode()
    assert address(gone, "restore", deleted) not in history
    assert address(gone, "restore", deleted - 1) in history


def test_a_name_that_another_has_taken_since_is_named(bodies, curating, curator):
    kept, gone = bodies
    merger = merge(kept, gone, curator)
    BodyAlias.objects.filter(body=kept).delete()
    body("qi-ta", gone.name)
    merger = Merger.objects.get(pk=merger.pk)
    with pytest.raises(RevertError):
        undo(merger)
    parting = reverse("admin:policies_body_part", args=[merger.pk])
    assert "没有撤销" in curating.post(parting, follow=True).content.decode()


def test_a_source_deleted_since_is_named(curator):
    source = Source.objects.create(
        slug="x", title="x", short_title="x", publisher="x", state="published"
    )
    kept, gone = (milestone(slug, "2018-06", source=source) for slug in ("kept", "gone"))
    merger = merge(kept, gone, curator)
    kept.citations.all().delete()
    source.delete()
    with pytest.raises(RevertError, match="来源已经删除"):
        undo(merger)
    assert not Milestone.objects.filter(slug="gone").exists()


def test_mergers_in_a_circle_lead_nowhere(client, curator):
    first, second = milestone("eins", "2018-06"), milestone("zwei", "2018-06")
    merge(second, first, curator)
    Milestone.objects.filter(pk=second.pk).delete()
    change_set = second.history.latest().change_set
    Merger.objects.create(
        table="policies.milestone",
        gone=second.pk,
        kept=first.pk,
        user=curator,
        change_set=change_set,
    )
    assert client.get("/milestones/eins/").status_code in (404, 410)


@pytest.fixture
def deleting(client, django_user_model):
    """A client of a user who may change and delete milestones, but not publish them."""
    user = django_user_model.objects.create_user("deletes", is_staff=True)
    rights = [f"{action}_milestone" for action in ("view", "change", "delete")]
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client.force_login(user)
    return client


@pytest.mark.parametrize("state", ["published", "review", "withdrawn"])
def test_who_may_not_publish_merges_deletes_and_parts_drafts_alone(deleting, curator, state):
    drafts = [milestone(f"draft-{n}", "2018-06", state="draft") for n in (1, 2)]
    gone = {"withdrawn_on": "2026-01-05", "withdrawn_because": "误收。"}
    other = milestone("other", "2018-06", state=state, **gone if state == "withdrawn" else {})
    for kept, gone in ((drafts[0], other), (other, drafts[0])):
        asked = deleting.get(merging(kept, gone))
        assert asked.status_code == 403
        assert deleting.post(merging(kept, gone)).status_code == 403
    assert deleting.get(address(other, "delete")).status_code == 403
    listed = reverse("admin:policies_milestone_changelist")
    chosen = {"action": "delete_selected", "_selected_action": other.pk}
    seen = {"seen": f"policies.milestone:{other.pk}:{other.version}"}
    assert deleting.post(listed, chosen | seen | {"post": "yes"}).status_code == 403
    merger = merge(other, drafts[0], curator)
    parting = reverse("admin:policies_milestone_part", args=[merger.pk])
    assert deleting.post(parting).status_code == 403
    assert Milestone.objects.filter(slug__in=["other", "draft-2"]).count() == 2
