"""Import rules of policies, milestones, bodies and differences."""

from collections.abc import Sequence
from functools import partial

from policies.admin.issuances_column import IssuancesColumn, split
from policies.admin.questions import DATE, OF_ROWS, about
from policies.admin.relations_column import RelationsColumn
from policies.models import (
    Body,
    Milestone,
    MilestoneRelation,
    Policy,
    PolicyRelation,
    Status,
)
from policies.models.predecessors import Predecessors
from policies.models.said import FIELDS, differing
from policies.models.status_evidence import unsupported
from policies.pairs.disagreements import attach_citations
from portal.changes.recording import rows_with
from portal.curation.importing.columns import YEAR_HEADER, DateColumn
from portal.curation.importing.parts import PartsColumn
from portal.curation.importing.resource import RecordResource
from portal.curation.importing.verdicts import errors_of
from portal.curation.workflow.transitions import may_edit


class AliasesColumn(PartsColumn):
    relation = prefetch = "aliases"
    fields = ("name",)

    def __init__(self):
        super().__init__("aliases_said", "别名", "以分号或顿号隔开。")

    def parse(self, text: str, stored: Sequence[tuple]) -> list[tuple]:
        return sorted({(name,) for name in split(text)})

    def stored(self, record):
        return tuple(sorted(super().stored(record)))

    def format(self, value: Sequence[tuple]) -> str:
        return "；".join(name for (name,) in value)


class EntryResource(RecordResource):
    special_columns = {
        "date": lambda: DateColumn("date", "日期"),
        "issuances": IssuancesColumn,
    }
    more_headers = {YEAR_HEADER: "四位数字；日期不写年份时用。"}
    labels = RecordResource.labels | OF_ROWS

    def complete(self, record, errors):
        record.status = record.status or Status.UNKNOWN
        if record.date is None:
            errors.setdefault("date", ["请写日期。"])
        elif not record.date_text:
            record.date_text = str(record.date)

    def unchecked(self, record):
        # Without a valid date, `date_text` is not checked against it: one error is enough.
        return super().unchecked(record) | (set() if record.date else {"date_text"})

    def ask(self, changes):
        return about(changes, self._may_link)

    def _may_link(self, entry, milestone) -> bool:
        """Only if the policy is new: undoing the import takes that back with the policy."""
        return entry.pk is None and may_edit(self.user, milestone)

    def accept(self, record, question):
        if question.kind == DATE:
            record.checked_date = record.date.iso

    def check_together(self, records):
        """Relations to the record itself, circles that rows of the file close together, statuses.

        What a row is refused for may be in the cells of another one.
        """
        column, cited = self.columns_by_field["relations"], self.columns_by_field["citations"]
        rows = [row for record in records for row in column.rows(record)]
        steps = Predecessors(rows, rewritten=records, relinked=self.relinked(records))
        linked = dict(steps.circles_by_links())
        for record, said in linked.items():
            yield record, {"policy": [said]}
        to_itself = ((row, said) for row in rows if (said := row.why_to_itself()))
        for row, said in (*to_itself, *steps.circles()):
            if row.record not in linked:  # one error says it
                yield row.record, {column.attribute: [said]}
        citations = (row for record in records for row in cited.rows(record))
        for record, said in unsupported(records, [*rows, *citations]):
            yield record, {"status": [said]}

    def relinked(self, records):
        """The stored milestones that are told of another policy."""
        return []


class PolicyResource(EntryResource):
    special_columns = EntryResource.special_columns | {
        "relations": partial(RelationsColumn, PolicyRelation)
    }

    def link(self, record, key):
        record.linked = key

    def after_writing(self, records):
        linked = {one.linked: one for one in records if hasattr(one, "linked")}
        milestones = list(Milestone.objects.filter(pk__in=linked))
        for milestone in milestones:
            milestone.policy = linked[milestone.pk]
        Milestone.objects.write([], milestones)


class MilestoneResource(EntryResource):
    special_columns = EntryResource.special_columns | {
        "relations": partial(RelationsColumn, MilestoneRelation)
    }

    def relinked(self, records):
        stored = rows_with(Milestone.objects.order_by(), "pk", (one.pk for one in records))
        before = dict(stored.values_list("pk", "policy_id"))
        return [one for one in records if one.pk and one.policy_id != before[one.pk]]

    def link(self, record, key):
        record.policy = Policy.objects.get(pk=key)


class DifferenceResource(RecordResource):
    def check_together(self, records):
        """What a ruling is on must differ, and what it adopts must be said."""
        records = list(records)
        attach_citations({id(one): one for row in records for one in row.entries}.values())
        for row in records:
            found = differing(row.entries, row.field) if row.field in FIELDS else None
            label = row.get_field_display()
            if found == []:
                yield row, {"field": [f"“{row.entries[0]}”的{label}没有分歧，无须裁定。"]}
            elif found and row.prefers == row.Side.CITATION and not row.adopted_of(found):
                said = "、".join(f"“{one.text}”" for one in found)
                yield (
                    row,
                    {"adopted": [f"没有出处的引文说{label}是“{row.adopted}”：说的是{said}。"]},
                )


class BodyResource(RecordResource):
    special_columns = {"aliases": AliasesColumn}

    def check_together(self, records):
        """Two changed bodies may have become each other's ancestors."""
        bodies = Body.objects.in_bulk() | {body.pk: body for body in records if body.pk}
        for body in [*bodies.values(), *records]:
            body.parent = bodies.get(body.parent_id)
        for body in records:
            if errors := errors_of(body.clean):
                yield body, errors
