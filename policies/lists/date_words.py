"""What a page says of dates: those in the query, and what a filter leaves out for want of one."""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext, pgettext

from policies.lists.filters import RELEVANCE
from policies.lists.timeline import Timeline
from portal.changes.revision import cached_for_revision
from portal.record_types import SEARCH
from portal.search.query import Query, Word
from portal.text.dates import YEAR, PartialDate
from portal.web.addresses import with_parameters

EXCERPTS = "excerpt"
# Filters by what no excerpt has.
_LACKED_BY_EXCERPTS = {"year", "from", "to", "body", "kind"}
_DATES = ("year", "from", "to")


@dataclass(frozen=True)
class DatedWord:
    """A date among the words of a query.

    `by_date` leads to the filter by it, and is empty where the list has one already or the word
    leaves out; `by_text` to the text alone.
    """

    typed: str
    leaves_out: bool
    by_date: str
    by_text: str


def dated_words(listed: Timeline, links: QueryDict) -> list[DatedWord]:
    query = listed.filters.query or Query()
    filtered = any(listed.filters.form.cleaned_data.get(name) for name in _DATES)
    found = []
    for word in (*query.words, *query.without):
        if word.date:
            leaves_out = word in query.without
            by_date = "" if filtered or leaves_out else _filtering(links, query, word)
            by_text = with_parameters(links, q=_with(query, word, f"“{word.typed}”"))
            found.append(DatedWord(word.typed, leaves_out, by_date, by_text))
    return found


def _filtering(links: QueryDict, query: Query, word: Word) -> str:
    rest = _with(query, word, "")
    changes = {"sort": ""} if not rest and links.get("sort") == RELEVANCE else {}
    return with_parameters(links, q=rest, **changes, **_filter_by(word.date))


def _filter_by(date: PartialDate) -> dict[str, str]:
    if date.precision == YEAR:
        return {"year": date.iso}
    first, _, last = date.iso.partition("/")
    return {"from": first, "to": last or first}


def _with(query: Query, changed: Word, typed: str) -> str:
    """The query's text with another for one of its words, or without it."""
    words = [typed if word == changed else word.typed for word in query.words]
    without = [typed if word == changed else word.typed for word in query.without]
    return " ".join([*filter(None, words), *(f"-{word}" for word in without)])


@dataclass(frozen=True)
class LeftOut:
    """Excerpts that are not on a list because they have not what it is filtered by."""

    count: int
    lacking: str
    url: str


def left_out(listed: Timeline, links: QueryDict) -> LeftOut | None:
    """Of the search list, which alone has excerpts; one query."""
    asked = [name for name, _ in listed.filters.asked if name in _LACKED_BY_EXCERPTS]
    if not asked or listed.scope != SEARCH:
        return None
    excerpts = listed.narrowed(*asked).of_type([EXCERPTS])
    number = cached_for_revision(listed.revision, ("left out", listed.question), excerpts.count)
    if not number:
        return None
    words = {"kind": pgettext("lacking", "类型"), "body": pgettext("lacking", "发布主体")}
    lacking = dict.fromkeys(words.get(name, pgettext("lacking", "日期")) for name in asked)
    changes = dict.fromkeys(asked, "") | {"type": EXCERPTS}
    return LeftOut(number, gettext("、").join(lacking), with_parameters(links, **changes))
