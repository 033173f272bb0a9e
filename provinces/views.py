"""Pages of the provincial-level units and their plan excerpts."""

from django.db.models import Prefetch
from django.shortcuts import render

from portal.errata import mark
from portal.lookup import find
from portal.sought import sought
from provinces.measures import MeasureForm
from provinces.models import Excerpt, Unit
from provinces.survey import examples, survey


def provinces(request):
    """The tiles and the table of one measure; a bad value is a 400, beside its control."""
    form = MeasureForm(request.GET)
    valid = form.is_valid()
    units = list(Unit.objects.select_related("excerpt").prefetch_related("excerpt__errata"))
    absent = [unit for unit in units if not hasattr(unit, "excerpt")]
    context = {
        "form": form,
        "query": form.query,
        "asked": str(form.query),
        "total": len(units),
        "with_excerpt": len(units) - len(absent),
        "absent": absent,
        "examples": examples(units),
        "survey": survey(units, form) if valid else None,
    }
    return render(request, "provinces/provinces.html", context, status=200 if valid else 400)


def province(request, slug):
    excerpts = Excerpt.objects.select_related("source").prefetch_related("errata")
    unit = find(Unit.objects.prefetch_related(Prefetch("excerpt", excerpts)), slug)
    excerpt = getattr(unit, "excerpt", None)
    query = sought(request)
    context = {
        "unit": unit,
        "record": excerpt,
        "query": query,
        "marked": mark(excerpt, query) if excerpt else None,
        "before": Unit.objects.filter(code__lt=unit.code).last(),
        "after": Unit.objects.filter(code__gt=unit.code).first(),
    }
    return render(request, "provinces/province.html", context)
