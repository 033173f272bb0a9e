"""Every change of a record updates its timestamps, and nothing else does."""

import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core import serializers
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from policies.models import Body, BodyAlias, Difference, Milestone, MilestoneIssuance, Policy
from portal.changes import recording
from portal.changes.recording import together
from portal.curation.history.deleted import bring_back, deletions
from portal.curation.history.revert import revert, undo
from portal.curation.history.versions import restore, versions
from portal.curation.merging.merge import merge
from portal.curation.workflow.transitions import TRANSITIONS, move
from portal.models import ChangeSet, Source, SourceLine, Timestamped
from portal.models.base import record_tables
from portal.models.stamping import stamp
from provinces.models import Excerpt, Unit
from tests.policies.admin.test_admin import post
from tests.portal.curation.confirming import confirm_action
from tests.portal.curation.importing.spreadsheets import imported, row_of
from tests.universe import milestone, policy

pytestmark = pytest.mark.usefixtures("catalogue")

STAMPED = [model for model in record_tables() if issubclass(model, Timestamped)]


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Each change has a day of its own: the first is the second of January 2030."""
    days = iter(range(1, 1000))

    def now():
        return datetime(2030, 1, 1, tzinfo=UTC) + timedelta(days=next(days))

    monkeypatch.setattr(recording.timezone, "now", now)


def moments() -> dict:
    """Record → when it was modified."""
    return {
        (model, key): moment
        for model in STAMPED
        for key, moment in model.objects.values_list("pk", "modified_at")
    }


class Watch:
    """Finds the records whose `modified_at` a block of code updates, and to which moment."""

    def __enter__(self):
        self.before = moments()
        return self

    def __exit__(self, *error):
        self.now = ChangeSet.objects.first().moment
        after = moments()
        self.moved = {one for one, moment in after.items() if self.before.get(one) != moment}
        assert all(after[one] == self.now for one in self.moved)

    def of(self, *records) -> bool:
        return self.moved == {(type(record), record.pk) for record in records}


@pytest.fixture
def pair():
    told = policy("policy", "2018-06", title="甲")
    return told, milestone("milestone", "2018-06-02", title="甲", policy=told)


def test_the_tables_with_pages_have_timestamps():
    assert set(STAMPED) == {Source, Body, Policy, Milestone, Difference, Unit, Excerpt}


@pytest.mark.parametrize("model", STAMPED, ids=lambda model: model.__name__)
def test_what_is_loaded_was_entered_changed_and_published_at_once(model):
    loaded = ChangeSet.objects.get(kind="load").moment
    for record in model.objects.all():
        assert (record.created_at, record.modified_at, record.published_at) == (loaded,) * 3


def test_a_form_moves_its_record_and_its_twin(curating):
    record = Milestone.objects.get(slug="2016-09-25")
    with Watch() as watch:
        assert post(curating, record, title="改了").status_code == 302
    assert watch.of(record, record.policy)
    entered = record.created_at
    record.refresh_from_db()
    assert record.created_at == entered < record.modified_at


def test_parts_move_the_record_that_they_are_or_were_of(pair):
    told, telling = pair
    alone, body = milestone("alone", "2019"), Body.objects.first()
    with Watch() as watch:
        issuance = MilestoneIssuance.objects.create(record=alone, body=body)
    assert watch.of(alone)
    with Watch() as watch:
        issuance.record = telling
        issuance.save()
    assert watch.of(alone, telling, told)
    with Watch() as watch:
        issuance.delete()
    assert watch.of(telling, told)
    with Watch() as watch:
        BodyAlias.objects.create(body=body, name="别名")
    assert watch.of(body)
    source = Source.objects.first()
    with Watch() as watch:
        SourceLine.objects.filter(source=source, number=1).update(text="改")
    assert watch.of(source)


def test_a_twin_that_is_left_is_moved_too(pair):
    told, telling = pair
    other = policy("other", "2018-06")
    sibling = milestone("sibling", "2018-06", policy=other)
    with Watch() as watch:
        telling.policy = other
        telling.save()
    assert watch.of(told, telling, other)
    assert (Milestone, sibling.pk) not in watch.moved
    with Watch() as watch:
        telling.delete()
    assert watch.of(other)


def test_a_ruling_moves_both_records(pair):
    told, telling = pair
    said = {"field": "date", "prefers": "policy", "reason": "裁定"}
    with Watch() as watch:
        ruling = Difference.objects.create(policy=told, milestone=telling, **said)
    assert watch.of(told, telling, ruling)
    with Watch() as watch:
        Difference.objects.filter(pk=ruling.pk).delete()
    assert watch.of(told, telling)


def test_nothing_else_moves_a_record(pair, curating):
    _, telling = pair
    issuance = MilestoneIssuance.objects.create(record=telling, body=Body.objects.first())
    with Watch() as watch:
        issuance.body.name = "新的名称"
        issuance.body.save()
    assert watch.of(issuance.body)
    with Watch() as watch:
        month = {"timeline_start": "2018-06-01", "timeline_end": "2018-06-30"}
        Milestone.objects.update(timeline_precision="month", **month)
        call_command("load_catalogue", stdout=io.StringIO())
    assert watch.of()
    with Watch() as watch:
        curating.get(reverse("admin:policies_milestone_change", args=[telling.pk]))
    assert watch.of()


def test_transitions_say_when_a_record_was_public_first(curator, curating):
    record = milestone("told", "2018-06", state="draft")
    draft = {"action": "submit", "_selected_action": [record.pk]}
    with Watch() as watch:
        confirm_action(
            curating, reverse("admin:policies_milestone_changelist"), draft, {"confirmed": "yes"}
        )
    assert watch.of(record)
    record.refresh_from_db()
    assert record.published_at is None
    move(TRANSITIONS["publish"], Milestone, [record.pk], curator)
    record.refresh_from_db()
    first = record.published_at
    assert first == record.modified_at == ChangeSet.objects.first().moment
    move(TRANSITIONS["withdraw"], Milestone, [record.pk], curator, "误收。")
    record.refresh_from_db()
    assert record.published_at == first < record.modified_at


def test_an_import_and_its_undoing_move_what_they_write(curating):
    record = milestone("told", "2018-06", title="旧题名")
    with Watch() as watch:
        batch = imported(curating, Milestone, row_of(record, 题名="新题名"))
    assert watch.of(record)
    with Watch() as watch:
        undo(batch, None)
    assert watch.of(record)


def test_a_merger_and_its_parting_leave_when_records_were_entered(curator):
    kept, gone = (Body.objects.create(slug=s, name=s, kind="office") for s in ("kept", "gone"))
    record = milestone("told", "2018-06")
    MilestoneIssuance.objects.create(record=record, body=gone)
    gone.refresh_from_db()
    entered = gone.created_at
    with Watch() as watch:
        merger = merge(kept, gone, curator)
    assert watch.of(kept, record)
    with Watch() as watch:
        undo(merger)
    assert watch.of(kept, gone, record)
    gone.refresh_from_db()
    assert gone.created_at == entered


def test_what_comes_back_was_entered_when_it_was_first(pair):
    told, telling = pair
    telling.refresh_from_db()
    entered, public = telling.created_at, telling.published_at
    telling.title = "改了"
    telling.save()
    telling.delete()
    record, _ = bring_back(deletions(Milestone).get())
    assert (record.created_at, record.published_at) == (entered, public)
    assert record.modified_at == ChangeSet.objects.first().moment
    with Watch() as watch:
        record = restore(record, versions(record)[-1])
    assert watch.of(told, record)
    with Watch() as watch:
        revert(ChangeSet.objects.first(), "撤销")
    assert watch.of(told, record)


def test_a_stale_instance_overwrites_no_timestamp(pair):
    told, _ = pair
    told.created_at = told.modified_at = told.published_at = datetime(2000, 1, 1, tzinfo=UTC)
    told.save()
    told.refresh_from_db()
    assert told.created_at < told.modified_at == ChangeSet.objects.first().moment
    assert told.published_at == told.created_at


def test_loaddata_moves_them(tmp_path, pair):
    told, telling = pair
    telling.refresh_from_db()
    [row] = json.loads(serializers.serialize("json", [telling]))
    row["fields"] = {
        name: value for name, value in row["fields"].items() if not name.endswith("_at")
    } | {"title": "装载的", "adopted_at": None}
    file = tmp_path / "told.json"
    file.write_text(json.dumps([row]), encoding="utf-8")
    with Watch() as watch:
        call_command("loaddata", file, verbosity=0)
    assert watch.of(told, telling)
    assert Milestone.objects.get(pk=telling.pk).created_at == telling.created_at


def test_many_records_take_as_many_queries_as_a_few():
    numbers = []
    for size in (3, 30):
        records = Milestone.objects.exclude(policy=None).order_by("pk")[:size]
        keys = [record.pk for record in records]
        with together() as change:
            Milestone.objects.filter(pk__in=keys).update(kind="forum")
            with CaptureQueriesContext(connection) as queries:
                stamp(change.change_set, change.tables)
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]
