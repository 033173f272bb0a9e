"""Deleted records are listed and can be restored whole; their address answers 410."""

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.urls import reverse

from policies.models import Body, Difference, Milestone, MilestoneIssuance, Policy
from portal.curation.history.deleted import bring_back, deletions
from portal.curation.merging.merge import merge
from portal.index.check import stale
from portal.models import Source
from portal.models.curated import State
from tests.policies.admin.test_admin import address
from tests.portal.curation.confirming import confirm, confirm_action
from tests.portal.curation.merging.test_merging import everything
from tests.universe import milestone, policy

pytestmark = pytest.mark.usefixtures("catalogue")

DELETED = reverse("admin:policies_milestone_deleted")


def page(model, number: int) -> str:
    return reverse(
        f"admin:{model._meta.app_label}_{model._meta.model_name}_bring_back", args=[number]
    )


@pytest.fixture
def told() -> Milestone:
    """A milestone with a body and an erratum."""
    record = milestone("told", "2018-06", title="旧题名", wording="旧的原文。")
    MilestoneIssuance.objects.create(record=record, body=Body.objects.get(slug="guowuyuan"))
    record.errata.create(kind="query", printed="旧的", reason="存疑。", state="published")
    return record


def of_record(client, address: str) -> str:
    """What a page says of its record; then come its versions, of which one that is back has two."""
    page = client.get(address).content.decode()
    return page[page.index("<main") : page.index('id="references"')]


def test_a_deleted_record_comes_back_whole_from_a_list(client, curating, told):
    before, public = everything(), of_record(client, "/milestones/told/")
    assert confirm(curating, address(told, "delete"), {"post": "yes"}).status_code == 302
    assert client.get("/milestones/told/").status_code == 410
    listed = curating.get(DELETED).content.decode()
    row = deletions(Milestone).get(slug="told")
    assert page(Milestone, row.history_id) in listed
    shown = curating.get(page(Milestone, row.history_id)).content.decode()
    for part in ("旧的原文。", "存疑。", "已发布"):
        assert part in shown
    answer = curating.post(page(Milestone, row.history_id), follow=True)
    assert "“旧题名”已恢复。" in answer.content.decode()
    assert everything() == before
    assert of_record(client, "/milestones/told/") == public
    assert [*stale()] == []
    assert page(Milestone, row.history_id) not in curating.get(DELETED).content.decode()
    again = curating.post(page(Milestone, row.history_id), follow=True)
    assert "已经恢复" in again.content.decode()


def test_of_many_deleted_at_once_each_comes_back_by_itself(curating, told):
    other = milestone("other", "2018-06")
    chosen = {"action": "delete_selected", "_selected_action": [told.pk, other.pk]}
    listed = reverse("admin:policies_milestone_changelist")
    confirm_action(curating, listed, chosen, {"post": "yes"})
    assert {row.slug for row in deletions(Milestone)} == {"told", "other"}
    record, left = bring_back(deletions(Milestone).get(slug="told"))
    assert (record.version, left) == (told.version + 1, [])
    assert (record.issuances.count(), record.errata.count()) == (1, 1)
    assert not Milestone.objects.filter(slug="other").exists()


def test_a_policy_comes_back_with_its_milestone_and_their_differences():
    pair = Difference.objects.exclude(field="passage").first()
    before = everything()
    pair.policy.delete()
    assert Milestone.objects.get(pk=pair.milestone_id).policy is None
    bring_back(deletions(Policy).get())
    assert everything() == before
    assert [*stale()] == []


def test_what_was_entered_or_deleted_since_is_named(told):
    source = Source.objects.create(
        slug="x", title="来源", short_title="来源", kind="print", publisher="x", state="published"
    )
    other = milestone("other", "2018-06", source=source)
    for record in (told, other, source):
        record.delete()
    with pytest.raises(ValidationError, match="原来的来源已经删除：请先恢复它"):
        bring_back(deletions(Milestone).get(slug="other"))
    bring_back(deletions(Source).get())
    bring_back(deletions(Milestone).get(slug="other"))


def test_an_address_taken_since_is_named_and_nothing_comes_back(curating, told):
    told.delete()
    row = deletions(Milestone).get(slug="told")
    milestone("told", "2019", title="后来的")
    answer = curating.post(page(Milestone, row.history_id), follow=True)
    assert "没有恢复" in answer.content.decode()
    assert "后来的" in curating.get("/milestones/told/").content.decode()
    assert Milestone.objects.filter(slug="told").count() == 1


def test_what_was_merged_comes_back_by_undoing_the_merger(curating, curator, told):
    merge(milestone("kept", "2018-06"), told, curator)
    row = deletions(Milestone).get(slug="told")
    assert "撤销合并" in curating.get(page(Milestone, row.history_id)).content.decode()
    with pytest.raises(ValidationError, match="撤销合并"):
        bring_back(row)
    assert curating.get("/milestones/told/").status_code == 301


@pytest.mark.parametrize(
    ("state", "status"),
    [(State.PUBLISHED, 410), (State.WITHDRAWN, 410), (State.DRAFT, 404), (State.REVIEW, 404)],
)
@pytest.mark.parametrize("make", [policy, milestone])
def test_the_address_of_what_was_public_and_is_deleted_says_so(client, make, state, status):
    gone = {"withdrawn_on": "2026-01-05", "withdrawn_because": "误收。"}
    record = make("told", "2018-06", state=state, **gone if state == State.WITHDRAWN else {})
    record.delete()
    answer = client.get(record.get_absolute_url())
    assert answer.status_code == status
    assert ("后来删除了" in answer.content.decode()) == (status == 410)


def test_the_addresses_of_bodies_and_sources_say_so_too(client):
    body = Body.objects.create(slug="ju", name="局", kind="office", state="published")
    source = Source.objects.create(
        slug="x", title="来源", short_title="来源", publisher="x", state="published"
    )
    for record in (body, source):
        record.delete()
        assert client.get(record.get_absolute_url()).status_code == 410


def test_who_may_not_publish_brings_back_drafts_alone(client, told, django_user_model):
    user = django_user_model.objects.create_user("deletes", is_staff=True)
    rights = [f"{action}_milestone" for action in ("view", "change", "delete")]
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    draft = milestone("draft", "2018-06", state=State.DRAFT)
    for record in (told, draft):
        record.delete()
    client.force_login(user)
    for slug, status in (("told", 403), ("draft", 302)):
        number = deletions(Milestone).get(slug=slug).history_id
        assert client.post(page(Milestone, number)).status_code == status
    assert list(deletions(Milestone).values_list("slug", flat=True)) == ["told"]
