"""rebuild_search shows its progress on a terminal, and is all or nothing."""

import io
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from portal.changes import recording, revision
from portal.index import writing
from portal.index.check import stale
from portal.models import Document
from portal.search import index
from portal.search.query import parse
from portal.suggestions import builder

pytestmark = pytest.mark.usefixtures("catalogue")


class Terminal(io.StringIO):
    def isatty(self):
        return True


def rebuild(err) -> str:
    out = io.StringIO()
    call_command("rebuild_search", stdout=out, stderr=err)
    return out.getvalue()


def test_it_says_how_many_records_it_listed():
    err = io.StringIO()
    assert rebuild(err) == f"{Document.objects.count()} records listed.\n"
    assert err.getvalue() == ""


def test_a_bar_fills_where_somebody_watches(monkeypatch):
    monkeypatch.setattr(recording, "AT_ONCE", 50)
    err = Terminal()
    assert rebuild(err) == f"{Document.objects.count()} records listed.\n"
    *steps, last, end = err.getvalue().replace("\n", "\r").split("\r")
    assert end == ""
    assert len(steps) >= 2
    number = Document.objects.count()
    assert last.endswith(f"] {number} of {number}")
    filled = [step.count("#") for step in (*steps, last)]
    assert filled == sorted(filled)
    assert filled[-1] == 30


def test_a_rebuild_changes_no_answer():
    def answers():
        found = index.matching(parse("政务服务 -试点"), "search")
        return list(found.in_order(newest_first=True).values_list("type", "record"))

    before = answers()
    assert before
    rebuild(io.StringIO())
    assert answers() == before
    assert list(stale()) == []


def test_a_rebuild_that_fails_leaves_the_listings_as_they_were(monkeypatch):
    before = list(Document.objects.order_by("pk").values())

    def fail(done, total):
        raise RuntimeError(f"{done} of {total}")

    with pytest.raises(RuntimeError, match=f"of {len(before)}"):
        writing.rebuild(fail)
    assert list(Document.objects.order_by("pk").values()) == before
    assert list(stale()) == []


def test_suggestions_that_have_not_followed_a_change_are_a_breach(monkeypatch, capsys):
    monkeypatch.setattr(builder, "connection", SimpleNamespace(in_atomic_block=False))
    call_command("check_catalogue")
    revision.renew()
    with pytest.raises(CommandError, match=r"1 breaches\."):
        call_command("check_catalogue")
    assert "run rebuild_search" in capsys.readouterr().err
