"""Many records at once: SQLite takes only so many values in a statement, and so deep a one.

Its limits are lowered here, so that a hundred records are many.
"""

import sqlite3

import pytest
from django.db import connection

from policies.models import Milestone, Policy
from portal.changes import recording
from portal.curation.importing.files import tables
from portal.curation.workflow.transitions import SUBMIT, move
from portal.models.curated import State
from tests.portal.curation.importing.spreadsheets import NEW, imported, page, undone

MANY = 120
LIMITS = [sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, sqlite3.SQLITE_LIMIT_EXPR_DEPTH]
pytestmark = pytest.mark.usefixtures("catalogue")


@pytest.fixture(autouse=True)
def low_limits(catalogue, monkeypatch):
    if connection.vendor != "sqlite":
        yield
        return
    monkeypatch.setattr(recording, "AT_ONCE", 40)
    monkeypatch.setattr(connection.features, "max_query_params", 100)
    before = [connection.connection.setlimit(limit, 100) for limit in LIMITS]
    yield
    for limit, number in zip(LIMITS, before, strict=True):
        connection.connection.setlimit(limit, number)


def make(model, *, policies=None):
    shared = {"kind": "document", "date_text": "2018年", "wording": "原文", "state": State.DRAFT}
    for which in ("date", "timeline"):
        shared |= {f"{which}_start": "2018-01-01", f"{which}_end": "2018-12-31"}
        shared |= {f"{which}_precision": "year"}
    rows = [
        model(slug=f"many-{number}", title=f"第 {number} 件", **shared) for number in range(MANY)
    ]
    for row, policy in zip(rows, policies or (), strict=False):
        row.policy = policy
    return model.objects.bulk_create(rows)


def test_many_linked_records_are_exported(curating):
    make(Milestone, policies=make(Policy))
    content = curating.get(page(Milestone, "export"), {"_format": "csv", "q": "many-"}).content
    rows = tables.read(content).rows
    assert len(rows) == MANY
    assert all(row["所记政策"] == row["地址标识"] for _, row in rows)


def test_many_are_imported_and_undone(curating):
    policies = make(Policy)
    rows = [
        {**NEW, "日期": "2018", "地址标识": f"new-{number}", "题名": policy.title}
        | {"所记政策": policy.slug}
        for number, policy in enumerate(policies)
    ]
    batch = imported(curating, Milestone, *rows)
    assert Milestone.objects.filter(policy__slug__startswith="many-").count() == MANY
    assert curating.get(page(Milestone, "batch", batch.pk)).status_code == 200
    undone(curating, Milestone, batch)
    assert not Milestone.objects.filter(policy__slug__startswith="many-").exists()


def test_many_are_submitted(curator):
    keys = [record.pk for record in make(Milestone)]
    assert len(move(SUBMIT, Milestone, keys, curator)) == MANY
