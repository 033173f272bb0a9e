"""Policies and milestones as they stood: what is derived from a pair, and how lists find them."""

from collections.abc import Iterable
from functools import partial

from django.db.models import F, Q, QuerySet

from policies.index_documents import read_entries
from policies.models import Difference, Entry, Milestone, Policy
from policies.models.said import DATE
from policies.models.timeline_dates import COLUMNS, settlements
from policies.pairs.found import COLUMNS as COLUMNS_OF_FOUND
from policies.pairs.found import UNRULED, cited_dates, columns, published
from portal.record_types import TIMELINE, Past
from portal.text.dates import PartialDate

_DATES = [one.replace("timeline", "date") for one in COLUMNS]


def timeline_dates() -> dict[type[Entry], dict[int, dict]]:
    """The timeline dates of pairs as far as they are not the record's own date."""
    found: dict[type[Entry], dict[int, dict]] = {Policy: {}, Milestone: {}}
    same = Q(**{name: F(f"policy__{name}") for name in _DATES})
    pairs = Milestone.objects.filter(policy__isnull=False).exclude(same).order_by()
    keys = set(pairs.values_list("policy", flat=True))
    for entry, date in settlements(
        Policy.objects.filter(pk__any_of=keys) if keys else Policy.objects.none()
    ):
        _date(found, entry, date)
    cited = Difference.objects.filter(field=DATE, prefers=Difference.Side.CITATION)
    for entry, date in cited_dates(published()).items() if cited.exists() else ():
        _date(found, entry, date)
    return found


def _date(found: dict[type[Entry], dict[int, dict]], entry: Entry, date: PartialDate) -> None:
    if date != entry.date:
        entry.set_timeline_date(date)
        found[type(entry)][entry.pk] = {name: getattr(entry, name) for name in COLUMNS}


def found_differences() -> list[dict]:
    """The rows of the table of differences."""
    rows = (zip(COLUMNS_OF_FOUND, columns(one), strict=True) for one in published())
    return [{"id": UNRULED + number, **dict(row)} for number, row in enumerate(rows)]


def headings() -> dict[tuple[str, int], str]:
    """The headings that are not the record's own title."""
    rulings = Difference.objects.filter(field=Difference.Field.TITLE).order_by()
    found = {}
    for model in (Policy, Milestone):
        type_ = model._meta.model_name
        misprints = model.errata.rel.related_model.objects.published()
        misprints = misprints.filter(field=model.title_stands_in).order_by()
        keys = {*misprints.values_list("record", flat=True), *rulings.values_list(type_, flat=True)}
        for one in read_entries(model, sorted(keys - {None})):
            if one.heading:
                found[type_, one.record] = one.heading
    return found


def listed(model: type[Entry]) -> Past:
    """How lists of a past day find the records of one table."""
    return Past(
        records=partial(_records, model),
        start="timeline_start",
        end="timeline_end",
        conditions={
            "kind": lambda kinds: Q(kind__in=kinds),
            "body": partial(_of_pair, model, "issuances__body"),
            "source": partial(_of_pair, model, "citations__source"),
        },
    )


def _records(model: type[Entry], list_name: str) -> QuerySet:
    records = model.objects.published()
    if model is Policy and list_name == TIMELINE:  # where its milestone stands
        told = Milestone.objects.published().filter(policy__isnull=False)
        return records.exclude(pk__in=told.values("policy"))
    return records


def _of_pair(model: type[Entry], path: str, wanted: Iterable) -> Q:
    """Condition that the record, or its twin, has one of the wanted at a path."""
    other, key = (Milestone, "policy") if model is Policy else (Policy, "milestones")
    relation, _, column = path.partition("__")
    parts = model._meta.get_field(relation).related_model.objects
    own = parts.filter(**{f"{column}__in": wanted}).values("record")
    parts = other._meta.get_field(relation).related_model.objects
    twins = parts.filter(**{f"{column}__in": wanted}).values("record")
    twins = other.objects.published().filter(pk__in=twins, **{f"{key}__isnull": False})
    return Q(pk__in=own) | Q(pk__in=twins.values(key))
