"""Spreadsheets, and files for bulk loading."""

import io
import json
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management import call_command

from policies.models import Milestone, Policy, Status
from portal.curation.history.revert import undo
from portal.curation.importing.batches import carry_out, preview
from portal.curation.importing.files.tables import read
from portal.models import BulkLoad, ImportBatch
from provinces.models import Excerpt
from tests.portal.curation.history.acting.records import SOURCE, Records, pick
from tests.portal.curation.importing.spreadsheets import resource, sheet


class Files(Records):
    def bring_in(self, number, other, text):
        model = pick([Milestone, Milestone, Policy], number + other)
        entries = self._entries(model, 4)
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
            for one, body in zip(entries[: number + 1], self.bodies * 2, strict=False)
        ]
        self._import(model, rows)

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

    def load_bulk(self, number, other, text):
        """A new document with its facts, a citation, and a relation to one that is there."""
        at = BulkLoad.objects.count()
        target = pick([*self.milestones[:3], *self.policies], other)
        status = pick(Status.values, number)
        supports = "title date status" if number % 3 else "title"
        told = {"kind": "implements", target._meta.model_name: target.slug, "source": SOURCE}
        line = {
            "type": pick(["milestone", "policy"], other),
            "slug": f"entered-in-bulk-{at}",
            "title": f"虚构的第{at}件",
            "kind": "document",
            "wording": f"虚构的原文{text}",
            "number": f"虚发〔2031〕{number}号",
            "in_force_on": "2031-05",
            "status": status,
            "date_text": "2018年6月",
            "date_start": "2018-06-01",
            "date_end": "2018-06-30",
            "date_precision": "month",
            "citations": [{"source": SOURCE, "place": str(5 + other), "supports": supports}],
            "relations": [told | {"quote": text}] if number % 2 else [],
        }
        with TemporaryDirectory() as folder:
            file = Path(folder) / f"{at}-{number}-{other}.jsonl"
            file.write_text(json.dumps(line))
            call_command("load_bulk", file, stdout=io.StringIO(), stderr=io.StringIO())


def finished(work):
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value
