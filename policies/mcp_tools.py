"""What language-model clients can ask of the lists, the records and the differences."""

from functools import partial
from urllib.parse import urlencode

from django.core.paginator import Page
from django.http import QueryDict
from django.urls import reverse

from policies.api.entry_list import EntryList
from policies.charts.body_counts import entries
from policies.charts.totals import span
from policies.lists.bodies import BodiesForm, named, ranked
from policies.lists.filters import NEWEST_FIRST, filters_on
from policies.lists.timeline import Timeline
from policies.models import FoundDifference
from policies.open_data.difference_data import difference_data
from policies.pairs import difference_rows
from portal import record_types
from portal.index import summaries
from portal.mcp.tools import Argument, BadArgumentError, Tool, not_held, register
from portal.models import Source, SourceLine
from portal.models.curated import Curated
from portal.open_data.data import Data, Site
from portal.record_types import SEARCH, TIMELINE
from portal.web.forms.fields import ChoicesField, RepeatableField
from portal.web.forms.paging import BeyondLastPage, PageForm, cut

MOST, USUAL = 50, 20  # records in an answer
_PAGING = {
    "page": Argument("From 1.", "integer"),
    "page_size": Argument(
        f"Records in an answer: {USUAL} unless asked, at most {MOST}.", "integer"
    ),
}
_WORDS = {
    "q": "Chinese search words; all must occur; “…” is a phrase, -word excludes.",
    "year": "A year, such as 2018.",
    "from": "YYYY, YYYY-MM or YYYY-MM-DD, inclusive.",
    "to": "YYYY, YYYY-MM or YYYY-MM-DD, inclusive.",
    "body": "The slug of an issuing body; the tool `bodies` finds it by name.",
    "source": "The slug of a source; the tool `coverage` lists them.",
    "number": "A document number in any form, such as 国发〔2016〕55号.",
    "sort": "-date (newest first), date, or relevance (only with q).",
}


def _arguments(scope: str) -> dict[str, Argument]:
    """The parameters of a list's page, in any of its values."""
    fields = filters_on(scope).form_class.base_fields
    return {name: _argument(name, field) for name, field in fields.items()} | _PAGING


def _argument(name: str, field) -> Argument:
    words = _WORDS.get(name, str(field.label))
    if isinstance(field, ChoicesField):
        choices = (f"{key} {label}" for key, label in field.choices.items())
        words = f"{field.label}: {', '.join(choices)}."
    return Argument(words, repeatable=isinstance(field, RepeatableField))


def _list(scope: str, query: QueryDict, site: Site) -> Data:
    """One page of a list, as its page and the API have it. Raises BadArgumentError."""
    paging = PageForm(query)
    listed = Timeline(query, scope)
    _expect_valid(listed.filters.form, paging)
    page = _cut(EntryList(listed), paging)
    asked = urlencode([(name, one) for name, given in query.lists() for one in given])
    address = site.base + reverse(record_types.page_of(scope))
    told = {"permalink": f"{address}?{asked}" if asked else address, "count": len(listed)}
    if not page.object_list:
        return told | _not_held(listed)
    results = list(record_types.fetch_data(page.object_list, site).values())
    return told | {
        "held": True,
        "page": page.number,
        "pages": page.paginator.num_pages,
        "results": results,
    }


def _expect_valid(*forms) -> None:
    wrong = [(name, errors) for form in forms for name, errors in form.errors.items()]
    if wrong:
        raise BadArgumentError(
            " ".join(f"参数 {name}：{' '.join(errors)}" for name, errors in wrong)
        )


def _cut(rows, form: PageForm) -> Page:
    if (form.cleaned_data.get("page_size") or 0) > MOST:
        raise BadArgumentError(f"参数 page_size：最多 {MOST}。")
    try:
        return cut(rows, form, USUAL)
    except BeyondLastPage as error:
        raise BadArgumentError(f"参数 page：{error}") from error


def _not_held(listed: Timeline) -> Data:
    """Why a list is empty: the years asked for are not covered, or nothing is found in them."""
    first, last = span(summaries.on(TIMELINE))
    cleaned = listed.filters.form.cleaned_data
    asked = [*(cleaned.get("year") or ()), *filter(None, [cleaned.get("from")])]
    later = asked and last and all(one.start.year > last for one in asked)
    until = [*(cleaned.get("year") or ()), *filter(None, [cleaned.get("to")])]
    earlier = until and first and all(one.end.year < first for one in until)
    years = {"first_year": first, "last_year": last}
    if later or earlier:
        return not_held("years_not_covered", f"本目录的条目自 {first} 年至 {last} 年。", **years)
    return not_held("nothing_found", "本目录没有符合这些条件的记录。", **years)


def _record(query: QueryDict, site: Site) -> Data:
    """One record with the lines that it rests on, and the differences of its sources."""
    type_, slug = query["type"], query["slug"]
    known = [one for one in record_types.listed() if issubclass(one.model, Curated)]
    found = next((one for one in known if one.name == type_ and _is_slugged(one.model)), None)
    if found is None:
        names = "、".join(one.name for one in known if _is_slugged(one.model))
        raise BadArgumentError(f"参数 type：没有“{type_}”这种记录：可用 {names}。")
    record = found.model.objects.with_address().filter(slug=slug).first()
    if record is None:
        return not_held("no_such_record", f"没有标识为“{slug}”的记录。")
    if record.is_withdrawn:
        day, why = record.withdrawn_on.isoformat(), record.withdrawn_because
        return not_held("withdrawn", f"“{record}”已于 {day} 撤回：{why}", on=day, because=why)
    [data] = record_types.fetch_data([(type_, record.pk)], site).values()
    told = {"record": data, "source_lines": _lines(data["citations"])}
    if type_ in ("policy", "milestone"):
        document, milestone = (record.pk, None) if type_ == "policy" else (None, record.pk)
        rows = difference_rows.of_document(document, milestone)
        told["differences"] = [difference_data(one) for one in rows]
    return {"held": True, "permalink": data["id"], **told}


def _is_slugged(model) -> bool:
    return any(field.name == "slug" for field in model._meta.concrete_fields)


def _lines(citations: list[Data]) -> list[Data]:
    """The source lines that are cited, word for word; one query."""
    wanted = SourceLine.objects.none()
    for one in citations:
        if one["line_start"]:
            lines = (one["line_start"], one["line_end"])
            wanted |= SourceLine.objects.filter(source__slug=one["source"], number__range=lines)
    columns = ("source__slug", "number", "text")
    return [
        {"source": source, "line": number, "text": text}
        for source, number, text in wanted.order_by("source__slug", "number").values_list(*columns)
    ]


def _differences(query: QueryDict, site: Site) -> Data:
    form = PageForm(query)
    _expect_valid(form)
    page = _cut(FoundDifference.objects.in_order().values_list("pk", flat=True), form)
    return {
        "held": True,
        "permalink": site.base + reverse("differences"),
        "count": page.paginator.count,
        "page": page.number,
        "pages": page.paginator.num_pages,
        "results": [difference_data(one) for one in difference_rows.listed(page)],
    }


def _bodies(query: QueryDict, site: Site) -> Data:
    """Issuing bodies, those with most entries first, found by any of their names."""
    form, entries_of = BodiesForm(query), entries()
    _expect_valid(form)
    keys = ranked(entries_of)
    words = form.cleaned_data["q"]
    keys = named(keys, words) if words else keys
    page = _cut(keys, form)
    if not keys:
        return not_held("no_such_body", f"没有名称里有“{words}”的发布主体。")
    found = record_types.fetch_data([("body", key) for key in page.object_list], site)
    return {
        "held": True,
        "permalink": site.base + reverse("bodies"),
        "count": len(keys),
        "page": page.number,
        "pages": page.paginator.num_pages,
        "results": [data | {"entries": entries_of.get(key, 0)} for (_, key), data in found.items()],
    }


def _coverage(query: QueryDict, site: Site) -> Data:
    """Which years and sources are held, and how many entries of each year; zero is said too."""
    combinations = summaries.on(TIMELINE)
    first, last = span(combinations)
    counts = Timeline(QueryDict(), TIMELINE).counts.of["year"]
    years = dict.fromkeys(range(first, last + 1), 0) if first else {}
    years |= {int(year): number for year, number in counts.items()}
    return {
        "held": True,
        "permalink": site.base + reverse("about"),
        "entries_by_year": [{"year": year, "entries": years[year]} for year in sorted(years)],
        "sources": [
            {"slug": one.slug, "url": site.page("source", one.slug), "title": one.title}
            for one in Source.objects.published()
        ],
        "not_held": [
            {"reason": "years_not_covered", "first_year": first, "last_year": last},
            {
                "reason": "texts_of_documents",
                "sentence": "本目录不收文件全文，只收来源的记载。",
            },
        ],
    }


register(
    Tool(
        "search",
        "检索",
        "Search policies, milestones and provincial excerpts for Chinese words. A document that "
        "two sources have is one result.",
        partial(_list, SEARCH),
        partial(_arguments, SEARCH),
    ),
    Tool(
        "timeline",
        "时间线",
        "National policies and milestones as one chronological list, filtered: who issued what, "
        f"when. Sorted {NEWEST_FIRST} unless asked.",
        partial(_list, TIMELINE),
        partial(_arguments, TIMELINE),
    ),
    Tool(
        "record",
        "一条记录",
        "One record with everything it rests on: citations, the source's own lines, errata, "
        "relations, and where the sources differ.",
        _record,
        lambda: {
            "type": Argument("policy or milestone, as in results.", required=True),
            "slug": Argument("As in results.", required=True),
        },
    ),
    Tool(
        "bodies",
        "发布主体",
        "Issuing bodies by name, with the slugs that the filter `body` takes.",
        _bodies,
        lambda: {"q": Argument("Words of a name, such as 国务院."), **_PAGING},
    ),
    Tool(
        "differences",
        "来源分歧",
        "Where the sources disagree about a document, and how the portal rules.",
        _differences,
        lambda: _PAGING,
    ),
    Tool(
        "coverage",
        "收录范围",
        "What the catalogue holds and what it does not: years, sources.",
        _coverage,
    ),
)
