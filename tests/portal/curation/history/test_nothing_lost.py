"""No accepted value is lost, in any sequence of curators' actions."""

import io
from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from policies.models import (
    Body,
    BodyAlias,
    Difference,
    Milestone,
    MilestoneCitation,
    MilestoneErratum,
    MilestoneIssuance,
    MilestoneRelation,
    Policy,
    PolicyCitation,
    PolicyErratum,
    PolicyIssuance,
    PolicyRelation,
    Status,
)
from portal.changes.recording import together
from portal.curation.history.deleted import bring_back, deletions
from portal.curation.history.revert import RevertError, undo
from portal.curation.history.versions import restore, versions
from portal.curation.importing.batches import UnansweredError, carry_out, preview
from portal.curation.importing.files.tables import read
from portal.curation.merging.merge import MergeError, merge
from portal.index.check import stale
from portal.models import ArchivedCopy, ImportBatch, Merger, Source, StoredFile
from portal.models.base import DERIVED
from portal.text.dates import read_typed
from provinces.models import Excerpt, ExcerptCitation, ExcerptErratum
from tests.portal.archived_files.copies import archived, web_page
from tests.portal.curation.importing.spreadsheets import resource, sheet
from tests.universe import milestone, says

pytestmark = pytest.mark.usefixtures("catalogue")

TABLES = [
    *(Body, BodyAlias, Policy, Milestone, PolicyIssuance, MilestoneIssuance),
    *(PolicyErratum, MilestoneErratum, Difference, PolicyRelation, MilestoneRelation),
    *(PolicyCitation, MilestoneCitation, ExcerptCitation),
    *(Source, ArchivedCopy, Excerpt, ExcerptErratum),
]
REFUSALS = (ValidationError, UnansweredError, RevertError, MergeError)

SOURCE = "egov-report-2014-2024"
Row = tuple[str, int]  # table and primary key
Values = dict[str, object]
TEXTS = st.sampled_from(["甲", "乙（改）", "丙：一网通办", "丁\n两行", " 戊 "])
FIRST = st.integers(0, 7)


def values(row, columns) -> Values:
    kept = [one for one in columns if one.name not in DERIVED]
    return {one.attname: getattr(row, one.attname) for one in kept}


def standing() -> dict[Row, Values]:
    """Every row of the tables as it is."""
    return {
        (model.__name__, row.pk): values(row, model._meta.concrete_fields)
        for model in TABLES
        for row in model.objects.all()
    }


def remembered() -> dict[Row, list[Values]]:
    """Row → its former values by the history, newest first; {} for deleted."""
    found: dict[Row, list[Values]] = {}
    for model in TABLES:
        for row in model.history.order_by("-change_set_id", "-history_id"):
            said = {} if row.history_type == "-" else values(row, row.tracked_fields)
            found.setdefault((model.__name__, row.id), []).append(said)
    return found


# What curators do. Each is given numbers and texts to choose by, and may be refused.


class World:
    """Some records of the catalogue, and some that were entered."""

    def __init__(self):
        self.user = get_user_model().objects.create_superuser("curator")
        self.notice = web_page("notice")
        for number in range(2):
            entered = milestone(f"entered-{number}", "2018-06", title=f"录入的{number}")
            MilestoneIssuance.objects.create(record=entered, body=self.bodies[number])

    @property
    def bodies(self) -> list[Body]:
        return list(Body.objects.order_by("slug")[:4])

    @property
    def milestones(self) -> list[Milestone]:
        own = Milestone.objects.filter(slug__startswith="entered").order_by("slug")
        return [*own, *Milestone.objects.exclude(pk__in=own).order_by("slug")[:4]]

    @property
    def policies(self) -> list[Policy]:
        return list(Policy.objects.order_by("slug")[:2])

    @property
    def records(self) -> list:
        source = Source.objects.get(pk=self.notice.pk)
        return [source, *self.milestones[:3], *self.bodies[:2], *self.excerpts]

    @property
    def excerpts(self) -> list[Excerpt]:
        """Those of one unit, of which imports may make several."""
        return list(Excerpt.objects.filter(unit__slug="anhui"))

    def edit(self, number, other, text):
        record = pick(self.records, number)
        column = {Milestone: "title", Excerpt: "plan_title"}.get(type(record), "note")
        with together():
            setattr(record, column, text)
            record.version += 1
            record.full_clean()
            record.save()

    def state_facts(self, number, other, text):
        """Number, dates, official text and status of a document, all invented."""
        record = pick([*self.milestones[:3], *self.policies], number)
        with together():
            record.number = pick(["", "虚发〔2031〕55号", text.strip()], other)
            record.written_on = pick(["2031", "2031-03", "2031-03-27", ""], other)
            record.published_on, record.in_force_on = "2031-04", record.written_on
            record.official_url = pick(["", "https://example.org/invented.html"], other)
            record.status = pick(Status.values, other)
            record.version += 1
            record.full_clean()
            record.save()

    def state_plan(self, number, other, text):
        """Date and source of an excerpt, all invented, and an erratum in it."""
        record = pick(self.excerpts, number)
        with together():
            record.plan_date = pick(["2031", "2031-03", "2031-03-27", ""], other)
            record.source = pick([record.source, Source.objects.get(slug=SOURCE), None], other)
            if record.source is None or record.source.slug == SOURCE:
                record.line_start = record.line_end = None
            record.version += 1
            record.full_clean()
            record.save()
            erratum = record.errata.first() or ExcerptErratum(
                record=record, kind="query", printed=record.wording[:5]
            )
            erratum.reason = text
            erratum.full_clean()
            erratum.save()

    def change_bodies(self, number, other, text):
        record, body = pick(self.milestones, number), pick(self.bodies, other)
        with together():
            row = record.issuances.first()
            if row and row.body != body:
                row.delete()
            elif row:
                row.basis = text
                row.save()
            else:
                MilestoneIssuance.objects.create(record=record, body=body, basis=text)
            record.version += 1
            record.save()

    def change_citations(self, number, other, text):
        """Cite another place, correct what a citation says, or remove it."""
        record = pick([*self.milestones[:4], *self.policies, *self.excerpts], number)
        place = str(other + 5)
        with together():
            row = record.citations.last()
            if row and row.place == place:
                row.supports = pick(["wording", row.supports], number)
                row.url = f"https://example.org/{number}"
                row.full_clean()
                row.save()
            elif row and other % 3 == 0:
                row.delete()
            else:
                row = record.citations.model(record=record, place=place, quote=text * (number % 2))
                row.source = Source.objects.get(slug=SOURCE)
                row.position = record.citations.count() + 1
                row.full_clean()
                row.save()
            record.version += 1
            record.save()

    def archive(self, number, other, text):
        """Archive a copy, correct the date of one, or remove it."""
        source = Source.objects.get(pk=self.notice.pk)
        content = f"<html>{text}{number % 2}".encode()
        with together():
            row = source.copies.filter(size=len(content)).first()
            if row is None:
                archived(source, content)
            elif other % 2:
                row.delete()
            else:
                row.archived_on = f"20{10 + number}"
                row.full_clean()
                row.save()
            source.version += 1
            source.save()

    def date_uncertainly(self, number, other, text):
        record = pick([*self.milestones[:3], *self.policies], number)
        dates = ["约2016年", "2018年6月下旬", "2018年之前", "2018年3—5月", "2018年6月"]
        with together():
            record.date_text = pick(dates, other)
            record.date = read_typed(record.date_text)
            record.version += 1
            record.full_clean()
            record.save()

    def change_relations(self, number, other, text):
        """Change a milestone's relation to another, or delete its only one and say another."""
        record, target = pick(self.milestones, number), pick(self.milestones, other)
        kind = pick(list(MilestoneRelation.Kind), number + other)
        with together():
            row = record.relations.first()
            if row and row.milestone == target:
                row.kind, row.quote = kind, text
                row.full_clean()
                row.save()
            else:
                if row:
                    row.delete()
                says(record, kind, target, quote=text)
            record.version += 1
            record.save()

    def delete_milestone(self, number, other, text):
        record = pick(self.milestones, number)
        record.delete()
        if other % 2:
            bring_back(deletions(Milestone).first())

    def revert(self, number, other, text):
        record = pick(self.records, number)
        known = [one for one in versions(record) if () in one.state]
        restore(record, pick(known, other))

    def bring_in(self, number, other, text):
        told = "" if other % 2 else f"落实｜大事记：{pick(self.milestones, other).slug}｜{SOURCE}"
        rows = [
            {
                "地址标识": one.slug,
                "题名": f"{one.title}{text.strip()}",
                "发布主体": str(body),
                "关系": told,
                "出处": f"{SOURCE}｜{5 + other}｜题名、日期｜｜" if number % 3 else "",
                "发文字号": f"虚发〔2031〕{other}号",
                "施行日期": "2031-05",
                "日期": pick(["2018年6月", "2018年底", "约2018年"], other),
                "原文日期": "",
            }
            for one, body in zip(self.milestones[: number + 1], self.bodies * 2, strict=False)
        ]
        self._import(Milestone, rows)

    def bring_in_excerpts(self, number, other, text):
        """One that is there, or the first of this unit from another source."""
        source = pick(["guanyan-policy-tables", SOURCE, ""], number)
        plan = {"规划题名": f"虚构的规划{text.strip()}", "规划日期": f"203{other}年3月"}
        row = {"省级行政区": "安徽", "来源": source} | plan
        if source != "guanyan-policy-tables":
            row["原文"] = "虚构的原文。"
        self._import(Excerpt, [row])

    def _import(self, model, rows):
        table = read(sheet(*rows))
        found = finished(preview(resource(model, self.user), table))
        batch = ImportBatch.objects.create(
            table=model._meta.label_lower, file_name="改.csv", content=b"", user=self.user
        )
        if found.is_good:
            again = resource(model, self.user)
            finished(carry_out(batch, again, table, found.signature, confirmed=found.questions))

    def undo(self, number, other, text):
        for batch in ImportBatch.objects.exclude(change_set=None).filter(
            change_set__reverted_by=None
        )[:1]:
            undo(batch, self.user)

    def merge_bodies(self, number, other, text):
        merge(pick(self.bodies, number), pick(self.bodies, other), self.user)

    def merge_milestones(self, number, other, text):
        merge(pick(self.milestones, number), pick(self.milestones, other), self.user)

    def part(self, number, other, text):
        for merger in Merger.objects.filter(change_set__reverted_by=None)[:1]:
            undo(merger)

    def load(self, number, other, text):
        before = standing()
        call_command("load_catalogue", stdout=io.StringIO())
        assert standing() == before, "the loader changed what a curator had decided"


STEPS: list[Callable] = [
    *(
        World.edit,
        World.date_uncertainly,
        World.state_facts,
        World.change_bodies,
        World.change_citations,
        World.change_relations,
    ),
    *(World.delete_milestone, World.revert, World.bring_in, World.undo),
    World.archive,
    *(World.merge_bodies, World.merge_milestones, World.part, World.load),
    *(World.state_plan, World.bring_in_excerpts),
]


def pick(choices: list, number: int):
    return choices[number % len(choices)]


def finished(work):
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


# A failing sequence is short enough to read as it is; to find a shorter one takes minutes.
@settings(
    max_examples=25,
    phases=set(Phase) - {Phase.shrink},
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.tuples(st.sampled_from(STEPS), FIRST, FIRST, TEXTS), min_size=4, max_size=12))
def test_no_accepted_value_is_ever_lost(steps):
    with transaction.atomic():
        world = World()
        accepted: dict[Row, list[Values]] = {}
        for step, *choices in steps:
            before = standing()
            try:
                with transaction.atomic():
                    step(world, *choices)
            except REFUSALS:
                assert standing() == before, f"{step.__name__} was refused, and changed something"
            for row, said in standing().items():
                if said not in accepted.setdefault(row, []):
                    accepted[row].append(said)
        now, history = standing(), remembered()
        for row, said in accepted.items():
            lost = [one for one in said if one not in history.get(row, [])]
            assert not lost, f"{row} was once {lost[0]}, and no history tells so"
        for row, told in history.items():
            assert told[0] == now.get(row, {}), f"the newest of {row}'s history is not what it is"
        files = ArchivedCopy.history.values_list("sha256", flat=True).distinct().order_by()
        assert {*files} == {*StoredFile.objects.values_list("sha256", flat=True)}
        assert list(stale()) == []
        transaction.set_rollback(True)
