"""The feed of a list: its newest changes, fifty on a page, each in words."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import override

from portal import record_types
from portal.changes import revision
from portal.feeds import atom
from portal.feeds.atom import Entry, Feed, Tombstone
from portal.feeds.last_changes import NEW, last_changes
from portal.feeds.newest import address_of, newest, read_place
from portal.open_data.changed import Place
from portal.open_data.data import Data, Site, moment, site_of
from portal.open_data.files import refusal
from portal.open_data.tombstones import tombstones
from portal.record_types import Key
from portal.web.addresses import with_parameters
from portal.web.response_cache import parameters

ON_A_PAGE = 50
SINCE = 2026  # the year in which the tags were first given out (RFC 4151)
PORTAL = "中国电子政务政策时间线"
parameters.register("before")


class Described(NamedTuple):
    """What an entry says of its record."""

    url: str
    title: str
    summary: str
    text: str
    authors: tuple[str, ...] = ()


def described(data: Data, told: str, site: Site) -> Described:
    """`told` is what its last change was; bodies that a source does not state are no authors."""
    authors = tuple(one["name"] for one in data.get("bodies", ()) if one["stated"])
    return Described(data["url"], data["title"], told, data["text"], authors)


@dataclass(frozen=True, kw_only=True)
class Listing:
    """`title` names the list and its filters in words; `page` is its address, with its filters.

    `records` are its public records by type, perhaps annotated with `at`, when they changed last.
    `describe` gets the data of a record, what its last change was, and the site.
    """

    title: str
    page: str
    records: Mapping[str, QuerySet]
    describe: Callable[[Data, str, Site], Described] = described


def answer(request: HttpRequest, listing: Listing) -> HttpResponse:
    """A page of the feed; 400 if `before` is no place in it."""
    try:
        before = read_place(asked) if (asked := request.GET.get("before")) else None
    except ValueError:
        sentence = f"before：“{asked}”不是本订阅源里的位置：请照上一页所给的 next 地址取。"
        return refusal([sentence])
    if before and before.type not in listing.records:
        return refusal([f"before：“{asked}”不是本订阅源里的位置：没有“{before.type}”这种记录。"])
    places = newest(listing.records, before, ON_A_PAGE + 1)
    has_more, places = len(places) > ON_A_PAGE, places[:ON_A_PAGE]
    site = site_of(request)
    with override("zh-hans"):
        found = sorted(_entries(listing, places, site, _tags(request)), key=_is_entry)
    feed = _feed(request, listing, site, places, has_more=has_more)
    return HttpResponse(
        atom.write(feed, found),
        content_type=atom.CONTENT_TYPE,
        headers={"Access-Control-Allow-Origin": "*"},
    )


def _is_entry(one: Entry | Tombstone) -> bool:
    """Tombstones stand first, because in the grammar of RFC 4287 nothing follows the entries."""
    return isinstance(one, Entry)


def _tags(request: HttpRequest) -> str:
    """What the tags of this portal begin with."""
    return f"tag:{request.get_host().partition(':')[0]},{SINCE}:"


def _feed(
    request: HttpRequest,
    listing: Listing,
    site: Site,
    places: list[Place],
    *,
    has_more: bool,
) -> Feed:
    first = _address(request)
    links = [("self", _TYPE, request.build_absolute_uri()), ("first", _TYPE, first)]
    links.append(("alternate", "text/html", site.base + listing.page))
    if has_more:
        links.append(("next", _TYPE, _address(request, address_of(places[-1]))))
    return Feed(
        id=_tags(request) + first.partition(f"{request.get_host()}/")[2],
        title=f"{PORTAL} · {listing.title}",
        updated=moment(places[0].moment) if places else _begun(),
        author=PORTAL,
        author_url=f"{site.base}/",
        links=tuple(links),
    )


_TYPE = "application/atom+xml"


def _address(request: HttpRequest, before: str = "") -> str:
    query = with_parameters(request.GET, before=before).removesuffix("?")
    return request.build_absolute_uri(request.path) + query


def _begun() -> str:
    """Of an empty feed: when the catalogue was last changed."""
    return moment(datetime.fromtimestamp(revision.look().moment).astimezone())


def _entries(
    listing: Listing, places: list[Place], site: Site, tags: str
) -> Iterator[Entry | Tombstone]:
    keys = [place.key for place in places]
    data = record_types.fetch_data(keys, site)
    by_type: dict[str, list[int]] = defaultdict(list)
    for type_, key in keys:
        by_type[type_].append(key)
    told: dict[Key, str] = {}
    published: dict[Key, datetime] = {}
    gone: dict[Key, Data] = {}
    for type_, own in by_type.items():
        one = record_types.named(type_)
        public = [key for key in own if (type_, key) in data]
        told |= {(type_, key): words for key, words in last_changes(one.model, public).items()}
        moments = one.model.objects.filter(pk__in=public).values_list("pk", "published_at")
        published |= {(type_, key): at for key, at in moments}
        if withdrawn := [key for key in own if (type_, key) not in data]:
            gone |= tombstones(one, withdrawn, site)
    for place in places:
        key, tag = place.key, f"{tags}{place.type}-{place.record}"
        if key in data:
            told_of = listing.describe(data[key], told[key], site)
            first = moment(published.get(key) or place.moment)
            yield _entry(told_of, tag, place, data[key].get("kind", ""), first)
        elif key in gone:
            yield _tombstone(gone[key], tag)


def _entry(told: Described, tag: str, place: Place, kind: str, first: str) -> Entry:
    updated = moment(place.moment)
    return Entry(
        id=tag,
        updated=updated,
        published=updated if told.summary == NEW else first,
        kind=kind,
        kind_label=_kinds(record_types.named(place.type).model).get(kind, ""),
        **told._asdict(),
    )


def _kinds(model: type[Model]) -> dict[str, str]:
    """The labels of the kinds of such records, if they have any."""
    fields = [field for field in model._meta.concrete_fields if field.name == "kind"]
    return {value: str(label) for field in fields for value, label in field.choices or ()}


def _tombstone(gone: Data, tag: str) -> Tombstone:
    into = gone["merged_into"]
    comment = f"已并入 {into['id']}" if into else ""
    return Tombstone(id=tag, when=gone["withdrawn"], comment=comment)
