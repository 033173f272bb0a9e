"""By whatever road a record changes, the listings change with it, or not at all."""

import json
import sqlite3
from contextlib import contextmanager, suppress
from dataclasses import replace

import pytest
from django.contrib.admin.models import LogEntry
from django.core import serializers
from django.core.management import CommandError, call_command
from django.db import NotSupportedError, connection, transaction
from django.urls import reverse

from policies.models import Body, Milestone, MilestoneErratum, Policy, PolicyIssuance
from portal.index import keeping
from portal.index.check import stale
from portal.models import Listing, ListingBody, ListingText, LoadedRecord, Source
from portal.search.query import parse
from portal.search.sqlite import CHARACTERS, PAIRS
from provinces.models import Excerpt, Unit
from tests.policies.admin.test_admin import address, blank, post
from tests.portal.curation.confirming import confirm, confirm_action
from tests.universe import crowd, milestone, policy

pytestmark = pytest.mark.usefixtures("catalogue")

NEW = "饕餮"


def breaches() -> list[str]:
    """Suggestions are built once a change is committed, which none is here."""
    return list(stale())


def finds(word: str) -> set[str]:
    """What a search for the word finds, as "milestone 5"."""
    return set(map(str, Listing.objects.matching(parse(f"“{word}”"), "")))


def names(*records) -> set[str]:
    return {f"{record._meta.model_name} {record.pk}" for record in records}


class World:
    """A policy, the milestone that tells of it, and an excerpt, each of whose texts is unlike."""

    def __init__(self):
        self.body = Body.objects.create(
            slug="ju", name="旧主体名", official_name="旧主体全称", kind="office", state="published"
        )
        self.alias = self.body.aliases.create(name="旧主体别名")
        self.policy = policy(
            *("told", "2020"),
            title="旧政策题名",
            wording="旧要点有讹",
            bodies_text="旧原文主体",
            title_text="旧原文题名",
        )
        self.issuance = self.policy.issuances.create(body=self.body)
        self.erratum = self.policy.errata.create(
            kind="mistaken", printed="有讹", reading="旧读法", reason="试验", state="published"
        )
        self.milestone = milestone(
            *("telling", "2020-05"),
            title="旧大事题名",
            wording="旧大事原文",
            policy=self.policy,
        )
        self.other = policy("other", "2020", wording="别的要点")
        self.unit = Unit.objects.create(
            slug="unit", code="99", name="旧省全称", short_name="旧省", region="north"
        )
        self.excerpt = Excerpt.objects.create(
            unit=self.unit, wording="旧摘录多字", unit_text="旧市", state="published"
        )
        self.excerpt_erratum = self.excerpt.errata.create(
            kind="extra", printed="多字", reading="旧摘读法", reason="试验", state="published"
        )
        self.pair = names(self.policy, self.milestone)


@pytest.fixture
def world(catalogue):
    world = World()
    assert breaches() == []
    return world


def save(record, **values):
    for name, value in values.items():
        setattr(record, name, value)
    record.save()


def update(record, **values):
    type(record).objects.filter(pk=record.pk).update(**values)


def bulk_update(record, **values):
    for name, value in values.items():
        setattr(record, name, value)
    type(record).objects.bulk_update([record], list(values))


FIELDS = {
    "旧政策题名": ("policy", "title"),
    "旧要点": ("policy", "wording"),
    "旧原文主体": ("policy", "bodies_text"),
    "旧原文题名": ("policy", "title_text"),
    "旧读法": ("erratum", "reading"),
    "旧大事题名": ("milestone", "title"),
    "旧大事原文": ("milestone", "wording"),
    "旧主体名": ("body", "name"),
    "旧主体全称": ("body", "official_name"),
    "旧主体别名": ("alias", "name"),
    "旧省全称": ("unit", "name"),
    "旧摘录": ("excerpt", "wording"),
    "旧市": ("excerpt", "unit_text"),
    "旧摘读法": ("excerpt_erratum", "reading"),
}


@pytest.mark.parametrize("old", FIELDS)
def test_every_text_is_found_as_it_is_now_and_not_as_it_was(world, old):
    name, field = FIELDS[old]
    concerned = finds(old)
    of_excerpt = name in ("unit", "excerpt", "excerpt_erratum")
    assert concerned == (names(world.excerpt) if of_excerpt else world.pair)
    for road, new in ((save, "饕"), (update, "餮"), (bulk_update, "魑魅")):
        road(getattr(world, name), **{field: new})
        assert breaches() == []
        assert finds(new) == concerned
        assert not finds(old)
        old = new


# What goes → how, and which records it was the words of.
GOES = {
    "旧读法": lambda world: world.erratum.delete(),
    "旧主体别名": lambda world: world.alias.delete(),
    "旧主体名": lambda world: world.issuance.delete(),
    "旧主体全称": lambda world: world.policy.issuances.all().delete(),
    "旧主体": lambda world: world.policy.bodies.clear(),
    "旧要点": lambda world: world.policy.delete(),
    "旧政策题名": lambda world: Policy.objects.filter(slug="told").delete(),
    "旧大事原文": lambda world: world.milestone.delete(),
    "旧大事题名": lambda world: Milestone.objects.filter(slug="telling").delete(),
    "旧摘读法": lambda world: world.excerpt.errata.all().delete(),
    "旧摘录": lambda world: world.excerpt.delete(),
    "旧市": lambda world: Excerpt.objects.filter(unit=world.unit).delete(),
}


@pytest.mark.parametrize("old", GOES)
def test_what_is_deleted_is_found_no_more(world, old):
    assert finds(old)
    GOES[old](world)
    assert breaches() == []
    assert not finds(old)


def test_a_record_deleted_leaves_no_listing_and_its_twin_alone(world):
    gone = names(world.policy)
    world.policy.delete()
    assert not gone & set(map(str, Listing.objects.all()))
    assert finds("旧大事原文") == names(world.milestone)


COMES = {
    "a record": lambda world: milestone("new", "2021", wording=NEW),
    "a record created": lambda world: milestone("new", "2021").errata.create(
        kind="mistaken", printed="原文", reading=NEW, reason="试验", state="published"
    ),
    "an alias": lambda world: world.body.aliases.create(name=NEW),
    "a body": lambda world: world.other.bodies.add(
        Body.objects.create(slug="new", name=NEW, kind="office", state="published")
    ),
    "bodies set": lambda world: world.milestone.bodies.set(
        [Body.objects.create(slug="new", name=NEW, kind="office", state="published")]
    ),
    "parts in bulk": lambda world: MilestoneErratum.objects.bulk_create(
        [
            MilestoneErratum(
                record=world.milestone, kind="query", printed="旧", reading=NEW, state="published"
            )
        ]
    ),
    "an update or a creation": lambda world: Policy.objects.update_or_create(
        slug="other", defaults={"wording": NEW}
    ),
    "a choice in order": lambda world: (
        Milestone.objects.order_by("-title")
        .filter(slug="telling")
        .annotate(told=Listing.objects.filter(type="policy").values("record")[:1])
        .update(wording=NEW)
    ),
}


@pytest.mark.parametrize("name", COMES)
def test_what_comes_is_found(world, name):
    assert not finds(NEW)
    COMES[name](world)
    assert breaches() == []
    assert finds(NEW)


def test_records_created_in_bulk_are_listed(world):
    before = Listing.objects.count()
    crowd(30)
    assert Listing.objects.count() == before + 30
    assert breaches() == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite has such a limit")
def test_more_records_change_at_once_than_a_statement_takes_parameters():
    crowd(1_500)
    own, limit = connection.connection, sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER
    most = own.setlimit(limit, 1_000)
    try:
        assert Milestone.objects.update(kind="forum") > 1_000
        assert breaches() == []
    finally:
        own.setlimit(limit, most)


@pytest.mark.parametrize("option", ["ignore_conflicts", "update_conflicts"])
def test_what_would_be_written_unseen_is_refused(world, option):
    with pytest.raises(NotSupportedError):
        PolicyIssuance.objects.bulk_create([], **{option: True})


# Which policy a milestone tells of


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
    return ours & set(map(str, Listing.objects.on("timeline")))


def test_a_part_that_changes_its_record_leaves_the_former(world):
    for part in (world.issuance, world.erratum):
        part.record = world.other
        part.save()
        assert breaches() == []
    assert finds("旧主体名") == names(world.other)
    assert not finds("旧读法")


def test_a_ruling_moves_both_records_to_its_date(world):
    listing = Listing.objects.get(type="policy", record=world.policy.pk)
    assert (listing.first_month, listing.last_month) == (202005, 202005)
    ruling = world.policy.differences.create(
        milestone=world.milestone, field="date", prefers="policy", reason="试验"
    )
    for record in (world.policy, world.milestone):
        listing = Listing.objects.get(type=record._meta.model_name, record=record.pk)
        assert (listing.first_month, listing.last_month) == (202001, 202012)
    ruling.delete()
    assert breaches() == []


# Fixtures


def change(folder, file, model, slug, **fields):
    path = folder / file
    rows = json.loads(path.read_text(encoding="utf-8"))
    [row] = [row for row in rows if row["model"] == model and row["fields"]["slug"] == slug]
    row["fields"] |= fields
    path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")


def test_the_loader_lists_what_it_updates(fixture_folder):
    change(fixture_folder, "2_bodies.json", "policies.body", "guowuyuan", official_name=NEW)
    call_command("load_catalogue", fixtures=fixture_folder, verbosity=0)
    assert breaches() == []
    assert names(*Milestone.objects.filter(bodies__slug="guowuyuan")) <= finds(NEW)


def test_the_loader_lists_what_it_creates():
    created = Milestone.objects.filter(slug="2016-08")
    wording = created.get().wording
    created.delete()
    LoadedRecord.objects.filter(key="2016-08").delete()
    assert not finds(wording)
    call_command("load_catalogue", verbosity=0)
    assert breaches() == []
    assert finds(wording) == names(created.get())


def test_the_loader_lists_the_policy_that_a_milestone_leaves(fixture_folder):
    told, slug = Milestone.objects.get(slug="2019-04-03"), "zhengfu-xinxi-gongkai-tiaoli"
    # Of one date, the two stand where they stood when they are parted.
    same = {"date_text": "2019年4月3日", "date_start": "2019-04-03", "date_end": "2019-04-03"}
    same |= {"date_precision": "day", "timeline_precision": "day"}
    change(fixture_folder, "3_policies.json", "policies.policy", slug, **same)
    call_command("load_catalogue", fixtures=fixture_folder, verbosity=0)
    assert len(finds(told.wording)) == 2
    change(fixture_folder, "4_milestones.json", "policies.milestone", told.slug, policy=None)
    call_command("load_catalogue", fixtures=fixture_folder, verbosity=0)
    assert breaches() == []
    assert finds(told.wording) == names(told)


def test_a_load_that_fails_leaves_every_listing_as_it_was(fixture_folder):
    before = tables()
    change(fixture_folder, "2_bodies.json", "policies.body", "guowuyuan", official_name=NEW)
    change(fixture_folder, "6_provinces.json", "provinces.unit", "beijing", region="nowhere")
    with pytest.raises(CommandError, match="Nothing was loaded"):
        call_command("load_catalogue", fixtures=fixture_folder, verbosity=0)
    assert tables() == before
    assert breaches() == []


def test_loaddata_lists_what_it_loads(tmp_path):
    told = milestone("telling", "2020")
    path = tmp_path / "new.json"
    told.wording = NEW
    path.write_text(serializers.serialize("json", [told]), encoding="utf-8")
    call_command("loaddata", path, verbosity=0)
    assert breaches() == []
    assert finds(NEW) == names(told)


# The admin


def test_a_curators_changes_are_found(curating, world):
    new = blank(Milestone, title="新题名", kind="document", date="2026", wording=NEW)
    new |= {"issuances-TOTAL_FORMS": "1", "issuances-0-body": world.body.pk}
    new |= {"issuances-0-position": "1", "issuances-0-role": "issued", "issuances-0-stated": "on"}
    answer = curating.post(reverse("admin:policies_milestone_add"), new)
    assert answer.status_code == 302, answer.context["errors"]
    added = Milestone.objects.get(title="新题名")
    assert not finds(NEW)  # a draft
    for name in ("submit", "publish"):
        confirm(curating, address(added, "move", name), {"confirmed": "yes"})
    assert finds(NEW) == names(added)
    assert finds("旧主体别名") == world.pair | names(added)
    assert breaches() == []
    deleted = confirm(curating, address(added, "delete"), {"post": "yes"})
    assert deleted.status_code == 302
    assert not finds(NEW)
    assert breaches() == []


def test_a_curators_changes_of_the_parts_are_found(curating, world):
    changed = {"issuances-0-DELETE": "on", "errata-0-reading": NEW}
    assert post(curating, world.policy, **changed).status_code == 302
    assert breaches() == []
    assert finds(NEW) == world.pair
    assert not finds("旧主体名")


def test_curators_delete_several_at_once(curating, world):
    milestone("alone", "2021", wording="旧大事原文")
    chosen = Milestone.objects.filter(slug__in=["alone", "telling"])
    assert len(finds("旧大事原文")) == 3
    data = {"action": "delete_selected", "_selected_action": [one.pk for one in chosen]}
    changelist = reverse("admin:policies_milestone_changelist")
    confirm_action(curating, changelist, data, {"post": "yes"})
    assert LogEntry.objects.count() == 2
    assert not finds("旧大事原文")
    assert breaches() == []


# All or nothing


def tables() -> tuple:
    """All that is listed, and all tokens of SQLite's text index."""
    return (
        [list(table.objects.order_by("pk").values()) for table in (Listing, ListingText)],
        set(ListingBody.objects.values_list("listing", "body")),
        tokens(),
    )


def tokens() -> list:
    if connection.vendor != "sqlite":
        return []
    found = []
    with connection.cursor() as cursor:
        for table in (PAIRS, CHARACTERS):
            cursor.execute(f"CREATE VIRTUAL TABLE temp.seen USING fts5vocab(main, {table}, row)")
            cursor.execute("SELECT * FROM temp.seen ORDER BY term")
            found.append(cursor.fetchall())
            cursor.execute("DROP TABLE temp.seen")
    return found


class InterruptionError(Exception):
    pass


@contextmanager
def interrupted(block):
    """Around what is rolled back, with all that `block` holds together."""
    with suppress(InterruptionError), block:
        yield
        raise InterruptionError


INTERRUPTED = {
    "a save": lambda world: save(world.milestone, wording=NEW),
    "a deletion": lambda world: world.policy.delete(),
    "a creation": lambda world: milestone("new", "2021", wording=NEW),
    "bulk": lambda world: crowd(20),
    "a rebuild": lambda world: call_command("rebuild_search"),
}


@pytest.mark.parametrize("name", INTERRUPTED)
def test_what_is_rolled_back_was_never_listed(world, name):
    before = tables()
    with interrupted(transaction.atomic()):
        INTERRUPTED[name](world)
    assert tables() == before
    world.milestone.refresh_from_db()
    save(world.milestone, title=NEW)
    assert finds(NEW) == world.pair
    assert breaches() == []


def test_a_part_rolled_back_spoils_nothing_of_the_whole(world):
    with keeping.together():
        save(world.milestone, wording=NEW)
        with interrupted(keeping.together()):
            milestone("new", "2021", wording=NEW)
            world.other.delete()
        with interrupted(transaction.atomic()):
            save(world.unit, name=NEW)
    assert breaches() == []
    assert finds(NEW) == world.pair
    assert finds("旧省全称") == names(world.excerpt)


def test_after_an_interruption_the_next_change_is_kept(world):
    with interrupted(keeping.together()):
        save(world.milestone, wording="没有")
    save(world.excerpt, wording=NEW)
    assert finds(NEW) == names(world.excerpt)
    assert not finds("没有")
    assert breaches() == []


def test_several_changes_are_listed_once(world, monkeypatch):
    listed = []
    read = keeping.readers[Milestone]
    monkeypatch.setitem(keeping.readers, Milestone, lambda keys: listed.append(keys) or read(keys))
    with keeping.together():
        for title in "甲乙丙":
            save(world.milestone, title=title)
    assert listed == [[world.milestone.pk]]
    assert breaches() == []


def test_a_change_of_everything_within_another_lists_everything(world):
    Listing.objects.filter(type="excerpt").delete()
    with keeping.together():
        with keeping.together(everything=True):
            pass
        save(world.milestone, title="甲")
    assert breaches() == []


def test_a_record_may_have_any_number_of_sources(world):
    """Of the listing's columns none may be too short for them."""
    [one] = keeping.readers[Milestone]([world.milestone.pk])
    many = replace(one, sources=frozenset(range(1_000_000, 1_000_100)))
    listing = Listing.objects.get(type="milestone", record=world.milestone.pk)
    for name, value in many.columns.items():
        setattr(listing, name, value)
    listing.clean_fields(exclude=["heading"])  # mostly empty, and of any length
    listing.save()


def test_a_source_is_listed_by_its_key(world):
    source = Source.objects.first()
    save(world.milestone, source=source)
    assert names(world.milestone) <= set(map(str, Listing.objects.told_by([source])))
    assert breaches() == []
