"""Small worlds for tests, with named objects instead of anonymous rows."""

import re
from datetime import date, timedelta

from policies.models import (
    Body,
    Kind,
    Milestone,
    MilestoneCitation,
    MilestoneIssuance,
    Policy,
    PolicyCitation,
    PolicyIssuance,
)
from portal.changes.recording import together
from portal.models import Source
from portal.models.curated import State
from portal.text.dates import read_query, read_typed


def milestone(slug: str, on: str, **fields) -> Milestone:
    """A published milestone of a date such as 2016-09 or 约2016年, cited as `source`, `place`."""
    return _saved(Milestone, slug, on, fields)


def policy(slug: str, on: str, **fields) -> Policy:
    """A published policy of a date such as 2016-09 or 约2016年, cited as `source`, `place`."""
    return _saved(Policy, slug, on, fields)


def _saved(model, slug: str, on: str, fields: dict):
    stated = read_query(on) if re.fullmatch("[0-9-]+", on) else read_typed(on)
    cited = {name: fields.pop(name) for name in ("source", "place") if name in fields}
    defaults = {
        "title": slug,
        "wording": f"{slug}的原文。",
        "kind": Kind.DOCUMENT,
        "state": State.PUBLISHED,
        "date_text": str(stated),
        "date_start": stated.start,
        "date_end": stated.end,
        "date_precision": stated.precision,
        "date_qualifier": stated.qualifier,
    }
    made = model(slug=slug, **defaults | fields)
    made.save()
    if cited:
        made.citations.create(**cited)
    return made


def crowd(size: int, first: int = 0) -> None:
    """`size` entries beside the catalogue: four milestones to one policy, every tenth a pair.

    They are numbered from `first` on.
    """
    source = Source.objects.first()
    bodies = list(Body.objects.all()[:20])
    policies, milestones = [], []
    for number in range(first, first + size):
        day = date(2000, 1, 1) + timedelta(days=number % 9000)
        model, made = (Policy, policies) if number % 5 == 0 else (Milestone, milestones)
        entry = model(
            slug=f"crowd-{number}",
            title=f"第{number}号文件",
            wording="加强数字政府建设，推进政务服务标准化、规范化、便利化。" * 3,
            kind=list(Kind)[number % len(Kind)],
            state=State.PUBLISHED,
            date_text=f"{day.month}月{day.day}日",
            date_start=day,
            date_end=day,
            date_precision="day",
        )
        entry.set_timeline_date(entry.date)
        made.append(entry)
    with together():
        policies = Policy.objects.bulk_create(policies)
        for twin, told in zip(policies[::2], milestones[::8], strict=False):
            told.policy = twin
        milestones = Milestone.objects.bulk_create(milestones)
        for model, records in ((PolicyCitation, policies), (MilestoneCitation, milestones)):
            cited = [model(record=record, source=source, place="1") for record in records]
            model.objects.write(cited, [])
        for model, records in ((PolicyIssuance, policies), (MilestoneIssuance, milestones)):
            model.objects.bulk_create(
                model(record=record, body=bodies[(number + extra) % len(bodies)])
                for number, record in enumerate(records)
                for extra in range(2)
            )


def says(record, kind: str, target, *, save: bool = True, **fields):
    """A relation of two records, checked as a form does it, and saved."""
    model = type(record).relations.rel.related_model
    fields.setdefault("source", Source.objects.get(slug="egov-report-2014-2024"))
    relation = model(record=record, kind=kind, **{target._meta.model_name: target}, **fields)
    relation.full_clean()
    if save:
        relation.save()
    return relation
