"""A version changes with the records, the program and the day, and never comes back."""

from datetime import datetime
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.utils import timezone

from policies.models import Milestone
from portal.changes import revision
from portal.serving import build
from portal.web.response_cache import version
from tests.universe import milestone

pytestmark = pytest.mark.usefixtures("catalogue")
SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_within_half_a_second_the_database_is_looked_at_once(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert version.current() is version.current()


def test_a_change_is_a_new_version_at_once_in_the_process_that_made_it():
    seen = {version.current().name}
    for _ in range(3):
        Milestone.objects.first().save()
        seen.add(version.current().name)
    assert len(seen) == 4


def test_no_two_versions_began_in_the_same_second():
    moments = []
    for number in range(5):
        milestone(f"new-{number}", "2018-05")
        moments.append(version.current().moment)
    assert sorted(set(moments)) == moments


def test_what_began_in_the_future_has_no_time_for_a_header():
    assert version.Version("x", int(timezone.now().timestamp()) - 1).last_modified()
    assert version.Version("x", int(timezone.now().timestamp()) + 5).last_modified() == ""


def test_a_day_is_a_version_and_begins_in_shanghai(monkeypatch):
    monkeypatch.setattr(build, "STARTED", 0)
    names = {}
    for day in (28, 29):
        for hour, minute in ((0, 0), (23, 59)):
            now = datetime(2046, 11, day, hour, minute, tzinfo=SHANGHAI)
            with patch.object(timezone, "now", lambda now=now: now):
                revision.forget()
                found = version.current()
            names.setdefault(found.name, set()).add(day)
            assert datetime.fromtimestamp(found.moment, SHANGHAI).isoformat() == (
                f"2046-11-{day}T00:00:01+08:00"
            )
    assert sorted(map(list, names.values())) == [[28], [29]]


def test_another_build_is_another_version(monkeypatch):
    before = version.current()
    monkeypatch.setattr(build, "digest", lambda: "another")
    revision.forget()
    assert version.current().name != before.name


def test_what_was_rolled_back_is_never_a_version_again():
    before = version.current().name
    with transaction.atomic():
        Milestone.objects.first().save()
        within = version.current().name
        transaction.set_rollback(True)
    revision.forget()
    assert version.current().name == before
    Milestone.objects.first().save()
    assert version.current().name not in (before, within)


def test_pages_have_another_version_once_suggestions_have_followed():
    milestone("new", "2018-05", title="饕餮文件")
    before = version.current().name
    from portal.suggestions import builder

    builder.bring_up_to_date()
    assert version.current().name != before
    before = version.current().name
    builder.bring_up_to_date()
    assert version.current().name == before
