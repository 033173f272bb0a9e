"""Twins: the records of a document that both sources have, a policy and its milestones.

A milestone is a policy's twin if its `policy` says so, which curators or the reviewed decisions
(`pairs.toml`) set. Such a document is listed once: on the timeline as its milestone, in search
as its policy.
"""

from policies.models import Entry, Policy
from portal.record_types import SEARCH, TIMELINE


def twins_of(entry: Entry) -> list[Entry]:
    """The records of the other source about the same document, as far as they are prefetched."""
    if isinstance(entry, Policy):
        return list(entry.milestones.all())
    return [entry.policy] if entry.policy else []


def lists_of(entry: Entry, twins: list[Entry]) -> set[str]:
    """The shared lists on which an entry is listed itself and not as its twin."""
    if not twins:
        return {TIMELINE, SEARCH}
    return {SEARCH} if isinstance(entry, Policy) else {TIMELINE}
