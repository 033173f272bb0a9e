"""make_corpus: synthetic entries of real proportions, and never beside real records."""

import io
from collections import Counter
from contextlib import contextmanager
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from policies.models import (
    Body,
    BodyPeriod,
    Difference,
    Kind,
    Milestone,
    MilestoneIssuance,
    Policy,
    PolicyIssuance,
)
from portal.bulk_loading import batches
from portal.models import BulkLoad, Source
from portal.text.dates import DAY, RANGE
from provinces.models import Excerpt, Unit
from tests.bench.management.commands import make_corpus as command
from tests.bench.synthetic import BODIES, INFERRED, SyntheticEntry, entries
from tests.universe import milestone, policy

TEXT = command.source_texts()


def make(count, **options) -> str:
    """What the command says while it works."""
    said = io.StringIO()
    call_command("make_corpus", count, stdout=io.StringIO(), stderr=said, **options)
    return said.getvalue()


def records() -> list[tuple]:
    """All that the command has made, primary keys aside."""
    fields = ("slug", "title", "wording", "kind", "date_text", "timeline_start", "timeline_end")
    parts = ("record__slug", "body__slug", "position", "role", "stated", "basis")
    return [
        *Policy.objects.order_by("slug").values_list(*fields, "milestones__slug"),
        *Milestone.objects.order_by("slug").values_list(*fields, "policy__slug"),
        *PolicyIssuance.objects.order_by(*parts).values_list(*parts),
        *MilestoneIssuance.objects.order_by(*parts).values_list(*parts),
    ]


def empty():
    """Take every record out of the database."""
    Body.objects.update(parent=None)
    for model in (Difference, Milestone, Policy, BodyPeriod, Body, Excerpt, Unit, Source, BulkLoad):
        model.objects.all().delete()


@contextmanager
def taken_back():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def emptied(django_db_setup, django_db_blocker):
    """Without the catalogue until the last test of this file is over."""
    with django_db_blocker.unblock(), taken_back():
        empty()
        yield


@pytest.fixture
def no_records(emptied, db):
    """A database without the catalogue; what a test makes is rolled back after it."""


# Refusals


# First, because the tests after it have no catalogue.
def test_the_real_catalogue_is_never_mixed_with_synthetic_entries(catalogue):
    number = Policy.objects.count()
    with pytest.raises(CommandError, match=rf"{number} 国家政策.*a database of their own"):
        make(5)
    assert not Milestone.objects.filter(slug__startswith="corpus").exists()
    assert not Source.objects.filter(slug="corpus").exists()


ONE_RECORD = {
    "milestone": lambda: milestone("real", "2016"),
    "policy": lambda: policy("real", "2016"),
    "body": lambda: Body.objects.create(slug="real", name="国务院", state="published"),
    "source": lambda: Source.objects.create(slug="real", title="大事记", state="published"),
    "unit": lambda: Unit.objects.create(slug="beijing", code="11", name="北京市"),
    "corpus": lambda: make(1),
}


@pytest.mark.parametrize("record", ONE_RECORD.values(), ids=ONE_RECORD)
def test_one_record_is_enough_to_refuse(no_records, record):
    record()
    with pytest.raises(CommandError, match="holds records already"):
        make(5)


@pytest.mark.parametrize("count", ["0", "-1", "x", "1.5", ""])
def test_a_number_of_entries_that_is_none_is_refused(no_records, count):
    with pytest.raises(CommandError):
        make(count)
    assert not Source.objects.exists()


def test_what_fails_half_way_leaves_whole_batches(no_records, monkeypatch):
    monkeypatch.setattr(batches, "BATCH", 10)
    written = batches.write_history

    def fails_later(model, keys, kind):
        written(model, keys, kind)
        if Milestone.objects.filter(slug="corpus-15").exists():
            raise OSError("no space left")

    monkeypatch.setattr(batches, "write_history", fails_later)
    with pytest.raises(OSError, match="no space"):
        make(30)
    assert Milestone.objects.count() + Policy.objects.count() == 10


# What is made


@pytest.mark.parametrize("count", [1, 2, 60])
def test_as_many_entries_stand_on_the_timeline_as_were_asked_for(no_records, client, count):
    make(count)
    assert client.get("/").context["page"].paginator.count == count


def test_the_corpus_is_sound_and_its_pages_work(no_records, client, capsys):
    make(200)
    call_command("check_catalogue")
    pair = Milestone.objects.exclude(policy=None).first()
    told = (pair, pair.policy, Body.objects.first(), Source.objects.get())
    for address in ("/", "/?q=数据", "/bodies/", *(one.get_absolute_url() for one in told)):
        assert client.get(address).status_code == 200, address


def test_the_same_seed_makes_the_same_records_and_another_makes_others(no_records):
    made = []
    for seed in (1, 1, 2):
        with taken_back():
            make(12, seed=seed)
            made.append(records())
    assert made[0] == made[1]
    assert made[0] != made[2]


def test_batches_leave_no_trace(no_records, monkeypatch):
    with taken_back():
        make(25)
        whole = records()
    monkeypatch.setattr(batches, "BATCH", 10)
    make(25)
    assert records() == whole


def test_everything_is_recognisably_synthetic(no_records):
    make(60)
    for model in (Source, Body, Policy, Milestone):
        assert not model.objects.exclude(slug__regex=r"^corpus(-|$)").exists()
    assert not Body.objects.exclude(name__contains="合成").exists()
    assert Source.objects.get().title == "合成语料，仅供测速"


def test_what_is_inferred_has_a_basis(no_records):
    make(60)
    for model in (PolicyIssuance, MilestoneIssuance):
        assert not model.objects.filter(stated=False, basis="").exists()
    assert MilestoneIssuance.objects.filter(stated=False).exists()


# Their proportions


@pytest.fixture(scope="module")
def sample() -> list[SyntheticEntry]:
    return list(entries(4_000, 0, TEXT))


def share(sample, holds) -> float:
    return sum(map(bool, map(holds, sample))) / len(sample)


@pytest.mark.parametrize(
    ("word", "least", "most"),
    [
        ("数据", 0.30, 0.36),
        ("政务", 0.27, 0.36),
        ("政务服务", 0.10, 0.20),
        ("一网通办", 0.03, 0.09),
        ("全国一体化政务服务平台", 0.005, 0.02),
    ],
)
def test_common_words_stand_in_their_share_of_the_entries(sample, word, least, most):
    found = share(sample, lambda entry: word in entry.title + entry.policy + entry.milestone)
    assert least <= found <= most


def test_there_are_rare_words_and_very_many_pairs_of_characters(sample):
    entries_with = Counter(
        pair
        for entry in sample
        for pair in set(map("".join, pairwise(entry.policy + entry.milestone)))
    )
    assert len(entries_with) > 50_000
    assert sum(number == 1 for number in entries_with.values()) > 20_000
    assert sum(number > 400 for number in entries_with.values()) > 20


def test_titles_and_wordings_are_as_long_as_real_ones(sample):
    assert {len(entry.title) for entry in sample} <= set(range(10, 41))
    wordings = [text for entry in sample for text in (entry.policy, entry.milestone) if text]
    assert {len(wording) for wording in wordings} <= set(range(40, 1_201))
    assert 130 < sum(map(len, wordings)) / len(wordings) < 170


def test_documents_are_in_either_source_or_in_both(sample):
    assert all(entry.policy or entry.milestone for entry in sample)
    assert 0.03 < share(sample, lambda entry: not entry.milestone) < 0.07
    assert 0.12 < share(sample, lambda entry: entry.policy and entry.milestone) < 0.18


def test_dates_are_of_every_precision_and_some_go_over_new_year(sample):
    dates = [entry.date for entry in sample]
    assert {date.precision for date in dates} == {"year", "month", DAY, RANGE}
    assert sum(date.precision == DAY for date in dates) > len(dates) / 2
    assert {date.start.year for date in dates} == set(range(2000, 2025))
    assert max(date.end.year for date in dates) == 2024
    assert any(date.start.year < date.end.year for date in dates)


def test_kinds_and_roles_are_the_portals_and_bodies_take_part_unevenly(sample):
    assert {entry.kind for entry in sample} == set(Kind.values)
    parts = [part for entry in sample for part in entry.parts]
    assert {part.role for part in parts} <= set(PolicyIssuance.Role.values)
    assert {len(entry.parts) for entry in sample} == {1, 2, 3}
    often = Counter(part.body for part in parts)
    assert len(often) > 0.8 * len(BODIES) == 480
    assert often.most_common()[0][1] > 20 * often.most_common()[-1][1]
    inferred = sum(not part.stated for part in parts) / len(parts)
    assert inferred == pytest.approx(INFERRED, abs=0.03)
