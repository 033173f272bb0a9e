"""Policies, milestones, their errata, bodies and differences as spreadsheets."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from django.core.exceptions import ValidationError
from import_export.fields import Field

from policies.admin.questions import DATE, OF_ROWS, Twins, about_date, about_rulings, about_twins
from policies.models import (
    BETWEEN_NAMES,
    Body,
    Difference,
    Milestone,
    MilestoneErratum,
    MilestoneIssuance,
    Policy,
    PolicyErratum,
    timeline_dates,
)
from portal.changes.recording import parts
from portal.curation.importing.cells import YEAR, DateCell, References, TextCell
from portal.curation.importing.parts import PartsField
from portal.curation.importing.resources import NAMES, RecordResource
from portal.curation.importing.source_resources import ErratumResource
from portal.curation.workflow.transitions import may_edit
from portal.text.pinyin import sort_key

ROLES = {str(label): value for value, label in MilestoneIssuance.Role.choices}
ISSUED = MilestoneIssuance.Role.ISSUED
LONGEST_OTHERS = MilestoneIssuance._meta.get_field("others").max_length
INFERRED, BASIS, OTHERS = "推定", "依据", "另有"
_OPEN, _CLOSE = "（(", "）)"


class BodiesCell(TextCell):
    def __init__(self):
        super().__init__()
        self.references = References(Body, NAMES["policies.body"])


class IssuancesField(PartsField):
    """国务院；国家网信办（主办）；国家发展改革委（推定：由联合发文推定）, in their order.

    In the brackets stand a role other than 发布, the source's words for bodies that it does not
    name (另有：等部门), and whether the part is inferred: 推定：… gives the reason, 依据：… what
    the source says. A basis that is not written stays as it was. A body with two roles stands
    twice.
    """

    relation, prefetch = "issuances", "issuances__body"
    columns = ("body", "role", "stated", "basis", "others")
    naming = 2
    is_ordered = True

    def __init__(self):
        super().__init__("issuances_said", "发布主体", BodiesCell())

    def names_in(self, text: str) -> Iterable[str]:
        for item in _split(text):
            yield item
            yield _split_note(item)[0]

    def parse(self, text: str, stored: Sequence[tuple]) -> list[tuple]:
        # By body and role; where a role is corrected, by the body alone.
        bases = {body: basis for body, _, _, basis, _ in stored}
        bases |= {(body, role): basis for body, role, _, basis, _ in stored}
        rows = []
        for item in _split(text):
            name, (role, others, stated, basis) = self._read(item)
            body = self.widget.references.find(name)
            if (body, role) in [row[:2] for row in rows]:
                raise ValueError(f"“{body}”以同一角色写了不止一次。")
            if len(others) > LONGEST_OTHERS:
                raise ValueError(f"“{others}”超过{LONGEST_OTHERS}个字：只写来源的几个字。")
            if basis is None:
                basis = bases.get((body, role), bases.get(body, ""))
            if not stated and not basis:
                raise ValueError(f"“{item}”是推定的，须写明理由：（推定：……）。")
            rows.append((body, role, stated, basis, others))
        return rows

    def _read(self, item: str) -> tuple[str, "Note"]:
        name, note = _split_note(item)
        said = _read_note(note)
        if said is None or (self.widget.references.is_known(item) and note):
            return item, Note()
        return name, said

    def format(self, rows: Sequence[tuple]) -> str:
        return "；".join(_format(*row) for row in rows)


class Note(NamedTuple):
    """What stands in the brackets; `basis` is None where it is not written."""

    role: str = ISSUED
    others: str = ""
    stated: bool = True
    basis: str | None = None


def _format(body: Body, role: str, stated: bool, basis: str, others: str) -> str:
    # A name that would be read as two, or as one with a note, is not written.
    name = body.name if _is_balanced(body.name) and _split(body.name) == [body.name] else body.slug
    notes = [label for label, value in ROLES.items() if value == role and value != ISSUED]
    if others:
        notes.append(f"{OTHERS}：{others}")
    written = f"：{basis}" if basis and _is_balanced(basis) else ""
    if not stated:
        notes.append(INFERRED + written)
    elif written:
        notes.append(BASIS + written)
    return f"{name}（{'，'.join(notes)}）" if notes else name


def _is_balanced(text: str) -> bool:
    depth = 0
    for character in text:
        depth += (character in _OPEN) - (character in _CLOSE)
        if depth < 0:
            return False
    return depth == 0


def _split(text: str) -> list[str]:
    """At what stands between names, but not within brackets."""
    items, depth = [""], 0
    for character in text:
        depth += (character in _OPEN) - (character in _CLOSE)
        if character in BETWEEN_NAMES and depth <= 0:
            items.append("")
        else:
            items[-1] += character
    return [item.strip() for item in items if item.strip()]


def _split_note(item: str) -> tuple[str, str]:
    """中央党校（国家行政学院）（主办） → 中央党校（国家行政学院）, 主办."""
    if item[-1] not in _CLOSE:
        return item, ""
    depth = 0
    for at in range(len(item) - 1, -1, -1):
        depth += (item[at] in _CLOSE) - (item[at] in _OPEN)
        if depth == 0:
            return item[:at].strip(), item[at + 1 : -1]
    return item, ""


def _read_note(note: str) -> Note | None:
    """None for what is no note."""
    role, others, rest = ISSUED, "", note.strip()
    match = re.fullmatch("([^，,：:]+)(?:[，,](.*))?", rest, re.DOTALL)
    if match and match[1].strip() in ROLES:
        role, rest = ROLES[match[1].strip()], (match[2] or "").strip()
    match = re.fullmatch(f"{OTHERS}[：:]([^，,：:]+)(?:[，,](.*))?", rest, re.DOTALL)
    if match:
        others, rest = match[1].strip(), (match[2] or "").strip()
    if not rest:
        return Note(role, others)
    match = re.fullmatch(f"({INFERRED}|{BASIS})(?:[：:](.*))?", rest, re.DOTALL)
    if not match:
        return None
    return Note(role, others, match[1] == BASIS, match[2])


class AliasesField(PartsField):
    relation = prefetch = "aliases"
    columns = ("name",)

    def __init__(self):
        super().__init__("aliases_said", "别名", TextCell())

    def parse(self, text: str, stored: Sequence[tuple]) -> list[tuple]:
        return sorted({(name,) for name in _split(text)})

    def stored(self, instance):
        return tuple(sorted(super().stored(instance)))

    def format(self, rows: Sequence[tuple]) -> str:
        return "；".join(name for (name,) in rows)


def _settle(policies: set[int]) -> None:
    for part in parts(sorted(policies)):
        timeline_dates.settle(Policy.objects.filter(pk__in=part))


class EntryResource(RecordResource):
    date = Field("date", "日期", DateCell())
    issuances = IssuancesField()

    more_headers = (YEAR,)
    guidance = {
        "日期": "2016、2016年7月、2016-07-27、2016/7/27、二〇一六年七月二十七日、2018年4月22—24日；"
        "写了年份的，也可只写 7月27日。表格里的日期照显示的读；2016.10 一类须设为文本。",
        "发布主体": "国务院；国家网信办（主办）；国家标准委（建立，另有：等部门）；"
        "国家发展改革委（推定：理由）。依次写，以分号或顿号隔开；有两个角色的写两次。",
        YEAR: "四位数字；日期不写年份时用。",
    }
    more_columns = (
        *("date_start", "date_end", "date_precision", "checked_date"),
        *("timeline_start", "timeline_end", "timeline_precision"),
    )

    def complete(self, record, row):
        if record.date and not record.date_text:
            record.date_text = str(record.date)
        super().complete(record, row)

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        errors = dict(import_validation_errors or {})
        if instance.date is None and "date" not in errors:
            errors["date"] = ValidationError("请写日期。")
        super().validate_instance(instance, errors, validate_unique)

    def _unchecked(self, record):
        # Where the date cannot be read, its wording follows from nothing: one error is enough.
        return super()._unchecked(record) | ({"date_text"} if record.date is None else set())

    def before_writing(self, records):
        for record in records:
            record.stand_on(record.date)
        self._touched = set(self._policies(records))

    def after_writing(self, records):
        _settle(self._touched | set(self._policies(records)))

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
        return OF_ROWS[kind]

    def accept(self, record, question):
        if question.kind == DATE:
            record.checked_date = record.date.iso

    def _policies(self, records) -> Iterable[int]:
        """Which the records tell of, or are, as the database has it."""
        raise NotImplementedError


class PolicyResource(EntryResource):
    class Meta(RecordResource.Meta):
        model = Policy
        fields = (
            *("slug", "title", "kind", "date", "date_text", "issuances", "bodies_text"),
            *("title_text", "wording", "source", "line_start", "line_end"),
        )
        import_order = fields

    def __init__(self, user=None):
        super().__init__(user)
        self._links: list[tuple[Policy, int]] = []

    def link(self, record, key):
        self._links.append((record, key))

    def after_writing(self, records):
        linked = {key: policy for policy, key in self._links if policy in records}
        milestones = list(Milestone.objects.filter(pk__in=linked))
        for milestone in milestones:
            milestone.policy = linked[milestone.pk]
            milestone.version += 1
        Milestone.objects.overwrite(milestones, ["policy", "version"])
        super().after_writing(records)

    def _policies(self, records):
        return [record.pk for record in records if record.pk]


class MilestoneResource(EntryResource):
    class Meta(RecordResource.Meta):
        model = Milestone
        fields = (
            *("slug", "title", "kind", "date", "date_text", "issuances", "policy"),
            *("document_title", "adopted_at"),
            *("wording", "source", "line_start", "line_end"),
        )
        import_order = fields

    def link(self, record, key):
        record.policy = Policy.objects.get(pk=key)

    def _policies(self, records):
        for part in parts([record.pk for record in records if record.pk]):
            stored = Milestone.objects.filter(pk__in=part).exclude(policy=None)
            yield from stored.values_list("policy", flat=True)


class PolicyErratumResource(ErratumResource):
    class Meta(ErratumResource.Meta):
        model = PolicyErratum


class MilestoneErratumResource(ErratumResource):
    class Meta(ErratumResource.Meta):
        model = MilestoneErratum


class BodyResource(RecordResource):
    aliases = AliasesField()

    more_columns = ("pinyin",)
    guidance = {"别名": "以分号或顿号隔开。"}

    class Meta(RecordResource.Meta):
        model = Body
        fields = ("slug", "name", "official_name", "kind", "parent", "aliases", "note")
        import_order = fields

    def before_writing(self, records):
        for record in records:
            record.pinyin = sort_key(record.name)

    def check_together(self, records):
        """Of two bodies, each may have come to stand below the other."""
        bodies = Body.objects.in_bulk()
        for body in bodies.values():
            body.parent = bodies.get(body.parent_id)
        for body in records:
            try:
                bodies[body.pk].clean()
            except ValidationError as error:
                yield body, error.message_dict


class DifferenceResource(RecordResource):
    class Meta(RecordResource.Meta):
        model = Difference
        fields = (
            *("policy", "milestone", "field", "policy_passage", "milestone_passage"),
            *("prefers", "reason"),
        )
        import_order = fields

    def after_writing(self, records):
        _settle({record.policy_id for record in records})
