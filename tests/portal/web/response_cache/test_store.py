"""The space of stored answers is bounded, and what is asked for again stays."""

import pytest
from django.http import HttpResponse

from portal.web.response_cache.answer import Answer
from portal.web.response_cache.store import LARGEST, Store

SPACE = 1_000_000


def answer(key: str, size: int = 10_000) -> Answer:
    return Answer.of(HttpResponse(b"x" * size), key, "")


@pytest.fixture
def store():
    return Store(SPACE)


def test_random_addresses_do_not_push_out_what_is_asked_for_again(store):
    store.put("home", answer("home"))
    assert store.get("home", "") is not None
    for number in range(1_000):
        store.put(f"{number:08x}", answer(f"{number:08x}"))
        assert store.size() <= SPACE
    assert store.get("home", "") is not None
    assert store.get(f"{0:08x}", "") is None


def test_random_addresses_asked_for_twice_do_neither_if_readers_return_meanwhile(store):
    store.put("home", answer("home"))
    for number in range(1_000):
        store.put(f"{number:08x}", answer(f"{number:08x}"))
        assert store.get(f"{number:08x}", "") is not None
        assert store.get("home", "") is not None
        assert store.size() <= SPACE


def test_what_is_larger_than_its_part_is_not_stored(store):
    for size in (SPACE // 2, LARGEST + 1):
        store.put("large", answer("large", size))
        assert store.get("large", "") is None


def test_another_coding_is_made_from_what_is_stored(store):
    store.put("home", answer("home"))
    assert store.get("home", "gzip") is None
    made = store.find("home", "gzip")
    assert made.headers["Content-Encoding"] == "gzip"
    assert made.headers["ETag"] == '"home-gzip"'
    assert made.headers["Content-Length"] == str(len(made.body))
    assert store.get("home", "gzip") == made
    assert "Content-Encoding" not in store.get("home", "").headers
