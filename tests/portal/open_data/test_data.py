"""Records as plain data say what their pages say, in a fixed number of queries."""

import json

import pytest
from django.http import QueryDict
from django.urls import reverse

from policies.lists.timeline import Timeline
from policies.models import Body, MilestoneErratum, MilestoneIssuance, PolicyIssuance, Status
from portal import record_types
from portal.models.curated import State
from portal.open_data.data import Site, date_data
from portal.text.dates import read_printed
from provinces.models import Unit
from provinces.open_data.record_data import unit_data
from tests.universe import crowd, milestone, policy, says

pytestmark = pytest.mark.django_db
SITE = Site("https://portal.example")


def data_of(*records) -> list[dict]:
    keys = [(one._meta.model_name, one.pk) for one in records]
    return list(record_types.fetch_data(keys, SITE).values())


def test_an_entry_has_what_its_twin_states_of_the_document():
    body, other = Body.objects.order_by("pk")[:2]
    told = policy("invented-policy", "2016-07", number="国发〔2016〕55号")
    entry = milestone("invented-milestone", "2016-07-05", policy=told)
    PolicyIssuance.objects.create(record=told, body=body)
    MilestoneIssuance.objects.create(record=entry, body=body, stated=False)
    MilestoneIssuance.objects.create(record=entry, body=other, role="hosted")
    MilestoneErratum.objects.create(
        record=entry,
        field="wording",
        kind="mistaken",
        printed=entry.wording,
        reading="另一句",
        reason="编造",
        state=State.PUBLISHED,
    )
    [data] = data_of(entry)
    assert data["id"] == "https://portal.example/id/milestone/invented-milestone"
    assert data["url"] == f"https://portal.example{entry.get_absolute_url()}"
    assert data["policy"] == "invented-policy"
    assert data["number"] == "国发〔2016〕55号"
    assert [(one["slug"], one["role"], one["stated"]) for one in data["bodies"]] == [
        (body.slug, "issued", True),
        (other.slug, "hosted", True),
    ]
    assert data["text"] == entry.wording
    assert data["errata"][0]["printed"] == entry.wording
    [of_policy] = data_of(told)
    assert of_policy["policy"] is None
    assert of_policy["errata"] == []


def test_a_status_names_the_record_that_changed_the_document():
    old, new = policy("invented-old", "2015-01"), policy("invented-new", "2020-01")
    says(new, "repeals", old)
    type(old).objects.filter(pk=old.pk).update(status=Status.REPEALED)
    [data] = data_of(old)
    assert data["status"] == {
        "value": "repealed",
        "by": {"type": "policy", "slug": "invented-new"},
    }
    assert data["relations"] == data_of(new)[0]["relations"]


def test_an_end_that_is_not_known_is_not_given():
    known = date_data(read_printed("2016年之前"), "2016年之前")
    assert known["start"] is None
    assert known["end"] == "2015-12-31"


def test_data_costs_a_fixed_number_of_queries(django_assert_num_queries):
    crowd(40)
    for scope, queries in (("timeline", 8), ("excerpt", 2)):
        keys = Timeline(QueryDict(""), scope).keys(slice(0, 200))
        for some in (keys[-20:], keys):
            record_types.fetch_data(some, SITE)  # the SQL is built once
            with django_assert_num_queries(queries):
                found = record_types.fetch_data(some, SITE)
            assert list(found) == some
            json.dumps(list(found.values()))  # plain data


def test_all_units_with_their_excerpts(django_assert_num_queries):
    units = list(Unit.objects.all())
    with django_assert_num_queries(2):
        found = unit_data(units, SITE)
    assert [one["slug"] for one in found] == [unit.slug for unit in units]
    assert sum(one["excerpt"] is not None for one in found) == 29
    beijing = next(one for one in found if one["slug"] == "beijing")
    assert beijing["excerpts"][0]["text"] == beijing["excerpt"]
    assert beijing["url"].endswith(reverse("province", args=["beijing"]))
