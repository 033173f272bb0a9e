"""Documents change together with their records, whichever code path changes these."""

import sqlite3
from dataclasses import replace

import pytest
from django.db import NotSupportedError, connection

from policies.models import Body, Milestone, MilestoneErratum, Policy, PolicyIssuance
from portal import record_types
from portal.changes.recording import together
from portal.index import registry
from portal.index.counted import token
from portal.index.querysets import documents
from portal.models import Combination, Document, Source
from provinces.models import Excerpt
from tests.portal.index.world import NEW, breaches, bulk_update, finds, names, save, update
from tests.universe import crowd, milestone

pytestmark = pytest.mark.usefixtures("catalogue")


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
    assert not gone & set(map(str, Document.objects.all()))
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
        .annotate(told=Document.objects.filter(type="policy").values("record")[:1])
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
    before = Document.objects.count()
    crowd(30)
    assert Document.objects.count() == before + 30
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


def test_several_changes_are_listed_once(world, monkeypatch):
    listed = []
    type_ = record_types.named("milestone")
    read = type_.read_documents
    watched = replace(type_, read_documents=lambda keys: listed.append(keys) or read(keys))
    monkeypatch.setitem(record_types._registered, "milestone", watched)
    with together():
        for title in "甲乙丙":
            save(world.milestone, title=title)
    assert listed == [[world.milestone.pk]]
    assert breaches() == []


def test_a_record_may_have_any_number_of_sources(world):
    """No column of a document may be too short for them."""
    [one] = registry.readers()[Milestone]([world.milestone.pk])
    many = replace(one, values={"source": frozenset(range(1_000_000, 1_000_100))})
    listing = Document.objects.get(type="milestone", record=world.milestone.pk)
    for name, value in many.columns.items():
        of_many = Combination.objects.create(text=value) if name == "combination" else value
        setattr(listing, name, of_many)
    listing.clean_fields(exclude=["heading"])  # mostly empty, and of any length
    listing.save()


def test_a_source_is_listed_by_its_key(world):
    source = Source.objects.first()
    world.milestone.citations.create(source=source)
    assert names(world.milestone) <= set(
        map(str, documents().filter(combination__text__contains=token("source", source.pk)))
    )
    assert breaches() == []
