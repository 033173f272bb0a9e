"""Citations and errata of all record types as plain data, each with its record."""

from collections.abc import Callable, Sequence

from django.apps import apps
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.models import Citation, Erratum, Source
from portal.models.curated import State
from portal.open_data.data import Data, Site, citation_data, errata_data
from portal.record_types import Key
from portal.web.forms.fields import ChoicesField, QueryForm, RecordsField

Models = dict[str, type[Model]]
_OF_CITATION = ("source__slug", "place", "url", "quote", "supports", "line_start", "line_end")


class PartsForm(QueryForm):
    """`type`: of which record types."""

    type = ChoicesField(label=_("记录"), required=False, choices=())

    def __init__(self, data, tables: Models):
        super().__init__(data)
        self.fields["type"].choices = {name: name for name in tables}


class CitationsForm(PartsForm):
    source = RecordsField(label=_("来源"), required=False, model=Source)


class ErrataForm(PartsForm):
    kind = ChoicesField(label=_("类别"), required=False, choices=Erratum.Kind.choices)


def tables_of(part: type[Model]) -> Models:
    """The tables of such parts by the type of their records."""
    found = [model for model in apps.get_models() if issubclass(model, part)]
    return {one.owner_model()._meta.model_name: one for one in found}


def public(model: type[Model], asked: dict) -> QuerySet:
    """The parts of published records that a valid form asks for."""
    rows = model.objects.filter(record__state=State.PUBLISHED)
    if issubclass(model, Erratum):
        rows = rows.filter(state=State.PUBLISHED)
    for name in ("source", "kind"):
        if asked.get(name):
            rows = rows.filter(**{f"{name}__in": asked[name]})
    return rows


def citations(keys: Sequence[Key], site: Site) -> dict[Key, Data]:
    return _fetched(keys, tables_of(Citation), _citations)


def errata(keys: Sequence[Key], site: Site) -> dict[Key, Data]:
    return _fetched(keys, tables_of(Erratum), _errata)


def _citations(rows: QuerySet, slug: str) -> dict[int, tuple[str, Data]]:
    found = rows.values_list("pk", slug, *_OF_CITATION)
    return {key: (owner, citation_data(*values)) for key, owner, *values in found}


def _errata(rows: QuerySet, slug: str) -> dict[int, tuple[str, Data]]:
    owners = dict(rows.values_list("pk", slug))
    return {one.pk: (owners[one.pk], errata_data([one])[0]) for one in rows if one.pk in owners}


def _fetched(
    keys: Sequence[Key],
    tables: Models,
    shape: Callable[[QuerySet, str], dict[int, tuple[str, Data]]],
) -> dict[Key, Data]:
    """In the order of the keys; a fixed number of queries for each type among them."""
    found: dict[Key, Data] = {}
    for type_, model in tables.items():
        if own := [key for of, key in keys if of == type_]:
            # The natural key of a record begins with the slug of its address.
            slug = f"record__{model.owner_model().natural_lookups()[0]}"
            rows = model.objects.filter(pk__in=own)
            for key, (owner, data) in shape(rows, slug).items():
                found[type_, key] = {"record": {"type": type_, "slug": owner}} | data
    return {key: found[key] for key in keys if key in found}
