"""A change set of any kind is undone by one function; its order is that of the numbers."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from policies.models import Body, Milestone, MilestoneIssuance, Policy
from portal.changes import recording
from portal.changes.recording import Kind, together
from portal.curation.history import revert as reverting
from portal.curation.history.revert import RevertError, revert, undo
from portal.curation.history.versions import versions
from portal.curation.merging.merge import merge
from portal.curation.workflow.transitions import TRANSITIONS, move
from portal.index import ahead
from portal.index.check import stale
from portal.models import ChangeSet
from portal.models.base import record_tables
from tests.portal.curation.importing.spreadsheets import imported, row_of
from tests.portal.curation.merging.test_merging import everything
from tests.universe import crowd, milestone, policy

pytestmark = pytest.mark.usefixtures("catalogue")


@pytest.fixture
def clock(monkeypatch):
    """Shifts the clock of the next writer by some hours."""
    now = timezone.now

    def set_to(hours: int) -> None:
        monkeypatch.setattr(recording.timezone, "now", lambda: now() + timedelta(hours=hours))

    return set_to


def body(slug: str) -> Body:
    return Body.objects.create(slug=slug, name=slug, kind="department", state="published")


def newest() -> ChangeSet:
    return ChangeSet.objects.first()


def test_all_that_is_written_together_is_one_change_set(curator):
    record = milestone("told", "2018-06")
    before = newest().pk
    with together(Kind.EDIT, "一并改"):
        record.title = "改了"
        record.save()
        MilestoneIssuance.objects.create(record=record, body=body("ju"))
    with together():
        pass  # nothing is written
    [change_set] = ChangeSet.objects.filter(pk__gt=before)
    assert (change_set.kind, change_set.why) == ("edit", "一并改")
    rows = [row for model in record_tables() for row in model.history.filter(change_set=change_set)]
    assert {row.instance_type for row in rows} == {Milestone, MilestoneIssuance, Body}
    assert versions(record)[0].change_set == change_set


def test_an_edit_and_a_transition_are_undone(curator):
    record = milestone("told", "2018-06", title="旧题名", state="review")
    before = everything()
    with together(Kind.EDIT, "改"):
        record.title = "新题名"
        record.save()
        MilestoneIssuance.objects.create(record=record, body=Body.objects.first())
    edit = newest()
    move(TRANSITIONS["publish"], Milestone, [record.pk], curator)
    with pytest.raises(RevertError, match="编辑之后又改过，没有撤销：“新题名”"):
        revert(edit, "撤销")
    revert(newest(), "撤销发布")
    assert newest().reverts.kind == "transition"
    revert(edit, "撤销")
    assert everything() == before
    assert list(stale()) == []
    with pytest.raises(RevertError, match="已经撤销"):
        revert(edit, "撤销")


def test_what_was_entered_is_undone_unless_it_is_used():
    with together(Kind.EDIT, "录入"):
        made = body("ju")
    entering = newest()
    record = milestone("told", "2018-06", title="引用者")
    used = MilestoneIssuance.objects.create(record=record, body=made)
    with pytest.raises(RevertError, match="编辑的记录已被别处引用，没有撤销：“引用者”"):
        revert(entering, "撤销")
    used.delete()
    revert(entering, "撤销")
    assert not Body.objects.filter(slug="ju").exists()


def test_a_body_that_others_came_to_stand_below_is_undone_with_them():
    below = body("chu")
    with together(Kind.EDIT, "改隶"):
        below.parent = body("ju")
        below.save()
    revert(newest(), "撤销")
    assert Body.objects.get(slug="chu").parent is None
    assert not Body.objects.filter(slug="ju").exists()


def test_a_deletion_is_undone():
    record = milestone("told", "2018-06")
    MilestoneIssuance.objects.create(record=record, body=Body.objects.first())
    before = everything()
    record.delete()
    revert(newest(), "撤销删除")
    assert everything() == before
    assert list(stale()) == []


def test_versions_are_in_the_order_of_the_changes_for_any_clocks(clock):
    record = milestone("told", "2018-06", title="一")
    for hours, title in ((0, "二"), (-1, "三"), (1, "四"), (0, "五")):
        clock(hours)
        record.title = title
        record.save()
    titles = [version.state[()]["title"] for version in versions(record)]
    assert titles == ["五", "四", "三", "二", "一"]
    assert record.history.latest().title == "五"


def test_an_import_is_not_undone_over_a_change_from_a_host_whose_clock_is_behind(clock, curating):
    record = milestone("told", "2018-06", title="旧题名")
    batch = imported(curating, Milestone, row_of(record, 题名="导入的"))
    clock(-1)
    record.refresh_from_db()
    record.title = "后来的"
    record.save()
    with pytest.raises(RevertError, match="导入之后又改过，没有撤销：“后来的”"):
        undo(batch, None)
    record.title = "导入的"
    record.save()
    record.refresh_from_db()
    assert record.title == "导入的"


def test_a_merger_is_not_undone_over_a_change_from_a_host_whose_clock_is_behind(clock, curator):
    kept, gone = body("kept"), body("gone")
    merger = merge(kept, gone, curator)
    clock(-1)
    kept.refresh_from_db()
    kept.note = "后来的"
    kept.save()
    with pytest.raises(RevertError, match="合并之后又改过，没有撤销：“kept”"):
        undo(merger)


def test_what_was_done_by_a_clock_behind_is_undone_in_turn(clock, curator, curating):
    kept, gone = body("kept"), body("gone")
    record = milestone("told", "2018-06", title="旧题名")
    MilestoneIssuance.objects.create(record=record, body=gone)
    before = everything()
    clock(-1)
    merger = merge(kept, gone, curator)
    batch = imported(curating, Milestone, row_of(record, 题名="导入的"))
    clock(-2)
    undo(batch, None)
    undo(merger)
    assert everything() == before
    for one in (batch, merger):
        one.refresh_from_db()
        assert one.undone < one.moment


@pytest.fixture
def between(monkeypatch):
    """`between(work)`: another curator's work, done after the planning and before the lock."""
    read_changed = ahead.read_changed

    def begin(work) -> None:
        def read_then_work(*args):
            assert recording._current.get() is None
            yield from read_changed(*args)
            work()

        monkeypatch.setattr(ahead, "read_changed", read_then_work)

    return begin


def pair_with_another_wording() -> Milestone:
    told = milestone("told", "2018-06", policy=policy("twin", "2018-06"), wording="原来的")
    told.wording = "后来的"
    told.save()
    return told


def test_what_has_changed_while_an_undo_was_planned_is_not_overwritten(between):
    told = pair_with_another_wording()
    between(lambda: Milestone.objects.filter(pk=told.pk).update(wording="更晚的"))
    with pytest.raises(RevertError, match="又改过"):
        revert(newest(), "撤销")
    told.refresh_from_db()
    assert told.wording == "更晚的"
    assert list(stale()) == []


def test_a_twin_that_changed_while_an_undo_was_planned_is_indexed_as_it_is(between):
    told = pair_with_another_wording()
    between(lambda: Policy.objects.filter(pk=told.policy_id).update(title="其间改的"))
    revert(ChangeSet.objects.first(), "撤销")
    told.refresh_from_db()
    assert told.wording == "原来的"
    assert list(stale()) == []


def test_two_undo_the_same_at_once_and_one_is_told(between, monkeypatch):
    pair_with_another_wording()
    change_set = newest()

    def undo_first():
        monkeypatch.undo()
        revert(change_set, "撤销")

    between(undo_first)
    with pytest.raises(RevertError, match="已经撤销"):
        revert(change_set, "撤销")


def test_an_undo_that_is_killed_has_changed_nothing(monkeypatch):
    pair_with_another_wording()
    before = everything()

    def fail(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(reverting, "raise_versions", fail)
    with pytest.raises(KeyboardInterrupt):
        revert(newest(), "撤销")
    assert everything() == before
    assert list(stale()) == []


def test_thousands_of_rows_take_no_more_queries_than_a_few():
    crowd(80)  # of records that are all alike
    alike = Milestone.objects.filter(policy=None, slug__startswith="crowd").order_by("pk")
    numbers = []
    for size in (3, 30):
        records = list(alike[:size])
        with together(Kind.EDIT, "改"):
            for record in records:
                record.wording += "改。"
            Milestone.objects.write([], records)
        with CaptureQueriesContext(connection) as queries:
            revert(newest(), "撤销")
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]
