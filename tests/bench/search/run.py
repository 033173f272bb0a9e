"""All measurements in their order; each table is printed as soon as it is ready."""

import sys
from array import array

from portal.search.query import Query, parse
from tests.bench import report
from tests.bench.search import lists, questions, storage, yardstick
from tests.bench.search.questions import Question
from tests.bench.search.scan import scan, texts


def run(count: int, times: int, rebuild_yardstick: bool) -> list[str]:
    """A sentence for each wrong answer."""
    _say("the yardstick's own tables")
    yardstick.prepare(rebuild_yardstick)
    _say("reading every text from end to end")
    asked, held = _ask(count)
    print(report.heading(count, times))
    wrong = []
    for measurement in (lists.FirstPages, lists.Relevance, lists.Facets):
        _say(measurement.__name__)
        measured = measurement(asked, held, count, times)
        print(measured.table(), flush=True)
        wrong += measured.wrong
    _say("sizes, writing")
    print(storage.sizes(), storage.writing(times), sep="\n")
    return wrong


def _ask(count: int) -> tuple[list[Question], dict[Query, array]]:
    """The questions, and the places of what holds the words of each."""
    tried = questions.tried(texts(), count)
    fixed = [Question(word, questions.COMMON) for word in questions.COMMON_WORDS]
    fixed += questions.composed()
    words = [word for group in tried.values() for word in group]
    held = scan([*(question.query for question in fixed), *map(parse, words)])
    found = []
    for (_, frequency), group in tried.items():
        numbers = {word: len(held[parse(word)]) for word in group}
        word = questions.nearest(numbers, questions.wanted(frequency, count))
        found += [Question(word, frequency)] if word else []
    return [*fixed, *found], held


def _say(doing: str) -> None:
    print(f"… {doing}", file=sys.stderr, flush=True)
