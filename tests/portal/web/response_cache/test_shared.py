"""Answers that processes share through Redis; without it, as if it had none."""

import logging
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache, caches
from django.http import HttpResponse
from django.test import RequestFactory

from portal.models.curated import State
from portal.serving import shared_cache
from portal.serving.environment import cache as cache_settings
from portal.web.response_cache import middleware, single_flight, version
from portal.web.response_cache.answer import Answer
from portal.web.response_cache.middleware import ResponseCache
from portal.web.response_cache.store import SLOTS_AGAIN, SLOTS_ONCE, Store
from portal.web.response_cache.version import Version
from tests.universe import milestone

KEY = "0123456789abcdef"


@pytest.fixture
def shared(redis, settings, monkeypatch):
    """The default cache is in Redis."""
    monkeypatch.setenv("CACHE_URL", redis.url)
    before = caches["default"]
    settings.CACHES = {"default": cache_settings("CACHE_URL", "")}
    caches["default"] = caches.create_connection("default")
    shared_cache._Client._paused_until = 0.0
    redis.client().flushall()
    yield redis
    caches["default"] = before
    shared_cache._Client._paused_until = 0.0


def answer(key: str = KEY, text: bytes = b"page") -> Answer:
    return Answer.of(HttpResponse(text), key, "gzip")


def test_what_one_process_has_answered_another_one_finds(shared):
    Store(1_000_000).put(KEY, answer())
    another = Store(1_000_000)
    assert another.get(KEY, "gzip") is None
    assert another.find(KEY, "gzip").headers == answer().headers
    assert another.get(KEY, "gzip").body == answer().body
    assert Store(1_000_000).find(KEY, "").body == b"page"


def test_another_answer_in_the_same_place_is_not_taken_for_it(shared):
    Store(1_000_000).put(KEY, answer())
    same_place = KEY[:8] + "f" * 8
    assert Store(1_000_000).find(same_place, "gzip") is None


def test_the_number_of_shared_answers_is_bounded_and_what_was_asked_again_stays(shared):
    store = Store(100_000_000)
    store.put(KEY, answer())
    store.get(KEY, "gzip")
    for number in range(3 * SLOTS_ONCE):
        key = f"{number * 7919:08x}"
        store.put(key, answer(key))
    assert SLOTS_ONCE < shared.client().dbsize() <= SLOTS_ONCE + SLOTS_AGAIN
    assert Store(1_000_000).find(KEY, "gzip") is not None


@pytest.mark.usefixtures("shared", "caching")
def test_a_page_that_another_process_is_rendering_is_waited_for(monkeypatch):
    now = Version("now", 0)
    monkeypatch.setattr(version, "current", lambda: now)
    request = RequestFactory().get("/")
    key = middleware._key(request, now)
    cache.add(single_flight._lease(key), 1, 60)
    rendered = []
    with ThreadPoolExecutor(1) as threads:
        reading = threads.submit(ResponseCache(rendered.append), request)
        time.sleep(0.2)
        assert not reading.done()
        Store(1_000_000).put(key, answer(key))  # in the other process
        cache.delete(single_flight._lease(key))
        assert reading.result().content == b"page"
    assert rendered == []


def test_who_waits_for_a_process_that_was_killed_does_not_wait_for_ever(shared, monkeypatch):
    monkeypatch.setattr(single_flight, "PATIENCE", 1)
    cache.add(single_flight._lease(KEY), 1, 60)
    began = time.monotonic()
    assert not single_flight.begin(KEY)
    assert 0.9 < time.monotonic() - began < 5
    cache.delete(single_flight._lease(KEY))
    assert single_flight.begin(KEY)
    single_flight.end(KEY)
    assert cache.get(single_flight._lease(KEY)) is None


@pytest.mark.parametrize("state", ["hung", "killed"])
def test_without_redis_nothing_is_found_and_nothing_fails(shared, state, caplog):
    cache.set("x", 1)
    with getattr(shared, state)(), caplog.at_level(logging.WARNING):
        assert cache.get("x") is None
        assert cache.get("x", 2) == 2
        assert cache.get_many(["x"]) == {}
        assert cache.add("y", 1) is True
        assert cache.get_or_set("z", lambda: 3) == 3
        cache.set("x", 2)
        cache.delete("x")
        store = Store(1_000_000)
        store.put(KEY, answer())
        assert store.get(KEY, "gzip") == answer()
        assert single_flight.begin("other")
        single_flight.end("other")
        assert len(caplog.records) == 1  # then it is left alone for a while
    shared_cache._Client._paused_until = time.monotonic() - 1
    cache.set("x", 5)
    assert cache.get("x") == 5


def test_what_a_curator_sees_is_never_in_redis(shared, caching, client, curating):
    draft = milestone("draft", "2018-05", title="饕餮草稿", state=State.DRAFT)
    public = type(client)()
    before = shared.client().keys("*answer:*")
    for address in ("/", f"/admin/policies/milestone/{draft.pk}/preview/", "/admin/"):
        assert curating.get(address).status_code == 200
    assert public.get("/milestones/draft/").status_code == 404
    assert shared.client().keys("*answer:*") == before == []
    assert public.get("/").status_code == 200
    assert len(shared.client().keys("*answer:*")) == 1
