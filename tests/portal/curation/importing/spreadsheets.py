"""Uploads and downloads spreadsheets, and parses the admin's pages about them."""

import csv
import io
import re

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from policies.models import (
    Body,
    Difference,
    Milestone,
    MilestoneErratum,
    Policy,
    PolicyErratum,
)
from portal.curation.importing.files import tables
from portal.curation.importing.files.tables import CSV
from portal.curation.importing.resource import RecordResource
from portal.models import ImportBatch, Source, SourceLine
from provinces.models import Excerpt, ExcerptErratum, Unit

MODELS = [
    *(Policy, Milestone, Body, Difference, Unit, Excerpt, Source, SourceLine),
    *(PolicyErratum, MilestoneErratum, ExcerptErratum),
]
by_name = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
NEW = {
    "地址标识": "",
    "题名": "新近的通知",
    "类型": "政策文件",
    "日期": "2025年3月",
    "原文": "印发通知。",
}


def resource(model, user=None) -> RecordResource:
    return admin.site.get_model_admin(model).resource(user)


def page(model, name, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


def exported(client, model, kind=CSV, **filters) -> list[dict[str, str]]:
    response = client.get(page(model, "export"), {"_format": kind, **filters})
    assert response.status_code == 200, response.content.decode()
    return [row for _, row in tables.read(response.content).rows]


def sheet(*rows: dict[str, str]) -> bytes:
    headers = list(dict.fromkeys(header for row in rows for header in row))
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, headers, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def uploaded(client, model, content: bytes, name="改.csv") -> ImportBatch:
    response = client.post(page(model, "import"), {"file": SimpleUploadedFile(name, content)})
    assert response.status_code == 302, response.context["form"].errors
    return ImportBatch.objects.latest("pk")


class Seen:
    """The parsed page of a batch."""

    def __init__(self, response):
        self.html = response.getvalue().decode()
        rows = re.findall(r'<tr class="(\w+)">(.*?)</tr>', self.html, re.DOTALL)
        self.rows = [(kind, " ".join(re.sub("<[^>]+>", " ", row).split())) for kind, row in rows]
        found = re.search('name="signature" value="(.*?)"', self.html)
        self.signature = found and found[1]
        self.counts = dict(re.findall("<li>(新增|修改|不变|有误) ([0-9]+)</li>", self.html))

    @property
    def errors(self) -> list[str]:
        return re.findall('<p class="wrong">(.*?)</p>', self.html)


def previewed(client, model, *rows: dict[str, str]) -> tuple[ImportBatch, Seen]:
    batch = uploaded(client, model, sheet(*rows))
    return batch, Seen(client.get(page(model, "batch", batch.pk)))


def confirm(client, model, batch: ImportBatch, seen: Seen, **ticked) -> Seen:
    posted = {"signature": seen.signature, **ticked}
    said = Seen(client.post(page(model, "batch", batch.pk), posted))
    batch.refresh_from_db()
    return said


def imported(client, model, *rows: dict[str, str], **ticked) -> ImportBatch:
    batch, seen = previewed(client, model, *rows)
    assert seen.errors == []
    said = confirm(client, model, batch, seen, **ticked)
    assert batch.moment, said.html
    return batch


def undone(client, model, batch: ImportBatch) -> str:
    response = client.post(page(model, "undo", batch.pk), follow=True)
    return response.content.decode()


def row_of(record, **changes) -> dict[str, str]:
    return {"地址标识": record.slug} | changes
