"""Titles and addresses of milestones, from their own words and dates."""

import re
from collections import Counter

from portal.sources.records import MilestoneItem
from portal.text.dates import RANGE

_WORK_REPORT = re.compile(r"([0-9]{4}年)《(政府工作报告)》")
_FIRST_CLAUSE = re.compile(r"(?:《[^》]*》|[^《，。；])+")
_DOCUMENT = re.compile(r"《([^》]*)》")


def short_title(wording: str) -> str:
    """The title in 《》 of the first clause, or else the first clause itself.

    Eleven items tell of a 《政府工作报告》: the year before it belongs to the title.
    """
    if report := _WORK_REPORT.match(wording):
        return "".join(report.groups())
    clause = _FIRST_CLAUSE.match(wording)[0]
    document = _DOCUMENT.search(clause)
    return document[1] if document else clause


def date_slugs(items: list[MilestoneItem]) -> list[str]:
    """The first day at its precision, and "-2" for the second item of that date."""
    seen: Counter[str] = Counter()
    slugs = []
    for item in items:
        date = item.date
        slug = date.start.isoformat() if date.precision == RANGE else date.iso
        seen[slug] += 1
        slugs.append(slug if seen[slug] == 1 else f"{slug}-{seen[slug]}")
    return slugs
