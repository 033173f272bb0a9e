"""Thousands of records move at once, and nobody else waits while they are read."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from policies.models import Body, Milestone, MilestoneErratum, MilestoneIssuance
from portal import record_types
from portal.changes import recording
from portal.curation.editing.seen import UnseenError, note
from portal.curation.history import deleting_admin
from portal.curation.history.deleting_admin import DeletingAdmin
from portal.curation.workflow import transitions
from portal.curation.workflow.transitions import PUBLISH_IT, SUBMIT, TransitionError, move
from portal.index import ahead, registry
from portal.index.check import stale
from portal.models import ChangeSet
from portal.models.curated import State
from tests.looking import only_looking
from tests.policies.admin.test_admin import address
from tests.portal.curation.confirming import shown
from tests.universe import milestone, policy

pytestmark = pytest.mark.usefixtures("catalogue")


def drafts(number: int, state: State = State.DRAFT) -> list[Milestone]:
    return [
        milestone(f"draft-{number}-{one}", "2018-06", state=state, wording="原文")
        for one in range(number)
    ]


@pytest.fixture
def between(monkeypatch):
    """`between(work)`: another curator's work, done after the reading and before the lock."""
    prepare = transitions._prepare

    def begin(work) -> None:
        def prepare_then_work(*args):
            prepared = prepare(*args)
            if not is_locked():
                work()
            return prepared

        monkeypatch.setattr(transitions, "_prepare", prepare_then_work)

    return begin


def is_locked() -> bool:
    return recording._current.get() is not None


def test_records_are_read_before_the_lock_and_not_again(curator, monkeypatch):
    read = []
    prepare = transitions._prepare
    monkeypatch.setattr(
        transitions, "_prepare", lambda *args: read.append(is_locked()) or prepare(*args)
    )
    records = drafts(2)
    move(SUBMIT, Milestone, [one.pk for one in records], curator)
    assert read == [False]


def test_another_curator_saves_meanwhile(curator, between):
    records, other = drafts(2), milestone("other", "2018-07")
    other.wording = "其间改的"
    between(other.save)
    assert len(move(SUBMIT, Milestone, [one.pk for one in records], curator)) == 2
    other.refresh_from_db()
    assert other.wording == "其间改的"


def test_what_another_curator_has_submitted_meanwhile_is_not_submitted_twice(curator, between):
    records = drafts(2)
    between(lambda: Milestone.objects.filter(pk=records[0].pk).update(state=State.REVIEW))
    with pytest.raises(TransitionError, match="待审核"):
        move(SUBMIT, Milestone, [one.pk for one in records], curator)
    assert Milestone.objects.get(pk=records[1].pk).state == State.DRAFT


@pytest.mark.parametrize("part", [True, False])
def test_what_another_curator_has_changed_meanwhile_is_shown(curator, between, part):
    records = drafts(2)

    def change():
        if part:
            MilestoneErratum.objects.create(
                record=records[0], kind="query", printed="原", reason="存疑。"
            )
        records[0].version += 1
        records[0].save()

    between(change)
    with pytest.raises(UnseenError):
        move(SUBMIT, Milestone, [one.pk for one in records], curator, shown=note(records))


def test_what_it_rests_on_may_be_withdrawn_meanwhile(curator, between):
    [record] = drafts(1, State.REVIEW)
    body = Body.objects.create(slug="bu", name="某部", kind="department", state=State.PUBLISHED)
    MilestoneIssuance.objects.create(record=record, body=body)

    def withdraw():
        body.state, body.withdrawn_on = State.WITHDRAWN, "2026-01-05"
        body.withdrawn_because, body.version = "误收。", body.version + 1
        body.save()

    between(withdraw)
    with pytest.raises(TransitionError, match="已撤回"):
        move(PUBLISH_IT, Milestone, [record.pk], curator)


def test_the_lock_is_held_for_as_many_statements_however_many_records_move(curator):
    def statements(number: int) -> int:
        keys = [one.pk for one in drafts(number)]
        with CaptureQueriesContext(connection) as queries:
            move(SUBMIT, Milestone, keys, curator)
        return len(queries)

    assert statements(12) == statements(3)


def test_a_run_that_is_killed_has_moved_none(curator, monkeypatch):
    records = drafts(3)

    def fail(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(transitions, "raise_versions", fail)
    with pytest.raises(KeyboardInterrupt):
        move(SUBMIT, Milestone, [one.pk for one in records], curator)
    assert not Milestone.objects.filter(slug__startswith="draft-", state=State.REVIEW).exists()


# Deletion


def asked(curating, records, **more):
    chosen = {"action": "delete_selected", "_selected_action": [one.pk for one in records]}
    return curating.post(reverse("admin:policies_milestone_changelist"), chosen | more)


def test_the_pages_that_ask_before_a_deletion_lock_nothing(curating):
    records = drafts(3)
    with only_looking():
        assert curating.get(address(records[0], "delete")).status_code == 200
        assert asked(curating, records).status_code == 200


def test_many_are_deleted_some_at_a_time_each_time_whole(curating, monkeypatch):
    monkeypatch.setattr(deleting_admin, "STEP", 2)
    records = drafts(5)
    before = ChangeSet.objects.count()
    shown_page = shown(asked(curating, records))
    assert asked(curating, records, post="yes", **shown_page).status_code == 302
    assert not Milestone.objects.filter(slug__startswith="draft-").exists()
    assert ChangeSet.objects.count() == before + 3


def test_a_deletion_stops_at_what_has_changed_meanwhile(curating, monkeypatch):
    monkeypatch.setattr(deleting_admin, "STEP", 2)
    records = drafts(4)
    page = asked(curating, records)
    log = DeletingAdmin.log_deletions

    def change(self, request, gone):
        Milestone.objects.filter(pk=records[3].pk).update(version=7)
        Milestone.objects.filter(pk=records[0].pk).update(version=7)
        return log(self, request, gone)

    monkeypatch.setattr(DeletingAdmin, "log_deletions", change)
    response = asked(curating, records, post="yes", **shown(page))
    assert response.status_code == 409
    assert Milestone.objects.filter(slug__startswith="draft-").count() == 2


# Publication


@pytest.fixture
def read_under_lock(monkeypatch):
    """The keys of the records whose index documents are read under the lock."""
    monkeypatch.setattr(transitions, "MANY", 1)
    found: list[int] = []
    types = record_types.named("milestone")

    def read(keys):
        found.extend(keys if is_locked() else ())
        return types.read_documents(keys)

    monkeypatch.setattr(ahead, "readers", lambda: registry.readers() | {Milestone: read})
    return found


def test_what_is_published_is_indexed_from_what_was_read_before_the_lock(curator, read_under_lock):
    records = drafts(3, State.REVIEW)
    MilestoneErratum.objects.create(
        record=records[0], kind="wording", printed="原文", reading="元文", reason="误排。"
    )
    read_under_lock.clear()
    move(PUBLISH_IT, Milestone, [one.pk for one in records], curator)
    assert read_under_lock == []
    assert list(stale()) == []


def test_what_is_indexed_with_it_and_has_changed_meanwhile_is_read_again(
    curator, read_under_lock, between
):
    records = drafts(3, State.REVIEW)
    body = Body.objects.create(slug="bu", name="某部", kind="department", state=State.PUBLISHED)
    MilestoneIssuance.objects.create(record=records[1], body=body)
    between(lambda: body.aliases.create(name="部里"))
    move(PUBLISH_IT, Milestone, [one.pk for one in records], curator)
    assert list(stale()) == []


def test_what_a_twin_dates_anew_is_not_read_before(curator, read_under_lock):
    records = drafts(3, State.REVIEW)
    records[1].policy = policy("twin", "2018-06-07")
    records[1].save()
    read_under_lock.clear()
    move(PUBLISH_IT, Milestone, [one.pk for one in records], curator)
    assert read_under_lock == [records[1].pk]
    assert list(stale()) == []
