"""The documents of a policy and of its milestones contain each other's words."""

import pytest
from django.core import serializers

from policies.models import Milestone
from portal.index.querysets import documents
from portal.models import Document
from tests.portal.index.world import breaches, bulk_update, finds, names

pytestmark = pytest.mark.usefixtures("catalogue")


def points(world, other):
    world.milestone.policy = other
    world.milestone.save()


POINTING = {
    "save": points,
    "update": lambda world, other: Milestone.objects.filter(slug="telling").update(policy=other),
    "bulk_update": lambda world, other: bulk_update(world.milestone, policy=other),
    "a relation set": lambda world, other: (
        other.milestones.set([world.milestone]) if other else world.policy.milestones.clear()
    ),
    "a relation": lambda world, other: (
        other.milestones.add(world.milestone)
        if other
        else world.policy.milestones.remove(world.milestone)
    ),
    "loaddata": lambda world, other: loaddata(world, other),
}


def loaddata(world, other):
    world.milestone.policy = other
    for told in serializers.deserialize(
        "json",
        serializers.serialize(
            "json",
            [world.milestone],
            use_natural_foreign_keys=True,
            use_natural_primary_keys=True,
        ),
    ):
        told.save()


@pytest.mark.parametrize("road", POINTING)
def test_a_milestone_pointed_to_another_policy_takes_its_words_there(world, road):
    POINTING[road](world, world.other)
    assert breaches() == []
    assert finds("旧大事原文") == names(world.milestone, world.other)
    assert finds("别的要点") == names(world.milestone, world.other)
    assert finds("旧要点") == names(world.policy)
    assert on_timeline(world) == names(world.milestone, world.policy)


@pytest.mark.parametrize("road", POINTING)
def test_a_milestone_pointed_to_no_policy_stands_alone(world, road):
    POINTING[road](world, None)
    assert breaches() == []
    assert finds("旧大事原文") == names(world.milestone)
    assert finds("旧要点") == names(world.policy)
    assert on_timeline(world) == names(world.milestone, world.policy, world.other)


def on_timeline(world) -> set[str]:
    ours = names(world.milestone, world.policy, world.other)
    return ours & set(map(str, documents().on("timeline")))


def test_a_part_that_changes_its_record_leaves_the_former(world):
    for part in (world.issuance, world.erratum):
        part.record = world.other
        part.save()
        assert breaches() == []
    assert finds("旧主体名") == names(world.other)
    assert not finds("旧读法")


def test_a_ruling_moves_both_records_to_its_date(world):
    listing = Document.objects.get(type="policy", record=world.policy.pk)
    assert (listing.first_month, listing.last_month) == (202005, 202005)
    ruling = world.policy.differences.create(
        milestone=world.milestone, field="date", prefers="policy", reason="试验"
    )
    for record in (world.policy, world.milestone):
        listing = Document.objects.get(type=record._meta.model_name, record=record.pk)
        assert (listing.first_month, listing.last_month) == (202001, 202012)
    ruling.delete()
    assert breaches() == []
