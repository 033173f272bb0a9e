"""Harvesting: what has changed or gone since a moment, and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policies.models import Body, Milestone, Policy
from portal.curation.merging.merge import merge
from portal.curation.workflow.transitions import TRANSITIONS, move
from portal.models import Source
from portal.models.curated import State
from provinces.models import Excerpt
from tests.portal.api.reading import by_position, called, get
from tests.universe import crowd, milestone, policy

pytestmark = pytest.mark.usefixtures("catalogue")

BEFORE_ALL = "2000-01-01T00:00:00Z"


@pytest.fixture
def since():
    """A moment after all records of the catalogue were loaded."""
    return datetime.now(UTC).isoformat()


def harvest(client, path: str, since: str, **parameters) -> list[dict]:
    return by_position(client, path, modified_since=since, **parameters)


def test_a_harvest_from_the_beginning_has_every_record_once(client):
    found = harvest(client, "search/", BEFORE_ALL, page_size=9)
    public = [(one, one.objects.published().count()) for one in (Policy, Milestone, Excerpt)]
    assert [
        (model, sum(one["type"] == model._meta.model_name for one in found)) for model, _ in public
    ] == public
    assert len({(one["type"], one["slug"], one["version"]) for one in found}) == len(found)
    assert get(client, "search/", modified_since=BEFORE_ALL)["count"] == len(found)
    for path, model in (("bodies/", Body), ("sources/", Source)):
        assert len(harvest(client, path, BEFORE_ALL)) == model.objects.published().count()
    assert len(harvest(client, "provinces/", BEFORE_ALL)) == 31


def test_what_changed_comes_in_the_order_of_the_changes(client, since):
    assert get(client, "search/", modified_since=since)["results"] == []
    milestone("invented-b", "2018-06")
    milestone("invented-a", "2018-06")
    milestone("invented-draft", "2018-06", state=State.DRAFT)
    changed = Milestone.objects.get(slug="2015-08-31")
    changed.wording += "。"
    changed.save()
    found = called(harvest(client, "milestones/", since, page_size=1))
    expected = [("milestone", slug) for slug in ("invented-b", "invented-a", "2015-08-31")]
    assert found == expected
    # The twin of what changed has changed too, because its page says it.
    assert set(called(harvest(client, "timeline/", since))) - set(expected) == {
        ("policy", changed.policy.slug)
    }
    [chosen] = get(client, "milestones/", modified_since=since, fields="title", page_size=1)[
        "results"
    ]
    assert set(chosen) == {"type", "slug", "title"}
    Excerpt.objects.get(unit__slug="beijing").citations.first().delete()
    assert called(harvest(client, "provinces/", since)) == [("province", "beijing")]


def test_what_is_gone_leaves_a_tombstone(client, curator):
    names = ("withdrawn", "reopened", "deleted", "restored", "kept", "gone", "last")
    made = {name: milestone(f"invented-{name}", "2018-06") for name in names}
    draft = milestone("invented-draft", "2018-06", state=State.DRAFT)
    since = (datetime.now(UTC) + timedelta(microseconds=1)).isoformat()
    for name in ("withdrawn", "reopened"):
        move(TRANSITIONS["withdraw"], Milestone, [made[name].pk], curator, "误收。")
    move(TRANSITIONS["reopen"], Milestone, [made["reopened"].pk], curator)
    for one in (made["deleted"], made["restored"], draft):
        key = one.pk
        one.delete()
        one.pk = key
    made["restored"].save(force_insert=True)
    merge(made["gone"], made["last"], curator)
    made["gone"].refresh_from_db()
    merge(made["kept"], made["gone"], curator)
    found = {one["slug"]: one for one in harvest(client, "milestones/", since, fields="title")}
    tombstones = {slug for slug, one in found.items() if "withdrawn" in one}
    assert tombstones == {f"invented-{name}" for name in names} - {
        "invented-restored",
        "invented-kept",
    }
    assert draft.slug not in found
    assert found["invented-withdrawn"] == {
        "type": "milestone",
        "slug": "invented-withdrawn",
        "id": "http://testserver/id/milestone/invented-withdrawn",
        "withdrawn": found["invented-withdrawn"]["withdrawn"],
        "modified": found["invented-withdrawn"]["withdrawn"],
        "merged_into": None,
    }
    assert found["invented-reopened"]["withdrawn"] <= found["invented-reopened"]["modified"]
    for name in ("gone", "last"):
        assert found[f"invented-{name}"]["merged_into"] == {
            "type": "milestone",
            "slug": "invented-kept",
            "id": "http://testserver/id/milestone/invented-kept",
        }
    excerpt = Excerpt.objects.get(unit__slug="beijing")
    move(TRANSITIONS["withdraw"], Excerpt, [excerpt.pk], curator, "误收。")
    gone = harvest(client, "search/", since)[-1]
    assert (gone["type"], gone["id"]) == ("excerpt", "http://testserver/id/province/beijing")


def test_a_change_while_one_reads_is_not_missed(client, since):
    for name in "abcd":
        milestone(f"invented-{name}", "2018-06")
    first = get(client, "milestones/", modified_since=since, page_size=2)
    again = Milestone.objects.get(slug="invented-a")
    again.wording += "。"
    again.save()
    second = client.get(first["next"]).json()
    third = client.get(second["next"]).json()
    found = [called(one["results"]) for one in (first, second, third)]
    expected = [["a", "b"], ["c", "d"], ["a"]]
    assert found == [[("milestone", f"invented-{one}") for one in some] for some in expected]
    assert third["next"] is None


def test_a_harvest_costs_a_fixed_number_of_queries(client, curator, since):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            get(client, "search/", modified_since=since)
        return len(queries)

    gone = [policy("invented-p", "2018-06"), milestone("invented-m", "2018-06")]
    for one in gone:
        move(TRANSITIONS["withdraw"], type(one), [one.pk], curator, "误收。")
    crowd(20)
    cost()  # the SQL is built once
    before = cost()
    more = [milestone(f"invented-{number}", "2018-06") for number in range(9)]
    move(TRANSITIONS["withdraw"], Milestone, [one.pk for one in more], curator, "误收。")
    crowd(50, first=20)
    assert cost() == before
