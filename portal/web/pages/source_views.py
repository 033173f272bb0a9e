"""Pages of the sources: what is known of them, their texts line by line, and as plain text."""

import re
from collections.abc import Callable, Iterator

from django.apps import apps
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from portal.models import ArchivedCopy, Citation, Record, Source, SourceLine
from portal.models.curated import State
from portal.web.forms.paging import PageForm, cut
from portal.web.pages import copy_views
from portal.web.pages.lookup import find
from portal.web.pages.withdrawn import withdrawn

LINES_AT_ONCE = 2_000  # on a page
CopyAddress = Callable[[Source, ArchivedCopy], str]
_LINES = re.compile(r"([1-9][0-9]{0,6})(?:-([1-9][0-9]{0,6}))?")


class LinesForm(PageForm):
    """The `page` of a source; one that is not given is that of the first marked line."""

    page_size = None

    def __init__(self, data, marked: range):
        super().__init__(data)
        self.marked = marked

    def clean(self):
        cleaned = super().clean()
        first = self.marked.start or 1
        return cleaned | {"page": cleaned.get("page") or -(-first // LINES_AT_ONCE)}


def sources(request: HttpRequest) -> HttpResponse:
    """In pages; a bad value is a 400 that names it."""
    form = PageForm(request.GET)
    page = cut(Source.objects.published(), form) if form.is_valid() else None
    context, status = {"form": form, "page": page}, 400 if form.errors else 200
    return render(request, "portal/sources.html", context, status=status)


def source(request: HttpRequest, slug: str) -> HttpResponse:
    """The source's text line by line; `lines=12-15` marks some of them."""
    shown = find(Source.objects.with_address(), slug)
    if shown.is_withdrawn:
        return withdrawn(request, shown)
    return _page(request, shown)


def preview(request: HttpRequest, key: int, copy_address: CopyAddress) -> HttpResponse:
    """The page of a source before publication, whose copies are at other addresses."""
    return _page(request, Source.objects.get(pk=key), copy_address, is_preview=True)


def _page(
    request: HttpRequest,
    shown: Source,
    copy_address: CopyAddress = copy_views.address,
    *,
    is_preview: bool = False,
) -> HttpResponse:
    asked = request.GET.get("lines", "")
    marked, error = _marked(asked, shown.last_line)
    form = LinesForm(request.GET, marked)
    page = cut(range(1, shown.last_line + 1), form, LINES_AT_ONCE) if form.is_valid() else None
    lines = _lines(shown, page.object_list if page is not None else range(0))
    context = {
        "source": shown,
        "record": shown,
        "is_preview": is_preview,
        "copies": [(one, copy_address(shown, one)) for one in shown.copies.all()],
        "lines": [item | {"marked": item["line"].number in marked} for item in lines],
        "asked": asked,
        "marked": marked,
        "error": error,
        "page": page,
        "form": form,
    }
    status = 400 if error or form.errors else 200
    return render(request, "portal/source.html", context, status=status)


def _marked(asked: str, last: int) -> tuple[range, str]:
    if not asked:
        return range(0), ""
    match = _LINES.fullmatch(asked)
    start, end = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
    if not 1 <= start <= end <= last:
        sentence = gettext("“%(lines)s”不是本文的行号：请写作 12 或 12-15，最大 %(last)s。")
        return range(0), sentence % {"lines": asked, "last": last}
    return range(start, end + 1), ""


def _lines(source: Source, numbers: range) -> Iterator[dict]:
    """The lines with these numbers, each with the record that begins on it, if any."""
    lines = source.lines.filter(number__gte=numbers.start, number__lt=numbers.stop)
    models = [model for model in apps.get_models() if issubclass(model, Citation)]
    owners = {line: one for model in models for line, one in _beginning_on(model, lines)}
    for owner in owners.values():
        if getattr(owner, "source_id", None) == source.pk:
            owner.source = source  # not followed by select_related, because it may be empty
    for line in lines:
        yield {"line": line, "record": owners.get(line.number)}


def _beginning_on(
    model: type[Citation], lines: QuerySet[SourceLine]
) -> Iterator[tuple[int, Record]]:
    """(line, the first published record whose citation begins on it); two queries.

    Looked up from the lines, so that it does not matter how many records a line has.
    """
    citations = model.objects.filter(
        source=OuterRef("source"),
        line_start=OuterRef("number"),
        record__state=State.PUBLISHED,
    )
    first = Subquery(citations.order_by("record").values("record")[:1])
    found = dict(lines.order_by().annotate(first=first).values_list("number", "first"))
    records = (
        model.owner_model().objects.headed().select_related().in_bulk(set(found.values()) - {None})
    )
    yield from ((line, records[key]) for line, key in found.items() if key in records)


def source_text(request: HttpRequest, slug: str) -> HttpResponse:
    shown = find(Source.objects.with_address(), slug)
    if shown.is_withdrawn:
        return withdrawn(request, shown)
    is_long = shown.last_line > LINES_AT_ONCE
    response = StreamingHttpResponse if is_long else HttpResponse  # which is cached as a whole
    return response(_pieces(shown), content_type="text/plain; charset=utf-8")


def _pieces(source: Source) -> Iterator[str]:
    """The whole text in pieces of some thousand lines, read by their numbers."""
    after, end = 0, ""
    lines = source.lines.values_list("number", "text")
    while part := list(lines.filter(number__gt=after)[:LINES_AT_ONCE]):
        yield end + "\n".join(text for _, text in part)
        after, end = part[-1][0], "\n"
