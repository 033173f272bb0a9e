"""Rows of the shape that milestones have: the catalogue's own, as often as they are wanted."""

import re
from calendar import isleap
from collections.abc import Iterator
from itertools import cycle, islice

from policies.models import Milestone
from portal.curation.importing.files.tables import Table
from portal.models.curated import State
from tests.bench.curation import visitor

FIRST_YEAR, YEARS = 2000, 25
MARK = "，之"  # in the titles of the rows that are made here


def new(number: int) -> Table:
    """Of records that there are not yet: each of another title, in this or that year."""
    milestones = visitor.milestones()
    catalogue = Milestone.objects.exclude(title__contains=MARK).order_by("pk")
    said = cycle([*milestones.export_rows(catalogue)])
    rows = [
        _another(dict(zip(milestones.headers, row, strict=True)), at)
        for at, row in islice(enumerate(said), number)
    ]
    headers = [header for header in milestones.template_headers if header in milestones.headers]
    return _table(headers, rows)


def _another(row: dict[str, str], at: int) -> dict[str, str]:
    year = FIRST_YEAR + at % YEARS
    moved = {name: re.sub(r"\d{4}年", f"{year}年", row[name]) for name in ("日期", "原文日期")}
    if "2月29日" in row["日期"] and not isleap(year):
        moved = {}
    # Of two milestones that tell of one policy there are few.
    return row | moved | {"题名": f"{row['题名']}{MARK}{at + 1}", "地址标识": "", "所记政策": ""}


def changed(times: int) -> Table:
    """The records that were made of `new`, exported, each with another title."""
    milestones = visitor.milestones()
    rows = [
        dict(zip(milestones.headers, row, strict=True)) for row in milestones.export_rows(_made())
    ]
    for row in rows:
        row["题名"] = re.sub("(（改[0-9]+）)?$", f"（改{times}）", row["题名"], count=1)
    return _table(milestones.headers, rows)


def publish() -> None:
    _made().filter(state=State.DRAFT).update(state=State.PUBLISHED)


def remove() -> None:
    _made().delete()


def _made():
    return Milestone.objects.filter(title__contains=MARK).order_by("pk")


def _table(headers: list[str], rows: list[dict[str, str]]) -> Table:
    numbered: Iterator = enumerate(rows, start=2)
    kept = [(number, {header: row[header] for header in headers}) for number, row in numbered]
    return Table(headers, kept, "")
