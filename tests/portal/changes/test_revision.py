"""Cached results are reused until a record changes, whichever code path changes it."""

import pytest
from django.core.management import call_command
from django.http import QueryDict

from policies.lists.timeline import Timeline
from policies.models import Body, Difference, Milestone, MilestoneIssuance, Policy
from portal.changes import revision
from portal.changes.cache import cached_for_revision
from provinces.models import Excerpt
from tests.universe import crowd, milestone

pytestmark = pytest.mark.usefixtures("catalogue")


CHANGES = {
    "a new record": lambda: milestone("new", "2018-05"),
    "a save": lambda: Milestone.objects.first().save(),
    "a part's save": lambda: MilestoneIssuance.objects.first().save(),
    "a deletion": lambda: Milestone.objects.first().delete(),
    "a deletion in bulk": lambda: Milestone.objects.filter(slug="2016-08").delete(),
    "an update in bulk": lambda: Milestone.objects.filter(slug="2016-08").update(kind="forum"),
    "a creation in bulk": lambda: crowd(10),
    "a body renamed": lambda: Body.objects.filter(slug="guowuyuan").update(name="国务院二"),
    "a relation added": lambda: Policy.objects.first().issuances.create(
        body=Body.objects.get(slug="gonganbu")
    ),
    "an excerpt": lambda: Excerpt.objects.first().save(),
    "loaddata": lambda: call_command("loaddata", "2_bodies", verbosity=0),
    "a ruling withdrawn": lambda: Difference.objects.filter(field="date").first().delete(),
}


@pytest.mark.parametrize("name", CHANGES)
def test_every_road_to_a_change_renews_the_revision(name):
    before = revision.current()
    CHANGES[name]()
    assert revision.current() != before


def test_reading_and_an_idle_load_renew_nothing(client):
    before = revision.current()
    client.get("/")
    call_command("load_catalogue", verbosity=0)
    assert revision.current() == before


def test_a_cached_count_is_never_outdated():
    assert len(Timeline(QueryDict("year=2018"))) == 9
    milestone("new", "2018-05")
    assert len(Timeline(QueryDict("year=2018"))) == 10
    Milestone.objects.filter(slug="new").delete()
    assert len(Timeline(QueryDict("year=2018"))) == 9


def test_the_same_question_is_answered_once(monkeypatch):
    asked = []
    for _ in range(2):
        cached_for_revision("token", ("question", 1), lambda: asked.append("once") or 7)
    cached_for_revision("token", ("question", 2), lambda: asked.append("another") or 7)
    assert asked == ["once", "another"]
