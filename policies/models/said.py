"""What the records and citations of one document say of a statement, and whether they differ.

A record says what its own columns hold, as its source does. A citation says what its quoted words
say, where that is certain (`portal.text.quotations`); nothing else is compared.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from policies.models.document_facts import Status
from policies.models.entries import Entry, Kind
from portal.models import Citation
from portal.text import quotations
from portal.text.dates import DateError, PartialDate, read_query
from portal.text.document_numbers import parse
from portal.text.folding import fold

TITLE, DATE, NUMBER, BODY, STATUS, WORDING = "title", "date", "number", "body", "status", "wording"
FACT_DATES = ("written_on", "published_on", "in_force_on")
DATES = (DATE, *FACT_DATES)
FIELDS = (DATE, TITLE, NUMBER, *FACT_DATES, BODY, STATUS)
# Such a milestone tells of an event, so that words between 《》 may be the title of another thing.
_EVENTS = {Kind.MEETING, Kind.FORUM}
_STATUSES = {
    "现行有效": Status.IN_FORCE,
    "有效": Status.IN_FORCE,
    "已被修改": Status.AMENDED,
    "已修改": Status.AMENDED,
    "已修订": Status.AMENDED,
    "部分失效": Status.PARTLY_VOID,
    "废止": Status.REPEALED,
    "已废止": Status.REPEALED,
}


class Value(NamedTuple):
    """`text` is how the portal shows it; `meaning` is what is compared."""

    text: str
    meaning: Any


class Said(NamedTuple):
    """A value with the entries whose own it is, and the citations whose quoted words say it."""

    value: Value
    entries: tuple[Entry, ...]
    citations: tuple[Citation, ...]

    @property
    def text(self) -> str:
        return self.value.text


def differing(entries: Sequence[Entry], field: str) -> list[Said]:
    """The values of a document's records that another value disagrees with; none, or several."""
    found = said(entries, field)
    return [one for one in found if any(disagree(field, one.value, other.value) for other in found)]


def said(entries: Sequence[Entry], field: str) -> list[Said]:
    """Each value once; the records' own come first. `entries` are a policy, a milestone, or both.

    The citations count as far as they are prefetched, and of a public record as far as their
    sources are public.
    """
    found: dict[Value, Said] = {}
    quoted = [(entry, list(_quoted(entry, field))) for entry in entries]
    for entry, quotations_ in quoted:
        own = own_value(entry, field)
        if own and _is_own(own, field, [value for _, value in quotations_], len(entries) == 1):
            _add(found, own, entry, None)
    for entry, quotations_ in quoted:
        for citation, value in quotations_:
            if value:
                _add(found, value, entry, citation)
    return list(found.values())


def _add(found: dict[Any, Said], value: Value, entry: Entry, citation: Citation | None) -> None:
    one = found.setdefault(value.meaning, Said(value, (), ()))
    entries = one.entries if citation else (*one.entries, entry)
    citations = (*one.citations, citation) if citation else one.citations
    found[value.meaning] = Said(one.value, entries, citations)


def _is_own(own: Value, field: str, quoted: list[Value | None], is_alone: bool) -> bool:
    """Whether the record's own value is a source's: of one that agrees, or is not quoted.

    If all quoted words say something else, the record is wrong, and no source. The dates and
    titles of two records are compared in any case.
    """
    if not is_alone and field in (DATE, TITLE):
        return True
    return any(value is None or not disagree(field, own, value) for value in quoted)


def own_value(entry: Entry, field: str) -> Value | None:
    """What the record itself says; bodies as far as they are printed, and only usual numbers."""
    if field == DATE:
        return _of_date(entry.date)
    if field == BODY:
        return _of_bodies(getattr(entry, "bodies_text", ""))
    stated = getattr(entry, field)
    if field == STATUS:
        return _of_status(stated)
    if not stated or field == TITLE:
        return Value(stated, fold(stated)) if stated else None
    if field == NUMBER:
        return _of_number(stated)
    try:
        return _of_date(read_query(stated))
    except DateError:  # of an entry that is not saved yet
        return None


def _quoted(entry: Entry, field: str) -> Iterator[tuple[Citation, Value | None]]:
    """The citations that support the statement, with the value that each says for certain."""
    for citation in entry.__dict__.get("_prefetched_objects_cache", {}).get("citations", ()):
        supports = citation.supports.split()
        is_public = not entry.is_published or citation.source.is_published
        if field in supports and is_public:
            yield citation, _read(entry, citation.quote, field, supports)


def _read(entry: Entry, quote: str, field: str, supports: list[str]) -> Value | None:
    if not quote:
        return None
    is_of_text = WORDING in supports
    if field == TITLE:
        is_event = entry.kind in _EVENTS
        title = quotations.title_in(
            quote, is_alone=supports == [TITLE], is_of_text=is_of_text or is_event
        )
        return Value(title, fold(title)) if title else None
    if field in DATES:
        supported = [one for one in DATES if one in supports]
        stated = [one for one in supported if one == DATE or getattr(entry, one)]
        if [field] not in (supported, stated):
            return None  # the words do not say which date they mean
        is_of_text = is_of_text or len(supported) > 1
        return _of_date(quotations.date_in(quote, is_of_text=is_of_text))
    if field == NUMBER:
        number = quotations.number_in(quote, is_of_text=is_of_text)
        return _of_number(number) if number else None
    if field == BODY:
        return _of_bodies(quote)
    return _of_status(status_in(quote))


def _of_date(date: PartialDate | None) -> Value | None:
    return Value(str(date), date) if date else None


def _of_number(text: str) -> Value | None:
    number = parse(text)
    return Value(text, number) if number else None


def _of_bodies(text: str) -> Value | None:
    names = quotations.bodies_in(text)
    return Value("、".join(names), names) if names else None


def status_in(quote: str) -> Status | None:
    """The status if nothing else is quoted."""
    return _STATUSES.get(quote.strip("。 "))


def _of_status(status: str | None) -> Value | None:
    """In the language of the sources, as the other values; None for an unknown one."""
    return Value(_LABELS[status], status) if status in _LABELS else None


_LABELS = {status: word for word, status in reversed(_STATUSES.items())}

_AGREE: dict[str, Callable[[Any, Any], bool]] = {
    **dict.fromkeys(DATES, PartialDate.agrees_with),
    NUMBER: quotations.may_be_one_number,
    BODY: quotations.may_be_same_bodies,
}


def disagree(field: str, one: Value, other: Value) -> bool:
    """A date within the other one does not disagree, nor do bodies of which one source has more."""
    agree = _AGREE.get(field)
    return one.meaning != other.meaning and not (agree and agree(one.meaning, other.meaning))


def texts(found: Iterable[Said]) -> list[str]:
    return [one.text for one in found]
