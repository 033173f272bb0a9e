"""Lets one reader render an answer while the others who ask for it wait.

In all processes, if they share a cache. Nobody waits longer than PATIENCE, because the one who
renders may hang or may have been killed.
"""

import time
from threading import Event, Lock

from django.core.cache import cache

from portal.web.response_cache.store import is_shared

PATIENCE = 10  # seconds
POLL = 0.05  # seconds
_lock = Lock()
_flights: dict[str, Event] = {}


def begin(key: str) -> bool:
    """True for the one who is to render, and calls `end`; False after having waited."""
    with _lock:
        flight = _flights.get(key)
        if flight is None:
            _flights[key] = Event()
    if flight is not None:
        flight.wait(PATIENCE)
        return False
    try:
        if is_shared() and not cache.add(_lease(key), 1, PATIENCE):
            _wait_for_another_process(key)
            _land(key)
            return False
    except BaseException:
        _land(key)
        raise
    return True


def end(key: str) -> None:
    try:
        if is_shared():
            cache.delete(_lease(key))
    finally:
        _land(key)


def _land(key: str) -> None:
    with _lock:
        flight = _flights.pop(key)
    flight.set()


def _wait_for_another_process(key: str) -> None:
    latest = time.monotonic() + PATIENCE
    while time.monotonic() < latest and cache.get(_lease(key)):
        time.sleep(POLL)


def _lease(key: str) -> str:
    return f"rendering:{key}"
