"""Marks: tokens of the text index by which documents are found besides their words.

They are `every`, the lists of the document (or lists that it is not on), its links, the keys of
its document numbers, its date.

A date is divided into whole years, whole months and single days. Each part has marks, and marks
that a query for it looks for, so that two dates overlap if and only if one has a mark that the
other looks for:

                 is marked as                    looks for
    2016年       2016, whole 2016                2016
    2016年9月    2016, September, whole September    September, whole 2016
    9月25日      2016, September, the 25th       the 25th, whole September, whole 2016
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from portal.record_types import SEARCH, TIMELINE
from portal.text.dates import DAY, MONTH, YEAR, PartialDate, whole

EVERY = "every"
# Nearly every document is on these lists, so it is quicker to exclude those that are not.
COMMON_LISTS = (TIMELINE, SEARCH)

_FORMATS = {"y": "%Y", "wholey": "%Y", "m": "%Y%m", "wholem": "%Y%m", "d": "%Y%m%d"}
# Precision of a part of a date → its marks, and those that a query for it looks for.
_MARKED = {YEAR: ("y", "wholey"), MONTH: ("y", "m", "wholem"), DAY: ("y", "m", "d")}
_LOOKED_FOR = {YEAR: ("y",), MONTH: ("wholey", "m"), DAY: ("wholey", "wholem", "d")}


def of_lists(lists: Iterable[str]) -> Iterator[str]:
    yield EVERY
    for name in sorted(lists):
        if name not in COMMON_LISTS:
            yield f"on={name}"
    for name in COMMON_LISTS:
        if name not in lists:
            yield f"off={name}"


def on(scope: str) -> tuple[str, str]:
    """(mark that documents on the list have, mark that they do not have or "")."""
    if not scope:
        return EVERY, ""
    return (EVERY, f"off={scope}") if scope in COMMON_LISTS else (f"on={scope}", "")


def of_link(dimension: str, value: int) -> str:
    return f"{dimension}={value}"


def of_number(key: str) -> str:
    """`key` as in `portal.text.document_numbers`."""
    return f"number={key}"


def of_date(stated: PartialDate) -> tuple[str, ...]:
    return _of_parts(stated, _MARKED)


def asked_by(asked: PartialDate) -> tuple[str, ...]:
    """The marks that a query looks for; a document whose date overlaps has at least one of them."""
    return _of_parts(asked, _LOOKED_FOR)


def _of_parts(stated: PartialDate, names: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    found = (
        f"{name}={first:{_FORMATS[name]}}"
        for precision, first in _parts(stated)
        for name in names[precision]
    )
    return tuple(dict.fromkeys(found))


def _parts(stated: PartialDate) -> Iterator[tuple[str, date]]:
    """(precision, first day) of the longest parts that the date consists of, in order."""
    first = stated.start
    while True:
        for precision in (YEAR, MONTH, DAY):
            start, end = whole(precision, first, first)
            if start == first and end <= stated.end:
                break
        yield precision, first
        if end == stated.end:
            return
        first = end + timedelta(days=1)
