"""Pages of the provincial-level units and their plan excerpts."""

from django.db.models import Exists, OuterRef, Prefetch
from django.shortcuts import render

from portal.prepared import Given, Prepared
from portal.web.forms.highlight_query import highlight_query
from portal.web.pages.lookup import UnknownRecord
from portal.web.rendering.errata import mark
from provinces.charts.measures import MeasureForm
from provinces.charts.source_names import source_name
from provinces.charts.survey import examples, survey
from provinces.models import Excerpt, ExcerptErratum, Unit


def provinces(request):
    """Tiles and table of one measure; a bad value is a 400 with an error beside its control."""
    form = MeasureForm(request.GET)
    valid = form.is_valid()
    units = list(_units())
    absent = [unit for unit in units if not hasattr(unit, "excerpt") and not unit.withheld]
    withheld = [unit for unit in units if unit.withheld]
    context = {
        "form": form,
        "query": form.query,
        "asked": str(form.query),
        "total": len(units),
        "with_excerpt": len(units) - len(absent),
        "absent": absent,
        "withheld": withheld,
        "examples": examples(units),
        "survey": survey(units, form) if valid else None,
        "source_name": source_name(),
    }
    return render(request, "provinces/provinces.html", context, status=200 if valid else 400)


def province(request, slug):
    unit = _NAMED.first(slug=slug)
    if unit is None:
        raise UnknownRecord(Unit.objects.all(), slug)
    excerpt = _EXCERPT.first(unit=unit.pk)
    return _province(request, unit, excerpt, _ERRATA.all(excerpt=excerpt and excerpt.pk))


def preview_excerpt(request, key):
    """The page of the excerpt's unit as it will be, for curators before publication."""
    excerpt = Excerpt.objects.select_related("unit", "source").get(pk=key)
    errata = ExcerptErratum.objects.not_withdrawn().filter(record=excerpt)
    is_preview = not excerpt.is_withdrawn
    unit = _with_withheld().get(pk=excerpt.unit_id)
    return _province(request, unit, excerpt, errata, is_preview=is_preview)


def _province(request, unit, found, errata, *, is_preview=False):
    excerpt = None if found is None or found.is_withdrawn else found
    query = highlight_query(request)
    context = {
        "is_preview": is_preview,
        "unit": unit,
        "record": excerpt,
        "withdrawn": None if excerpt else found,
        "query": query,
        "marked": mark(excerpt, errata, query) if excerpt else None,
        "source_name": source_name() if excerpt else None,
        "before": _BEFORE.first(code=unit.code),
        "after": _AFTER.first(code=unit.code),
    }
    return render(request, "provinces/province.html", context)


def _with_withheld():
    """Units; `withheld` is True if an excerpt was public and no longer is."""
    withheld = Excerpt.objects.formerly_public().filter(unit=OuterRef("pk"))
    return Unit.objects.annotate(withheld=Exists(withheld))


def _units():
    """Units with their published excerpt, if they have one, and its published errata."""
    excerpts = Excerpt.objects.published().select_related("source")
    excerpts = excerpts.prefetch_related(Prefetch("errata", ExcerptErratum.objects.published()))
    return _with_withheld().prefetch_related(Prefetch("excerpt", excerpts))


_NAMED = Prepared(lambda: _with_withheld().filter(slug=Given("slug")))
_EXCERPT = Prepared(
    lambda: Excerpt.objects.with_address().filter(unit=Given("unit")).select_related("source")
)
_ERRATA = Prepared(lambda: ExcerptErratum.objects.published().filter(record=Given("excerpt")))
_BEFORE = Prepared(lambda: Unit.objects.filter(code__lt=Given("code")).order_by("-code")[:1])
_AFTER = Prepared(lambda: Unit.objects.filter(code__gt=Given("code")).order_by("code")[:1])
