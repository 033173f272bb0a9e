"""Pages of the provincial-level units and their plan excerpts."""

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, render

from portal.errata import mark
from provinces.models import Excerpt, Unit


def provinces(request):
    units = list(Unit.objects.select_related("excerpt"))
    groups = [
        (region.label, [unit for unit in units if unit.region == region]) for region in Unit.Region
    ]
    with_excerpt = sum(hasattr(unit, "excerpt") for unit in units)
    context = {"groups": groups, "total": len(units), "with_excerpt": with_excerpt}
    return render(request, "provinces/provinces.html", context)


def province(request, slug):
    excerpts = Excerpt.objects.select_related("source").prefetch_related("errata")
    unit = get_object_or_404(
        Unit.objects.prefetch_related(Prefetch("excerpt", excerpts)), slug=slug
    )
    excerpt = getattr(unit, "excerpt", None)
    context = {
        "unit": unit,
        "record": excerpt,
        "marked": mark(excerpt) if excerpt else None,
        "before": Unit.objects.filter(code__lt=unit.code).last(),
        "after": Unit.objects.filter(code__gt=unit.code).first(),
    }
    return render(request, "provinces/province.html", context)
