"""Import rules of policies, milestones, bodies and differences."""

from collections.abc import Callable, Sequence

from django.core.exceptions import ValidationError

from policies.admin.issuances_column import IssuancesColumn, split
from policies.admin.questions import DATE, OF_ROWS, Twins, about_date, about_rulings, about_twins
from policies.models import Body, Milestone, Policy
from portal.curation.importing.cells import YEAR_HEADER, DateCell, TextCell
from portal.curation.importing.columns import Column
from portal.curation.importing.parts import PartsColumn
from portal.curation.importing.resource import RecordResource
from portal.curation.workflow.transitions import may_edit


class AliasesColumn(PartsColumn):
    relation = prefetch = "aliases"
    fields = ("name",)

    def __init__(self):
        super().__init__("aliases_said", "别名", TextCell(), "以分号或顿号隔开。")

    def parse(self, text: str, stored: Sequence[tuple]) -> list[tuple]:
        return sorted({(name,) for name in split(text)})

    def stored(self, record):
        return tuple(sorted(super().stored(record)))

    def format(self, rows: Sequence[tuple]) -> str:
        return "；".join(name for (name,) in rows)


class EntryResource(RecordResource):
    special_columns = {
        "date": lambda: Column("date", "日期", DateCell()),
        "issuances": IssuancesColumn,
    }
    filled_by = dict.fromkeys(
        [
            *("date_start", "date_end", "date_precision", "checked_date"),
            *("timeline_start", "timeline_end", "timeline_precision"),
        ],
        "date",
    )
    more_headers = {YEAR_HEADER: "四位数字；日期不写年份时用。"}

    def complete(self, record):
        if record.date and not record.date_text:
            record.date_text = str(record.date)

    def missing(self, record):
        return {} if record.date else {"date": "请写日期。"}

    def unchecked(self, record):
        # Without a valid date, `date_text` is not checked against it: one error is enough.
        return super().unchecked(record) | (set() if record.date else {"date_text"})

    def ask(self, changes):
        twins = Twins(self.model).of(changes)
        return [
            [*about_date(entry), *rulings, *about_twins(entry, likely, self._may_link(entry))]
            for (entry, _), rulings, likely in zip(
                changes, about_rulings(changes), twins, strict=True
            )
        ]

    def _may_link(self, entry) -> Callable[[Milestone], bool]:
        """A new policy's milestones: undoing the import takes that back with the policy."""
        return lambda milestone: entry.pk is None and may_edit(self.user, milestone)

    def label_of(self, kind):
        return OF_ROWS.get(kind) or super().label_of(kind)

    def accept(self, record, question):
        if question.kind == DATE:
            record.checked_date = record.date.iso


class PolicyResource(EntryResource):
    def __init__(self, *args):
        super().__init__(*args)
        self._links: list[tuple[Policy, int]] = []

    def link(self, record, key):
        self._links.append((record, key))

    def after_writing(self, records):
        linked = {key: policy for policy, key in self._links if policy in records}
        milestones = list(Milestone.objects.filter(pk__in=linked))
        for milestone in milestones:
            milestone.policy = linked[milestone.pk]
        Milestone.objects.write([], milestones)


class MilestoneResource(EntryResource):
    def link(self, record, key):
        record.policy = Policy.objects.get(pk=key)


class BodyResource(RecordResource):
    special_columns = {"aliases": AliasesColumn}

    def check_together(self, records):
        """Two changed bodies may have become each other's ancestors."""
        bodies = Body.objects.in_bulk() | {body.pk: body for body in records if body.pk}
        for body in [*bodies.values(), *records]:
            body.parent = bodies.get(body.parent_id)
        for body in records:
            try:
                body.clean()
            except ValidationError as error:
                yield body, error.message_dict
