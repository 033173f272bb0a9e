"""Finds where the two sources disagree on one document, and applies the rulings.

A pair is a row of the policy table and the item of the chronicle about the same document.
Every disagreement found here needs a ruling in `rulings.toml`, and every ruling a
disagreement.
"""

import re
from collections.abc import Iterator
from dataclasses import astuple, dataclass, replace

from portal.sources.decisions import Pair, Ruling
from portal.sources.records import Entry, SourceError
from portal.text.dates import timeline_date
from portal.text.folding import fold

DATE, TITLE, PASSAGE = "date", "title", "passage"
# Characters; shorter sentences recur in many reports without being quotations.
_QUOTATION_LENGTH = 16

Found = tuple[Entry, Entry, str, str, str]


@dataclass(frozen=True)
class Difference(Ruling):
    """A disagreement of the two sources on one document; the portal follows `prefers`.

    The passages are empty for dates and titles, because the records have these fields.
    """

    policy_passage: str = ""
    milestone_passage: str = ""


def reconcile(
    policies: list[Entry], milestones: list[Entry], pairs: list[Pair], rulings: list[Ruling]
) -> tuple[list[Entry], list[Entry], list[Difference]]:
    """Policies and milestones with twin and timeline date, and their differences."""
    by_slug = {entry.slug: entry for entry in policies + milestones}
    paired = [_pair(by_slug, pair) for pair in pairs]
    if missing := {entry.slug for entry in policies} - {pair.policy for pair in pairs}:
        raise SourceError(f"undecided pair: add to pairs.toml: {', '.join(sorted(missing))}")
    differences = _rule(list(find(paired, milestones)), rulings)
    dated = {
        (difference.policy, difference.milestone): difference.prefers
        for difference in differences
        if difference.field == DATE
    }
    for policy, milestone in paired:
        prefers = dated.get((policy.slug, milestone.slug))
        sides = {"policy": policy.printed.date, "milestone": milestone.printed.date}
        date = timeline_date(milestone.printed.date, policy.printed.date, sides.get(prefers))
        by_slug[policy.slug] = replace(policy, timeline_date=date)
        by_slug[milestone.slug] = replace(milestone, timeline_date=date, policy=policy.slug)
    return (
        [by_slug[entry.slug] for entry in policies],
        [by_slug[entry.slug] for entry in milestones],
        differences,
    )


def _pair(by_slug: dict[str, Entry], pair: Pair) -> tuple[Entry, Entry]:
    for slug in (pair.policy, pair.milestone):
        if slug not in by_slug:
            raise SourceError(f"pairs.toml: there is no record {slug!r}")
    return by_slug[pair.policy], by_slug[pair.milestone]


def find(paired: list[tuple[Entry, Entry]], milestones: list[Entry]) -> Iterator[Found]:
    """Every disagreement: policy, milestone, field, and both statements."""
    for policy, milestone in paired:
        if not policy.printed.date.agrees_with(milestone.printed.date):
            says = policy.printed.date_text, str(milestone.printed.date)
            yield policy, milestone, DATE, *says
        if fold(policy.title) != fold(milestone.title):
            yield policy, milestone, TITLE, policy.title, milestone.title
        yield from _misplaced(policy, milestone, milestones)


def _misplaced(policy: Entry, twin: Entry, milestones: list[Entry]) -> Iterator[Found]:
    """Sentences that the other source attributes to another document of the same kind."""
    for sentence in policy.printed.wording.split("。"):
        words = fold(sentence)
        if len(words) < _QUOTATION_LENGTH or words in fold(twin.printed.wording):
            continue
        for other in milestones:
            quoted = _quotation(words, other) if other.kind == policy.kind else ""
            if quoted:
                yield policy, other, PASSAGE, sentence, quoted


def _quotation(words: str, milestone: Entry) -> str:
    """The quotation or sentence of the milestone that contains `words`, as printed."""
    passages = re.split("[“”。]", milestone.printed.wording)
    return next((passage for passage in passages if words in fold(passage)), "")


def _rule(found: list[Found], rulings: list[Ruling]) -> list[Difference]:
    decided = {(ruling.policy, ruling.milestone, ruling.field): ruling for ruling in rulings}
    differences = []
    for policy, milestone, field, policy_says, milestone_says in found:
        ruling = decided.pop((policy.slug, milestone.slug, field), None)
        if ruling is None:
            raise SourceError(
                f"undecided difference: add to rulings.toml: policy = {policy.slug!r},"
                f" milestone = {milestone.slug!r}, field = {field!r}:"
                f" {policy_says!r} against {milestone_says!r}"
            )
        if ruling.prefers not in ("policy", "milestone"):
            raise SourceError(f"rulings.toml: {policy.slug}: prefers {ruling.prefers!r}")
        passages = (policy_says, milestone_says) if field == PASSAGE else ()
        differences.append(Difference(*astuple(ruling), *passages))
    if decided:
        raise SourceError(f"rulings.toml: ruled, but the sources agree: {sorted(decided)}")
    return differences
