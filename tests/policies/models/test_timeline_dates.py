"""The timeline date of a document that both sources have."""

from datetime import date

import pytest

from policies.models import Difference
from tests.universe import milestone, policy

pytestmark = pytest.mark.usefixtures("catalogue")


@pytest.fixture
def pair():
    """A policy of June 2030, and its milestone of 10 June."""
    row = policy("plan", "2030-06")
    item = milestone("plan-issued", "2030-06-10", policy=row)
    row.refresh_from_db()
    return row, item


def move(item, day):
    item.date_start = item.date_end = day
    item.save()


def dates(*entries):
    for entry in entries:
        entry.refresh_from_db()
    return [str(entry.timeline_date) for entry in entries]


def test_of_two_statements_that_agree_the_narrower_dates_both(pair):
    assert dates(*pair) == ["2030年6月10日", "2030年6月10日"]
    assert str(pair[0].date) == "2030年6月"


def test_without_a_ruling_two_statements_that_disagree_stay_apart(pair):
    row, item = pair
    move(item, date(2030, 8, 1))
    assert dates(row, item) == ["2030年6月", "2030年8月1日"]


@pytest.mark.parametrize(
    ("side", "expected"), [("policy", "2030年6月"), ("milestone", "2030年8月1日")]
)
def test_a_ruling_dates_both(pair, side, expected):
    row, item = pair
    move(item, date(2030, 8, 1))
    ruling = Difference.objects.create(
        policy=row,
        milestone=item,
        field="date",
        prefers=side,
        reason="试验",
    )
    assert dates(row, item) == [expected, expected]
    ruling.delete()
    assert dates(row, item) == ["2030年6月", "2030年8月1日"]


def test_unlinking_a_milestone_restores_the_date_of_its_policy(pair):
    row, item = pair
    item.policy = None
    item.save()
    assert dates(row, item) == ["2030年6月", "2030年6月10日"]


def test_a_second_milestone_keeps_its_own_date(pair):
    row, item = pair
    adopted = milestone("plan-adopted", "2030-04-19", policy=row)
    assert dates(row, item, adopted) == ["2030年6月10日", "2030年6月10日", "2030年4月19日"]


@pytest.mark.parametrize("in_bulk", [True, False])
def test_deleting_a_milestone_restores_the_date_of_its_policy(pair, in_bulk):
    row, item = pair
    (type(item).objects.filter(pk=item.pk) if in_bulk else item).delete()
    assert dates(row) == ["2030年6月"]


@pytest.mark.parametrize("in_bulk", [True, False])
def test_deleting_a_policy_restores_the_date_of_its_milestone(in_bulk):
    row = policy("plan", "2030-06-10")
    item = milestone("plan-issued", "2030-06", policy=row)
    assert dates(item) == ["2030年6月10日"]
    (type(row).objects.filter(pk=row.pk) if in_bulk else row).delete()
    assert dates(item) == ["2030年6月"]
