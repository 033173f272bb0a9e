"""Pages of the provincial-level units and their plan excerpts."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Prefetch
from django.shortcuts import render

from portal.models.evidence import cited
from portal.open_data.content import with_content
from portal.open_data.digests import digest_of
from portal.past.points import read_versions, versions_of
from portal.prepared import Given, Prepared, among
from portal.search.query import Query
from portal.web.embedding import embedded
from portal.web.forms.highlight_query import highlight_query
from portal.web.pages.lookup import UnknownRecord
from portal.web.past.pages import list_as_it_stood, record_as_it_stood
from portal.web.references import of_page
from portal.web.rendering.errata import MarkedRecord, mark
from portal.web.rendering.evidence import Evidence, evidence
from provinces.charts.measures import MeasureForm
from provinces.charts.source_names import source_name
from provinces.charts.survey import examples, survey
from provinces.models import Excerpt, ExcerptCitation, ExcerptErratum, Unit
from provinces.open_data.references import references_to


@list_as_it_stood
def provinces(request):
    """Tiles and table of one measure; a bad value is a 400 with an error beside its control."""
    return _provinces(request, "provinces/provinces.html")


@embedded
def embedded_provinces(request):
    """The tiles alone."""
    return _provinces(request, "provinces/embed_provinces.html")


def _provinces(request, template):
    form = MeasureForm(request.GET)
    valid = form.is_valid()
    units = list(units_shown())
    absent = [unit for unit in units if not unit.excerpts.all() and not unit.withheld]
    withheld = [unit for unit in units if unit.withheld]
    context = {
        "form": form,
        "query": form.query,
        "asked": str(form.query),
        "total": len(units),
        "with_excerpt": len(units) - len(absent),
        "are_of_one_plan": not any(one.is_told for unit in units for one in unit.excerpts.all()),
        "absent": absent,
        "withheld": withheld,
        "examples": examples(units),
        "survey": survey(units, form) if valid else None,
        "source_name": source_name(),
    }
    return render(request, template, context, status=200 if valid else 400)


@record_as_it_stood(Unit)
def province(request, slug):
    unit = _NAMED.first(slug=slug)
    if unit is None:
        raise UnknownRecord(Unit.objects.all(), slug)
    found = _EXCERPTS.all(unit=unit.pk)
    errata = _ERRATA.all(keys=[one.pk for one in found])
    return _province(request, unit, found, errata)


def preview_excerpt(request, key):
    """The page of the excerpt's unit as it will be, for curators before publication."""
    previewed = Excerpt.objects.select_related("unit", "source").get(pk=key)
    of_unit = Excerpt.objects.filter(unit=previewed.unit_id).select_related("unit", "source")
    of_unit = of_unit.annotate(cited=cited.whole(ExcerptCitation))
    found = list(of_unit.filter(pk=key) | of_unit.with_address())
    errata = ExcerptErratum.objects.published().filter(record__in=found)
    errata |= ExcerptErratum.objects.not_withdrawn().filter(record=key)
    unit = _with_withheld().get(pk=previewed.unit_id)
    return _province(request, unit, found, list(errata), previewed)


_LABELS = ExcerptCitation.STATEMENTS


class Shown(NamedTuple):
    """An excerpt as the page of its unit shows it."""

    record: Excerpt
    marked: MarkedRecord
    evidence: list[Evidence]
    digest: str  # empty in a preview


def _province(request, unit, found, errata, previewed: Excerpt | None = None):
    query = highlight_query(request)
    shown = [one for one in found if not one.is_withdrawn]
    for one in shown:
        cited.attach(one)
    excerpts = list(_shown(shown, errata, query, is_preview=previewed is not None))
    context = {
        "is_preview": previewed is not None and not previewed.is_withdrawn,
        "unit": unit,
        "versions": [] if previewed else read_versions(unit.versions),
        "record": previewed,  # whose state a preview names
        "excerpts": excerpts,
        "references": of_page(request, [] if previewed else references_to(unit, shown)),
        "withdrawn": [one for one in found if one.is_withdrawn],
        "query": query,
        "source_name": source_name() if excerpts else None,
        "before": _BEFORE.first(code=unit.code),
        "after": _AFTER.first(code=unit.code),
    }
    return render(request, "provinces/province.html", context)


def _shown(
    excerpts: list[Excerpt],
    errata: Iterable[ExcerptErratum],
    query: Query | None,
    *,
    is_preview: bool,
) -> Iterator[Shown]:
    """The errata are numbered through the page, because their numbers are anchors."""
    number = 1
    for excerpt in excerpts:
        own = [one for one in errata if one.record_id == excerpt.pk]
        marked = mark(excerpt, own, query, number)
        number += len(marked.errata)
        made = {key: label for key, label in _LABELS.items() if getattr(excerpt, key)}
        digest = "" if is_preview else digest_of(excerpt)
        yield Shown(excerpt, marked, evidence(excerpt.citations.all(), made), digest)


def _with_withheld():
    """Units; `withheld` is True if an excerpt was public and no longer is, and none is."""
    excerpts = Excerpt.objects.filter(unit=OuterRef("pk"))
    withheld = Exists(Excerpt.objects.formerly_public().filter(unit=OuterRef("pk")))
    return Unit.objects.annotate(withheld=withheld & ~Exists(excerpts.published()))


def units_shown():
    """Units with their published excerpts, and the published errata of these."""
    excerpts = Excerpt.objects.published().select_related("source")
    excerpts = excerpts.prefetch_related(Prefetch("errata", ExcerptErratum.objects.published()))
    return _with_withheld().prefetch_related(Prefetch("excerpts", excerpts))


_NAMED = Prepared(
    lambda: _with_withheld().filter(slug=Given("slug")).annotate(versions=versions_of(Unit))
)
_EXCERPTS = Prepared(
    lambda: with_content(
        Excerpt.objects.with_address()
        .filter(unit=Given("unit"))
        .select_related("unit", "source")
        .annotate(cited=cited.whole(ExcerptCitation))
    )
)
_ERRATA = Prepared(lambda: ExcerptErratum.objects.published().filter(among("record_id", "keys")))
_BEFORE = Prepared(lambda: Unit.objects.filter(code__lt=Given("code")).order_by("-code")[:1])
_AFTER = Prepared(lambda: Unit.objects.filter(code__gt=Given("code")).order_by("code")[:1])
