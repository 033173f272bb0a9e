"""A file is read before the lock, and previewed without writing anything."""

import pytest

from policies.models import Body, Milestone
from portal.changes import recording
from portal.curation.importing import batches
from portal.models.curated import State
from tests.looking import only_looking
from tests.portal.curation.importing.spreadsheets import (
    NEW,
    Seen,
    confirm,
    exported,
    imported,
    page,
    previewed,
    sheet,
    uploaded,
)
from tests.universe import milestone

pytestmark = pytest.mark.usefixtures("catalogue")


def rows(number: int) -> list[dict[str, str]]:
    return [NEW | {"题名": f"第{one}件关于彼此不同的事情的通知"} for one in range(number)]


@pytest.fixture
def between(monkeypatch):
    """`between(work)`: another curator's work, done after the reading and before the lock."""

    def begin(work) -> None:
        accept = batches._accept

        def accept_then_work(*args):
            assert recording._current.get() is None
            accept(*args)
            work()

        monkeypatch.setattr(batches, "_accept", accept_then_work)

    return begin


@pytest.mark.parametrize("model", [Milestone, Body])
def test_a_preview_only_looks(curating, model):
    batch = uploaded(curating, model, sheet(*exported(curating, model)[:5]))
    with only_looking():
        Seen(curating.get(page(model, "batch", batch.pk)))


def test_another_curator_saves_while_a_file_is_read(curating, between):
    other = milestone("other", "2018-07")
    between(other.save)
    imported(curating, Milestone, *rows(3))
    assert Milestone.objects.filter(title__contains="彼此不同").count() == 3


def test_what_another_curator_has_changed_meanwhile_is_not_overwritten(curating, between):
    record = milestone("mine", "2018-07", state=State.DRAFT)
    [row] = [one for one in exported(curating, Milestone, q="mine") if one["地址标识"] == "mine"]
    batch, seen = previewed(curating, Milestone, row | {"题名": "我的题名"})

    def change():
        record.title = "别人的题名"
        record.version += 1
        record.save()

    between(change)
    said = confirm(curating, Milestone, batch, seen, distinct="on")
    assert "请重新预览" in said.html
    record.refresh_from_db()
    assert record.title == "别人的题名"


def test_a_name_that_another_curator_has_taken_meanwhile_is_reported(curating, between):
    new = {"地址标识": "", "名称": "新设的司", "类别": "内设机构"}
    batch, seen = previewed(curating, Body, new)
    between(lambda: Body.objects.create(slug="si", name="新设的司", kind="office"))
    said = confirm(curating, Body, batch, seen)
    assert "请重新预览" in said.html
    assert Body.objects.filter(name="新设的司").count() == 1


def test_a_run_that_is_killed_has_imported_nothing(curating, between, monkeypatch):
    def fail(*args):
        raise RuntimeError

    monkeypatch.setattr(batches, "current", fail)
    batch, seen = previewed(curating, Milestone, *rows(3))
    confirm(curating, Milestone, batch, seen)
    assert not Milestone.objects.filter(title__contains="彼此不同").exists()
