"""Edits of one record, or of its parts, in code, as a form saves them."""

from policies.models import Milestone, MilestoneIssuance, MilestoneRelation, Status
from portal.changes.recording import together
from portal.models import Source
from portal.text.dates import read_typed
from provinces.models import Excerpt, ExcerptErratum
from tests.portal.archived_files.copies import archived
from tests.portal.curation.history.acting.records import SOURCE, Records, pick
from tests.universe import says


class Edits(Records):
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

    def date_uncertainly(self, number, other, text):
        record = pick([*self.milestones[:3], *self.policies], number)
        dates = ["约2016年", "2018年6月下旬", "2018年之前", "2018年3—5月", "2018年6月"]
        with together():
            record.date_text = pick(dates, other)
            record.date = read_typed(record.date_text)
            record.version += 1
            record.full_clean()
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
