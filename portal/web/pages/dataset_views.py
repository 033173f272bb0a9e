"""The catalogue as a dataset, described for portals of open data (DCAT) and search engines.

Its publisher and its licence are not named, because there are none yet (see the about page).
"""

from collections.abc import Iterator

from django.http import HttpRequest, JsonResponse
from django.urls import get_script_prefix, reverse
from django.utils.translation import gettext, override

from portal.models import Source
from portal.record_types import registered
from portal.references.linked_data import CONTEXT
from portal.web.addresses import is_known
from portal.web.languages import LANGUAGES
from portal.web.references import dataset_id

MEDIA_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/jsonl",
    "atom": "application/atom+xml",
}
_IANA = "https://www.iana.org/assignments/media-types/"
_CHINESE = "http://id.loc.gov/vocabulary/iso639-1/zh"
_PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def dcat(request: HttpRequest) -> JsonResponse:
    """DCAT 3 as JSON-LD; one query beside that for the revision."""
    sources = Source.objects.published().filter(kind=Source.Kind.TEXT)
    described = {
        "@context": _PREFIXES,
        "@id": dataset_id(request),
        "@type": "dcat:Dataset",
        "dct:title": _in_each_language(_title),
        "dct:description": _in_each_language(_description),
        "dct:rights": _in_each_language(_rights),
        "dct:language": {"@id": _CHINESE},
        "dcat:landingPage": {"@id": _page(request)},
        "dct:source": [
            {"@id": request.build_absolute_uri(one.get_absolute_url()), "dct:title": one.title}
            for one in sources
        ],
        "dcat:distribution": [
            {
                "@type": "dcat:Distribution",
                "dct:title": address.rpartition("/")[2],
                "dcat:downloadURL": {"@id": address},
                "dcat:mediaType": {"@id": _IANA + media_type},
            }
            for address, media_type in distributions(request)
        ],
    }
    response = JsonResponse(described, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Type"] = "application/ld+json; charset=utf-8"
    return response


def dataset(request: HttpRequest) -> dict:
    """The same in the words of schema.org, in the language of the page."""
    return {
        "@context": CONTEXT,
        "@type": "Dataset",
        "@id": dataset_id(request),
        "name": _title(),
        "description": _description(),
        "url": _page(request),
        "inLanguage": "zh-Hans",
        "isAccessibleForFree": True,
        "usageInfo": _page(request),
        "distribution": [
            {"@type": "DataDownload", "contentUrl": address, "encodingFormat": media_type}
            for address, media_type in distributions(request)
        ],
    }


def distributions(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """(address, media type) of the files of the whole catalogue and of whole lists that exist."""
    prefix = get_script_prefix()
    with override(LANGUAGES[0].code):
        pages = [reverse(type_.list_page) for type_ in registered() if type_.references]
    lists = ["timeline", *(page.removeprefix(prefix).rstrip("/") for page in pages)]
    files = [f"{name}.{suffix}" for name in lists for suffix in MEDIA_TYPES]
    for file in ["catalogue.zip", *files]:
        if is_known(f"/{file}"):
            media_type = MEDIA_TYPES.get(file.rpartition(".")[2], "application/zip")
            yield request.build_absolute_uri(f"{prefix}{file}"), media_type


def _title() -> str:
    return gettext("中国电子政务政策时间线")


def _description() -> str:
    return gettext(
        "中国电子政务的国家政策、2014—2024 年大事记与各省规划摘录，逐条可追溯到来源的原文行。"
    )


def _rights() -> str:
    """What the about page says."""
    of_sources = gettext(
        "来源文字的权利归各自的发布者；本站摘引其中的两张表、表前的一句与一篇附录，"
        "注明出处与行号，供查证与研究。引用时请注明原来源。"
    )
    of_portal = gettext(
        "本站的代码和整理出的数据（主体、日期、勘误、裁定等）都还没有选定许可："
        "需要使用的，请先征得本站同意。"
    )
    return f"{of_sources}\n{of_portal}"


def _in_each_language(text) -> list[dict]:
    found = []
    for one in LANGUAGES:
        with override(one.code):
            found.append({"@language": one.tag, "@value": text()})
    return found


def _page(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("about"))
