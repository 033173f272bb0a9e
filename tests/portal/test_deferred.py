"""Work that is done after the response has been sent."""

import pytest
from django.core.signals import request_finished, request_started

from portal.deferred import defer


@pytest.fixture
def done():
    return []


def test_outside_of_a_request_it_is_done_at_once(done):
    defer(lambda: done.append(1))
    assert done == [1]


@pytest.mark.django_db
def test_within_a_request_it_is_done_once_and_afterwards(done):
    def work():
        done.append(1)

    request_started.send(sender=None)
    defer(work)
    defer(work)
    assert done == []
    request_finished.send(sender=None)
    assert done == [1]
    defer(work)
    assert done == [1, 1]


@pytest.mark.django_db
def test_what_fails_is_told_to_the_log_and_the_rest_is_done(done, caplog):
    def fail():
        raise ValueError("no")

    request_started.send(sender=None)
    defer(fail)
    defer(lambda: done.append(1))
    request_finished.send(sender=None)
    assert done == [1]
    assert "fail failed after the answer" in caplog.text


@pytest.mark.django_db
def test_what_an_answer_left_that_was_never_read_is_done_after_the_next(done):
    request_started.send(sender=None)
    defer(lambda: done.append(1))
    request_started.send(sender=None)
    request_finished.send(sender=None)
    assert done == [1]
