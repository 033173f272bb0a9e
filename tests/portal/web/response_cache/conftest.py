import pytest

from portal.web.response_cache import middleware
from portal.web.response_cache.store import Store


@pytest.fixture
def caching(catalogue, settings, monkeypatch):
    """Answers are cached; the store they are in."""
    settings.RESPONSE_CACHE_BYTES = 2_000_000
    store = Store(settings.RESPONSE_CACHE_BYTES)
    monkeypatch.setattr(middleware, "store", store)
    return store
