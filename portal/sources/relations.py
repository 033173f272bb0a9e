"""The reviewed relations of records: each between two of them, in words that its source prints."""

from pathlib import Path

from portal.sources import decisions
from portal.sources.records import Entry, Line, SourceError


def read_relations(
    judged: Path, policies: list[Entry], milestones: list[Entry], lines: dict[str, list[Line]]
) -> list[decisions.Relation]:
    """Of policies before those of milestones; a SourceError names a bad one."""
    slugs = {
        "policy": {entry.slug for entry in policies},
        "milestone": {entry.slug for entry in milestones},
    }
    found = decisions.read(decisions.Relation, judged)
    for one in found:
        if problem := _problem(one, slugs, lines):
            raise SourceError(f"relations.toml: {one.record}: {problem}")
    return sorted(found, key=lambda one: one.record not in slugs["policy"])


def _problem(
    one: decisions.Relation, slugs: dict[str, set[str]], lines: dict[str, list[Line]]
) -> str:
    if one.record not in slugs["policy"] | slugs["milestone"]:
        return "no such record"
    if bool(one.policy) == bool(one.milestone):
        return "is to a policy or to a milestone, exactly one"
    for table in ("policy", "milestone"):
        target = getattr(one, table)
        if target and target not in slugs[table]:
            return f"no such {table}: {target}"
    if one.source not in lines:
        return f"no such source: {one.source}"
    if not one.quote or one.quote not in "".join(line.text for line in lines[one.source]):
        return f"{one.quote!r} is not in the source"
    return ""
