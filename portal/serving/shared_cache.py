"""Redis as the cache of all processes; while it is down or hung, it seems to be empty.

So nothing that protects anybody may depend on it. Login attempts are counted in the database.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis import RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from portal.serving import build

PAUSE = 5  # seconds without Redis after a failure, so that a hung one does not cost each reader
OPTIONS = {
    "socket_connect_timeout": 0.3,  # seconds
    "socket_timeout": 0.5,
    "retry": Retry(NoBackoff(), 0),
}
log = logging.getLogger(__name__)


class SharedCache(RedisCache):
    """All entries are of this build of the program, because others may have another form."""

    def __init__(self, server: str, params: dict):
        super().__init__(server, params | {"OPTIONS": OPTIONS | params.get("OPTIONS", {})})
        self.key_prefix = build.digest()
        self._class = _Client


class _Client(RedisCacheClient):
    """Returns what an empty cache would, instead of raising."""

    _paused_until = 0.0  # by time.monotonic, for all clients of this process; 0 while Redis answers

    def add(self, *args) -> bool:
        return self._try(True, super().add, *args)

    def get(self, key: str, default: Any) -> Any:
        return self._try(default, super().get, key, default)

    def get_many(self, keys) -> dict:
        return self._try({}, super().get_many, keys)

    def set(self, *args) -> None:
        self._try(None, super().set, *args)

    def delete(self, key: str) -> bool:
        return self._try(False, super().delete, key)

    def clear(self) -> bool:
        return self._try(False, super().clear)

    def _try(self, without: Any, operation: Callable, *args) -> Any:
        now, paused = time.monotonic(), _Client._paused_until
        if now < paused:
            return without
        if paused:
            _Client._paused_until = now + PAUSE  # others wait for the outcome of this attempt
        try:
            found = operation(*args)
        except (RedisError, OSError) as error:
            _Client._paused_until = time.monotonic() + PAUSE
            log.warning("Redis does not answer, the next attempt is in %s s: %s", PAUSE, error)
            return without
        _Client._paused_until = 0.0
        return found
