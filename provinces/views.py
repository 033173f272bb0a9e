"""Pages of the provincial-level units and their plan excerpts."""

from django.db.models import Exists, OuterRef, Prefetch
from django.shortcuts import render

from portal.models.curated import chosen
from portal.web.errata import mark
from portal.web.forms.highlight_query import highlight_query
from portal.web.lookup import find
from provinces.charts.measures import MeasureForm
from provinces.charts.source_names import source_name
from provinces.charts.survey import examples, survey
from provinces.models import Excerpt, Unit


def provinces(request):
    """Tiles and table of one measure; a bad value is a 400 with an error beside its control."""
    form = MeasureForm(request.GET)
    valid = form.is_valid()
    units = list(_units(Excerpt.objects.published()))
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
    return _province(request, find(_units(Excerpt.objects.with_address()), slug))


def preview_excerpt(request, key):
    """The page of the excerpt's unit as it will be, for curators before publication."""
    unit = _units(Excerpt.objects.all(), errata="not_withdrawn").get(excerpt=key)
    return _province(request, unit, is_preview=not unit.excerpt.is_withdrawn)


def _province(request, unit, *, is_preview=False):
    found = getattr(unit, "excerpt", None)
    excerpt = None if found is None or found.is_withdrawn else found
    query = highlight_query(request)
    context = {
        "is_preview": is_preview,
        "unit": unit,
        "record": excerpt,
        "withdrawn": None if excerpt else found,
        "query": query,
        "marked": mark(excerpt, excerpt.errata.all(), query) if excerpt else None,
        "source_name": source_name() if excerpt else None,
        "before": Unit.objects.filter(code__lt=unit.code).last(),
        "after": Unit.objects.filter(code__gt=unit.code).first(),
    }
    return render(request, "provinces/province.html", context)


def _units(excerpts, errata="published"):
    """Units with their excerpt, if it is among `excerpts`.

    `withheld` is True if an excerpt was public and no longer is. `errata` names the queryset
    method that selects the errata to show.
    """
    withheld = Excerpt.objects.formerly_public().filter(unit=OuterRef("pk"))
    misprints = chosen(Excerpt, "errata", errata)
    excerpts = excerpts.select_related("source").prefetch_related(misprints)
    shown = Unit.objects.annotate(withheld=Exists(withheld))
    return shown.prefetch_related(Prefetch("excerpt", excerpts))
