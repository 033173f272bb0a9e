"""Documents that are read before a change is written are those that the change leaves."""

import pytest

from policies.models import Body, Milestone, MilestoneErratum, MilestoneIssuance, Policy
from portal.index import ahead
from portal.index.check import stale
from portal.index.registry import readers
from portal.models.base import RecordTable
from tests.universe import milestone, policy

pytestmark = pytest.mark.usefixtures("catalogue")


@pytest.fixture
def pair() -> tuple[Policy, Milestone]:
    """A policy, and a milestone with a body and an erratum about the same document."""
    one = policy("one", "2018-06")
    told = milestone("told", "2018-06-07", policy=one)
    MilestoneIssuance.objects.create(record=told, body=Body.objects.first())
    MilestoneErratum.objects.create(record=told, kind="query", printed="told", reason="存疑。")
    return Policy.objects.get(pk=one.pk), Milestone.objects.get(pk=told.pk)


def ahead_of(changed: list[RecordTable], others: list[RecordTable] = ()) -> ahead.Ahead:
    found: ahead.Ahead = {}
    for some in ahead.read_changed(changed, others):
        found |= some
    return found


def expect_same(found: ahead.Ahead) -> None:
    """As the readers read the documents now."""
    for (model, key), one in found.items():
        assert [one] == list(readers()[model]([key]))


@pytest.mark.parametrize("field", ["title", "wording", "kind"])
def test_a_text_is_read_in_the_documents_of_both_twins(pair, field):
    one, told = pair
    setattr(told, field, "meeting" if field == "kind" else "旧题名改成新的")
    found = ahead_of([told])
    assert found.keys() == {(Policy, one.pk), (Milestone, told.pk)}
    told.save()
    expect_same(found)


def test_a_part_that_names_another_body_is_read_in_both_documents(pair):
    one, told = pair
    issuance = told.issuances.get()
    issuance.body = Body.objects.last()
    found = ahead_of([issuance])
    assert found.keys() == {(Policy, one.pk), (Milestone, told.pk)}
    assert list(found[Policy, one.pk].links["body"]) == [Body.objects.last().pk]
    issuance.save()
    expect_same(found)


def redated(told):
    told.date = milestone("june", "2018-06-05").date
    told.date_text = "6月5日"
    return [told]


def parted(told):
    told.policy = None
    return [told]


def with_published_erratum(told):
    erratum = told.errata.get()
    erratum.state = "published"
    return [told, erratum]


def with_moved_issuance(told):
    issuance = told.issuances.get()
    issuance.record = milestone("other", "2018-07")
    issuance.record.wording = "改了"
    return [told, issuance, issuance.record]


@pytest.mark.parametrize(
    "change",
    [redated, parted, with_published_erratum, with_moved_issuance],
    ids=lambda one: one.__name__,
)
def test_what_is_found_by_or_computed_from_a_changed_column_is_left_out(pair, change):
    assert ahead_of(change(pair[1])) == {}


def test_what_depends_on_a_row_that_comes_or_goes_is_left_out(pair):
    _, told = pair
    told.wording = "改了"
    assert ahead_of([told], [MilestoneIssuance(record=told, body=Body.objects.last())]) == {}
    assert ahead_of([told], [told.errata.get()]) == {}


def test_reading_ahead_leaves_no_trace(pair):
    _, told = pair
    told.wording = "改了"
    assert ahead_of([told])
    assert Milestone.objects.get(pk=told.pk).wording != "改了"
    assert list(stale()) == []
