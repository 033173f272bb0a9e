"""Invariants of several policies or milestones together.

What one row must be is said by its `clean`, which is checked for all tables.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress

from django.db.models import Prefetch

from policies.likely_dates import is_likely
from policies.models import (
    Difference,
    Entry,
    Milestone,
    MilestoneErratum,
    Policy,
    PolicyErratum,
    timeline_dates,
)
from policies.models.status_evidence import without_evidence
from policies.pairs import found
from policies.pairs.disagreements import Found
from policies.pairs.headings import corrected_title
from portal.checks.invariants import name_of
from portal.text.dates import DateError, PartialDate
from portal.text.folding import fold


def breaches() -> Iterator[str]:
    with suppress(DateError):  # what is no date cannot be compared; its own `clean` says so
        yield from _dates_are_checked(Policy)
        yield from _dates_are_checked(Milestone)
        differences = list(found.published())
        yield from _pairs_are_settled(found.cited_dates(differences))
        yield from _disagreements_are_ruled(differences)
        yield from found.stale(differences)
    yield from _titles_are_ruled_as_corrected()
    yield from _statuses_have_evidence()


def _statuses_have_evidence() -> Iterator[str]:
    for model in (Policy, Milestone):
        for entry in without_evidence(model):
            yield f"{name_of(entry)}: nothing supports its status {entry.status}"


def _dates_are_checked(model) -> Iterator[str]:
    """An unlikely date has been confirmed by a curator."""
    for entry in model.objects.all():
        if not is_likely(entry.date) and entry.checked_date != entry.date.iso:
            named = name_of(entry)
            yield f"{named}: {entry.date} is before 1949 or after next year, and not confirmed"


def _pairs_are_settled(cited: Mapping[Entry, PartialDate]) -> Iterator[str]:
    """`cited` are the dates that rulings take from citations."""
    for milestone in Milestone.objects.filter(policy=None):
        if milestone.timeline_date != cited.get(milestone, milestone.date):
            yield f"{name_of(milestone)}: stands apart from its own date"
    for entry, date in timeline_dates.settlements(Policy.objects.all()):
        expected = cited.get(entry, date)
        if entry.timeline_date != expected:
            yield f"{name_of(entry)}: stands on {entry.timeline_date}, not on {expected}"


def _disagreements_are_ruled(differences: Iterable[Found]) -> Iterator[str]:
    """There is a ruling for each disagreement, and a disagreement for each ruling."""
    needed = set()
    for one in differences:
        needed.add(one.ruling and one.ruling.pk)
        if not one.is_decided:
            twin = f" with {one.milestone.slug}" if one.policy and one.milestone else ""
            yield f"{name_of(one.records[0])}: no ruling on {one.field}{twin}"
    for ruling in Difference.objects.published():
        if ruling.pk not in needed:
            yield f"{name_of(ruling)}: ruled, but its sources agree"


def _titles_are_ruled_as_corrected() -> Iterator[str]:
    """If a ruling rejects a title and errata correct it too, both lead to the same title.

    A rejected title without errata is fine: the ruling alone decides its heading.
    """
    ruled = Difference.objects.published().filter(field=Difference.Field.TITLE)
    ruled = ruled.exclude(prefers=Difference.Side.CITATION).exclude(policy=None)
    ruled = ruled.exclude(milestone=None)
    for ruling in ruled.prefetch_related(
        Prefetch("milestone__errata", MilestoneErratum.objects.published()),
        Prefetch("policy__errata", PolicyErratum.objects.published()),
    ):
        sides = [ruling.policy, ruling.milestone]
        right, wrong = sides if ruling.prefers == Difference.Side.POLICY else reversed(sides)
        read, expected = corrected_title(wrong), corrected_title(right)
        if read != wrong.title and fold(read) != fold(expected):
            yield f"{name_of(wrong)}: its errata read {read!r}, its ruling {expected!r}"
