"""Titles and slugs of milestones, derived from their wording and date."""

import re
from collections import Counter

from portal.sources.records import MilestoneItem
from portal.text.dates import RANGE

_WORK_REPORT = re.compile(r"([0-9]{4}年)《(政府工作报告)》")
_FIRST_CLAUSE = re.compile(r"(?:《[^》]*》|[^《，。；])+")
_DOCUMENT = re.compile(r"《([^》]*)》")


def short_title(wording: str) -> str:
    """The title in 《》 of the first clause, or the first clause itself.

    The year before 《政府工作报告》 is part of the title, because eleven items have that name.
    """
    if report := _WORK_REPORT.match(wording):
        return "".join(report.groups())
    clause = _FIRST_CLAUSE.match(wording)[0]
    document = _DOCUMENT.search(clause)
    return document[1] if document else clause


def date_slugs(items: list[MilestoneItem]) -> list[str]:
    """The start date at its precision; "-2" is appended for the second item of a date."""
    seen: Counter[str] = Counter()
    slugs = []
    for item in items:
        date = item.date
        slug = date.start.isoformat() if date.precision == RANGE else date.iso
        seen[slug] += 1
        slugs.append(slug if seen[slug] == 1 else f"{slug}-{seen[slug]}")
    return slugs
