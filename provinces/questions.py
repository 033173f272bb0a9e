"""The question before an excerpt is saved that could be taken for another one of its unit."""

from collections.abc import Sequence

from portal.curation.editing.questions import Offer, Question
from portal.text.folding import fold
from provinces.models import Excerpt

PLAN = "plan"
OF_ROWS = {PLAN: "行与同一省级行政区的另一篇摘录题名、日期相同，看过了，照样导入"}
Changes = Sequence[tuple[Excerpt, Excerpt | None]]  # (excerpt to be saved, stored excerpt)


def about(changes: Changes) -> list[list[Question]]:
    """The questions about each change; one query."""
    records = [record for record, _ in changes if record.unit_id]
    changed = [record.pk for record in records if record.pk]
    stored = Excerpt.objects.not_withdrawn().filter(unit__in={one.unit_id for one in records})
    others = [*stored.exclude(pk__in=changed).select_related("unit", "source"), *records]
    return [
        _about(record, [one for one in others if one is not record and _plan(one) == _plan(record)])
        if record.unit_id and (before is None or _plan(before) != _plan(record))
        else []
        for record, before in changes
    ]


def _plan(excerpt: Excerpt) -> tuple:
    return excerpt.unit_id, fold(excerpt.plan_title), excerpt.plan_date


def _about(record: Excerpt, alike: list[Excerpt]) -> list[Question]:
    if not alike:
        return []
    sources = "、".join(str(one.source or "未注明来源") for one in alike)
    offers = [Offer.of(one, f"{one}（{one.source}）", is_allowed=False) for one in alike if one.pk]
    if record.is_told:
        said = f"{record.unit}已有题名、日期相同的摘录（来源：{sources}）。"
        answer = "看过了，是另一来源的摘录，照样保存"
    else:
        said = (
            f"{record.unit}已有一篇也没有规划题名和日期的摘录（来源：{sources}）："
            "请填题名或日期，读者才分得清。"
        )
        answer = "来源没有写明题名和日期，照样保存"
    return [Question(PLAN, f"{record.unit_id} {sources}", said, answer, tuple(offers))]
