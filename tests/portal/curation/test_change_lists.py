"""A change list costs a fixed number of queries, however many records it lists."""

from itertools import cycle

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from policies.models import (
    Body,
    Difference,
    Milestone,
    MilestoneErratum,
    Policy,
    PolicyErratum,
)
from portal.changes.recording import together
from portal.curation.accounts.groups import EDITORS
from portal.models import ChangeSet, ImportBatch, LoadedRecord, Merger, Source
from portal.models.curated import State
from provinces.models import Excerpt, ExcerptErratum, Unit
from tests.policies.admin.test_admin import REGISTERED
from tests.portal.archived_files.copies import web_page
from tests.universe import crowd, milestone, policy

pytestmark = pytest.mark.usefixtures("catalogue")

MOST = 15
WORD = "政务"
FEW, MANY = range(5), range(5, 60)
ERRATA = {PolicyErratum: Policy, MilestoneErratum: Milestone, ExcerptErratum: Excerpt}


@pytest.fixture(params=["superuser", EDITORS])
def visiting(request, client, curator, in_group):
    """A client of a user who may view lists."""
    client.force_login(curator if request.param == "superuser" else in_group(request.param))
    return client


def more(numbers: range) -> None:
    """Another record for each number in every list but those that `crowd` fills.

    Each refers to another record than the one before, as far as there are enough.
    """
    with together():
        sources = Source.objects.bulk_create(
            Source(slug=f"more-{n}", title=f"{WORD}{n}", short_title=f"来源{n}") for n in numbers
        )
        bodies = list(Body.objects.all())
        Body.objects.bulk_create(
            Body(slug=f"more-{n}", name=f"{WORD}{n}局", kind=Body.Kind.LOCAL, parent=parent)
            for n, parent in zip(numbers, cycle(bodies), strict=False)
        )
        _more_excerpts(numbers, sources)
        for model, of in ERRATA.items():
            records = cycle(of.objects.order_by("-pk"))
            model.objects.bulk_create(
                model(record=record, printed=f"{WORD}{n}", kind="extra", state=State.DRAFT)
                for n, record in zip(numbers, records, strict=False)
            )
        policies = cycle(Policy.objects.all())
        Difference.objects.bulk_create(
            Difference(policy=policy, milestone=milestone, field="passage", policy_passage=WORD)
            for milestone, policy in zip(_some(Milestone, numbers), policies, strict=False)
        )
    _more_bookkeeping(numbers)


def _more_excerpts(numbers: range, sources: list[Source]) -> None:
    used = set(Unit.objects.values_list("code", flat=True))
    codes = [code for code in map("{:02}".format, range(100)) if code not in used]
    units = Unit.objects.bulk_create(
        Unit(code=code, slug=f"more-{code}", name=f"{WORD}{code}", short_name=f"省{code}")
        for code in codes[: len(numbers)]
    )
    Excerpt.objects.bulk_create(
        Excerpt(unit=unit, wording=WORD, source=source, state=State.PUBLISHED)
        for unit, source in zip(units, sources, strict=True)
    )


def change_set() -> ChangeSet:
    return ChangeSet.objects.create(moment=timezone.now())


def _more_bookkeeping(numbers: range) -> None:
    users = get_user_model().objects
    curators = [users.create_user(f"curator-{n}") for n in numbers]
    table = "policies.milestone"
    LoadedRecord.objects.bulk_create(LoadedRecord(model=WORD, key=f"{WORD}{n}") for n in numbers)
    ImportBatch.objects.bulk_create(
        ImportBatch(
            table=table, file_name=f"{WORD}.csv", content=b"", user=user, change_set=change_set()
        )
        for user in curators
    )
    Merger.objects.bulk_create(
        Merger(table=table, gone=1, kept=2, gone_name=WORD, user=user, change_set=change_set())
        for user in curators
    )


def _some(model, numbers: range):
    return model.objects.order_by("pk")[numbers.start : numbers.stop]


def offered(client) -> list[str]:
    """The lists of the portal's own apps that the admin's first page links to."""
    apps = client.get(reverse("admin:index")).context["available_apps"]
    own = {model._meta.app_label for model in REGISTERED}
    return [one["admin_url"] for app in apps if app["app_label"] in own for one in app["models"]]


def ways_to_ask(client, address: str) -> list[str]:
    """Query strings for a list: none, a search word, each filter, dates."""
    listed = client.get(address).context["cl"]
    asked = [address, f"{address}?q={WORD}"]
    for one in listed.filter_specs:
        values = [address + choice["query_string"] for choice in one.choices(listed)]
        asked.append(next(value for value in values[1:] if opened(client, value)[0]))
    if listed.date_hierarchy:
        asked += [f"{address}?{listed.date_hierarchy}__{part}" for part in ("year=2016", "month=9")]
    return asked


def opened(client, address: str) -> tuple[int, int]:
    """The number of listed records and of queries, with an empty cache."""
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        listed = client.get(address).context["cl"]
    return listed.result_count, len(queries)


def test_a_list_costs_at_most_fifteen_queries_and_not_one_more_for_more_records(visiting):
    Difference.objects.first().delete()  # a pair without a ruling
    alone = policy("alone", "2016-09-01")
    for place, day in enumerate(("2016年9月1日", "2016年9月9日"), 1):
        said = {"place": f"第 {place} 页", "quote": day, "supports": "date"}
        alone.citations.create(source=web_page(f"page-{place}"), **said)
    for make in (policy, milestone):
        make("uncited", "2016-09", number="虚发〔2016〕1号")
    more(FEW)
    lists = offered(visiting)
    asked = [way for address in lists for way in ways_to_ask(visiting, address)]
    few = {address: opened(visiting, address) for address in asked}
    assert [address for address, (number, _) in few.items() if not number] == []
    crowd(120)
    more(MANY)
    many = {address: opened(visiting, address) for address in asked}
    assert {address: cost for address, (_, cost) in many.items() if cost > MOST} == {}
    assert [address for address in asked if many[address][1] != few[address][1]] == []
    grown = {address for address in lists if many[address][0] > few[address][0]}
    # The first page of the sources' lines is full from the beginning.
    assert set(lists) - grown == {reverse("admin:portal_sourceline_changelist")}


def test_a_superuser_is_offered_every_list(curating):
    assert len(offered(curating)) == len(REGISTERED)


def test_how_many_were_found_is_said_where_something_was_looked_for(curating):
    address = reverse("admin:policies_policy_changelist")
    assert "找到" not in curating.get(address).content.decode()
    assert "找到 2 条" in curating.get(address, {"q": "十三五"}).content.decode()
    assert "找到" in curating.get(address, {"kind__exact": "document"}).content.decode()
