"""Every address of the admin, each with a record made for it."""

import itertools
import re
from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import NamedTuple

from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.urls import URLResolver, reverse
from django.utils import timezone

from policies.models import (
    Body,
    Difference,
    Milestone,
    MilestoneErratum,
    Policy,
    PolicyErratum,
)
from portal.curation.workflow.transitions import TRANSITIONS
from portal.models import ChangeSet, ImportBatch, LoadedRecord, Merger, Source, SourceLine
from portal.models.base import RecordTable
from portal.models.curated import Curated, State
from provinces.models import Excerpt, ExcerptErratum, Unit
from tests.portal.archived_files.copies import archived
from tests.portal.curation.accounts.who_may import TABLES
from tests.universe import milestone, policy

BEGINS = {name: min(one.states) for name, one in TRANSITIONS.items()}


# Addresses


class Pattern(NamedTuple):
    """`page` is its name without that of the table; `model` is None for the whole admin."""

    model: type[models.Model] | None
    page: str
    route: str


def flattened(patterns, before: str = "") -> Iterator[Pattern]:
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from flattened(one.url_patterns, route)
        else:
            model = _model_at(route)
            prefix = f"{model._meta.app_label}_{model._meta.model_name}_" if model else ""
            yield Pattern(model, (one.name or "").removeprefix(prefix), route)


def _model_at(route: str) -> type[models.Model] | None:
    for model in admin.site._registry:
        if route.startswith(f"{model._meta.app_label}/{model._meta.model_name}/"):
            return model
    return None


PATTERNS = list(flattened(admin.site.get_urls()))


REFERRING = {
    column.related_model: column
    for model in apps.get_models()
    for column in model._meta.fields
    if column.related_model in TABLES and admin.site._registry[column.related_model].search_fields
}

# Records

NUMBERS = itertools.count(1)


def make(model: type[models.Model], **state) -> models.Model:
    """A new record that nothing refers to."""
    return MAKERS[model](f"record-{next(NUMBERS)}", **state)


def _erratum(model, owner, slug: str, **state):
    return model.objects.create(
        record=make(owner), kind="mistaken", printed="原文", reason="存疑。", **state
    )


def _unit(slug: str) -> Unit:
    number = next(NUMBERS)
    code = chr(ord("一") + number)  # any that no unit has
    return Unit.objects.create(slug=slug, code=code, name=slug, short_name=number, region="north")


MAKERS = {
    Policy: lambda slug, **state: policy(slug, "2018-06", **state),
    Milestone: lambda slug, **state: milestone(slug, "2018-06", **state),
    Excerpt: lambda slug, **state: Excerpt.objects.create(
        unit=make(Unit), wording=f"{slug}的原文。", **state
    ),
    PolicyErratum: partial(_erratum, PolicyErratum, Policy),
    MilestoneErratum: partial(_erratum, MilestoneErratum, Milestone),
    ExcerptErratum: partial(_erratum, ExcerptErratum, Excerpt),
    Body: lambda slug, **state: Body.objects.create(slug=slug, name=slug, kind="office", **state),
    Difference: lambda slug: Difference.objects.first(),
    Unit: _unit,
    Source: lambda slug, **state: Source.objects.create(
        slug=slug, title=slug, short_title=slug, publisher=slug, **state
    ),
    SourceLine: lambda slug: SourceLine.objects.create(
        source=Source.objects.first(), number=10**6, text=slug
    ),
    ImportBatch: lambda slug: batch(Milestone, None),
    Merger: lambda slug: merger(Milestone.objects.first()),
    LoadedRecord: lambda slug: LoadedRecord.objects.first(),
    Group: lambda slug: Group.objects.create(name=slug),
    User: lambda slug: User.objects.create_user(slug),
}


def batch(model, user, **fields) -> ImportBatch:
    """A file that was imported, unless it has no `change_set`."""
    return ImportBatch.objects.create(
        table=model._meta.label_lower,
        file_name="改.csv",
        content="题名\n甲\n".encode(),
        user=user,
        **{"change_set": ChangeSet.objects.create(moment=timezone.now())} | fields,
    )


def merger(kept: RecordTable) -> Merger:
    """A merger of a deleted record into this one, in the change set of its last change."""
    change_set = kept.history.latest().change_set
    names = {"gone_name": "并入者", "kept_name": str(kept)}
    table = kept._meta.label_lower
    return Merger.objects.create(table=table, gone=0, kept=kept.pk, change_set=change_set, **names)


def made(model: type[models.Model]) -> dict[str, models.Model]:
    """A record in each state, the draft first, or the one record of a table without states."""
    if not issubclass(model, Curated):
        return {"": make(model)}
    withdrawn = {"withdrawn_on": date(2026, 1, 5), "withdrawn_because": "误收。"}
    return {
        state.value: make(model, state=state, **withdrawn if state == State.WITHDRAWN else {})
        for state in State
    }


class Case(NamedTuple):
    page: str
    name: str
    address: str
    record: models.Model

    @property
    def both(self) -> str:
        return f"{self.page} {self.name}".strip()


def cases(model: type[models.Model], records: dict, user: User | None) -> list[Case]:
    """Every address of the table, filled in."""
    first = next(iter(records.values()))
    numbers = numbered(first, user)
    found = []
    for _, page, route in [one for one in PATTERNS if one.model is model]:
        if page == "move":
            for name, state in BEGINS.items():
                filled = _filled(route, records[state], transition=name)
                found.append(Case(page, name, filled, records[state]))
        elif page in numbers:
            for name, one in numbers[page].items():
                found.append(Case(page, name, _filled(route, first, number=one.pk), first))
        elif page in ("change", "restore"):
            for state, record in records.items():
                if page == "restore" and state in ("review", "withdrawn"):
                    continue  # what one who may change it may do
                found.append(Case(page, state, _filled(route, record), record))
        else:
            found.append(Case(page, "", _filled(route, first), first))
    return found


def numbered(record: models.Model, user: User | None) -> dict[str, dict[str, models.Model]]:
    """For pages whose number is not a record's: case → the object that has the number."""
    model, found = type(record), {}
    if "batch" in TABLES[model]:
        done = {"": batch(model, None), "own": batch(model, user)}
        found |= {"undo": done, "batch": done | {"pending": batch(model, None, change_set=None)}}
    if "bring_back" in TABLES[model]:
        found["bring_back"] = {"": deletion(model, record)}
    if "copy" in TABLES[model]:
        found["copy"] = {"": archived(record)}
    if "part" in TABLES[model]:
        found["part"] = {"": merger(record)}
    return found


def deletion(model: type[RecordTable], but: RecordTable) -> models.Model:
    """The history row of another record's deletion."""
    others = model._base_manager.exclude(pk=but.pk)
    gone = others.last() if model in (Difference, SourceLine) else make(model)
    gone.delete()
    return model.history.filter(history_type="-").latest()


def _filled(route: str, record: models.Model, **more) -> str:
    others = type(record)._base_manager.exclude(pk=record.pk)
    values = {"object_id": record.pk, "id": record.pk, "number": 1} | more
    values |= {"kept": record.pk, "gone": getattr(others.first(), "pk", None)}
    names = re.compile(r"<(?:\w+:)?(\w+)>")
    return reverse("admin:index") + names.sub(lambda name: str(values[name[1]]), route)


def site_cases() -> Iterator[tuple[str, str, str]]:
    """Page, case and address, of the pages of the whole admin."""
    shown = Milestone.objects.first()
    kind = ContentType.objects.get_for_model(Milestone).pk
    of_body = "app_label=policies&model_name=milestoneissuance&field_name=body"
    for page in [one.page for one in PATTERNS if one.model is None]:
        if page == "app_list":
            for label in sorted({model._meta.app_label for model in TABLES}):
                yield page, label, reverse("admin:app_list", args=[label])
        elif page == "view_on_site":
            yield page, "", reverse("admin:view_on_site", args=[kind, shown.pk])
        elif page == "":
            yield page, "", f"{reverse('admin:index')}nothing/here/"
        elif page == "autocomplete":
            yield page, "", f"{reverse('admin:autocomplete')}?{of_body}"
        else:
            yield page, "", reverse(f"admin:{page}")
