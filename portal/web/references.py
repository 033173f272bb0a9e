"""References as pages and files give them: each with its permanent address and the day of access.

The day is today's in Asia/Shanghai. The cache of answers holds none beyond its day
(`portal.web.response_cache.version`), so the day on a page is that on which it was asked for.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from portal.references import bibtex, csl, gbt7714, ris
from portal.references.linked_data import item
from portal.references.meta_tags import tags
from portal.references.reference import Cited, Reference
from portal.web.rendering.json_ld import script

# Suffix of the address → name of the format, media type, and what writes it.
FORMATS = {
    "bib": ("BibTeX", "application/x-bibtex; charset=utf-8", bibtex.text),
    "ris": ("RIS", "application/x-research-info-systems; charset=utf-8", ris.text),
    "csl.json": ("CSL-JSON", "application/vnd.citationstyles.csl+json; charset=utf-8", csl.text),
}


class Text(NamedTuple):
    """A reference in one format; `is_code` if its line breaks matter."""

    label: str
    text: str
    is_code: bool


class ShownReference(NamedTuple):
    cited: Cited
    texts: list[Text]


class References(NamedTuple):
    """What a page shows: its references, and (format, media type, address) of each file of them.

    `tags` are meta elements, for a page of one record alone, because they would be mixed up;
    `linked_data` is the JSON-LD of all.
    """

    shown: list[ShownReference]
    files: list[tuple[str, str, str]]
    tags: list[tuple[str, str]]
    linked_data: str


def of_page(request: HttpRequest, references: Iterable[Reference]) -> References | None:
    """For the page of a record, whose address ends in the record's slug; None if it has none."""
    found = cited(request, references)
    if not found:
        return None
    folder, slug = request.path_info.rstrip("/").split("/")[-2:]
    query = _of_the_past(request)
    addresses = {name: reverse("reference_file", args=[folder, slug, name]) for name in FORMATS}
    files = [
        (label, media_type.partition(";")[0], addresses[name] + query)
        for name, (label, media_type, _) in FORMATS.items()
    ]
    page, dataset = request.build_absolute_uri(request.path), dataset_id(request)
    return References(
        shown=[ShownReference(one, list(_texts(one))) for one in found],
        files=files,
        tags=list(tags(found[0])) if len(found) == 1 else [],
        linked_data=script([item(one, page, dataset) for one in found]),
    )


def dataset_id(request: HttpRequest) -> str:
    """What identifies the whole catalogue in linked data."""
    with override("zh-hans"):
        return request.build_absolute_uri(f"{reverse('about')}#dataset")


def cited(request: HttpRequest, references: Iterable[Reference]) -> list[Cited]:
    today = timezone.localdate()
    return [Cited(one, permanent_address(request, one), today) for one in references]


def permanent_address(request: HttpRequest, reference: Reference) -> str:
    """As in https://…/id/policy/…?version=3.

    A part of a page that has no version of its own is cited as it stands today, or as it stood
    then on a page of the past.
    """
    address = reverse("record-id", kwargs={"type": reference.type, "slug": reference.slug})
    if reference.version is not None:
        query = f"?version={reference.version}"
    else:
        query = _of_the_past(request) or f"?as_of={timezone.localdate().isoformat()}"
    part = f"#{reference.part}" if reference.part else ""
    return request.build_absolute_uri(f"{address}{query}{part}")


def _of_the_past(request: HttpRequest) -> str:
    """The part of the query that makes a page show the past, if it does."""
    past = getattr(request, "past", None)
    if past is None:
        return ""
    return f"?version={past.number}" if past.version else f"?as_of={past.day.isoformat()}"


def _texts(one: Cited) -> Iterator[Text]:
    for edition in gbt7714.EDITIONS:
        yield Text(edition.name, gbt7714.text(one, edition), is_code=False)
    for label, _, write in FORMATS.values():
        yield Text(label, write([one]).rstrip("\r\n"), is_code=True)
