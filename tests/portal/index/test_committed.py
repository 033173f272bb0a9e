"""Tests that need commits: two changes at the same time, and an emptied database."""

import re
from contextlib import suppress
from datetime import date
from threading import Barrier, Thread

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client

from policies.models import Body, Milestone, Policy
from portal.changes import recording
from portal.search import index
from portal.search.query import parse
from tests import prepared
from tests.policies.admin.test_admin import address, filled_form
from tests.portal.index.world import breaches
from tests.universe import milestone, policy

pytestmark = pytest.mark.django_db(transaction=True)

TIMES = 15


@pytest.fixture(scope="module", autouse=True)
def all_again(django_db_setup, django_db_blocker):
    """Restores the catalogue after these tests, which empty the database."""
    yield
    with django_db_blocker.unblock():
        prepared.copy_again()


@pytest.fixture(autouse=True)
def only_listings(monkeypatch):
    """Builds no suggestions after a change, because that would separate the two writers."""
    monkeypatch.setattr(recording, "_after_commit", [])


CONFIRMED = re.compile('name="confirmed" value="([^"]+)"')
LONGEST_TALK = 20  # answers to what is asked before one save


@pytest.fixture
def pair():
    """A policy with its milestone, and another policy."""
    told = policy("told", "2020")
    policy("other", "2020")
    return milestone("telling", "2020-05", policy=told)


@pytest.fixture
def body():
    return Body.objects.create(slug="ju", name="局", kind="office", state="published")


def at_once(*works, times=TIMES):
    """Run `works` in threads at the same time, each with the numbers from 0; none may fail."""
    barrier, failures = Barrier(len(works)), []

    def run(work):
        try:
            barrier.wait()
            for number in range(times):
                work(number)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert breaches() == []


def in_month(model, slug):
    """Save the record with the number as its month, which changes its twin's timeline date."""

    def save(number):
        record = model.objects.get(slug=slug)
        month = number % 11 + 1
        record.date_start, record.date_end = date(2020, month, 1), date(2020, month + 1, 1)
        record.date_precision, record.title = "range", f"第{number}版"
        record.save()

    return save


def logged_in():
    user, _ = get_user_model().objects.get_or_create(
        username="curator", is_staff=True, is_superuser=True
    )
    client = Client()
    client.force_login(user)
    return client


def test_a_milestone_and_its_policy(pair):
    at_once(in_month(Milestone, "telling"), in_month(Policy, "told"))


def test_one_milestone_pointed_to_two_policies(pair):
    def point_to(slug):
        def save(number):
            Milestone.objects.filter(slug="telling").update(policy=Policy.objects.get(slug=slug))

        return save

    at_once(point_to("told"), point_to("other"), times=3 * TIMES)


def test_a_change_in_bulk_and_new_records_that_it_takes_in(pair):
    at_once(
        lambda number: milestone(f"new-{number}", "2020"),
        lambda number: Milestone.objects.update(kind=["forum", "meeting"][number % 2]),
    )


def test_a_deletion_and_records_that_refer_to_what_goes(pair):
    def tell(number):
        with suppress(IntegrityError):  # a policy that is gone by now cannot be told of
            milestone(f"teller-{number}", "2020", policy=Policy.objects.filter(slug="told").first())

    def begin_again(number):
        Policy.objects.filter(slug="told").delete()
        policy("told", "2020")

    at_once(tell, begin_again)


def test_a_record_with_its_parts_and_a_body_of_them(pair, body):
    def save_with_parts(number):
        with transaction.atomic():
            in_month(Milestone, "telling")(number)
            record = Milestone.objects.get(slug="telling")
            record.issuances.all().delete()
            record.issuances.create(body=body)

    def rename(number):
        Body.objects.filter(slug="ju").update(name=f"第{number}局", slug="ju")

    at_once(save_with_parts, rename)


def test_two_curators_in_the_admin(pair, body):
    pair.issuances.create(body=body)

    def edit(model, slug, **changes):
        client, record = logged_in(), model.objects.get(slug=slug)
        opened = filled_form(client.get(address(record)))

        def save(number):
            data = {name: f"{value}{number}" for name, value in changes.items()}
            data |= {"opened_version": record.version + number, "date_text": ""}
            answer = client.post(address(record), opened | data)
            # Asked about a disagreement, as the other left it, which may be another by the answer.
            for _ in range(LONGEST_TALK):
                if answer.status_code == 302:
                    break
                # From the page itself: its context may be that of another thread's page.
                asked = CONFIRMED.findall(answer.content.decode())
                answer = client.post(address(record), opened | data | {"confirmed": asked})
            assert answer.status_code == 302

        return save

    at_once(
        edit(Milestone, "telling", title="大事", date="202"),
        edit(Policy, "told", title="政策"),
        edit(Body, "ju", name="局"),
        times=9,
    )


def test_a_rebuild_and_a_save(pair):
    at_once(in_month(Milestone, "telling"), lambda number: call_command("rebuild_search"), times=6)


def test_the_loader_and_a_save():
    call_command("load_catalogue", verbosity=0)

    def load(number):
        Milestone.objects.filter(slug="2016-09-25").delete()
        call_command("load_catalogue", verbosity=0)

    def save(number):
        Milestone.objects.get(slug="2018-07-25").save()
        Body.objects.get(slug="guowuyuan").save()

    at_once(load, save, times=2)


def test_after_a_flush_nothing_is_found_and_what_comes_then_is(pair):
    call_command("flush", interactive=False, verbosity=0)
    assert not index.matching(parse("telling"), "").exists()
    assert breaches() == []
    again = milestone("telling", "2020")
    assert index.matching(parse("telling"), "").get().record == again.pk
    call_command("migrate", verbosity=0)
    assert breaches() == []
