"""A curator in front of the admin."""

import io
import re

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from policies.models import Milestone
from portal.curation.importing.files import tables
from portal.curation.importing.files.tables import Table
from portal.curation.importing.resource import RecordResource
from portal.models import ImportBatch

NAME = "bench"
_SIGNATURE = re.compile(b'name="signature" value="(.*?)"')


def user():
    users = get_user_model().objects
    return users.filter(username=NAME).first() or users.create_superuser(NAME)


def client() -> Client:
    browser = Client()
    browser.force_login(user())
    return browser


def milestones() -> RecordResource:
    return admin.site.get_model_admin(Milestone).resource(user())


def keep(rows: Table) -> ImportBatch:
    """A file of these rows, sent in as XLSX."""
    lines = [[row[header] for header in rows.headers] for _, row in rows.rows]
    return ImportBatch.objects.create(
        table="policies.milestone",
        file_name="rows.xlsx",
        content=tables.write(tables.XLSX, rows.headers, lines),
        user=user(),
    )


def examine(batch: ImportBatch, signature: str = "") -> str:
    """Reads the page that previews, or with a signature the one that confirms; the signature."""
    browser = client()
    address = reverse("admin:policies_milestone_batch", args=[batch.pk])
    response = (
        browser.post(address, {"signature": signature}) if signature else browser.get(address)
    )
    found = [match[1].decode() for part in response for match in _SIGNATURE.finditer(part)]
    if signature:
        batch.refresh_from_db()
        if not batch.moment:
            raise ValueError("Nothing was imported.")
    return found[0] if found else ""


def silence() -> io.StringIO:
    return io.StringIO()
