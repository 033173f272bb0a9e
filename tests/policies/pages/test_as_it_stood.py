"""After any edits, a page of the past says what the page said then.

The records here are invented.
"""

import re
from datetime import date, timedelta
from random import Random

import pytest

from policies.models import Body, Difference, Milestone
from portal.changes.models import ChangeSet
from portal.changes.recording import together
from portal.models import Source
from portal.models.curated import State
from portal.text.dates import read_query
from tests.universe import milestone, policy, says

pytestmark = pytest.mark.usefixtures("catalogue")

# Change sets are dated one day after the other, before the real catalogue was loaded: its
# change sets have lower numbers, and so are in the past of each of these days.
FIRST = date(2026, 1, 1)
LISTS = [
    "/?from=2001&to=2004",
    "/?from=2001&to=2004&sort=date&page_size=2&page=1",
    "/policies/?year=2002&year=2004",
    "/?body=invented-body&from=2001&to=2004",
    "/?kind=document&source=egov-report-2014-2024&year=2002",
    "/bodies/invented-body/?to=2004",
]
LOOK_ASIDE = re.compile(
    r'<div class="(past|this-version)".*?</div>|<nav class="neighbours".*?</nav>'
    r"|<p>下载.*?</p>|<[^>]*>",
    re.S,
)


def words(page) -> str:
    main = page.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", LOOK_ASIDE.sub(" ", main)).strip()


class World:
    """A pair, a milestone beside it, one that is withdrawn in the end, and a draft."""

    def __init__(self, seed: int):
        self.random = Random(seed)
        self.source = Source.objects.get(slug="egov-report-2014-2024")
        cited = {"source": self.source, "place": "33-34"}
        self.policy = policy("invented-policy", "2002-03", wording="虚构要点。", **cited)
        fields = {"title": "虚构办法", "wording": "发布《虚构办法》。", "policy": self.policy}
        self.told = milestone("invented-told", "2002-03-05", **fields, **cited)
        self.alone = milestone("invented-alone", "2001-07", **cited)
        self.gone = milestone("invented-gone", "2003", **cited)
        self.draft = milestone("invented-draft", "2003-05", state=State.DRAFT, **cited)
        self.body = Body.objects.create(
            slug="invented-body", name="虚构委", kind="department", state=State.PUBLISHED
        )
        self.records = [self.policy, self.told, self.alone]

    def edits(self):
        for edit in self.random.sample(EDITS, len(EDITS)):
            with together():
                edit(self)
            yield
        with together():
            self.change(self.alone, state=State.PUBLISHED)
            Milestone.objects.filter(pk=self.gone.pk).update(
                state=State.WITHDRAWN, withdrawn_on=FIRST, withdrawn_because="虚构。"
            )
        yield

    def change(self, record, **fields) -> None:
        record.refresh_from_db()
        for name, value in fields.items():
            setattr(record, name, value)
        record.version += 1
        record.save()


def add_issuance(world):
    record = world.random.choice(world.records)
    record.issuances.create(body=world.body, role="issued")
    world.change(record)


def cite_elsewhere(world):
    citation = world.alone.citations.get(place="33-34")
    citation.place = "40"
    citation.save()


def rule(world, field, **dates):
    world.change(world.policy, **dates)
    Difference.objects.create(
        policy=world.policy, milestone=world.told, field=field, prefers="policy", reason="虚构。"
    )


EDITS = [
    add_issuance,
    lambda world: world.change(world.alone, title="改过的题名", slug="invented-renamed"),
    lambda world: world.change(world.policy, title="虚构的办法", kind="legislation"),
    lambda world: world.change(world.alone, date=read_query("2003-07"), date_text="2003年7月"),
    lambda world: world.told.errata.create(
        kind="mistaken",
        field="wording",
        printed="虚构办法",
        reading="虚构条例",
        reason="虚构。",
        state=State.PUBLISHED,
    ),
    lambda world: Body.objects.filter(pk=world.body.pk).update(name="虚构总局", official_name="全"),
    lambda world: world.change(world.draft, wording="没有人看过的话。"),
    lambda world: rule(world, "title"),
    lambda world: rule(world, "date", date=read_query("2004-01"), date_text="2004年1月"),
    lambda world: says(world.alone, "implements", world.policy, place="35"),
    lambda world: world.alone.citations.create(source=world.source, place="第 3 页", position=2),
    cite_elsewhere,
    lambda world: world.change(world.gone, wording="撤回前的话。"),
    lambda world: world.change(world.told, policy=None),
    lambda world: world.change(world.draft, state=State.PUBLISHED),
    lambda world: world.change(world.alone, state=State.DRAFT),
    lambda world: world.change(world.alone, state=State.PUBLISHED),
]


def dated(day: date) -> None:
    last = ChangeSet.objects.order_by("-pk").values("pk")[:1]
    ChangeSet.objects.filter(pk__in=list(last.values_list("pk", flat=True))).update(
        moment=f"{day}T20:00:00+08:00"
    )


def test_pages_and_lists_are_as_they_were(client):
    world, day = World(seed=1), FIRST
    versions, pages, lists = {}, {}, {}

    def look() -> None:
        dated(day)
        for record in world.records:
            record.refresh_from_db()
            page = client.get(record.get_absolute_url())
            seen = words(page) if page.status_code == 200 else None
            versions[record._meta.model_name, record.pk, record.version] = seen
            pages[record._meta.model_name, record.pk, day] = seen
        for address in LISTS:
            shown = client.get(address).context["page"]
            lists[address, day] = shown.paginator.count, list(shown)

    look()
    for _ in world.edits():
        day += timedelta(days=1)
        look()
    for (address, then), (count, rows) in lists.items():
        shown = client.get(f"{address}&as_of={then}").context["page"]
        kept = [row for row in rows if "invented-gone" not in row.url]
        if "page_size" not in address:
            assert (shown.paginator.count, list(shown)) == (count - len(rows) + len(kept), kept)
    now = {(one._meta.model_name, one.pk): one for one in world.records}
    for (*key, day), seen in pages.items():
        page = client.get(f"{now[tuple(key)].get_absolute_url()}?as_of={day}")
        assert (words(page) if page.status_code == 200 else None) == seen
    for (*key, number), seen in versions.items():
        page = client.get(f"{now[tuple(key)].get_absolute_url()}?version={number}")
        if seen is None:
            assert page.status_code == 404
        else:
            assert words(page) == seen
