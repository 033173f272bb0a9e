"""A change list of many records, beside one of a thousand.

Where pages are compared, both are full.
"""

from collections.abc import Iterator

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from policies.models import Milestone
from tests.bench import corpus
from tests.bench.clock import Time, cold, interleaved
from tests.bench.curation import databases, visitor
from tests.bench.report import Bound, milliseconds, ratio, table

FEW = 1_000
MOST, MOST_QUERIES = 2, 15
ASKED = {
    "first page": "",
    "last full page": "?p={last}",
    "with a word": "?q=数字",
    "of a kind": "?kind__exact=document",
    "of a state": "?state__exact=published",
    "of a year": "?timeline_start__year=2020",
}


def measure(count: int, times: int) -> str:
    for each in (FEW, count):
        with databases.asking(str(each)):
            corpus.prepare(each)
    rows = _rows(Milestone, count, times)
    few, many = f"of {FEW:,}", f"of {count:,}"
    columns = ("list", "", "records", "queries", few, many, "of it database", "ratio", "bounds")
    return table("Change lists", columns, rows)


class _List:
    """The change list of a model, in the database of so many entries."""

    def __init__(self, model, count: int):
        self.name = str(count)
        self.address = reverse(f"admin:policies_{model._meta.model_name}_changelist")
        with databases.asking(self.name):
            self.client = visitor.client()
            self.last = self.client.get(self.address).context_data["cl"].paginator.num_pages - 1

    def time(self, asked: str) -> Time:
        with databases.asking(self.name):
            return cold(lambda: self._get(asked))()

    def open(self, asked: str) -> tuple[int, int]:
        """How many records are listed, and with how many queries."""
        with databases.asking(self.name), CaptureQueriesContext(connection) as queries:
            listed = self._get(asked).context_data["cl"]
            return listed.result_count, len(queries)

    def _get(self, asked: str):
        return self.client.get(self.address + asked.format(last=self.last))


def _rows(model, count: int, times: int) -> Iterator[tuple[str, ...]]:
    few, many = _List(model, FEW), _List(model, count)
    for name, asked in ASKED.items():
        found = interleaved(
            times, few=lambda a=asked: few.time(a), many=lambda a=asked: many.time(a)
        )
        ours, other = (found[way].best("wall") for way in ("many", "few"))
        number, queries = many.open(asked)
        verdicts = [
            Bound(f"≤ {MOST} ×", MOST * other).verdict(ours),
            Bound(f"≤ {MOST_QUERIES} queries", MOST_QUERIES).verdict(queries),
        ]
        yield (
            *(model._meta.model_name, name, f"{number:,}", str(queries)),
            *(milliseconds(found[way], "wall") for way in ("few", "many")),
            *(milliseconds(found["many"]), ratio(ours, other), ", ".join(verdicts)),
        )
