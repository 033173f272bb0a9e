"""The declaration of a record type, and the registry of all types.

An app registers its types at start (`ready` in its apps.py); `tests/third_type` is an example.
Index, lists, search, suggestions, sitemap, checks and addresses loop over this registry, so the
portal knows no type by name. A table whose records are on no list, such as the issuing bodies,
is registered too: it declares its sitemap, its counts, its suggestions.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.apps import AppConfig, apps
from django.db.models import Model, Q, QuerySet

from portal.references.reference import Reference

# Lists of several types. Each type also has a list of its own, which has the name of the type.
TIMELINE, SEARCH = "timeline", "search"

Keys = Iterable[int]
Key = tuple[str, int]  # type and primary key of a record


@dataclass(frozen=True)
class Words:
    """Sentences about records of a type that lacks dimensions of other types, all lazy.

    `undated` says that they have no date, `partly_undated` that some have none; `left_out`, with
    `n` and `lacking`, that a filter hides them; `show`, with `n`, is the link to them, and
    `show_all` one to more than these.
    """

    undated: str
    left_out: str
    show: str
    partly_undated: str = ""
    show_all: str = ""


@dataclass(frozen=True, kw_only=True)
class Past:
    """How lists of a past day find records of a type; they are read from the tables of that day.

    `records` returns those that stand on a list of this name, `start` and `end` are their columns
    of dates, if they have one. `conditions` are those of the dimensions by which such lists can
    be filtered, for values as their fields clean them.
    """

    records: Callable[[str], QuerySet]
    start: str = ""
    end: str = ""
    conditions: dict[str, Callable[[list], Q]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class RecordType:
    """Only `model` is required. A type without `read_documents` is not indexed.

    `label` names the type among other types; `words` say what its records lack. `lists` are the
    shared lists on which its records may stand. `dimensions` are the names of the dimensions
    that its records have (see `portal.dimensions`).

    `read_documents` returns the index documents of the records with the given primary keys.
    `is_read_ahead` promises that it finds rows by keys and foreign keys and reads instances, whose
    own columns may then be as a change that is not written yet will leave them.
    `touched_by` maps another table to lookups from this model to it: when a row of that table
    changes, the records found by these lookups are indexed anew. `read_names` returns names of
    records (`portal.index.text_index.names.Name`) by which the documents are found that link to
    them, in the dimension that is named after the type. `fetch_rows` returns the rows that lists
    show; types with the same function are fetched in one call. `fetch_data` returns the records
    as plain data (`portal.open_data.data`), for everything that is given out; `described_by` is
    the serializer that describes this data, for the API, and `columns` are those of the records
    in CSV and XLSX files (`portal.open_data.columns`).

    `references` returns how to cite what the page of a record shows: the record itself, or those
    on the page of something else, such as a place. Its address is that of `list_page` and a slug.

    A type without `past` is on no list of a past day.

    `follow` writes what else is derived from changed records ({model: primary keys}) before their
    documents are; of tables that are read ahead, it changes what only their pages show.

    `in_sitemap` returns records whose address follows from their slug. If their page shows other
    records too, it annotates `lastmod`, when one of them was last modified.
    """

    model: type[Model]
    label: str = ""
    words: Words | None = None
    lists: frozenset[str] = frozenset()
    dimensions: frozenset[str] = frozenset()
    read_documents: Callable[[Keys], Iterable] | None = None
    is_read_ahead: bool = False
    read_names: Callable[[Keys], Iterable] | None = None
    touched_by: dict[type[Model], tuple[str, ...]] = field(default_factory=dict)
    fetch_rows: Callable[[list[Key], Any], dict[Key, Any]] = lambda keys, query: {}
    fetch_data: Callable[[list[Key], Any], dict[Key, dict]] = lambda keys, site: {}
    described_by: Any = None
    columns: tuple = ()
    follow: Callable[[dict[type[Model], set[int]]], None] | None = None
    row_template: str = "portal/_row.html"  # with a macro `entry`, used on lists
    hit_template: str = "portal/_hit.html"  # with a macro `hit`, used on the list of search
    list_page: str = ""  # the name of the address where all of them stand
    page: str = ""  # the name of the address of one, if that is not the name of the type
    references: Callable[[Any], Iterable[Reference]] | None = None
    past: Past | None = None
    in_sitemap: Callable[[], QuerySet] | None = None
    collection_counts: Callable[[], Iterable] = tuple  # for the about page
    suggested: Callable[[], Iterable] = tuple  # while a reader types
    phrase_texts: Callable[[], Iterable[str]] = tuple  # the newest first
    breaches: Callable[[], Iterable[str]] = tuple  # of what no database constraint can say

    @property
    def name(self) -> str:
        return self.model._meta.model_name


_registered: dict[str, RecordType] = {}


def register(*types: RecordType) -> None:
    _registered.update({type_.name: type_ for type_ in types})


def registered() -> list[RecordType]:
    """In the order of registration, which is also the order on pages."""
    return list(_registered.values())


def listed(on: str = "") -> list[RecordType]:
    """The indexed types; with `on`, those whose records may stand on this list."""
    found = [type_ for type_ in registered() if type_.read_documents]
    return [type_ for type_ in found if not on or on in (type_.name, *type_.lists)]


def named_types() -> list[RecordType]:
    """Those by whose names the documents are found that link to their records."""
    return [type_ for type_ in registered() if type_.read_names]


def named(name: str) -> RecordType:
    return _registered[name]


def public_name(model: type[Model]) -> str:
    """The name of a record's type in addresses and in what is given out."""
    pages = {one.model: one.page for one in registered()}
    return pages.get(model) or model._meta.model_name


def list_names() -> list[str]:
    return [TIMELINE, *(type_.name for type_ in listed()), SEARCH]


def page_of(list_name: str) -> str:
    """The name of the address of a list's page."""
    return list_name if list_name in (TIMELINE, SEARCH) else named(list_name).list_page


def app_configs() -> list[AppConfig]:
    return list({apps.get_app_config(one.model._meta.app_label): None for one in registered()})


def functions(part: str) -> list[Callable[[], Iterable]]:
    """The functions that the types declare as `part`; a shared function is returned once."""
    return list(dict.fromkeys(getattr(type_, part) for type_ in registered()))


def fetch_rows(keys: list[Key], query: Any = None) -> dict[Key, Any]:
    """Key → row, in the order of `keys`, with the hits of `query`.

    Records that were withdrawn or deleted after the keys were read are left out.
    """
    return _fetch("fetch_rows", keys, query)


def fetch_data(keys: list[Key], site: Any) -> dict[Key, dict]:
    """The same as plain data, with addresses on a site (`portal.open_data.data.Site`)."""
    return _fetch("fetch_data", keys, site)


def _fetch(part: str, keys: list[Key], argument: Any) -> dict[Key, Any]:
    found: dict[Key, Any] = {}
    for fetch in dict.fromkeys(getattr(named(type_), part) for type_, _ in keys):
        found |= fetch([key for key in keys if getattr(named(key[0]), part) is fetch], argument)
    return {key: found[key] for key in keys if key in found}
