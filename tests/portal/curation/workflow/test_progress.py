"""Work on many records shows its progress, then the outcome."""

import pytest
from django.urls import reverse

from policies.models import Body, Milestone, MilestoneIssuance
from portal import record_types
from portal.changes import recording
from portal.curation import pages_admin
from portal.curation.merging.merge import merge, merging
from portal.curation.workflow import transitions
from portal.curation.workflow.steps import finish
from portal.index import ahead, registry
from portal.index.check import stale
from portal.models.curated import State
from tests.portal.curation.confirming import shown
from tests.universe import milestone

pytestmark = pytest.mark.usefixtures("catalogue")
LIST = "admin:policies_milestone_changelist"


@pytest.fixture
def chosen(monkeypatch):
    """POST data that publishes five records; more than one already count as many."""
    monkeypatch.setattr(pages_admin, "MOST_AT_ONCE", 2)
    monkeypatch.setattr(transitions, "MANY", 1)
    records = [milestone(f"waiting-{number}", "2018-06", state=State.REVIEW) for number in range(5)]
    return {"action": "publish", "_selected_action": [record.pk for record in records]}


def bodies() -> list[Body]:
    public = {"kind": "department", "state": State.PUBLISHED}
    return [Body.objects.create(slug=name, name=name, **public) for name in ("kept", "gone")]


def answered(curating, chosen, before_answer=lambda: None):
    page = curating.post(reverse(LIST), chosen)
    before_answer()
    return curating.post(reverse(LIST), chosen | {"confirmed": "yes"} | shown(page))


def states() -> set[str]:
    found = Milestone.objects.filter(slug__startswith="waiting-")
    return set(found.values_list("state", flat=True))


def test_the_progress_then_the_outcome(curating, chosen, curator):
    text = answered(curating, chosen).getvalue().decode()
    assert text.index("已备好 5 / 5 条") < text.index("5 条记录现为“已发布”。") < text.index("返回")
    assert states() == {State.PUBLISHED}
    assert Milestone.history.filter(slug="waiting-0").latest().history_user == curator


def test_nothing_has_moved_before_the_last_step(curating, chosen):
    parts = iter(answered(curating, chosen).streaming_content)
    while "已备好 5" not in next(parts).decode():
        assert states() == {State.REVIEW}
    assert states() == {State.REVIEW}
    assert "现为" in b"".join(parts).decode()


def test_what_has_changed_since_it_was_shown_is_asked_about_before_any_progress(curating, chosen):
    def change():
        Milestone.objects.filter(slug="waiting-3").update(version=7)

    assert answered(curating, chosen, change).status_code == 409
    assert states() == {State.REVIEW}


def test_what_changes_while_it_is_prepared_is_told_on_the_page(curating, chosen):
    parts = iter(answered(curating, chosen).streaming_content)
    next(parts)
    Milestone.objects.filter(slug="waiting-3").update(state=State.DRAFT)
    text = b"".join(parts).decode()
    assert "只有“待审核”的记录可以发布" in text
    assert states() == {State.REVIEW, State.DRAFT}


def test_an_error_after_the_page_has_begun_is_told_on_it(curating, chosen, monkeypatch):
    def fail(*args):
        raise RuntimeError

    monkeypatch.setattr(transitions, "raise_versions", fail)
    text = answered(curating, chosen).getvalue().decode()
    assert "没有改动任何记录" in text
    assert states() == {State.REVIEW}


def test_a_merger_of_many_rows_is_watched_too(curating, monkeypatch):
    monkeypatch.setattr(pages_admin, "MOST_AT_ONCE", 2)
    kept, gone = bodies()
    for number in range(3):
        record = milestone(f"issued-{number}", "2018-06")
        MilestoneIssuance.objects.create(record=record, body=gone)
    address = reverse("admin:policies_body_merge", args=[kept.pk, gone.pk])
    text = curating.post(address, shown(curating.get(address))).getvalue().decode()
    assert text.index("已备好 3 / 3 条") < text.index("已合并：")
    assert MilestoneIssuance.objects.filter(body=kept).count() == 3


def test_a_merger_is_planned_again_under_the_lock_if_something_has_changed(curator):
    kept, gone = bodies()
    steps = merging(kept, gone, curator)
    assert next(steps) == 0
    MilestoneIssuance.objects.create(record=milestone("late", "2018-06"), body=gone)
    finish(steps)
    assert MilestoneIssuance.objects.filter(body=kept).count() == 1


def test_what_is_moved_is_indexed_from_what_was_read_before_the_lock(curator, monkeypatch):
    kept, gone = bodies()
    one, both = milestone("one", "2018-06"), milestone("both", "2018-06")
    for record, body in ((one, gone), (both, gone), (both, kept)):
        MilestoneIssuance.objects.create(record=record, body=body)
    read_under_lock: list[int] = []
    read = record_types.named("milestone").read_documents

    def note(keys):
        read_under_lock.extend(keys if recording._current.get() else ())
        return read(keys)

    monkeypatch.setattr(ahead, "readers", lambda: registry.readers() | {Milestone: note})
    merge(kept, gone, curator)
    assert read_under_lock == [both.pk]  # of which a row is lost
    assert list(stale()) == []
