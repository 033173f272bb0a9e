"""Lists that search finds: their first pages and totals, and their facets."""

from array import array
from collections import Counter
from collections.abc import Iterator
from functools import partial

from django.db import connection

from policies.lists.timeline import Timeline
from portal.record_types import TIMELINE
from portal.search import index
from portal.search.query import Query
from tests.bench.clock import Times, cold, interleaved, warm
from tests.bench.report import Bound, milliseconds, ratio, table
from tests.bench.search import yardstick
from tests.bench.search.questions import COMMON, COMMONEST, RARE, Question

PAGE = slice(0, yardstick.FIRST_PAGE)
A_MILLION = 1_000_000


class Measurement:
    """`held` are the places of what holds a query's words, as a scan has found them."""

    title: str
    columns: tuple[str, ...]

    def __init__(self, asked: list[Question], held: dict[Query, array], count: int, times: int):
        self.asked, self.held, self.count, self.times = asked, held, count, times
        self.wrong: list[str] = []
        self.rows = [*self.measure()]

    def measure(self) -> Iterator[tuple[str, ...]]:
        raise NotImplementedError

    def table(self) -> str:
        return table(self.title, self.columns, self.rows)

    def expect(self, right: bool, sentence: str) -> None:
        if not right:
            self.wrong.append(sentence)


class FirstPages(Measurement):
    title = "The first page of 100 with its total"
    columns = (
        *("asked", "", "texts", "recall", "precision", "cold", "wall", "again", "by hand"),
        *("× by hand", "bounds"),
    )

    def measure(self) -> Iterator[tuple[str, ...]]:
        for question in self.asked:
            total, page = yardstick.first_page_with_total(question)
            recall, precision = self.compare(question, total, page)
            found = interleaved(
                self.times,
                cold=cold(partial(first_page_with_total, question)),
                again=warm(partial(first_page_with_total, question)),
                by_hand=warm(partial(yardstick.first_page_with_total, question)),
            )
            yield (
                *(str(question), question.frequency, f"{total:,}", recall, precision),
                *(milliseconds(found["cold"]), milliseconds(found["cold"], "wall")),
                *(milliseconds(found["again"]), milliseconds(found["by_hand"])),
                ratio(found["cold"].best("database"), found["by_hand"].best("database")),
                self.verdicts(question, found),
            )

    def compare(self, question: Question, total: int, page: list) -> tuple[str, str]:
        """Recall and precision of the words' places, in percent."""
        wanted = set(self.held[question.query])
        for name, found in (
            ("", ours(question.query)),
            (" by hand", yardstick.places(question.query)),
        ):
            self.expect({*found} == wanted, f"{question}: not what a scan finds{name}")
        found = {*ours(question.query)}
        right = len(found & wanted)
        listed, keys = first_page_with_total(question)
        self.expect(listed == total, f"{question}: {listed} in all, where by hand it is {total}")
        self.expect(keys == page, f"{question}: another first page than by hand")
        if not question.where:
            newest = self.held[question.query][: -len(page) - 1 : -1].tolist()
            scanned = yardstick.records(newest)
            self.expect(page == scanned, f"{question}: another first page than a scan's")
        return _percent(right, len(wanted)), _percent(right, len(found))

    def verdicts(self, question: Question, found: dict[str, Times]) -> str:
        # The best run: whatever else the machine does can only add to it.
        cold, again, by_hand = (found[way].best("database") for way in ("cold", "again", "by_hand"))
        length = len(question.words)
        if self.count >= A_MILLION:
            said = [Bound("again ≤ 10 ms", 10).verdict(again)]
            if question.frequency == COMMON and length == 2 and not question.others:
                said.append(Bound("≤ 250 ms", 250).verdict(cold))
            if question.frequency == RARE and length == 2:
                said.append(Bound("≤ 10 ms", 10).verdict(cold))
            return ", ".join(said)
        said = [Bound("≤ 2 × by hand", 2 * by_hand).verdict(cold)]
        if connection.vendor == "sqlite" and length == 4 and question.frequency in (COMMON, RARE):
            most = 25 if question.frequency == COMMON else 5
            said.append(Bound(f"≤ {most} ms", most).verdict(cold))
        return ", ".join(said)


class Relevance(Measurement):
    title = "The first page by relevance, with its total"
    columns = ("asked", "texts", "cold", "wall", "again")

    def measure(self) -> Iterator[tuple[str, ...]]:
        for question in self.asked:
            if question.others or question.frequency not in (COMMON, RARE):
                continue
            sorted_ = Question(question.words, question.frequency, {"sort": "relevance"})
            found = interleaved(
                self.times,
                cold=cold(partial(first_page_with_total, sorted_)),
                again=warm(partial(first_page_with_total, sorted_)),
            )
            yield (
                *(question.words, f"{len(self.held[question.query]):,}"),
                *(milliseconds(found["cold"]), milliseconds(found["cold"], "wall")),
                milliseconds(found["again"]),
            )


class Facets(Measurement):
    title = "All facets"
    columns = ("asked", "texts", "cold", "wall", "by hand", "× by hand", "bounds")

    def measure(self) -> Iterator[tuple[str, ...]]:
        question = Question(COMMONEST, COMMON)
        self.compare(question)
        number = len(self.held[question.query])
        found = interleaved(
            self.times,
            cold=cold(lambda: Timeline(question.data).facets),
            by_hand=warm(lambda: yardstick.facets(question.query)),
        )
        ours, by_hand = (found[way].best("wall") for way in ("cold", "by_hand"))
        bound = Bound("≤ 1 s", 1000).verdict(ours) if number >= 300_000 else ""
        yield (
            *(question.words, f"{number:,}", milliseconds(found["cold"])),
            *(milliseconds(found["cold"], "wall"), milliseconds(found["by_hand"])),
            *(ratio(ours, by_hand), bound),
        )

    def compare(self, question: Question) -> None:
        by_hand = yardstick.facets(question.query)
        kinds, years = Counter(), Counter()
        for kind, first, last, _, number in by_hand.entries:
            kinds[kind] += number
            years.update(dict.fromkeys(map(str, range(first, last + 1)), number))
        bodies = sorted(number for _, number in by_hand.bodies)
        ours = {
            facet.name: {value.value: value.count for value in facet.values}
            for facet in Timeline(question.data).facets
        }
        right = (ours["kind"], ours["year"], sorted(ours["body"].values())) == (
            kinds,
            years,
            bodies,
        )
        self.expect(right, f"{question}: facets are counted otherwise by hand")


def first_page_with_total(question: Question) -> tuple[int, list[tuple[str, int]]]:
    """How many there are, and the newest of them, by the names that pages use."""
    listed = Timeline(question.data)
    return len(listed), listed.keys(PAGE)


def ours(query: Query) -> Iterator[int]:
    """The places of what our index finds."""
    sql, params = index.matching(query, TIMELINE)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT place FROM bench_entries WHERE listing IN ({sql})", params)
        yield from (place for (place,) in cursor.fetchall())


def _percent(part: int, whole: int) -> str:
    return f"{part / whole:.2%}" if whole else "–"
