"""What language-model clients can ask of the provincial plans."""

from django.http import QueryDict
from django.urls import reverse

from portal.mcp.tools import Argument, Tool, not_held, register
from portal.open_data.data import Data, Site
from provinces.models import Unit
from provinces.open_data.record_data import unit_data


def _provinces(query: QueryDict, site: Site) -> Data:
    """Units with their excerpts; those of which the sources have none are named."""
    asked = query.getlist("province")
    units = Unit.objects.filter(slug__in=asked) if asked else Unit.objects.all()
    found = unit_data(units, site)
    unknown = [slug for slug in asked if slug not in {one["slug"] for one in found}]
    lacking = [one["slug"] for one in found if not one["excerpts"]]
    told = {"permalink": site.base + reverse("provinces"), "count": len(found)}
    if unknown:
        sentence = f"没有标识为“{unknown[0]}”的省级行政区：标识是拼音，如 beijing、shaanxi。"
        return told | not_held("no_such_province", sentence, provinces=unknown)
    if asked and len(lacking) == len(found):
        sentence = "来源没有这些省级行政区的规划摘录。"
        return told | not_held("no_excerpt", sentence, provinces=lacking)
    missing = [{"reason": "no_excerpt", "provinces": lacking}] if lacking else []
    return told | {"held": True, "results": found, "not_held": missing}


register(
    Tool(
        "provinces",
        "各省规划摘录",
        "Excerpts on e-government from the 14th five-year plans of the 31 provincial-level units; "
        "all of them, or those asked for.",
        _provinces,
        lambda: {"province": Argument("A slug in pinyin, such as beijing.", repeatable=True)},
    ),
)
