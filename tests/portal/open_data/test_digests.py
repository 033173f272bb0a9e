"""A digest changes with the record's own public content, and with nothing else."""

import pytest

from policies.models import (
    Body,
    Difference,
    MilestoneErratum,
    MilestoneIssuance,
    PolicyIssuance,
    Status,
)
from portal.models import Source
from portal.models.curated import State
from portal.open_data.digests import all_digested, digests_of, of_catalogue
from provinces.models import Excerpt
from tests.universe import crowd, milestone, policy, says

pytestmark = pytest.mark.django_db


def digest(record) -> str | None:
    key = record._meta.model_name, record.pk
    return digests_of([key]).get(key)


@pytest.fixture
def pair():
    """A pair, of which both records have a body, and an entry that the milestone amends."""
    source = Source.objects.first()
    document = policy("invented-policy", "2016-07", source=source, place="1")
    entry = milestone("invented", "2016-07-05", policy=document, source=source, place="2")
    other = policy("invented-other", "2015")
    MilestoneIssuance.objects.create(record=entry, body=Body.objects.first())
    PolicyIssuance.objects.create(record=document, body=Body.objects.last())
    says(entry, "amends", other)
    return document, entry, other


def erratum(entry, **fields) -> MilestoneErratum:
    made = {"field": "wording", "kind": "query", "printed": entry.wording, "reason": "编造"}
    return MilestoneErratum.objects.create(record=entry, **made | fields)


def test_what_does_not_belong_to_a_record_leaves_its_digest(pair):
    document, entry, other = pair
    before = digest(entry)
    entry.slug = "renamed"
    entry.save()  # with new timestamps
    type(entry).objects.filter(pk=entry.pk).update(version=9)
    document.wording, document.number = "另一句。", "国发〔2016〕1号"
    document.save()
    document.issuances.all().delete()
    Difference.objects.create(policy=document, milestone=entry, field="date", prefers="policy")
    Body.objects.filter(pk=entry.issuances.get().body_id).update(name="编造的名称")
    Source.objects.filter(pk=entry.citations.get().source_id).update(title="编造的题名")
    says(other, "implements", entry)
    draft = erratum(entry)
    assert digest(entry) == before
    draft.state = State.PUBLISHED
    draft.save()
    assert digest(entry) != before


@pytest.mark.parametrize(
    "change",
    [
        lambda entry: type(entry).objects.filter(pk=entry.pk).update(status=Status.IN_FORCE),
        lambda entry: entry.issuances.update(stated=False),
        lambda entry: entry.issuances.update(others="等部门"),
        lambda entry: entry.citations.update(quote="引"),
        lambda entry: entry.citations.update(source=Source.objects.last()),
        lambda entry: entry.relations.update(place="3"),
        lambda entry: entry.relations.all().delete(),
        lambda entry: erratum(entry, state=State.PUBLISHED),
        lambda entry: type(entry).objects.filter(pk=entry.pk).update(policy=None),
    ],
)
def test_each_part_of_a_record_counts(pair, change):
    _, entry, _ = pair
    before = [digest(one) for one in pair]
    change(entry)
    after = [digest(one) for one in pair]
    assert after[1] != before[1]
    assert (after[0], after[2]) == (before[0], before[2])


def test_nothing_is_said_of_a_record_that_is_not_public(pair):
    document, entry, other = pair
    before = digest(entry)
    type(other).objects.filter(pk=other.pk).update(state=State.DRAFT)
    assert digest(other) is None
    assert digest(entry) != before
    type(document).objects.filter(pk=document.pk).update(state=State.DRAFT)
    found = {one.key: one for one in all_digested() if one.type == "milestone"}
    assert found["invented"].content.keys().isdisjoint({"policy", "relations"})
    assert len(found["invented"].content["citations"]) == 1


def test_the_catalogue_has_a_digest_of_all_digests():
    found = [one.digest for one in all_digested()]
    assert of_catalogue(reversed(found)) == of_catalogue(found)
    Excerpt.objects.filter(unit__slug="anhui").update(wording="另一句。")
    assert of_catalogue(one.digest for one in all_digested()) != of_catalogue(found)


def test_digests_cost_one_query_for_each_type(django_assert_num_queries, pair):
    crowd(40)
    for entry in pair:
        keys = list(type(entry).objects.values_list("pk", flat=True))
        wanted = [(entry._meta.model_name, key) for key in keys]
        digests_of(wanted)  # the SQL is built once
        with django_assert_num_queries(1):
            assert list(digests_of(wanted)) == wanted


def test_pages_show_the_digests_of_published_records(client, curating, pair):
    _, entry, _ = pair
    assert f"<code>{digest(entry)}</code>" in client.get("/milestones/invented/").content.decode()
    excerpt = Excerpt.objects.get(unit__slug="anhui")
    assert f"<code>{digest(excerpt)}</code>" in client.get("/provinces/anhui/").content.decode()
