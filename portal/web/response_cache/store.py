"""Stores answers: in the process, and where CACHE_URL names a shared cache, there too.

Random filters cannot push out what readers ask for again, because answers that have been asked
for only once have a small part of the space to themselves.
"""

from threading import Lock

from cachetools import LRUCache
from django.conf import settings
from django.core.cache import cache

from portal.web.response_cache.answer import Answer
from portal.web.response_cache.codings import ALL
from portal.web.response_cache.version import Version

LARGEST = 1_000_000  # bytes of one answer
OVERHEAD = 2_000  # bytes, about: headers, keys
SLOTS_ONCE, SLOTS_AGAIN = 500, 1_500  # in a shared cache, each for one answer
A_DAY = 24 * 60 * 60  # seconds


class Store:
    """Answers by `key`, which belongs to one address in one version, and by coding."""

    def __init__(self, space: int):
        """`space` is the most bytes in this process."""
        self._lock = Lock()
        self._version: Version | None = None
        self._once = LRUCache(space // 4, getsizeof=_size)
        self._again = LRUCache(space - space // 4, getsizeof=_size)

    def get(self, key: str, coding: str) -> Answer | None:
        """From this process."""
        with self._lock:
            found = self._again.get((key, coding))
            if found:
                return found
            found = self._once.pop((key, coding), None)
        if found:
            self._put_again(key, found)
        return found

    def find(self, key: str, coding: str) -> Answer | None:
        """From this process in another coding, or from the shared cache."""
        found = self._in_any_coding(key) or _from_shared(key)
        if found:
            found = found.encoded(key, coding)
            self._put_again(key, found)
        return found

    def put(self, key: str, answer: Answer) -> None:
        if len(answer.body) <= LARGEST:
            self._insert(self._once, key, answer)
            _to_shared(key, answer, again=False)

    def keep_only(self, version: Version | None) -> None:
        """Drop the answers of other versions, which nobody will ask for again."""
        if version is not self._version:
            self._version = version
            self.clear()

    def clear(self) -> None:
        with self._lock:
            self._once.clear()
            self._again.clear()

    def size(self) -> int:
        """Bytes, about."""
        return int(self._once.currsize + self._again.currsize)

    def _in_any_coding(self, key: str) -> Answer | None:
        with self._lock:
            places = ((part, (key, coding)) for part in (self._again, self._once) for coding in ALL)
            return next((part[place] for part, place in places if place in part), None)

    def _put_again(self, key: str, answer: Answer) -> None:
        self._insert(self._again, key, answer)
        _to_shared(key, answer, again=True)

    def _insert(self, part: LRUCache, key: str, answer: Answer) -> None:
        with self._lock:
            if _size(answer) <= part.maxsize:
                part[key, answer.coding] = answer


def _size(answer: Answer) -> int:
    return len(answer.body) + OVERHEAD


def is_shared() -> bool:
    """Whether other processes read the cache too."""
    return settings.CACHES["default"]["BACKEND"].endswith("SharedCache")


def _from_shared(key: str) -> Answer | None:
    if not is_shared():
        return None
    found = cache.get_many([_slot(key, again=True), _slot(key, again=False)])
    return next((Answer(*parts) for owner, *parts in found.values() if owner == key), None)


def _to_shared(key: str, answer: Answer, *, again: bool) -> None:
    if is_shared():
        cache.set(_slot(key, again=again), (key, *answer), A_DAY)


def _slot(key: str, *, again: bool) -> str:
    """The place of an answer in the shared cache; another one may take it, so it is bounded."""
    part, slots = ("again", SLOTS_AGAIN) if again else ("once", SLOTS_ONCE)
    return f"answer:{part}:{int(key[:8], 16) % slots}"


store = Store(settings.RESPONSE_CACHE_BYTES)
