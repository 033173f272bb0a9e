"""Draft, review, publication, withdrawal: by whom, from where, all or nothing."""

import itertools
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from policies.models import Milestone, MilestoneErratum, Policy, PolicyErratum
from portal.curation.accounts.groups import EDITORS, MANAGERS, REVIEWERS
from portal.curation.workflow.transitions import TRANSITIONS, TransitionError, move
from portal.models.curated import State
from provinces.models import Excerpt, ExcerptErratum
from tests.policies.admin.test_admin import address, blank, filled_form
from tests.portal.curation.confirming import confirm, shown
from tests.universe import milestone

pytestmark = pytest.mark.usefixtures("catalogue")

ALLOWED = {
    (State.DRAFT, "submit"): State.REVIEW,
    (State.REVIEW, "publish"): State.PUBLISHED,
    (State.REVIEW, "send-back"): State.DRAFT,
    (State.PUBLISHED, "withdraw"): State.WITHDRAWN,
    (State.WITHDRAWN, "reopen"): State.DRAFT,
}
WHY = {"withdraw": "重复收录。"}
# Who may, of each group.
MAY = {EDITORS: {"submit"}, REVIEWERS: {*TRANSITIONS}, MANAGERS: {*TRANSITIONS}}


def made(state: State, slug: str = "one") -> Milestone:
    withdrawn = {"withdrawn_on": date(2026, 1, 5), "withdrawn_because": "误收。"}
    return milestone(slug, "2018-06", state=state, **withdrawn if state == "withdrawn" else {})


@pytest.mark.parametrize(("state", "name"), list(itertools.product(State, TRANSITIONS)))
def test_a_record_moves_from_the_states_of_a_transition_alone(curator, state, name):
    record = made(state)
    target = ALLOWED.get((state, name))
    if target:
        [moved] = move(TRANSITIONS[name], Milestone, [record.pk], curator, WHY.get(name, ""))
        assert moved.version == record.version + 1
    else:
        with pytest.raises(TransitionError, match=f"“one”{state.label}"):
            move(TRANSITIONS[name], Milestone, [record.pk], curator, WHY.get(name, ""))
    record.refresh_from_db()
    assert record.state == (target or state)


@pytest.mark.parametrize(("group", "name"), list(itertools.product(MAY, TRANSITIONS)))
def test_each_group_may_do_its_own(client, in_group, group, name):
    begin = next(state for state, allowed in ALLOWED if allowed == name)
    record, user = made(begin), in_group(group)
    client.force_login(user)
    answer = {"confirmed": "yes", "reason": WHY.get(name, "")}
    response = confirm(client, address(record, "move", name), answer)
    form = client.get(address(record, "change")).content.decode()
    moved = Milestone.objects.get(pk=record.pk).state == ALLOWED[begin, name]
    if name in MAY[group]:
        assert (response.status_code, moved) == (302, True)
    else:
        assert (response.status_code, moved) == (403, False)
        assert f"/move/{name}/" not in form
        with pytest.raises(PermissionDenied):
            move(TRANSITIONS[name], Milestone, [record.pk], user, WHY.get(name, ""))


def test_all_move_or_none(curator):
    ready, not_ready = made(State.REVIEW), made(State.DRAFT, "two")
    with pytest.raises(TransitionError, match="“two”草稿"):
        move(TRANSITIONS["publish"], Milestone, [ready.pk, not_ready.pk], curator)
    ready.refresh_from_db()
    assert ready.state == State.REVIEW
    not_ready.delete()
    with pytest.raises(TransitionError, match="已被删除"):
        move(TRANSITIONS["publish"], Milestone, [ready.pk, 10**9], curator)


def test_withdrawing_takes_a_reason_and_notes_the_day(curator):
    record = made(State.PUBLISHED)
    with pytest.raises(TransitionError, match="须写明理由"):
        move(TRANSITIONS["withdraw"], Milestone, [record.pk], curator, " ")
    day = date(2026, 11, 20)
    move(TRANSITIONS["withdraw"], Milestone, [record.pk], curator, "误收。", today=lambda: day)
    record.refresh_from_db()
    assert (record.withdrawn_on, record.withdrawn_because) == (day, "误收。")
    move(TRANSITIONS["reopen"], Milestone, [record.pk], curator)
    record.refresh_from_db()
    assert (record.withdrawn_on, record.withdrawn_because) == (None, "")


def test_errata_entered_with_a_draft_are_published_with_it(curator):
    record = made(State.DRAFT)
    erratum = MilestoneErratum.objects.create(
        record=record, kind="mistaken", printed="原文", reading="全文", reason="", state=State.DRAFT
    )
    for name in ("submit", "publish"):
        move(TRANSITIONS[name], Milestone, [record.pk], curator)
    erratum.refresh_from_db()
    assert erratum.state == State.PUBLISHED


def test_from_draft_to_public_and_back(client, in_group):
    enters, reviews = in_group(EDITORS), in_group(REVIEWERS)
    record = made(State.DRAFT, "a-new-notice")
    public = record.get_absolute_url()
    assert client.get(public).status_code == 404
    for user, name in ((enters, "submit"), (reviews, "publish")):
        client.force_login(user)
        asked = client.get(address(record, "move", name))
        assert "a-new-notice" in asked.content.decode()
        assert Milestone.objects.get(pk=record.pk).version == record.version  # only asked
        confirm(client, address(record, "move", name), {"confirmed": "yes"})
        record.refresh_from_db()
    client.logout()
    assert client.get(public).status_code == 200
    client.force_login(reviews)
    refused = client.post(address(record, "move", "withdraw"), {"confirmed": "yes"})
    assert "请写明理由。" in refused.content.decode()
    answer = {"confirmed": "yes", "reason": "误收。"}
    confirm(client, address(record, "move", "withdraw"), answer)
    client.logout()
    gone = client.get(public)
    assert gone.status_code == 410
    assert "误收。" in gone.content.decode()


def test_a_list_action_asks_first_and_then_moves_what_was_chosen(curating):
    records = [made(State.REVIEW), made(State.REVIEW, "two")]
    chosen = {"action": "publish", "_selected_action": [record.pk for record in records]}
    changelist = reverse("admin:policies_milestone_changelist")
    asked = curating.post(changelist, chosen)
    page = asked.content.decode()
    assert asked.status_code == 200
    assert "以下 2 条记录将改为“已发布”" in page
    assert not Milestone.objects.filter(slug__in=["one", "two"], state="published").exists()
    done = curating.post(changelist, chosen | {"confirmed": "yes"} | shown(asked))
    assert done.status_code == 302
    assert Milestone.objects.filter(slug__in=["one", "two"], state="published").count() == 2


@pytest.mark.parametrize("state", State)
def test_who_enters_edits_drafts_and_nothing_else(client, in_group, state):
    record = made(state)
    client.force_login(in_group(EDITORS))
    form = client.get(address(record, "change"))
    assert form.status_code == 200
    assert form.context["has_change_permission"] == (state == State.DRAFT)
    answer = client.post(address(record, "change"), {"title": "伪造"})
    # The form lacks the numbers of its rows.
    assert answer.status_code == (400 if state == State.DRAFT else 403)
    assert Milestone.objects.get(pk=record.pk).title == "one"


@pytest.mark.parametrize("model", [Policy, Milestone, Excerpt])
def test_a_group_without_the_right_is_not_offered_the_action(client, in_group, model):
    changelist = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    client.force_login(in_group(EDITORS))
    page = client.get(changelist).content.decode()
    assert 'value="submit"' in page
    assert 'value="publish"' not in page
    chosen = {"action": "publish", "_selected_action": [model.objects.first().pk]}
    client.post(changelist, chosen | {"confirmed": "yes"})
    assert not model.objects.exclude(state="published").exists()


@pytest.mark.parametrize("group", [*MAY])
def test_a_draft_is_seen_as_its_public_page_by_curators_alone(client, in_group, group):
    record = made(State.DRAFT)
    MilestoneErratum.objects.create(
        record=record, kind="mistaken", printed="原文", reason="本应作全文。", state=State.DRAFT
    )
    answer = client.get(address(record, "preview"))
    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/admin/login/")
    client.force_login(in_group(group))
    page = client.get(address(record, "preview")).content.decode()
    for part in ("这条记录现为“草稿”", record.wording[:3], "本应作全文。"):
        assert part in page
    form = client.get(address(record, "change")).content.decode()
    assert address(record, "preview") in form
    assert "在站点上查看" not in form


def test_a_preview_takes_the_right_to_look(client, catalogue, django_user_model):
    client.force_login(django_user_model.objects.create_user("nobody", is_staff=True))
    for record in (made(State.DRAFT), Policy.objects.first(), Excerpt.objects.first()):
        assert client.get(address(record, "preview")).status_code == 403


def test_an_excerpt_is_previewed_on_the_page_of_its_unit(curating):
    excerpt = Excerpt.objects.first()
    excerpt.state = State.DRAFT
    excerpt.save()
    page = curating.get(address(excerpt, "preview")).content.decode()
    assert "这条记录现为“草稿”" in page
    assert excerpt.wording[:10] in page
    excerpt.state, excerpt.withdrawn_on = State.WITHDRAWN, date(2026, 1, 5)
    excerpt.withdrawn_because = "误收。"
    excerpt.save()
    page = curating.get(address(excerpt, "preview")).content.decode()
    assert "误收。" in page
    assert 'class="preview"' not in page


def test_a_list_action_on_all_pages_of_a_list_moves_all(curating):
    for number in range(60):
        made(State.REVIEW, f"many-{number}")
    some = Milestone.objects.filter(state=State.REVIEW).values_list("pk", flat=True)[:2]
    chosen = {"action": "publish", "_selected_action": list(some), "select_across": "1"}
    changelist = reverse("admin:policies_milestone_changelist") + "?state__exact=review"
    asked = curating.post(changelist, chosen)
    page = asked.content.decode()
    assert "以下 60 条记录将改为“已发布”" in page
    assert 'name="select_across" value="1"' in page
    assert page.count('name="_selected_action"') == 2
    curating.post(changelist, chosen | {"confirmed": "yes"} | shown(asked))
    assert not Milestone.objects.filter(state=State.REVIEW).exists()


@pytest.mark.parametrize("model", [PolicyErratum, MilestoneErratum, ExcerptErratum])
def test_an_erratum_has_a_page_and_a_way_of_its_own(client, in_group, model):
    client.force_login(in_group("审核员"))
    erratum = model.objects.first()
    page = client.get(address(erratum)).content.decode()
    assert erratum.reason[:10] in page
    assert "保存" not in page
    assert client.get(address(erratum, "preview"), follow=True).status_code == 200
    reason = {"confirmed": "yes", "reason": "原样无误。"}
    answer = confirm(client, address(erratum, "move", "withdraw"), reason)
    assert answer.status_code == 302
    erratum.refresh_from_db()
    assert (erratum.state, erratum.withdrawn_because) == ("withdrawn", "原样无误。")
    assert erratum.record.is_published


def test_who_enters_a_draft_may_take_back_an_erratum_of_it(client, in_group):
    record = Milestone.objects.exclude(errata=None).first()
    client.force_login(in_group("录入员"))
    assert "errata-0-DELETE" not in client.get(address(record)).content.decode()
    Milestone.objects.filter(pk=record.pk).update(state=State.DRAFT)
    assert "errata-0-DELETE" in client.get(address(record)).content.decode()


def test_a_new_record_is_saved_and_submitted_with_one_button(client, in_group):
    client.force_login(in_group(EDITORS))
    add = reverse("admin:policies_milestone_add")
    assert 'name="_submit"' in client.get(add).content.decode()
    new = blank(Milestone, title="虚构", kind="document", date="2026年3月", wording="虚构。")
    response = client.post(add, new | {"_submit": ""})
    record = Milestone.objects.get(title="虚构")
    assert response["Location"] == address(record, "move", "submit")
    assert confirm(client, response["Location"], {"confirmed": "yes"}).status_code == 302
    record.refresh_from_db()
    assert record.state == State.REVIEW


@pytest.mark.parametrize("state", State)
def test_only_a_draft_is_offered_to_be_submitted(curating, state):
    record = made(state)
    form = curating.get(address(record))
    assert ('name="_submit"' in form.content.decode()) == (state == State.DRAFT)
    response = curating.post(address(record), filled_form(form) | {"_submit": ""})
    submission = address(record, "move", "submit")
    assert (response["Location"] == submission) == (state == State.DRAFT)


def test_a_form_with_errors_is_not_submitted(curating):
    record = made(State.DRAFT)
    form = filled_form(curating.get(address(record)))
    assert curating.post(address(record), form | {"title": "", "_submit": ""}).status_code == 200
