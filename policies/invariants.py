"""Invariants of bodies, policies and milestones beyond the database's constraints."""

from collections.abc import Iterator

from django.db.models import Prefetch

from policies.likely_dates import is_likely
from policies.models import (
    Body,
    BodyPeriod,
    Difference,
    Milestone,
    MilestoneErratum,
    MilestoneIssuance,
    Policy,
    PolicyErratum,
    PolicyIssuance,
    timeline_dates,
)
from policies.pairs.disagreements import UNDECIDED, published_problems
from policies.pairs.headings import corrected_title
from portal.checks.invariants import name_of
from portal.text.dates import DateError, read_printed
from portal.text.folding import fold


def breaches() -> Iterator[str]:
    for model in (PolicyIssuance, MilestoneIssuance):
        yield from _inferences_have_a_basis(model)
    yield from _bodies_have_no_circle()
    yield from _names_belong_to_one_body()
    yield from _passages_are_the_sources()
    broken_dates = [*_dates_are_whole(Policy), *_dates_are_whole(Milestone)]
    yield from broken_dates
    if not broken_dates:  # two dates can only be compared where both are dates
        yield from _dates_are_checked(Policy)
        yield from _dates_are_checked(Milestone)
        yield from _pairs_are_settled()
        yield from _differences_are_declared()
    yield from _titles_are_ruled_as_corrected()


def _dates_are_whole(model) -> Iterator[str]:
    """A date's interval fits its precision and equals the printed date."""
    for entry in model.objects.all():
        try:
            stated, _ = entry.date, entry.timeline_date
        except DateError as error:
            yield f"{name_of(entry)}: {error}"
            continue
        try:
            printed = read_printed(entry.date_text, entry.date_start.year)
        except DateError:
            continue  # curators may quote a text that is no date, such as 年初
        if printed != stated:
            yield f"{name_of(entry)}: {entry.date_text!r} is not {stated}"


def _dates_are_checked(model) -> Iterator[str]:
    """An unlikely date has been confirmed by a curator."""
    for entry in model.objects.all():
        if not is_likely(entry.date) and entry.checked_date != entry.date.iso:
            named = name_of(entry)
            yield f"{named}: {entry.date} is before 1949 or after next year, and not confirmed"


def _passages_are_the_sources() -> Iterator[str]:
    passages = Difference.objects.filter(field=Difference.Field.PASSAGE)
    for difference in passages.select_related("policy", "milestone"):
        sides = {
            difference.policy: difference.policy_passage,
            difference.milestone: difference.milestone_passage,
        }
        for entry, passage in sides.items():
            if not passage or passage not in entry.wording:
                yield f"{name_of(difference)}: {passage!r} is not in the wording of {entry.slug}"


def _inferences_have_a_basis(model) -> Iterator[str]:
    for issuance in model.objects.filter(stated=False, basis="").select_related("record", "body"):
        yield f"{model._meta.label_lower} {issuance.natural_key()}: inferred from nothing"


def _bodies_have_no_circle() -> Iterator[str]:
    parents = dict(Body.objects.values_list("slug", "parent__slug"))
    yield from _circles(parents, "")
    periods = BodyPeriod.objects.order_by("-until")
    for until, body, parent in periods.values_list("until", "body__slug", "parent__slug"):
        parents[body] = parent  # from the last period back to the first
        yield from _circles(parents, f" before {until}")


def _circles(parents: dict[str, str | None], when: str) -> Iterator[str]:
    for slug in parents:
        seen, above = {slug}, parents[slug]
        while above and above not in seen:
            seen.add(above)
            above = parents[above]
        if above == slug:
            yield f"policies.body {slug}: is its own ancestor{when}"


def _names_belong_to_one_body() -> Iterator[str]:
    names = dict(Body.objects.values_list("name", "slug"))
    for body in Body.objects.prefetch_related("aliases"):
        for alias in body.aliases.all():
            if names.get(alias.name, body.slug) != body.slug:
                yield f"policies.body {body.slug}: {alias.name} names {names[alias.name]} too"


def _pairs_are_settled() -> Iterator[str]:
    for milestone in Milestone.objects.filter(policy=None):
        if milestone.timeline_date != milestone.date:
            yield f"{name_of(milestone)}: stands apart from its own date"
    for entry, date in timeline_dates.settlements(Policy.objects.all()):
        if entry.timeline_date != date:
            yield f"{name_of(entry)}: stands on {entry.timeline_date}, not on {date}"


def _differences_are_declared() -> Iterator[str]:
    """There is a ruling for each disagreement of a pair's dates or titles, and no other ruling."""
    paired = Difference.objects.paired().values("pk")
    for stale in Difference.objects.exclude(pk__in=paired).select_related("policy", "milestone"):
        yield f"{name_of(stale)}: no longer a pair"
    for one in published_problems():
        problem = "no ruling" if one.what == UNDECIDED else "agrees"
        yield f"{name_of(one.policy)}: {problem} on {one.field} with {one.milestone.slug}"


def _titles_are_ruled_as_corrected() -> Iterator[str]:
    """If a ruling rejects a title and errata correct it too, both lead to the same title.

    A rejected title without errata is fine: the ruling alone decides its heading.
    """
    ruled = Difference.objects.published().filter(field=Difference.Field.TITLE)
    for ruling in ruled.prefetch_related(
        Prefetch("milestone__errata", MilestoneErratum.objects.published()),
        Prefetch("policy__errata", PolicyErratum.objects.published()),
    ):
        sides = [ruling.policy, ruling.milestone]
        right, wrong = sides if ruling.prefers == Difference.Side.POLICY else reversed(sides)
        read, expected = corrected_title(wrong), corrected_title(right)
        if read != wrong.title and fold(read) != fold(expected):
            yield f"{name_of(wrong)}: its errata read {read!r}, its ruling {expected!r}"
